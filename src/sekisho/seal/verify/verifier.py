"""Verify a dossier offline: everything is checked and reported, nothing is taken from the dossier on trust."""

from pathlib import Path

from sekisho.seal.dossier.archive import LARGEST_ARCHIVE, ArchiveError, read_archive
from sekisho.seal.dossier.contents import Contents, ContentsError, take_apart
from sekisho.seal.problem import Problem
from sekisho.seal.verify import check
from sekisho.seal.verify.report import Check, Report, judged, left_out
from sekisho.seal.verify.trust import Trust


def load(path: Path) -> bytes:
    """Read a dossier's bytes, one more than the largest at most: what is larger is refused unread."""
    with path.open("rb") as source:
        return source.read(LARGEST_ARCHIVE + 1)


def _checks(dossier: Contents, trust: Trust) -> list[Check]:
    stamped, stamps = check.stamps(dossier, trust)
    return [
        judged("ZIP", []),
        check.bag(dossier),
        check.digests(dossier),
        check.files(dossier),
        check.sections(dossier),
        check.envelopes(dossier, trust),
        check.one_case(dossier, trust),
        check.chain(dossier),
        check.close(dossier, trust),
        check.log_order(dossier),
        check.log_signature(dossier, trust),
        check.inclusion(dossier),
        stamped,
        check.authorities(trust, stamps),
        check.revocation(dossier, stamps),
        check.stamp_time(dossier, trust, stamps),
        check.pins(dossier, trust),
        check.mode(dossier, trust, stamps),
        check.withheld(dossier),
        check.erased(dossier),
        check.pages(dossier),
        check.witnesses(dossier, trust),
        left_out("INDEX", Problem("seal.index.none")),
    ]


def verify_dossier(data: bytes, trust: Trust) -> Report:
    """Verify a dossier's bytes against what is trusted; a damaged one never raises, it fails."""
    try:
        dossier = take_apart(read_archive(data))
    except ArchiveError as error:
        return Report("", trust.mode, (judged("ZIP", [error.problem]),))
    except ContentsError as error:
        return Report("", trust.mode, (judged("CONTENTS", [error.problem]),))
    newest = dossier.entries[-1].header
    facts = {"entries": str(len(dossier.entries)), "log": newest.log, "recorded": newest.recorded}
    return Report(dossier.case, trust.mode, tuple(_checks(dossier, trust)), facts)
