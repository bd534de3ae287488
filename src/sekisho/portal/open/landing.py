"""Where people land: claimants at their newest case, exporters at their machines, the office at what waits for it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.list_cases import list_cases
from sekisho.domain.casework.actor import CLAIMANT_SIDES, Role, Side
from sekisho.portal import tongue
from sekisho.portal.visitor import desk_of, person_of

ROUTES = {Role.INSPECTOR.value: "visits", Role.FINANCE.value: "payments"}


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Lead everybody to the page they work at."""
    person, language = person_of(request), tongue.of(request).value
    if person.role in ROUTES:
        return HttpResponseRedirect(reverse(ROUTES[person.role], args=(language,)))
    if person.side == Side.EXPORTER:
        return HttpResponseRedirect(reverse("supply", args=(language,)))
    own = list_cases(desk_of(request), person) if person.side in CLAIMANT_SIDES else []
    if own:
        newest = max(row.id for row in own)
        return HttpResponseRedirect(reverse("case", args=(language, newest)))
    return HttpResponseRedirect(reverse("cases", args=(language,)))
