"""Commands at the factory: keys are made once, and nothing is begun that cannot be kept."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from sekisho.bootstrap.package import all_wording
from sekisho.capture.collect.several import places
from sekisho.capture.identity import make_collector
from sekisho.capture.plan.capture_plan import CapturePlan, Identity, MachinePlan, OpcUaPlan, Signal, render_all
from sekisho.capture.problem import Problem
from sekisho.cli import capture as command
from sekisho.cli.board import Board
from sekisho.cli.output import Voice, voice
from sekisho.domain.values.language import Language
from tests.cli.line import GOOD, LANGUAGES, answer, codes, sekisho

SIGNALS = (Signal("x", "number", node="i=2258"),)
OPCUA = OpcUaPlan("opc.tcp://127.0.0.1:9", is_first_use=True)
SEVERAL = [
    CapturePlan("C", "L", "rehearsal", b"record", 60, 100, MachinePlan(name, Identity("a", "b", "c"), SIGNALS, OPCUA))
    for name in ("MC-1", "MC-2")
]
#: Bytes that mean nothing, the same in every run: tests are told apart by what they are given.
NOISE = hashlib.shake_128(b"no plan").digest(100)


def test_a_collector_is_enrolled_once(tmp_path):
    """Enrolling makes keys only their owner reads and a certificate, and never overwrites them."""
    folder = tmp_path / "collector"
    code, value = answer("capture", "enrol", folder)
    assert (code, value["certificate"]) == (0, str(folder / "client.der"))
    assert (folder / "client-key.pem").stat().st_mode & 0o077 == 0
    before = (folder / "client.der").read_bytes()
    assert codes("capture", "enrol", folder) == {"collect.identity_exists"}
    assert (folder / "client.der").read_bytes() == before


@pytest.mark.parametrize("purpose", ["commissioning", "inspection"])
@pytest.mark.parametrize("enrolled", [None, (), "own"])
def test_a_collector_the_office_did_not_know_is_told_before_it_captures(tmp_path, capsys, purpose, enrolled):
    """Nobody drives to a factory to learn afterwards that his collector was never enrolled; a plan may say nothing."""
    collector = make_collector("own")
    keys = (collector.public_key.hex(),) if enrolled == "own" else enrolled
    plan = replace(SEVERAL[0], purpose=purpose, enrolled=keys)
    command._foresee(voice("en", as_json=False), [plan], tmp_path / "b.zip", collector)
    assert ("enrolment.json" in capsys.readouterr().out) is (enrolled == ())


@pytest.mark.parametrize("name", ["", "-x", "x y", "工場", "a" * 61, "x\n"])
def test_a_collectors_name_is_plain(tmp_path, name):
    """A name that no certificate can carry is refused before a key is made."""
    assert codes("capture", "enrol", tmp_path / "c", "--name", name) == {"collect.wrong_name"}
    assert not (tmp_path / "c").exists()


def test_a_folder_nobody_can_write_is_refused(tmp_path):
    """Keys are not made where they cannot be kept."""
    (tmp_path / "file").write_text("")
    assert codes("capture", "enrol", "/proc/nowhere") == {"collect.folder_unusable"}
    assert codes("capture", "enrol", tmp_path / "file" / "below") == {"collect.folder_unusable"}


def test_a_capture_says_everything_that_is_missing_before_it_begins(tmp_path):
    """A plan that is none, keys that are none and a bundle that cannot be written are told together."""
    refused = codes("capture", "run", GOOD, "--identity", tmp_path, "--out", tmp_path / "nowhere" / "bundle.zip")
    assert {"collect.no_identity", "collect.out_nowhere", "plan.missing", "plan.unknown"} <= refused


def test_files_of_the_plant_that_cannot_be_used_are_told_together(tmp_path):
    """A topology file that is none and configuration files nobody can read are refused with the rest, each by name."""
    settings, shifted = tmp_path / "agent.cfg", tmp_path / "plant.toml"
    settings.write_text("BufferSize = 17\n")
    shifted.write_bytes("名前 = 1".encode("cp932"))
    given = ("--topology", shifted, "--gateway-config", settings, "--gateway-config", shifted)
    refused = codes("capture", "run", GOOD, "--identity", tmp_path, "--out", tmp_path / "b.zip", *given)
    assert {"configuration.nothing", "configuration.encoding", "plan.missing"} <= refused
    assert "file.not_utf8" in refused


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"[" * 5000, b"format = 3\n", NOISE])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_any_plan_is_refused_with_whom_to_ask(tmp_path, data, lang):
    """Whatever stands in a plan, the refusal says where plans come from, in the reader's language."""
    path = tmp_path / "plan.toml"
    path.write_bytes(data)
    code, value = answer("capture", "run", path, "--identity", tmp_path, "--out", tmp_path / "b.zip", lang=lang)
    assert code == 2
    assert all(reason["text"] and reason["remedy_text"] for reason in value["refused"])


def test_a_sealed_capture_is_never_overwritten(tmp_path):
    """A bundle that is there already is refused before the capture."""
    (tmp_path / "bundle.zip").write_text("sealed")
    refused = codes("capture", "run", GOOD, "--identity", tmp_path, "--out", tmp_path / "bundle.zip")
    assert "collect.out_exists" in refused


@pytest.mark.parametrize("url", ["", "machine", "ftp://machine", "opc.tcp://", "http:", "opc.tcp:machine:4840"])
def test_an_address_that_is_none_is_unusable(url):
    """A probe of something that is no address leaves with 2 and the form of an address."""
    assert codes("probe", url) == {"probe.address"}


def test_a_probe_needs_the_keys_it_is_given(tmp_path):
    """A folder without keys is refused instead of being ignored."""
    assert codes("probe", "opc.tcp://127.0.0.1:1", "--identity", tmp_path) == {"collect.no_identity"}


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://127.0.0.1:1", "opc.tcp://127.0.0.1:1"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_answering_does_not_hold(url, lang):
    """Where nobody answers the probe leaves with 1 and says that no level can be reached."""
    code, value = answer("probe", url, lang=lang)
    assert (code, value["level"]) == (1, "")
    assert all(problem["text"] for problem in value["problems"])
    assert sekisho("probe", url, lang=lang)[0] == 1


def test_several_machines_are_captured_into_a_folder(tmp_path):
    """For several machines a file that is there already cannot be the folder their bundles go to."""
    (tmp_path / "line").write_text("no folder")
    plan = tmp_path / "plan.toml"
    plan.write_bytes(render_all(SEVERAL))
    refused = codes("capture", "run", plan, "--identity", tmp_path, "--out", tmp_path / "line")
    assert refused == {"collect.no_identity", "collect.out_no_folder"}


def test_bundle_of_any_of_several_machines_is_never_overwritten(tmp_path):
    """One bundle that is there already keeps the whole plan from being carried out."""
    (tmp_path / "line").mkdir()
    (tmp_path / "line" / "MC-2.zip").write_text("sealed")
    plan = tmp_path / "plan.toml"
    plan.write_bytes(render_all(SEVERAL))
    refused = codes("capture", "run", plan, "--identity", tmp_path, "--out", tmp_path / "line")
    assert refused == {"collect.no_identity", "collect.out_exists"}


@pytest.mark.parametrize("command", ["pause", "resume"])
def test_nothing_is_paused_where_no_capture_runs(tmp_path, command):
    """A name that no capture writes is refused with what to name instead."""
    assert codes("capture", command, tmp_path / "nothing.zip") == {"collect.no_capture"}


def test_pause_reaches_every_capture_of_a_folder(tmp_path):
    """The bundle's name pauses one capture, the folder's name each of several; resuming undoes it."""
    for name in ("MC-1.zip", "MC-2.zip"):
        (tmp_path / f"{name}.spool").mkdir()
        (tmp_path / f"{name}.spool" / "plan.toml").write_text("")
    assert len(answer("capture", "pause", tmp_path / "MC-1.zip")[1]["captures"]) == 1
    assert [path.parent.name for path in tmp_path.rglob("pause")] == ["MC-1.zip.spool"]
    assert len(answer("capture", "pause", tmp_path)[1]["captures"]) == 2
    assert len([*tmp_path.rglob("pause")]) == 2
    assert len(answer("capture", "resume", tmp_path)[1]["captures"]) == 2
    assert not [*tmp_path.rglob("pause")]


@pytest.mark.parametrize(
    ("device", "name"), [("MC/1", "MC_1"), ("..", "_"), ("工場 1", "工場_1"), ("a" * 200, "a" * 80)]
)
def test_bundle_is_named_after_its_machine(device, name):
    """Whatever a machine is called, its bundle has a name every system takes; two never get the same."""
    plans = [replace(plan, machine=replace(plan.machine, device=device)) for plan in SEVERAL]
    assert [path.name for path in places(plans, Path("line"))] == [f"{name}.zip", f"{name}-2.zip"]
    assert places(plans[:1], Path("one.zip")) == [Path("one.zip")]


REPORTED = Problem("progress.capturing", facts={"seconds": 7, "planned": 60, "values": 70, "gaps": 1, "offset_ms": -12})


def shown(language, *, is_terminal):
    """Give what a board shows of one machine that captures and one that is paused."""
    sink = io.StringIO()
    console = Console(file=sink, force_terminal=is_terminal, width=100)
    board = Board(Voice(language, as_json=False, wording=all_wording(), console=console), SEVERAL)
    with board:
        board.tell("MC-1", REPORTED)
        board.tell("MC-2", replace(REPORTED, facts={**REPORTED.facts, "paused": True}))
        board.tell("MC-1", Problem("connect.lost", "opcua"))
        board.tell("MC-1", REPORTED)
    return sink.getvalue()


@pytest.mark.parametrize("language", [*Language])
@pytest.mark.parametrize("is_terminal", [True, False])
def test_board_shows_every_machine_in_every_language(language, is_terminal):
    """State, seconds of planned, values, gaps and clock offset of each machine; what goes wrong stands above it."""
    text = shown(language, is_terminal=is_terminal)
    wording = all_wording()
    for state in ("capturing", "paused"):
        assert wording.say(f"collect.state.{state}", language) in text
    assert "7/60 s" in text
    assert "-12 ms" in text
    assert wording.tell("connect.lost", language, {}) in text
    assert ("\x1b[" in text) is is_terminal


def test_board_fills_no_file_with_lines():
    """Where nobody watches, a line comes when the state changes and every ten seconds, not at every report."""
    assert shown(Language.EN, is_terminal=False).count("MC-1: capturing") == 1
