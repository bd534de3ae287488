"""Whatever is sent, the service answers: requests drawn from its own description, and case files nobody would write."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.application.replay_fund import replay_fund
from sekisho.portal.api.site import api
from tests.application.scene import FILE
from tests.portal.api.scene import ROOT

DESCRIPTION = api.get_openapi_schema(path_prefix="api/v1/")
SCHEMAS = DESCRIPTION["components"]["schemas"]
PEOPLE = st.sampled_from(["user", "partner", "maker", "officer", "inspector", "finance", "auditor"])
SENDING = [
    (path.removeprefix(ROOT), method.upper(), told)
    for path, each in DESCRIPTION["paths"].items()
    for method, told in each.items()
    if method != "get" and told["operationId"] != "advance_clock"
]
TEXTS = st.text(max_size=30) | st.sampled_from(
    [
        "lock",
        "submit",
        "grant",
        "withdraw",
        "apply",
        "register",
        "L1",
        "2026-07-01",
        "portal",
        "integrator",
        "model",
        "",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
FIELDS = st.sampled_from(
    ["id", "lines", "price", "applicant", "partner", "corporate_number", "side", "name", "channel", "costs", "specs",
     "documents", "currency", "incoterm", "quotation", "yearly_saving", "subject", "key", "particulars", "reason"]
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS | TEXTS, inner, max_size=4),
    max_leaves=8,
)
RECORDS = st.dictionaries(FIELDS | TEXTS, ANYTHING, max_size=5)
#: What else stands in an address.
NAMED = {
    "name": "annex-a-2030-01-01.toml",
    "file": "list.csv",
    "digest": "0" * 64,
    "number": 1,
    "vendor": "7990000000002",
    "quarter": "2026Q1",
    "inspector": "inspector",
    "upload": "ab" * 16,
}
QUICKLY = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def drawn(schema):
    """Give a strategy for values of a schema, as far as our own description uses them."""
    if "$ref" in schema:
        return drawn(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "properties" in schema:
        wanted = set(schema.get("required", []))
        fields = {name: drawn(told) for name, told in schema["properties"].items()}
        needed = {name: field for name, field in fields.items() if name in wanted}
        return st.fixed_dictionaries(needed, optional={n: f for n, f in fields.items() if n not in wanted})
    return {"object": RECORDS, "string": TEXTS, "integer": st.integers()}.get(schema.get("type"), ANYTHING)


def body_of(operation):
    """Give a strategy for the body of an operation: of its schema, mostly, or anything at all."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return drawn(content["application/json"]["schema"]) | ANYTHING
    return st.binary(max_size=60) if content else st.none()


def answered(answer):
    """Check that an answer is one the description knows: a result, or a refusal in words."""
    assert answer.status_code < 500, answer.content
    if answer.status_code != 200:
        assert all(reason["text"] for reason in answer.json()["refused"])
    return answer


@pytest.mark.parametrize(("path", "method", "operation"), SENDING, ids=[told["operationId"] for *_, told in SENDING])
def test_whatever_is_sent_is_answered(service, path, method, operation):
    """No body makes an operation fail: it is carried out or refused, by a status its description names."""

    @QUICKLY
    @given(PEOPLE, body_of(operation), st.sampled_from(["L1", "L9", "%00", "関"]))
    def send(who, body, line):
        filled = path.format(case=service.draft, line=line, **NAMED)
        answer = answered(service.ask(who, method, filled, body))
        assert answer.status_code in operation["responses"], answer.content

    send()


LINE_FIELDS = (
    "price", "costs", "currency", "incoterm", "category", "model", "maker", "documents", "specs", "serial", "origin",
    "yearly_saving", "quotation",
)  # fmt: skip
NUMBERED = st.fixed_dictionaries(
    {"id": st.sampled_from(["L1", "L2", 3, None])}, optional=dict.fromkeys(LINE_FIELDS, ANYTHING)
)
LINES = st.lists(NUMBERED | ANYTHING, max_size=3)


@settings(QUICKLY, max_examples=60)
@given(LINES | ANYTHING, ANYTHING, RECORDS)
def test_whatever_a_case_file_says_it_can_be_worked_on(service, lines, channel, more):
    """A case file of any content is opened or refused; what is opened can be read, screened, locked and saved."""
    content = {**more, **copy.deepcopy(FILE), "lines": lines, "channel": channel}
    answer = answered(service.ask("user", "POST", "/cases", content))
    if answer.status_code == 200:
        case = answer.json()["case"]
        for method, path in (("GET", ""), ("POST", "/screen"), ("POST", "/lock"), ("GET", ""), ("POST", "/correct")):
            answered(service.ask("user", method, f"/cases/{case}{path}"))
        answered(service.ask("partner", "PUT", f"/cases/{case}/draft", {"content": content, "version": 1}))


PARTIES = st.fixed_dictionaries({}, optional={"name": ANYTHING, "side": ANYTHING, "corporate_number": ANYTHING})


@settings(QUICKLY, max_examples=60)
@given(PARTIES | ANYTHING, PARTIES | ANYTHING)
def test_whoever_the_parties_are_said_to_be(service, applicant, partner):
    """Parties of any shape are taken or refused; a party without side, name or number never gets into a case."""
    own = {**FILE["applicant"], **(applicant if isinstance(applicant, dict) else {})}
    answer = answered(service.ask("user", "POST", "/cases", {**FILE, "applicant": own, "partner": partner}))
    if answer.status_code == 200:
        told = service.get("user", f"/cases/{answer.json()['case']}")["case"]
        for party in (told["applicant"], *([told["partner"]] if told["partner"] else [])):
            assert all(party.get(name) for name in ("name", "side", "corporate_number")), party


def test_the_books_hold_after_all_of_it(service):
    """After everything above the journal still gives every balance, and the lists can be read."""
    assert replay_fund(service.office.desk) == ()
    for who in ("user", "partner", "officer"):
        assert answered(service.ask(who, "GET", "/cases")).status_code == 200
