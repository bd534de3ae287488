"""The checks of a dossier, one function each. They see the dossier and what is trusted, nothing else.

The names are those of sealing.md §2.8, where the attack table says which check has to catch what.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import pairwise

from cryptography.hazmat.primitives.hashes import SHA256

from sekisho.seal.dossier.bag import check_bag
from sekisho.seal.dossier.contents import PAGES, Contents, Kept
from sekisho.seal.dossier.dossier import CLOSING, CONSISTENCY, NOTE, closing
from sekisho.seal.entry import digest, leaf
from sekisho.seal.log.checkpoint import (
    Checkpoint,
    CheckpointError,
    checkpoint_of,
    parse_consistency,
    parse_proof,
)
from sekisho.seal.log.merkle import check_consistency, check_inclusion, leaf_hash
from sekisho.seal.log.note import NoteError, Verifier, open_note, signatures
from sekisho.seal.problem import Problem
from sekisho.seal.signed import dsse, statement
from sekisho.seal.signed.section import Section, sections_of, unlocked
from sekisho.seal.stamp.revocation import RevocationError, read_revocations, revoked
from sekisho.seal.stamp.timestamp import Stamp, TimestampError, verify_stamp
from sekisho.seal.verify.report import Check, judged, left_out
from sekisho.seal.verify.trust import Trust, TrustedPerson

#: The fields by which an event's body names a file. Read by pattern, because a body is anybody's JSON.
_NAMES = re.compile(
    rb'"(?:digest|said|plan|challenge|account|amounts|declaration|blob|ruleset_hash|parameter_hash)"\s*:\s*'
    rb'"([0-9a-f]{64})"'
)
#: The list by which an event's body names the files that in order are one too large for a file of its own.
_PIECES = re.compile(rb'"pieces"\s*:\s*\[([^\]]*)\]')
#: The list by which an event's body names the files it erased.
_ERASED = re.compile(rb'"erased"\s*:\s*\[([^\]]*)\]')
_DIGEST = re.compile(rb"[0-9a-f]{64}")
_BODIES, _STATEMENTS, _FILES = "dossier/bodies", "dossier/statements", "data/files"


def bag(dossier: Contents) -> Check:
    """BAG: every file is listed and is what its two digests say, tag files included; none stands where none belongs."""
    return judged("BAG", [*check_bag(dossier.files), *(Problem("seal.bag.place", n) for n in dossier.misplaced())])


def digests(dossier: Contents) -> Check:
    """DIGEST: every body is the one its entry names; every envelope and file is named by its own digest."""
    bodies = dossier.under(_BODIES)
    problems = [
        Problem("seal.digest.body", f"{_BODIES}/{kept.n:05d}.json", {"entry": kept.n})
        for kept in dossier.entries
        if (body := bodies.get(f"{kept.n:05d}.json")) is not None
        and hashlib.sha256(body).hexdigest() != kept.header.body
    ]
    for folder, ending in ((_STATEMENTS, ".dsse.json"), (_FILES, "")):
        for name, data in dossier.under(folder).items():
            if hashlib.sha256(data).hexdigest() != name.removesuffix(ending):
                problems.append(Problem("seal.digest.name", f"{folder}/{name}"))
    return judged("DIGEST", problems)


def _locked(dossier: Contents) -> list[Section]:
    return [section for body in dossier.under(_BODIES).values() for section in sections_of(body)]


def _named(dossier: Contents) -> set[str]:
    bodies = dossier.under(_BODIES).values()
    listed = (piece for body in bodies for names in _PIECES.findall(body) for piece in _DIGEST.findall(names))
    found = {named.decode() for body in bodies for named in (*_NAMES.findall(body), *listed)}
    # A section's digest is over salt and bytes and names no file; its blob does.
    return found - {section.digest for section in _locked(dossier)}


def _absent(dossier: Contents) -> list[int]:
    shown = dossier.under(_BODIES)
    return [kept.n for kept in dossier.entries if f"{kept.n:05d}.json" not in shown]


def files(dossier: Contents) -> Check:
    """FILES: every file is named by an event of the case; a file slipped in beside them is not."""
    problems = [
        Problem("seal.files.unnamed", f"{_FILES}/{n}") for n in sorted(set(dossier.under(_FILES)) - _named(dossier))
    ]
    if problems and _absent(dossier):
        # The event that names the file may be one whose body this reader may not see.
        return left_out("FILES", *problems)
    return judged("FILES", problems)


def _statements(dossier: Contents) -> Iterator[tuple[str, statement.Statement]]:
    for name, data in dossier.under(_STATEMENTS).items():
        # What cannot be read is told by DSSE, under the name of the entry it belongs to.
        with suppress(dsse.EnvelopeError, statement.StatementError):
            yield f"{_STATEMENTS}/{name}", statement.parse(dsse.parse(data)[1])


def sections(dossier: Contents) -> Check:
    """SECTIONS: the sections shown have the salted digests that were locked, and each side signed just these."""
    shown, found = dossier.under(_FILES), _locked(dossier)
    problems = [
        Problem("seal.section.other", f"{_FILES}/{section.blob}", {"section": section.name})
        for section in found
        if section.blob in shown and not section.is_of(shown[section.blob])
    ]
    locked: dict[str, set[str]] = {}
    for section in found:
        locked.setdefault(section.name, set()).add(section.digest)
    for place, signed in _statements(dossier):
        problems += [Problem("seal.section.unlocked", place, {"section": name}) for name in unlocked(signed, locked)]
    return judged("SECTIONS", problems)


def _erasures(dossier: Contents) -> dict[str, int]:
    """Give the files that a signed entry says were erased, each with that entry's number."""
    found: dict[str, int] = {}
    for kept in dossier.entries:
        body = dossier.files.get(f"{_BODIES}/{kept.n:05d}.json", b"")
        # An erasure nobody signed is none: any body could say the word.
        for listed in _ERASED.findall(body) if kept.header.envelopes else ():
            found |= dict.fromkeys((name.decode() for name in _DIGEST.findall(listed)), kept.n)
    return found


def erased(dossier: Contents) -> Check:
    """ERASED: names the files whose bytes were lawfully erased; their digests stand where they stood."""
    shown = dossier.under(_FILES)
    gone = {name: n for name, n in _erasures(dossier).items() if name not in shown}
    problems = [Problem("seal.erased.file", f"{_FILES}/{name}", {"entry": n}) for name, n in sorted(gone.items())]
    return left_out("ERASED", *problems) if problems else judged("ERASED", [])


def withheld(dossier: Contents) -> Check:
    """REDACTED: names the bodies and files that are not shown; their entries still stand in the chain."""
    problems = [Problem("seal.redacted.body", f"{_BODIES}/{n:05d}.json", {"entry": n}) for n in _absent(dossier)]
    missing = sorted(_named(dossier) - set(dossier.under(_FILES)) - set(_erasures(dossier)))
    problems += [Problem("seal.redacted.file", f"{_FILES}/{name}") for name in missing]
    return left_out("REDACTED", *problems) if problems else judged("REDACTED", [])


def pages(dossier: Contents) -> Check:
    """PAGES: what is in the dossier for convenience only, and that nothing vouches for it."""
    found = sorted(PAGES & set(dossier.files))
    return (
        left_out("PAGES", *(Problem("seal.pages.unsealed", name) for name in found)) if found else judged("PAGES", [])
    )


def one_case(dossier: Contents, trust: Trust) -> Check:
    """CASE: every entry belongs to this case and to the trusted log."""
    problems = []
    stream = dossier.entries[0].header.stream
    for kept in dossier.entries:
        if kept.header.stream != stream or stream.rsplit("/", 1)[-1] != dossier.case:
            problems.append(Problem("seal.case.stream", facts={"entry": kept.n, "stream": kept.header.stream}))
        if kept.header.log != trust.origin:
            problems.append(Problem("seal.case.log", facts={"entry": kept.n, "log": kept.header.log}))
    return judged("CASE", problems)


def chain(dossier: Contents) -> Check:
    """CHAIN: sequence numbers without a gap from 0, each entry naming the digest of the one before."""
    problems = []
    previous = ""
    for place, kept in enumerate(dossier.entries):
        if kept.header.seq != place or kept.n != place:
            problems.append(Problem("seal.chain.number", facts={"entry": kept.n, "found": kept.header.seq}))
        if kept.header.prev != previous:
            problems.append(Problem("seal.chain.previous", facts={"entry": kept.n}))
        previous = digest(kept.data)
    return judged("CHAIN", problems)


def close(dossier: Contents, trust: Trust) -> Check:
    """CLOSE: the closing list, signed by the log's key, names exactly these entries as of this checkpoint."""
    data, checkpoint = dossier.files.get(CLOSING), _checkpoint(dossier)
    if data is None:
        return judged("CLOSE", [Problem("seal.close.missing", CLOSING)])
    try:
        text, signed = open_note(data, [key for key in trust.log_keys if isinstance(key, Verifier)])
    except NoteError as error:
        return judged("CLOSE", [Problem("seal.close.unsigned", CLOSING, {"reason": str(error)})])
    found = [digest(kept.data) for kept in dossier.entries]
    problems = [] if signed else [Problem("seal.close.unsigned", CLOSING, {"reason": "-"})]
    if checkpoint is None or text != closing(dossier.case, checkpoint.size, found):
        problems.append(Problem("seal.close.differs", CLOSING, {"entries": len(found)}))
    return judged("CLOSE", problems)


def _signed_by(data: bytes, persons: Sequence[TrustedPerson]) -> tuple[TrustedPerson, bytes]:
    # The key is taken from the trust file by the entry's person; ``keyid`` is unsigned and would let a forger choose.
    refused = dsse.EnvelopeError("no key")
    for person in persons:
        try:
            return person, dsse.verify(data, person.public)
        except dsse.EnvelopeError as error:
            refused = error
    raise refused


def _envelope_problem(kept: Kept, name: str, data: bytes | None, trust: Trust) -> Problem | None:
    place = f"{_STATEMENTS}/{name}.dsse.json"
    about: dict[str, str | int] = {"entry": kept.n, "person": kept.header.actor}
    if data is None:
        return Problem("seal.dsse.missing", place, about)
    persons = [person for person in trust.persons if person.id == kept.header.actor]
    if not persons:
        return Problem("seal.dsse.nobody", place, about)
    try:
        person, payload = _signed_by(data, persons)
        signed = statement.parse(payload)
    except (dsse.EnvelopeError, statement.StatementError) as error:
        return Problem("seal.dsse.refused", place, {**about, "reason": str(error)})
    expected = (kept.header.stream.rsplit("/", 1)[-1], person.role, person.side, trust.mode == "rehearsal")
    differs = (signed.case, signed.role, signed.side, signed.rehearsal) != expected
    return Problem("seal.dsse.other", place, about) if differs else None


def envelopes(dossier: Contents, trust: Trust) -> Check:
    """DSSE: every envelope is signed by the person its entry names, for this case; the demanded ones are there."""
    held = {name.removesuffix(".dsse.json"): data for name, data in dossier.under(_STATEMENTS).items()}
    problems: list[Problem | None] = []
    used: set[str] = set()
    for kept in dossier.entries:
        if kept.header.type in trust.demanded and not kept.header.envelopes:
            problems.append(Problem("seal.dsse.demanded", facts={"entry": kept.n, "type": kept.header.type}))
        for name in kept.header.envelopes:
            # A signature given once must not be made to stand for a second decision.
            problems.append(
                Problem("seal.dsse.twice", f"{_STATEMENTS}/{name}.dsse.json", {"entry": kept.n})
                if name in used
                else _envelope_problem(kept, name, held.get(name), trust)
            )
            used.add(name)
    problems += [Problem("seal.dsse.orphan", f"{_STATEMENTS}/{name}.dsse.json") for name in sorted(set(held) - used)]
    return judged("DSSE", [problem for problem in problems if problem])


def _checkpoint(dossier: Contents) -> Checkpoint | None:
    try:
        return checkpoint_of(dossier.files[NOTE])
    except (KeyError, CheckpointError):
        return None


def log_signature(dossier: Contents, trust: Trust) -> Check:
    """LOG SIG: the checkpoint is of the trusted log and signed by every one of its keys."""
    checkpoint = _checkpoint(dossier)
    if checkpoint is None:
        return judged("LOG SIG", [Problem("seal.log.unreadable", NOTE)])
    keys = [key for key in trust.log_keys if key.is_checkable]
    try:
        signed = [key for key, _ in signatures(dossier.files[NOTE], keys)[1]]
    except NoteError as error:
        return judged("LOG SIG", [Problem("seal.log.refused", NOTE, {"reason": str(error)})])
    # C2SP's policy would take any one listed key; that all are there is our own rule (sealing.md §2.2).
    problems = [Problem("seal.log.unsigned", NOTE, {"key": key.name}) for key in keys if key not in signed]
    if checkpoint.origin != trust.origin:
        problems.append(Problem("seal.log.origin", NOTE, {"origin": checkpoint.origin}))
    unknown = [key.name for key in trust.log_keys if not key.is_checkable]
    if unknown and not problems:
        return left_out("LOG SIG", Problem("seal.log.algorithm", NOTE, {"key": unknown[0]}), is_demanded=True)
    return judged("LOG SIG", problems)


def witnesses(dossier: Contents, trust: Trust) -> Check:
    """WITNESS: enough of the trusted witnesses have cosigned the checkpoint."""
    policy = trust.policy
    if policy is None:
        return left_out("WITNESS", Problem("seal.witness.none"))
    keys = [witness.key for witness in policy.witnesses.values() if witness.key.is_checkable]
    try:
        signed = [key for key, _ in signatures(dossier.files.get(NOTE, b""), keys)[1]]
    except NoteError as error:
        return judged("WITNESS", [Problem("seal.witness.false", NOTE, {"reason": str(error)})])
    if policy.is_witnessed(signed):
        return judged("WITNESS", [])
    facts = {"quorum": policy.quorum, "absent": ", ".join(policy.absent(signed))}
    return judged("WITNESS", [Problem("seal.witness.quorum", NOTE, facts)])


def _inclusion_problem(dossier: Contents, kept: Kept, checkpoint: Checkpoint) -> Problem | None:
    place, about = f"dossier/proofs/{kept.n:05d}.tlog-proof", {"entry": kept.n}
    try:
        proof = parse_proof(dossier.files[place])
    except KeyError:
        return Problem("seal.inclusion.missing", place, about)
    except CheckpointError as error:
        return Problem("seal.inclusion.unreadable", place, {**about, "reason": str(error)})
    if proof.note != dossier.files[NOTE]:
        return Problem("seal.inclusion.other", place, about)
    found = leaf_hash(leaf(digest(kept.data)))
    stands = check_inclusion(found, proof.index, checkpoint.size, proof.path, checkpoint.root)
    return None if stands else Problem("seal.inclusion.absent", place, about)


def inclusion(dossier: Contents) -> Check:
    """INCLUSION: every entry stands in the log under the checkpoint."""
    checkpoint = _checkpoint(dossier)
    if checkpoint is None:
        return judged("INCLUSION", [Problem("seal.log.unreadable", NOTE)])
    problems = [_inclusion_problem(dossier, kept, checkpoint) for kept in dossier.entries]
    return judged("INCLUSION", [problem for problem in problems if problem])


def log_order(dossier: Contents) -> Check:
    """LOG ORDER: the entries stand in the log in the order of the case."""
    indexes = []
    for kept in dossier.entries:
        place = f"dossier/proofs/{kept.n:05d}.tlog-proof"
        try:
            indexes.append(parse_proof(dossier.files[place]).index)
        except (KeyError, CheckpointError):
            return judged("LOG ORDER", [Problem("seal.order.unreadable", place)])
    rising = all(later > earlier for earlier, later in pairwise(indexes))
    return judged("LOG ORDER", [] if rising else [Problem("seal.order.other")])


def stamps(dossier: Contents, trust: Trust) -> tuple[Check, list[Stamp]]:
    """TSA: every time stamp is one over this checkpoint, made by a trusted authority; at least one is there."""
    held = {name: data for name, data in dossier.under("dossier/timestamps").items() if name.endswith(".tsr")}
    found: list[Stamp] = []
    problems = [] if held else [Problem("seal.stamp.none")]
    for name, data in sorted(held.items()):
        try:
            found.append(verify_stamp(data, dossier.files.get(NOTE, b""), trust.stamp_roots))
        except TimestampError as error:
            problems.append(Problem(error.problem.code, f"dossier/timestamps/{name}", error.problem.facts))
    return judged("TSA", problems), found


def authorities(trust: Trust, found: Sequence[Stamp]) -> Check:
    """TSA COUNT: as many authorities as the trust file asks for, each under a root of its own, have stamped."""
    roots = {stamp.chain[-1].fingerprint(SHA256()) for stamp in found if stamp.chain}
    facts = {"found": len(roots), "wanted": trust.stamp_authorities}
    enough = len(roots) >= trust.stamp_authorities
    return judged("TSA COUNT", [] if enough else [Problem("seal.stamp.too_few", facts=facts)])


def revocation(dossier: Contents, found: Sequence[Stamp]) -> Check:
    """REVOCATION: no stamping certificate had been revoked when it stamped, as lists of that day or later tell."""
    lists, problems = [], []
    for name, data in sorted(dossier.under("dossier/timestamps").items()):
        if name.endswith(".crl"):
            try:
                lists.append(read_revocations(data))
            except RevocationError as error:
                problems.append(Problem(error.problem.code, f"dossier/timestamps/{name}", error.problem.facts))
    told = [(stamp, *revoked(stamp, lists)) for stamp in found]
    problems += [
        Problem("seal.revocation.revoked", facts={"authority": stamp.authority, "at": at.isoformat()})
        for stamp, at, _ in told
        if at is not None
    ]
    unknown = [
        Problem("seal.revocation.unknown", facts={"authority": s.authority}) for s, _, known in told if not known
    ]
    if problems or (found and not unknown):
        return judged("REVOCATION", problems)
    return left_out("REVOCATION", *(unknown or [Problem("seal.time.none")]))


def stamp_time(dossier: Contents, trust: Trust, found: Sequence[Stamp]) -> Check:
    """TSA TIME: no entry claims to have been recorded long before the stamp, or after it."""
    if not found:
        return judged("TSA TIME", [Problem("seal.time.none")])
    # The wall clock, never the program's: a rehearsal moves only the other one (sealing.md §2.4).
    newest = max(datetime.fromisoformat(kept.header.recorded) for kept in dossier.entries)
    problems = []
    for stamp in found:
        after = (stamp.at - newest).total_seconds()
        if after > trust.stamp_after_s or -after > trust.stamp_before_s:
            facts = {"stamped": stamp.at.isoformat(), "recorded": newest.isoformat()}
            problems.append(Problem("seal.time.far", facts=facts))
    return judged("TSA TIME", problems)


def _pin_problem(pin: tuple[int, str], checkpoint: Checkpoint, proofs: dict[int, tuple[bytes, ...]]) -> Problem | None:
    size, root = pin
    about: dict[str, str | int] = {"pinned": size, "here": checkpoint.size}
    if size > checkpoint.size:
        return Problem("seal.pin.older", NOTE, about)
    if size == checkpoint.size:
        return None if root == checkpoint.root.hex() else Problem("seal.pin.other_root", NOTE, about)
    if size not in proofs:
        return Problem("seal.pin.unproved", CONSISTENCY, about)
    holds = check_consistency(size, checkpoint.size, proofs[size], bytes.fromhex(root), checkpoint.root)
    return None if holds else Problem("seal.pin.other_history", NOTE, about)


def _consistency(dossier: Contents) -> dict[int, tuple[bytes, ...]]:
    try:
        return parse_consistency(dossier.files[CONSISTENCY])
    except (KeyError, CheckpointError):
        return {}


def pins(dossier: Contents, trust: Trust) -> Check:
    """PIN: each checkpoint kept from earlier is part of the same history; what cannot be shown is not passed over.

    It is the only check that sees a rewrite by everybody who holds a key (sealing.md §5, attack 13).
    """
    checkpoint = _checkpoint(dossier)
    if not trust.pins:
        return left_out("PIN", Problem("seal.pin.none"))
    if checkpoint is None:
        return judged("PIN", [Problem("seal.log.unreadable", NOTE)])
    proofs = _consistency(dossier)
    found = [problem for pin in trust.pins if (problem := _pin_problem(pin, checkpoint, proofs))]
    # An older or unproved checkpoint proves no forgery; but it was to be checked and was not, so nothing holds.
    if all(problem.code in {"seal.pin.older", "seal.pin.unproved"} for problem in found) and found:
        return left_out("PIN", *found, is_demanded=True)
    return judged("PIN", found)


def mode(dossier: Contents, trust: Trust, found: Sequence[Stamp]) -> Check:
    """MODE: a rehearsal's log says so in its origin, the trust file says the same, and no test stamps what is live."""
    rehearsal = all(kept.header.log.startswith("rehearsal.") for kept in dossier.entries)
    said = "rehearsal" if rehearsal else "live"
    problems = (
        [] if said == trust.mode else [Problem("seal.mode.differs", facts={"found": said, "trusted": trust.mode})]
    )
    if trust.mode == "live" and any(stamp.is_test for stamp in found):
        problems.append(Problem("seal.mode.test_stamp"))
    return judged("MODE", problems)
