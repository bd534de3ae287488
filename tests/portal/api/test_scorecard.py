"""The scorecards over the API: all of them for the office and the auditor, what enough cases carry for anybody."""

from sekisho.portal.api import schema
from tests.portal.api.scene import codes
from tests.portal.api.test_operation import fits


def test_scorecards_are_for_the_office_and_the_auditor(service):
    """The office reads every card; a party and an exporter read none but the public ones."""
    told = service.get("auditor", "/scorecards")
    fits(told, schema.ScorecardsOut)
    assert (told["public"], told["models"][0]["cases"]) == (False, 1)
    for who in ("user", "partner", "maker"):
        answer = service.ask(who, "GET", "/scorecards")
        assert (answer.status_code, codes(answer)) == (403, ["request.not_yours"])


def test_public_scorecards_need_no_token(service):
    """Anybody reads what enough cases carry; of one case nothing."""
    told = service.get("user", "/scorecards/public")
    assert (told["public"], told["models"], told["vendors"]) == (True, [], [])
