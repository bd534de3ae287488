"""Case files of every kind of nonsense: the three commands always answer, and never fall over."""

import json

from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.cli.main import main
from tests.cli.line import LANGUAGES

DAYS = st.sampled_from(["2026-06-01", "0001-01-01", "9999-12-31", "2026-02-30", "", "soon"])
WORDS = st.sampled_from(
    [
        *("CN", "cnc", "JPY", "CNY", "FOB", "CIF", "1180000", "20.85", "0", "-1", "1/0", "1e5", "3 %", "{x}", "[/red]"),
        *("end_user", "pse_certificate", "7123456789012", "Hailan Precision Machinery (fictional)", "HLM-650V"),
    ]
)
LEAF = st.one_of(st.none(), st.booleans(), st.integers(-10, 10**18), st.text(max_size=8), DAYS, WORDS)
TREE = st.recursive(
    LEAF,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=6,
)


def table(names, **likely):
    """Give tables with some of these fields, a few of them of a likely kind."""
    return st.fixed_dictionaries({}, optional={**dict.fromkeys(names.split(), LEAF), **likely})


PAPER = table(
    "kind number body valid_from valid_until issued_on accepted form level zone pl sil", events=TREE, models=TREE
)
COSTS = table("yen_per_unit duty_rate freight insurance inland clearance installation integration conformity bribe")
LINE = table(
    "id maker model category origin currency price incoterm hs_code yearly_saving eligible quotation pl sil serial",
    **dict.fromkeys(["imported_on", "commissioned_on", "ordered_on", "shipped_on", "delivered_on", "visited_on"], DAYS),
    maker=WORDS,
    model=WORDS,
    category=WORDS,
    specs=TREE,
    costs=COSTS | TREE,
    documents=st.lists(PAPER | LEAF, max_size=3) | LEAF,
)
PARTY = st.just({"name": "A", "corporate_number": "7123456789012", "side": "end_user"}) | TREE
CASE = table(
    "channel other",
    applicant=PARTY,
    partner=PARTY,
    lines=st.lists(LINE | LEAF, max_size=3) | LEAF,
    declared_on=DAYS,
    rates=TREE,
    assumptions=TREE,
)
COMMANDS = st.sampled_from(["screen", "plan", "quote"])
FORMS = st.sampled_from([[], ["--json"]])


@given(CASE, COMMANDS, st.sampled_from(LANGUAGES), FORMS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_case_is_answered(tmp_path_factory, case, command, lang, form):
    """Any table of values leaves with 0, 1 or 2, as text or as one JSON value."""
    path = tmp_path_factory.getbasetemp() / "any-case.json"
    path.write_text(json.dumps(case), "utf-8")
    done = CliRunner().invoke(main, [command, str(path), "--as-of", "2026-06-20", "--lang", lang, *form])
    assert done.exit_code in {0, 1, 2}, done.output
    assert not form or isinstance(json.loads(done.output), dict)
