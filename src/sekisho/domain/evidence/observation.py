"""What an inspector saw at a plant without OPC UA or MTConnect, and what it is worth (A29).

It is worth what a person saw: never one of the levels of a capture. Where he asked for values nobody knew before, and
saw them, the picture was not made in advance; where he asked for none, his word alone stands for it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sekisho.domain.values.finding import Value

KIND = "inspector_observation"
#: By which of the values he asked: numbers set one after the other, or a code shown.
HOW = ("numbers", "code")
#: What the record of an observation says besides the values, each of it needed; who was present is said in private.
NEEDED = ("how", "seen", "seen_at", "place")
PRESENT = "present"
NUMBERS, CODE = HOW


@dataclass(frozen=True, slots=True)
class AskedObservation:
    """A challenge for an observation of a line: the digest of its record, and when it was issued."""

    challenge: str
    asked_at: datetime


class Worth(StrEnum):
    """What an observation is worth; the strongest first."""

    AS_ASKED = "as_asked"
    WITHOUT_CHALLENGE = "without_challenge"
    OTHERWISE = "otherwise"


def signs(text: Value) -> list[str]:
    """Give the words and numbers of what was asked or seen, in order; arrows and commas between them are nothing."""
    return re.findall(r"[0-9A-Z]+", str(text or "").upper())


def worth(about: Mapping[str, Value]) -> Worth:
    """Say what a record of an observation is worth by itself."""
    if not about.get("challenge"):
        return Worth.WITHOUT_CHALLENGE
    asked = signs(about.get("asked"))
    return Worth.AS_ASKED if asked and asked == signs(about.get("seen")) else Worth.OTHERWISE


def best(records: Iterable[Mapping[str, Value]]) -> str:
    """Give the worth of the best of some records; empty where there is none."""
    found = {worth(record) for record in records}
    return next((one.value for one in Worth if one in found), "")
