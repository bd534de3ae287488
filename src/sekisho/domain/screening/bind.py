"""Bind: everything a rule may read about one line, worked out before the rules (listing, as-of joins, instants)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from sekisho.domain.conformity.judge import Judged, judge_conformity, judge_jis, judge_paper, judge_pse
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.rules.evaluate import Scalar
from sekisho.domain.screening.request import EquipmentLine, ScreeningRequest
from sekisho.domain.values.time import parse_instant


@dataclass(frozen=True, slots=True)
class Register:
    """What the registers and the case's own evidence say; None where nobody can know yet.

    ``models`` are the registered model keys, ``evidence`` the judged verification facts by line.
    """

    models: frozenset[str] | None = None
    partner_registered: bool | None = None
    claimed_serials: frozenset[str] = frozenset()
    evidence: Mapping[str, Mapping[str, bool | None]] = field(default_factory=dict)
    agreement_on: date | None = None
    granted_on: date | None = None


def stated_values(line: EquipmentLine, edition: Edition, catalogue: Mapping[str, Model]) -> dict[str, Fraction]:
    """Give the quantities of a line: what the file states, filled up from the listed row or the maker's catalogue."""
    known = edition.models.get(line.key) or catalogue.get(line.key)
    return {**(known.specification if known else {}), **line.specification}


def _meets(line: EquipmentLine, edition: Edition, catalogue: Mapping[str, Model]) -> bool | None:
    """Judge the minimum functional specification; a quantity nobody states is unknown."""
    category = edition.categories.get(line.category)
    if category is None:
        return None
    stated = stated_values(line, edition, catalogue)
    values = [(minimum, stated.get(minimum.name)) for minimum in category.minimum]
    if any(found is not None and not minimum.holds(found) for minimum, found in values):
        return False
    return None if any(found is None for _, found in values) else True


def shortfalls(line: EquipmentLine, edition: Edition, catalogue: Mapping[str, Model]) -> list[str]:
    """Give the quantities of a line that miss the minimum, as people read them."""
    category = edition.categories.get(line.category)
    stated = stated_values(line, edition, catalogue)
    return [
        f"{m.name} {float(stated[m.name]):g} {m.unit} (needs {m.sign} {float(m.value):g})"
        for m in (category.minimum if category else ())
        if m.name in stated and not m.holds(stated[m.name])
    ]


def _origin(line: EquipmentLine, program: ProgramDefinition, day: date) -> bool | None:
    return line.origin in program.names("origin.countries", day) if line.origin else None


def _listing(line: EquipmentLine, edition: Edition | None, catalogue: Mapping[str, Model]) -> dict[str, Scalar]:
    if edition is None:
        return {"listed": None, "specification_met": None}
    return {"listed": line.key in edition.models, "specification_met": _meets(line, edition, catalogue)}


def _conformity(line: EquipmentLine, program: ProgramDefinition, day: date) -> dict[str, Judged]:
    bodies = program.names("bodies.recognised", day)
    commissioned = line.days.get("commissioned_on")
    machine = line.category in program.names("jis.machine_categories", day)
    return {
        "pse": judge_pse(line.papers, program.text("pse.reading", day)),
        "jis_b_9700": judge_jis(line.papers, is_machine=machine),
        "conformity_recognised": judge_conformity(line.papers, bodies, day),
        "conformity_valid": judge_conformity(line.papers, bodies, commissioned) if commissioned else Judged(None),
        "distributor_authorised": judge_paper(line.papers, "authorisation_letter"),
        "components_traceable": judge_paper(line.papers, "component_trace"),
    }


def _filing(
    request: ScreeningRequest, program: ProgramDefinition, register: Register, at: datetime
) -> dict[str, Scalar]:
    day = at.date()
    needed = request.applicant_class in program.names("claim.partner_needed_for", day)
    early = program.day("agreement.early_before", day)
    agreed = register.agreement_on
    return {
        "applicant_class": request.applicant_class or None,
        "partner_needed": needed,
        "partner_registered": register.partner_registered if request.partner_number else (False if needed else None),
        "channel_approved": request.channel in program.names("intake.channels", day) if request.channel else None,
        "received_in_time": at <= parse_instant(program.text("application.deadline", day)),
        "agreement_early": agreed < early if agreed else None,
    }


def _ordered(line: EquipmentLine, register: Register) -> bool | None:
    ordered = line.days.get("ordered_on")
    if ordered is None:
        return None
    return register.granted_on is not None and ordered >= register.granted_on


EVIDENCE = (
    "installation_log",
    "network_topology",
    "training_record",
    "integration",
    "retrospective",
    "claim_after_commissioning",
    "visited_in_time",
)


def bind(
    request: ScreeningRequest, line: EquipmentLine, program: ProgramDefinition, register: Register, at: datetime
) -> dict[str, Scalar]:
    """Give the row of bound facts of one line at an instant; None is unknown."""
    day = at.date()
    shown = register.evidence.get(line.id, {})
    judged = {name: found.truth for name, found in _conformity(line, program, day).items()}
    registered = line.key in register.models if register.models is not None else None
    serial = f"{line.key} {line.serial}".casefold() if line.serial else ""
    return {
        **_filing(request, program, register, at),
        "category": line.category or None,
        **_listing(line, program.edition_on(day), program.catalogue),
        "registered": registered,
        **judged,
        "origin_eligible": _origin(line, program, day),
        "serial_free": serial not in register.claimed_serials,
        "imported_on": line.days.get("imported_on"),
        "commissioned_on": line.days.get("commissioned_on"),
        "pl": line.pl,
        "sil": line.sil,
        "ordered_after_decision": _ordered(line, register),
        **{name: shown.get(name) for name in EVIDENCE},
    }
