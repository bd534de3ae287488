"""Verify a dossier offline: everything is checked and reported, nothing is taken from the dossier on trust."""

from sekisho.seal import check
from sekisho.seal.archive import ArchiveError, read_archive
from sekisho.seal.contents import Contents, ContentsError, take_apart
from sekisho.seal.report import Check, Report, judged, left_out
from sekisho.seal.trust import Trust


def _checks(dossier: Contents, trust: Trust) -> list[Check]:
    stamped, stamps = check.stamps(dossier, trust)
    return [
        judged("ZIP", []),
        check.bag(dossier),
        check.digests(dossier),
        check.envelopes(dossier, trust),
        check.one_case(dossier, trust),
        check.chain(dossier),
        check.close(dossier),
        check.log_order(dossier),
        check.log_signature(dossier, trust),
        check.inclusion(dossier),
        stamped,
        check.stamp_time(dossier, trust, stamps),
        check.pins(dossier, trust),
        check.mode(dossier, trust),
        check.withheld(dossier),
        left_out("WITNESS", "no witness policy was given"),
        left_out("INDEX", "no daily case index was given"),
    ]


def verify_dossier(data: bytes, trust: Trust) -> Report:
    """Verify a dossier's bytes against what is trusted; a damaged one never raises, it fails."""
    try:
        dossier = take_apart(read_archive(data))
    except (ArchiveError, ContentsError) as error:
        name = "ZIP" if isinstance(error, ArchiveError) else "CONTENTS"
        return Report("", trust.mode, (judged(name, [str(error)]),))
    newest = dossier.entries[-1].header
    facts = {"entries": str(len(dossier.entries)), "log": newest.log, "recorded": newest.recorded}
    return Report(dossier.case, trust.mode, tuple(_checks(dossier, trust)), facts)
