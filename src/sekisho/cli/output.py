"""How the command line speaks: text in the reader's language, or one JSON value; and the exit code."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, NoReturn, TypeVar

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from sekisho.application.citing import citation_text
from sekisho.application.wording import Wording
from sekisho.bootstrap.package import all_wording
from sekisho.cli.language import chosen_language
from sekisho.cli.layout import folded, visible
from sekisho.cli.stream import speaks_unicode
from sekisho.cli.usage import Option
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language

HOLDS, DOES_NOT_HOLD, UNUSABLE = 0, 1, 2
#: Longer lines are hard to follow, however wide the terminal is.
WIDEST = 100
#: Text hangs under its mark; under a longer one, as the name of a parameter, it begins further left.
DEEPEST_MARK = 12
MARKS = {
    Outcome.MET: ("✓", "green"),
    Outcome.NOT_MET: ("✗", "red"),
    Outcome.UNDETERMINED: ("?", "yellow"),
    Outcome.NOT_APPLICABLE: ("–", "dim"),
}
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Voice:
    """Where a command prints, in which language, and whether as JSON."""

    language: Language
    as_json: bool
    wording: Wording
    console: Console

    @property
    def width(self) -> int:
        """Give the width lines are broken at."""
        return min(self.console.width, WIDEST)

    def write(self, text: str, *, mark: str = "", style: str = "", mark_style: str = "", indent: int = 0) -> None:
        """Print a text, folded under its mark. Nothing in it is read as markup; JSON prints nothing here."""
        if self.as_json:
            return
        first = " " * indent + (f"{mark} " if mark else "")
        rest = " " * min(cell_len(first), indent + DEEPEST_MARK)
        for n, line in enumerate(folded(visible(text), self.width, first=first, rest=rest)):
            shown = Text(line, style=style)
            if n == 0 and mark_style:
                shown.stylize(mark_style, 0, len(first))
            self.console.print(shown, soft_wrap=True, highlight=False)

    def say(self, code: str, **facts: object) -> None:
        """Print one text from the catalogue, unless JSON is asked for."""
        self.write(self.text(code, **facts))

    def tell(self, code: str, facts: Mapping[str, Value]) -> None:
        """Print one text from the catalogue with the facts a library gave, unless JSON is asked for."""
        self.write(self.wording.tell(code, self.language, facts))

    def heading(self, text: str) -> None:
        """Print a heading with an empty line before it, unless JSON is asked for."""
        if not self.as_json:
            self.console.print()
        self.write(text, style="bold")

    def text(self, code: str, **facts: object) -> str:
        """Give one text from the catalogue."""
        return self.wording.say(code, self.language, **facts)

    def cited(self, citation: str) -> str:
        """Write a citation in the reader's language: each part's source class, and the place."""
        return citation_text(citation, self.wording, self.language)

    def findings(self, findings: Iterable[Finding], *, placed: bool = True) -> None:
        """Print findings: mark, text, place, citation, and what to do where something is to be done."""
        listed = list(findings)
        remedies = [self._remedy(finding) for finding in listed]
        for finding, remedy, following in zip_longest(listed, remedies, remedies[1:]):
            self._judged(finding, placed=placed)
            # One remedy for several problems in a row is said once, below the last of them.
            self._told(remedy if remedy != following else "", "→")

    def finding(self, finding: Finding, *, reasons: Iterable[str] = ()) -> None:
        """Print one finding with the reasons that stand in its way, and its remedy."""
        self._judged(finding, placed=False)
        for reason in reasons:
            self._told(reason, "·")
        self._told(self._remedy(finding), "→")

    def _told(self, text: str, mark: str = "", style: str = "") -> None:
        if text:
            self.write(text, mark=mark, style=style, indent=3)

    def _remedy(self, finding: Finding) -> str:
        wanting = finding.outcome in {Outcome.NOT_MET, Outcome.UNDETERMINED}
        return self.wording.remedy(finding, self.language) if wanting else ""

    def _judged(self, finding: Finding, *, placed: bool) -> None:
        mark, colour = MARKS[finding.outcome]
        text = self.wording.say_finding(finding, self.language)
        place = f" ({finding.place})" if placed and finding.place not in _named(finding) else ""
        self.write(f"{text}{place}", mark=mark, mark_style=colour, indent=1)
        self._told(self.cited(finding.citation), style="dim")

    def json(self, value: Mapping[str, Value]) -> None:
        """Print one JSON value, in one shape for every answer: whether it holds, what was refused, the notice."""
        whole = {"holds": None, "refused": [], "notice": self.text("notice.unofficial"), **value}
        click.echo(json.dumps(whole, ensure_ascii=not speaks_unicode(), indent=1))

    def answer(self, value: Mapping[str, Value], show: Callable[[], None], *, holds: bool = True) -> NoReturn:
        """Give the answer, as JSON or as text, and leave with 0 where it holds and 1 where it does not."""
        if self.as_json:
            self.json({"holds": holds, "refused": [], **value})
        else:
            show()
        sys.exit(HOLDS if holds else DOES_NOT_HOLD)

    def notice(self) -> None:
        """Print what every answer about the program ends with: what this service and its facts are not."""
        if not self.as_json:
            self.console.print()
        self.write(self.text("notice.unofficial"), style="dim")

    def refuse(self, refusal: Refusal, code: int = UNUSABLE) -> NoReturn:
        """Print every reason and leave with an exit code."""
        if self.as_json:
            self.json({"holds": None if code == UNUSABLE else False, "refused": self.said(refusal.findings)})
        else:
            self.findings(refusal.findings)
            self.say("refusal.count", count=len(refusal.findings))
        sys.exit(code)

    def stop(self, code: str, **facts: Value) -> NoReturn:
        """Leave with one reason: the input is unusable."""
        self.refuse(Refusal.of([Finding(code, Outcome.NOT_MET, facts=facts)]))

    def said(self, findings: Iterable[Finding]) -> list[Value]:
        """Give findings as plain values with what they say and what to do, in the reader's language."""
        return [self._said(finding) for finding in findings]

    def _said(self, finding: Finding) -> dict[str, Value]:
        text = self.wording.say_finding(finding, self.language)
        remedy = self.wording.remedy(finding, self.language)
        return {**finding.as_json(), "text": text, "remedy_text": remedy}

    @contextmanager
    def working(self, text: str) -> Iterator[None]:
        """Show on the terminal that work goes on, and for how long already; a pipe sees nothing of it."""
        shown = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        progress = Progress(
            *columns, console=shown, transient=True, disable=not shown.is_terminal, redirect_stdout=False
        )
        with progress:
            progress.add_task(text, total=None)
            yield


def _named(finding: Finding) -> tuple[Value, ...]:
    """Give the places a finding's text names already."""
    return ("", finding.facts.get("file"), finding.facts.get("name"))


def voice(lang: str, *, as_json: bool) -> Voice:
    """Make the voice of one command."""
    return Voice(Language(lang), as_json, all_wording(), Console(stderr=False, soft_wrap=True))


def spoken(function: Function) -> Function:
    """Give a command the options every command has: ``--lang`` and ``--json``."""
    languages = click.Choice([language.value for language in Language])
    with_json = click.option("--json", "as_json", cls=Option, is_flag=True, help="json")
    with_language = click.option("--lang", cls=Option, type=languages, default=chosen_language, help="lang")
    return with_language(with_json(function))
