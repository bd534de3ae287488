"""What is left when the road is walked: where every case stands, the dossier, and the checks anybody can repeat."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sekisho.bootstrap.package import shipped_program
from sekisho.cli.demo.client import Json
from sekisho.cli.demo.road import Road
from sekisho.domain.reporting.quarter import Reading, quarter_at
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

#: What each check has to end with: the record holds, a changed copy does not, the decision is found again, the books
#: come out again and the quarter ties out with them.
WANTED = {"verify": 0, "verify_one_byte_changed": 1, "replay": 0, "fund_replay": 0, "report_quarter": 0}
#: Accounts of the pool a case can hold money in, the furthest first.
HELD = ("recovered", "receivable", "paid", "payable", "committed", "reserved")


@dataclass(frozen=True, slots=True)
class Check:
    """A command anybody can repeat, how it ended, and what it said."""

    name: str
    command: str
    code: int
    says: str

    @property
    def holds(self) -> bool:
        """Say whether it ended as it has to."""
        return self.code == WANTED[self.name]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: its number, its state, and its money in the account it is in."""

    case: str
    number: str
    state: str
    account: str
    yen: int

    def as_json(self) -> dict[str, Value]:
        """Give the standing as plain JSON values."""
        return {"number": self.number, "state": self.state, "account": self.account, "yen": self.yen}


def standings(road: Road) -> tuple[Standing, ...]:
    """Give where every case stands, as the office sees it."""
    found = []
    for name, number in sorted(road.cases.items()):
        case = road.office().json("GET", f"/cases/{number}")["case"]
        account = next((account for account in HELD if case["balance"][account]), "")
        found.append(Standing(name, number, case["state"], account, case["balance"][account] if account else 0))
    return tuple(found)


def export(road: Road) -> tuple[Path, Path, Path]:
    """Export the main case's dossier and the trust file, and make a copy of the dossier with one byte changed."""
    case = road.case_id(road.scenario.main_case)
    dossier, trust = road.place / "dossier.zip", road.place / "trust.toml"
    dossier.write_bytes(road.office().call("GET", f"/cases/{case}/dossier"))
    trust.write_bytes(road.office().call("GET", "/trust"))
    damaged = road.place / "dossier-one-byte-changed.zip"
    data = bytearray(dossier.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    return dossier, damaged, trust


def _problems(report: Json) -> str:
    problems = [problem for check in report["checks"] for problem in check["problems"]]
    return "; ".join(str(problem["text"]) for problem in problems)


def _verified(road: Road, name: str, dossier: Path, trust: Path) -> Check:
    code, report = road.command_line("verify", str(dossier), "--trust", str(trust))
    says = road.account.text("verify.holds" if report["holds"] else "verify.does_not_hold", case=report["case"] or "—")
    problems = "" if report["holds"] else f" {_problems(report)}"
    return Check(name, f"sekisho verify {dossier.name} --trust {trust.name}", code, says + problems)


def _replayed(road: Road, dossier: Path) -> tuple[Check, ...]:
    """Judge the main case once more from its dossier alone; a road that ends before a screening has none to repeat."""
    case = road.case_id(road.scenario.main_case)
    if not road.office().json("GET", f"/cases/{case}")["case"]["screening"]:
        return ()
    code, replay = road.command_line("screen", str(dossier), "--replay", case)
    says = road.account.text("replay.reproduced" if replay["holds"] else "replay.not_reproduced")
    return (Check("replay", f"sekisho screen {dossier.name} --replay {case}", code, says),)


def _reported(road: Road) -> Check:
    """Report the quarter the road ends in: every total has to equal the ledger."""
    program, day = shipped_program(), day_in_japan(road.scenario.steps[-1].at)
    reading = Reading(str(program.entry("report.quarter_reading", day).value))
    quarter = quarter_at(day, reading, program.number("record.fiscal_year_first_month", day)).name
    called = ("report", "quarter", quarter, "--edition", "internal")
    place = ("--home", str(road.home), "--out", str(road.place / "report"))
    code, report = road.command_line(*called, *place)
    says = road.account.text("report.holds" if report["holds"] else "report.does_not_hold")
    return Check("report_quarter", f"sekisho {' '.join(called)} --home home --out report", code, says)


def checked(road: Road) -> tuple[tuple[Check, ...], Mapping[str, Value]]:
    """Verify the dossier and its damaged copy, repeat the decision, replay the pool, report the quarter."""
    dossier, damaged, trust = export(road)
    code, replay = road.command_line("fund", "replay", "--home", str(road.home))
    says = road.account.text("fund.holds" if replay["holds"] else "fund.does_not_hold")
    checks = (
        _verified(road, "verify", dossier, trust),
        _verified(road, "verify_one_byte_changed", damaged, trust),
        *_replayed(road, dossier),
        Check("fund_replay", "sekisho fund replay --home home", code, says),
        _reported(road),
    )
    return checks, replay
