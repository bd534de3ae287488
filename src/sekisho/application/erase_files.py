"""Erase private files of a case: bytes go, digests stay, and the journal and its seals verify as before."""

from collections.abc import Iterable

from sekisho.application.ports import Transaction
from sekisho.application.project import CASES
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.consequence import SECTION, digests_of_item, items_of
from sekisho.domain.casework.event import Command

#: What keeps bytes that are public; any other keeper is the stream that names them too.
PUBLIC = ""


def _asked(case: Case, command: Command) -> list[str]:
    if command.name == "propose_erasure":
        return [digest for item in items_of(command) for digest in digests_of_item(case, item)]
    erasure = case.aftercare.erasures.get(command.text("erasure"))
    return list(erasure.digests) if erasure else []


def _keepers(tx: Transaction, case: Case, digests: Iterable[str]) -> dict[str, str]:
    """Name the stream beside the case's own that says each digest, where one does."""
    wanted = {digest: digest.encode() for digest in digests}
    found: dict[str, str] = {}
    # A walk over the whole journal: an erasure is rare, and there is no index that personal data could hide from.
    for row in tx.journal.everything() if wanted else ():
        if row.stream != CASES + case.id:
            found |= {digest: row.stream for digest, sought in wanted.items() if sought in row.body}
    return found


def kept_files(tx: Transaction, case: Case, command: Command) -> dict[str, str]:
    """Give the files an erasure names that may not be erased, each with what keeps it."""
    digests = _asked(case, command) if command.name in {"propose_erasure", "erase_personal_data"} else []
    return {**_keepers(tx, case, digests), **dict.fromkeys(tx.blobs.public(digests), PUBLIC)}


def _blank_draft(tx: Transaction, case: Case, command: Command) -> None:
    # The draft says once more what the sections said; a section erased alone would still be read there.
    draft = tx.drafts.get(case.id)
    if draft:
        tx.drafts.put(case.id, {}, draft.version, command.at)


def erase_files(tx: Transaction, case: Case, command: Command) -> None:
    """Erase the bytes of an erasure that was just recorded, and whatever repeats what they said."""
    erasure = case.aftercare.erasures[command.text("erasure")]
    for digest in erasure.digests:
        tx.blobs.erase(digest)
    if any(item.startswith(SECTION) for item in erasure.items):
        _blank_draft(tx, case, command)
    # A draft saved under an idempotency key was answered with its content, and the answer was kept.
    tx.answers.forget(f'"{case.id}"'.encode())
