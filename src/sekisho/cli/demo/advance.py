"""The program clock moves on, and what that alone brings about: a new edition takes effect, a case lapses."""

from collections.abc import Mapping

from sekisho.cli.demo.account import Entry, Remark, as_finding
from sekisho.cli.demo.client import Json
from sekisho.cli.demo.road import Road
from sekisho.cli.demo.scenario import Step
from sekisho.domain.values.finding import Finding, Outcome


def _named(road: Road, number: object) -> str:
    """Give the scenario's name of a case by its number."""
    return next((name for name, known in road.cases.items() if known == number), str(number))


def _fields(change: Json) -> list[str]:
    """Give the facts about a case that differ under the new edition."""
    causes = [cause for cause in change.get("causes") or [] if cause["code"] == "rescreen.facts"]
    return [str(name) for cause in causes for name in cause["facts"]["fields"]]


def _because(road: Road, finding: Finding, fields: list[str]) -> list[Remark]:
    """Say which fact about which model made the difference. A flag that differs was the opposite before."""
    flags = {name: finding.facts[name] for name in fields if isinstance(finding.facts.get(name), bool)}
    told = {"model": finding.facts.get("model"), "edition_on": finding.facts.get("edition")}
    return [
        Remark(road.account.text("demo.because", fact=road.account.word("fact", name), before=not now, now=now, **told))
        for name, now in flags.items()
    ]


def _reasons(road: Road, change: Json) -> list[Remark]:
    remarks: list[Remark] = []
    for reason in change.get("reasons") or []:
        finding = as_finding(reason)
        told = road.account.remark(finding)
        # Nobody can do anything about a case the new edition does not decide, so nothing is asked.
        remarks.append(told if change["decides"] else Remark(told.text, told.outcome, told.citation))
        remarks += _because(road, finding, _fields(change))
    return remarks


def _still_open(road: Road, change: Json) -> list[Remark]:
    """Say of a case the edition decides what stands in its way now; a spared one asks nothing of anybody."""
    if not change["decides"] or change["after"] == Outcome.MET.value:
        return []
    return [Remark(road.account.text(f"screen.outcome.{change['after']}"), Outcome(change["after"]))]


def _changed(road: Road, step: Step, change: Json) -> Entry:
    """Make the entry of what a new edition changes for one case, and why."""
    told = {name: change[name] for name in ("before", "after", "edition_on")}
    code = "demo.decides" if change["decides"] else "demo.spared"
    shown = (*_reasons(road, change), Remark(road.account.text(code)), *_still_open(road, change))
    who, case = road.account.word("role", "system"), _named(road, change["case"])
    name = road.account.text("demo.changes" if change["decides"] else "demo.would_change", **told)
    reasons = tuple(change.get("reasons") or ())
    return Entry(
        step.at, case, "edition_changes", who, _outcome(change), name, reasons=reasons, shown=shown, facts=dict(change)
    )


def _outcome(change: Mapping[str, object]) -> str:
    """A case that is spared goes on whatever the new edition says; what is decided by it may now stand still."""
    if not change["decides"] or change["after"] == Outcome.MET.value:
        return "done"
    return "refused" if change["after"] == Outcome.NOT_MET.value else "undetermined"


def _unchanged(road: Road, step: Step, changes: list[Json]) -> list[Entry]:
    """Name the cases that are open and come out as before."""
    touched = {str(change["case"]) for change in changes}
    names = [name for name, number in road.cases.items() if number not in touched]
    if not changes or not names:
        return []
    told = {"cases": names, "edition_on": changes[0]["edition_on"]}
    name, who = road.account.text("demo.unchanged", **told), road.account.word("role", "system")
    return [Entry(step.at, "", "edition_spares", who, "done", name, facts={"cases": [*names]})]


def _lapsed(road: Road, step: Step, number: str) -> Entry:
    name, who = road.account.text("event.case.lapsed"), road.account.word("role", "system")
    return Entry(step.at, _named(road, number), "lapse", who, "done", name)


def advance(road: Road, step: Step) -> None:
    """Move the clock to a step's instant and tell what it changed, case by case."""
    if road.now is not None and step.at <= road.now:
        return
    due = road.office().json("POST", "/clock", body={"to": step.at.isoformat()})
    road.now = step.at
    changes = sorted(due.get("changes") or [], key=lambda change: _named(road, change["case"]))
    for one in [*(_changed(road, step, change) for change in changes), *_unchanged(road, step, changes)]:
        road.account.add(one)
    for number in due.get("lapsed") or []:
        road.account.add(_lapsed(road, step, str(number)))
