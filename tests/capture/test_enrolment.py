"""Enrolments: whoever hands one in holds the key it names; and an inspection beside an earlier capture."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.collect.enrolment import make_enrolment, read_enrolment
from sekisho.capture.identity import make_collector
from sekisho.capture.judge.comparison import Compared, compare
from sekisho.capture.problem import Refused
from sekisho.capture.text import LANGUAGES, describe

COLLECTOR = make_collector("gateway-1")
WHOLE = make_enrolment(COLLECTOR)
CLAIMS = [
    {"source": "opcua", "serial": "S-1", "instance": "urn:x:1"},
    {"source": "mtconnect", "serial": "s-1", "instance": "EX.1"},
]
TAKEN = {"key_sha256": "ab" * 32, "claims": CLAIMS, "model": {"fingerprint": "cd" * 32}}


def outcomes(earlier, later):
    return {row.name: row.outcome for row in compare(earlier, later)}


def test_enrolment_names_key_and_certificate():
    """What is read is what the collector has."""
    read = read_enrolment(WHOLE)
    assert (read.name, read.public_key) == ("gateway-1", COLLECTOR.public_key.hex())


@pytest.mark.parametrize(
    "change",
    [
        {"public_key": make_collector("other").public_key.hex()},
        {"certificate_sha256": "00" * 32},
        {"name": "gateway-2"},
        {"signature": "00" * 64},
        {"name": ""},
        {"public_key": "zz"},
        {"more": 1},
    ],
)
def test_changed_enrolment_is_refused(change):
    """Nobody enrols a key he does not hold, nor another certificate or name for one."""
    refused = read_enrolment(json.dumps(json.loads(WHOLE) | change).encode())
    assert isinstance(refused, Refused)
    assert all(describe(problem, language) for problem in refused.problems for language in LANGUAGES)


@given(st.binary(max_size=300) | st.integers(0, len(WHOLE)).map(lambda cut: WHOLE[:cut] + b"0" + WHOLE[cut:]))
def test_whatever_is_no_enrolment_is_refused(data):
    """Bytes of any kind end in a refusal and nothing else."""
    assert isinstance(read_enrolment(data), Refused)


def test_file_too_large_is_not_read():
    """A file larger than any enrolment is refused by its size."""
    assert isinstance(read_enrolment(WHOLE + b" " * 20_000), Refused)


def test_same_machine_compares_the_same():
    """Key, serial number, instance names and model of one machine are the same twice."""
    assert set(outcomes(TAKEN, TAKEN).values()) == {Compared.SAME}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"key_sha256": "00" * 32}, "key"),
        ({"claims": [CLAIMS[0] | {"serial": "S-2"}, CLAIMS[1]]}, "serial"),
        ({"claims": [CLAIMS[0] | {"instance": "urn:x:2"}, CLAIMS[1]]}, "product_instance"),
        ({"claims": [CLAIMS[0], CLAIMS[1] | {"instance": "EX.2"}]}, "uuid"),
        ({"model": {"fingerprint": "00" * 32}}, "model"),
    ],
)
def test_what_differs_is_named(change, name):
    """Each thing that is another one now stands in its own row, and the others stay as they are."""
    found = outcomes(TAKEN, TAKEN | change)
    assert found.pop(name) is Compared.DIFFERS
    assert set(found.values()) == {Compared.SAME}


@pytest.mark.parametrize("absent", ["key_sha256", "claims", "model"])
def test_what_was_not_observed_is_not_compared(absent):
    """What one capture does not show differs from nothing."""
    less = {name: value for name, value in TAKEN.items() if name != absent}
    assert Compared.DIFFERS not in outcomes(TAKEN, less).values()
    assert Compared.NOT_COMPARABLE in outcomes(less, TAKEN).values()
