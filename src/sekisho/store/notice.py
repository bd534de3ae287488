"""Messages to parties on a database."""

from sekisho.application.ports import Notice
from sekisho.store import models
from sekisho.store.row import as_text, load, names_of, plain, record_from
from sekisho.store.statement import Rows


class DjangoOutbox:
    """The notice table (``ports.Outbox``)."""

    _rows = Rows(models.NoticeRow)

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using

    def put(self, notice: Notice) -> None:
        """Keep a notice."""
        self._rows.bulk_create([models.NoticeRow(**{**plain(notice), "facts": as_text(notice.facts)})])

    def of(self, *, case: str = "", organisation: str = "") -> list[Notice]:
        """Give notices of a case or an organisation, newest last."""
        rows = self._rows.filter(case=case) if case else self._rows.all()
        if organisation:
            rows = rows.filter(organisation=organisation)
        found = rows.order_by("id").values(*names_of(Notice))
        return [load(Notice, {**row, "facts": record_from(row["facts"])}) for row in found]
