"""Papers of a case file, read into certificates."""

from collections.abc import Mapping
from datetime import date

from sekisho.domain.conformity.certificate import Certificate, Form, Level, Status, StatusEvent, Zone
from sekisho.domain.screening.reader import Reader
from sekisho.domain.values.finding import Value

TEXTS = ("kind", "number", "body", "scheme", "standard", "edition", "accreditation_body", "holder", "maker", "note")
DAYS = ("valid_from", "valid_until", "issued_on")
OTHERS = ("accepted", "form", "level", "zone", "pl", "sil", "models", "serials", "events")
EVENT = ("status", "effective_from", "known_on", "void_ab_initio")


def _validity(reader: Reader, record: Mapping[str, Value], place: str) -> tuple[date | None, date | None]:
    first, last = reader.day(record, "valid_from", place), reader.day(record, "valid_until", place)
    if first and last and last < first:
        reader.wrong("reversed_validity", f"{place}.valid_until", valid_from=str(first), valid_until=str(last))
    return first, last


def _event(reader: Reader, record: Mapping[str, Value], place: str) -> StatusEvent | None:
    reader.unknown(record, EVENT, f"{place}.")
    status = reader.choice(record, "status", place, Status)
    effective, known = (reader.day(record, name, place) for name in ("effective_from", "known_on"))
    void = reader.flag(record, "void_ab_initio", place)
    if status is None or effective is None:
        reader.wrong("missing", place, field="status" if status is None else "effective_from")
        return None
    # Who does not say since when a change is known is taken to have known it when it took effect.
    return StatusEvent(status, effective, known or effective, bool(void))


def _events(reader: Reader, record: Mapping[str, Value], place: str) -> tuple[StatusEvent, ...]:
    found = enumerate(reader.records(record, "events", f"{place}."), 1)
    events = [_event(reader, item, f"{place}.events.{n}") for n, item in found]
    return tuple(event for event in events if event is not None)


def read_paper(reader: Reader, record: Mapping[str, Value], place: str) -> Certificate:
    """Read one paper as far as it goes."""
    reader.unknown(record, (*TEXTS, *DAYS, *OTHERS), f"{place}.")
    said = {name: reader.text(record, name, place, needed=name == "kind") for name in TEXTS}
    valid_from, valid_until = _validity(reader, record, place)
    return Certificate(
        kind=said["kind"],
        body=said["body"],
        valid_from=valid_from,
        valid_until=valid_until,
        accepted=reader.flag(record, "accepted", place),
        number=said["number"],
        scheme=said["scheme"],
        standard=said["standard"],
        standard_edition=said["edition"],
        issued_on=reader.day(record, "issued_on", place),
        zone=reader.choice(record, "zone", place, Zone),
        accreditation_body=said["accreditation_body"],
        holder=said["holder"],
        models=reader.names(record, "models", place),
        serials=reader.names(record, "serials", place),
        form=reader.choice(record, "form", place, Form),
        level=reader.choice(record, "level", place, Level),
        pl=reader.level(record, "pl", place),
        sil=reader.level(record, "sil", place),
        events=_events(reader, record, place),
    )
