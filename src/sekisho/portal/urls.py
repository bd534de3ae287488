"""Addresses of the portal. Every page stands under the prefix of its language."""

from django.urls import include, path, register_converter

from sekisho.domain.values.language import Language
from sekisho.portal import errors
from sekisho.portal.api.site import api
from sekisho.portal.apply import acting, capturing, collectors, declaring, drafting, papers
from sekisho.portal.apply import commissioning_page as forms
from sekisho.portal.apply import page as apply_page
from sekisho.portal.audit import page as audit_page
from sekisho.portal.inspect import observing, recording, roster
from sekisho.portal.inspect import page as inspect_page
from sekisho.portal.office import (
    aftercare,
    cap,
    clock,
    edition,
    parameter,
    payment,
    queue,
    signal,
    transfer,
    vendor,
    visits,
)
from sekisho.portal.office import report as office_report
from sekisho.portal.open import landing, sign_in
from sekisho.portal.open import log as open_log
from sekisho.portal.open import page as open_page
from sekisho.portal.open import readiness as open_readiness
from sekisho.portal.open import report as open_report
from sekisho.portal.open import scorecard as open_scorecard
from sekisho.portal.supply import case as supply_case
from sekisho.portal.supply import declaring as supply_declaring
from sekisho.portal.supply import page as supply
from sekisho.portal.supply import support


class LanguageConverter:
    """The prefix of a language, as it is written in addresses."""

    regex = "|".join(language.value for language in Language)

    def to_python(self, value: str) -> Language:
        """Read a prefix."""
        return Language(value)

    def to_url(self, value: str) -> str:
        """Write a prefix."""
        return str(value)


register_converter(LanguageConverter, "language")

_OPEN = [
    path("", open_page.home, name="home"),
    path("eligibility/", open_page.eligibility, name="eligibility"),
    path("amount/", open_page.amount, name="amount"),
    path("missing/", open_page.missing, name="missing"),
    path("schedule/", open_page.schedule, name="schedule"),
    path("schedule/diary/", open_page.schedule_diary, name="schedule_diary"),
    path("program/", open_page.program_page, name="program"),
    path("annex-a/", open_page.annexes, name="annexes"),
    path("annex-a/<str:effective_on>/", open_page.annex, name="annex"),
    path("annex-a/<str:effective_on>/file/", open_page.annex_file, name="annex_file"),
    path("fund/", open_page.fund, name="fund"),
    path("registers/", open_page.registers, name="registers"),
    path("readiness/", open_readiness.readiness, name="readiness"),
    path("scorecards/", open_scorecard.scorecards, name="scorecards"),
    path("reports/", open_report.reports, name="reports"),
    path("reports/<str:quarter>/<int:number>/", open_report.report, name="report"),
    path("reports/<str:quarter>/<int:number>/<str:kind>/", open_report.report_file, name="report_file"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("enter/<str:secret>/", sign_in.enter, name="enter"),
    path("sign-in/<str:person>/", sign_in.enter_role, name="enter_role"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
]

_CASES = [
    path("cases/", queue.cases, name="cases"),
    path("cases/new/", drafting.new, name="new_case"),
    path("cases/<str:case>/", apply_page.case, name="case"),
    path("cases/<str:case>/content/", drafting.draft, name="draft"),
    path("cases/<str:case>/declare/", declaring.declare, name="declare"),
    path("cases/<str:case>/act/", acting.act, name="act"),
    path("cases/<str:case>/sign/<str:command>/", acting.sign, name="sign"),
    path("cases/<str:case>/papers/", papers.file_paper, name="file_paper"),
    path("cases/<str:case>/papers/<str:document>/", papers.paper, name="paper"),
    path("cases/<str:case>/lines/<str:line>/forms/<str:kind>/", forms.form, name="form"),
    path("cases/<str:case>/forms/<str:document>/<language:beside>.pdf", forms.printed, name="printed_form"),
    path("cases/<str:case>/letters/<str:letter>/<language:beside>.pdf", papers.letter, name="letter"),
    path("cases/<str:case>/dossier.zip", papers.dossier, name="dossier"),
    path("cases/<str:case>/lines/<str:line>/captures/", capturing.captures, name="captures"),
    path("cases/<str:case>/lines/<str:line>/captures/plan/", capturing.issue, name="issue_capture_plan"),
    path("cases/<str:case>/lines/<str:line>/captures/receive/", capturing.receive, name="receive_capture"),
    path("cases/<str:case>/lines/<str:line>/captures/<str:digest>.svg", capturing.picture, name="capture_picture"),
    path("cases/<str:case>/lines/<str:line>/captures/plan/<str:challenge>.toml", capturing.plan, name="capture_plan"),
    path("cases/<str:case>/signals/", signal.assess, name="assess_signal"),
    path("cases/<str:case>/record/", audit_page.record, name="record"),
    path("cases/<str:case>/record/<int:seq>/receipt/", audit_page.receipt, name="receipt"),
    path("trust.toml", audit_page.trust, name="trust"),
    path("clock/", clock.clock, name="clock"),
    path("editions/", edition.editions, name="editions"),
    path("editions/<str:digest>/source/", edition.source, name="edition_source"),
    path("quarterly/", office_report.quarterly, name="quarterly"),
    path("quarterly/file/", office_report.quarterly_file, name="quarterly_file"),
    path("payments/", payment.payments, name="payments"),
    path("payments/transfers/", transfer.make, name="make_transfer"),
    path("payments/transfers/<int:number>/file/", transfer.file, name="transfer_file"),
    path("payments/transfers/<int:number>/result/", transfer.result, name="transfer_result"),
    path("payments/transfers/<int:number>/withdrawal/", transfer.withdraw, name="withdraw_transfer"),
    path("after-payment/", aftercare.aftercare, name="aftercare"),
    path("support/", support.support, name="support"),
    path("vendors/", vendor.vendors, name="vendors"),
    path("payments/cap/", cap.cap, name="cap"),
    path("parameters/", parameter.parameters, name="parameters"),
    path("parameters/what-if/", parameter.what_if, name="what_if"),
    path("parameters/proposals/<str:digest>/", parameter.proposal, name="parameter_proposal"),
    path("parameters/of/<str:path>/", parameter.parameter, name="parameter"),
    path("rescreening/", parameter.rescreening, name="rescreening"),
    path("visits/", inspect_page.visits, name="visits"),
    path("visits/plan/", visits.plan, name="visit_plan"),
    path("visits/assign/", visits.assign, name="visit_assign"),
    path("inspectors/", roster.inspectors, name="inspectors"),
    path("collectors/", collectors.collectors, name="collectors"),
    path("inspectors/act/", roster.act, name="roster_act"),
    path("visits/<str:case>/<str:line>/", inspect_page.line, name="inspect_line"),
    path("supply/", supply_case.cases, name="supply"),
    path("supply/<str:case>/", supply_case.case, name="supply_case"),
    path("supply/<str:case>/declare/", supply_declaring.declare, name="supply_declare"),
    path("supply/<str:case>/sign/", supply_declaring.sign, name="supply_sign"),
    path("supply/<str:case>/lines/<str:line>/papers/", supply_case.file_paper, name="supply_paper"),
    path("registrations/", supply.registrations, name="registrations"),
    path("registrations/new/<str:subject>/", supply.apply, name="apply_registration"),
    path("registrations/of/<path:name>/act/", supply.act, name="registration_act"),
    path("registrations/of/<path:name>/papers/", supply.file_registration, name="file_registration_paper"),
    path("registrations/of/<path:name>/papers/<str:paper>/", supply.paper, name="registration_paper"),
    path("registrations/of/<path:name>/", supply.registration, name="registration"),
    path("visits/<str:case>/<str:line>/record/", recording.record, name="inspect_record"),
    path("visits/<str:case>/<str:line>/ask/", observing.ask, name="inspect_ask"),
    path("visits/<str:case>/<str:line>/observe/", observing.observe, name="inspect_observe"),
    path("desk/", landing.desk, name="desk"),
]

urlpatterns = [
    path("", open_page.front, name="front"),
    path("api/v1/", api.urls),
    path("log/<path:name>", open_log.file, name="log_file"),
    path("<language:language>/", include(_OPEN + _CASES)),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.fault
