"""The log's static files, for anybody: a monitor visits the served log of a home."""

from datetime import UTC, datetime

from django.test import Client

from sekisho import bootstrap
from sekisho.application.seal_journal import seal_journal
from sekisho.seal.monitor.monitor import Monitor, Visit
from sekisho.seal.monitor.source import SourceError
from sekisho.seal.problem import Problem
from sekisho.seal.verify.trust import read_trust


def test_a_monitor_visits_the_served_log(service):
    """Checkpoint, tiles and entries are served as they are; a stranger with the trust file finds all of them whole."""
    seal_journal(service.office.desk)
    client, trust = Client(), read_trust(bootstrap.trust_file())

    def fetch(name):
        response = client.get(f"/log/{name}")
        if response.status_code != 200:
            raise SourceError(Problem("seal.monitor.unavailable", name, {"reason": str(response.status_code)}))
        return response.content

    report, kept = Monitor(fetch, trust, Visit(datetime.now(UTC))).report()
    assert report.holds, [check for check in report.checks if not check.stands]
    assert kept == fetch("checkpoint")


def test_only_files_of_the_log_are_served(service):
    """Tiles may be kept for ever, the checkpoint may not; whatever is no file of a log is not found."""
    seal_journal(service.office.desk)
    client = Client()
    head = client.get("/log/checkpoint").headers
    assert (head["Content-Type"], head["Cache-Control"]) == ("text/plain; charset=utf-8", "no-cache")
    size = int(client.get("/log/checkpoint").content.split(b"\n")[1])
    name = f"tile/entries/000.p/{size}" if size < 256 else "tile/entries/000"
    assert "immutable" in client.get(f"/log/{name}").headers["Cache-Control"]
    for other in ("last-signed.json", "tile/0/000/../../../keys/log.key", "tile/9/000", "tile/0/999"):
        assert client.get(f"/log/{other}").status_code == 404
