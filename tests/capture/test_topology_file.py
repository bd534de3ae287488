"""The integrator's topology file: read strictly, every problem named with its place, whatever the bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.problem import Refused
from sekisho.capture.text import LANGUAGES, describe
from sekisho.capture.topology.declared import LARGEST, parse
from tests.capture.network import FILE


def wrong(text: str) -> set[tuple[str, str]]:
    """Give the codes and places a file is refused with."""
    refused = parse(text.encode())
    assert isinstance(refused, Refused)
    assert all(describe(problem, language) for problem in refused.problems for language in LANGUAGES)
    return {(problem.code, problem.place) for problem in refused.problems}


def test_a_file_is_read_with_addresses_in_one_form():
    """Zones, nodes and links come out as written; addresses and MAC addresses each in their one form."""
    declared = parse(FILE.replace("192.0.2.20", "2001:DB8::0014").replace("5e:00:53:01", "5E-0-53-1").encode())
    assert not isinstance(declared, Refused)
    nodes = {node.id: node for node in declared.nodes}
    assert nodes["mes"].addresses == ("2001:db8::14",)
    assert nodes["mc-1"].macs == ("00:00:5e:00:53:01",)
    assert [zone.level for zone in declared.zones] == ["3", "1"]
    assert len(declared.sha256) == 64


def test_a_byte_order_mark_is_no_reason_to_refuse():
    """Windows writes one before the text."""
    assert not isinstance(parse(b"\xef\xbb\xbf" + FILE.encode()), Refused)


def test_every_problem_is_named_at_once():
    """A file wrong in many places is refused with every place."""
    text = FILE.replace('kind = "mes"', 'kind = "erp"').replace('level = "1"', 'level = "9"')
    text = text.replace('"192.0.2.11"', '"http://x"').replace('to = "mes"', 'to = "nobody"').replace("port", "prot")
    found = wrong(text)
    assert {("plan.not_among", "nodes.1.kind"), ("plan.not_among", "zones.2.level")} <= found
    assert {("topology.no_address", "nodes.2.addresses.1"), ("topology.unknown_node", "links.2.to")} <= found
    assert ("plan.unknown", "links.1.prot") in found


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('zone = "cell"', 'zone = "roof"', "topology.unknown_zone"),
        ('id = "mes"', 'id = "mc-1"', "plan.twice"),
        ('"192.0.2.20"', '"192.0.2.11"', "plan.twice"),
        ('"00:00:5e:00:53:01"', '"00:00:00:00:00:00"', "topology.no_mac"),
        ('"00:00:5e:00:53:01"', "7", "topology.no_mac"),
        ('["192.0.2.20"]', '"192.0.2.20"', "topology.no_list"),
        ('["192.0.2.20"]', str(["a"] * 9), "topology.no_list"),
        ('from = "mes"', 'from = "mc-1"', "topology.link_to_itself"),
        ("port = 4840", "port = true", "plan.not_within"),
        ("port = 4840", "port = 0", "plan.not_within"),
        ('protocol = "opc-ua"', 'protocol = "OPC UA"', "plan.malformed"),
        ('name = "MES"', 'name = "M\u202eES"', "topology.hidden_sign"),
        ('name = "MES"', 'name = "M\u200bES"', "topology.hidden_sign"),
        ('name = "MES"', 'name = "M\\u0007ES"', "plan.not_text"),
        ('name = "MES"', f'name = "{"M" * 121}"', "topology.name_too_long"),
        ("sekisho/topology/v1", "sekisho/topology/v2", "plan.not_among"),
    ],
)
def test_what_is_wrong_has_a_name(before, after, code):
    """Each kind of mistake is refused by its own code, in every language."""
    assert before in FILE
    assert code in {found for found, _ in wrong(FILE.replace(before, after))}


def test_too_many_nodes_are_refused():
    """A file of a whole group of companies is no line's network."""
    more = "".join(f'\n[[nodes]]\nid = "n{n}"\nname = "n"\nkind = "switch"\nzone = "cell"\n' for n in range(200))
    assert ("plan.too_many", "nodes") in wrong(FILE + more)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        "名前 = '工場'".encode("cp932"),
        "名称 = '车间'".encode("gb18030"),
        b"[" * 5000,
        b"\x00" * 9,
    ],
)
def test_what_is_no_toml_is_refused(data):
    """Other encodings, halves and nonsense are refused, never raised."""
    assert isinstance(parse(data), Refused)


def test_too_large_a_file_is_not_read():
    """The size is looked at before anything is parsed."""
    refused = parse(b"#" * (LARGEST + 1))
    assert isinstance(refused, Refused)
    assert [problem.code for problem in refused.problems] == ["topology.too_large"]


def test_a_key_of_endless_parts_is_not_parsed():
    """The parser takes a time for it that grows with the square of its parts; the sign of it is seen before."""
    refused = parse(b"a." * 30_000 + b"a = 1")
    assert isinstance(refused, Refused)
    assert [problem.facts["reason"] for problem in refused.problems] == ["a key of more than 64 parts"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data):
    """Whatever stands in a file, the reader answers with values."""
    parse(data)


@given(st.sampled_from(FILE.splitlines()), st.text(max_size=20))
def test_any_line_exchanged_is_read_or_refused(line, other):
    """A file changed at any line is read or refused with problems that can be said."""
    result = parse(FILE.replace(line, other, 1).encode("utf-8", "surrogatepass"))
    if isinstance(result, Refused):
        assert all(describe(problem, "ja") for problem in result.problems)
