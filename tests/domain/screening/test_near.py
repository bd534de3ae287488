"""Relatives of an unlisted model: how far, what differs, and that identical is still excluded."""

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.domain.program.edition import model_key
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from tests.domain.screening.scene import PROGRAM, changed, finding, line_of

FIRST = PROGRAM.editions[0]
TWINS = [
    ("Hailan Precision Machinery (fictional)", "HLM-650V2", "cnc", "HLM-650V"),
    ("Qingyao Robotics (fictional)", "QY-R20C", "robot", "QY-R20"),
    ("Zhenxi Controls (fictional)", "ZX-500E", "plc", "ZX-500"),
    ("Lumiao Vision (fictional)", "LM-12B", "vision", "LM-12A"),
    ("Beichuan Line Systems (fictional)", "BC-ASM6X", "line", "BC-ASM6"),
]


def relatives(maker, model, category, **others):
    """Give the relatives of a model."""
    return line_of(changed(maker=maker, model=model, category=category, **others)).nearest


@pytest.mark.parametrize(("maker", "model", "category", "listed"), TWINS)
def test_a_twin_is_refused_and_told_whom_it_equals(maker, model, category, listed):
    """In each category a functional twin fails the listing, reaches the minimum, and names the listed model (F13)."""
    content = changed(maker=maker, model=model, category=category)
    assert finding("R03", content).outcome is Outcome.NOT_MET
    assert finding("R04", content).outcome is Outcome.MET
    nearest = relatives(maker, model, category)[0]
    assert (nearest.model, nearest.is_identical, nearest.distance_percent) == (listed, True, 0)


def test_a_listed_model_has_no_relatives():
    """Who is listed needs none."""
    assert line_of().nearest == ()


def test_relatives_are_of_the_same_category_and_three_at_most():
    """A robot is never suggested for a machining centre."""
    found = relatives("M", "X", "cnc", specs={"spindle_rpm": 9000})
    assert len(found) == 3
    assert all(FIRST.models[model_key(one.maker, one.model)].category == "cnc" for one in found)


def test_a_bare_name_is_near_to_nothing():
    """Nothing stated is nothing in common: far away, and never called identical."""
    nearest = relatives("M", "X", "cnc")[0]
    assert (nearest.distance_percent, nearest.is_identical, nearest.gaps) == (100, False, ())
    assert "spindle_rpm" in nearest.unknown


def test_a_gap_says_both_values_and_the_unit():
    """What differs is said with mine, theirs and the unit."""
    nearest = relatives("Qingyao Robotics (fictional)", "QY-R12U", "robot")[0]
    assert [gap.as_json() for gap in nearest.gaps] == [
        {"name": "supply_v", "mine": "100-127", "theirs": "170-264", "unit": "V AC"}
    ]
    assert nearest.differences == ("supply_v: 100-127 / 170-264 V AC",)


def test_what_the_file_states_goes_before_the_catalogue():
    """A twin that is stated with another spindle is no twin any more."""
    nearest = relatives(*TWINS[0][:3], specs={"spindle_rpm": 9000})[0]
    assert [gap.name for gap in nearest.gaps] == ["spindle_rpm"]
    assert not nearest.is_identical


@pytest.mark.parametrize("language", list(Language))
def test_a_relative_is_said_in_words(language):
    """Identical, different and incomparable relatives each have a sentence in each language."""
    found = [relatives(*TWINS[0][:3])[0], relatives(*TWINS[0][:3])[1], relatives("M", "X", "cnc")[0]]
    said = [all_wording().say_finding(one.finding, language) for one in found]
    assert [one.finding.code for one in found] == ["near.identical", "near.differs", "near.unknown"]
    assert len(set(said)) == 3
    assert all("—" not in text and "_mm" not in text for text in said)
