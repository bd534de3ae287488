"""Projections in memory."""

from collections.abc import Collection, Iterable, Sequence

from sekisho.application.views import CaseRow, LineRow, PhotoRow, RegistrationRow, TransferRow
from sekisho.domain.evidence.signal.trace import Trace
from sekisho.store.listing import CLAIMS_NOTHING, claims_in_order, in_order, traces_in_order
from sekisho.store.memory.table import State
from sekisho.store.row import as_text, load, plain, record_from


class MemoryViews:
    """Views (``views.Views``)."""

    def __init__(self, state: State) -> None:
        """Take the transaction's tables."""
        self._state = state

    def put_case(self, row: CaseRow, lines: Sequence[LineRow], invoices: Sequence[str] = ()) -> None:
        """Write a case's row, its lines and its invoices, replacing what was there."""
        self._state.cases.put(row.id, load(CaseRow, plain(row)))
        self._state.lines.put(row.id, tuple(lines))
        self._state.invoices.put(row.id, tuple(invoices))

    def put_registration(self, row: RegistrationRow) -> None:
        """Write a registration's row."""
        particulars = record_from(as_text(row.particulars))
        self._state.registrations.put(row.id, load(RegistrationRow, {**plain(row), "particulars": particulars}))

    def case(self, case: str) -> CaseRow | None:
        """Give one case."""
        return self._state.cases.get(case)

    def cases(self, *, states: Sequence[str] = (), organisation: str = "") -> list[CaseRow]:
        """Give cases in order of receipt then id, of some states or of one organisation."""
        found = [row for row in self._state.cases.rows() if not states or row.state in states]
        if organisation:
            found = [row for row in found if organisation in (row.applicant_number, row.partner_number)]
        return in_order(found)

    def first(self, states: Sequence[str]) -> CaseRow | None:
        """Give the case of some states with the lowest receipt number; None where there is none."""
        return next((row for row in self.cases() if row.state in states), None)

    def count(self, states: Sequence[str]) -> int:
        """Give how many cases are in some states."""
        return sum(row.state in states for row in self._state.cases.rows())

    def lines(self, *, case: str = "", states: Sequence[str] = ()) -> list[LineRow]:
        """Give equipment lines by case and line."""
        lines = [line for of_case in self._state.lines.rows() for line in of_case]
        found = [row for row in lines if case in ("", row.case) and (not states or row.state in states)]
        return sorted(found, key=lambda row: (row.case, row.line))

    def registrations(self, *, subject: str = "", key: str = "") -> list[RegistrationRow]:
        """Give registrations by subject and key."""
        rows = self._state.registrations.rows()
        found = [row for row in rows if subject in ("", row.subject) and key in ("", row.key)]
        return sorted(found, key=lambda row: (row.subject, row.key, row.id))

    def serial_claims(self, keys: Iterable[str]) -> list[Trace]:
        """Give the traces of serial numbers that live cases leave by these keys, the case filed first before others."""
        living = {row.id: row.receipt for row in self.cases() if row.state not in CLAIMS_NOTHING}
        wanted = list(keys)
        found = self.traces(kind="serial", keys=wanted) if wanted else []
        return claims_in_order([(living[trace.case], trace) for trace in found if trace.case in living])

    def invoice_holder(self, invoice: str, *, but: str) -> str:
        """Give the case, other than ``but``, that was filed first with this invoice and still lives."""
        claims = {case for case in self._state.invoices if invoice in (self._state.invoices.get(case) or ())}
        return self._first_living(claims - {but})

    def _first_living(self, claims: set[str]) -> str:
        holders = [row for row in self.cases() if row.id in claims and row.state not in CLAIMS_NOTHING]
        return holders[0].id if holders else ""

    def put_traces(self, case: str, traces: Sequence[Trace]) -> None:
        """Write the traces a case leaves, replacing what was there."""
        self._state.traces.put(case, tuple(traces))

    def traces(self, *, case: str = "", kind: str = "", keys: Sequence[str] = ()) -> list[Trace]:
        """Give traces by case, kind, key, line and place: of one case, of one kind, or with one of some keys."""
        every = [trace for of_case in self._state.traces.rows() for trace in of_case]
        found = [one for one in every if case in ("", one.case) and kind in ("", one.kind)]
        return traces_in_order([one for one in found if not keys or one.key in keys])

    def put_photo(self, row: PhotoRow, keys: Collection[str]) -> None:
        """Keep a photo under keys, replacing what was kept of it."""
        name = (row.case, row.place)
        self.drop_photos(row.case, [row.place])
        for key in keys:
            self._state.photo_keys.put(key, (self._state.photo_keys.get(key) or frozenset()) | {name})
        self._state.photos.put(name, (row, frozenset(keys)))

    def drop_photos(self, case: str, places: Collection[str]) -> None:
        """Keep some photos of a case no longer, under no key."""
        for place in places:
            name = (case, place)
            _, keys = self._state.photos.get(name) or (None, frozenset[str]())
            for key in keys:
                self._state.photo_keys.put(key, (self._state.photo_keys.get(key) or frozenset()) - {name})
            self._state.photos.drop(name)

    def photos(self, keys: Collection[str]) -> list[PhotoRow]:
        """Give the photos kept under one of some keys, by case and place."""
        near = {name for key in keys for name in self._state.photo_keys.get(key) or ()}
        return [kept[0] for name in sorted(near) if (kept := self._state.photos.get(name))]

    def put_transfers(self, batch: int, rows: Sequence[TransferRow]) -> None:
        """Write the payments of a batch, replacing what was there."""
        self._state.transfers.put(batch, tuple(rows))

    def transfers(self, *, cases: Sequence[str] = (), states: Sequence[str] = ()) -> list[TransferRow]:
        """Give the payments in batches by batch and item: of some cases, or in some states."""
        every = (row for of_batch in self._state.transfers.rows() for row in of_batch)
        found = [row for row in every if (not cases or row.case in cases) and (not states or row.state in states)]
        return sorted(found, key=lambda row: (row.batch, row.item))

    def last_batch(self) -> int:
        """Give the highest number of a batch; 0 where there is none."""
        return max(self._state.transfers, default=0)

    def clear(self) -> None:
        """Drop every row."""
        self._state.photos.clear()
        self._state.photo_keys.clear()
        self._state.cases.clear()
        self._state.lines.clear()
        self._state.invoices.clear()
        self._state.registrations.clear()
        self._state.traces.clear()
        self._state.transfers.clear()
