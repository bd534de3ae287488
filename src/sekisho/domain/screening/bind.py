"""Bind: everything a rule may read about one line, worked out before the rules (listing, as-of joins, instants)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from sekisho.domain.conformity.body import BodyRegister
from sekisho.domain.conformity.certificate import Certificate, noon_in_japan
from sekisho.domain.conformity.judge import (
    Gate,
    Judged,
    Terms,
    judge_cnas,
    judge_conformity,
    judge_current_paper,
    judge_jis,
    judge_paper,
    judge_pse,
    judge_pse_scope,
    judge_result,
    together,
)
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.program.specification import Quantity, shown
from sekisho.domain.rules.datatype import OTHER
from sekisho.domain.rules.evaluate import Scalar, require_types
from sekisho.domain.rules.ruleset import RuleSet
from sekisho.domain.screening.request import EquipmentLine, ScreeningRequest
from sekisho.domain.values.cell import folded
from sekisho.domain.values.time import Period, day_in_japan, opening_of, parse_instant

EVIDENCE = (
    "installation_log",
    "network_topology",
    "training_record",
    "integration",
    "retrospective",
    "claim_after_commissioning",
    "visited_in_time",
    "interface_ready",
)


@dataclass(frozen=True, slots=True)
class Register:
    """What the registers and the case's own evidence say; None where nobody can know yet.

    ``models`` are the registered model keys, ``evidence`` the judged verification facts by line, ``known_on`` the day
    up to which changes of a paper's status count as known (None: all that is known). ``claimed_lines`` are the lines
    with a machine another case claims (A21). ``channels`` and ``bodies`` are registered beside those the program names;
    a body counts on the days on which its registration stood.
    """

    models: frozenset[str] | None = None
    partner_registered: bool | None = None
    claimed_lines: frozenset[str] = frozenset()
    evidence: Mapping[str, Mapping[str, bool | None]] = field(default_factory=dict)
    agreement_on: date | None = None
    granted_on: date | None = None
    known_on: date | None = None
    distributor_registered: bool | None = None
    channels: frozenset[str] = frozenset()
    bodies: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """One line's row of facts, and how the facts that rest on papers were judged."""

    row: Mapping[str, Scalar]
    judged: Mapping[str, Judged]


@dataclass(frozen=True, slots=True)
class Setting:
    """What one line is bound against: the request, the program, the registers, and the instant that decides."""

    request: ScreeningRequest
    program: ProgramDefinition
    register: Register
    at: datetime

    @property
    def day(self) -> date:
        """Give the day in Japan of the instant."""
        return day_in_japan(self.at)

    @property
    def edition(self) -> Edition | None:
        """Give the edition that decides (A16)."""
        return self.program.edition_on(self.day)

    @property
    def rules(self) -> RuleSet:
        """Give the criteria that decide, those in force on the day of the edition that does."""
        return self.program.rules.on(self.day)

    @property
    def terms(self) -> Terms:
        """Give the terms papers are judged by on the deciding day."""
        return self.terms_on(self.day)

    def terms_on(self, day: date) -> Terms:
        """Give the terms papers are judged by on a gate's own day."""
        program = self.program
        registered = [name for name, periods in self.register.bodies.items() if any(day in one for one in periods)]
        bodies = BodyRegister(program.bodies, (*program.names("bodies.recognised", day), *registered))
        return Terms(bodies, program.names("standards.accepted", day))

    def gate(self, line: EquipmentLine, at: datetime) -> Gate:
        """Give what a line's papers are judged for."""
        return Gate(at, line.model, line.serial, self.register.known_on)


def stated_values(line: EquipmentLine, edition: Edition, catalogue: Mapping[str, Model]) -> dict[str, Quantity]:
    """Give the quantities of a line: what the file states, filled up from the listed row or the maker's catalogue."""
    known = edition.models.get(line.key) or catalogue.get(line.key)
    # What the file states of this machine goes before what the maker says of the model.
    return {**(known.specification if known else {}), **line.specification}


def shortfalls(line: EquipmentLine, edition: Edition, catalogue: Mapping[str, Model]) -> list[str]:
    """Give the quantities of a line that miss the minimum, as people read them."""
    category, stated = edition.categories.get(line.category), stated_values(line, edition, catalogue)
    missed = category.shortfalls(stated) if category else ()
    return [f"{m.name} {shown(stated[m.name])} {m.unit} (needs {m.sign} {shown(m.value)})" for m in missed]


def _known(value: str, kind: str, program: ProgramDefinition) -> str | None:
    """Give an enum value, *other* where the program does not know it, None where nothing is stated."""
    # "other" fails by its rule; None would leave what the program never meant undetermined, and ask for papers on it.
    return (value if value in program.vocabulary.enums[kind] else OTHER) if value else None


def _listing(line: EquipmentLine, setting: Setting) -> dict[str, Scalar]:
    edition = setting.edition
    if edition is None or not line.model:
        return {"listed": None, "specification_met": None, "row_asks_papers": None}
    listed, category = edition.models.get(line.key), edition.categories.get(line.category)
    stated = stated_values(line, edition, setting.program.catalogue)
    # An edition is a complete list: what is not in it is not listed, never "perhaps".
    return {
        "listed": listed is not None,
        "specification_met": category.is_met_by(stated) if category else None,
        "row_asks_papers": bool(listed and listed.documents),
    }


def _row_papers(line: EquipmentLine, setting: Setting) -> Judged:
    """Judge the papers the line's own row of Annex A asks for: all of them are needed."""
    listed = setting.edition.models.get(line.key) if setting.edition else None
    gate, terms = setting.gate(line, setting.at), setting.terms
    wanted = listed.documents if listed else ()
    judged = [judge_current_paper(line.papers, kind, gate, terms) for kind in wanted]
    wanting = [one for one in judged if not one.truth]
    return wanting[0] if wanting else together(judged)


def _on_its_day(
    line: EquipmentLine, setting: Setting, name: str, judge: Callable[[Sequence[Certificate], Gate, Terms], Judged]
) -> Judged:
    """Judge papers on a gate's own day: papers, bodies and standards count as they stood that day."""
    day = line.days.get(name)
    return judge(line.papers, setting.gate(line, noon_in_japan(day)), setting.terms_on(day)) if day else Judged(None)


def _later_gates(line: EquipmentLine, setting: Setting, judge_safety: Callable[..., Judged]) -> dict[str, Judged]:
    """Judge again what has to hold when the machine comes into the country, and when it begins to work."""
    return {
        "pse_at_import": _on_its_day(line, setting, "imported_on", judge_pse),
        "jis_at_commissioning": _on_its_day(line, setting, "commissioned_on", judge_safety),
        "conformity_valid": _on_its_day(line, setting, "commissioned_on", judge_conformity),
    }


def _authorised(line: EquipmentLine, setting: Setting) -> Judged:
    """Judge a distributor by the maker's letter, or by the register where the program says so (A25)."""
    if setting.program.text("distributor.proof", setting.day) == "register":
        return Judged(setting.register.distributor_registered)
    return judge_current_paper(line.papers, "authorisation_letter", setting.gate(line, setting.at), setting.terms)


def _judged(line: EquipmentLine, setting: Setting) -> dict[str, Judged]:
    papers, gate, terms = line.papers, setting.gate(line, setting.at), setting.terms
    machine = line.category in setting.program.names("jis.machine_categories", setting.day)
    judge_safety = partial(judge_jis, is_machine=machine)
    return {
        "pse": judge_pse(papers, gate, terms),
        "pse_in_scope": judge_pse_scope(papers, gate, setting.program.text("pse.reading", setting.day)),
        "jis_b_9700": judge_safety(papers, gate, terms),
        "conformity_recognised": judge_conformity(papers, gate, terms),
        **_later_gates(line, setting, judge_safety),
        "distributor_authorised": _authorised(line, setting),
        "components_traceable": judge_paper(papers, "component_trace"),
        "cnas_backed": judge_cnas(papers, gate, terms),
        "row_papers": _row_papers(line, setting),
    }


def _results(line: EquipmentLine, setting: Setting) -> tuple[dict[str, Scalar], dict[str, Judged]]:
    gate, terms = setting.gate(line, setting.at), setting.terms
    machine = line.category in setting.program.names("jis.machine_categories", setting.day)
    pl = judge_result(line.papers, "iso13849_certificate", gate, terms, is_machine=machine, stated=line.pl)
    sil = judge_result(line.papers, "iec61508_certificate", gate, terms, is_machine=machine, stated=line.sil)
    return {"pl": pl.level, "sil": sil.level}, {"pl": pl.judged, "sil": sil.judged}


def _is_approved(channel: str, setting: Setting) -> bool:
    named = setting.program.names("intake.channels", setting.day)
    return not {channel, folded(channel)}.isdisjoint((*named, *setting.register.channels))


def _filing(setting: Setting) -> dict[str, Scalar]:
    request, program, day = setting.request, setting.program, setting.day
    # Who names no partner has none, which fails the joint filing (F14); a partner nobody looked up yet is unknown.
    needed = request.applicant_class in program.names("claim.partner_needed_for", day)
    has_partner = bool(request.partner_number)
    opens = opening_of(program.day("window.opens", day))
    agreed = setting.register.agreement_on
    return {
        "application_on": day,
        "applicant_class": _known(request.applicant_class, "claimant", program),
        "partner_needed": needed,
        "partner_registered": setting.register.partner_registered if has_partner else False,
        "channel_approved": _is_approved(request.channel, setting) if request.channel else None,
        "received_in_time": opens <= setting.at <= parse_instant(program.text("application.deadline", day)),
        "agreement_early": agreed < program.day("agreement.early_before", day) if agreed else None,
    }


def _machine(line: EquipmentLine, setting: Setting) -> dict[str, Scalar]:
    register, origins = setting.register, setting.program.names("origin.countries", setting.day)
    ordered, granted = line.days.get("ordered_on"), register.granted_on
    # Of split shipments every one lies inside the window, or under the other reading the last one alone (A19).
    imported = line.days.get("imported_on")
    last_only = setting.program.text("customs.import_event", setting.day) == "last_column"
    return {
        "category": _known(line.category, "category", setting.program),
        # Absent from a known register is no; a register nobody asked is unknown. The two must not be confused.
        "registered": line.key in register.models if register.models is not None else None,
        "origin_eligible": folded(line.origin).upper() in origins if line.origin else None,
        "serial_free": line.id not in register.claimed_lines,
        "imported_on": imported,
        "first_imported_on": imported if last_only else line.days.get("first_imported_on", imported),
        "commissioned_on": line.days.get("commissioned_on"),
        "ordered_after_decision": (granted is not None and ordered >= granted) if ordered else None,
    }


def bind(line: EquipmentLine, setting: Setting) -> Bound:
    """Give the row of bound facts of one line at an instant; None is unknown. Raises RowError for a fact of no type."""
    stated = setting.register.evidence.get(line.id, {})
    levels, results = _results(line, setting)
    judged = _judged(line, setting)
    row: dict[str, Scalar] = {
        **_filing(setting),
        **_listing(line, setting),
        **_machine(line, setting),
        **levels,
        **{name: one.truth for name, one in judged.items()},
        **{name: stated.get(name) for name in EVIDENCE},
    }
    vocabulary = setting.program.vocabulary
    return Bound(require_types(row, vocabulary.fields, vocabulary.enums), {**judged, **results})
