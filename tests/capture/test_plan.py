"""Capture plans: written and read back, and every problem of a bad one named at once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.plan.capture_plan import (
    AgentPlan,
    CapturePlan,
    Identity,
    MachinePlan,
    OpcUaPlan,
    Signal,
    machine_of,
    parse,
    parse_all,
    render,
    render_all,
)
from sekisho.capture.problem import Refused
from sekisho.capture.text import LANGUAGES, describe

SIGNALS = (
    Signal("execution", "state", node="nsu=urn:test:x;s=execution", item="exec"),
    Signal("x", "number", path=("{http://opcfoundation.org/UA/Machinery/}Machines", "MC-1", "x")),
)
MACHINE = MachinePlan(
    "MC-1", Identity("製造者", 'X "500"', "S\\1"), SIGNALS,
    OpcUaPlan("opc.tcp://127.0.0.1:4840/UA/machine", "ab" * 32), AgentPlan("http://127.0.0.1:5000", "MC-1"),
)  # fmt: skip
PLAN = CapturePlan("C-1", "line-1", "live", b"\x00record\xff", 1800, 200, MACHINE)


def codes(refused):
    assert isinstance(refused, Refused), refused
    return {(problem.code, problem.place) for problem in refused.problems}


def test_plan_is_read_back_as_it_was_written():
    """Quotes, backslashes and Japanese survive."""
    assert parse(render(PLAN)) == PLAN


def test_first_use_is_an_explicit_decision():
    """A plan may say that the machine's certificate is trusted on first use."""
    machine = replace(MACHINE, opcua=OpcUaPlan("opc.tcp://[::1]:4840", is_first_use=True), mtconnect=None)
    assert parse(render(replace(PLAN, machine=machine))).machine.opcua.is_first_use


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(str.strip)


@given(case=texts, maker=texts, serial=texts, record=st.binary(min_size=1, max_size=200), seconds=st.integers(1, 86400))
def test_any_plan_is_read_back_as_it_was_written(case, maker, serial, record, seconds):
    """Whatever texts a plan holds, it survives being written."""
    machine = replace(MACHINE, identity=Identity(maker, "X", serial))
    plan = replace(PLAN, case=case, challenge_record=record, duration_s=seconds, machine=machine)
    assert parse(render(plan)) == plan


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused(data):
    """No input raises anything."""
    assert isinstance(parse(data), CapturePlan | Refused)


@given(st.data())
def test_any_damaged_plan_is_read_or_refused(data):
    """A plan with some bytes changed is read or refused with texts in three languages."""
    whole = bytearray(render(PLAN))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read = parse(bytes(whole))
    for problem in read.problems if isinstance(read, Refused) else ():
        assert all(describe(problem, language) for language in LANGUAGES)


def test_every_problem_is_named_at_once():
    """Wrong type, unknown word, missing field, unknown field and a broken address all stand in one answer."""
    text = render(PLAN).decode()
    text = text.replace("duration_s = 1800", 'duration_s = "long"').replace('mode = "live"', 'mode = "test"')
    text = text.replace('line = "line-1"\n', "").replace("[machine.identity]", "[machine.identity]\ncolour = 1")
    text = text.replace("opc.tcp://127.0.0.1:4840/UA/machine", "http://127.0.0.1")
    assert codes(parse(text.encode())) == {
        ("plan.not_within", "duration_s"),
        ("plan.not_among", "mode"),
        ("plan.missing", "line"),
        ("plan.unknown", "machine.identity.colour"),
        ("plan.malformed", "machine.opcua.endpoint"),
    }


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (("server_certificate", "trust_on_first_use = true\nserver_certificate"), "no_trust_decision",
         "machine.opcua.server_certificate_sha256"),
        (('kind = "state"', 'kind = "colour"'), "not_among", "machine.signals.1.kind"),
        (('name = "x"', 'name = "execution"'), "twice", "machine.signals"),
        (('path = ["{http', 'path = ["{{http'), "malformed", "machine.signals.2.path"),
        (("sampling_ms = 200", "sampling_ms = true"), "not_within", "sampling_ms"),
        (('device = "MC-1"\n\n[machine.identity]', 'device = ""\n\n[machine.identity]'), "not_text", "machine.device"),
        (("capture-plan/v1", "capture-plan/v2"), "not_among", "format"),
        (("sampling_ms = 200", 'sampling_ms = 200\nenrolled = "ab"'), "malformed", "enrolled"),
        (("sampling_ms = 200", 'sampling_ms = 200\nenrolled = ["AB"]'), "malformed", "enrolled"),
        (('challenge_record = "', 'challenge_record = "*'), "malformed", "challenge_record"),
    ],
)  # fmt: skip
def test_single_problems_are_named(change, code, place):
    """Each problem is named with its place."""
    read = parse(render(PLAN).decode().replace(*change).encode())
    assert codes(read) == {(f"plan.{code}", place)}


@pytest.mark.parametrize(
    ("enrolled", "knows"), [(None, True), ((), False), (("cd" * 32,), False), (("ab" * 32,), True)]
)
def test_a_plan_says_which_collectors_the_office_knew(enrolled, knows):
    """A plan without a word of them may be carried out by any; one that names some names all that were enrolled."""
    plan = replace(PLAN, enrolled=enrolled)
    assert parse(render(plan)) == plan
    assert plan.knows(bytes.fromhex("ab" * 32)) is knows


def test_machine_without_interface_is_refused():
    """A machine that can be reached over neither protocol cannot be captured."""
    found = codes(machine_of({"device": "M", "identity": {"manufacturer": "A", "model": "B", "serial": "C"}}))
    assert found == {("plan.no_interface", "machine.opcua"), ("plan.missing", "machine.signals")}


def test_signal_that_is_nowhere_is_refused():
    """A signal has a node, a path or an item."""
    table = {
        "device": "M",
        "identity": {"manufacturer": "A", "model": "B", "serial": "C"},
        "mtconnect": {"agent": "http://127.0.0.1:5000"},
        "signals": [{"name": "x", "kind": "number"}],
    }
    assert codes(machine_of(table)) == {("plan.signal_nowhere", "machine.signals.1.node")}


def test_too_large_plans_are_not_read():
    """A plan beyond the largest size is refused unread."""
    assert codes(parse(b"#" * 300_000)) == {("plan.too_large", "")}


SEVERAL = tuple(replace(PLAN, machine=replace(MACHINE, device=f"MC-{number}")) for number in range(1, 4))


def test_key_of_endless_parts_is_not_parsed():
    """A plan comes back within a bundle, so whoever hands one in must not keep the office busy with a single key."""
    refused = parse(b"a." * 30_000 + b"a = 1")
    assert [problem.facts["reason"] for problem in refused.problems] == ["a key of more than 64 parts"]


@pytest.mark.parametrize("encoding", ["cp932", "gb18030"])
def test_plan_saved_in_another_encoding_is_refused_by_line(encoding):
    """An editor that saved the plan in its own encoding is told which line shows it."""
    refused = parse("# ok\nline = '工場'".encode(encoding))
    assert [(problem.code, problem.facts["line"]) for problem in refused.problems] == [("plan.no_utf8", 2)]


def test_plan_of_several_machines_is_read_back_as_one_plan_each():
    """Machines of one line share case, challenge and duration; each is a plan of its own."""
    assert parse_all(render_all(SEVERAL)) == SEVERAL
    assert [render(plan) for plan in parse_all(render_all(SEVERAL))] == [render(plan) for plan in SEVERAL]
    assert parse_all(render(PLAN)) == (PLAN,)


def test_plan_of_several_machines_is_none_of_one():
    """Where one machine is wanted, as in a bundle, several are refused."""
    assert codes(parse(render_all(SEVERAL))) == {("plan.several", "machines")}


def test_machines_of_one_name_are_refused():
    """Two machines of one name would share their nonces."""
    assert codes(parse_all(render_all((PLAN, PLAN)))) == {("plan.device_twice", "machines")}


def test_every_problem_of_every_machine_is_named_at_once():
    """What is wrong with the second and third machine, and beside them, stands in one answer."""
    text = render_all(SEVERAL).decode()
    text = text.replace('device = "MC-2"', 'device = ""').replace('device = "MC-3"', 'device = "MC-3"\ncolour = "red"')
    text = text.replace("duration_s = 1800", "duration_s = 0") + '\n[machine]\ndevice = "MC-4"\n'
    assert codes(parse_all(text.encode())) == {
        ("plan.not_within", "duration_s"),
        ("plan.not_text", "machines.2.device"),
        ("plan.unknown", "machines.3.colour"),
        ("plan.machine_twice", "machine"),
    }


def test_more_machines_than_a_line_has_are_refused():
    """A plan names at most fifty machines, and at least one."""
    many = tuple(
        replace(PLAN, machine=replace(MACHINE, device=f"M{number}", signals=SIGNALS[:1])) for number in range(51)
    )
    assert ("plan.too_many_machines", "machines") in codes(parse_all(render_all(many)))
    assert codes(parse_all(render(PLAN).split(b"[machine]")[0] + b"machines = []\n")) == {
        ("plan.not_tables", "machines")
    }


@given(st.binary(max_size=300))
def test_any_damaged_plan_of_several_is_read_or_refused(noise):
    """No tail of a plan raises anything."""
    read = parse_all(render_all(SEVERAL) + noise)
    assert isinstance(read, tuple | Refused)
