"""Readiness: two sheets held against each other, unknown never fine; a machine's declared or read from a capture."""

import asyncio
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory.agent import Agent
from factory.category import CATEGORIES
from factory.document import Nameplate, items_of
from sekisho.capture.collect.probe import probe
from sekisho.capture.judge.interface import Asked, sheet_of, sheet_of_assessment, sheet_of_bundle
from sekisho.capture.problem import Refused
from sekisho.capture.readiness.chart import page
from sekisho.capture.readiness.matrix import compare
from sekisho.capture.readiness.property import INTERFACES, JUDGED, PROPERTIES
from sekisho.capture.readiness.sheet import LARGEST, Sheet, Source, read_client, read_machine
from sekisho.capture.readiness.shipped import client_sheets, machine_sheets
from sekisho.capture.readiness.value import Bounds, Model, Versions, ordered
from sekisho.capture.readiness.verdict import Verdict, best, worst
from sekisho.capture.replay.history import History
from tests.capture.conftest import carry_out, plan_for
from tests.peers.node_opcua import node_opcua_machine

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "interface-sheet.md"
BLOCKS, WARNS, UNKNOWN, FINE = Verdict.BLOCKS, Verdict.WARNS, Verdict.UNKNOWN, Verdict.FINE
HEAD = 'format = "sekisho/interface-sheet/v1"\nmaker = "M"\nmodel = "X-1"\ndeclared_on = 2026-06-01\n'
PLATE = {"manufacturer": "Peer Machine Works", "model": "PM-7", "serial": "PM7-0042"}


def machine(**said):
    """A machine with OPC UA and these values of it."""
    return Sheet("M", "X-1", ("opcua",), {f"opcua.{name}": value for name, value in said.items()})


def client(**said):
    """A client with OPC UA and these values of it."""
    return Sheet("S", "MES", ("opcua",), {f"opcua.{name}": value for name, value in said.items()})


def row(offered, wanted, code):
    return next(one for one in compare(offered, wanted).rows if one.code == f"opcua.{code}")


def verdict(code, offered, wanted):
    """Judge one property by both values; None is not stated."""
    said = machine(**({} if offered is None else {code: offered}))
    asked = client(**({} if wanted is None else {code: wanted}))
    return row(said, asked, code).verdict


def refused(text, read=read_machine):
    found = read(text.encode() if isinstance(text, str) else text)
    assert isinstance(found, Refused), found
    return {(problem.code, problem.place) for problem in found.problems}


@pytest.mark.parametrize(
    ("code", "offered", "wanted", "expected"),
    [
        ("policies", ("None", "Basic256Sha256"), ("Basic256Sha256",), FINE),
        ("policies", ("Basic256Sha256",), ("Basic256",), BLOCKS),
        ("policies", ("None", "Basic256Sha256"), ("None", "Basic256"), WARNS),
        ("policies", ("Basic256",), ("Basic256", "Basic128Rsa15"), WARNS),
        ("user_tokens", ("anonymous",), ("anonymous", "username"), WARNS),
        ("certificate_key_bits", 2048, Bounds(1024, 2048), FINE),
        ("certificate_key_bits", 4096, Bounds(1024, 2048), BLOCKS),
        ("certificate_days", 7300, 3650, WARNS),
        ("node_id_kinds", ("numeric", "guid"), ("numeric", "string"), WARNS),
        ("node_id_kinds", ("guid",), ("numeric", "string"), BLOCKS),
        ("node_id_longest", 129, 128, BLOCKS),
        ("node_id_characters", "unicode", "latin1", BLOCKS),
        ("node_id_characters", "ascii", "latin1", FINE),
        ("data_types", ("Int32", "Int64"), ("Int32",), WARNS),
        ("sessions", 2, 3, BLOCKS),
        ("queue_size", 1, 10, WARNS),
        ("publishing_interval_ms", 1000, 200, WARNS),
        ("publishing_interval_ms", 200, 200, FINE),
        ("nodes_per_read", 99, 100, BLOCKS),
        ("models", (Model("urn:a", "1.10"),), (Model("urn:a", "1.9"),), FINE),
        ("models", (Model("urn:a", "1.02"),), (Model("urn:a", "1.03"),), WARNS),
        ("models", (Model("urn:b"),), (Model("urn:a"),), BLOCKS),
        ("models", (Model("urn:a"),), (Model("urn:a", "1.03"),), UNKNOWN),
        ("events", False, True, BLOCKS),
        ("time_sync", ("manual",), ("ntp",), WARNS),
        ("connects", ("client",), ("machine",), BLOCKS),
    ],
)
def test_each_property_is_judged_by_both_values(code, offered, wanted, expected):
    """What fits is fine, what cannot work blocks, what works badly or in part warns."""
    assert verdict(code, offered, wanted) is expected


@pytest.mark.parametrize("version", ["1.1", "1.6", "2.0"])
def test_schema_outside_the_versions_a_client_reads_blocks(version):
    """Each schema of MTConnect has a namespace of its own: older and newer documents are not read."""
    agent = Sheet("M", "X", ("mtconnect",), {"mtconnect.version": version})
    reader = Sheet("S", "R", ("mtconnect",), {"mtconnect.version": Versions("1.2", "1.5")})
    assert next(one for one in compare(agent, reader).rows if one.code == "mtconnect.version").verdict is BLOCKS


@pytest.mark.parametrize("one", PROPERTIES, ids=lambda one: one.code)
def test_nothing_stated_is_never_fine(one):
    """A property neither side states is unknown, with a remedy that says who is to be asked."""
    both = Sheet("M", "X", JUDGED, {}), Sheet("S", "C", JUDGED, {})
    found = next(row for row in compare(*both).rows if row.code == one.code)
    assert (found.verdict, found.remedy) == (UNKNOWN, "readiness.unsaid.both")
    assert compare(*both).verdict is UNKNOWN


def test_limit_of_nought_is_unknown():
    """A server that states 0 has set no limit and may yet enforce one (interop.md 7)."""
    found = row(machine(nodes_per_read=0), client(nodes_per_read=100), "nodes_per_read")
    assert (found.verdict, found.remedy) == (UNKNOWN, "readiness.unsaid.zero")


@pytest.mark.parametrize(
    ("code", "offered", "wanted"),
    [("history", None, False), ("history", True, None), ("sessions", None, 0), ("models", None, ())],
)
def test_what_one_side_settles_is_fine_whatever_the_other_leaves_unsaid(code, offered, wanted):
    """What a client does not need, or a machine can do, is fine without the other's word."""
    assert verdict(code, offered, wanted) is FINE


def test_chunked_answers_block_only_a_client_that_cannot_read_them():
    """A burden of the machine is judged the other way round than what the client needs."""
    sheets = {
        (offered, borne): compare(
            Sheet("M", "X", ("mtconnect",), {"mtconnect.chunked": offered}),
            Sheet("S", "C", ("mtconnect",), {"mtconnect.chunked": borne}),
        )
        for offered in (True, False)
        for borne in (True, False)
    }
    found = {key: next(one for one in m.rows if one.code == "mtconnect.chunked").verdict for key, m in sheets.items()}
    assert found == {(True, True): FINE, (True, False): BLOCKS, (False, True): FINE, (False, False): FINE}


def test_no_shared_interface_blocks():
    """Machine and client that share nothing cannot work together, and the one row says so."""
    matrix = compare(machine(), Sheet("S", "C", ("modbus_tcp", "slmp"), {}))
    assert (matrix.verdict, matrix.is_blocked) == (BLOCKS, True)
    assert [(one.code, one.verdict, one.citation) for one in matrix.rows] == [("interfaces", BLOCKS, "assumption")]


def test_interface_that_is_only_declared_is_unknown():
    """CC-Link, Modbus and their like are declared facts: sharing one proves nothing of them."""
    matrix = compare(Sheet("M", "X", ("slmp",), {}), Sheet("S", "C", ("slmp",), {}))
    assert (matrix.verdict, matrix.is_blocked) == (UNKNOWN, False)
    assert matrix.rows[-1].remedy == "readiness.declared.remedy"


def test_one_way_that_works_is_enough():
    """A blocked interface stands beside one that works: the matrix shows both and does not block as a whole."""
    found = compare(read_machine(machine_sheets()["machining-centre"]), read_client(client_sheets()["mes-2024"]))
    assert [way.verdict for way in found.ways] == [FINE, WARNS]
    blocked = replace(found.client, said=found.client.said | {"mtconnect.version": Versions("1.2", "1.5")})
    beside = compare(found.machine, blocked)
    assert ([way.verdict for way in beside.ways], beside.verdict, beside.is_blocked) == ([FINE, BLOCKS], FINE, False)


def test_way_that_blocks_beside_one_that_is_unknown_is_not_ready():
    """What may yet turn out to work does not undo what blocks: the command leaves with 1."""
    offered = Sheet("M", "X", ("opcua", "focas"), {"opcua.sessions": 1})
    matrix = compare(offered, Sheet("S", "C", ("opcua", "focas"), {"opcua.sessions": 2}))
    assert (matrix.verdict, matrix.is_blocked) == (UNKNOWN, True)


@given(st.lists(st.sampled_from(Verdict)), st.lists(st.sampled_from(Verdict)))
def test_verdicts_are_kleene(some, more):
    """*And* and *or* of verdicts are associative, and neither ever makes unknown fine on its own."""
    assert worst([*some, *more]) is worst([worst(some), worst(more)])
    assert best([*some, *more]) is best([best(some), best(more)])
    assert FINE is not worst([UNKNOWN, *some])
    assert best([UNKNOWN] * (1 + len(some))) is UNKNOWN


@given(st.dictionaries(st.sampled_from(["sessions", "items", "nodes_per_read"]), st.integers(1, 9)), st.integers(1, 9))
def test_more_never_fits_worse(limits, wanted):
    """A machine that offers more of a limit is never judged worse."""
    asked = client(**dict.fromkeys(limits, wanted))
    less, more = machine(**limits), machine(**{name: value + 1 for name, value in limits.items()})
    order = [FINE, WARNS, UNKNOWN, BLOCKS]
    for name in limits:
        assert order.index(row(more, asked, name).verdict) <= order.index(row(less, asked, name).verdict)


@pytest.mark.parametrize("name", [*client_sheets(), *machine_sheets()])
def test_shipped_sheets_are_fictional_and_readable(name):
    """Whatever the package ships says of itself that it is fictional."""
    data = client_sheets().get(name)
    read = read_client(data) if data else read_machine(machine_sheets()[name])
    assert isinstance(read, Sheet), read
    assert read.is_fictional


def test_every_problem_of_a_sheet_is_told_at_once():
    """Wrong values, misspelt keys and names, tables nobody listed: all of them, each at its place."""
    text = HEAD + 'interfaces = ["opcua"]\nmakr = 1\n[opcua]\npolicys = ["None"]\nmodes = ["Sing"]\nsessions = true\n'
    text += (
        'node_id_longest = 5000\nmodels = [{ uri = "", versio = "1" }, 3]\nevents = "yes"\n[mtconnect]\nassets = 1\n'
    )
    assert refused(text) == {
        ("sheet.misspelt", "makr"), ("sheet.misspelt", "opcua.policys"), ("sheet.misspelt_value", "opcua.modes"),
        ("sheet.not_within", "opcua.sessions"), ("sheet.not_within", "opcua.node_id_longest"),
        ("sheet.not_text", "opcua.models.1.uri"), ("sheet.misspelt", "opcua.models.1.versio"),
        ("sheet.not_table", "opcua.models.2"), ("sheet.not_truth", "opcua.events"),
        ("sheet.not_listed", "mtconnect"), ("sheet.not_truth", "mtconnect.assets"),
    }  # fmt: skip


def test_misspelt_key_is_told_what_was_meant():
    """The name that was probably meant stands in the refusal."""
    found = read_machine((HEAD + 'interfaces = ["opcua"]\n[opcua]\npolicys = ["None"]\n').encode())
    assert [problem.facts["meant"] for problem in found.problems] == ["policies"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe", "sheet.no_utf8"),
        ("製造 = 1".encode("cp932"), "sheet.no_utf8"),
        ("制造商 = 1".encode("gb18030"), "sheet.no_utf8"),
        (b"format = ", "sheet.no_toml"),
        (b"a" * (LARGEST + 1), "sheet.too_large"),
        (b".".join([b"a"] * 20_000) + b" = 1", "sheet.no_toml"),
        (b"a = " + b"[" * 5000, "sheet.no_toml"),
    ],
)
def test_file_that_is_no_sheet_is_refused(data, code):
    """Another encoding, half a file, too much of it, keys nested beyond reason: each is refused by name."""
    assert {found for found, _ in refused(data)} == {code}


def test_client_sheet_is_no_interface_sheet():
    """The two sheets are told apart by their format, whichever is handed in."""
    assert ("sheet.misspelt_value", "format") not in refused(client_sheets()["mes-2012"].decode())
    assert ("sheet.not_among", "format") in refused(client_sheets()["mes-2012"].decode())
    assert ("sheet.not_among", "format") in refused(machine_sheets()["machining-centre"].decode(), read_client)


def test_day_that_is_a_text_is_refused():
    """The day of the declaration is a day, not a text that looks like one."""
    text = HEAD.replace("2026-06-01", '"2026-06-01"') + 'interfaces = ["slmp"]\n'
    assert refused(text) == {("sheet.not_day", "declared_on")}


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    """No bytes make a reader fail with anything but a refusal."""
    for read in (read_machine, read_client):
        assert isinstance(read(data), Sheet | Refused)


@given(
    st.dictionaries(
        st.sampled_from([one.name for one in PROPERTIES] + ["x"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.text(max_size=9) | st.integers()),
        max_size=8,
    )
)
def test_any_values_are_read_or_refused(values):
    """Whatever stands in a table is read or refused, never passed on as it stands."""
    tables = "\n".join(f"{name} = {_toml(value)}" for name, value in values.items() if value is not None)
    found = read_machine((HEAD + 'interfaces = ["opcua"]\n[opcua]\n' + tables).encode("utf-8", "ignore"))
    assert isinstance(found, Sheet | Refused)
    assert not isinstance(found, Sheet) or compare(found, read_client(client_sheets()["mes-2012"])).rows


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return (
        str(value) if isinstance(value, int) else '"' + value.encode("unicode_escape").decode().replace('"', "") + '"'
    )


def test_capture_gives_the_machines_sheet(made):
    """What the server says is claimed, what came over the wire observed; what nobody saw is not stated."""
    sheet = sheet_of_bundle(made.bundle)
    assert sheet.interfaces == ("opcua", "mtconnect")
    assert (sheet.maker, sheet.product) == (made.plan.machine.identity.manufacturer, made.plan.machine.identity.model)
    assert sheet.said["opcua.policies"] == ("Basic256Sha256",)
    assert sheet.source("opcua.policies") == Source.CLAIMED
    assert sheet.said["opcua.certificate_key_bits"] == 2048
    assert sheet.source("opcua.certificate_key_bits") == Source.OBSERVED
    assert set(sheet.said["mtconnect.transfer"]) <= {"poll", "stream"}
    assert set(sheet.said["opcua.data_types"]) & {"Double", "Int32", "Int64", "String"}
    assert "opcua.time_sync" not in sheet.said


def test_sheet_kept_with_an_assessment_is_read_back_whole(made):
    """The office holds a capture against a client's sheet without its bundle: the assessment carries what it showed."""
    judged = made.judge()
    assert sheet_of_assessment(judged.as_json()) == judged.interface == sheet_of_bundle(made.bundle)


def test_interval_the_server_kept_says_nothing_of_faster_ones(made):
    """A server that gave the interval asked for may give a shorter one: slower than wanted is then unknown."""
    sheet = sheet_of_bundle(made.bundle)
    assert "opcua.publishing_interval_ms" in sheet.partial
    fast, slow = client(publishing_interval_ms=10), client(publishing_interval_ms=1000)
    assert row(sheet, fast, "publishing_interval_ms").verdict is UNKNOWN
    assert row(sheet, fast, "publishing_interval_ms").remedy == "readiness.unsaid.seen"
    assert row(sheet, slow, "publishing_interval_ms").verdict is FINE


def test_way_of_connecting_that_was_not_tried_never_blocks(made):
    """That we connected from outside does not say that the machine could not open the connection itself."""
    sheet = sheet_of_bundle(made.bundle)
    assert row(sheet, client(connects=("machine",)), "connects").verdict is UNKNOWN
    assert row(sheet, client(connects=("client",)), "connects").verdict is FINE


def test_bundle_that_is_no_bundle_is_refused(made):
    """A damaged bundle gives no sheet."""
    broken = bytearray(made.bundle)
    broken[len(broken) // 2] ^= 1
    assert isinstance(sheet_of_bundle(bytes(broken)), Refused)
    assert isinstance(sheet_of_bundle(b"PK"), Refused)


def test_machine_of_another_maker_is_read_as_well(tmp_path, collector):
    """A capture of node-opcua gives its policies, limits, node ids and models, and fits a present-day client."""
    with node_opcua_machine(tmp_path, PLATE, [collector.client_certificate]) as told:
        sheet = sheet_of_bundle(asyncio.run(carry_out(plan_for(told["machine"]), collector)))
    assert (sheet.maker, sheet.product) == ("Peer Machine Works", "PM-7")
    assert "Basic256Sha256" in sheet.said["opcua.policies"]
    assert sheet.said["opcua.nodes_per_read"] > 0
    assert Model("http://opcfoundation.org/UA/Machinery/") in sheet.said["opcua.models"]
    wanted = read_client(client_sheets()["mes-2024"])
    found = {one.code: one.verdict for one in compare(sheet, wanted).rows}
    assert found["opcua.policies"] is FINE
    assert found["opcua.time_sync"] is UNKNOWN
    assert found["opcua.nodes_per_read"] in {FINE, UNKNOWN}


async def test_probe_of_a_machine_gives_a_sheet(plant, collector):
    """A minute's look is enough for policies, certificate and limits; node ids and types need a capture."""
    report = await probe(plant.machine.endpoint, collector)
    sheet = sheet_of(report.history, Asked())
    assert sheet.interfaces == ("opcua",)
    assert sheet.said["opcua.policies"] == ("Basic256Sha256",)
    assert "opcua.data_types" not in sheet.said
    assert row(sheet, client(policies=("Basic256",)), "policies").verdict is BLOCKS


async def test_probe_of_an_agent_gives_a_sheet():
    """Of an agent the schema is observed, the buffer claimed, HTTPS unknown."""
    agent = Agent(Nameplate("CNC-1", "urn:test:cnc-1", "Works", "C-1", "S-1"), items_of(CATEGORIES["cnc"].signals))
    await agent.start()
    report = await probe(agent.address)
    sheet = sheet_of(report.history, Asked(agent=agent.address))
    await agent.stop()
    assert sheet.interfaces == ("mtconnect",)
    assert sheet.source("mtconnect.version") == Source.OBSERVED
    assert sheet.source("mtconnect.buffer_size") == Source.CLAIMED


def test_nothing_that_answered_gives_an_empty_sheet():
    """Where nothing answered there is no interface, and nothing is said."""
    sheet = sheet_of(History(), Asked())
    assert (sheet.interfaces, sheet.said) == ((), {})


def test_reference_page_is_written_from_the_properties():
    """The page of the format says what the reader reads."""
    assert REFERENCE.read_text("utf-8") == page()


@pytest.mark.parametrize(("less", "more"), [("1.9", "1.10"), ("1", "1.0.1"), ("1.3", "2.0")])
def test_versions_compare_by_number(less, more):
    """1.10 comes after 1.9, and 1.0 is 1."""
    assert ordered(less) < ordered(more)
    assert ordered("1.0") == ordered("1")


def test_every_row_that_is_not_fine_has_a_remedy_and_a_citation():
    """Against every shipped client, each row that is not fine says what to do, and every row where it is written."""
    sheets = [read_machine(data) for data in machine_sheets().values()] + [Sheet("M", "X", INTERFACES, {})]
    rows = [one for m in sheets for c in client_sheets().values() for one in compare(m, read_client(c)).rows]
    assert all(one.remedy for one in rows if one.verdict is not FINE)
    assert all(one.citation for one in rows)
    assert tomllib.loads(client_sheets()["mes-2012"].decode())["fictional"]
