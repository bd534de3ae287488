"""Scorecards over whole cases on every engine: what was shown live is shown again after a rebuild."""

from sekisho.application.rebuild import rebuild
from sekisho.application.show_scorecards import show_public_scorecards, show_scorecards
from tests.application.scene import FILE, MAKER, OTHER, PARTNER
from tests.application.test_fit import files, hands_in, machine
from tests.application.test_parameter import publishes
from tests.application.test_supply import RIVAL, registered


def three_cases(office):
    """Carry three cases of one claimant to their verification, each with a client's sheet."""
    office.opens_registers()
    hands_in(office, machine(office))
    cases = [office.case() for _ in range(3)]
    for case in cases:
        files(office, case)
        office.submits(case)
        office.grants(case)
    office.installs(*cases)
    for case in cases:
        office.verifies(case)
    return cases


def test_three_verified_cases_make_a_card(office):
    """Three cases carry the rates of their model, its exporter and the SI partner; the public reads none of it."""
    three_cases(office)
    cards = show_scorecards(office.desk)
    (model,) = cards.models
    assert cards.name(model) == "Hailan Precision Machinery (fictional) HLM-650V"
    assert (model.cases, model.lines, model.to_commission) == (3, 3, 17)
    assert (model.first_visit.kept, model.first_visit.of, model.corrective) == (3, 3, None)
    assert (model.readiness, model.mismatches, model.headlines) == ({"warns": 3}, 6, {"none": 3})
    assert {card.key for card in cards.vendors} == {MAKER, PARTNER}
    # All three are one claimant's: whoever knows that he bought the model would read his figures.
    assert (show_public_scorecards(office.desk).models, show_public_scorecards(office.desk).vendors) == ((), ())
    before = cards.as_json()
    rebuild(office.desk)
    assert show_scorecards(office.desk).as_json() == before


def test_an_exporter_answers_for_his_own_machines(memory_office):
    """In a case with the machines of two exporters each has his own line on his card, and the SI partner both."""
    office, model = memory_office, {"maker": "Donghe Machine Works (fictional)", "model": "DH-V8"}
    office.opens_registers()
    registered(office, RIVAL, **model)
    lines = [{**FILE["lines"][0], "id": name, **own} for name, own in (("L1", {}), ("L2", model))]
    case = office.case(lines=lines)
    office.submits(case)
    cards = show_scorecards(office.desk)
    assert {card.key: card.lines for card in cards.vendors} == {MAKER: 1, OTHER: 1, PARTNER: 2}


def test_draft_counts_nowhere(memory_office):
    """What somebody still thinks about is on no card."""
    memory_office.opens()
    assert show_scorecards(memory_office.desk).models == ()


def test_incident_answered_in_time_is_a_promise_kept(memory_office):
    """Incidents count for whom they went to, with the program's own target."""
    cases = three_cases(memory_office)
    for case in cases:
        memory_office.claims(case)
        memory_office.approves(case)
        memory_office.does(case, "finance2", "pay", transfer=f"T-{case}")
        memory_office.does(
            case,
            "user",
            "open_incident",
            machine="L1",
            provider=PARTNER,
            severity="stopped",
            problem="It stands still.",
        )
    memory_office.does(cases[0], "partner", "answer_incident", incident="S01", answer="We come tomorrow.")
    memory_office.at("2027-01-20T10:00:00+09:00")
    support = {card.key: card.support for card in show_scorecards(memory_office.desk).vendors}
    assert (support[PARTNER].kept, support[PARTNER].of) == (1, 3)
    assert support[MAKER].of is None


def test_public_cards_follow_every_change(memory_office):
    """The cards are folded once for each state of the cases: the same until something happens, then anew."""
    office = memory_office
    case = office.opens()
    before = show_public_scorecards(office.desk)
    assert show_public_scorecards(office.desk) is before
    office.submits(case)
    assert show_public_scorecards(office.desk) is not before
    held = show_public_scorecards(office.desk)
    publishes(office, path="scorecard.least_cases", value=1, **{"from": "2026-05-12"})
    office.at("2026-05-12T09:00:00+09:00")
    now = show_public_scorecards(office.desk)
    assert (held.least, held.models, now.least) == (3, (), 1)
    assert [card.cases for card in now.models] == [1]
