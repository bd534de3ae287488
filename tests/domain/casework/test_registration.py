"""Registrations: who may apply for what, who decides on an appeal, and on which days a registration stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.casework.decide import Decision
from sekisho.domain.casework.decide_registration import decide_registration
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve_registration import evolve_registration, fold_registration
from sekisho.domain.casework.register import ENDS, Registration
from sekisho.domain.casework.surroundings import RegisterTerms
from sekisho.domain.values.finding import Outcome
from tests.domain.casework.scene import (
    DETAILS,
    MAKER,
    NOW,
    OFFICER,
    PARTNER,
    SECOND,
    Attempt,
    actor,
    application,
    on_registration,
)

EXPORTER = actor("staff", "exporter")
SUBJECTS = {
    "model": ["exporter"],
    "integrator": ["integrator"],
    "distributor": ["distributor"],
    "body": ["office"],
    "channel": ["office"],
    "agreement": ["exporter", "integrator"],
}


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize(
    "who",
    [EXPORTER, actor("staff", "integrator"), actor("signatory", "distributor"), OFFICER],
    ids=lambda who: who.side,
)
def test_each_side_applies_for_its_own_kind(subject, who):
    """Exporters apply for models, SI partners and distributors for themselves, the office for bodies and channels."""
    expected = [] if who.side in SUBJECTS[subject] else ["guard.subject_not_yours"]
    assert on_registration("apply", "new", who, subject=subject).codes() == expected


@pytest.mark.parametrize("subject", ["planet", "", 7, None])
def test_only_known_things_are_registered(subject):
    """What the register does not know is refused, whoever applies."""
    assert "guard.subject_not_yours" in on_registration("apply", "new", EXPORTER, subject=subject).codes()


def test_an_appeal_is_the_applicants():
    """Another organisation appeals nothing, though its role would allow it."""
    attempt = on_registration("appeal", "rejected", EXPORTER)
    other = replace(attempt, subject=replace(attempt.subject, applicant=PARTNER))
    assert other.codes() == ["guard.not_your_registration"]


def test_every_reason_of_a_registration_stands_together():
    """Role and fields are told at once."""
    attempt = on_registration("suspend", "registered", EXPORTER, from_on="soon", reason="short")
    assert attempt.codes() == ["guard.not_yours", "field.wrong.day", "field.wrong.reason"]


@pytest.mark.parametrize("command", ["suspend", "file_document", "appeal", "crown"])
def test_a_stranger_is_told_the_same_whether_there_is_a_registration_or_not(command):
    """Nobody finds out by trying what others have applied for, nor how it stands."""
    there = on_registration(command, "applied", EXPORTER, from_on="soon")
    of_others = replace(there, subject=replace(there.subject, applicant=PARTNER))
    unknown = replace(there, subject=Registration("model/x"))
    assert of_others.codes() == unknown.codes() == ["guard.not_your_registration"]


def test_an_application_in_the_place_of_anothers_is_refused_as_if_there_were_none():
    """What is wrong with it is told as ever; with nothing wrong, it is not the applicant's to make."""
    for said, code in (({"subject": "channel"}, "guard.subject_not_yours"), ({}, "guard.not_your_registration")):
        made = on_registration("apply", "registered", EXPORTER, **said)
        assert replace(made, subject=replace(made.subject, applicant=PARTNER)).codes() == [code]


def walk(*steps):
    """Carry a model's registration through steps (command, who, details); every one must be accepted."""
    registration, events = Registration("model/x"), []
    for command, who, details in (("apply", EXPORTER, {}), *steps):
        usual = application(EXPORTER, "model") if command == "apply" else DETAILS.get(command, {})
        said = {**usual, **details}
        made = decide_registration(registration, Command(command, who, NOW, said))
        assert isinstance(made, Decision), made
        events += made.events
        registration = evolve_registration(registration, made.events[0])
    assert fold_registration("model/x", events) == registration
    return registration


REVIEWED = ("take_up", OFFICER, {})
REGISTERED = (REVIEWED, ("register", OFFICER, {"valid_from": "2026-06-10", "valid_until": "2027-03-31"}))


def test_an_application_keeps_what_was_applied_for():
    """The registration says what is registered, under which key, for which organisation."""
    registration = walk()
    assert (registration.subject, registration.key, registration.applicant) == ("model", MAKER, MAKER)
    assert registration.particulars["model"] == "HLM-650V"


@pytest.mark.parametrize(
    "contested",
    [
        (REVIEWED, ("reject", OFFICER, {})),
        (*REGISTERED, ("suspend", OFFICER, {})),
        (*REGISTERED, ("remove", OFFICER, {})),
    ],
    ids=["rejected", "suspended", "removed"],
)
@pytest.mark.parametrize("command", ["allow_appeal", "dismiss_appeal"])
def test_another_officer_decides_the_appeal(contested, command):
    """Whoever took the contested decision does not decide on the appeal; another officer does."""
    registration = walk(*contested, ("appeal", EXPORTER, {}))
    attempt = Attempt(registration, Command(command, OFFICER, NOW, DETAILS[command]))
    assert attempt.codes() == ["guard.same_decider"]
    assert replace(attempt, command=replace(attempt.command, actor=SECOND)).codes() == []


def test_a_second_appeal_needs_a_third_officer():
    """After a dismissed appeal neither the first officer nor the one who dismissed it decides again."""
    registration = walk(
        *(REVIEWED, ("reject", OFFICER, {}), ("appeal", EXPORTER, {})),
        *(("dismiss_appeal", SECOND, {}), ("appeal", EXPORTER, {})),
    )
    for who in (OFFICER, SECOND):
        attempt = Attempt(registration, Command("allow_appeal", who, NOW, DETAILS["allow_appeal"]))
        assert attempt.codes() == ["guard.same_decider"]


def test_who_registered_may_decide_on_what_others_took_away():
    """Having granted a registration is no interest in its later suspension by somebody else."""
    registration = walk(*REGISTERED, ("suspend", SECOND, {}), ("appeal", EXPORTER, {}))
    attempt = Attempt(registration, Command("allow_appeal", OFFICER, NOW, DETAILS["allow_appeal"]))
    assert attempt.codes() == []


SUSPENDED = ("suspend", OFFICER, {"from_on": "2026-08-01"})
REINSTATED = ("reinstate", OFFICER, {"from_on": "2026-09-01"})
REMOVED = ("remove", OFFICER, {"from_on": "2026-07-01"})
VALID = {
    "registered": (REGISTERED, {"2026-06-09": False, "2026-06-10": True, "2027-03-31": True, "2027-04-01": False}),
    "suspended": ((*REGISTERED, SUSPENDED), {"2026-07-31": True, "2026-08-01": False, "2027-03-31": False}),
    "reinstated": (
        (*REGISTERED, SUSPENDED, REINSTATED),
        {"2026-08-31": False, "2026-09-01": True, "2027-03-31": True, "2027-04-01": False},
    ),
    "removed from an earlier day": (
        (*REGISTERED, SUSPENDED, REINSTATED, REMOVED),
        {"2026-06-30": True, "2026-07-01": False, "2026-09-01": False},
    ),
    "rejected": ((REVIEWED, ("reject", OFFICER, {})), {"2026-06-01": False}),
}


@pytest.mark.parametrize("life", VALID)
def test_a_registration_stands_on_the_days_it_was_given(life):
    """The last decision about a day counts, both ends included; lifting a suspension does not lengthen the whole."""
    steps, days = VALID[life]
    registration = walk(*steps)
    assert {day: registration.is_valid_on(date.fromisoformat(day)) for day in days} == days


def test_a_removed_registration_comes_back_by_appeal():
    """An allowed appeal registers from its own day on."""
    registration = walk(
        *(*REGISTERED, REMOVED, ("appeal", EXPORTER, {})),
        ("allow_appeal", SECOND, {"valid_from": "2026-10-01"}),
    )
    assert registration.state == "registered"
    assert [registration.is_valid_on(date(2026, month, 15)) for month in (6, 7, 9, 10)] == [True, False, False, True]


def days(registration, *texts):
    """Say on which of some days a registration stands."""
    return [registration.is_valid_on(date.fromisoformat(text)) for text in texts]


def refused(registration, command, who=OFFICER, around=None, **details):
    """Give the reasons for which a command on a registration is refused."""
    said = {**DETAILS.get(command, {}), **details}
    made = decide_registration(registration, Command(command, who, NOW, said), around)
    return [] if isinstance(made, Decision) else [finding.code for finding in made.findings]


YESTERDAY = "2026-06-09"


@pytest.mark.parametrize(
    ("life", "command", "who", "field"),
    [
        ((REVIEWED,), "register", OFFICER, "valid_from"),
        (REGISTERED, "suspend", OFFICER, "from_on"),
        (REGISTERED, "remove", OFFICER, "from_on"),
        ((*REGISTERED, SUSPENDED), "reinstate", OFFICER, "from_on"),
        ((REVIEWED, ("reject", OFFICER, {}), ("appeal", EXPORTER, {})), "allow_appeal", SECOND, "valid_from"),
    ],
    ids=["register", "suspend", "remove", "reinstate", "allow_appeal"],
)
def test_no_officer_alone_reaches_back(life, command, who, field):
    """A registration is neither given nor taken for a day that has passed; today is possible."""
    registration = walk(*life)
    assert refused(registration, command, who, **{field: YESTERDAY}) == ["guard.day_is_past"]
    assert refused(registration, command, who, **{field: "2026-06-10"}) == []


def test_a_registration_does_not_end_before_it_begins():
    """A last day before the first is refused; the same day is possible."""
    registration = walk(REVIEWED)
    assert refused(registration, "register", valid_until="2026-06-09") == ["guard.registration_reversed"]
    assert refused(registration, "register", valid_until="2026-06-10") == []


PROPOSED = ("propose_correction", OFFICER, {"valid_from": "2026-05-15"})
CONFIRMED = ("confirm_correction", SECOND, {"valid_from": "2026-05-15"})


def test_an_earlier_first_day_is_a_correction_of_two_officers():
    """Proposed with a reason by one, confirmed by another, it counts; proposed only, it does not."""
    proposed, confirmed = walk(*REGISTERED, PROPOSED), walk(*REGISTERED, PROPOSED, CONFIRMED)
    assert days(proposed, "2026-05-15", "2026-06-10") == [False, True]
    assert days(confirmed, "2026-05-14", "2026-05-15", "2026-06-10", "2027-04-01") == [False, True, True, False]
    assert refused(proposed, "confirm_correction", OFFICER, valid_from="2026-05-15") == ["guard.same_corrector"]
    assert refused(proposed, "confirm_correction", SECOND, valid_from="2026-05-01") == ["guard.another_correction"]
    for not_earlier in ("2026-06-10", "2026-07-01"):
        assert refused(walk(*REGISTERED), "propose_correction", valid_from=not_earlier) == [
            "guard.correction_not_earlier"
        ]


def test_a_correction_leaves_what_was_decided_about_later_days():
    """What was suspended on a day stays suspended on it when the first day is moved back; the end stays too (A16)."""
    lived = walk(*REGISTERED, SUSPENDED, REINSTATED)
    corrected = walk(*REGISTERED, SUSPENDED, REINSTATED, PROPOSED, CONFIRMED)
    assert days(corrected, "2026-05-14", "2026-05-15", "2026-06-09") == [False, True, True]
    later = ("2026-06-10", "2026-07-31", "2026-08-01", "2026-08-31", "2026-09-01", "2027-03-31", "2027-04-01")
    assert days(corrected, *later) == days(lived, *later) == [True, True, False, False, True, True, False]


def test_a_correction_is_corrected_only_further_back():
    """After a correction the first day is the corrected one: the day it replaced is no correction any more."""
    corrected = walk(*REGISTERED, PROPOSED, CONFIRMED)
    assert refused(corrected, "propose_correction", valid_from="2026-05-15") == ["guard.correction_not_earlier"]
    further = {"valid_from": "2026-05-01"}
    twice = walk(
        *(*REGISTERED, PROPOSED, CONFIRMED),
        *(("propose_correction", OFFICER, further), ("confirm_correction", SECOND, further)),
    )
    assert days(twice, "2026-04-30", "2026-05-01", "2026-05-15") == [False, True, True]


@given(
    st.lists(st.dates(date(2026, 6, 10), date(2027, 3, 1)), max_size=6),
    st.dates(date(2026, 1, 1), date(2026, 6, 9)),
    st.dates(date(2026, 6, 10), date(2027, 6, 1)),
)
def test_no_correction_changes_a_day_it_is_not_about(turns, first, asked):
    """Whatever was suspended and reinstated when, moving the first day back changes no day from the former first on."""
    steps = [
        ("reinstate" if nth % 2 else "suspend", OFFICER, {"from_on": day.isoformat()}) for nth, day in enumerate(turns)
    ]
    back = ("reinstate", OFFICER, {"from_on": "2027-03-01"})
    lived = walk(*REGISTERED, *steps, *([back] if len(steps) % 2 else []))
    said = {"valid_from": first.isoformat()}
    assert not refused(lived, "propose_correction", **said)
    corrected = lived
    for command, who in (("propose_correction", OFFICER), ("confirm_correction", SECOND)):
        made = decide_registration(corrected, Command(command, who, NOW, {**DETAILS[command], **said}))
        assert isinstance(made, Decision), made
        corrected = evolve_registration(corrected, made.events[0])
    assert corrected.is_valid_on(asked) == lived.is_valid_on(asked)
    assert corrected.is_valid_on(first)


@pytest.mark.parametrize("later", [(CONFIRMED,), (SUSPENDED, REINSTATED)], ids=["confirmed", "decided otherwise"])
def test_a_proposed_correction_is_confirmed_once(later):
    """What was confirmed, or overtaken by another decision, is no proposal any more."""
    registration = walk(*REGISTERED, PROPOSED, *later)
    assert refused(registration, "confirm_correction", SECOND, valid_from="2026-05-15") == ["guard.nothing_to_correct"]


def test_what_is_taken_away_stood_until_it_was():
    """A suspension of today holds from its instant on: what was filed an hour before was filed with a partner (A16)."""
    registration = walk(*REGISTERED, ("suspend", OFFICER, {"from_on": "2026-06-10"}))
    hour = timedelta(hours=1)
    assert [registration.is_valid_on(NOW - hour), registration.is_valid_on(NOW + hour)] == [True, False]
    assert days(registration, "2026-06-10") == [False]


def test_an_old_journal_that_reaches_back_takes_nothing_away():
    """A removal somebody once entered for days gone by counts from the day it was decided (A16, A26)."""
    registration = walk(*REGISTERED)
    removed = Event("registration.removed", NOW + timedelta(days=30), OFFICER, {"from_on": "2026-06-11"})
    assert days(evolve_registration(registration, removed), "2026-06-11", "2026-07-09", "2026-07-10") == [
        *(True, True, False)
    ]


def test_an_appeal_opens_no_way_around_the_register():
    """Papers, the other side's word and the integrator's standing are asked of an appeal as of a registration."""
    of_two = {"exporter": MAKER, "integrator": PARTNER, "agreed_on": "2026-05-20"}
    appealed = Registration("agreement/x", "appealed", subject="agreement", applicant=MAKER, particulars=of_two)
    around = RegisterTerms(papers_needed=("collaboration_agreement",), integrator_registered=Outcome.NOT_MET)
    assert refused(appealed, "allow_appeal", SECOND, around) == [
        *("guard.registration_paper_missing", "guard.agreement_unconfirmed", "guard.integrator_unregistered")
    ]
    confirmed = replace(appealed, confirmed_by=PARTNER)
    assert refused(confirmed, "allow_appeal", SECOND, RegisterTerms(integrator_registered=Outcome.MET)) == []


@pytest.mark.parametrize("subject", ["body", "channel"])
def test_the_offices_own_application_is_entered_by_another_officer(subject):
    """Who applied for an assessment body or a channel does not enter it; another officer does."""
    said = {"subject": subject, "key": "b-1", "particulars": {"name": "Own Body (fictional)"}}
    registration = Registration(f"{subject}/b-1")
    for command, details in (("apply", said), ("take_up", {})):
        made = decide_registration(registration, Command(command, OFFICER, NOW, details))
        assert isinstance(made, Decision), made
        registration = evolve_registration(registration, made.events[0])
    assert refused(registration, "register") == ["guard.own_application"]
    assert refused(registration, "register", SECOND) == []


def test_what_is_applied_for_is_kept_without_blanks():
    """Keys pasted with blanks are the same keys."""
    attempt = on_registration("apply", "new", EXPORTER, key=" hlm-650v ")
    assert attempt.body()["key"] == "hlm-650v"


def test_a_paper_nobody_stored_is_no_paper():
    """A paper named by a digest that is not in the store is refused with that digest."""
    attempt = on_registration("file_document", "applied", EXPORTER)
    around = RegisterTerms(missing_files=("a" * 64,), paper_kinds=(attempt.command.text("kind"),))
    made = decide_registration(attempt.subject, attempt.command, around)
    assert [(finding.code, finding.facts["digest"]) for finding in made.findings] == [("guard.file_missing", "a" * 64)]


def test_a_last_day_nobody_can_follow_is_no_end():
    """An older journal may name the last day of the calendar for "without end": it stands on all days to it."""
    history = (("2026-05-10", "registered"), ("9999-12-31", ENDS))
    assert [(one.first_on, one.last_on) for one in Registration("model/x", history=history).periods()] == [
        *((date(2026, 5, 10), date(9999, 12, 30)), (date(9999, 12, 31), date(9999, 12, 31)))
    ]


def test_a_paper_of_a_kind_nobody_takes_is_refused():
    """The kind is one the program lists, which are named."""
    attempt = on_registration("file_document", "applied", EXPORTER, kind="love_letter")
    made = decide_registration(attempt.subject, attempt.command, RegisterTerms(paper_kinds=("price_list",)))
    (found,) = made.findings
    assert (found.code, found.place, found.facts["known"]) == ("guard.paper_kind_unknown", "kind", ["price_list"])


def test_what_was_only_applied_for_stood_on_no_day():
    """A registration without a decision has no days, whatever asks for them."""
    assert Registration("model/x").periods() == ()
    assert Registration("model/x", history=(("2026-05-10", "registered"),)).periods()[0].first_on == date(2026, 5, 10)
