"""A form: reads a scenario's tables and gathers every problem with its place, so that all of them are told at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from sekisho.domain.values.finding import Finding, Outcome, Value

Record = Mapping[str, Value]


class Form:
    """What has been found wrong with a scenario so far."""

    def __init__(self) -> None:
        """Begin without a problem."""
        self.findings: list[Finding] = []

    def wrong(self, code: str, place: str, **facts: Value) -> None:
        """Note a problem at a place."""
        self.findings.append(Finding(f"scenario.{code}", Outcome.NOT_MET, place, facts=facts))

    def moved(self, findings: Iterable[Finding], place: str) -> None:
        """Note what the transition table finds wrong with a command's details, at the step they stand in."""
        self.findings += [replace(finding, place=f"{place}.{finding.place}") for finding in findings]

    def string(self, record: Record, name: str, place: str, *, needed: bool = True) -> str:
        """Read a text; a missing one is a problem unless it may be absent."""
        value = record.get(name, "")
        if value == "" and not needed:
            return ""
        if isinstance(value, str) and value.strip():
            return value
        absent = name not in record
        self.wrong("missing" if absent else "not_text", f"{place}.{name}", value=str(value)[:60])
        return ""

    def choice(self, record: Record, name: str, place: str, known: Collection[str]) -> str:
        """Read a text that has to be one of a few words."""
        value = self.string(record, name, place)
        return value if not value else self.one_of(value, f"{place}.{name}", known)

    def one_of(self, value: str, place: str, known: Collection[str]) -> str:
        """Check that a text is one of a few words."""
        # What is absent has been told already.
        if value and value not in known:
            words: list[Value] = [str(word) for word in known]
            self.wrong("unknown_word", place, value=value, known=words)
        return value

    def seconds(self, record: Record, name: str, place: str) -> int:
        """Read a number of seconds; 0 where it is absent."""
        value = record.get(name, 0)
        if type(value) is int and value >= 0:
            return value
        self.wrong("not_seconds", f"{place}.{name}", value=str(value)[:60])
        return 0

    def strings(self, record: Record, name: str, place: str) -> tuple[str, ...]:
        """Read a list of texts; empty where it is absent."""
        value = record.get(name, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        self.wrong("not_texts", f"{place}.{name}", value=str(value)[:60])
        return ()

    def table(self, record: Record, name: str, place: str) -> Record:
        """Read a table that has to be there."""
        value = record.get(name)
        if isinstance(value, dict):
            return value
        self.wrong("not_table", f"{place}.{name}", name=name)
        return {}

    def tables(self, record: Record, name: str) -> list[Record]:
        """Read a list of tables."""
        value = record.get(name, [])
        items = value if isinstance(value, list) else []
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in items):
            self.wrong("not_tables", name, name=name)
        return [item for item in items if isinstance(item, dict)]

    def only(self, record: Record, known: Collection[str], place: str) -> None:
        """Note every name that stands in a table and means nothing there: most often a misspelt one."""
        for name in record:
            if name not in known:
                words: list[Value] = [*known]
                self.wrong("unknown_name", f"{place}.{name}".lstrip("."), name=name, known=words)

    def once(self, names: Iterable[str], place: str, field: str = "id") -> None:
        """Note every name that was given to two things."""
        seen: set[str] = set()
        for n, name in enumerate(names, 1):
            if name and name in seen:
                self.wrong("twice", f"{place}.{n}.{field}", name=name)
            seen.add(name)
