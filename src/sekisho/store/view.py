"""Projections on a database."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sekisho.application import views
from sekisho.domain.evidence.signal.trace import Trace
from sekisho.store import models
from sekisho.store.listing import CLAIMS_NOTHING, claims_in_order, in_order, traces_in_order
from sekisho.store.row import as_text, load, names_of, plain, record_from
from sekisho.store.statement import Rows

_CASE = names_of(views.CaseRow)
_LINE = names_of(views.LineRow)
_REGISTRATION = names_of(views.RegistrationRow)
_TRACE = names_of(Trace)
_PHOTO = names_of(views.PhotoRow)
_TRANSFER = names_of(views.TransferRow)


def _registration(row: Mapping[str, Any]) -> views.RegistrationRow:
    history = tuple((day, state) for day, state in json.loads(row["history"]))
    return load(views.RegistrationRow, {**row, "history": history, "particulars": record_from(row["particulars"])})


class DjangoViews:
    """The view tables (``views.Views``)."""

    _cases = Rows(models.CaseRow)
    _lines = Rows(models.LineRow)
    _invoices = Rows(models.InvoiceRow)
    _traces = Rows(models.TraceRow)
    _photos = Rows(models.PhotoRow)
    _photo_keys = Rows(models.PhotoKeyRow)
    _registrations = Rows(models.RegistrationRow)
    _transfers = Rows(models.TransferRow)

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using

    def put_case(self, row: views.CaseRow, lines: Sequence[views.LineRow], invoices: Sequence[str] = ()) -> None:
        """Write a case's row, its lines and its invoices, replacing what was there."""
        self._cases.filter(id=row.id).delete()
        self._lines.filter(case=row.id).delete()
        self._cases.bulk_create([models.CaseRow(**plain(row))])
        self._lines.bulk_create([models.LineRow(**plain(line)) for line in lines])
        self._invoices.filter(case=row.id).delete()
        self._invoices.bulk_create([models.InvoiceRow(case=row.id, invoice=invoice) for invoice in set(invoices)])

    def put_registration(self, row: views.RegistrationRow) -> None:
        """Write a registration's row."""
        self._registrations.filter(id=row.id).delete()
        texts = {"history": as_text(row.history), "particulars": as_text(row.particulars)}
        self._registrations.bulk_create([models.RegistrationRow(**{**plain(row), **texts})])

    def case(self, case: str) -> views.CaseRow | None:
        """Give one case."""
        row = self._cases.filter(id=case).values(*_CASE).first()
        return load(views.CaseRow, row) if row else None

    def cases(self, *, states: Sequence[str] = (), organisation: str = "") -> list[views.CaseRow]:
        """Give cases in order of receipt then id, of some states or of one organisation."""
        rows = self._cases.filter(state__in=states) if states else self._cases.all()
        if organisation:
            rows = rows.filter(Q(applicant_number=organisation) | Q(partner_number=organisation))
        return in_order([load(views.CaseRow, row) for row in rows.values(*_CASE)])

    def first(self, states: Sequence[str]) -> views.CaseRow | None:
        """Give the case of some states with the lowest receipt number; None where there is none."""
        row = self._cases.filter(state__in=states).order_by("receipt").values(*_CASE).first()
        return load(views.CaseRow, row) if row else None

    def count(self, states: Sequence[str]) -> int:
        """Give how many cases are in some states."""
        return self._cases.filter(state__in=states).count()

    def lines(self, *, case: str = "", states: Sequence[str] = ()) -> list[views.LineRow]:
        """Give equipment lines by case and line."""
        rows = self._lines.filter(case=case) if case else self._lines.all()
        if states:
            rows = rows.filter(state__in=states)
        found = [load(views.LineRow, row) for row in rows.values(*_LINE)]
        return sorted(found, key=lambda row: (row.case, row.line))

    def registrations(self, *, subject: str = "", key: str = "") -> list[views.RegistrationRow]:
        """Give registrations by subject and key."""
        rows = self._registrations.filter(subject=subject) if subject else self._registrations.all()
        if key:
            rows = rows.filter(key=key)
        found = [_registration(row) for row in rows.values(*_REGISTRATION)]
        return sorted(found, key=lambda row: (row.subject, row.key, row.id))

    def serial_claims(self, keys: Iterable[str]) -> list[Trace]:
        """Give the traces of serial numbers that live cases leave by these keys, the case filed first before others."""
        wanted = set(keys)
        if not wanted:
            return []
        living = self._cases.filter(id=OuterRef("case")).exclude(state__in=CLAIMS_NOTHING)
        traces = self._traces.filter(kind="serial", key__in=wanted).annotate(receipt=Subquery(living.values("receipt")))
        found = traces.filter(receipt__isnull=False).values("receipt", *_TRACE)
        return claims_in_order([(row.pop("receipt"), load(Trace, row)) for row in found])

    def invoice_holder(self, invoice: str, *, but: str) -> str:
        """Give the case, other than ``but``, that was filed first with this invoice and still lives."""
        return self._first_living(self._invoices.filter(invoice=invoice).exclude(case=but))

    def _first_living(self, claims: QuerySet[Any]) -> str:
        """Give the case filed first among those that claim something and still live."""
        living = self._cases.filter(id__in=claims.values("case")).exclude(state__in=CLAIMS_NOTHING)
        holders = in_order([load(views.CaseRow, row) for row in living.values(*_CASE)])
        return holders[0].id if holders else ""

    def put_traces(self, case: str, traces: Sequence[Trace]) -> None:
        """Write the traces a case leaves, replacing what was there."""
        self._traces.filter(case=case).delete()
        self._traces.bulk_create([models.TraceRow(**plain(trace)) for trace in traces])

    def traces(self, *, case: str = "", kind: str = "", keys: Sequence[str] = ()) -> list[Trace]:
        """Give traces by case, kind, key, line and place: of one case, of one kind, or with one of some keys."""
        wanted = {name: value for name, value in (("case", case), ("kind", kind), ("key__in", keys)) if value}
        return traces_in_order([load(Trace, row) for row in self._traces.filter(**wanted).values(*_TRACE)])

    def put_photo(self, row: views.PhotoRow, keys: Collection[str]) -> None:
        """Keep a photo under keys, replacing what was kept of it."""
        self.drop_photos(row.case, [row.place])
        photo = self._photos.create(**plain(row))
        self._photo_keys.bulk_create([models.PhotoKeyRow(photo=photo, key=key) for key in sorted(set(keys))])

    def drop_photos(self, case: str, places: Collection[str]) -> None:
        """Keep some photos of a case no longer, under no key."""
        self._photos.filter(case=case, place__in=sorted(places)).delete()

    def photos(self, keys: Collection[str]) -> list[views.PhotoRow]:
        """Give the photos kept under one of some keys, by case and place."""
        near = self._photo_keys.filter(key__in=sorted(keys)).values("photo")
        found = [load(views.PhotoRow, row) for row in self._photos.filter(id__in=near).values(*_PHOTO)]
        return sorted(found, key=lambda row: (row.case, row.place))

    def put_transfers(self, batch: int, rows: Sequence[views.TransferRow]) -> None:
        """Write the payments of a batch, replacing what was there."""
        self._transfers.filter(batch=batch).delete()
        self._transfers.bulk_create([models.TransferRow(**plain(row)) for row in rows])

    def transfers(self, *, cases: Sequence[str] = (), states: Sequence[str] = ()) -> list[views.TransferRow]:
        """Give the payments in batches by batch and item: of some cases, or in some states."""
        wanted = {name: value for name, value in (("case__in", cases), ("state__in", states)) if value}
        rows = self._transfers.filter(**wanted).order_by("batch", "item").values(*_TRANSFER)
        return [load(views.TransferRow, row) for row in rows]

    def last_batch(self) -> int:
        """Give the highest number of a batch; 0 where there is none."""
        return self._transfers.order_by("-batch").values_list("batch", flat=True).first() or 0

    def clear(self) -> None:
        """Drop every row."""
        views = (self._cases, self._lines, self._invoices, self._registrations, self._traces, self._transfers)
        for rows in (*views, self._photo_keys, self._photos):
            rows.all().delete()
