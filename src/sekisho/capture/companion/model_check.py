"""What a capture shows of companion models: fingerprint, namespaces, profiles row by row, and level L3."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sekisho.capture.companion.conformance import Checked, Claim, Presence, check, wanted
from sekisho.capture.companion.declared_items import ItemRow, declared, item_rows
from sekisho.capture.companion.live_row import LiveRow, live_rows
from sekisho.capture.companion.profile import GENERIC, CategoryTable, Profile, profiles, table_of
from sekisho.capture.opcua.binary import NodeId
from sekisho.capture.opcua.walk import OBJECTS
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import Connection, History
from sekisho.capture.replay.server import TOLD
from sekisho.capture.replay.space import Namespace, Space

#: So many missing nodes are named in one sentence; all of them stand in the rows.
NAMED = 8
#: What is said of a list that is not of the server's own version.
_NEARNESS = {
    "lower": "model.version_lower", "higher": "model.version_higher", "unstated": "model.version_unstated",
}  # fmt: skip
_PRESENCES = {
    Presence.INCOMPLETE: "l3.incomplete", Presence.DECLARED_ONLY: "l3.declared_only",
    Presence.NOT_DECLARED: "l3.not_declared",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """The check of one capture; ``entry`` is what keeps L3 from being observed, empty where it was.

    ``unseen`` counts the nodes that are known and were not browsed; the fingerprint is empty where there are any.
    """

    category: str
    table: CategoryTable | None
    fingerprint: str
    nodes: int
    unseen: int
    namespaces: tuple[Namespace, ...]
    profiles: tuple[Checked, ...]
    items: tuple[ItemRow, ...]
    live: tuple[LiveRow, ...]
    entry: tuple[Problem, ...]
    remarks: tuple[Problem, ...]

    def as_json(self) -> dict[str, Value]:
        """Give the check as plain values."""
        namespaces: list[Value] = [one.as_json() for one in self.namespaces]
        checked: list[Value] = [one.as_json() for one in self.profiles]
        items: list[Value] = [row.as_json() for row in self.items]
        live: list[Value] = [row.as_json() for row in self.live]
        return {
            "category": self.category, "table_from": self.table.begins.isoformat() if self.table else "",
            "fingerprint": self.fingerprint, "nodes": self.nodes, "truncated": self.unseen,
            "namespaces": namespaces, "profiles": checked, "items": items, "live": live,
        }  # fmt: skip


def of_interest(space: Space) -> list[Profile]:
    """Give the profiles whose model a server declares."""
    return [profile for profile in profiles().values() if profile.model in space.namespaces]


def values_wanted(space: Space) -> list[NodeId]:
    """Give the variables whose values the check will ask for."""
    return wanted(space, of_interest(space))


def judge_models(history: History, plan: CapturePlan, category: str, day: date) -> ModelCheck:
    """Check what the records show against the table of a category on a day; without a category no level is told."""
    table = table_of(category, day)
    surveyed = [session for session in history.sessions if OBJECTS in session.references and session.namespaces]
    rows = tuple(item_rows(declared(history), table)) if table and history.fetched else ()
    if not surveyed:
        entry = _entry(plan, table, (), rows, Problem("l3.not_browsed"))
        return ModelCheck(category, table, "", 0, 0, (), (), rows, (), entry, ())
    spaces = [Space.of(session) for session in surveyed]
    newest, session = spaces[-1], surveyed[-1]
    checked = tuple(_checked(newest, session, table))
    return ModelCheck(
        category=category,
        table=table,
        fingerprint=newest.fingerprint,
        nodes=len(newest.nodes),
        unseen=newest.unseen,
        namespaces=tuple(newest.described()),
        profiles=checked,
        items=rows,
        live=tuple(live_rows(history, session, newest, plan, table.live)) if table else (),
        entry=_entry(plan, table, checked, rows, None),
        remarks=tuple(_remarks(spaces, checked, _asked(table))),
    )


def _checked(space: Space, session: Connection, table: CategoryTable | None) -> Iterable[Checked]:
    claimed = session.about(TOLD["profiles"])
    uris = [str(uri) for uri in claimed] if isinstance(claimed, list) else []
    asked = _asked(table)
    interesting = {profile.id for profile in of_interest(space)}
    return (check(space, profile, uris) for name, profile in profiles().items() if name in asked | interesting)


def _asked(table: CategoryTable | None) -> set[str]:
    return {name for variant in table.variants for name in variant} if table else set()


def _entry(
    plan: CapturePlan,
    table: CategoryTable | None,
    checked: Sequence[Checked],
    rows: Sequence[ItemRow],
    unseen: Problem | None,
) -> tuple[Problem, ...]:
    """Say what keeps L3 from being observed: by OPC UA or by MTConnect, one of the two is enough."""
    if table is None:
        return (Problem("l3.not_checked"),)
    lacking, undeclared = _lacking(table, checked), _undeclared(rows)
    if [] in (lacking, undeclared):
        return ()
    problems = [unseen] if unseen and plan.machine.opcua else []
    problems += lacking or []
    problems += undeclared if plan.machine.mtconnect else []
    return tuple(problems) or (Problem("l3.not_browsed"),)


def _lacking(table: CategoryTable, checked: Sequence[Checked]) -> list[Problem] | None:
    """Say what the nearest variant lacks: nothing where one was observed whole, None where none was looked at."""
    if not checked or not table.variants:
        return None
    by_id = {one.profile.id: one for one in checked}
    variants = [[by_id[name] for name in variant] for variant in table.variants]
    if any(all(one.is_met for one in variant) for variant in variants):
        return []
    return _short(_nearest(variants), by_id.get(GENERIC))


def _nearest(variants: Sequence[Sequence[Checked]]) -> Sequence[Checked]:
    """Give the variant that is least far from being observed: what is told about the others would mislead."""
    return min(
        variants,
        key=lambda variant: (
            sum(one.presence is Presence.NOT_DECLARED for one in variant),
            sum(one.presence is Presence.DECLARED_ONLY for one in variant),
            sum(len(one.missing) for one in variant),
        ),
    )


def _short(variant: Sequence[Checked], generic: Checked | None) -> list[Problem]:
    found = [problem for one in variant if not one.is_met for problem in _why(one)]
    is_nothing = all(one.presence in {Presence.NOT_DECLARED, Presence.DECLARED_ONLY} for one in variant)
    if is_nothing and generic is not None and generic.rows:
        facts: dict[str, Value] = {"observed": generic.observed, "of": len(generic.rows)}
        found.append(Problem("l3.generic", facts=facts))
    return found


def _why(one: Checked) -> list[Problem]:
    facts: dict[str, Value] = {
        "specification": one.profile.specification, "version": one.listing.version if one.listing else one.version,
        "observed": one.observed, "of": len(one.rows),
        "nodes": ", ".join(row.path for row in one.missing[:NAMED]),
    }  # fmt: skip
    return [Problem(_PRESENCES[one.presence], one.profile.id, facts)]


def shortfalls(models: ModelCheck) -> list[Problem]:
    """Say of every companion model a server has what is missing of it; nothing of models it does not have."""
    told = (one for one in models.profiles if one.profile.id != GENERIC and one.rows and not one.is_met)
    mended = {"model.truncated", "model.claim_not_supported"}
    remarks = [remark for remark in models.remarks if remark.code in mended]
    return [*(problem for one in told for problem in _why(one)), *remarks]


def _undeclared(rows: Sequence[ItemRow]) -> list[Problem]:
    """Say which DataItems are wanting; nothing where all are declared."""
    if not rows:
        return [Problem("l3.no_items", "mtconnect")]
    missing = [row for row in rows if not row.is_met]
    if not missing:
        return []
    named = ", ".join(str(row.as_json()["path"]) for row in missing[:NAMED])
    facts: dict[str, Value] = {"observed": len(rows) - len(missing), "of": len(rows), "items": named}
    return [Problem("l3.items", "mtconnect", facts)]


def _remarks(spaces: Sequence[Space], checked: Sequence[Checked], asked: Collection[str]) -> Iterable[Problem]:
    newest = spaces[-1]
    if newest.unseen:
        yield Problem("model.truncated", facts={"nodes": len(newest.nodes), "unseen": newest.unseen})
    fingerprints = list(dict.fromkeys(space.fingerprint for space in spaces if space.fingerprint))
    if len(fingerprints) > 1:
        yield Problem("model.changed", facts={"before": fingerprints[0][:16], "after": fingerprints[-1][:16]})
    for one in checked:
        about: dict[str, Value] = {"specification": one.profile.specification, "version": one.version}
        if one.claim is Claim.NOT_SUPPORTED:
            yield Problem("model.claim_not_supported", one.profile.id, about)
        # Of models nobody asks for, the row of the profile says it.
        if one.listing and one.rows and one.nearness in _NEARNESS and one.profile.id in asked:
            yield Problem(_NEARNESS[one.nearness], one.profile.id, about | {"against": one.listing.version})
