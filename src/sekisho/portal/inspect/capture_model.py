"""Feed the model check of a capture: each companion model with what was observed of it, and all that was not."""

from dataclasses import dataclass

from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.portal.inspect.problem import Record, records_of

#: Profiles that tell nothing where the server holds nothing of them.
QUIET = frozenset({"not_declared", "declared_only"})
#: So much of a fingerprint is enough to hold two captures against each other by eye.
SHORT = 16


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A mandatory node that was not observed: where, and what was seen instead; a status code where one was read."""

    path: str
    status: str
    code: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A companion model, or the DataItems of MTConnect: how many nodes were observed of how many, and which were not.

    ``facet`` is the second reading, where a profile leaves optional what its model makes mandatory.
    """

    name: str
    version: str
    presence: str
    observed: int
    of: int
    facet: str
    is_claimed_without_support: bool
    deprecated: int
    missing: tuple[NodeRow, ...]

    @property
    def outcome(self) -> str:
        """Give how it came out: observed, or not; never more than that."""
        return "met" if self.of and self.observed == self.of else "undetermined"


@dataclass(frozen=True, slots=True)
class ModelPart:
    """The address space as browsed and every companion model in it; ``unseen`` counts nodes that were not browsed."""

    nodes: int
    unseen: int
    fingerprint: str
    models: tuple[ModelRow, ...]


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _missing(row: Record) -> NodeRow:
    place = "/".join(str(row[name]) for name in ("instance", "path") if row.get(name))
    return NodeRow(place, str(row.get("status")), str(row.get("code") or ""))


def _is_missing(row: Record) -> bool:
    return row.get("status") not in {"observed", "deprecated"}


def _model(checked: Record) -> ModelRow:
    rows = records_of(checked.get("rows"))
    has_facet = "facet_of" in checked
    return ModelRow(
        name=str(checked.get("specification")),
        version=str(checked.get("checked_against") or ""),
        presence=str(checked.get("presence")),
        observed=_number(checked.get("observed")),
        of=_number(checked.get("of")),
        facet=f"{checked.get('facet_observed')} / {checked.get('facet_of')}" if has_facet else "",
        is_claimed_without_support=checked.get("claim") == "claim_not_supported",
        deprecated=sum(row.get("status") == "deprecated" for row in rows),
        missing=tuple(_missing(row) for row in rows if _is_missing(row)),
    )


def _items(rows: list[Record]) -> ModelRow:
    missing = tuple(_missing(row) for row in rows if _is_missing(row))
    presence = "incomplete" if missing else "observed"
    return ModelRow(
        name="MTConnect",
        version="",
        presence=presence,
        observed=len(rows) - len(missing),
        of=len(rows),
        facet="",
        is_claimed_without_support=False,
        deprecated=0,
        missing=missing,
    )


def model_part(assessment: Record, _language: Language) -> ModelPart | None:
    """Give the model check; None for captures that were judged without one or looked at nothing."""
    said = assessment.get("model")
    if not isinstance(said, dict):
        return None
    told = [one for one in records_of(said.get("profiles")) if one.get("presence") not in QUIET or one.get("of")]
    items = records_of(said.get("items"))
    models = (*(_model(one) for one in told), *([_items(items)] if items else []))
    if not models:
        return None
    fingerprint = str(said.get("fingerprint") or "")[:SHORT]
    return ModelPart(_number(said.get("nodes")), _number(said.get("truncated")), fingerprint, models)
