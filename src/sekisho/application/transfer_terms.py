"""What the office has agreed with its bank, as dated parameters: who pays, how lines end, how the bank answers."""

from collections.abc import Mapping
from datetime import date

from sekisho.domain.fund.zengin.account import PARTS, REMITTER_KINDS, parse_account
from sekisho.domain.fund.zengin.layout import ResultLayout, result_layout
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

_PLACE = "transfer.remitter"
#: Digits of the code the bank gives a remitter.
_CODE = 10


def _table(program: ProgramDefinition, path: str, day: date) -> Mapping[str, Value]:
    value = program.entry(path, day).value
    return value if isinstance(value, dict) else {}


def remitter_on(program: ProgramDefinition, day: date) -> dict[str, str] | Refusal:
    """Give the remitter in force on a day, its names in half-width kana, or refuse the parameter with every reason."""
    table = _table(program, "transfer.remitter", day)
    code = str(table.get("code") or "")
    account = parse_account(table, REMITTER_KINDS, f"{_PLACE}.")
    problems = list(account.findings) if isinstance(account, Refusal) else []
    if len(code) != _CODE or not code.isdecimal() or not code.isascii():
        problems.append(Finding("transfer.remitter_code", Outcome.NOT_MET, f"{_PLACE}.code", facts={"code": code}))
    if problems or isinstance(account, Refusal):
        return Refusal.of(problems)
    return {"code": code, **{part: str(getattr(account, part)) for part in PARTS}}


def line_ending_on(program: ProgramDefinition, day: date) -> str:
    """Give what the bank wants after each record: nothing, or CR and LF."""
    return program.text("transfer.line_ending", day)


def result_layout_on(program: ProgramDefinition, day: date) -> ResultLayout | Refusal:
    """Give how the bank answers, or refuse a parameter that would overwrite a field."""
    place = program.numbers("transfer.result_field", day)
    reasons = {code: str(reason) for code, reason in _table(program, "transfer.result_codes", day).items()}
    return result_layout(place.get("start", 0), place.get("size", 0), reasons)
