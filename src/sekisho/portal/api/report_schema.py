"""What the report's operations take and give."""

from datetime import datetime

from ninja import Schema

from sekisho.portal.api.schema import Json, MeantInstant, Taken


class ReportIn(Taken):
    """The instant a report is published as of; absent: the quarter's end."""

    as_of: MeantInstant | None = None


class ReportEditionOut(Schema):
    """A published edition of a quarter's report, and the SHA-256 of its public figures."""

    quarter: str
    number: int
    as_of: datetime
    published_at: datetime
    public_sha256: str


class ReportsOut(Schema):
    """The published editions, newest first."""

    reports: list[ReportEditionOut]


class ReportOut(Schema):
    """A report: tables by row and column, null where a number is not shown, and the tie-out with the ledger."""

    report: Json
