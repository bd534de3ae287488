"""Messages to parties in memory."""

from sekisho.application.ports import Notice
from sekisho.store.memory.table import State
from sekisho.store.row import as_text, load, plain, record_from


class MemoryOutbox:
    """Notices (``ports.Outbox``)."""

    def __init__(self, state: State) -> None:
        """Take the transaction's tables."""
        self._notices = state.notices

    def put(self, notice: Notice) -> None:
        """Keep a notice."""
        facts = record_from(as_text(notice.facts))
        self._notices.put(len(self._notices), load(Notice, {**plain(notice), "facts": facts}))

    def of(self, *, case: str = "", organisation: str = "") -> list[Notice]:
        """Give notices of a case or an organisation, newest last."""
        rows = self._notices.rows()
        return [row for row in rows if case in ("", row.case) and organisation in ("", row.organisation)]
