"""Fold the content of a filing: what is locked or corrected is the content, and every version of it is remembered."""

from collections.abc import Mapping
from dataclasses import replace

from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Event
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import Money


def with_section_files(case: Case, sections: Mapping[str, Value]) -> Case:
    """Add the files of newly fixed sections to those there were: whatever becomes of them, they can be erased."""
    named = {name: str(one.get("blob") or "") for name, one in sections.items() if isinstance(one, dict)}
    added = {name: (*case.section_files.get(name, ()), blob) for name, blob in named.items() if blob}
    every = {**case.section_files, **{name: tuple(dict.fromkeys(files)) for name, files in added.items()}}
    return replace(case, section_files=every)


def with_lines(case: Case, names: tuple[str, ...]) -> dict[str, Line]:
    """Give the lines of a content; machines that stay keep what has become of them."""
    return {name: case.lines.get(name, Line(name)) for name in names}


def fixed_content(case: Case, event: Event) -> Case:
    """Take a new content: sections, lines and amount change, and every signature is void."""
    sections = dict(event.record("sections"))
    return replace(
        with_section_files(case, sections),
        root=event.text("root"),
        sections=sections,
        lines=with_lines(case, event.names("lines")),
        balance=replace(case.balance, requested=Money(event.number("amount"))),
        signatures=(),
    )
