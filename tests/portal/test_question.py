"""Forms as data: what people type is read kindly, every mistake is reported at once, nothing typed is lost."""

import pytest
from django.http import QueryDict

from sekisho.domain.casework import paper
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.table import ROWS
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.portal.components.question import Choice, Question, answers, questions_for, refused
from sekisho.portal.words import wording


def asked(kind: Kind, name: str = "value", **others) -> Question:
    """Make one question."""
    return Question(Field(name, kind, required=others.pop("required", True)), f"field.{name}", **others)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.YEN, "12,800,000", 12_800_000),
        (Kind.YEN, "１２，８００円", 12_800),
        (Kind.YEN, "¥1 200", 1_200),
        (Kind.NUMBER, "３", 3),
        (Kind.TEXT, " ＨＬＭ-650V ", "HLM-650V"),
        (Kind.REASON, " Ａ reason kept as typed ", "Ａ reason kept as typed"),
        (Kind.DAY, "2026-05-09", "2026-05-09"),
        (Kind.FLAG, "on", True),
        (Kind.LIST, "one\n\ntwo ", ["one", "two"]),
        (Kind.RECORD, "name: Ann\nplace: Kobe: port", {"name": "Ann", "place": "Kobe: port"}),
    ],
)
def test_what_people_type_is_read_kindly(kind, typed, value):
    """Full-width digits, commas, yen signs, lines and pairs become plain values."""
    given = answers([asked(kind)], query(value=typed))
    assert given.details == {"value": value}


def query(**values: str) -> QueryDict:
    """Make the query of a form."""
    made = QueryDict(mutable=True)
    made.update(values)
    return made


def test_a_form_nobody_has_sent_is_not_judged():
    """A page that is only opened shows no errors."""
    given = answers([asked(Kind.YEN)], query())
    assert (given.is_asked, given.findings, given.are_good) == (False, (), False)


def test_every_wrong_answer_is_reported_at_once_and_kept():
    """Two wrong answers give two errors, each on its question, with what was typed still there."""
    given = answers([asked(Kind.YEN, "price"), asked(Kind.DAY, "day")], query(price="much", day="tomorrow"))
    assert [question.finding.code for question in given.wrong] == ["field.wrong.yen", "field.wrong.day"]
    assert [question.value for question in given.questions] == ["much", "tomorrow"]


def test_an_answer_outside_the_choices_is_refused():
    """A value no choice offers is reported, however it was sent."""
    choice = asked(Kind.TEXT, choices=(Choice("a", "A"),))
    assert [finding.code for finding in answers([choice], query(value="b")).findings] == ["page.field.not_offered"]


def test_several_choices_make_a_list():
    """Ticked boxes become a list."""
    given = query()
    given.setlist("papers", ["a", "b"])
    boxes = asked(Kind.LIST, "papers", choices=(Choice("a", "A"), Choice("b", "B")))
    assert answers([boxes], given).details == {"papers": ["a", "b"]}


@pytest.mark.parametrize(
    ("question", "widget"),
    [
        (asked(Kind.LIST, choices=(Choice("a", "A"),)), "checks"),
        (asked(Kind.TEXT, choices=(Choice("a", "A"),)), "select"),
        (asked(Kind.TEXT, choices=(Choice("a", "A"),), few=True), "radios"),
        (asked(Kind.REASON), "area"),
        (asked(Kind.TEXT), "text"),
    ],
)
def test_the_kind_decides_how_a_page_asks(question, widget):
    """Choices become boxes, lists or buttons; reasons get room."""
    assert question.widget == widget


def test_a_refusal_goes_back_to_its_questions():
    """A finding about an answer stands on its question, any other beside the form."""
    given = answers([asked(Kind.TEXT, "price")], query(price="1"))
    about = Finding("field.missing", Outcome.NOT_MET, "price")
    other = Finding("field.missing", Outcome.NOT_MET, "elsewhere")
    back = refused(given, Refusal.of([about, other]))
    assert [question.finding for question in back.wrong] == [about]
    assert (back.elsewhere, back.are_good) == ((other,), False)


@pytest.mark.parametrize("row", [row for rows in ROWS.values() for row in rows], ids=lambda row: row.command)
def test_every_row_of_the_table_makes_a_form_with_texts(row):
    """Each command and each of its fields has a text in the three languages."""
    codes = [question.label for question in questions_for(row.takes)]
    assert [code for code in (f"command.{row.command}", *codes) if not wording().has(code)] == []


def test_hints_come_with_the_fields_that_have_one():
    """A field with a hint shows it, described to screen readers."""
    row = next(one for one in paper.ROWS if one.command == "claim")
    (amount,) = [question for question in questions_for(row.takes, "claim-") if question.name == "amount"]
    assert (amount.help, amount.described_by) == ("field.amount.hint", "claim-amount-help")
