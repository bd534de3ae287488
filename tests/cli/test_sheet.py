"""``sekisho capture action``: the sheet for the operator, in three languages, from the plan alone."""

from dataclasses import replace

import pytest

from sekisho.capture.collect.guide import values_of
from sekisho.capture.plan.capture_plan import render
from tests.capture.test_action import OVERRIDE
from tests.capture.test_plan import MACHINE, PLAN
from tests.cli.line import LANGUAGES, answer, codes, sekisho


def written(tmp_path, action):
    plan = replace(PLAN, machine=replace(MACHINE, action=action))
    path = tmp_path / "plan.toml"
    path.write_bytes(render(plan))
    return path, plan


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheet_says_what_to_set_in_which_order(tmp_path, lang):
    """The values stand one below the other, with the time they have; nothing is connected to."""
    path, plan = written(tmp_path, OVERRIDE)
    code, output = sekisho("capture", "action", path, lang=lang)
    values = values_of(plan, OVERRIDE)
    assert code == 0
    assert [line.split(". ")[1] for line in output.splitlines() if line[:2] in {"1.", "2.", "3.", "4."}] == [*values]
    assert answer("capture", "action", path)[1]["values"] == [*values]


def test_plan_without_an_action_has_no_sheet(tmp_path):
    """Whoever asks for a sheet of a plan that asks for nothing is told so."""
    path, _ = written(tmp_path, None)
    assert codes("capture", "action", path) == {"collect.no_action"}
