"""Answers by screening: is it eligible, and which papers are missing. What people state is taken as stated."""

from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import Model
from sekisho.domain.program.specification import shown
from sekisho.domain.rules.ruleset import Stage
from sekisho.domain.screening.bind import Register, Setting
from sekisho.domain.screening.cure import cures
from sekisho.domain.screening.near import nearest
from sekisho.domain.screening.request import EquipmentLine, Paper, ScreeningRequest
from sekisho.domain.screening.screen import Screening, as_declared, screen
from sekisho.domain.values.finding import Finding, Outcome, Value, overall
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan, parse_day
from sekisho.portal.desk import now, program
from sekisho.portal.open.form import DOCUMENT, ELSEWHERE
from sekisho.portal.open.view import Difference, EligibilityAnswer, MissingAnswer, Near, PaperGroup
from sekisho.portal.words import wording

#: Stands for a partner somebody says to have; the register is asked when a case is filed.
STATED_PARTNER = "stated"
LINE = "1"
SHOWN_NAMES = 3
#: How alike two names must be to be shown as perhaps meant.
ALIKE = 0.4


def text(details: Mapping[str, Value], name: str) -> str:
    """Give a text answer; empty where none was given."""
    value = details.get(name)
    return value if isinstance(value, str) else ""


def _papers(details: Mapping[str, Value]) -> tuple[Paper, ...]:
    kinds, body = details.get("papers"), text(details, "body")
    return tuple(Paper(str(kind), body=body) for kind in kinds) if isinstance(kinds, list) else ()


def _line(details: Mapping[str, Value]) -> EquipmentLine:
    made_in = text(details, "made_in")
    return EquipmentLine(
        id=LINE,
        maker=text(details, "maker"),
        model=text(details, "model"),
        category=text(details, "category"),
        serial="",
        origin="??" if made_in == ELSEWHERE else made_in,
        specification={},
        papers=_papers(details),
        days={name: parse_day(text(details, name)) for name in ("imported_on", "commissioned_on") if name in details},
        pl=None,
        sil=None,
    )


def _held(details: Mapping[str, Value], at: datetime) -> Setting:
    """Give what somebody states, and what it is judged by: nobody has looked at papers or registers yet."""
    has_partner = details.get("partner_is_registered") == "yes"
    partner = STATED_PARTNER if has_partner else ""
    request = ScreeningRequest(text(details, "claimant"), "", partner, "portal", (_line(details),))
    evidence = {LINE: {paper.kind: True for paper in _papers(details)}}
    register = Register(partner_registered=has_partner or None, evidence=evidence)
    return Setting(as_declared(request), program(), register, at)


def _screened(held: Setting) -> Screening:
    return screen(held.request, held.program, held.register, held.at)


def _differences(mine: Model, listed: Model, language: Language) -> tuple[Difference, ...]:
    names = [name for name in listed.specification if mine.specification.get(name) != listed.specification[name]]
    return tuple(
        Difference(
            wording().word("page.specification", name, language),
            shown(mine.specification[name]) if name in mine.specification else "—",
            shown(listed.specification[name]),
        )
        for name in names
    )


def _by_name(line: EquipmentLine, models: Mapping[str, Model]) -> tuple[Near, ...]:
    """Give listed models of the category with a similar name: nothing else is known of this one."""
    listed = {key: model for key, model in models.items() if model.category == line.category}
    close = get_close_matches(line.key, listed, n=SHOWN_NAMES, cutoff=ALIKE)
    return tuple(Near(listed[key].maker, listed[key].model) for key in close)


def _nearest(line: EquipmentLine, definition: ProgramDefinition, day: date, language: Language) -> tuple[Near, ...]:
    edition, mine = definition.edition_on(day), definition.catalogue.get(line.key)
    if edition is None or line.key in edition.models:
        return ()
    if mine is None:
        return _by_name(line, edition.models)
    by_name = {(model.maker, model.model): model for model in edition.models.values()}
    near = nearest(line, edition, definition.catalogue)
    return tuple(Near(n.maker, n.model, _differences(mine, by_name[n.maker, n.model], language)) for n in near)


def eligibility(details: Mapping[str, Value], language: Language) -> EligibilityAnswer:
    """Judge equipment as entered, by the edition in force now."""
    at, line = now(), _line(details)
    held = _held(details, at)
    screening, (found,) = _screened(held), cures(held, held.day)
    near = _nearest(line, program(), day_in_japan(at), language)
    return EligibilityAnswer(
        outcome=screening.outcome,
        edition_on=screening.edition_on,
        on=day_in_japan(at),
        gates=screening.gates,
        advisories=screening.advisories,
        nearest=near,
        unknown_model=f"{line.maker} {line.model}" if near and line.key not in program().catalogue else "",
        cure=found,
    )


def _asks_for_paper(finding: Finding) -> bool:
    rule = next(rule for rule in program().rules.rules if finding.code == f"rule.{rule.id}")
    return finding.outcome is not Outcome.NOT_APPLICABLE and any(DOCUMENT in place for place in rule.evidence.values())


def missing(details: Mapping[str, Value], _language: Language) -> MissingAnswer:
    """List the papers the gates ask for, stage by stage."""
    wanted = [finding for finding in _screened(_held(details, now())).gates if _asks_for_paper(finding)]
    wanting = [finding for finding in wanted if finding.outcome is not Outcome.MET]
    groups = (PaperGroup(stage.value, tuple(f for f in wanted if f.facts["stage"] == stage.value)) for stage in Stage)
    outcome = overall(finding.outcome for finding in wanted)
    return MissingAnswer(outcome, len(wanting), tuple(group for group in groups if group.findings))
