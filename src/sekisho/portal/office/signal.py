"""The form that notes what came of looking at a signal."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sekisho.application.assess_signal import assess_signal
from sekisho.portal.apply.feed import Sending
from sekisho.portal.apply.form import carry_once, sent_by
from sekisho.portal.apply.page import case_href, shown
from sekisho.portal.components.question import answers
from sekisho.portal.office.signal_panel import note_questions
from sekisho.portal.visitor import person_of


@never_cache
@require_POST
def assess(request: HttpRequest, case: str) -> HttpResponse:
    """Take an officer's note on a signal; refused, the page says why and nothing was noted."""
    given = answers(note_questions(0), request.POST)
    if given.findings:
        return shown(request, case, Sending(given.findings))
    sent = sent_by(request, person_of(request))
    said = {**{name: request.POST.get(name, "") for name in ("signal", "place")}, **given.details}
    result = carry_once(lambda: assess_signal(sent.desk(request), case, sent.person, said))
    if result:
        if any(one.code == "case.unknown" for one in result.findings):
            raise Http404
        return shown(request, case, Sending(result.findings))
    return HttpResponseRedirect(f"{case_href(request, case)}?done=1#signals")
