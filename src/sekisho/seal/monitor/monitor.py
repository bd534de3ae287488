"""One visit to a log: is its checkpoint signed, witnessed, fresh; does it extend the last one; is everything there?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sekisho.seal.log.checkpoint import Checkpoint, CheckpointError, Proof, checkpoint_of
from sekisho.seal.log.cosignature import Cosigner, cosigned_at
from sekisho.seal.log.merkle import ProofError, check_consistency, leaf_hash
from sekisho.seal.log.note import NoteError, NoteKey, signatures
from sekisho.seal.log.shelf import CHECKPOINT
from sekisho.seal.log.tile import ENTRIES, WIDTH, TileError, TileTree, hashes, place, unbundle
from sekisho.seal.monitor.source import Fetch, SourceError
from sekisho.seal.problem import Problem
from sekisho.seal.verify.report import Check, Report, judged, left_out
from sekisho.seal.verify.trust import Trust

#: Of tiles and bundles that are not as they should be, so many are named.
MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """What a monitor asks for: the newest checkpoint seen before, receipts to be held against the log, how fresh.

    ``since`` is None at the first visit; ``within_s`` bounds how long ago a witness may have signed, as of ``now``.
    """

    now: datetime
    since: Checkpoint | None = None
    receipts: Mapping[str, Proof] = field(default_factory=dict)
    within_s: int = 86_400


class Monitor:
    """A visit under way."""

    def __init__(self, fetch: Fetch, trust: Trust, visit: Visit) -> None:
        """Take the way to the log's files, what is trusted, and what is asked."""
        self._fetch, self._trust, self._visit = fetch, trust, visit

    def report(self) -> tuple[Report, bytes]:
        """Give every check, and the checkpoint to be kept for the next visit; empty where it cannot be relied on."""
        try:
            note = self._fetch(CHECKPOINT)
            seen = checkpoint_of(note)
        except SourceError as error:
            return self._told([judged("LOG SIG", [error.problem])]), b""
        except CheckpointError as error:
            problem = Problem("seal.log.refused", CHECKPOINT, {"reason": str(error)})
            return self._told([judged("LOG SIG", [problem])]), b""
        checks = [self._log(note, seen), *self._witnesses(note)]
        if checks[0].problems:
            return self._told(checks), b""
        tree = TileTree(seen.size, self._fetch)
        checks += [self._consistency(tree, seen), self._entries(tree, seen), self._receipts(tree, seen)]
        report = self._told(checks, seen)
        return report, note if report.holds else b""

    def _told(self, checks: Sequence[Check], seen: Checkpoint | None = None) -> Report:
        facts = {"size": str(seen.size), "root": seen.root.hex()} if seen else {}
        return Report(self._trust.origin, self._trust.mode, tuple(checks), facts)

    def _signed(self, note: bytes, keys: Sequence[NoteKey]) -> list[tuple[NoteKey, bytes]]:
        return signatures(note, [key for key in keys if key.is_checkable])[1]

    def _log(self, note: bytes, seen: Checkpoint) -> Check:
        """LOG SIG: the checkpoint is of the trusted log and signed by its keys."""
        try:
            signed = [key for key, _ in self._signed(note, self._trust.log_keys)]
        except NoteError as error:
            return judged("LOG SIG", [Problem("seal.log.refused", CHECKPOINT, {"reason": str(error)})])
        wanted = [key for key in self._trust.log_keys if key.is_checkable and key not in signed]
        problems = [Problem("seal.log.unsigned", CHECKPOINT, {"key": key.name}) for key in wanted]
        if seen.origin != self._trust.origin:
            problems.append(Problem("seal.log.origin", CHECKPOINT, {"origin": seen.origin}))
        return judged("LOG SIG", problems)

    def _witnesses(self, note: bytes) -> list[Check]:
        """WITNESS: enough witnesses cosigned. FRESH: one of them not long ago."""
        policy = self._trust.policy
        if policy is None:
            return [left_out(name, Problem("seal.witness.none")) for name in ("WITNESS", "FRESH")]
        try:
            signed = self._signed(note, [witness.key for witness in policy.witnesses.values()])
        except NoteError as error:
            return [judged("WITNESS", [Problem("seal.witness.false", CHECKPOINT, {"reason": str(error)})])]
        keys = [key for key, _ in signed]
        facts = {"quorum": policy.quorum, "absent": ", ".join(policy.absent(keys))}
        absent = [] if policy.is_witnessed(keys) else [Problem("seal.witness.quorum", CHECKPOINT, facts)]
        times = [cosigned_at(signature) for key, signature in signed if isinstance(key, Cosigner)]
        return [judged("WITNESS", absent), self._fresh(times)]

    def _fresh(self, times: Sequence[int]) -> Check:
        latest = max(times, default=0)
        late = self._visit.now.timestamp() - latest
        if latest > 0 and late <= self._visit.within_s:
            return judged("FRESH", [])
        at = datetime.fromtimestamp(latest, UTC).isoformat() if 0 < latest < 2**40 else "-"
        return judged("FRESH", [Problem("seal.monitor.late", CHECKPOINT, {"at": at, "within": self._visit.within_s})])

    def _extends(self, tree: TileTree, seen: Checkpoint, old: Checkpoint) -> Problem | None:
        """Say what keeps the log from being an extension of an earlier checkpoint of it."""
        if old.size > seen.size:
            return Problem("seal.monitor.smaller", CHECKPOINT, {"before": old.size, "now": seen.size})
        if old.size == 0:
            return None
        try:
            proof = tree.consistency(old.size, seen.size)
        except SourceError as error:
            return error.problem
        except (TileError, ProofError, IndexError) as error:
            return Problem("seal.monitor.tile", "", {"reason": str(error)[:200]})
        if check_consistency(old.size, seen.size, proof, old.root, seen.root):
            return None
        return Problem("seal.monitor.other_history", CHECKPOINT, {"before": old.size, "now": seen.size})

    def _consistency(self, tree: TileTree, seen: Checkpoint) -> Check:
        """CONSISTENCY: nothing was changed or taken away since the last visit."""
        if self._visit.since is None:
            return left_out("CONSISTENCY", Problem("seal.monitor.first"))
        problem = self._extends(tree, seen, self._visit.since)
        return judged("CONSISTENCY", [problem] if problem else [])

    def _entries(self, tree: TileTree, seen: Checkpoint) -> Check:
        """ENTRIES: every leaf since the last visit is there, and the tree over them has the signed root."""
        since = self._visit.since.size if self._visit.since else 0
        problems: list[Problem] = []
        for start in range(since - since % WIDTH, seen.size, WIDTH):
            problems += self._bundle(start, min(WIDTH, seen.size - start))
            if len(problems) >= MOST_NAMED:
                return judged("ENTRIES", problems[:MOST_NAMED])
        try:
            if tree.root() != seen.root:
                problems.append(Problem("seal.monitor.root", CHECKPOINT, {"size": seen.size}))
        except SourceError as error:
            problems.append(error.problem)
        except (TileError, ProofError, IndexError) as error:
            problems.append(Problem("seal.monitor.tile", "", {"reason": str(error)[:200]}))
        return judged("ENTRIES", problems)

    def _bundle(self, start: int, width: int) -> Iterator[Problem]:
        """Hold a bundle of entries against its tile of leaf hashes."""
        number = start // WIDTH
        at, bundled = place(0, number, width), place(ENTRIES, number, width)
        try:
            wanted = hashes(self._fetch(at), width)
            found = [leaf_hash(entry) for entry in unbundle(self._fetch(bundled), width)]
        except SourceError as error:
            yield error.problem
        except TileError as error:
            yield Problem("seal.monitor.tile", bundled, {"reason": str(error)[:200]})
        else:
            wrong = [start + n for n, pair in enumerate(zip(wanted, found, strict=True)) if pair[0] != pair[1]]
            if wrong:
                yield Problem("seal.monitor.entry", bundled, {"index": wrong[0], "count": len(wrong)})

    def _receipts(self, tree: TileTree, seen: Checkpoint) -> Check:
        """RECEIPT: what the log promised to whoever holds a receipt is still in it."""
        if not self._visit.receipts:
            return left_out("RECEIPT", Problem("seal.monitor.no_receipt"))
        problems = [
            Problem(found.code, name, found.facts)
            for name, proof in self._visit.receipts.items()
            for found in self._receipt(tree, seen, proof)
        ]
        return judged("RECEIPT", problems)

    def _receipt(self, tree: TileTree, seen: Checkpoint, proof: Proof) -> Iterator[Problem]:
        try:
            promised = checkpoint_of(proof.note)
            signed = self._signed(proof.note, self._trust.log_keys)
        except (CheckpointError, NoteError) as error:
            yield Problem("seal.monitor.receipt", "", {"reason": str(error)[:200]})
            return
        if not signed or promised.origin != seen.origin or proof.index >= promised.size:
            yield Problem("seal.monitor.receipt", "", {"reason": "not signed by the trusted log"})
            return
        # Signed by the log and no part of it: with the receipt, a proof of suppression that anybody can check.
        if self._extends(tree, seen, promised):
            yield Problem("seal.monitor.suppressed", "", {"index": proof.index, "size": promised.size})
