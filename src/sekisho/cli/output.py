"""How the command line speaks: text in the reader's language, or one JSON value; and the exit code."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console

from sekisho.application.wording import Wording
from sekisho.bootstrap.package import all_wording
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language

HOLDS, DOES_NOT_HOLD, UNUSABLE = 0, 1, 2
MARKS = {
    Outcome.MET: "[green]✓[/green]",
    Outcome.NOT_MET: "[red]✗[/red]",
    Outcome.UNDETERMINED: "[yellow]?[/yellow]",
    Outcome.NOT_APPLICABLE: "–",
}
Function = TypeVar("Function", bound=Callable[..., Any])


def default_language() -> str:
    """Give the language of the terminal: zh and en where LANG says so, else Japanese."""
    tag = os.environ.get("SEKISHO_LANG") or os.environ.get("LANG", "")
    if tag.lower().startswith("zh"):
        return Language.ZH_HANS.value
    return Language.JA.value if tag.lower().startswith("ja") else Language.EN.value


@dataclass(frozen=True, slots=True)
class Voice:
    """Where a command prints, in which language, and whether as JSON."""

    language: Language
    as_json: bool
    wording: Wording
    console: Console

    def say(self, code: str, **facts: object) -> None:
        """Print one line from the catalogue, unless JSON is asked for."""
        if not self.as_json:
            self.console.print(self.wording.say(code, self.language, **facts), highlight=False)

    def tell(self, code: str, facts: Mapping[str, Value]) -> None:
        """Print one line from the catalogue with the facts a library gave, unless JSON is asked for."""
        if not self.as_json:
            self.console.print(self.wording.tell(code, self.language, facts), highlight=False)

    def text(self, code: str, **facts: object) -> str:
        """Give one text from the catalogue."""
        return self.wording.say(code, self.language, **facts)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Print findings: mark, text, citation, and what to do where something is to be done."""
        for finding in findings:
            self._finding(finding)

    def _finding(self, finding: Finding) -> None:
        place = f" ({finding.place})" if finding.place else ""
        text = self.wording.say_finding(finding, self.language)
        self.console.print(f" {MARKS[finding.outcome]} {text}{place}  [dim]{finding.citation}[/dim]", highlight=False)
        if finding.outcome in {Outcome.NOT_MET, Outcome.UNDETERMINED}:
            remedy = self.wording.remedy(finding, self.language)
            if remedy:
                self.console.print(f"     → {remedy}", highlight=False)

    def json(self, value: Mapping[str, Value]) -> None:
        """Print one JSON value."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=1))

    def refuse(self, refusal: Refusal, code: int = UNUSABLE) -> NoReturn:
        """Print every reason and leave with an exit code."""
        if self.as_json:
            self.json({"refused": [self._said(finding) for finding in refusal.findings]})
        else:
            self.findings(refusal.findings)
        sys.exit(code)

    def stop(self, code: str, **facts: Value) -> NoReturn:
        """Leave with one reason: the input is unusable."""
        self.refuse(Refusal.of([Finding(code, Outcome.NOT_MET, facts=facts)]))

    def _said(self, finding: Finding) -> dict[str, Value]:
        text = self.wording.say_finding(finding, self.language)
        remedy = self.wording.remedy(finding, self.language)
        return {**finding.as_json(), "text": text, "remedy_text": remedy}


def voice(lang: str, *, as_json: bool) -> Voice:
    """Make the voice of one command."""
    return Voice(Language(lang), as_json, all_wording(), Console(stderr=False, soft_wrap=True))


def spoken(function: Function) -> Function:
    """Give a command the options every command has: ``--lang`` and ``--json``."""
    languages = click.Choice([language.value for language in Language])
    with_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
    with_language = click.option(
        "--lang", type=languages, default=default_language, help="Language of the texts: ja, en, zh-Hans."
    )
    return with_language(with_json(function))
