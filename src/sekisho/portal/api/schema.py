"""What the API takes and gives, as OpenAPI describes it. A field that is not named here is refused."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict

Json = dict[str, Any]
LARGEST_VERSION = 2**31 - 1


class Taken(Schema):
    """A request's body: a field that is not named here is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class CommandIn(Taken):
    """A command of the transition table with its details."""

    command: str
    line: str = ""
    details: Json = Field(default_factory=dict)


class DraftIn(Taken):
    """A draft and the version it was read at."""

    content: Json
    version: int = Field(ge=0, le=LARGEST_VERSION)


class ChangeIn(Taken):
    """A change of the plan: what is to change, and why; the draft says what the filing would be."""

    change: str = Field(max_length=4_000)
    reason: str = Field(max_length=4_000)


class BytesIn(Taken):
    """What every paper brings: its kind, its name and its bytes in base64."""

    kind: str = Field(max_length=100)
    name: str = Field(max_length=200)
    data: str
    media_type: str = Field("application/octet-stream", max_length=200)


class RegistrationPaperIn(BytesIn):
    """A paper of a registration."""

    registration: str = Field(max_length=200)


class PaperIn(BytesIn):
    """A paper of a case: the equipment line it belongs to, and what it says of itself."""

    line: str = Field("", max_length=200)
    about: Json = Field(default_factory=dict)


class DeclarationIn(Taken):
    """What a side declares: whether it is related to another party and to which, rebates, commissions.

    An empty list says there is none; the applicant alone tells other subsidies; address and officers may be left out.
    """

    related: bool
    relations: list[Json]
    rebates: list[Json]
    commissions: list[Json]
    other_subsidies: list[Json] | None = None
    address: str | None = Field(None, max_length=4_000)
    officers: list[str] | None = Field(None, max_length=50)


class EnvelopeIn(Taken):
    """The digest of a kept signature."""

    envelope: str = Field(max_length=64)


class MachineIn(Taken):
    """The machine a capture plan is for, or the machines of a line: endpoints and signals, as they will be found."""

    machine: Json | None = None
    machines: list[Json] = Field(default_factory=list, max_length=100)


class UploadIn(Taken):
    """The file that is brought in parts: how many bytes it has, and its SHA-256 in hex."""

    size: int = Field(ge=0, le=2**53)
    sha256: str = Field(max_length=200)


def _text(value: object) -> object:
    """Take an instant as text only: a bare number is nobody's date."""
    if isinstance(value, str) and "T" in value:
        return value
    raise ValueError("an instant is written as in RFC 3339")


#: An instant somebody can mean: at the ends of the calendar none can be placed in another zone.
MeantInstant = Annotated[
    AwareDatetime,
    Field(ge=datetime.fromisoformat("2000-01-01T00:00Z"), lt=datetime.fromisoformat("2200-01-01T00:00Z")),
]


class ClockIn(Taken):
    """The instant, with its zone, that the rehearsal's program clock moves to."""

    to: Annotated[MeantInstant, BeforeValidator(_text)]


class RegistrationIn(Taken):
    """A command on a registration; ``registration`` is empty for an application."""

    command: str
    registration: str = Field("", max_length=200)
    details: Json = Field(default_factory=dict)


class CheckIn(Taken):
    """What an officer notes of a signal he looked at."""

    signal: str
    place: str = ""
    note: str


class FindingOut(Schema):
    """One reason: its code, where it stands in the request, where it is written, its facts, and its words."""

    code: str
    outcome: str
    place: str
    citation: str
    facts: Json
    remedy: str
    text: str
    remedy_text: str


class RefusedOut(Schema):
    """A refusal with every reason at once. Nothing was changed."""

    refused: list[FindingOut]


class EventOut(Schema):
    """A row of the journal: where it stands, the digest that is sealed, and what it says."""

    stream: str
    seq: int
    type: str
    digest: str
    body: Json


class AcceptedOut(Schema):
    """What a command came to. ``amount`` and ``balance`` only for those who see the price."""

    case: str
    state: str
    lines: dict[str, str]
    root: str
    receipt: int
    document: str
    events: list[EventOut]
    amount: int | None = None
    balance: dict[str, int] | None = None


class CaseRowOut(Schema):
    """A case as lists show it. ``amount`` (yen) only for those who see the price."""

    id: str
    program: str
    state: str
    applicant: str
    applicant_number: str
    partner: str
    partner_number: str
    receipt: int
    outcome: str
    edition_on: str
    submitted_at: datetime | None
    due_at: datetime | None
    due_what: str
    seq: int
    amount: int | None = None


class CasesOut(Schema):
    """The cases somebody may see, in order of receipt."""

    cases: list[CaseRowOut]


class CaseOut(Schema):
    """A case as one person may see it: its fold, content, findings, timeline, and what may be done now.

    ``cures``: by line, the sets of measures that would make it eligible, or the criteria nothing can mend.
    ``draws``: what lines drew for a second visit, and why; only for the office and the auditor.
    """

    case: Json
    receipt: int
    content: Json
    equipment: dict[str, Json]
    gates: list[Json]
    advisories: list[Json]
    stages: dict[str, str]
    cures: list[Json]
    evidence: list[Json]
    unreadable: list[str]
    draws: dict[str, Json]
    declarations: list[Json]
    timeline: list[Json]
    actions: list[Json]
    notices: list[Json]
    sees_price: bool
    now: datetime
    rehearsal: bool
    earned: int | None = None
    owed: list[Json]
    change: Json | None = None


class DraftOut(Schema):
    """A saved draft with its new version."""

    case: str
    content: Json
    version: int
    saved_at: datetime


class StatementOut(Schema):
    """The exact bytes to sign, in base64."""

    statement: str


class LettersOut(Schema):
    """The letters of a case in order of issue: number, kind, digests, copies, and what replaced it."""

    letters: list[Json]


class LetterOut(Schema):
    """A letter: where it stands, its content in three languages, and whether amounts are left out of it."""

    letter: Json
    content: Json
    is_abridged: bool


class PreparedOut(Schema):
    """A declaration ready to be signed: the digest of its private record, and the exact bytes to sign, in base64."""

    declaration: str
    statement: str


class PlanOut(Schema):
    """A capture plan (TOML) in base64."""

    plan: str


class UploadOut(Schema):
    """Where an upload stands: ``offset`` of its ``size`` bytes are there, and kept until ``expires_at``."""

    upload: str
    line: str
    offset: int
    size: int
    complete: bool
    largest_part: int
    expires_at: datetime


class AskedOut(Schema):
    """What to ask for at a plant without an interface: numbers one after the other, or a code; and the challenge."""

    challenge: str
    numbers: list[str]
    code: str


class PersonOut(Schema):
    """Who a token was given to."""

    id: str
    role: str
    side: str
    organisation: str
    public_key: str
    rehearsal: bool


class DueOut(Schema):
    """What became due: cases lapsed, what a new edition or value changed for cases and models, notices sent."""

    lapsed: list[str]
    changes: list[Json]
    registrations: list[Json]
    reminded: list[Json]


class DigestOut(Schema):
    """The SHA-256 of kept bytes, in hex."""

    digest: str


class RegistrationOut(Schema):
    """A registration and the state it is in now."""

    registration: str
    state: str


class SupportIn(Taken):
    """What a vendor says to an incident: an answer, or how it was solved."""

    incident: str = Field(max_length=20)
    command: Literal["answer_incident", "resolve_incident"]
    text: str = Field(max_length=4_000)


class IncidentOut(Schema):
    """A support incident with its times. ``vendor`` and the organisations are numbers."""

    number: str
    line: str
    vendor: str
    severity: str
    opened_at: datetime
    opened_by: str
    problem: str
    answer: str
    solution: str
    answered_at: datetime | None
    answered_by: str
    solved_at: datetime | None
    solved_by: str


class SupportRowOut(IncidentOut):
    """An incident as its vendor sees it: of which case and machine, and whether its first answer is late."""

    case: str
    machine: str
    is_late: bool


class SupportOut(Schema):
    """The incidents that went to one organisation."""

    incidents: list[SupportRowOut]


class AftercareOut(Schema):
    """What the office watches after payment, over all cases, on a day of program time. Amounts in yen, times in s."""

    as_of: str
    assets: list[Json]
    disposals: list[Json]
    duties: list[Json]
    holds: list[Json]
    erasures: list[Json]
    vendors: list[Json]


class SignalsOut(Schema):
    """The signals of a case with their points and words, what was noted of them, and its vendors that are stopped."""

    case: str
    points: int
    signals: list[Json]
    checks: list[Json]
    stopped: dict[str, str]


class ReplayOut(Schema):
    """Whether a screening came out again as it was kept, what it names (outcome, edition, hashes), and what differs."""

    reproduced: bool
    outcome: str
    edition_on: str
    at: str
    ruleset_hash: str
    parameter_hash: str
    input_hash: str
    findings: list[Json]


class VendorsOut(Schema):
    """Every vendor: its cases, its share of the money as a fraction, and whether it is stopped."""

    vendors: list[Json]


class ScorecardsOut(Schema):
    """The scorecards of models and vendors on a day; null stands for what too few cases carry."""

    as_of: date
    least_cases: int
    public: bool
    models: list[Json]
    vendors: list[Json]


class VendorOut(Schema):
    """A vendor as its stop switch stands now."""

    number: str
    state: str
    seq: int
    name: str
    reason: str
    decided_by: str
    since: datetime | None


class PoolOut(Schema):
    """The pool's balances in whole yen by account, and how many cases wait."""

    program: str
    balances: dict[str, int]
    waiting: int
    as_of: datetime
    rehearsal: bool
