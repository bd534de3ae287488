"""Parts of pages: deadlines, the gauge, tables of the program."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from sekisho.application.show_pool import PoolView
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import JST
from sekisho.portal.components.view import Deadline, gauge_of
from sekisho.portal.desk import program
from sekisho.portal.open.pool import gauge_from
from sekisho.portal.open.program import edition_rows, model_rows, parts

DUE = datetime(2026, 12, 31, 17, 0, tzinfo=JST)


@pytest.mark.parametrize(
    ("now", "days", "pace"),
    [
        (datetime(2026, 12, 1, 9, 0, tzinfo=JST), 30, "far"),
        (datetime(2026, 12, 17, 23, 0, tzinfo=JST), 14, "near"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=JST), 0, "today"),
        (datetime(2026, 12, 31, 17, 0, 1, tzinfo=JST), 0, "over"),
        (datetime(2027, 1, 2, 0, 0, tzinfo=JST), -2, "over"),
    ],
)
def test_a_deadline_counts_calendar_days_in_japan(now, days, pace):
    """Days are counted by the calendar; 17:00:00 on the day is still in time, a second later is not."""
    deadline = Deadline("clock.reservation", DUE, now)
    assert (deadline.days_left, deadline.pace, deadline.days_over) == (days, pace, -days)


def test_the_gauge_shows_the_smallest_payment_and_never_overflows():
    """One yen out of 12.8 billion is still visible, and the bars never pass the end."""
    accounts = [("paid", Money(1)), ("reserved", Money(12_799_999_998)), ("available", Money(1))]
    gauge = gauge_of(Money(12_800_000_000), accounts, DUE)
    assert gauge.shares[0].width > 0
    assert all(share.start + share.width <= 1000 for share in gauge.shares)
    assert gauge.left == Money(1)


def test_an_account_that_holds_nothing_takes_no_room():
    """Nothing paid shows no bar and 0.00 %."""
    gauge = gauge_of(Money(100), [("paid", Money(0)), ("available", Money(100))], DUE)
    assert (gauge.shares[0].width, gauge.shares[0].share, gauge.shares[1].share) == (0, "0.00 %", "100.00 %")


def test_a_pool_without_money_has_an_empty_gauge():
    """Before the appropriation there is nothing to show and nothing to divide by."""
    assert gauge_of(Money(0), [("available", Money(0))], DUE).left == Money(0)


def test_every_fact_and_parameter_shows_its_source():
    """No row of the program page is without a citation."""
    rows = [row for part in parts(program(), DUE.date()) for row in part.rows]
    assert rows
    assert all(row.citation.reference for row in rows)


def test_editions_come_newest_first_with_what_they_change():
    """The newest edition leads; the first one adds everything it lists."""
    rows = edition_rows(program())
    assert [row.effective_on for row in rows] == sorted((row.effective_on for row in rows), reverse=True)
    assert (rows[-1].added, rows[-1].changed, rows[-1].removed) == (rows[-1].models, 0, 0)
    assert all(row.added + row.changed + row.removed > 0 for row in rows)


def test_the_search_narrows_by_words_and_category():
    """Words and a category narrow the list; both have to fit."""
    edition = program().editions[-1]
    model = next(iter(edition.models.values()))
    found = model_rows(edition, words=model.model.upper(), category=model.category)
    assert model.model in [row.model for row in found]
    assert all(row.category == model.category for row in found)
    assert model_rows(edition, words="no such machine") == ()


def test_a_deadline_in_the_queue_keeps_its_distance():
    """A deadline a year ahead is far."""
    assert Deadline("clock.retention", DUE + timedelta(days=365), DUE).pace == "far"


@pytest.mark.parametrize(
    ("language", "said"), [(Language.JA, "法律の定めから計算した休日"), (Language.EN, "holidays computed from the law")]
)
def test_a_deadline_says_that_its_day_rests_on_computed_holidays(language, said):
    """A day in a year whose holidays are not published stands with its source; any other day stands alone."""
    basis = program().calendar().offices.computed_cite
    shown = [
        render_to_string(
            "part/deadline.html",
            {"deadline": Deadline("clock.repayment", DUE, DUE, basis=one), "visit": SimpleNamespace(language=language)},
        )
        for one in (basis, "")
    ]
    assert [said in page for page in shown] == [True, False]


def test_the_public_gauge_shows_what_the_pool_holds():
    """Balances become the gauge, spent money first; before the appropriation there is no gauge."""
    balances = {"appropriation": 100, "available": 60, "reserved": 30, "paid": 10}
    gauge = gauge_from(PoolView("p", balances, 0, DUE, rehearsal=True))
    assert gauge.cap == Money(100)
    assert gauge.shares[0].account == "paid"
    assert gauge.left == Money(60)
    assert gauge_from(PoolView("p", {}, 0, DUE, rehearsal=True)) is None


def test_a_source_says_each_part_by_class_and_place():
    """Every part of a citation is an element of its own, in the reader's language; foreign words are escaped."""
    visit = SimpleNamespace(language=Language.JA)
    cited = "article: ¶2; law: Act 179 of 1955, art. 21-2; practice: <b>"
    shown = Template("{% source cited %}").render(Context({"visit": visit, "cited": cited}))
    assert re.findall(r'class="source source--(\w+)"', shown) == ["article", "law", "practice"]
    assert re.findall(r'__class">(\w+)<', shown) == ["報道", "法令", "実務"]
    assert "補助金適正化法（昭和30年法律第179号）第21条の2" in shown
    assert "&lt;b&gt;" in shown
