"""Keep bytes a command will name: an envelope, a bank account, a photograph. They come before the event."""

from sekisho.application.desk import Desk


def keep(desk: Desk, data: bytes, *, media_type: str = "application/octet-stream") -> str:
    """Store bytes as a private blob; give the digest that events name them by."""
    with desk.store.write() as tx:
        return tx.blobs.put(data, media_type=media_type, private=True)
