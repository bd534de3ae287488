"""The operator's action of a plan: on which signal, among which values, how many of them, within which window.

What the operator has to set is not in the plan: it follows from the challenge (``action``), so that nobody can know it
before the challenge was issued. Three kinds of values: numbers of a range, names of a list, or codes of letters.
"""

import json
import re
from dataclasses import dataclass

from sekisho.capture.field import Fields
from sekisho.capture.problem import Problem, Value

#: Letters and digits that are not mistaken for one another on a panel.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MOST_VALUES, MOST_COUNT, LONGEST_CODE, FARTHEST = 200, 12, 12, 1_000_000
LONGEST_WINDOW_S, LONGEST_HOLD_MS = 3600, 60_000


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """What the operator acts on: ``count`` values of ``signal``, each held for ``hold_ms``, within ``window_s``.

    Either ``least``, ``most`` and ``step`` (numbers), or ``values`` (names), or ``letters`` (the length of a code).
    """

    signal: str
    count: int
    window_s: int
    hold_ms: int
    least: int = 0
    most: int = 0
    step: int = 0
    values: tuple[str, ...] = ()
    letters: int = 0

    @property
    def size(self) -> int:
        """How many values there are to choose from."""
        if self.values:
            return len(self.values)
        return len(LETTERS) ** self.letters if self.letters else (self.most - self.least) // self.step + 1

    def value(self, index: int) -> str:
        """Give a value by its place, from 0."""
        if self.values:
            return self.values[index]
        if not self.letters:
            return str(self.least + index * self.step)
        places = [index // len(LETTERS) ** power % len(LETTERS) for power in range(self.letters)]
        return "".join(LETTERS[place] for place in places)

    def named(self, seen: str | float) -> str:
        """Give what a value that was seen is called: a number within a tenth of a step of one of the values is it."""
        if self.step and isinstance(seen, float):
            near = self.least + round((seen - self.least) / self.step) * self.step
            return str(near) if abs(seen - near) <= self.step / 10 else str(seen)
        return str(seen).strip().upper()

    def is_shown(self, seen: str | float, wanted: str) -> bool:
        """Say whether a value that was seen is the one wanted; a code may stand within a comment."""
        if self.letters:
            return wanted in re.sub(r"[^0-9A-Z]", "", str(seen).upper())
        return self.named(seen) == wanted.strip().upper()

    def as_json(self) -> dict[str, Value]:
        """Give the action as plain values."""
        about: dict[str, Value] = {
            "signal": self.signal, "count": self.count, "window_s": self.window_s, "hold_ms": self.hold_ms
        }  # fmt: skip
        if self.values:
            return {**about, "values": [*self.values]}
        if self.letters:
            return {**about, "letters": self.letters}
        return {**about, "least": self.least, "most": self.most, "step": self.step}

    def does_not_fit(self, duration_s: int) -> Problem | None:
        """Say that the window is longer than the capture, where it is."""
        facts: dict[str, Value] = {"window_s": self.window_s, "duration_s": duration_s}
        return Problem("plan.action_window", "machine.action", facts) if self.window_s > duration_s else None


def action_of(fields: Fields, signals: frozenset[str]) -> ActionPlan:
    """Read the table; ``signals`` are the names of the plan's signals."""
    signal = fields.text("signal")
    if signal and signal not in signals:
        fields.wrong("signal", "plan.action_signal", found=signal, known=", ".join(sorted(signals))[:200])
    count, window = fields.whole("count", 1, MOST_COUNT), fields.whole("window_s", 1, LONGEST_WINDOW_S)
    hold = fields.whole("hold_ms", 100, LONGEST_HOLD_MS)
    if count * hold > window * 1000:
        fields.wrong("window_s", "plan.action_too_short", count=count, hold_ms=hold, window_s=window)
    action = _among(fields, ActionPlan(signal, count, window, hold))
    fields.done()
    return action


def _among(fields: Fields, plain: ActionPlan) -> ActionPlan:
    kinds = [name for name in ("step", "values", "letters") if fields.has(name)]
    if len(kinds) != 1:
        fields.wrong("step", "plan.action_values", found=", ".join(kinds) or "-")
        return plain
    about = (plain.signal, plain.count, plain.window_s, plain.hold_ms)
    if kinds == ["letters"]:
        return ActionPlan(*about, letters=fields.whole("letters", 3, LONGEST_CODE))
    return ActionPlan(*about, values=_names(fields)) if kinds == ["values"] else _range(fields, about)


def _range(fields: Fields, about: tuple[str, int, int, int]) -> ActionPlan:
    least, most = (fields.whole(name, -FARTHEST, FARTHEST) for name in ("least", "most"))
    step = fields.whole("step", 1, FARTHEST)
    if not 1 <= (most - least) // step < MOST_VALUES:
        fields.wrong("step", "plan.action_range", least=least, most=most, step=step, most_values=MOST_VALUES)
    return ActionPlan(*about, least=least, most=most, step=step)


def _names(fields: Fields) -> tuple[str, ...]:
    said = fields.raw("values")
    names = tuple(said) if isinstance(said, list) else ()
    is_text = all(isinstance(name, str) and re.fullmatch(r"[^\x00-\x1f\x7f]{1,80}", name) for name in names)
    folded = {str(name).strip().upper() for name in names}
    if not is_text or "" in folded or not 2 <= len(names) <= MOST_VALUES or len(folded) < len(names):
        fields.wrong("values", "plan.action_names", found=str(said)[:80], most=MOST_VALUES)
        return ()
    return names


def action_lines(action: ActionPlan) -> list[str]:
    """Write the table as it stands in a plan; a JSON value of texts and whole numbers is a TOML value as well."""
    said = action.as_json().items()
    return ["", "[machine.action]", *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in said)]
