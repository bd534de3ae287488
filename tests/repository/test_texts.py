"""The texts of the package: every code has one in three languages, with the same facts, and a remedy where due."""

import ast
import string
from collections.abc import Iterator, Mapping

import pytest

from sekisho.application.report_document import COLUMNS, DEFINED, NOT_CLASSES
from sekisho.application.report_document import FAMILIES as FAMILIES_OF_ROWS
from sekisho.bootstrap.package import all_wording, shipped_program
from sekisho.capture.plan.capture_plan import PURPOSES
from sekisho.capture.readiness.property import PROPERTIES
from sekisho.capture.readiness.verdict import Verdict
from sekisho.capture.topology.declared import KINDS
from sekisho.capture.topology.difference import Status
from sekisho.capture.topology.sighting import ANNOUNCED, COLLECTOR, ROUTER, SPOKEN_TO, SWITCH
from sekisho.cli.board import COLUMNS as COLUMNS_OF_BOARD
from sekisho.cli.board import STYLES
from sekisho.cli.demo.verb import VERBS
from sekisho.cli.main import COMMANDS
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.commissioning import HEAD, LISTS
from sekisho.domain.casework.field import Kind
from sekisho.domain.casework.shipment import TYPES
from sekisho.domain.casework.table import ROWS, STATES, Track, event_types
from sekisho.domain.evidence.sufficiency import PAPERS
from sekisho.domain.fund.account import Account
from sekisho.domain.fund.posting import PostingKind
from sekisho.domain.inspection.prefecture import PREFECTURES
from sekisho.domain.program.annex.sheet import RowKind
from sekisho.domain.program.means import Way
from sekisho.domain.screening.schedule import STEPS, DayUnit
from sekisho.domain.values.citation import SourceClass
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from tests.repository.spoken import said, trees

WORDING = all_wording()
PROGRAM = shipped_program()
ROWS_OF_ALL = [row for rows in ROWS.values() for row in rows]
FIELDS_OF_FORMS = (*HEAD.values(), *(one for lists in LISTS.values() for one in lists.values()))
FORMS = {"yen", "percent", "count"}


def keys_of(file: str, function: str) -> list[str]:
    """Give the keys of the tables a function writes down."""
    found = next(n for n in ast.walk(trees()[file]) if isinstance(n, ast.FunctionDef) and n.name == function)
    keys = [key for node in ast.walk(found) if isinstance(node, ast.Dict) for key in node.keys]
    return [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]


def checks_of(file: str) -> list[str]:
    """Give the keys of every table named ``checks`` in a file: the codes of what may stand in the way."""
    tables = [node for node in ast.walk(trees()[file]) if isinstance(node, ast.Assign)]
    named = [node.value for node in tables if ast.unparse(node.targets[0]) == "checks"]
    return [key.value for table in named if isinstance(table, ast.Dict) for key in table.keys]


def first_words(file: str, *functions: str) -> list[str]:
    """Give the first argument of every call of some functions in a file."""
    calls = [node for node in ast.walk(trees()[file]) if isinstance(node, ast.Call)]
    return [
        call.args[0].value for call in calls if ast.unparse(call.func) in functions if hasattr(call.args[0], "value")
    ]


def checks_of_a_dossier() -> list[str]:
    """Give the names of the verifier's checks as their codes write them."""
    verifying = [file for file in trees() if file.startswith("seal/verify/")]
    names = [name for file in verifying for name in first_words(file, "judged", "left_out")]
    return [name.replace(" ", "_").lower() for name in names if isinstance(name, str)]


#: Codes that a value completes: what they begin with, and every value that may follow.
FAMILIES: Mapping[str, list[str]] = {
    "account.": [*Account],
    "annex.": ["unknown_papers", "unknown_gates", "filled_down", "ditto"],
    "annex.row.": [*RowKind],
    "category.": [name for edition in PROGRAM.editions for name in edition.categories],
    "collect.column.": [*COLUMNS_OF_BOARD],
    "collect.not_enrolled.": [*PURPOSES],
    "collect.state.": [*STYLES],
    "command.": [row.command for row in ROWS_OF_ALL],
    "costing.": [
        *("incoterm_taken_as_cif", "duty_taken_as_free", "taken_as_uninsured"),
        *("missing_addition", "missing_part", "contained_in_price", "tax_not_in_price"),
        *("missing", "binary_number", "too_large", "not_a_number", "negative"),
    ],
    "cure.": [way for way in Way if way is not Way.NOTHING],
    "declaration.": ["missing", "unknown", "wrong"],
    "demo.step.": [*VERBS, "edition_changes"],
    "document.": [row.document for row in ROWS_OF_ALL if row.document],
    "document.kind.": [paper for e in PROGRAM.editions for c in e.categories.values() for paper in c.documents],
    "event.": [*event_types()],
    "evidence.": [*PAPERS],
    "fact.": [*PROGRAM.vocabulary.fields],
    "field.": [
        *(field.name for row in ROWS_OF_ALL for field in row.takes),
        *(field.name for fields in FIELDS_OF_FORMS for field in fields),
    ],
    "field.wrong.": [*Kind],
    "form.field.": [field.name for fields in FIELDS_OF_FORMS for field in fields],
    "form.part.": ["head", *(part for lists in LISTS.values() for part in lists)],
    "fund.": [code for file in ("movement", "reservation") for code in checks_of(f"domain/fund/{file}.py")],
    "fund.kind.": [*PostingKind],
    "guard.": [f"{one}_over" for one in ("deadline", "correction", "corrective_action", "withdrawal", "verification")],
    "help.command.": [*COMMANDS],
    "help.option.": ["as_of", "home", "json", "lang", "trust"],
    "outcome.": [*Outcome],
    "parameter.": [*first_words("domain/program/change.py", "wrong", "_finding"), "unknown_path.near"],
    "parameter.flaw.": first_words("domain/rules/flaw.py", "Flaw"),
    "parameter.own_way.": [one.own_way for one in PROGRAM.parameters.values() if one.own_way],
    "permit.type.": [*TYPES],
    "plan.takes.": [*DayUnit],
    "prefecture.": [*PREFECTURES],
    "quote.": keys_of("domain/costing/quote.py", "totals"),
    "readiness.": ["interfaces", "declared", *(one.code for one in PROPERTIES)],
    "readiness.whole.": [*Verdict],
    "replay.": [
        *("differs", "outcome_differs", "bytes_differ", "inputs_changed"),
        *("rules_gone", "parameters_gone", "inputs_gone", "unreadable"),
        *("no_decision", "not_screened", "needs_home", "no_dossier", "reproduced", "not_reproduced"),
        *("ruleset_hash", "parameter_hash", "input_hash"),
    ],
    "report.class.": [*NOT_CLASSES],
    "report.column.": [*COLUMNS],
    "report.define.": [*DEFINED],
    "report.fact.": ["period", "as_of", "appropriation", "available", "entries"],
    "report.head.": [name for name in FAMILIES_OF_ROWS if name != "balance"],
    "report.mark.": ["public", "internal", "edition", "draft", "preliminary"],
    "report.span.": ["quarter_yen", "total_yen", "total_cases", "balance"],
    "report.table.": [*FAMILIES_OF_ROWS, "ties", "changes", "definitions"],
    "rule.": [rule.id for rule in PROGRAM.rules.rules],
    "scorecard.": ["models", "vendors"],
    "scorecard.row.": [
        *("headlines", "reached", "readiness", "mismatches"),
        *("to_commission", "first_visit", "corrective", "support"),
    ],
    "schedule.step.": [*STEPS],
    "schedule.too_late.": [*STEPS],
    "screen.outcome.": [Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED],
    "side.": [*Side],
    "source.": [*SourceClass],
    "specification.": [m.name for e in PROGRAM.editions for c in e.categories.values() for m in c.minimum],
    "state.paper.": [*STATES[Track.PAPER]],
    "topology.head.": ["item", "subject", "declared", "observed"],
    "topology.how.": [SPOKEN_TO, COLLECTOR, ROUTER, SWITCH, ANNOUNCED],
    "topology.item.": ["node", "address", "mac", "port", "link", "zone"],
    "topology.kind.": [*KINDS, "router", "server"],
    "topology.legend.": [*Status],
    "topology.status.": [*Status],
    "verify.check.": checks_of_a_dossier(),
    "verify.mode.": ["live", "rehearsal", "other"],
}
#: What informs and asks nothing of anybody.
WITHOUT_REMEDY = ("cure.", "near.", "reason.", "rescreen.", "event.", "progress.")
#: The capture library adds a remedy where its sentence does not yet say what to do.
ROOMS_WITH_REMEDY = ("application", "bootstrap", "cli", "domain", "portal")
SENTENCES = {"say", "tell", "text", "note", "_say", "Event"}


def placeholders(code: str, language: Language) -> list[tuple[str, str]]:
    """Give the placeholders of a text, each with the form it is written in."""
    parts = string.Formatter().parse(WORDING.texts[code][language])
    return [(name, form or "") for _, name, form, _ in parts if name is not None]


def every_placeholder() -> Iterator[tuple[str, str, str]]:
    """Give every placeholder with its text."""
    for code in WORDING.codes():
        for language in Language:
            yield from ((f"{code} {language}", name, form) for name, form in placeholders(code, language))


def wanted(code: str) -> set[str]:
    """Give the facts a text wants in any language."""
    return {name for language in Language for name, _ in placeholders(code, language)}


def test_every_text_stands_in_three_languages():
    """All texts load together: none lacks a language, none stands twice."""
    assert len(WORDING.codes()) > 1000
    assert [code for code in WORDING.codes() if set(WORDING.texts[code]) != set(Language)] == []


def test_the_scan_finds_what_is_said():
    """The scan sees codes of every room, also those that a function of a room completes with its prefix."""
    found = {one.code for one in said()}
    known = {
        "guard.deadline_open",
        "statement.absent",
        "file.absent",
        "costing.no_lines",
        "case.unknown",
        "plan.missing",
    }
    assert known - found == set()
    assert len(found) > 250


def test_every_code_in_the_source_has_a_text():
    """No code written anywhere in the package lacks its text."""
    whole = [one for one in said() if one.code and not one.code.endswith(".")]
    assert [f"{one.file}:{one.line} {one.code}" for one in whole if not WORDING.has(one.code)] == []


def test_every_code_that_a_value_completes_is_of_a_known_family():
    """A code is never put together from parts unless all it can become is listed here.

    The pages' own codes (``page.``) are watched over by the tests of the portal's templates.
    """
    begun = {one.code for one in said() if one.code.endswith(".") and not one.code.startswith("page.")}
    # What completes these two stands in citations, and test_citing.py speaks every one of them.
    begun -= {"cited.", "law."}
    assert begun - set(FAMILIES) == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_family_has_a_text(family):
    """Every value that may complete a code has its text."""
    assert FAMILIES[family]
    assert [name for name in FAMILIES[family] if not WORDING.has(f"{family}{name}")] == []


def test_every_problem_has_a_remedy():
    """Whatever is refused or left open says what to do about it."""
    problems = {
        one.code
        for one in said()
        if one.speaker not in SENTENCES and one.file.startswith(ROOMS_WITH_REMEDY) and WORDING.has(one.code)
    }
    told = [code for code in problems if not code.startswith(WITHOUT_REMEDY)]
    assert [code for code in sorted(told) if not remedies(code)] == []


def remedies(code: str) -> list[str]:
    """Give the remedies of a code: its own, or one for each way it can be wrong."""
    return [other for other in WORDING.codes() if other == f"{code}.remedy" or other.startswith(f"{code}.")]


def test_placeholders_are_named():
    """A placeholder is the name of a fact, never a number or an attribute."""
    assert [(text, name) for text, name, _ in every_placeholder() if not name.isidentifier()] == []


def test_placeholders_are_written_in_known_forms():
    """A placeholder is written as yen, per cent or a count, or looked up in a family of words."""
    families = {code.rpartition(".")[0] for code in WORDING.codes()}
    assert [(text, form) for text, _, form in every_placeholder() if form and form not in FORMS | families] == []


def test_the_three_languages_say_the_same_facts():
    """No language leaves out a value the others tell."""
    facts = {code: [{name for name, _ in placeholders(code, one)} for one in Language] for code in WORDING.codes()}
    assert [code for code, (ja, en, zh) in facts.items() if not ja == en == zh] == []


def test_every_sentence_of_the_command_line_is_given_its_facts():
    """What the command line says carries every fact its text wants."""
    given: dict[tuple[str, str], set[str]] = {}
    for one in said():
        if one.speaker in SENTENCES and one.file.startswith("cli") and WORDING.has(one.code) and one.facts is not None:
            given.setdefault((one.file, one.code), set()).update(one.facts)
    assert [(file, code) for (file, code), facts in given.items() if wanted(code) - facts] == []


def test_every_language_is_written_in_its_own_script():
    """No Japanese stands in Chinese or English texts."""
    kana = [chr(n) for n in range(0x3041, 0x30FB)]
    others = (Language.EN, Language.ZH_HANS)
    strays = [(c, one) for c in WORDING.codes() for one in others if any(k in WORDING.texts[c][one] for k in kana)]
    assert strays == []
