"""A payee's account as it stands in a private blob: events name its digest, only the transfer file writes it out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.domain.fund.zengin.kana import half_width
from sekisho.domain.fund.zengin.problem import wrong
from sekisho.domain.values.finding import Finding, Refusal, Value
from sekisho.domain.values.identifier import normalised

#: Kinds of account of a payee (普通, 当座, 貯蓄, その他) and of a remitter.
ORDINARY, CURRENT, SAVINGS, OTHER = "1", "2", "4", "9"
PAYEE_KINDS, REMITTER_KINDS = (ORDINARY, CURRENT, SAVINGS, OTHER), (ORDINARY, CURRENT, OTHER)
#: Digits of the numbers, and the longest names in half-width characters.
DIGITS: Mapping[str, int] = {"bank": 4, "branch": 3, "number": 7}
LONGEST: Mapping[str, int] = {"bank_name": 15, "branch_name": 15, "name": 30}
#: Without a salt the digest of an account could be guessed: a bank, a branch and seven digits are soon tried.
_SALT = re.compile(r"[0-9a-f]{32,64}")
PARTS = ("bank", "bank_name", "branch", "branch_name", "kind", "number", "name")
#: Parts that may be left out: a bank knows itself and its branches by their numbers.
UNNAMED = ("bank_name", "branch_name")


@dataclass(frozen=True, slots=True)
class Account:
    """Where money goes: bank, branch, kind and number of the account, and its holder's name in half-width kana."""

    bank: str
    bank_name: str
    branch: str
    branch_name: str
    kind: str
    number: str
    name: str


def _text(record: Mapping[str, Value], name: str) -> str:
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""


def _digits(record: Mapping[str, Value], place: str) -> list[Finding]:
    found = []
    for name, size in DIGITS.items():
        value = normalised(_text(record, name))
        if not re.fullmatch(rf"[0-9]{{{size}}}", value):
            found.append(wrong("not_digits", f"{place}{name}", value=value[:20], size=size))
    return found


def _names(record: Mapping[str, Value], place: str) -> dict[str, str | list[Finding]]:
    return {name: _name(_text(record, name), limit, f"{place}{name}") for name, limit in LONGEST.items()}


def _name(text: str, limit: int, place: str) -> str | list[Finding]:
    half = half_width(text, place)
    if isinstance(half, str) and len(half) > limit:
        return [wrong("name_too_long", place, length=len(half), limit=limit)]
    return half


def parse_account(
    record: Mapping[str, Value], kinds: tuple[str, ...] = PAYEE_KINDS, place: str = ""
) -> Account | Refusal:
    """Read an account from its parts, or refuse it with every reason. Names of bank and branch may be left out."""
    names, kind = _names(record, place), normalised(_text(record, "kind"))
    problems = _digits(record, place)
    problems += [finding for half in names.values() if isinstance(half, list) for finding in half]
    if kind not in kinds:
        problems.append(wrong("account_kind", f"{place}kind", value=kind[:20], known=", ".join(kinds)))
    if names["name"] == "":
        problems.append(wrong("no_name", f"{place}name"))
    if problems:
        return Refusal.of(problems)
    whole = {name: str(half) for name, half in names.items()}
    numbers = {name: normalised(_text(record, name)) for name in DIGITS}
    return Account(kind=kind, **whole, **numbers)


def _decoded(data: bytes) -> Mapping[str, Value] | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def read_account(data: bytes) -> Account | Refusal:
    """Read an account from the bytes of its blob: JSON with a salt. Whatever else it is, is refused."""
    record = _decoded(data)
    if record is None:
        return Refusal.of([wrong("account_unreadable", "account")])
    unsalted = [] if _SALT.fullmatch(_text(record, "salt")) else [wrong("account_unsalted", "account.salt")]
    account = parse_account(record, place="account.")
    if unsalted or isinstance(account, Refusal):
        return Refusal.of([*unsalted, *(account.findings if isinstance(account, Refusal) else ())])
    return account
