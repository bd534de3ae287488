"""Receipts: whoever filed something takes the proof home that it stands in the log."""

from datetime import UTC, datetime

from sekisho import bootstrap
from sekisho.application.seal_journal import seal_journal
from sekisho.seal.entry import digest, leaf
from sekisho.seal.log.checkpoint import checkpoint_of, parse_proof
from sekisho.seal.log.merkle import check_inclusion, leaf_hash
from sekisho.seal.monitor.monitor import Monitor, Visit
from sekisho.seal.verify.trust import read_trust
from tests.portal.api.scene import paper


def fetched(name):
    """Read a file of the served log."""
    return bootstrap.log_file(name)


def test_a_party_takes_a_receipt_home(service):
    """The receipt proves the very entry under the signed checkpoint, and a monitor finds it kept."""
    case = service.case
    seal_journal(service.office.desk)
    answer = service.ask("user", "GET", f"/cases/{case}/receipts/0")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    proof = parse_proof(answer.content)
    with service.office.desk.store.read() as tx:
        entry = tx.journal.read(f"case/{case}")[0].entry
    under = checkpoint_of(proof.note)
    assert check_inclusion(leaf_hash(leaf(digest(entry))), proof.index, under.size, proof.path, under.root)
    visit = Visit(datetime.now(UTC), receipts={"mine": proof})
    assert Monitor(fetched, read_trust(bootstrap.trust_file()), visit).report()[0].holds


def test_no_receipt_before_the_checkpoint_and_none_for_strangers(service):
    """What waits for the next checkpoint, or is not there, has no receipt; another's case is unknown."""
    case = service.case
    seal_journal(service.office.desk)
    service.sends("user", f"/cases/{case}/documents", paper())
    with service.office.desk.store.read() as tx:
        last = tx.journal.read(f"case/{case}")[-1].seq
    for seq in (last, 999):
        assert service.refused("user", "GET", f"/cases/{case}/receipts/{seq}")[1] == ["receipt.not_sealed"]
    seal_journal(service.office.desk)
    assert service.refused("stranger", "GET", f"/cases/{case}/receipts/{last}") == (404, ["case.unknown"])
    assert service.ask("user", "GET", f"/cases/{case}/receipts/{last}").status_code == 200
