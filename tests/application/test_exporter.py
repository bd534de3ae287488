"""Who counts as the exporter of a model: who registered it, for the time it stood, and nobody who only applied."""

import pytest

from sekisho.application.conceal import conceal_facts
from sekisho.application.fix_content import lock_case
from sekisho.application.ports import Person
from sekisho.application.reach import reach
from sekisho.application.register import act_on_registration, apply_for_registration
from sekisho.application.request import Request
from sekisho.application.show_register import show_registration
from sekisho.application.show_signals import show_signals
from sekisho.application.show_supply import show_supply
from sekisho.application.show_support import show_providers
from sekisho.application.vendor import act_on_vendor
from sekisho.domain.casework.register import Registration
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.seal.key import new_key
from tests.application.scene import LISTED, MAKER, NOTHING, PARTNER

RIVAL = "3990000000006"
WHY = "kickbacks are being looked into"


@pytest.fixture
def office(memory_office):
    """An office where a rival exporter is known, too."""
    memory_office.keys["rival"], public = new_key()
    memory_office.people["rival"] = Person("rival", "signatory", "exporter", RIVAL, public, rehearsal=True)
    with memory_office.desk.store.write() as tx:
        tx.people.put(memory_office.people["rival"])
    return memory_office


def applies(office, **said):
    """Have the rival apply for the model another exporter has registered."""
    model = {"name": "x", "maker": LISTED["maker"], "model": LISTED["model"], **said}
    details = {"subject": "model", "key": "rival-650v", "particulars": model}
    made = apply_for_registration(office.desk, office.people["rival"], Request("apply", details))
    assert isinstance(made, Registration), made
    return made.id


def decides(office, registration, *steps):
    """Carry an officer's steps on a registration."""
    for command, said in steps:
        done = act_on_registration(office.desk, registration, office.people["officer"], Request(command, said))
        assert not isinstance(done, Refusal), done


def stands(office, **said):
    """Have the rival's registration of the same model granted."""
    registration = applies(office, **said)
    office.completes_registration("rival", registration, "model")
    decides(office, registration, ("take_up", {}), ("register", {"valid_from": "2026-05-11"}))
    return registration


def stops(office, number, name):
    """Stop a vendor."""
    told = {"vendor_name": name, "reason": WHY}
    done = act_on_vendor(office.desk, number, office.people["officer"], Request("stop_vendor", told))
    assert not isinstance(done, Refusal), done


def reviewed(office):
    """Open, submit and take up a case with every paper accepted."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.accepts(case)
    return case


@pytest.mark.parametrize("straw", [None, applies, stands])
def test_a_stop_is_not_lifted_by_another_registration_of_the_model(office, straw):
    """Somebody else who applies for the model, or has it registered too, takes nobody's place."""
    case = reviewed(office)
    stops(office, MAKER, "Hailan")
    if straw:
        straw(office)
    assert office.codes(case, "officer", "grant", amount=3_600_000) == {"guard.vendor_stopped"}
    assert set(show_signals(office.desk, case, office.people["officer"]).stopped) == {MAKER}


def test_a_stopped_exporter_does_not_leave_by_giving_its_registration_up(office):
    """A registration that ended does not take the stopped exporter out of the cases of its machines."""
    case = reviewed(office)
    stops(office, MAKER, "Hailan")
    stands(office)
    ends = Request("give_up", {"from_on": "2026-05-11", "reason": "we do not sell it any more"})
    with office.desk.store.read() as tx:
        (own,) = [row.id for row in tx.views.registrations(subject="model") if row.key == "hlm-650v"]
    assert not isinstance(act_on_registration(office.desk, own, office.people["maker"], ends), Refusal)
    assert office.codes(case, "officer", "grant", amount=3_600_000) == {"guard.vendor_stopped"}


def test_an_applicant_does_not_have_a_rivals_cases_held(office):
    """A stopped firm that only applied for somebody else's model holds none of that model's cases."""
    case = reviewed(office)
    applies(office)
    stops(office, RIVAL, "Rival")
    assert office.does(case, "officer", "grant", amount=3_600_000).case.state == "granted"


def test_the_lowest_list_price_counts(office):
    """A straw's list price does not hide that the machine is sold above the first exporter's."""
    case = reviewed(office)
    stands(office, list_price=10_000_000)
    applied = {signal.code for signal in show_signals(office.desk, case, office.people["officer"]).signals}
    assert "signal.price_above_list" in applied


def sees(office, case, who="rival"):
    """Say what of a case an exporter gets to: its machines, handing in papers, declaring, being asked for support."""
    person = office.people[who]
    return (
        [one.case for one in show_supply(office.desk, person)],
        reach(office.desk, case, person, filing=True) is not None,
        not isinstance(office.prepares(case, who, **NOTHING), Refusal),
        person.organisation in show_providers(office.desk, case),
    )


@pytest.mark.parametrize("decided", [(), (("take_up", {}), ("reject", {"reason": "this is not your machine"}))])
def test_who_only_applied_for_a_model_learns_nothing_of_its_cases(office, decided):
    """Neither while the application waits nor after its rejection."""
    case = office.opens()
    office.all_declare(case)
    lock_case(office.desk, case, office.people["user"])
    decides(office, applies(office), *decided)
    assert sees(office, case) == ([], False, False, False)
    assert sees(office, case, "seller") == ([case], True, True, True)


def test_a_registration_counts_for_the_time_it_stood(office):
    """Cases filed while it stood stay the exporter's; those filed after it was suspended are not."""
    before = office.opens()
    office.submits(before)
    own = stands(office)
    assert sees(office, before) == ([before], True, True, True)
    office.at("2026-05-12T09:00:00+09:00")
    during = office.case()
    office.submits(during)
    office.at("2026-05-20T09:00:00+09:00")
    decides(office, own, ("suspend", {"from_on": "2026-05-20", "reason": WHY}))
    after = office.case()
    office.submits(after)
    assert [sees(office, case)[1:] for case in (before, during, after)] == [
        (True, True, True),
        (True, True, True),
        (False, False, False),
    ]
    assert {one.case for one in show_supply(office.desk, office.people["rival"])} == {before, during}


def test_another_applicant_for_a_model_is_shown_to_the_officer_alone(office):
    """Before he decides, the officer reads who else applied for the same model; the applicants do not."""
    office.opens()
    registration = applies(office)
    told = show_registration(office.desk, registration, office.people["officer"]).warnings
    assert [(one.code, one.facts["applicant"], one.facts["state"]) for one in told] == [
        ("registration.same_model", MAKER, "registered")
    ]
    assert show_registration(office.desk, registration, office.people["rival"]).warnings == ()
    assert all(one.citation == "assumption: A26" for one in told)


def test_an_incident_goes_to_somebody_who_reads_it(office):
    """The SI partner and the exporters of the machine can be asked; anybody else is refused with who can."""
    (case,) = office.approved()
    told = {"machine": "L1", "severity": "stopped", "problem": "it does not move at all"}
    for nobody in ("nobody at all", RIVAL):
        refused = office.tries(case, "user", "open_incident", provider=nobody, **told)
        assert [one.code for one in refused.findings] == ["guard.provider_unknown"]
        assert set(refused.findings[0].facts["known"].split(", ")) == {MAKER, PARTNER}
    for provider in (MAKER, PARTNER):
        office.does(case, "user", "open_incident", provider=provider, **told)


def test_a_closed_pool_does_not_tell_the_integrator_the_subsidy():
    """What a case wants of the pool is a published share of the price: it goes with the price."""
    facts = {"wanted": 3_600_000, "available": 1}
    finding = Finding("guard.pool_closed", Outcome.NOT_MET, facts=facts)
    assert conceal_facts(finding, sees_price=False).facts == {"available": 1}
    assert conceal_facts(finding, sees_price=True).facts == facts
