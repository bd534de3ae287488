"""How large one blob may be."""

from sekisho.store.error import OversizedBlobError

#: The most bytes of one blob: a row this size is still read whole into memory by every engine.
LIMIT_BYTES = 32 * 1024 * 1024


def require_size(data: bytes) -> None:
    """Refuse what one blob cannot hold. Raises OversizedBlobError."""
    if len(data) > LIMIT_BYTES:
        raise OversizedBlobError(f"{len(data)} bytes; one blob holds at most {LIMIT_BYTES}")
