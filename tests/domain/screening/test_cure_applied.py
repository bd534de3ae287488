"""What would make it eligible, done: a file changed as its measures say is screened once more, from the papers on."""

import copy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.domain.program.means import Way
from sekisho.domain.screening.bind import Register, Setting
from sekisho.domain.screening.cure import cure
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import screen
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.time import parse_instant
from tests.domain.screening.scene import PROGRAM

#: What a good new paper says whatever it is: somebody recognised issued it, it holds long, an officer accepted it.
GOOD = {
    "number": "NEW", "body": "Toa Anzen Hyoka (fictional)", "valid_from": "2026-01-01", "valid_until": "2029-12-31",
    "accepted": True,
}  # fmt: skip
SI = {"name": "y", "corporate_number": "8990000000001", "side": "integrator"}
MODELS = {model.key: model for edition in PROGRAM.editions for model in edition.models.values()}
KINDS = (
    *("pse_certificate", "jis_b9700_evidence", "jis_b9700_declaration", "conformity_certificate"),
    *("authorisation_letter", "pse_out_of_scope_declaration", "iso13849_certificate", "iec61508_certificate"),
)
AUTUMN = parse_instant("2026-10-15T12:00:00+09:00")


def rarely(value):
    """Give a strategy for what is stated now and then."""
    return st.none() | st.none() | value


def stated(**parts):
    """Give a strategy for a record in which what is None is not stated."""
    return st.fixed_dictionaries(parts).map(
        lambda one: {name: value for name, value in one.items() if value is not None}
    )


PAPERS = st.lists(
    stated(
        kind=st.sampled_from(KINDS),
        number=st.sampled_from("ABCDEFGH"),
        body=st.sampled_from(["Toa Anzen Hyoka (fictional)", "Toa Anzen Hyoka (fictional)", "Nobody"]),
        accepted=st.sampled_from([None, None, True, True, False]),
        valid_from=rarely(st.sampled_from(["2026-01-01", "2026-06-15"])),
        valid_until=rarely(st.sampled_from(["2026-11-30", "2029-12-31"])),
        models=rarely(st.just(["OTHER"])),
        form=rarely(st.sampled_from(["scan", "original"])),
        pl=rarely(st.integers(1, 5)),
        sil=rarely(st.integers(1, 4)),
        events=rarely(
            st.just([{"status": "suspended", "effective_from": "2026-06-01"}])
            | st.just([{"status": "withdrawn", "effective_from": "2026-10-01"}])
        ),
    ),
    max_size=9,
)  # fmt: skip
DAYS = rarely(st.sampled_from(["2026-05-20", "2026-09-01", "2026-12-31", "2027-01-05", "2027-02-01"]))
LINES = st.builds(
    lambda model, stated_of: (
        {"id": "L", "maker": model.maker, "model": model.model, "category": model.category} | stated_of
    ),
    st.sampled_from(sorted(MODELS.values(), key=lambda model: model.key)),
    stated(
        documents=PAPERS,
        origin=st.sampled_from(["CN", "CN", "JP"]),
        serial=rarely(st.just("S1")),
        pl=rarely(st.integers(1, 4)),
        imported_on=DAYS,
        commissioned_on=DAYS,
    ),
)
FILES = stated(
    applicant=st.sampled_from(["end_user", "integrator", "distributor"]).map(
        lambda side: {"name": "x", "corporate_number": "7123456789012", "side": side}
    ),
    partner=st.sampled_from([None, SI]),
    channel=st.sampled_from([None, "portal", "fax"]),
    lines=LINES.map(lambda line: [line]),
)
REGISTERS = st.builds(
    Register,
    models=st.sampled_from([None, frozenset(), frozenset(MODELS)]),
    partner_registered=st.sampled_from([None, True, False]),
)
INSTANTS = st.sampled_from(["2026-06-01", "2026-08-01", "2026-10-15"]).map(
    lambda day: parse_instant(f"{day}T12:00:00+09:00")
)


def new_paper(kind, level):
    """Give a good paper of a kind that shows a level, where one was asked for."""
    shown = {"iso13849_certificate": "pl", "iec61508_certificate": "sil"}.get(kind)
    return {**GOOD, "kind": kind, **({shown: level} if shown and level is not None else {})}


def kinds_of(measure):
    """Give the kinds of papers a measure is about."""
    what = measure.facts["what"]
    return [what] if isinstance(what, str) else what


class Applicant:
    """Somebody who does what a set of measures says: to the file, and with the registers."""

    def __init__(self, content, register):
        """Take the file and the registers as they are."""
        self.content, self.register = copy.deepcopy(content), register

    @property
    def line(self):
        """Give the file's only line."""
        return self.content["lines"][0]

    def model(self, measure):
        """Take another model, of which nothing old says anything."""
        self.line.update(maker=measure.facts["maker"], model=measure.facts["model"], documents=[], serial="")
        for name in ("pl", "sil", "specs"):
            self.line.pop(name, None)
        if self.line["origin"] != "CN":
            self.line["origin"] = ""

    def paper(self, measure):
        """File good papers, and have them accepted."""
        for kind in kinds_of(measure):
            self.line["documents"].append(new_paper(kind, measure.facts.get("level")))
            if kind == "origin_certificate":
                self.line["origin"] = "CN"

    declare = paper

    def accept(self, measure):
        """Have the filed papers accepted as they are."""
        for paper in self.line["documents"]:
            if paper["kind"] in kinds_of(measure):
                paper.setdefault("accepted", True)

    def plan(self, measure):
        """Choose the first of the days that will do."""
        self.line.update(dict.fromkeys(measure.changes, measure.facts["first"]))

    def register_(self, measure):
        """Have the model or the partner registered."""
        if measure.what == "model":
            key = read_request(self.content)[0].lines[0].key
            self.register = replace(self.register, models=(self.register.models or frozenset()) | {key})
        else:
            self.register = replace(self.register, partner_registered=True)

    def partner(self, _measure):
        """Name another partner, who is registered."""
        self.content["partner"] = SI
        self.register = replace(self.register, partner_registered=True)

    def state(self, measure):
        """State what is missing: of these files only the channel can be."""
        assert set(measure.changes) == {"channel_approved"}
        self.content["channel"] = "portal"

    def does(self, course):
        """Do everything a set says, another model first."""
        for measure in sorted(course.measures, key=lambda one: one.way is not Way.MODEL):
            getattr(self, {"register": "register_"}.get(measure.way.value, measure.way.value))(measure)
        return self


def cured(content, register, at):
    """Give what would make the only line of a file eligible; nothing is taken as declared."""
    request = read_request(content)[0]
    return cure(request.lines[0], Setting(request, PROGRAM, register, at), at.date())


def outcome(content, register, at):
    """Screen a file as it is."""
    request, problems = read_request(content)
    assert problems == []
    return screen(request, PROGRAM, register, at).outcome


@settings(max_examples=250, deadline=None)
@given(FILES, REGISTERS, INSTANTS)
def test_whoever_does_what_is_said_is_eligible(content, register, at):
    """Papers filed or accepted as they are, registrations, days, another model: with each set done the file is met."""
    found = cured(content, register, at)
    assert found.is_needed == (outcome(content, register, at) is not Outcome.MET)
    for course in found.courses:
        done = Applicant(content, register).does(course)
        assert outcome(done.content, done.register, at) is Outcome.MET, course


def plc(*papers):
    """Give a file for a listed PLC whose papers are in order but for those given."""
    model = next(one for one in MODELS.values() if one.category == "plc")
    good = [new_paper(kind, None) for kind in ("pse_certificate", "conformity_certificate")]
    line = {"id": "L", "maker": model.maker, "model": model.model, "category": "plc", "origin": "CN"}
    return whole(line, [*good, *papers])


def whole(line, papers):
    """Give a file whose applicant needs no partner."""
    applicant = {"name": "x", "corporate_number": "7123456789012", "side": "integrator"}
    return {"applicant": applicant, "channel": "portal", "lines": [{**line, "documents": papers}]}


def steps(content):
    """Give the measures of each set, in autumn with every model registered."""
    found = cured(content, Register(models=frozenset(MODELS), partner_registered=True), AUTUMN)
    return [[(one.way.value, one.what, one.facts.get("level")) for one in course.measures] for course in found.courses]


@pytest.mark.parametrize("kind", ["jis_b9700_evidence", "jis_b9700_declaration"])
def test_the_office_is_asked_for_the_paper_that_lies_with_it(kind):
    """A component whose risk assessment is filed waits for that one to be accepted, not for a declaration (A23)."""
    assert steps(plc({"kind": kind, "number": "J-1"})) == [[("accept", kind, None)]]


def gated(*papers):
    """Give a file for a model whose row makes the advised level a gate, in order but for the papers given."""
    edition = PROGRAM.edition_on(date(2026, 10, 15))
    model = next(one for one in edition.models.values() if "V01" in edition.gates_of(one))
    base = ("pse_certificate", "jis_b9700_evidence", "conformity_certificate")
    wanted = dict.fromkeys([*base, *(kind for kind in model.documents if kind != "iso13849_certificate")])
    line = {"id": "L", "maker": model.maker, "model": model.model, "category": model.category, "origin": "CN"}
    row = [{**GOOD, "kind": kind, "pl": 1} for kind in model.documents if kind == "iso13849_certificate"]
    return whole(line, [*(new_paper(kind, None) for kind in wanted), *row, *papers])


@pytest.mark.parametrize("said", [{"sil": 1}, {}])
def test_accepting_a_paper_invents_no_level(said):
    """A certificate that states SIL 1, or none, is not what is wanted: another one has to be filed."""
    found = steps(gated({"kind": "iec61508_certificate", "number": "S-1", **said}))
    assert ("accept", "iec61508_certificate") not in {one[:2] for course in found for one in course}
    assert [("paper", "iec61508_certificate", 2)] in found


def test_a_paper_that_says_enough_needs_the_office_alone():
    """A certificate that states SIL 3 is enough once it is accepted."""
    assert steps(gated({"kind": "iec61508_certificate", "number": "S-1", "sil": 3}))[0] == [
        ("accept", "iec61508_certificate", None)
    ]


def test_a_new_paper_does_what_the_open_one_would():
    """Where the row's own paper lies with the office but shows too little, only a better one is asked for."""
    content = gated()
    papers = content["lines"][0]["documents"]
    kept = [paper for paper in papers if paper["kind"] != "iso13849_certificate"]
    opened = [{"kind": "iso13849_certificate", "number": "O", "pl": 1}]
    content["lines"][0]["documents"] = kept + opened
    first, *_ = steps(content)
    assert first == [("paper", "iso13849_certificate", first[0][2])]


def test_papers_asked_for_together_are_accepted_together():
    """Where a row asks for two papers and both lie with the office, both are named in one measure."""
    content = gated()
    model = next(one for one in MODELS.values() if one.key == read_request(content)[0].lines[0].key)
    edition = PROGRAM.edition_on(AUTUMN.date())
    two = ("authorisation_letter", "component_trace")
    editions = [
        replace(one, models={**one.models, model.key: replace(edition.models[model.key], documents=two)})
        if one is edition
        else one
        for one in PROGRAM.editions
    ]
    papers = [paper for paper in content["lines"][0]["documents"] if paper["kind"] not in two]
    papers += [{"kind": kind, "number": kind} for kind in two] + [new_paper("iec61508_certificate", 4)]
    request = read_request(whole(content["lines"][0], papers))[0]
    program = replace(PROGRAM, editions=tuple(editions))
    setting = Setting(request, program, Register(models=frozenset(MODELS), partner_registered=True), AUTUMN)
    (course, *_) = cure(request.lines[0], setting, AUTUMN.date()).courses
    assert [(one.code, one.facts["what"]) for one in course.measures] == [("cure.accept", [*two])]
