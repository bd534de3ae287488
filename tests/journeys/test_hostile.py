"""Forms nobody would send: whatever is posted by whoever is signed in, nothing breaks and nothing is written."""

import re

import pytest

from tests.journeys.conftest import CASE, Visitors

FORMS = (
    f"cases/{CASE}/act/", f"cases/{CASE}/papers/", f"cases/{CASE}/content/", f"cases/{CASE}/sign/sign/",
    f"cases/{CASE}/sign/grant/?line=L9", "cases/new/", "clock/", "cases/RSF26-99999/act/", "cases/%00/act/",
)  # fmt: skip
BODIES = (
    {},
    {"command": "grant", "amount": "1"},
    {"command": "lock\0", "line": "\0", "key": "k" * 5000},
    {"command": "submit", "root": "0" * 64},
    {"command": "take_up", "line": "../../etc/passwd", "document": "D999"},
    {"statement": "forged:forged:forged", "version": "9" * 400, "then": "pay"},
    {"to": "9999-12-31", "kind": "pse_certificate", "L1-price": "9" * 5000, "L1-maker": "<script>alert(1)</script>"},
    {"applicant-name": "\ud7ff\U0001f600" * 1000, "partner-corporate_number": "1" * 13, "channel": "nowhere"},
    {"reason": "x" * 3_000_000},
    {f"field{n}": "x" for n in range(1200)},
)


def sent(go: Visitors, person: str, path: str, body: dict[str, str]) -> int:
    """Post a form as somebody signed in, with a good token; give the status."""
    window = go(person, "")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', window.content())
    form = {**body, "csrfmiddlewaretoken": token[1] if token else ""}
    return window.request.post(f"{go.address}/en/{path}", form=form, headers={"Referer": window.url}).status


def entries(go: Visitors) -> str:
    """Give the events of the case's record, in order."""
    return " ".join(go("auditor", f"cases/{CASE}/record/").locator("th code.small").all_inner_texts())


@pytest.mark.parametrize("person", ["user", "stranger", "officer"])
def test_no_form_breaks_the_portal_or_writes_what_it_may_not(people, person):
    """Every form with every hostile body is answered below 500, and the case's record is as before."""

    def journey(go: Visitors) -> tuple[dict[str, int], bool]:
        before = entries(go)
        statuses = {f"{path} {n}": sent(go, person, path, body) for path in FORMS for n, body in enumerate(BODIES)}
        allowed = {"case.opened", "review.started"} if person == "officer" else {"case.opened"}
        added = set(entries(go).removeprefix(before).split()) - allowed
        return {name: status for name, status in statuses.items() if status >= 500}, added

    broken, added = people("submitted", journey)
    assert broken == {}
    assert added == set()


def test_a_form_without_its_token_is_refused(readers):
    """A form sent from another site carries no token and is refused, whoever is signed in."""

    def journey(go: Visitors) -> int:
        address = f"{go.address}/en/cases/{CASE}/act/"
        return go("officer").request.post(address, form={"command": "take_up"}, headers={"Referer": address}).status

    assert readers("submitted", journey) == 403
