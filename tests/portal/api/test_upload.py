"""Captures in parts over HTTP: the headers of the draft, what is missing from them, and where to go on."""

import base64
from hashlib import sha256

import pytest

from sekisho.application.seal_journal import seal_journal
from tests.application.scene import FILE
from tests.portal.api.scene import codes
from tests.portal.api.test_operation import MACHINE

DATA = bytes(range(256)) * 8
HALF = len(DATA) // 2
KIND = "application/partial-upload"


@pytest.fixture(scope="module")
def case(service):
    """A case with a plan for its line."""
    case = service.office.case(lines=[{**FILE["lines"][0], "serial": "SN-9"}])
    seal_journal(service.office.desk)
    service.sends("user", f"/cases/{case}/lines/L1/capture-plan", {"machine": MACHINE})
    return case


@pytest.fixture
def upload(service, case):
    """The address of an upload that was begun afresh."""
    body = {"size": len(DATA), "sha256": sha256(DATA).hexdigest()}
    told = service.sends("user", f"/cases/{case}/lines/L1/captures/uploads", body)
    path = f"/cases/{case}/uploads/{told['upload']}"
    yield path
    service.ask("user", "DELETE", path)


def sends(service, path, data, offset, **headers):
    """Send a part with the headers of the draft."""
    digest = base64.b64encode(sha256(data).digest()).decode()
    told = {"upload_offset": str(offset), "content_digest": f"sha-256=:{digest}:", **headers}
    return service.ask("user", "PATCH", path, data, kind=KIND, **told)


def test_a_bundle_comes_in_two_parts(service, upload):
    """Every answer says in headers and body how far it is; what is whole is judged, and here is no bundle."""
    stands = [sends(service, upload, DATA[:HALF], 0), sends(service, upload, DATA[HALF:], HALF)]
    assert [(one["Upload-Offset"], one["Upload-Complete"]) for one in stands] == [
        (str(HALF), "?0"), (str(len(DATA)), "?1"),
    ]  # fmt: skip
    asked = service.ask("user", "GET", upload)
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == (str(len(DATA)), str(len(DATA)))
    assert "max-append-size=8388608" in asked["Upload-Limit"]
    assert asked.json()["complete"] is True
    assert service.refused("user", "POST", f"{upload}/finish") == (422, ["bundle.unreadable"])


def test_a_part_for_another_place_is_a_conflict(service, upload):
    """An overlap is answered 409, and the reason says where to go on."""
    sends(service, upload, DATA[:HALF], 0)
    answer = sends(service, upload, DATA[:HALF], 0)
    assert (answer.status_code, codes(answer)) == (409, ["upload.offset"])
    assert answer.json()["refused"][0]["facts"]["expected"] == HALF


@pytest.mark.parametrize(("headers", "found"), [
    ({"upload_offset": "-1"}, ["upload.no_offset"]),
    ({"upload_offset": "zero", "content_digest": ""}, ["upload.no_offset", "upload.no_digest"]),
    ({"content_digest": "sha-512=:AAAA:"}, ["upload.no_digest"]),
    ({"content_digest": f"sha-256=:{'=' * 44}:"}, ["upload.no_digest"]),
    ({"content_digest": f"sha-256=:{'A' * 43}=:"}, ["upload.part_digest"]),
])  # fmt: skip
def test_headers_that_say_nothing_usable_are_named(service, upload, headers, found):
    """A part without a usable offset or digest is refused with both reasons, and nothing is added."""
    answer = sends(service, upload, DATA, 0, **headers)
    assert (answer.status_code, codes(answer)) == (422, found)
    assert service.ask("user", "GET", upload)["Upload-Offset"] == "0"


def test_an_upload_is_begun_once(service, case, upload):
    """The same announcement gives the same upload again, with what has come of it."""
    sends(service, upload, DATA[:HALF], 0)
    body = {"size": len(DATA), "sha256": sha256(DATA).hexdigest()}
    again = service.sends("user", f"/cases/{case}/lines/L1/captures/uploads", body)
    assert (upload.endswith(again["upload"]), again["offset"]) == (True, HALF)


def test_an_upload_that_was_given_up_is_gone(service, upload):
    """Afterwards it is unknown, and so is one that never was, to the sender and to others of the case."""
    assert service.sends("user", upload, method="DELETE")["offset"] == 0
    assert service.refused("user", "GET", upload) == (404, ["upload.unknown"])
    assert service.refused("partner", "GET", upload) == (404, ["upload.unknown"])


def test_a_part_sent_again_under_its_key_is_answered_the_same(service, upload):
    """An idempotency key makes a repeated part the same part, not an overlap."""
    first = sends(service, upload, DATA[:HALF], 0, idempotency_key="part-1")
    again = sends(service, upload, DATA[:HALF], 0, idempotency_key="part-1")
    assert (first.status_code, again.content) == (200, first.content)
