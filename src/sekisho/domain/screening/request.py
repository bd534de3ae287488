"""A case file as people write it, read into a request; every problem is reported at once, with place and remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.conformity.certificate import Certificate
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import model_key
from sekisho.domain.program.specification import Quantity, Span, SpecificationError, quantity
from sekisho.domain.screening.paper import read_paper
from sekisho.domain.screening.reader import SHOWN, Reader, nearest_name
from sekisho.domain.values.finding import Finding, Refusal, Value
from sekisho.domain.values.identifier import folded, is_corporate_number

#: One file serves screening, planning and quoting: what only a quote reads is known here as well.
QUOTED = ("declared_on", "rates", "assumptions")
TOP = ("applicant", "partner", "channel", "lines", *QUOTED)
PARTY = ("name", "corporate_number", "side", "sector", "employees", "prefecture")
LINE_TEXTS = ("id", "maker", "model", "category", "serial", "origin", "incoterm", "currency", "hs_code")
LINE_DAYS = (
    *("ordered_on", "shipped_on", "first_imported_on", "imported_on", "delivered_on"),
    *("commissioned_on", "visited_on"),
)
LINE_OTHERS = ("specs", "documents", "price", "costs", "yearly_saving", "quotation", "eligible", "pl", "sil")
NEEDED_TEXTS = ("id", "maker", "model", "category")
YEN = "JPY"

#: A paper of a case file is a certificate, read or stated.
Paper = Certificate


@dataclass(frozen=True, slots=True)
class EquipmentLine:
    """One equipment line of a request."""

    id: str
    maker: str
    model: str
    category: str
    serial: str
    origin: str
    specification: Mapping[str, Quantity]
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


def _party(reader: Reader, record: Mapping[str, Value], place: str) -> tuple[str, str]:
    reader.unknown(record, PARTY, f"{place}.")
    reader.text(record, "name", place)
    number = reader.text(record, "corporate_number", place)
    # Only the check digit: that nobody has the number, the register says, and that is another criterion.
    if number and not is_corporate_number(number):
        reader.wrong("wrong_check_digit", f"{place}.corporate_number", value=number)
    return reader.text(record, "side", place), number


def _is_price(value: Value, *, in_yen: bool) -> bool:
    if in_yen:
        return type(value) is int and value >= 0
    try:
        found = quantity(value)
    except SpecificationError:
        return False
    return not isinstance(found, Span) and found >= 0


def _price(reader: Reader, record: Mapping[str, Value], place: str) -> None:
    value = record.get("price")
    # Whether the price is there and complete is the quote's question; here only what cannot be a price is refused.
    if value is not None and not _is_price(value, in_yen=record.get("currency") in (None, "", YEN)):
        reader.wrong("wrong_price", f"{place}.price", value=str(value)[:SHOWN])


def _line(reader: Reader, record: Mapping[str, Value], n: int) -> EquipmentLine:
    place = f"line.{record.get('id') or n}"
    reader.unknown(record, (*LINE_TEXTS, *LINE_DAYS, *LINE_OTHERS), f"{place}.")
    said = {name: reader.text(record, name, place, needed=name in NEEDED_TEXTS) for name in LINE_TEXTS}
    papers = enumerate(reader.records(record, "documents", f"{place}."), 1)
    _price(reader, record, place)
    return EquipmentLine(
        id=said["id"],
        maker=said["maker"],
        model=said["model"],
        category=said["category"],
        serial=said["serial"],
        origin=said["origin"],
        specification=reader.quantities(record, "specs", place),
        papers=tuple(read_paper(reader, paper, f"{place}.documents.{k}") for k, paper in papers),
        days={name: day for name in LINE_DAYS if (day := reader.day(record, name, place))},
        pl=reader.level(record, "pl", place),
        sil=reader.level(record, "sil", place),
    )


def _duplicates(reader: Reader, lines: tuple[EquipmentLine, ...]) -> None:
    names: set[str] = set()
    serials: set[tuple[str, str]] = set()
    for line in lines:
        if line.id in names:
            reader.wrong("line_twice", f"line.{line.id}", value=line.id)
        # Two machines of one serial in one file are one machine claimed twice (A21).
        if line.serial and (line.key, folded(line.serial)) in serials:
            reader.wrong("serial_twice", f"line.{line.id}.serial", value=line.serial)
        names.add(line.id)
        serials.add((line.key, folded(line.serial)))


def read_request(value: Mapping[str, Value]) -> tuple[ScreeningRequest, list[Finding]]:
    """Read a case file as far as it goes, with every problem found on the way."""
    reader = Reader()
    reader.unknown(value, TOP, "")
    side, number = _party(reader, reader.record(value, "applicant", ""), "applicant")
    partner = reader.record(value, "partner", "", needed=False)
    _, partner_number = _party(reader, partner, "partner") if partner else ("", "")
    records = reader.records(value, "lines", "")
    if not records and not isinstance(value.get("lines"), str | int):
        reader.wrong("missing", "lines", field="lines")
    lines = tuple(_line(reader, record, n) for n, record in enumerate(records, 1))
    _duplicates(reader, lines)
    channel = reader.text(value, "channel", "", needed=False)
    return ScreeningRequest(side, number, partner_number, channel, lines), reader.findings


def _window(reader: Reader, line: EquipmentLine, program: ProgramDefinition, day: date) -> None:
    opens, closes = program.day("window.opens", day), program.day("window.closes", day)
    for name in ("imported_on", "commissioned_on"):
        if name in line.days and not opens <= line.days[name] <= closes:
            place, value = f"line.{line.id}.{name}", str(line.days[name])
            reader.wrong("outside_window", place, value=value, opens=str(opens), closes=str(closes))


def _known_model(reader: Reader, line: EquipmentLine, program: ProgramDefinition, day: date) -> None:
    edition = program.edition_on(day)
    known = {**program.catalogue, **(edition.models if edition else {})}
    if not line.model or line.key in known:
        return
    close = nearest_name(line.key, known, cutoff=0.5)
    meant = f"{known[close].maker} {known[close].model}" if close else ""
    remedy = "near" if meant else ""
    place, value = f"line.{line.id}.model", f"{line.maker} {line.model}"
    reader.wrong("unknown_model", place, remedy=remedy, value=value, meant=meant)


def _known_values(reader: Reader, request: ScreeningRequest, program: ProgramDefinition, day: date) -> None:
    known = {"side": program.names("claim.classes", day), "category": program.names("annex.categories", day)}
    stated = [("applicant.side", "side", request.applicant_class)]
    stated += [(f"line.{line.id}.category", "category", line.category) for line in request.lines]
    for place, name, value in stated:
        if value and value not in known[name]:
            reader.wrong("unknown_value", place, field=name, value=value[:SHOWN], known=", ".join(known[name]))


def _missing_papers(reader: Reader, line: EquipmentLine, program: ProgramDefinition, day: date) -> None:
    edition = program.edition_on(day)
    if edition is None:
        return
    listed, category = edition.models.get(line.key), edition.categories.get(line.category)
    needed = edition.documents_of(listed) if listed else category.documents if category else ()
    kinds = {paper.kind for paper in line.papers}
    for kind in needed:
        if kind not in kinds:
            reader.wrong("missing_certificate", f"line.{line.id}.documents", kind=kind)


def check_file(value: Mapping[str, Value], program: ProgramDefinition, day: date) -> tuple[Finding, ...]:
    """Report everything wrong with a case file: form, unknown models, dates outside the window, missing papers."""
    request, findings = read_request(value)
    reader = Reader()
    _known_values(reader, request, program, day)
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
