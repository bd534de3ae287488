"""The sections of a filing: each is salted, stored and digested by itself, so that one may be shown without another.

Prices stand in a section of their own: the end user and the office see it, the integrator signs only its digest.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.record import as_bytes, decode
from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Value

#: Under which name the bytes of a section say what it says, beside their salt.
SAID = "section"
PARTIES = ("applicant", "partner", "importer", "channel")
#: The fields of an equipment line that only the buyer and the office see.
PRIVATE = ("price", "currency", "costs", "yearly_saving", "quotation")
#: What is said of a change of the plan: the sides sign it with what it would leave.
CHANGE = "change"
#: Which sides see which section; the office and the auditor see all.
SEEN_BY = {
    "parties": ("end_user", "integrator", "distributor", "exporter"),
    "equipment": ("end_user", "integrator", "distributor", "exporter"),
    "price": ("end_user", "distributor"),
    CHANGE: ("end_user", "integrator", "distributor"),
}


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of one content as the lock event names them, and the root both sides sign."""

    root: str
    named: dict[str, Value]


def _lines(content: Mapping[str, Value]) -> list[dict[str, Value]]:
    lines = content.get("lines")
    return [dict(line) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def split(content: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """Part a content into its sections: parties, equipment, price."""
    lines = _lines(content)
    equipment: list[Value] = [{k: v for k, v in line.items() if k not in PRIVATE} for line in lines]
    price: dict[str, Value] = {str(line.get("id")): {k: v for k, v in line.items() if k in PRIVATE} for line in lines}
    others = {name: value for name, value in content.items() if name not in (*PARTIES, "lines")}
    parties = {name: content[name] for name in PARTIES if name in content}
    return {"parties": parties, "equipment": {"lines": equipment, **others}, "price": price}


def join(sections: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    """Put sections together again; a section that may not be seen is simply absent."""
    equipment = dict(sections.get("equipment", {}))
    prices = sections.get("price", {})
    lines: list[Value] = []
    for line in _lines(equipment):
        price = prices.get(str(line.get("id")))
        lines.append({**line, **(price if isinstance(price, dict) else {})})
    return {**sections.get("parties", {}), **equipment, "lines": lines}


def _kept(section: Mapping[str, Value]) -> bytes:
    """Give the bytes a section is kept as, unlike those of every other section that says the same.

    Else two cases of one applicant would share a file, which the one could not lawfully erase while the other needs it,
    and a price could be tried out until the digest of its bytes fits.
    """
    return as_bytes({SAID: dict(section), "salt": secrets.token_hex(16)})


def _said(data: bytes) -> dict[str, Value]:
    """Give what a section says; one kept before they were salted says it at once."""
    record = decode(data)
    said = record.get(SAID)
    return dict(said) if isinstance(said, dict) else record


def store_sections(
    desk: Desk, tx: Transaction, content: Mapping[str, Value], change: Mapping[str, Value] | None = None
) -> Sections:
    """Salt, store and digest every section of a content, and what is said of a change that leads to it."""
    named: dict[str, Value] = {}
    digests: dict[str, str] = {}
    parts = split(content) | ({CHANGE: dict(change)} if change else {})
    for name, section in parts.items():
        data, salt = _kept(section), secrets.token_hex(16)
        digests[name] = desk.notary.section_digest(salt, data)
        blob = tx.blobs.put(data, media_type="application/json", private=True)
        named[name] = {"digest": digests[name], "salt": salt, "blob": blob}
    return Sections(desk.notary.root(digests), named)


def digests_of(case: Case) -> dict[str, str]:
    """Give the digest of each section of the content that is locked."""
    return {name: str(section["digest"]) for name, section in case.sections.items() if isinstance(section, dict)}


def _blob_of(section: Value) -> str:
    return str(section.get("blob") or "") if isinstance(section, dict) else ""


def blobs_of(case: Case) -> list[str]:
    """Give the digests under which the sections of a filed case are stored."""
    return [blob for section in case.sections.values() if (blob := _blob_of(section))]


def _sections_of(tx: Transaction, case: Case) -> dict[str, dict[str, Value]]:
    """Read every section at once; one that was erased says nothing."""
    blobs = {name: _blob_of(section) for name, section in case.sections.items()}
    stored = tx.blobs.get_all([blob for blob in blobs.values() if blob])
    return {name: _said(stored[blob]) if blob in stored else {} for name, blob in blobs.items()}


def applicants_of(tx: Transaction, cases: Iterable[Case]) -> dict[str, dict[str, Value]]:
    """Give what each of several filed cases says of its applicant, by case, read at once."""
    blobs = {case.id: _blob_of(case.sections.get("parties")) for case in cases}
    stored = tx.blobs.get_all([blob for blob in blobs.values() if blob])
    parties = {case: _said(stored[blob]) for case, blob in blobs.items() if blob in stored}
    said = {case: content.get("applicant") for case, content in parties.items()}
    return {case: applicant for case, applicant in said.items() if isinstance(applicant, dict)}


def changed_sections(tx: Transaction, case: Case, content: Mapping[str, Value]) -> list[str]:
    """Name the sections of a new content that say something else than the locked ones."""
    locked = _sections_of(tx, case)
    return [name for name, section in split(content).items() if section != locked.get(name, {})]


def draft_of(tx: Transaction, case: Case) -> Mapping[str, Value]:
    """Give what is written as the draft of a case; nothing where none is."""
    draft = tx.drafts.get(case.id)
    return draft.content if draft else {}


def content_of(tx: Transaction, case: Case, side: str = "office") -> dict[str, Value]:
    """Give the content of a case as one side may see it: the locked sections, or the draft before the lock."""
    sections = _sections_of(tx, case) if case.sections else split(draft_of(tx, case))
    return _joined(case, side, sections)


def _joined(case: Case, side: str, sections: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    return join({name: section for name, section in sections.items() if may_see(case, side, name)})


def seen_by(case: Case, side: str, content: Mapping[str, Value]) -> dict[str, Value]:
    """Give of a whole content what one side may see."""
    return _joined(case, side, split(content))


def may_see(case: Case, side: str, section: str) -> bool:
    """Say whether a side sees a section. The applicant sees his own prices whatever his side is."""
    if side in {"office", "audit", "system"}:
        return True
    is_applicant = case.applicant.get("side") == side
    return side in SEEN_BY.get(section, ()) or (section == "price" and is_applicant)
