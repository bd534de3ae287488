"""Requests that are wrongly written: refused with place and remedy, never with a fault, and nothing is changed."""

import json

import pytest

from sekisho.portal.api.body import DEEPEST, LONGEST, read_json
from tests.portal.api.scene import paper

COMMANDS = "/cases/{case}/commands"
MALFORMED = {
    "no JSON": (b"{", "request.unreadable"),
    "empty": (b"", "request.field_missing"),
    "not UTF-8": (b'{"command":"\xff"}', "request.unreadable"),
    "byte order mark": (b"\xef\xbb\xbf{}", "request.unreadable"),
    "two bodies": (b"{}{}", "request.unreadable"),
    "a name twice": (b'{"command":"x","command":"y"}', "request.twice"),
    "a name twice inside": (b'{"command":"x","details":{"a":1,"a":2}}', "request.twice"),
    "NaN": (b'{"command":"x","details":{"a":NaN}}', "request.no_number"),
    "infinity": (b'{"command":"x","details":{"a":-Infinity}}', "request.no_number"),
    "too large for a float": (b'{"command":"x","details":{"a":1e999}}', "request.no_number"),
    "digits without end": (b'{"command":"x","details":{"a":' + b"9" * 5000 + b"}}", "request.unreadable"),
    "U+0000": (b'{"command":"x\\u0000"}', "request.unwritable"),
    "U+0000 in a name": (b'{"command":"x","details":{"\\u0000":1}}', "request.unwritable"),
    "half a character": (b'{"command":"\\ud800"}', "request.unwritable"),
    "deep": (b'{"command":"x","details":{"a":' + b"[" * DEEPEST + b"]" * DEEPEST + b"}}", "request.too_deep"),
    "bottomless": (b"[" * 200_000, "request.too_deep"),
    "a list": (b"[]", "request.field_wrong"),
    "a text": (b'"x"', "request.field_wrong"),
}
WRONG = {
    "unknown field": ({"command": "lock", "surprise": 1}, "request.field_unknown", "surprise"),
    "missing field": ({"details": {}}, "request.field_missing", "command"),
    "number for text": ({"command": 5}, "request.field_wrong", "command"),
    "text for record": ({"command": "x", "details": "y"}, "request.field_wrong", "details"),
    "list for record": ({"command": "x", "details": []}, "request.field_wrong", "details"),
    "nothing": ({"command": None}, "request.field_wrong", "command"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_body_that_cannot_be_read_is_refused(service, name):
    """Whatever is no JSON a store could keep is refused with its reason; nothing happened."""
    data, code = MALFORMED[name]
    before = service.get("user", f"/cases/{service.draft}")["case"]["seq"]
    status, found = service.refused("user", "POST", COMMANDS.format(case=service.draft), data)
    assert (status in {400, 422}, found) == (True, [code])
    assert service.get("user", f"/cases/{service.draft}")["case"]["seq"] == before


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_field_is_named_with_its_place(service, name):
    """Each field that is missing, unknown or of another kind is named by its place, with a remedy."""
    body, code, place = WRONG[name]
    answer = service.ask("user", "POST", COMMANDS.format(case=service.draft), body, accept_language="en")
    reason = answer.json()["refused"][0]
    assert (answer.status_code, reason["code"], reason["place"]) == (422, code, place)
    assert place in reason["text"]
    assert reason["remedy_text"]


def test_every_wrong_field_is_told_at_once(service):
    """Several faults of a body come together."""
    body = {"version": "x", "more": 1}
    status, found = service.refused("user", "PUT", f"/cases/{service.draft}/draft", body)
    assert status == 422
    assert sorted(found) == ["request.field_missing", "request.field_unknown", "request.field_wrong"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_another_content_type_is_refused(service, kind):
    """JSON sent as something else is refused with 415."""
    body = json.dumps({"command": "lock"}).encode()
    answer = service.refused("user", "POST", COMMANDS.format(case=service.draft), body, kind=kind)
    assert answer == (415, ["request.not_json"])


@pytest.mark.parametrize("path", [COMMANDS, "/blobs", "/cases/{case}/lines/L1/captures"])
def test_a_body_longer_than_any_paper_is_refused(service, path):
    """A body beyond the largest paper is refused with 413 before it is read."""
    answer = service.refused("user", "POST", path.format(case=service.draft), b"x", length=str(LONGEST + 1))
    assert answer == (413, ["request.too_long"])


def test_a_paper_of_the_largest_size_is_taken(service):
    """A paper of 32 MiB arrives whole, one byte more is refused by name."""
    largest = paper("training_record", b"0" * (32 * 1024 * 1024))
    assert service.ask("user", "POST", f"/cases/{service.draft}/documents", largest).status_code == 200
    larger = paper("training_record", b"0" * (32 * 1024 * 1024 + 1))
    answer = service.refused("user", "POST", f"/cases/{service.draft}/documents", larger)
    assert answer == (422, ["paper.too_large"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"data": "not base64!"}, "paper.not_base64"),
        ({"data": "関所"}, "paper.not_base64"),
        ({"data": ""}, "paper.empty"),
        ({"kind": ""}, "field.missing"),
        ({"kind": "k" * 101}, "request.field_wrong"),
        ({"name": "n" * 201}, "request.field_wrong"),
        ({"line": "L9"}, "guard.line_unknown"),
    ],
)
def test_a_paper_that_cannot_be_filed_is_refused(service, changes, code):
    """A paper without bytes, without a kind, or for a line that is none is refused with the reason."""
    body = {**paper(), **changes}
    assert service.refused("user", "POST", f"/cases/{service.case}/documents", body) == (422, [code])


@pytest.mark.parametrize(
    "to",
    ["2026-05-12T09:00:00", "2026-05-12", 1_800_000_000, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+09:00", "soon"],
)
def test_an_instant_that_is_none_is_refused(service, to):
    """An instant without a zone, in no calendar or out of every century we know moves no clock."""
    status, found = service.refused("officer", "POST", "/clock", {"to": to})
    assert (status, found) == (422, ["request.field_wrong"])


def test_the_clock_never_moves_back(service):
    """An instant before the program clock is refused with both instants."""
    status, found = service.refused("officer", "POST", "/clock", {"to": "2026-05-01T00:00:00+09:00"})
    assert (status, found) == (422, ["clock.backwards"])


@pytest.mark.parametrize("version", [-1, 2**31, 2**70])
def test_a_version_no_draft_has_is_refused(service, version):
    """A version below zero or beyond every store is refused as a field."""
    body = {"content": {}, "version": version}
    assert service.refused("user", "PUT", f"/cases/{service.draft}/draft", body) == (422, ["request.field_wrong"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "edition.misnamed"),
        (b"[edition]", "edition.unreadable"),
        (b"\xff\xfe", "edition.unreadable"),
        (b"[" * 100_000, "edition.unreadable"),
        (b"\x00", "edition.unreadable"),
    ],
)
def test_a_file_that_is_no_edition_is_refused(service, data, code):
    """Whatever is no edition is refused by name; nothing is proposed."""
    path = "/editions/annex-a-2027-01-01.toml"
    assert service.refused("officer", "POST", path, data, kind="application/toml") == (422, [code])


@pytest.mark.parametrize("name", ["rules.toml", "annex-a-2026-05-10.toml", "parameters.toml", "x"])
def test_an_edition_under_another_name_is_refused(service, name):
    """A file whose name is not that of an edition of its day is refused: it must not pass as the program's rules."""
    data = service.office.desk.programs.seed()["annex-a-2026-05-09.toml"]
    status, found = service.refused("officer", "POST", f"/editions/{name}", data, kind="application/toml")
    assert status == 422
    assert found[0] in {"edition.misnamed", "edition.unreadable"}


def test_an_address_with_a_null_leads_nowhere(service):
    """A case or vendor named with U+0000 is answered before any database is asked for it."""
    for path in ("/cases/%00", "/cases/%00/record", "/vendors/%00"):
        assert service.refused("officer", "GET", path) == (404, ["request.nowhere"])


def test_many_names_cost_no_more_than_their_number(monkeypatch):
    """Every name is looked up once: of a megabyte of names none is held against all the others."""
    met = []

    class Name(str):
        __slots__ = ()

        def __eq__(self, other):
            met.append(other)
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    def as_names(text, *, object_pairs_hook, **_how):
        return json.JSONDecoder(
            object_pairs_hook=lambda pairs: object_pairs_hook([(Name(n), v) for n, v in pairs])
        ).decode(text)

    monkeypatch.setattr("sekisho.portal.api.body.json.loads", as_names)
    read_json(json.dumps({str(n): n for n in range(500)}).encode())
    assert len(met) < 5000
