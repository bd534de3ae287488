"""Each kind of letter has everything it must have, in words of three languages; who may not see amounts sees none."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.application.word_letter import with_amounts, word_letter
from sekisho.domain.casework.case import Balance
from sekisho.domain.casework.table import ROWS
from sekisho.domain.fund.debt import Basis
from sekisho.domain.letter.compose import compose
from sekisho.domain.letter.plan import PLANS
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from tests.domain.casework.scene import AMOUNT, OTHER, REASON, ROOT, line_in
from tests.domain.letter.scene import GRANT, PROGRAM, TOLD, WORDING, occasion

FIELDS = Path(__file__).parent / "expected" / "fields.txt"
PRICED = {
    *("receipt", "grant_decision", "change_approval", "change_refusal", "amount_notice", "payment_notice"),
    *("revocation_notice", "repayment_order", "disposal_approval", "disposal_refusal", "waiting_notice"),
    *("promotion_notice", "exclusion_notice", "due_extension", "charge_notice", "charge_waiver"),
}

AMOUNTS = {"disposal_approval": "250,000", "disposal_refusal": "0", "charge_waiver": "4,000"}


def required():
    """What each kind must say, from the table written by hand."""
    lines = [line for line in FIELDS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    table = {}
    for kind, fields, _why in (line.split("|") for line in lines):
        table.setdefault(kind.strip(), set()).update(field.strip() for field in fields.split(","))
    return table


REQUIRED = required()


def said(kind, **changes):
    """The names of the parts of a letter and of everything said in it."""
    letter = compose(occasion(kind, **changes))
    codes = {saying.code for block in letter.blocks for line in block.lines for saying in line}
    names = {code.removeprefix("letter.").removeprefix("label.") for code in codes}
    basis = {"basis"} if {"basis.act", "basis.rules"} & names else set()
    return names | basis | {block.name for block in letter.blocks}


def worded(kind, **changes):
    """A letter in words."""
    return word_letter(compose(occasion(kind, **changes)), WORDING, ("a" * 32, "b" * 32), {"case": "C-1"})


def text_of(content, language):
    """Everything a letter says in one language."""
    cells = [cell for block in content["blocks"] for line in block["lines"] for cell in line]
    return "\n".join(
        cell[language.value] for cell in [*cells, *(one for said in content["head"].values() for one in said)]
    )


def test_every_document_of_the_table_has_its_plan():
    """Whatever the table says an act produces is a letter with parts of its own."""
    documents = {row.document for rows in ROWS.values() for row in rows if row.document} - {"correction"}
    assert set(TOLD) <= documents
    assert set(PLANS) == set(TOLD) == set(REQUIRED) - {"every"} == documents


def test_marks_tell_kinds_apart():
    """No two kinds share the mark in their numbers."""
    assert len({plan.mark for plan in PLANS.values()}) == len(PLANS)


@pytest.mark.parametrize("kind", PLANS)
def test_a_letter_has_what_its_kind_must_have(kind):
    """Each kind says what practice and law ask of it, and where its record stands."""
    names = said(kind)
    assert {name for name in REQUIRED[kind] | REQUIRED["every"] if name not in names} == set()


@pytest.mark.parametrize("kind", PLANS)
def test_a_letter_has_the_head_of_an_official_paper(kind):
    """Number, day, both addressees, the issuer, title and marks stand on every letter."""
    head = compose(occasion(kind)).head
    assert [len(head[part]) for part in ("number", "date", "to", "from", "title", "marks")] == [2, 1, 2, 3, 1, 2]


@pytest.mark.parametrize("kind", PLANS)
def test_a_letter_is_put_into_words_in_three_languages(kind):
    """Number, title, addressees and every sentence stand in Japanese, English and Chinese; nothing is left unsaid."""
    made = worded(kind)
    content = with_amounts(made.content, made.amounts)
    for language in Language:
        text = text_of(content, language)
        assert "RSF26-2026-" in text
        assert "Aoba (fictional)" in text
        assert WORDING.say(f"document.{kind}", language) in text
        assert "{" not in text
        assert "letter." not in text


@pytest.mark.parametrize("kind", PLANS)
def test_only_what_tells_the_price_stands_apart(kind):
    """A letter's own part holds no amount; the part with amounts exists exactly where there are any."""
    made = worded(kind)
    assert not [
        amount for amount in ("1,000,000", "910,000", "90,000", "250,000") if amount in json.dumps(made.content)
    ]
    assert bool(made.amounts) is (kind in PRICED)


@pytest.mark.parametrize("kind", sorted(PRICED))
def test_amounts_return_to_their_places(kind):
    """Put together, a priced letter says its amounts in each language's own way."""
    made = worded(kind)
    content, amount = with_amounts(made.content, made.amounts), AMOUNTS.get(kind, "1,000,000")
    assert f"{amount}円" in text_of(content, Language.JA)
    assert f"¥{amount}" in text_of(content, Language.EN)
    assert f"{amount}日元" in text_of(content, Language.ZH_HANS)


def test_the_number_is_said_by_the_year_of_the_era():
    """Official papers in Japan count by era and fiscal year."""
    text = text_of(worded("grant_decision").content, Language.JA)
    assert "令和8年度（2026年度）交付決定通知書　第7号" in text
    assert "令和8年6月10日（2026年6月10日）" in text


def test_a_rehearsal_says_so_and_a_live_letter_does_not():
    """The first thing a rehearsal's letter says is that it is one; neither ever passes for a ministry's."""
    rehearsed, live = worded("grant_decision"), worded("grant_decision", rehearsal=False)
    assert "訓練用の文書です" in text_of(rehearsed.content, Language.JA)
    assert "訓練用の文書です" not in text_of(live.content, Language.JA)
    assert "Not a paper of METI" in text_of(live.content, Language.EN)


@pytest.mark.parametrize(
    ("kind", "signer"),
    [("receipt", "issued automatically"), ("lapse_notice", "issued automatically"), ("decline_notice", "Officer")],
)
def test_a_letter_is_the_offices_whoever_brought_it_about(kind, signer):
    """An officer stands under his own acts only; what a party or the clock brings about is issued automatically."""
    said_from = [words["en"] for words in worded(kind).content["head"]["from"]]
    assert signer in said_from[1]
    assert "Signatory" not in " ".join(said_from)


def test_reasons_come_with_source_and_remedy():
    """A decline gives the officer's words and every open requirement with its citation and what to do."""
    text = text_of(worded("decline_notice").content, Language.EN)
    assert REASON in text
    assert "article ¶7" in text
    assert WORDING.say("rule.R03.remedy", Language.EN) in text


def test_the_proof_names_entry_envelope_and_checkpoint():
    """Whoever holds the letter knows which entry to look for, who signed it and under which checkpoint."""
    text = text_of(worded("amount_notice").content, Language.EN)
    assert "case/C-1, No. 9" in text
    assert all(digest in text for digest in (OTHER, ROOT, f"128 {OTHER}"))


def test_a_waiting_case_is_told_that_it_waits():
    """The receipt of a case the pool does not cover says so, and names no reservation."""
    waiting = replace(occasion("receipt").case, state="waiting")
    found = said("receipt", case=waiting)
    assert "slot.waiting" in found
    assert "amount_reserved" not in found


@pytest.mark.parametrize("kind", [kind for kind in PLANS if kind.split("_")[-1] in ("refusal", "failure")])
def test_each_refusal_tells_how_to_contest_it(kind):
    """Whatever the office refuses can be contested, and the letter says before whom and until when."""
    assert "contest.act" in said(kind)


@pytest.mark.parametrize("rule", ["strict_order", "day_before", "lottery"])
def test_who_is_turned_away_is_told_by_which_rule(rule):
    """The letter names the rule of the last day with the source of the switch (A8)."""
    parameters = dict(PROGRAM.parameters)
    switch = parameters["pool.last_day"]
    parameters["pool.last_day"] = replace(switch, history=(replace(switch.history[0], value=rule),))
    found = said("exclusion_notice", program=replace(PROGRAM, parameters=parameters))
    assert {name for name in found if name.startswith("exclusion.")} == {f"exclusion.{rule}"}


def test_an_extension_says_what_goes_on_meanwhile():
    """More time to repay does not stop the additional charge of a breach; an overpayment bears none."""
    usual = occasion("due_extension")
    [debt] = usual.case.debts
    assert "condition.charge_runs_on" in said("due_extension")
    overpaid = replace(usual.case, debts=(replace(debt, basis=Basis.OVERPAYMENT),))
    assert "condition.charge_runs_on" not in said("due_extension", case=overpaid)


def test_a_charge_for_being_late_runs_from_the_due_day():
    """The delinquency charge is told with its own rule and the day it is reckoned from."""
    usual = occasion("charge_notice")
    event = replace(usual.event, body={"charge": "late", "amount": 500})
    text = text_of(worded("charge_notice", event=event).content, Language.EN)
    assert "delinquency charge" in text
    assert "10 July 2026" in text
    assert "condition.late_charge" in said("charge_notice", event=event)


def test_a_kind_without_a_plan_still_makes_a_letter():
    """A document another row names is told by its event, cites its row, and has its proof."""
    found = said("another_notice")
    assert {"event.case.closed", "basis.act", "proof"} <= found
    assert str(compose(occasion("another_notice")).number) == "RSF26-2026-ANOTHERNOTICE-0007"


def test_an_overpayment_bears_no_additional_charge():
    """Only a breach is charged from the day of receipt; whatever is late is charged for being late (art. 19)."""
    overpaid = replace(occasion("repayment_order").event, type="return.ordered")
    found = said("repayment_order", event=overpaid)
    assert "condition.additional_charge" not in found
    assert {"condition.late_charge", "body.return.ordered"} <= found
    assert "art. 18(2)" in text_of(worded("repayment_order", event=overpaid).content, Language.EN)


def test_the_additional_charge_is_reckoned_to_the_due_day():
    """Thirty days at 10.95 % of a million yen are told to whoever has to pay, and to nobody else."""
    made = worded("repayment_order")
    assert "9,000円" in text_of(with_amounts(made.content, made.amounts), Language.JA)
    assert "9,000" not in text_of(made.content, Language.JA)


def test_a_part_that_is_revoked_is_named():
    """A revocation of a part says which part, and that the rest stands."""
    event = replace(occasion("revocation_notice").event, type="grant.partly_revoked", body={"amount": 300_000})
    made = worded("revocation_notice", event=event)
    text = text_of(with_amounts(made.content, made.amounts), Language.EN)
    assert "¥300,000" in text
    assert "Part of the decision" in text


def revoked_in_part(kind, body):
    """A letter about a case of whose million 300,000 yen were revoked before it was paid."""
    usual = occasion(kind)
    case = replace(usual.case, decided=Money(AMOUNT - 300_000), balance=Balance(requested=Money(AMOUNT)))
    made = worded(kind, case=case, event=replace(usual.event, **body))
    return text_of(with_amounts(made.content, made.amounts), Language.EN).split("\n")


def test_the_amount_granted_is_what_the_decision_said():
    """A part taken back changes neither the amount that was granted nor who decided it; the rest follows from it."""
    part = {"type": "grant.partly_revoked", "body": {"amount": 300_000}}
    revoked = revoked_in_part("revocation_notice", part)
    assert revoked[revoked.index("Amount granted") + 1] == "¥1,000,000"
    fixed = revoked_in_part("amount_notice", {"body": {"amount": 600_000}})
    said_by = {label: fixed[fixed.index(label) + 1] for label in ("Amount granted", "Amount revoked", "Amount fixed")}
    assert said_by == {"Amount granted": "¥1,000,000", "Amount revoked": "¥300,000", "Amount fixed": "¥600,000"}
    assert "¥100,000" in fixed


def test_the_due_day_that_is_printed_is_the_one_that_binds():
    """A due day that moved past a Sunday is printed moved, and the charge is reckoned to it."""
    usual = occasion("repayment_order")
    debt = replace(usual.case.debts[0], due_on=date(2026, 12, 21))
    body = {"amount": AMOUNT, "due_on": "2026-12-20", "due_at": "2026-12-21T23:59:59+09:00"}
    made = worded("repayment_order", case=replace(usual.case, debts=(debt,)), event=replace(usual.event, body=body))
    text = text_of(with_amounts(made.content, made.amounts), Language.EN)
    assert "21 December 2026" in text
    assert "20 December 2026" not in text
    # 194 days from 10 June at 300 yen a day.
    assert "¥58,200" in text


@pytest.mark.parametrize(
    ("kind", "stage", "line", "told"),
    [
        ("decline_notice", "application", "ordered", True),
        ("decline_notice", "import", "ordered", False),
        ("decline_notice", "import", "import_permitted", True),
        ("decline_notice", "verification", "commissioned", False),
        ("revocation_notice", "commissioning", "commissioned", True),
        ("revocation_notice", "verification", "commissioned", False),
        ("verification_failure", "verification", "commissioned", True),
    ],
)
def test_what_is_not_due_yet_is_no_reason(kind, stage, line, told):
    """A gate nobody can know of yet speaks against nobody; one that failed does, whatever its stage (art. 21-2)."""
    usual = occasion(kind)
    case = replace(usual.case, lines={"L1": line_in(line)})
    unknown = Finding("rule.R23", Outcome.UNDETERMINED, "line.L1", "article: ¶9", {"stage": stage})
    assert ("findings" in said(kind, case=case, gates=(unknown,))) is told
    assert "findings" in said(kind, case=case, gates=(replace(unknown, outcome=Outcome.NOT_MET),))


def test_an_order_to_correct_says_what_to_correct():
    """Item, severity, what was seen, the photos by their papers, and until when the visit after it is held."""
    usual = occasion("correction_order")
    event = replace(usual.event, body={**usual.event.body, "revisit_by": {"L1": "2026-07-20"}})
    lines = text_of(worded("correction_order", event=event).content, Language.EN).split("\n")
    place = lines.index("F1")
    item, weight, note, photos = lines[place + 1 : place + 5]
    titles = {one.id: one.title.en for one in PROGRAM.checklist}
    assert (item, weight, note, photos) == (titles["nameplate"], "Minor fault", "the plate is scratched", "D002")
    assert any("20 July 2026" in line for line in lines)


def test_a_failed_verification_can_be_contested_before_the_office():
    """The letter says until when another officer takes up an objection, as a decline does."""
    case = replace(occasion("verification_failure").case, state="verification_failed")
    assert {"contest.reconsideration_until", "contest.act"} <= said("verification_failure", case=case)


@pytest.mark.parametrize(
    ("kind", "state"), [("decline_notice", "declined"), ("verification_failure", "verification_failed")]
)
def test_what_was_upheld_is_contested_by_law_only(kind, state):
    """The letter that upholds a refusal offers the office no second time, however much of the term is left."""
    refused = replace(occasion(kind).case, state=state)
    assert "contest.reconsideration_until" in said(kind, case=refused)
    upheld = said(kind, case=replace(refused, is_upheld=True))
    assert "contest.act" in upheld
    assert not {"contest.reconsideration", "contest.reconsideration_until"} & upheld


def test_the_report_of_a_visit_says_what_was_found_and_answered():
    """The verification report holds each finding and its answer, not only what was in order."""
    text = text_of(worded("verification_report").content, Language.EN)
    assert all(part in text for part in ("the plate is scratched", "D002", "a new plate was fixed"))


def test_grant_rules_are_the_basis_where_a_secretariat_pays():
    """The switch of the program changes the basis that is printed and how the decision can be contested."""
    parameters = dict(PROGRAM.parameters)
    basis = parameters["letter.basis"]
    parameters["letter.basis"] = replace(basis, history=(replace(basis.history[0], value="rules"),))
    text = text_of(worded("decline_notice", program=replace(PROGRAM, parameters=parameters)).content, Language.EN)
    assert "Basis: the secretariat's grant rules, after the pattern of Act 179" in text
    assert "no administrative disposition" in text


def test_the_verification_report_names_the_items_in_words():
    """What was checked and found stands in each language's words, not by the names of a data file."""
    content = worded("verification_report").content
    assert "銘板（メーカー・型式）が交付決定と一致する" in text_of(content, Language.JA)
    assert "Nameplate: maker and model as granted" in text_of(content, Language.EN)
    assert text_of(content, Language.ZH_HANS).count("铭牌（制造商、型号）与批准内容一致") == 2


def test_a_last_day_on_computed_holidays_says_so():
    """A letter whose period ends in a year without a published list names what its last day rests on; others do not."""
    usual = occasion("disposal_approval").event
    cite = PROGRAM.calendar().offices.computed_cite
    event = replace(usual, body={**usual.body, "due_at": "2029-01-09T23:59:59+09:00", "due_cite": cite})
    text = text_of(worded("disposal_approval", event=event).content, Language.JA)
    assert "その年の休日表が未公表のため、法律の定めから計算した休日" in text
    assert "calendar" not in said("disposal_approval")


def test_the_decision_a_later_letter_ends_is_named():
    """A revocation says which decision it takes back."""
    assert GRANT in text_of(worded("revocation_notice").content, Language.JA)


@given(name=st.text(max_size=40), reason=st.text(min_size=1, max_size=200))
def test_whatever_was_typed_is_passed_on_as_it_stands(name, reason):
    """Names and reasons with braces, markup or signs of any script break no letter and are not touched."""
    usual = occasion("return_notice")
    case = replace(usual.case, applicant={**usual.case.applicant, "name": name})
    event = replace(usual.event, body={**usual.event.body, "reason": reason})
    content = worded("return_notice", case=case, event=event).content
    [block] = [block for block in content["blocks"] if block["name"] == "reason"]
    assert block["lines"] == [[dict.fromkeys(("ja", "en", "zh-Hans"), reason)]]
