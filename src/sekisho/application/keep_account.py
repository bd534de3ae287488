"""Keep a payee's account: checked, salted, and private; events name it by digest only."""

import secrets
from collections.abc import Mapping

from sekisho.application.desk import Desk
from sekisho.application.record import as_bytes
from sekisho.domain.fund.zengin.account import PARTS, parse_account
from sekisho.domain.values.finding import Refusal, Value

MEDIA_TYPE = "application/json"


def keep_account(desk: Desk, parts: Mapping[str, Value], *, place: str = "") -> str | Refusal:
    """Keep an account as a private blob and give its digest, or refuse it; ``place`` goes before each part.

    The salt is fresh each time, so that nobody finds an account by trying digests: the same account twice is two blobs.
    """
    account = parse_account(parts, place=place)
    if isinstance(account, Refusal):
        return account
    record: dict[str, Value] = {part: getattr(account, part) for part in PARTS}
    data = as_bytes({**record, "salt": secrets.token_hex(16)})
    with desk.store.write() as tx:
        return tx.blobs.put(data, media_type=MEDIA_TYPE, private=True)
