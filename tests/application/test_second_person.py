"""Two persons, for real: who took the first step does not take the second, under whatever role he signs in by then."""

from dataclasses import replace

from sekisho.application.change_cap import confirm_cap, propose_cap
from sekisho.application.ports import Person
from sekisho.application.publish_edition import propose_edition, publish_edition
from sekisho.domain.values.finding import Refusal
from tests.application.plays import AMOUNT, amount_fixed
from tests.application.scene import Office


def comes_as(office: Office, who: str, role: str) -> Person:
    """Enter a person in another role: the same person, whose earlier steps stay his."""
    office.people[who] = replace(office.people[who], role=role)
    with office.desk.store.write() as tx:
        tx.people.put(office.people[who])
    return office.people[who]


def codes(made: object) -> set[str]:
    """The reasons of a refusal."""
    assert isinstance(made, Refusal), made
    return {finding.code for finding in made.findings}


def test_a_person_in_another_role_is_the_same_person(after):
    """A payment, the pool's cap and an edition each want two persons: one who changed his role is still one."""
    office, case = after(amount_fixed)
    office.does(case, "user", "claim", amount=AMOUNT, account=office.account())
    comes_as(office, "officer2", "finance")
    office.does(case, "officer2", "approve_payment")
    comes_as(office, "officer2", "officer")
    assert office.codes(case, "officer2", "approve_payment") == {"guard.not_yours", "guard.same_person"}
    comes_as(office, "officer2", "finance")
    assert office.codes(case, "officer2", "approve_payment") == {"guard.same_person"}
    cap = {"cap": 13_000_000_000, "reason": "the budget was raised in October", "citation": "law: Budget Act, art. 1"}
    proposed = propose_cap(office.desk, office.people["officer2"], cap)
    assert not isinstance(proposed, Refusal), proposed
    comes_as(office, "officer2", "officer")
    assert codes(confirm_cap(office.desk, office.people["officer2"], proposed.digest)) == {"cap.same_person"}
    name, data = next((name, data) for name, data in office.desk.programs.seed().items() if name.startswith("annex-a-"))
    edition = propose_edition(office.desk, office.people["officer2"], name, data)
    assert not isinstance(edition, Refusal), edition
    digest = edition.event.text("blob")
    assert codes(publish_edition(office.desk, office.people["officer2"], digest)) == {"edition.same_person"}
    comes_as(office, "officer2", "finance")
    assert codes(publish_edition(office.desk, office.people["officer2"], digest)) == {
        "edition.not_yours",
        "edition.same_person",
    }
