"""The menus: what everybody may read, and below it the desks of whoever is signed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Pages for everybody, with the codes of their names.
PUBLIC = (
    ("home", "page.home.name"),
    ("program", "page.program.title"),
    ("annexes", "page.annex.title"),
    ("fund", "page.fund.title"),
    ("registers", "page.registers.title"),
    ("readiness", "page.readiness.title"),
    ("scorecards", "page.scorecards.name"),
    ("reports", "page.reports.title"),
)
#: Pages of work, in the order of a case's life; each is offered to whoever may open it.
DESKS = (
    ("cases", "page.queue.title"),
    ("supply", "page.supply.title"),
    ("registrations", "page.registrations.title"),
    ("vendors", "page.vendors.title"),
    ("visits", "page.visits.title"),
    ("visit_plan", "page.plan.title"),
    ("collectors", "page.collectors.title"),
    ("payments", "page.finance.title"),
    ("cap", "page.cap.title"),
    ("parameters", "page.parameters.title"),
    ("aftercare", "page.aftercare.title"),
    ("support", "page.support.title"),
    ("editions", "page.editions.title"),
    ("quarterly", "page.quarterly.title"),
    ("clock", "page.clock.title"),
)
#: Pages that stand behind one of the menu's: there the menu shows where one is.
WITHIN: Mapping[str, str] = {
    "annex": "annexes",
    "report": "reports",
    "parameter": "parameters",
    "parameter_proposal": "parameters",
    "what_if": "parameters",
    "rescreening": "parameters",
    "case": "cases",
    "draft": "cases",
    "sign": "cases",
    "supply_case": "supply",
    "supply_declare": "supply",
    "supply_sign": "supply",
    "registration": "registrations",
    "apply_registration": "registrations",
    "inspect_line": "visits",
}


@dataclass(frozen=True, slots=True)
class Door:
    """An entry of a menu: the page it leads to, the code of its name, and whether one stands there now."""

    route: str
    title: str
    is_current: bool


def doors(pages: Iterable[tuple[str, str]], here: str) -> tuple[Door, ...]:
    """Give the entries of a menu as seen from a page."""
    return tuple(Door(route, title, route == WITHIN.get(here, here)) for route, title in pages)
