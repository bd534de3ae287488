"""A rule set: every criterion with its kind, stage, text, citation and remedy, and the hash a decision keeps."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sekisho.domain.rules.grammar import Node, RuleError, Vocabulary, parse
from sekisho.domain.values.citation import Citation, UncitedError
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText, MissingTextError

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


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion. ``when`` must be true; ``applies`` says whether it is asked at all (None: always)."""

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

    def as_json(self) -> list[Value]:
        """Give what the rule-set hash covers."""
        tree = json.loads(json.dumps(self.when))
        applies = json.loads(json.dumps(self.applies))
        titles: list[Value] = [self.title.ja, self.title.en, self.title.zh_hans]
        return [self.id, self.kind.value, self.stage.value, tree, applies, str(self.citation), titles]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The criteria of a program, in order."""

    rules: tuple[Rule, ...]
    version: int

    @property
    def hash(self) -> str:
        """Give SHA-256 over language version and every rule, independent of the order in the file."""
        rules: list[Value] = [rule.as_json() for rule in sorted(self.rules, key=lambda rule: rule.id)]
        return digest([LANGUAGE_VERSION, self.version, rules])


def digest(value: Value) -> str:
    """Give SHA-256 of plain values as JSON with sorted keys; floats are refused."""
    data = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(data.encode()).hexdigest()


def _texts(record: Mapping[str, Value], name: str) -> LocalizedText:
    texts = record.get(name)
    return LocalizedText.parse({k: str(v) for k, v in texts.items()} if isinstance(texts, dict) else {})


def _condition(record: Mapping[str, Value], name: str, vocabulary: Vocabulary) -> Node | None:
    text = record.get(name)
    return parse(text, vocabulary) if isinstance(text, str) and text.strip() else None


def _when(record: Mapping[str, Value], vocabulary: Vocabulary) -> Node:
    condition = _condition(record, "when", vocabulary)
    if condition is None:
        raise RuleError("column 1: 'when' is empty")
    return condition


def parse_rule(record: Mapping[str, Value], vocabulary: Vocabulary) -> Rule:
    """Read one rule record. Raises RuleError naming the rule for anything missing, uncited or outside the language."""
    name = str(record.get("id") or "?")
    evidence = record.get("evidence")
    try:
        return Rule(
            name,
            Kind(str(record.get("kind"))),
            Stage(str(record.get("stage"))),
            _texts(record, "title"),
            _texts(record, "remedy"),
            _when(record, vocabulary),
            str(record.get("when")),
            _condition(record, "applies", vocabulary),
            Citation.parse(str(record.get("cite") or "")),
            {k: str(v) for k, v in evidence.items()} if isinstance(evidence, dict) else {},
        )
    except (RuleError, MissingTextError, UncitedError, ValueError) as error:
        raise RuleError(f"rule {name}: {error}") from error
