"""Before anything is bought: is it eligible, can it still be done in time, what does it cost and earn back."""

from collections.abc import Mapping

from sekisho.application.citing import parts_of
from sekisho.cli.demo.account import Entry, Remark
from sekisho.cli.demo.client import Json
from sekisho.cli.demo.road import Road, entry, expected
from sekisho.cli.demo.scenario import Step
from sekisho.domain.values.finding import Outcome, Value

WANTING = ("not_met", "undetermined")
#: The figures of a quote in the order people read them: what it costs, what is paid, when it is earned back.
FIGURES = (
    *("price", "customs_value", "duty", "consumption_tax_national", "consumption_tax_local", "landed_cost"),
    *("subsidy", "net_cost", "payback_months", "payback_months_without"),
)


def _gap(road: Road, gap: Json) -> str:
    name = road.account.word("specification", gap["name"])
    return road.account.text("demo.gap", name=name, mine=gap["mine"] or "?", theirs=gap["theirs"])


def _relative(road: Road, relative: Json) -> Remark:
    """Say that a listed model is near, and what differs, with the quantities by their names."""
    gaps = [_gap(road, gap) for gap in relative.get("gaps", [])]
    code = "demo.near_identical" if relative["identical"] else "demo.near"
    named: dict[str, Value] = {"maker": relative["maker"], "model": relative["model"]}
    return Remark(road.account.text(code, **named, differences="; ".join(gaps)), citation="article: ¶7")


def _is_due(finding: Json) -> bool:
    return bool(finding["kind"] == "gate" and finding["due"])


def screen(road: Road, step: Step) -> Entry:
    """Screen a case's file before anything is bought, with the command line."""
    path = road.case_file(step.case)
    _, answer = road.command_line("screen", str(path), "--as-of", step.at.isoformat(), "--home", str(road.home))
    gates = [finding for line in answer["lines"] for finding in line["findings"] if _is_due(finding)]
    wanting = tuple(finding for finding in gates if finding["outcome"] in WANTING)
    expected(step, {str(finding["code"]) for finding in wanting})
    nearest = [relative for line in answer["lines"] for relative in line["nearest"]]
    facts: dict[str, Value] = {"outcome": answer["outcome"], "edition": answer["edition_on"]}
    facts |= {"nearest": nearest, "findings": [*gates]}
    shown = (
        Remark(road.account.text("screen.edition", edition_on=answer["edition_on"])),
        *road.account.remarks(gates),
        *(_relative(road, relative) for relative in nearest),
        Remark(road.account.text(f"screen.outcome.{answer['outcome']}"), Outcome(answer["outcome"])),
    )
    outcome = {"met": "done", "not_met": "refused"}.get(answer["outcome"], "undetermined")
    return entry(road, step, outcome, reasons=wanting, facts=facts, shown=shown)


def _planned(road: Road, planned: Mapping[str, Value]) -> Remark:
    """Say by when a step must begin; a late one cannot be kept, on a critical one no day may be lost."""
    code = "demo.planned_late" if planned["late"] else ("demo.critical" if planned["critical"] else "demo.planned")
    told: dict[str, Value] = {"start_by": planned["start_by"], "slack": planned["slack_days"]}
    named = road.account.text(f"schedule.step.{planned['name']}")
    return Remark(road.account.text(code, step=named, **told), Outcome.NOT_MET if planned["late"] else None)


def plan(road: Road, step: Step) -> Entry:
    """Plan backwards from the window's end, with the command line."""
    path = road.case_file(step.case)
    code, answer = road.command_line("plan", str(path), "--as-of", step.at.isoformat())
    possible = Outcome.MET if code == 0 else Outcome.NOT_MET
    told = {"last_on": answer["last_on"], "earliest": answer["earliest_end_on"]}
    verdict = road.account.text("plan.possible" if code == 0 else "plan.impossible", **told)
    shown = (*(_planned(road, planned) for planned in answer["steps"]), Remark(verdict, possible))
    begins = str(answer.get("latest_start") or "")
    until = road.account.text("demo.begin_by") if begins else ""
    outcome = "done" if code == 0 else "refused"
    return entry(road, step, outcome, deadline=begins, until=until, shown=shown, facts=dict(answer))


def quote(road: Road, step: Step) -> Entry:
    """Quote customs value, taxes, landed cost, subsidy and payback, with the command line."""
    path = road.case_file(step.case)
    _, answer = road.command_line("quote", str(path), "--as-of", step.at.isoformat())
    figures = {figure["name"]: figure for figure in answer["figures"]}
    shown = tuple(
        Remark(f"{figures[name]['text']}: {figures[name]['amount']}", citation=parts_of(figures[name]["citation"])[0])
        for name in FIGURES
        if name in figures
    )
    totals: Json = answer["totals"]
    facts: dict[str, Value] = {**totals, "figures": answer["figures"]}
    return entry(road, step, "done", yen=totals["subsidy"], facts=facts, shown=shown)
