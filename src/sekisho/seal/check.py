"""The checks of a dossier, one function each. They see the dossier and what is trusted, nothing else."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sekisho.seal import dsse, statement
from sekisho.seal.bag import check_bag
from sekisho.seal.checkpoint import Checkpoint, CheckpointError, parse_checkpoint, parse_proof
from sekisho.seal.contents import Contents, Kept
from sekisho.seal.dossier import CLOSING
from sekisho.seal.entry import digest, leaf
from sekisho.seal.merkle import check_inclusion, leaf_hash
from sekisho.seal.note import NoteError, open_note
from sekisho.seal.report import Check, judged, left_out
from sekisho.seal.timestamp import Stamp, TimestampError, verify_stamp
from sekisho.seal.trust import Trust

NOTE = "dossier/checkpoints/checkpoint.txt"


def bag(dossier: Contents) -> Check:
    """BAG: every file is listed and is what its two digests say, tag files included."""
    return judged("BAG", check_bag(dossier.files))


def digests(dossier: Contents) -> Check:
    """DIGEST: every body is the one its entry names; every envelope and file is named by its own digest."""
    problems = []
    bodies = dossier.under("dossier/bodies")
    for kept in dossier.entries:
        body = bodies.pop(f"{kept.n:05d}.json", None)
        if body is not None and hashlib.sha256(body).hexdigest() != kept.header.body:
            problems.append(f"body {kept.n} is not the one its entry names")
    problems += [f"body {name} belongs to no entry" for name in bodies]
    for folder, ending in (("dossier/statements", ".dsse.json"), ("data", "")):
        for name, data in dossier.under(folder).items():
            if hashlib.sha256(data).hexdigest() != name.removesuffix(ending).rsplit("/", 1)[-1]:
                problems.append(f"{folder}/{name} is not what its name says")
    return judged("DIGEST", problems)


def withheld(dossier: Contents) -> Check:
    """REDACTED: names the bodies that may not be shown; their entries still stand in the chain."""
    shown = dossier.under("dossier/bodies")
    absent = [str(kept.n) for kept in dossier.entries if f"{kept.n:05d}.json" not in shown]
    if absent:
        return left_out("REDACTED", f"bodies not in this dossier: {', '.join(absent)}")
    return judged("REDACTED", [])


def one_case(dossier: Contents, trust: Trust) -> Check:
    """CASE: every entry belongs to this case and to the trusted log."""
    problems = []
    for kept in dossier.entries:
        if kept.header.stream.rsplit("/", 1)[-1] != dossier.case:
            problems.append(f"entry {kept.n} belongs to {kept.header.stream}")
        if kept.header.log != trust.origin:
            problems.append(f"entry {kept.n} belongs to the log {kept.header.log}")
    return judged("CASE", problems)


def chain(dossier: Contents) -> Check:
    """CHAIN: sequence numbers without a gap from 0, each entry naming the digest of the one before."""
    problems = []
    previous = ""
    for place, kept in enumerate(dossier.entries):
        if kept.header.seq != place or kept.n != place:
            problems.append(f"entry {kept.n} has the number {kept.header.seq} where {place} must stand")
        if kept.header.prev != previous:
            problems.append(f"entry {kept.n} does not follow the one before it")
        previous = digest(kept.data)
    return judged("CHAIN", problems)


def close(dossier: Contents) -> Check:
    """CLOSE: the closing list names exactly these entries in this order."""
    data = dossier.files.get(f"dossier/{CLOSING}")
    if data is None:
        return judged("CLOSE", ["the closing list is missing"])
    wanted = [f"sekisho-closing/v1 {dossier.case} {len(dossier.entries)}"]
    wanted += [digest(kept.data) for kept in dossier.entries]
    same = data == ("\n".join(wanted) + "\n").encode()
    return judged("CLOSE", [] if same else ["the closing list names other entries"])


def _envelope_problem(kept: Kept, name: str, data: bytes | None, trust: Trust) -> str:
    if data is None:
        return f"entry {kept.n}: envelope {name[:16]} is missing"
    person = next((person for person in trust.persons if person.id == kept.header.actor), None)
    if person is None:
        return f"entry {kept.n}: nobody trusted is called {kept.header.actor}"
    try:
        signed = statement.parse(dsse.verify(data, person.public))
    except (dsse.EnvelopeError, statement.StatementError) as error:
        return f"entry {kept.n}: {error}"
    expected = (kept.header.stream.rsplit("/", 1)[-1], person.role, person.side, trust.mode == "rehearsal")
    if (signed.case, signed.role, signed.side, signed.rehearsal) != expected:
        return f"entry {kept.n}: the statement is of another case, role, side or mode"
    return ""


def envelopes(dossier: Contents, trust: Trust) -> Check:
    """DSSE: every envelope is signed by the person its entry names, for this case; the demanded ones are there."""
    held = {name.removesuffix(".dsse.json"): data for name, data in dossier.under("dossier/statements").items()}
    problems: list[str] = []
    used: set[str] = set()
    for kept in dossier.entries:
        if kept.header.type in trust.demanded and not kept.header.envelopes:
            problems.append(f"entry {kept.n}: {kept.header.type} needs a person's signature")
        for name in kept.header.envelopes:
            problem = _envelope_problem(kept, name, held.get(name), trust)
            used.add(name)
            problems += [problem] if problem else []
    problems += [f"envelope {name[:16]} belongs to no entry" for name in sorted(set(held) - used)]
    return judged("DSSE", problems)


def _checkpoint(dossier: Contents) -> Checkpoint | None:
    try:
        text = dossier.files[NOTE].rsplit(b"\n\n", 1)[0] + b"\n"
        return parse_checkpoint(text)
    except (KeyError, CheckpointError, UnicodeDecodeError):
        return None


def log_signature(dossier: Contents, trust: Trust) -> Check:
    """LOG SIG: the checkpoint is of the trusted log and signed by every one of its keys."""
    checkpoint = _checkpoint(dossier)
    if checkpoint is None:
        return judged("LOG SIG", ["the checkpoint is missing or unreadable"])
    try:
        _, signed = open_note(dossier.files[NOTE], list(trust.log_keys))
    except NoteError as error:
        return judged("LOG SIG", [str(error)])
    problems = [f"not signed by {key.name}" for key in trust.log_keys if key.name not in signed]
    if checkpoint.origin != trust.origin:
        problems.append(f"the checkpoint is of the log {checkpoint.origin}")
    return judged("LOG SIG", problems)


def _inclusion_problem(dossier: Contents, kept: Kept, checkpoint: Checkpoint) -> str:
    data = dossier.files.get(f"dossier/proofs/{kept.n:05d}.tlog-proof")
    if data is None:
        return f"entry {kept.n} has no proof"
    try:
        proof = parse_proof(data)
    except CheckpointError as error:
        return f"entry {kept.n}: {error}"
    if proof.note != dossier.files[NOTE]:
        return f"entry {kept.n}: the proof is for another checkpoint"
    found = leaf_hash(leaf(digest(kept.data)))
    stands = check_inclusion(found, proof.index, checkpoint.size, proof.path, checkpoint.root)
    return "" if stands else f"entry {kept.n} does not stand in the log"


def inclusion(dossier: Contents) -> Check:
    """INCLUSION: every entry stands in the log under the checkpoint."""
    checkpoint = _checkpoint(dossier)
    if checkpoint is None:
        return judged("INCLUSION", ["the checkpoint is missing or unreadable"])
    problems = [_inclusion_problem(dossier, kept, checkpoint) for kept in dossier.entries]
    return judged("INCLUSION", [problem for problem in problems if problem])


def log_order(dossier: Contents) -> Check:
    """LOG ORDER: the entries stand in the log in the order of the case."""
    indexes = []
    for kept in dossier.entries:
        try:
            indexes.append(parse_proof(dossier.files[f"dossier/proofs/{kept.n:05d}.tlog-proof"]).index)
        except (KeyError, CheckpointError):
            return judged("LOG ORDER", [f"entry {kept.n} has no readable proof"])
    rising = all(later > earlier for earlier, later in pairwise(indexes))
    return judged("LOG ORDER", [] if rising else ["the log holds the entries in another order"])


def stamps(dossier: Contents, trust: Trust) -> tuple[Check, list[Stamp]]:
    """TSA: every time stamp is one over this checkpoint, made by a trusted authority; at least one is there."""
    held = {name: data for name, data in dossier.under("dossier/timestamps").items() if name.endswith(".tsr")}
    found, problems = [], [] if held else ["no time stamp"]
    for name, data in sorted(held.items()):
        try:
            found.append(verify_stamp(data, dossier.files.get(NOTE, b""), trust.stamp_roots))
        except TimestampError as error:
            problems.append(f"{name}: {error}")
    return judged("TSA", problems), found


def stamp_time(dossier: Contents, trust: Trust, found: Sequence[Stamp]) -> Check:
    """TSA TIME: no entry claims to have been recorded long before the stamp, or after it."""
    if not found:
        return judged("TSA TIME", ["no time stamp to hold the entries against"])
    newest = max(datetime.fromisoformat(kept.header.recorded) for kept in dossier.entries)
    problems = []
    for stamp in found:
        after = (stamp.at - newest).total_seconds()
        if after > trust.stamp_after_s or -after > trust.stamp_before_s:
            problems.append(f"stamped at {stamp.at.isoformat()}, newest entry recorded at {newest.isoformat()}")
    return judged("TSA TIME", problems)


def pins(dossier: Contents, trust: Trust) -> Check:
    """PIN: a checkpoint kept from earlier is the same one; a smaller one needs a consistency proof."""
    checkpoint = _checkpoint(dossier)
    if not trust.pins or checkpoint is None:
        return left_out("PIN", "no earlier checkpoint was given; without one a full rewrite by all keys cannot be seen")
    here = (checkpoint.size, checkpoint.root.hex())
    same_size = [pin for pin in trust.pins if pin[0] == checkpoint.size]
    if not same_size:
        return left_out("PIN", "the checkpoints given are of other sizes than this one")
    return judged("PIN", [] if here in same_size else ["another root was signed for this size"])


def mode(dossier: Contents, trust: Trust) -> Check:
    """MODE: a rehearsal's log says so in its origin, and the trust file says the same."""
    rehearsal = all(kept.header.log.startswith("rehearsal.") for kept in dossier.entries)
    said = "rehearsal" if rehearsal else "live"
    return judged("MODE", [] if said == trust.mode else [f"this dossier is {said}, the trust file says {trust.mode}"])
