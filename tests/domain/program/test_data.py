"""The program's shipped data: whole, cited, in three languages, marked as illustrative, frozen once published."""

import re
import tomllib
from collections.abc import Iterator
from hashlib import sha256

import pytest

from sekisho.bootstrap.package import seed_files, shipped_program
from sekisho.domain.program.check import changes_between, check_program
from sekisho.domain.program.edition import ChangeKind
from sekisho.domain.rules.explain import fields_of
from sekisho.domain.rules.ruleset import Kind
from sekisho.domain.values.citation import SourceClass
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language

PROGRAM = shipped_program()
FILES = seed_files()
FIRST, *LATER = PROGRAM.editions
CATEGORIES = {"plc", "robot", "vision", "cnc", "line"}
#: Where each fact stands in the source, paragraphs counted from 1.
PARAGRAPHS = {
    "F1": (1, 2, 12), "F2": (2,), "F3": (2,), "F4": (2,), "F5": (2,), "F6": (2,), "F7": (3,), "F8": (4,), "F9": (5,),
    "F10": (6,), "F11": (6,), "F12": (7,), "F13": (7,), "F14": (8,), "F15": (8,), "F16": (9,), "F17": (9,),
    "F18": (9,), "F19": (10,), "F20": (11,), "F21": (13,), "F22": (3,),
}  # fmt: skip
#: The facts gates come from.
GATES = ("F2", "F3", "F5", "F6", "F11", "F12", "F13", "F14", "F16", "F17", "F18")
#: A published edition never changes; whoever must change one publishes another.
PUBLISHED = {
    "annex-a-2026-05-09.toml": "93319300e83aa9fd789d0abe98b9ef5587feef4a9bac570d589e49fd7f938f46",
    "annex-a-2026-07-15.toml": "f33038fd82c1c5d20cb2ba30c47ce2cca7b59b9f4e354e668a9f6cccf8466cd2",
    "annex-a-2026-10-10.toml": "0d0cae0e5dea9962f1b392ec37c2408bf53eb2c51d646ad060e26103fde42d88",
}
#: Models of the catalogue that do what a listed model does and stand in no edition: the near misses people ask about.
TWINS = ("QY-R20C", "LM-12B", "BC-ASM6X", "ZL-C10V", "FQ-M3E")


def values_in(value: object) -> Iterator[object]:
    """Give every value of a data file, however deep."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from values_in(item)
    else:
        yield value


def test_every_fact_is_there():
    """F1 to F22 are stated, each once, each with a paragraph of the article."""
    assert [fact.id for fact in PROGRAM.facts] == [f"F{n}" for n in range(1, 23)]
    assert {fact.citation.source_class for fact in PROGRAM.facts} == {SourceClass.ARTICLE}
    assert all("¶" in fact.citation.reference for fact in PROGRAM.facts)


def test_every_fact_names_its_own_paragraph():
    """Each fact is cited to the paragraphs it was taken from, and to no other."""
    assert {fact.id: fact.citation.reference for fact in PROGRAM.facts} == {
        name: ", ".join(f"¶{n}" for n in numbers) for name, numbers in PARAGRAPHS.items()
    }


def test_every_gate_rests_on_a_fact_that_is_one_or_on_an_assumption():
    """Advantages (¶3), components (¶4) and effects never refuse; F15's agreement is advice as well."""
    gates = [rule for rule in PROGRAM.rules.rules if rule.kind is Kind.GATE]
    cited = {int(n) for rule in gates for n in re.findall(r"¶(\d+)", str(rule.citation))}
    assert cited == {PARAGRAPHS[name][0] for name in GATES}
    assert "agreement_early" not in {name for rule in gates for name in fields_of(rule.when)}


def test_what_the_source_calls_an_advantage_is_advice():
    """Functional safety, traceability, CNAS declarations, early agreements and MES readiness only inform."""
    advice = {rule.id: str(rule.citation) for rule in PROGRAM.rules.rules if rule.kind is Kind.ADVISORY}
    assert {name: re.findall(r"¶\d+", text) for name, text in advice.items()} == {
        "V01": ["¶3"], "V02": ["¶4"], "V03": ["¶8"], "V04": [], "V05": ["¶4"],
        "V06": ["¶5", "¶10"],
    }  # fmt: skip


def test_every_question_is_cited_by_its_own_number():
    """Each open question says itself where its answer comes from: ours, except for what law and practice settle."""
    classes = {one.id: one.citation.source_class for one in PROGRAM.questions}
    assert classes.pop("A35") is SourceClass.PRACTICE
    assert set(classes.values()) == {SourceClass.ASSUMPTION}
    assert all(one.id in str(one.citation) for one in PROGRAM.questions)


def test_every_open_question_has_a_default_and_a_reason():
    """A1 to A36 are asked, each with a default, a reason, and what holds the answer."""
    assert [one.id for one in PROGRAM.questions] == [f"A{n}" for n in range(1, 37)]
    assert all(path in PROGRAM.parameters for one in PROGRAM.questions for path in one.parameters)
    assert [one.id for one in PROGRAM.questions if not one.parameter] == []


def test_a_question_names_the_other_answers_there_are():
    """Where another reading is known it stands beside the default; the others have none anybody named."""
    without = [one.id for one in PROGRAM.questions if not one.alternatives]
    assert without == ["A4", "A11", "A12", "A13", "A17", "A21", "A28", "A30", "A31", "A35"]


def test_facts_and_questions_stand_in_three_languages():
    """Each says something of its own in every language."""
    texts = [fact.text for fact in PROGRAM.facts]
    texts += [text for one in PROGRAM.questions for text in (one.text, one.default, one.reason, *one.alternatives)]
    assert all(len({text.within(language) for language in Language}) == 3 for text in texts)


def test_every_value_is_cited():
    """No value of a parameter stands without its source class and a place to look."""
    citations = [entry.citation for parameter in PROGRAM.parameters.values() for entry in parameter.history]
    assert citations
    assert all(citation.reference for citation in citations)


def test_what_the_article_fixes_is_cited_to_it():
    """The cap, the window, the rate's maximum and the ninety days come from the article."""
    paths = ("pool.appropriation", "window.opens", "window.closes", "subsidy.rate", "verification.days")
    assert {PROGRAM.parameters[path].history[0].citation.source_class for path in paths} == {SourceClass.ARTICLE}


def test_careful_reading_finds_no_fault():
    """The checks of ``sekisho program check`` find nothing to mend."""
    checked = check_program(PROGRAM)
    assert [finding for finding in checked if finding.outcome is Outcome.NOT_MET] == []


@pytest.mark.parametrize("edition", PROGRAM.editions, ids=lambda edition: str(edition.effective_from))
def test_an_edition_lists_thirty_models_of_five_categories(edition):
    """Every edition has at least thirty models, and some of each category."""
    assert len(edition.models) >= 30
    assert {model.category for model in edition.models.values()} == CATEGORIES


@pytest.mark.parametrize(("before", "after"), list(zip(PROGRAM.editions, LATER, strict=False)), ids=("July", "October"))
def test_a_revision_adds_changes_and_removes(before, after):
    """Each revision adds, changes and removes models, and says so."""
    real = changes_between(before.models, after.models)
    told = {change.kind: set(change.models) for change in after.revision if change.kind is not ChangeKind.MINIMUM}
    assert all(real.values())
    assert real == told


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_does_what_a_listed_model_does_and_is_not_listed(name):
    """A functional twin of a listed model stands in the catalogue and in no edition (F13)."""
    twin = next(model for model in PROGRAM.catalogue.values() if model.model == name)
    listed = [model for model in FIRST.models.values() if model.category == twin.category]
    assert any(model.specification == twin.specification for model in listed)
    assert all(twin.key not in edition.models for edition in PROGRAM.editions)


def test_models_of_later_editions_wait_for_theirs():
    """A successor with the same functions waits for its edition: HLM-650V2 for July, ZX-500E for October."""
    listed = [{model.model for model in edition.models.values()} for edition in PROGRAM.editions]
    assert ["HLM-650V2" in names for names in listed] == [False, True, True]
    assert ["ZX-500E" in names for names in listed] == [False, False, True]


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_edition_never_changes(name):
    """Each published edition is the file it was, to the byte."""
    assert sha256(FILES[name]).hexdigest() == PUBLISHED[name]


def test_every_edition_file_is_pinned():
    """No edition is shipped without its hash standing here."""
    assert {name for name in FILES if name.startswith("annex-a-")} == set(PUBLISHED)


def test_every_maker_is_marked_as_fictional():
    """No maker could be taken for a real one."""
    models = [*PROGRAM.catalogue.values(), *(m for edition in PROGRAM.editions for m in edition.models.values())]
    assert [model.maker for model in models if "fictional" not in model.maker] == []


def test_every_edition_says_that_it_is_illustrative():
    """Each edition's label says so in three languages, and that it is not the official Annex A."""
    words = {Language.JA: "架空", Language.EN: "Illustrative", Language.ZH_HANS: "虚构"}
    assert all(words[one] in edition.label.within(one) for edition in PROGRAM.editions for one in Language)


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_data_file_holds_a_binary_number(name):
    """Decimals stand in quotes, so that no value is ever rounded."""
    assert [value for value in values_in(tomllib.loads(FILES[name].decode())) if isinstance(value, float)] == []
