"""Does this machine fit the plant's MES or SCADA? Both sheets are chosen, typed or uploaded; nothing is kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sekisho import bootstrap
from sekisho.application.fit import CLIENT_SHEET, INTERFACE_SHEET, Fit, FitRow
from sekisho.application.fit_machine import list_declared, read_declared
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.components.question import Choice
from sekisho.portal.desk import desk
from sekisho.portal.words import wording

REFUSED = 422
#: A sheet is short; what is longer is not read at all.
LARGEST = 64 * 1024
EXAMPLE, REGISTERED = "example:", "registered:"
#: In the order in which a reader asks: what blocks first.
ORDER = ("blocks", "unknown", "warns", "fine")


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """One of the two sheets as it is asked for: what may be chosen, and what was chosen, typed or read from a file."""

    name: str
    choices: tuple[Choice, ...]
    chosen: str = ""
    text: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """Give how many lines the text takes on the page."""
        return min(max(len(self.text.splitlines()), 4), 14)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one way by which the two could speak, and what they come to; ``rest`` are those that are fine."""

    interface: str
    verdict: str
    rows: tuple[FitRow, ...]
    rest: tuple[FitRow, ...]


@dataclass(frozen=True, slots=True)
class FitView:
    """The matrix as the page shows it: the whole, a count a verdict, and a group of rows a way."""

    fit: Fit
    whole: str
    outcome: str
    counts: tuple[tuple[str, int], ...]
    groups: tuple[Group, ...]


def _machines(language: Language) -> tuple[Choice, ...]:
    at = desk()
    declared = list_declared(at) if at else []
    registered = [Choice(f"{REGISTERED}{one.registration}", f"{one.maker} {one.model}") for one in declared]
    return (*registered, *_examples(INTERFACE_SHEET, language))


def _examples(kind: str, language: Language) -> tuple[Choice, ...]:
    named = bootstrap.sheet_desk().shipped()[kind]
    said = [(name, wording().say(f"page.readiness.example.{name}", language)) for name in named]
    return tuple(Choice(f"{EXAMPLE}{name}", text) for name, text in said)


def _questions(language: Language) -> tuple[SheetQuestion, SheetQuestion]:
    return SheetQuestion("machine", _machines(language)), SheetQuestion("client", _examples(CLIENT_SHEET, language))


def _read(data: bytes) -> str:
    """Give bytes as text to be mended on the page; what is no text cannot be shown."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _chosen(name: str, kind: str) -> bytes | None:
    at = desk()
    if name.startswith(EXAMPLE):
        return bootstrap.sheet_desk().shipped()[kind].get(name.removeprefix(EXAMPLE))
    return read_declared(at, name.removeprefix(REGISTERED)) if at and name.startswith(REGISTERED) else None


def _wrong(asked: SheetQuestion, code: str) -> SheetQuestion:
    found = Finding(code, Outcome.NOT_MET, asked.name, "assumption: F19", {"largest": LARGEST})
    return SheetQuestion(asked.name, asked.choices, asked.chosen, asked.text, (found,))


def _given(request: HttpRequest, asked: SheetQuestion, kind: str) -> tuple[SheetQuestion, bytes]:
    """Give a sheet as it was sent: a file goes before a text, a text before what was chosen."""
    file, typed = request.FILES.get(f"{asked.name}_file"), request.POST.get(f"{asked.name}_text", "")
    chosen = request.POST.get(asked.name, "")
    held = SheetQuestion(asked.name, asked.choices, chosen, typed)
    if file is not None and (file.size or 0) > LARGEST:
        return _wrong(held, "page.readiness.too_large"), b""
    if file is not None:
        data = file.read()
        return SheetQuestion(asked.name, asked.choices, "", _read(data)), data
    if typed.strip():
        return held, typed.encode()
    data = _chosen(chosen, kind)
    return (held, data) if data is not None else (_wrong(held, "page.readiness.absent"), b"")


def _told(asked: SheetQuestion, refusal: Refusal | None) -> SheetQuestion:
    if refusal is None or asked.findings:
        return asked
    return SheetQuestion(asked.name, asked.choices, asked.chosen, asked.text, refusal.findings)


def _groups(fit: Fit) -> Iterable[Group]:
    first = tuple(row for row in fit.rows if not row.interface)
    if not fit.ways:
        yield Group("", "blocks", first, ())
    for interface, verdict in fit.ways:
        rows = [row for row in fit.rows if row.interface == interface]
        wanting = sorted((row for row in rows if row.verdict != "fine"), key=lambda row: ORDER.index(row.verdict))
        yield Group(interface, verdict, tuple(wanting), tuple(row for row in rows if row.verdict == "fine"))


def view_of(fit: Fit) -> FitView:
    """Lay a matrix out for a page."""
    summary = fit.summary()
    whole = str(summary["verdict"])
    outcome = {"blocks": Outcome.NOT_MET, "fine": Outcome.MET}.get(whole, Outcome.UNDETERMINED)
    counts = tuple((name, sum(row.verdict == name for row in fit.rows)) for name in ORDER)
    return FitView(fit, whole, outcome.value, counts, tuple(_groups(fit)))


def _answer(request: HttpRequest, asked: tuple[SheetQuestion, SheetQuestion]) -> tuple[object, ...]:
    """Give both sheets as they were sent, and the matrix where both can be read."""
    (machine, offered), (client, wanted) = (
        _given(request, one, kind) for one, kind in zip(asked, (INTERFACE_SHEET, CLIENT_SHEET), strict=True)
    )
    sheets = bootstrap.sheet_desk()
    named, wrong = sheets.named(offered), sheets.client_problems(wanted)
    both = (_told(machine, named if isinstance(named, Refusal) else None), _told(client, wrong))
    fit = sheets.fit(offered, wanted)
    return both, None if isinstance(fit, Refusal) or any(one.findings for one in both) else view_of(fit)


def _begun(request: HttpRequest, asked: tuple[SheetQuestion, SheetQuestion]) -> tuple[SheetQuestion, ...]:
    """Take what a link chose, as the register's does."""
    return tuple(SheetQuestion(one.name, one.choices, request.GET.get(one.name, "")) for one in asked)


# Nobody is asked who he is and nothing is changed, so there is nothing to forge, and no cookie has to be set for it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def readiness(request: HttpRequest) -> HttpResponse:
    """Hold a machine's sheet against a client's, and show the matrix."""
    asked, view = _questions(tongue.of(request)), None
    sheets: object = _begun(request, asked)
    if request.method == "POST":
        sheets, view = _answer(request, asked)
    is_refused = request.method == "POST" and view is None
    values: dict[str, Value | object] = {"sheets": sheets, "answer": view, "is_refused": is_refused}
    return render(request, "open/readiness.html", values, status=REFUSED if is_refused else 200)
