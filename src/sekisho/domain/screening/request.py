"""A case file as people write it, read into a request; every problem is reported at once, with place and remedy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import model_key
from sekisho.domain.program.specification import SpecificationError, quantity
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.identifier import is_corporate_number
from sekisho.domain.values.time import TimeError, parse_day

TOP = ("applicant", "partner", "channel", "lines")
PARTY = ("name", "corporate_number", "side", "sector", "employees", "prefecture")
LINE_TEXTS = ("id", "maker", "model", "category", "serial", "origin", "incoterm", "currency", "hs_code")
LINE_DAYS = ("ordered_on", "shipped_on", "imported_on", "delivered_on", "commissioned_on", "visited_on")
LINE_OTHERS = ("specs", "documents", "price", "costs", "yearly_saving", "quotation", "pl", "sil")
DOCUMENT = ("kind", "number", "body", "valid_from", "valid_until", "accepted", "note", "issued_on", "maker")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper at hand: its kind, the body that issued it, its validity, and whether an officer accepted it."""

    kind: str
    body: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class EquipmentLine:
    """One equipment line of a request."""

    id: str
    maker: str
    model: str
    category: str
    serial: str
    origin: str
    specification: Mapping[str, Fraction]
    papers: tuple[Paper, ...]
    days: Mapping[str, date]
    pl: int | None
    sil: int | None

    @property
    def key(self) -> str:
        """Give the key the line's model is listed and registered under."""
        return model_key(self.maker, self.model)


@dataclass(frozen=True, slots=True)
class ScreeningRequest:
    """Who applies with whom, through which channel, for which equipment."""

    applicant_class: str
    applicant_number: str
    partner_number: str
    channel: str
    lines: tuple[EquipmentLine, ...]


class Reader:
    """Reads plain values and gathers every problem with its place."""

    def __init__(self) -> None:
        """Begin without problems."""
        self.findings: list[Finding] = []

    def wrong(self, code: str, place: str, **facts: Value) -> None:
        """Note a problem."""
        self.findings.append(Finding(f"file.{code}", Outcome.NOT_MET, place, facts=dict(facts)))

    def text(self, record: Mapping[str, Value], name: str, place: str, *, needed: bool = True) -> str:
        """Read a text."""
        value = record.get(name)
        if value is None or value == "":
            if needed:
                self.wrong("missing", f"{place}.{name}", field=name)
            return ""
        if not isinstance(value, str):
            self.wrong("wrong_type", f"{place}.{name}", field=name, value=str(value)[:60], wanted="text")
            return ""
        return value.strip()

    def day(self, record: Mapping[str, Value], name: str, place: str) -> date | None:
        """Read a day that may be absent."""
        value = record.get(name)
        if value is None or value == "":
            return None
        try:
            return parse_day(str(value))
        except TimeError:
            self.wrong("wrong_date", f"{place}.{name}", field=name, value=str(value)[:60])
            return None

    def record(self, record: Mapping[str, Value], name: str, place: str, *, needed: bool = True) -> Mapping[str, Value]:
        """Read a table."""
        value = record.get(name)
        if isinstance(value, dict):
            return value
        if needed or value is not None:
            self.wrong("wrong_type", f"{place}{name}", field=name, value=str(value)[:60], wanted="table")
        return {}

    def records(self, record: Mapping[str, Value], name: str, place: str) -> list[Mapping[str, Value]]:
        """Read a list of tables."""
        value = record.get(name, [])
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            self.wrong("wrong_type", f"{place}{name}", field=name, value=str(value)[:60], wanted="tables")
            return []
        return [item for item in value if isinstance(item, dict)]

    def unknown(self, record: Mapping[str, Value], known: Iterable[str], place: str) -> None:
        """Report names nobody knows, with the nearest known one."""
        names = list(known)
        for name in sorted(set(record) - set(names)):
            close = get_close_matches(name, names, n=1)
            self.wrong("unknown_field", f"{place}{name}", field=name, meant=close[0] if close else "")


def _party(reader: Reader, record: Mapping[str, Value], place: str) -> tuple[str, str]:
    reader.unknown(record, PARTY, f"{place}.")
    reader.text(record, "name", place)
    number = reader.text(record, "corporate_number", place)
    if number and not is_corporate_number(number):
        reader.wrong("wrong_check_digit", f"{place}.corporate_number", value=number)
    return reader.text(record, "side", place), number


def _paper(reader: Reader, record: Mapping[str, Value], place: str) -> Paper:
    reader.unknown(record, DOCUMENT, f"{place}.")
    accepted = record.get("accepted")
    return Paper(
        reader.text(record, "kind", place),
        reader.text(record, "body", place, needed=False),
        reader.day(record, "valid_from", place),
        reader.day(record, "valid_until", place),
        accepted if isinstance(accepted, bool) else None,
    )


def _specification(reader: Reader, record: Mapping[str, Value], place: str) -> dict[str, Fraction]:
    found = {}
    for name, value in reader.record(record, "specs", f"{place}.", needed=False).items():
        try:
            found[name] = quantity(value)
        except SpecificationError:
            reader.wrong("wrong_quantity", f"{place}.specs.{name}", value=str(value)[:60])
    return found


def _level(reader: Reader, record: Mapping[str, Value], name: str, place: str) -> int | None:
    value = record.get(name)
    if value is None or (type(value) is int and 0 <= value <= 5):
        return value if type(value) is int else None
    reader.wrong("wrong_type", f"{place}.{name}", field=name, value=str(value)[:60], wanted="0-5")
    return None


def _line(reader: Reader, record: Mapping[str, Value], n: int) -> EquipmentLine:
    place = f"line.{record.get('id') or n}"
    reader.unknown(record, (*LINE_TEXTS, *LINE_DAYS, *LINE_OTHERS), f"{place}.")
    days = {name: day for name in LINE_DAYS if (day := reader.day(record, name, place))}
    papers = reader.records(record, "documents", f"{place}.")
    return EquipmentLine(
        id=reader.text(record, "id", place),
        maker=reader.text(record, "maker", place),
        model=reader.text(record, "model", place),
        category=reader.text(record, "category", place),
        serial=reader.text(record, "serial", place, needed=False),
        origin=reader.text(record, "origin", place, needed=False),
        specification=_specification(reader, record, place),
        papers=tuple(_paper(reader, paper, f"{place}.documents.{k}") for k, paper in enumerate(papers, 1)),
        days=days,
        pl=_level(reader, record, "pl", place),
        sil=_level(reader, record, "sil", place),
    )


def _window(reader: Reader, line: EquipmentLine, program: ProgramDefinition, day: date) -> None:
    opens, closes = program.day("window.opens", day), program.day("window.closes", day)
    for name in ("imported_on", "commissioned_on"):
        if name in line.days and not opens <= line.days[name] <= closes:
            facts = {"value": line.days[name].isoformat(), "opens": str(opens), "closes": str(closes)}
            reader.wrong("outside_window", f"line.{line.id}.{name}", **facts)


def _known_model(reader: Reader, line: EquipmentLine, program: ProgramDefinition, day: date) -> None:
    edition = program.edition_on(day)
    known = {**program.catalogue, **(edition.models if edition else {})}
    if line.model and line.key not in known:
        close = get_close_matches(line.key, known, n=1, cutoff=0.5)
        meant = f"{known[close[0]].maker} {known[close[0]].model}" if close else ""
        reader.wrong("unknown_model", f"line.{line.id}.model", value=f"{line.maker} {line.model}", meant=meant)


def _duplicates(reader: Reader, lines: tuple[EquipmentLine, ...]) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.id in seen:
            reader.wrong("line_twice", f"line.{line.id}", value=line.id)
        seen.add(line.id)


def _missing_papers(reader: Reader, line: EquipmentLine, program: ProgramDefinition, day: date) -> None:
    edition = program.edition_on(day)
    category = edition.categories.get(line.category) if edition else None
    kinds = {paper.kind for paper in line.papers}
    for kind in category.documents if category else ():
        if kind not in kinds:
            reader.wrong("missing_certificate", f"line.{line.id}.documents", kind=kind)


def read_request(value: Mapping[str, Value]) -> tuple[ScreeningRequest, list[Finding]]:
    """Read a case file as far as it goes, with every problem found on the way."""
    reader = Reader()
    reader.unknown(value, TOP, "")
    side, number = _party(reader, reader.record(value, "applicant", ""), "applicant")
    partner = reader.record(value, "partner", "", needed=False)
    _, partner_number = _party(reader, partner, "partner") if partner else ("", "")
    records = reader.records(value, "lines", "")
    if not records and not reader.findings:
        reader.wrong("missing", "lines", field="lines")
    lines = tuple(_line(reader, record, n) for n, record in enumerate(records, 1))
    _duplicates(reader, lines)
    channel = reader.text(value, "channel", "", needed=False)
    return ScreeningRequest(side, number, partner_number, channel, lines), reader.findings


def check_file(value: Mapping[str, Value], program: ProgramDefinition, day: date) -> tuple[Finding, ...]:
    """Report everything wrong with a case file: form, unknown models, dates outside the window, missing papers."""
    request, findings = read_request(value)
    reader = Reader()
    for line in request.lines:
        _known_model(reader, line, program, day)
        _window(reader, line, program, day)
        _missing_papers(reader, line, program, day)
    return (*findings, *reader.findings)


#: Problems that leave the case file readable: they are judged by the criteria, not by the reader.
JUDGED = ("file.outside_window", "file.missing_certificate")


def usable_request(value: Mapping[str, Value], program: ProgramDefinition, day: date) -> ScreeningRequest | Refusal:
    """Give the request of a case file, or refuse the file with every problem at once."""
    findings = check_file(value, program, day)
    if any(finding.code not in JUDGED for finding in findings):
        return Refusal.of(findings)
    return read_request(value)[0]
