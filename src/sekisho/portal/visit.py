"""What every page knows about the visit: language, where it is, who is signed in, whether this is a rehearsal."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from sekisho.domain.casework.actor import Role, Side, Who
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.audience import may_open
from sekisho.portal.menu import DESKS, PUBLIC, Door, doors

#: Pages of work that are no entry of a menu; other pages offer them.
OFFERED = ("new_case",)


@dataclass(frozen=True, slots=True)
class Translation:
    """The same page in one of the languages."""

    tag: str
    name: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is signed in, as the header shows them."""

    name: str
    role: str
    side: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as a page sees it. ``desks`` are the pages of work that the visitor may open.

    ``public`` and ``own`` are the entries of the two menus.
    """

    language: Language
    translations: tuple[Translation, ...]
    route: str
    is_rehearsal: bool
    visitor: Visitor | None
    desks: tuple[str, ...] = ()
    public: tuple[Door, ...] = ()
    own: tuple[Door, ...] = ()


def _href(request: HttpRequest, language: Language) -> str:
    """Give the address of this page in a language, with the answers given so far."""
    if tongue.of_path(request.path_info) is None:
        return f"/{language.value}/"
    rest = request.path_info.split("/", 2)[2]
    query = request.META.get("QUERY_STRING", "")
    return f"/{language.value}/{rest}" + (f"?{query}" if query and request.method == "GET" else "")


def _visitor(request: HttpRequest) -> Visitor | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Visitor(user.display_name, user.role, user.side)


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name or "") if match else ""


def _desks(request: HttpRequest) -> tuple[str, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    who = Who(Role(user.role), Side(user.side))
    return tuple(name for name in (*OFFERED, *dict(DESKS)) if _is_offered(name, who))


def _is_offered(name: str, who: Who) -> bool:
    # Only a rehearsal has a clock that people move.
    return may_open(name, who) and (name != "clock" or settings.REHEARSAL)


def visit_of(request: HttpRequest) -> Visit:
    """Describe a request for the page that answers it."""
    current = tongue.of(request)
    translations = tuple(
        Translation(language.value, tongue.OWN_NAMES[language], _href(request, language), language is current)
        for language in Language
    )
    here, desks = _route(request), _desks(request)
    return Visit(
        current,
        translations,
        here,
        settings.REHEARSAL,
        _visitor(request),
        desks,
        doors(PUBLIC, here),
        doors([(name, title) for name, title in DESKS if name in desks], here),
    )


def visit(request: HttpRequest) -> dict[str, object]:
    """Context processor: every template may read ``visit``."""
    return {"visit": visit_of(request)}
