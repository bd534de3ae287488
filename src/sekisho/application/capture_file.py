"""The bytes of a capture: a bundle larger than one blob is kept in pieces, which in order are its bytes."""

from collections.abc import Mapping

from sekisho.application.file_document import LARGEST
from sekisho.application.ports import Transaction
from sekisho.application.record import sha256
from sekisho.domain.values.finding import Value

ZIP = "application/zip"


def keep_bundle(tx: Transaction, bundle: bytes) -> dict[str, Value]:
    """Keep a bundle; give its digest as the event names it, and those of its pieces where there are several."""
    if len(bundle) <= LARGEST:
        return {"digest": tx.blobs.put(bundle, media_type=ZIP)}
    pieces: list[Value] = [
        tx.blobs.put(bundle[start : start + LARGEST], media_type="application/octet-stream")
        for start in range(0, len(bundle), LARGEST)
    ]
    return {"digest": sha256(bundle), "pieces": pieces}


def bundle_of(tx: Transaction, capture: Mapping[str, Value]) -> bytes | None:
    """Give the bytes of a capture that was received; None where they are not kept."""
    listed = capture.get("pieces")
    names = [str(one) for one in listed] if isinstance(listed, list) and listed else [str(capture.get("digest"))]
    stored = tx.blobs.get_all(names)
    return b"".join(stored[name] for name in names) if all(name in stored for name in names) else None
