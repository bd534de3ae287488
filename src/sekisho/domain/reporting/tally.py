"""Tally: what each case adds to the report of a quarter as known at an instant, table by table."""

from collections.abc import Iterable, Iterator

from sekisho.domain.reporting.figure import MEDIANS, Part
from sekisho.domain.reporting.quarter import Quarter
from sekisho.domain.reporting.story import STAGES, Milestone, Story
from sekisho.domain.values.time import day_in_japan

#: The dimensions a quarter's flow is broken down by; the names are those of ``Particulars``.
DIMENSIONS = ("category", "claimant", "size", "sector", "prefecture")
#: The accounts of the pool in which a yen belongs to one case, as the case's own balance names them.
ACCOUNTS = ("reserved", "committed", "payable", "paid", "receivable", "recovered")
FLOWS, ENDS, REFUSALS, WAITING, BALANCE = "flows", "endings", "refusals", "waiting", "balance"


def _counted(story: Story, table: str, row: str, prefix: str, yen: int) -> Iterator[Part]:
    yield Part((table, row, f"{prefix}_cases"), story.case.id, 1)
    yield Part((table, row, f"{prefix}_yen"), story.case.id, yen)


def _flow(story: Story, milestone: Milestone, quarter: Quarter) -> Iterator[Part]:
    """Count a milestone: in the quarter, and among everything up to the quarter's end."""
    if milestone.at > quarter.ends_at:
        return
    yield from _counted(story, FLOWS, milestone.measure, "total", milestone.yen)
    # What was decided stays decided in its quarter; that it came to nothing later is said beside it.
    is_undone = story.is_undone(milestone)
    if is_undone:
        yield from _counted(story, FLOWS, "undone", "total", milestone.yen)
    if not quarter.holds(milestone.at):
        return
    yield from _counted(story, FLOWS, milestone.measure, "quarter", milestone.yen)
    for dimension in DIMENSIONS:
        yield from _counted(story, dimension, story.particulars.of(dimension), milestone.measure, milestone.yen)
    if is_undone:
        yield from _counted(story, FLOWS, "undone", "quarter", milestone.yen)


def _ends(story: Story, quarter: Quarter) -> Iterator[Part]:
    for name, at in story.endings:
        if quarter.holds(at):
            yield Part((ENDS, name, "cases"), story.case.id, 1)
    for code, at in story.refusals:
        if quarter.holds(at):
            yield Part((REFUSALS, code, "cases"), story.case.id, 1)


def _durations(story: Story, quarter: Quarter) -> Iterator[Part]:
    for name, (start, end) in STAGES.items():
        begun, ended = story.first(start), story.first(end)
        if begun and ended and quarter.holds(ended):
            days = (day_in_japan(ended) - day_in_japan(begun)).days
            yield Part((MEDIANS, name, "tenths"), story.case.id, days)
            yield Part((MEDIANS, name, "cases"), story.case.id, 1)


def _standing(story: Story) -> Iterator[Part]:
    """Say where the case's money stands at the instant itself, and whether the case waits for money."""
    held = story.case.balance
    for account in ACCOUNTS:
        if yen := getattr(held, account).yen:
            yield Part((BALANCE, account, "cases_yen"), story.case.id, yen)
    if story.case.state == "waiting":
        yield Part((WAITING, "waiting", "cases"), story.case.id, 1)
        yield Part((WAITING, "waiting", "yen"), story.case.id, held.requested.yen)


def tally(stories: Iterable[Story], quarter: Quarter) -> Iterator[Part]:
    """Give everything the stories add to the report of a quarter."""
    for story in stories:
        for milestone in story.milestones:
            yield from _flow(story, milestone, quarter)
        yield from _ends(story, quarter)
        yield from _durations(story, quarter)
        yield from _standing(story)
