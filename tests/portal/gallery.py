"""Addresses for looking at pages behind sign-in with made-up data; only tests know them."""

from django.shortcuts import render
from django.urls import include, path

from sekisho.portal import tongue
from sekisho.portal.urls import handler400, handler403, handler404, handler500
from sekisho.portal.urls import urlpatterns as portal
from tests.portal import sample

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


#: Pages that are fed in the reader's language.
BY_LANGUAGE = (sample.queue_page, sample.inspect_page)


def shown(template, page, **others):
    """Make a view that shows one template with one made-up page."""

    def view(request):
        made = page(tongue.of(request)) if page in BY_LANGUAGE else page() if callable(page) else page
        return render(request, template, {"page": made, "crumbs": sample.CRUMBS, **others})

    return view


def broken(_request):
    """Fail like a fault of our own."""
    raise RuntimeError("a fault made for a test")


PAGES = {
    "case": shown("apply/case.html", sample.case_page),
    "refused": shown("apply/case.html", sample.refused_page),
    "done": shown("apply/case.html", sample.case_page(done="sign")),
    "sign": shown("apply/sign.html", sample.sign_page),
    "queue": shown("office/queue.html", sample.queue_page),
    "finance": shown("office/finance.html", sample.finance_page),
    "vendors": shown("office/vendors.html", sample.vendors_page),
    "scorecards": shown(
        "open/scorecards.html",
        None,
        parts=sample.SCORECARDS,
        least=3,
        citation="practice: official statistics withhold figures of one or two units",
    ),
    "visits": shown("inspect/visits.html", sample.VISITS),
    "inspect": shown("inspect/line.html", sample.inspect_page),
    "audit": shown("audit/record.html", sample.audit_page),
    "home": shown("open/home.html", None, gauge=sample.GAUGE),
    "pool": shown("open/fund.html", None, gauge=sample.GAUGE, citation="article: ¶8"),
}
_GALLERY = [path(f"{name}/", view, name=name) for name, view in PAGES.items()]
# A namespace, like the API's: the portal leaves it to them whom they let in.
urlpatterns = [
    *portal,
    path("<language:language>/gallery/", include((_GALLERY, "gallery"))),
    path("broken/", include(([path("", broken, name="broken")], "broken"))),
]
