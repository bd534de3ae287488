"""A gateway's configuration: sealed without secrets, and held against what was observed, item by item."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture import plain
from sekisho.capture.collect.network import Survey
from sekisho.capture.configuration.agent import settings_of
from sekisho.capture.configuration.masked import MASK, masked
from sekisho.capture.configuration.reading import LARGEST, read_sealed, sealable
from sekisho.capture.configuration.rows import configuration_rows
from sekisho.capture.configuration.told import Configuration
from sekisho.capture.mtconnect.document import parse
from sekisho.capture.problem import Refused
from tests.capture.conftest import Made, carry_out, history_of, plan_for

TELEGRAF = """
[[inputs.opcua]]
  endpoint = "opc.tcp://{user}192.0.2.11:4840/UA"
  username = "plant"
  password = "hunter2"
  nodes = [{{ name = "state", namespace = "2", identifier_type = "s", identifier = "Execution" }}]
  [[inputs.opcua.group]]
    namespace = "2"
    identifier_type = "i"
    nodes = [{{ name = "feed", identifier = "1007" }}]
""".format(user="op:hunter2@")
AGENT = """
# made by the plant
Devices = Devices.xml
Port = 5000
TlsCertificatePassword = hunter2
Adapters {
  MC { Host = 192.0.2.11
       Port = 7879 }
  Saw { }
  Lathe {
    # Host = somewhere
    Host = 192.0.2.12
  }
}
"""


def told(data, name="gateway.conf"):
    """Give what a file sets up, as it is sealed and read again."""
    sealed = sealable(name, data.encode())
    assert not isinstance(sealed, Refused), sealed
    read = read_sealed(sealed)
    assert isinstance(read, Configuration), read
    return read


def test_telegraf_tells_its_server_and_nodes():
    """Nodes stand one by one or in groups with defaults; credentials within the address are gone."""
    read = told(TELEGRAF)
    assert read.kind == "telegraf"
    assert [(one.item, one.said) for one in read.told] == [
        ("server", "opc.tcp://***@192.0.2.11:4840/UA"),
        ("node", "ns=2;s=Execution"),
        ("node", "ns=2;i=1007"),
    ]


def test_an_agent_tells_its_port_and_adapters():
    """Blocks may stand on a line; what an adapter leaves out has the documented value."""
    read = told(AGENT)
    assert read.kind == "agent"
    assert [(one.item, one.place, one.said) for one in read.told] == [
        ("agent", "Port", "5000"),
        ("adapter", "Adapters.Lathe", "192.0.2.12:7878"),
        ("adapter", "Adapters.MC", "192.0.2.11:7879"),
    ]


@pytest.mark.parametrize(
    "secret",
    [
        'password = "{}"', "password='{}'", "Password = {}", "# old_password: {}", '{{ user = "x", token = "{}" }}',
        'secret = """\n{}\nmore"""', "tokens = [\n  '{}',\n]", "url = 'opc.tcp://op:{}@plant:4840'",
        'a = {{ "api_key": "{}" }}', 'password = "a"{}',
        "<Agent><Password kind='x'>{}</Password></Agent>", '<User password="{}"/>', "username = {}",
        "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n{}",
    ],
)  # fmt: skip
def test_no_secret_is_kept(secret):
    """Whatever is called like a secret loses its value before anything is sealed, wherever it stands."""
    text = masked("Port = 5000\n" + secret.format("hunter2"))
    assert "hunter2" not in text
    assert MASK in text
    assert text.startswith("Port = 5000\n")


SIGNS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\\\"'[]", exclude_categories=("C",)), min_size=1)


@given(SIGNS, st.sampled_from(['{} = "{}"', "{} = '{}'", "{}={}", '"{}": "{}"']), st.sampled_from(["Password", "psk"]))
def test_masking_takes_any_value_of_such_a_name(secret, form, name):
    """Of a value nothing but the mask is left, whatever signs it has."""
    assert masked(form.format(name, f"q7{secret}7q") + "\nPort = 1") in {
        form.format(name, MASK) + "\nPort = 1",
        form.replace("'", '"').format(name, MASK) + "\nPort = 1",
        f'{name}="{MASK}"\nPort = 1',
    }


def test_a_masked_file_of_telegraf_is_still_toml():
    """What is left can be read as before."""
    tables = tomllib.loads(masked(TELEGRAF))["inputs"]["opcua"]
    assert (tables[0]["password"], tables[0]["nodes"][0]["identifier"]) == (MASK, "Execution")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Port = 5000\nPort: 1\n", "configuration.unreadable"),
        (b"Adapters {\n A { Host = x }\n", "configuration.unreadable"),
        (b"a { " * 50, "configuration.unreadable"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><MTConnectDevices/>", "configuration.unreadable"),
        (b"<half", "configuration.unreadable"),
        (b"[agent]\ninterval = '10s'\n", "configuration.unreadable"),
        (b"BufferSize = 17\n", "configuration.nothing"),
        (b"", "configuration.nothing"),
        ("名前 = 機械\n".encode("cp932"), "configuration.encoding"),
        (b" " * (LARGEST + 1), "configuration.too_large"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(data, code):
    """Every refusal names the file."""
    refused = sealable("gateway.conf", data)
    assert isinstance(refused, Refused)
    assert [(one.code, one.place) for one in refused.problems] == [(code, "gateway.conf")]


@given(st.text(max_size=200) | st.from_regex(r"([\w. ]+(=|\{)[\w ]*\n?\}?){0,8}", fullmatch=True))
def test_any_text_is_read_or_refused(text):
    """No file brings the collector down."""
    sealable("x", text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200))
def test_any_sealed_bytes_are_judged(data):
    """What another collector sealed is read or named, never trusted."""
    read_sealed(data)


@pytest.mark.parametrize(
    "text",
    ["a." * 100_000 + "a=1", "password" * 20_000, "a" * 200_000, f"a{' ' * 400_000}!"],
    ids=["key", "names", "word", "spaces"],
)
def test_words_without_an_end_cost_no_time(text):
    """A key of endless parts or an encoded file within a configuration neither halts the collector nor the office."""
    assert told(f"Port = 5000\n# {text}\n").kind == "agent"
    assert isinstance(read_sealed(b'{"name":"x"}\n' + text.encode()), Refused)


def test_settings_say_the_line_that_is_none():
    """A line the agent would not read either is told by its number."""
    with pytest.raises(ValueError, match="line 3"):
        settings_of("Port = 1\nDevices = d.xml\n= x\n")


NOWHERE = 'nodes = [{ namespace = "7", identifier_type = "s", identifier = "Nowhere" }]\n'


async def test_a_capture_holds_its_gateways_file_against_what_it_saw(plant, collector):
    """What was read at machine and agent is observed, other nodes and adapters are not, and no secret is sealed."""
    machine = plant.told()["machine"]
    port = machine["mtconnect"]["agent"].rsplit(":", 1)[1]
    files = [
        f"Port = {port}\nAdapters {{ MC {{ Host = 192.0.2.1 }} }}\nAdminPassword = hunter2\n",
        f'[[inputs.opcua]]\nendpoint = "{machine["opcua"]["endpoint"]}"\npassword = "hunter2"\n{NOWHERE}',
        devices(machine["signals"]),
    ]
    sealed = tuple(sealable(f"{n}.conf", text.encode()) for n, text in enumerate(files))
    bundle = await carry_out(plan_for(machine), collector, survey=Survey(configurations=sealed))
    judged = Made(plan_for(machine), bundle, collector, {}).judge()
    agent, telegraf, items = judged.as_json()["integration"]["configurations"]
    assert [(row["item"], row["status"]) for row in agent["rows"]] == [
        ("agent", "observed"),
        ("adapter", "not_observed"),
    ]
    assert [(row["item"], row["status"]) for row in telegraf["rows"]] == [
        ("server", "observed"),
        ("node", "not_observed"),
    ]
    assert {row["status"] for row in items["rows"]} == {"observed", "not_observed"}
    assert b"hunter2" not in bundle


def devices(signals):
    """Write a device file with the plan's data items and one nobody has."""
    listed = "".join(
        f'<DataItem id="{name}" category="EVENT" type="EXECUTION"/>'
        for name in [*(signal["item"] for signal in signals if signal.get("item")), "nobody"]
    )
    return (
        '<MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:1.7"><Header instanceId="1" version="1.7.0"'
        ' sender="x" bufferSize="16" creationTime="2026-10-01T00:00:00Z"/><Devices><Device id="d" name="m" uuid="u">'
        f"<DataItems>{listed}</DataItems></Device></Devices></MTConnectDevices>"
    )


def test_nodes_are_observed_or_not_readable(made):
    """A node that was watched is observed where it ever had a good value, else it is not readable."""
    history = history_of(made.bundle)
    session = history.epochs[0]
    number, (node, _) = next(iter(session.monitored.items()))
    said = f"ns={node.namespace};{'i' if isinstance(node.identifier, int) else 's'}={node.identifier}"
    space, _, rest = said.partition(";")
    sealed = sealable(
        "t.toml",
        f'[[inputs.opcua]]\nnodes = [{{ namespace = "{space[3:]}", identifier_type = "{rest[0]}",'
        f' identifier = "{rest[2:]}" }}]\n'.encode(),
    )
    history.configurations.append(sealed)
    assert configuration_rows(history, made.plan)[0]["rows"][0]["status"] == "observed"
    for one in session.published:
        kept = tuple((n, data._replace(status=0x80000000)) for n, data in one.publication.values if n == number)
        session.published[session.published.index(one)] = replace(
            one, publication=replace(one.publication, values=kept)
        )
    assert configuration_rows(history, made.plan)[0]["rows"][0]["status"] == "not_readable"


def test_an_adapter_at_no_address_is_seen_nowhere(made):
    """What an agent tells of its adapter may be any text; nothing of it can break the judgement."""
    history = history_of(made.bundle)
    history.configurations.append(sealable("agent.cfg", AGENT.encode()))
    told = (
        '<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:1.7"><Header instanceId="1"/><Streams>'
        '<DeviceStream uuid="a"><Events><AdapterURI sequence="1" dataItemId="u">tcp://[</AdapterURI></Events>'
        "</DeviceStream></Streams></MTConnectStreams>"
    )
    history.fetched.append(replace(history.fetched[0], document=parse(told.encode())))
    (rows,) = configuration_rows(history, made.plan)
    assert {row["status"] for row in rows["rows"] if row["item"] == "adapter"} == {"not_observed"}


def test_what_another_collector_sealed_is_named():
    """A sealed file nobody can read stands in the rows with its reason."""
    sealed = plain.as_bytes({"name": "x.cfg"}) + b"\n}{"
    assert isinstance(read_sealed(sealed), Refused)
