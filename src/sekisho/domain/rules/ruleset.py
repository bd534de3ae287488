"""A rule set: every criterion with its kind, stage, text, citation and remedy, and the hashes a decision keeps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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
    asked; ``evidence`` says which paper or entry would fill each field.
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


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The criteria of a program, in order."""

    rules: tuple[Rule, ...]
    version: int = 0

    def _sorted(self) -> list[Rule]:
        return sorted(self.rules, key=lambda rule: rule.id)

    # Two hashes, because a corrected translation must not look like a changed rule, and must not go unseen either.
    @property
    def hash(self) -> str:
        """Give SHA-256 over language version and every rule with its wording, whatever the order in the file."""
        rules: list[Value] = [rule.as_json() for rule in self._sorted()]
        return digest([LANGUAGE_VERSION, rules])

    @property
    def meaning_hash(self) -> str:
        """Give SHA-256 over kinds, stages and trees only: it tells a change of meaning from a change of wording."""
        rules: list[Value] = [rule.meaning for rule in self._sorted()]
        return digest([LANGUAGE_VERSION, rules])

    def rule(self, name: str) -> Rule | None:
        """Give a rule by its id."""
        return next((rule for rule in self.rules if rule.id == name), None)


def wording(rule_set: RuleSet) -> Mapping[str, LocalizedText]:
    """Give titles, remedies and reasons for not asking by the code they are looked up under."""
    texts = {rule.code: rule.title for rule in rule_set.rules}
    texts |= {f"{rule.code}.remedy": rule.remedy for rule in rule_set.rules}
    return texts | {f"{r.code}.not_applicable": r.not_applicable for r in rule_set.rules if r.not_applicable}
