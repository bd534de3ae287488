"""A rule set: every criterion with its kind, stage, text, citation and remedy, and the hashes a decision keeps."""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from sekisho.domain.rules.digest import digest
from sekisho.domain.rules.grammar import Node
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText

LANGUAGE_VERSION = 1


class Kind(StrEnum):
    """A gate refuses or holds; an advisory informs and never stops anything."""

    GATE = "gate"
    ADVISORY = "advisory"


class Stage(StrEnum):
    """When the facts of a criterion are due; until then *undetermined* is no surprise."""

    APPLICATION = "application"
    IMPORT = "import"
    COMMISSIONING = "commissioning"
    VERIFICATION = "verification"


def _plain(node: Node | None) -> Value:
    tree: Value = json.loads(json.dumps(node))
    return tree


def _texts(text: LocalizedText | None) -> list[Value]:
    return [text.ja, text.en, text.zh_hans] if text else []


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion. ``when`` must be true; ``applies`` says whether it is asked at all (None: always).

    ``as_of`` is the date role whose day selects the values of parameters; ``not_applicable`` says why it may not be
    asked; ``evidence`` says which paper or entry would fill each field. ``from_on`` and ``until_on`` are the first and
    the last day of application on which the rule is in force (None: no end on that side).
    """

    id: str
    kind: Kind
    stage: Stage
    title: LocalizedText
    remedy: LocalizedText
    when: Node
    text: str
    applies: Node | None
    citation: Citation
    evidence: Mapping[str, str]
    as_of: str = "application_on"
    not_applicable: LocalizedText | None = None
    from_on: date | None = None
    until_on: date | None = None

    def is_in_force_on(self, day: date) -> bool:
        """Say whether the rule is in force for an application of a day."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)

    @property
    def code(self) -> str:
        """Give the code its findings and texts stand under."""
        return f"rule.{self.id}"

    @property
    def meaning(self) -> list[Value]:
        """Give what the rule decides, without its wording."""
        return [self.id, self.kind.value, self.stage.value, _plain(self.when), _plain(self.applies), self.as_of]

    def as_json(self) -> list[Value]:
        """Give what the rule-set hash covers."""
        texts: list[Value] = [_texts(text) for text in (self.title, self.remedy, self.not_applicable)]
        return [*self.meaning, str(self.citation), *texts]


@dataclass(frozen=True)
class RuleSet:
    """The criteria of a program, in order: all it ever had, or those in force on a day (``on``)."""

    rules: tuple[Rule, ...]
    version: int = 0

    def _sorted(self) -> list[Rule]:
        return sorted(self.rules, key=lambda rule: rule.id)

    def as_json(self) -> Value:
        """Give language version and every rule with its wording, whatever the order in the file: what is hashed."""
        rules: list[Value] = [rule.as_json() for rule in self._sorted()]
        return [LANGUAGE_VERSION, rules]

    # Two hashes, because a corrected translation must not look like a changed rule, and must not go unseen either.
    # Each is worked out once: every screening names it.
    @cached_property
    def hash(self) -> str:
        """Give SHA-256 over the rules as plain values; under it a home keeps them for whoever replays a decision."""
        return digest(self.as_json())

    @cached_property
    def meaning_hash(self) -> str:
        """Give SHA-256 over kinds, stages and trees only: it tells a change of meaning from a change of wording."""
        rules: list[Value] = [rule.meaning for rule in self._sorted()]
        return digest([LANGUAGE_VERSION, rules])

    def on(self, day: date) -> "RuleSet":
        """Give the criteria in force on a day: as with editions, the day of application decides once for all (A16)."""
        # An id never comes back with another text, so whatever a letter or a decision once named can still be read.
        return self._periods[bisect_right(self.days, day)]

    @cached_property
    def _periods(self) -> "tuple[RuleSet, ...]":
        """Give the criteria before the first day of change, and from each on."""
        return tuple(self._in_force_on(day) for day in (date.min, *self.days))

    def _in_force_on(self, day: date) -> "RuleSet":
        rules = tuple(rule for rule in self.rules if rule.is_in_force_on(day))
        return self if len(rules) == len(self.rules) else RuleSet(rules, self.version)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Give the days on which a criterion begins or has ended, in order."""
        ended = (rule.until_on + timedelta(1) for rule in self.rules if rule.until_on)
        return tuple(sorted({*ended, *(rule.from_on for rule in self.rules if rule.from_on)}))

    def turning_on(self, day: date) -> tuple[str, ...]:
        """Give the ids of the criteria that begin on a day, or have ended with the day before."""
        before = day - timedelta(1)
        return tuple(rule.id for rule in self.rules if rule.from_on == day or rule.until_on == before)

    def rule(self, name: str) -> Rule | None:
        """Give a rule by its id."""
        return next((rule for rule in self.rules if rule.id == name), None)


def wording(rule_set: RuleSet) -> Mapping[str, LocalizedText]:
    """Give titles, remedies and reasons for not asking by the code they are looked up under."""
    texts = {rule.code: rule.title for rule in rule_set.rules}
    texts |= {f"{rule.code}.remedy": rule.remedy for rule in rule_set.rules}
    return texts | {f"{r.code}.not_applicable": r.not_applicable for r in rule_set.rules if r.not_applicable}
