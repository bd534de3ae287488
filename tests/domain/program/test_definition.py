"""The program's definition: every fact and question cited in three languages, every value dated, every fault placed."""

from datetime import date

import pytest

from sekisho.domain.program.definition import ProgramError, parse_program
from tests.domain.program.scene import FILES, PROGRAM, edited, refused

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("window.opens", "2026-05-09"),
        ("window.closes", "2026-12-31"),
        ("application.deadline", "2026-12-31T17:00:00+09:00"),
        ("pool.appropriation", 12_800_000_000),
        ("subsidy.rate", "18 %"),
        ("verification.days", 90),
        ("verification.latest_on", "2027-03-31"),
        ("agreement.early_before", "2026-06-01"),
        ("claim.classes", ["end_user", "integrator", "distributor"]),
        ("annex.categories", ["plc", "robot", "vision", "cnc", "line"]),
        ("origin.countries", ["CN"]),
        ("charge.additional_rate", "10.95 %"),
    ],
)
def test_the_reported_values_stand_as_reported(path, value):
    """The figures of the source and of the law are what they are said to be."""
    assert PROGRAM.entry(path, DAY).value == value


def test_values_are_given_in_the_form_asked_for():
    """Text, number, day, names and numbers by name; a text asked for as a number is a slip."""
    assert PROGRAM.day("window.closes", DAY) == date(2026, 12, 31)
    assert PROGRAM.number("verification.days", DAY) == 90
    assert PROGRAM.numbers("safety.advised_sil", DAY)["vision"] == 1
    assert PROGRAM.names("window.opens", DAY) == ()
    with pytest.raises(ProgramError, match="no whole number"):
        PROGRAM.number("window.opens", DAY)
    with pytest.raises(ProgramError, match=r"no parameter window\.ends"):
        PROGRAM.entry("window.ends", DAY)


def test_before_the_program_begins_its_first_values_are_shown_and_no_rule_sees_them():
    """A page in April shows what will hold; a rule asked for April has no parameter."""
    april = date(2026, 4, 1)
    assert PROGRAM.text("subsidy.rate", april) == "18 %"
    assert set(PROGRAM.in_force(april).values()) == {None}


def test_a_rehearsals_capture_is_shorter():
    """A rehearsal asks for fewer seconds of live data and for everything else alike."""
    live, rehearsal = (PROGRAM.capture_thresholds(DAY, rehearsal=flag) for flag in (False, True))
    assert rehearsal.pop("duration_s") < live.pop("duration_s")
    assert live == rehearsal


@pytest.mark.parametrize(
    "name", ["program.toml", "parameters.toml", "questions.toml", "rules.toml", "bodies.toml", "catalogue.toml"]
)
def test_a_missing_or_broken_file_is_named(name):
    """A file that is not there, not TOML or not UTF-8 is named."""
    without = {key: data for key, data in FILES.items() if key != name}
    assert f"{name}: missing" in refused(without)
    assert name in refused({**FILES, name: b"[broken"})
    assert name in refused({**FILES, name: b"\xff"})


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("program.toml", 'id = "smart-factory-2026"', 'id = ""', "program.toml: program: id is missing"),
        ("program.toml", 'zh-Hans = "Smart', 'zh = "Smart', "program: name: no zh-Hans"),
        ("program.toml", 'cite = "article: ¶9"', 'cite = ""', "fact F16: '' is not a citation"),
        ("program.toml", 'id = "F9"', 'id = "F8"', "fact F8: stands twice"),
        ("parameters.toml", 'cite = "article: ¶8; assumption A9"', 'cite = ""', "claim.partner_needed_for: value"),
        ("parameters.toml", "value = 90, cite", 'value = "90", cite', "days: from 2026-05-09: '90' is no int"),
        ("parameters.toml", "value = 90, cite", "value = 90.5, cite", "write decimals in quotes"),
        ("parameters.toml", 'path = "verification.days"', 'path = "verification.in"', "is a word of the language"),
        ("parameters.toml", 'path = "window.closes"', 'path = "window.opens"', "parameter window.opens: stands twice"),
        ("parameters.toml", 'value = "flat"', 'value = "table"', "not carried out by this version"),
        ("parameters.toml", 'value = "whole_program"', 'value = "fiscal_year"', "raise its cap by what each"),
        ("parameters.toml", 'missing = "undetermined"', 'missing = ""', "says nothing of other"),
        ("parameters.toml", 'missing = "undetermined"', 'mising = "undetermined"', "unknown entry 'mising'"),
        ("parameters.toml", "value = 90, cite", "value = 90, sourced = 1, cite", "unknown entry sourced"),
        ("questions.toml", '["pse.reading"]', '["pse.rading"]', "question A10: there is no parameter"),
        ("questions.toml", 'cite = "assumption: A10"', 'cite = "A10"', "question A10: 'A10' is not a citation"),
        ("rules.toml", 'when = "listed"', 'when = "lister"', "rule R03: when: column 1: unknown field lister; did you"),
        ("rules.toml", "language = 1", "language = 2", "ruleset: language 2"),
        ("rules.toml", 'listed = "bool"', 'listed = "flag"', "field listed: 'flag' is no type"),
        ("rules.toml", '"distributor", "other"]', '"distributor"]', "a fact of enum:claimant may be"),
        ("rules.toml", '"pse.reading" = [', '"pse.readin" = [', "no parameter pse.readin; did you mean pse.reading?"),
        ("rules.toml", '["literal"]', '["litteral"]', "except: 'litteral' is no value of pse.reading"),
        ("rules.toml", "listed = { by", "listd = { by", "means listd: is no field"),
        ("parameters.toml", '["end_user"]', '["end_user", "other"]', "'other' stands for what the"),
        ("bodies.toml", 'country = "JP"', 'country = "US"', "a body needs a name and its country"),
        ("bodies.toml", 'cite = "illustrative: fictional body, A12"', 'cite = ""', "is not a citation"),
        ("catalogue.toml", "list_price = 24600000", 'list_price = "much"', "no whole number of yen"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_place(name, old, new, problem):
    """Each fault names the file, the line where it has one, and the entry."""
    message = refused(edited(name, old, new))
    assert problem in message
    assert message.startswith(name)


@pytest.mark.parametrize("name", ["rules.toml", "parameters.toml", "questions.toml", "program.toml"])
def test_one_slip_of_the_pen_in_a_file_is_one_problem(name):
    """A file that is no TOML is said once: nothing is held against another file, or against what would stand in it."""
    with pytest.raises(ProgramError) as told:
        parse_program({**FILES, name: FILES[name] + b"\n[[rule]\n"})
    assert [problem.file for problem in told.value.problems] == [name]


def test_a_broken_file_hides_no_other_faults():
    """Beside a file that cannot be read, a value of the wrong type in another is still told."""
    files = edited("parameters.toml", "value = 90, cite", 'value = "90", cite')
    message = refused({**files, "rules.toml": b"[broken"})
    assert "'90' is no int" in message
    assert "is no type" not in message


def test_a_fault_names_its_line():
    """The line is where the entry begins."""
    message = refused(edited("rules.toml", 'when = "listed"', 'when = "lister"'))
    line = int(message.split("line ")[1].split(":")[0])
    assert FILES["rules.toml"].decode().splitlines()[line - 1] == 'id = "R03"'


OPENS = '{ from = 2026-05-09, value = "2026-05-09", cite = "article: ¶2" }'
CLOSES = '{ from = 2026-05-09, value = "2026-12-31", cite = "article: ¶2" }'


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ('{ from = 2026-05-09, value = "window.opens", cite = "article: ¶2" }', "'window.opens' is no date"),
        ('{ from = 2026-05-09, value = { same = "window.opens" }, cite = "article: ¶2" }', "is no date"),
        ('{ from = 2026-05-09, same = "window.opens", cite = "article: ¶2" }', "unknown entry same"),
        ('{ from = 2026-05-09, when = "window.opens", cite = "article: ¶2" }', "unknown entry when"),
        ('{ from = "window.opens", value = "2026-12-31", cite = "article: ¶2" }', "Invalid isoformat string"),
    ],
)
def test_no_parameter_can_refer_to_another(other, problem):
    """Values are written out: a name or formula is refused by file, line and entry, so nothing goes in circles."""
    files = edited("parameters.toml", CLOSES, other)
    turned = files["parameters.toml"].decode().replace(OPENS, other.replace("window.opens", "window.closes"))
    said = refused({**files, "parameters.toml": turned.encode()})
    line = {
        path: turned[: turned.index(f'path = "{path}"')].count("\n") + 1 for path in ("window.opens", "window.closes")
    }
    for path, of in (("window.opens", problem.replace("window.opens", "window.closes")), ("window.closes", problem)):
        assert f"parameters.toml, line {line[path]}: parameter {path}: " in said
        assert of in said


def test_all_faults_of_all_files_are_told_at_once():
    """Faults in two files come together."""
    rules, bodies = (
        edited("rules.toml", 'when = "listed"', 'when = "lister"')["rules.toml"],
        edited("bodies.toml", 'country = "JP"', 'country = "US"')["bodies.toml"],
    )
    message = refused({**FILES, "rules.toml": rules, "bodies.toml": bodies})
    assert {line.partition(",")[0] for line in message.splitlines()} == {"rules.toml", "bodies.toml"}


def test_the_definition_is_the_same_however_often_it_is_read():
    """Reading the same bytes again gives the same hashes."""
    again = parse_program(FILES)
    assert (again.rules.hash, again.parameter_hash) == (PROGRAM.rules.hash, PROGRAM.parameter_hash)


def test_switches_and_roles_are_data():
    """This program switches nothing off; another would name the rows here."""
    other = parse_program(edited("program.toml", "switched_off = []", 'switched_off = ["appeal"]'))
    assert (PROGRAM.switched_off, other.switched_off) == ((), ("appeal",))
    roles = parse_program(edited("program.toml", "[roles]", '[roles]\nofficer = ["secretariat"]')).roles
    assert roles == {"officer": ("secretariat",)}
