"""Who may open which page. Every address stands here; one that does not is open to nobody.

What somebody may *do* is decided by the transition table alone; this only says which pages are shown to whom.
"""

from collections.abc import Mapping

from sekisho.domain.casework.actor import CLAIMANT_SIDES, EXPORTER_SIGNATORY, EXPORTERS, Role, Side, Who, each
from sekisho.domain.casework.registration import REGISTRANTS

ANYBODY = "anybody"
SIGNED_IN = "signed_in"


PARTIES = tuple(
    Who(role, side)
    for side in (Side.END_USER, Side.INTEGRATOR, Side.DISTRIBUTOR, Side.EXPORTER)
    for role in (Role.STAFF, Role.SIGNATORY)
)
#: Those who may claim and therefore write what is claimed.
CLAIMANTS = each(Role.STAFF, *CLAIMANT_SIDES) + each(Role.SIGNATORY, *CLAIMANT_SIDES)
OFFICERS = each(Role.OFFICER, Side.OFFICE)
INSPECTORS = each(Role.INSPECTOR, Side.OFFICE)
PAYERS = each(Role.FINANCE, Side.OFFICE)
#: Those to whom an incident of a machine can go.
VENDORS = tuple(
    Who(role, side)
    for side in (Side.EXPORTER, Side.INTEGRATOR, Side.DISTRIBUTOR)
    for role in (Role.STAFF, Role.SIGNATORY)
)
AUDITORS = each(Role.AUDITOR, Side.AUDIT)
OFFICE_AND_AUDIT = OFFICERS + INSPECTORS + PAYERS + AUDITORS

Audience = str | tuple[Who, ...]

#: The audience of every address by its name.
AUDIENCES: Mapping[str, Audience] = {
    "front": ANYBODY,
    "log_file": ANYBODY,
    "home": ANYBODY,
    "eligibility": ANYBODY,
    "amount": ANYBODY,
    "missing": ANYBODY,
    "schedule": ANYBODY,
    "schedule_diary": ANYBODY,
    "program": ANYBODY,
    "annexes": ANYBODY,
    "annex": ANYBODY,
    "annex_file": ANYBODY,
    "fund": ANYBODY,
    "registers": ANYBODY,
    "readiness": ANYBODY,
    "scorecards": ANYBODY,
    "reports": ANYBODY,
    "report": ANYBODY,
    "report_file": ANYBODY,
    "sign_in": ANYBODY,
    "enter": ANYBODY,
    "enter_role": ANYBODY,
    "sign_out": SIGNED_IN,
    "cases": SIGNED_IN,
    "new_case": CLAIMANTS,
    "case": SIGNED_IN,
    "draft": CLAIMANTS,
    "declare": CLAIMANTS,
    "act": SIGNED_IN,
    "sign": SIGNED_IN,
    "captures": SIGNED_IN,
    "issue_capture_plan": CLAIMANTS + OFFICERS + INSPECTORS,
    "receive_capture": CLAIMANTS + INSPECTORS,
    "capture_plan": SIGNED_IN,
    "capture_picture": SIGNED_IN,
    "file_paper": SIGNED_IN,
    "paper": SIGNED_IN,
    "form": SIGNED_IN,
    "printed_form": SIGNED_IN,
    "letter": SIGNED_IN,
    "dossier": SIGNED_IN,
    "record": SIGNED_IN,
    "receipt": SIGNED_IN,
    "trust": SIGNED_IN,
    "clock": OFFICERS,
    "editions": OFFICERS + AUDITORS,
    "edition_source": OFFICERS + AUDITORS,
    "quarterly": OFFICERS + PAYERS + AUDITORS,
    "quarterly_file": OFFICERS + PAYERS + AUDITORS,
    "payments": PAYERS,
    "make_transfer": PAYERS,
    "transfer_file": PAYERS,
    "transfer_result": PAYERS,
    "withdraw_transfer": PAYERS,
    "aftercare": OFFICERS + AUDITORS,
    "support": VENDORS,
    "vendors": OFFICERS,
    "assess_signal": OFFICERS,
    "cap": OFFICERS + PAYERS,
    "parameters": OFFICERS,
    "what_if": OFFICERS,
    "parameter_proposal": OFFICERS,
    "parameter": OFFICERS,
    "rescreening": OFFICERS,
    "visits": INSPECTORS,
    "visit_plan": OFFICERS,
    "visit_assign": OFFICERS,
    "inspectors": INSPECTORS + OFFICERS,
    "collectors": CLAIMANTS + INSPECTORS,
    "roster_act": INSPECTORS + OFFICERS,
    "inspect_line": INSPECTORS + OFFICERS,
    "inspect_record": INSPECTORS,
    "inspect_ask": INSPECTORS + OFFICERS,
    "inspect_observe": INSPECTORS,
    "desk": SIGNED_IN,
    "registrations": REGISTRANTS + OFFICE_AND_AUDIT,
    "apply_registration": REGISTRANTS + OFFICERS,
    "supply": EXPORTERS,
    "supply_case": EXPORTERS,
    "supply_declare": EXPORTER_SIGNATORY,
    "supply_sign": EXPORTER_SIGNATORY,
    "supply_paper": EXPORTERS,
    "registration_act": REGISTRANTS + OFFICERS,
    "file_registration_paper": REGISTRANTS + OFFICERS,
    "registration_paper": REGISTRANTS + OFFICE_AND_AUDIT,
    "registration": REGISTRANTS + OFFICE_AND_AUDIT,
}


def may_open(route: str, who: Who | None) -> bool:
    """Say whether somebody may open an address; ``who`` is None before sign-in."""
    audience = AUDIENCES.get(route, ())
    if isinstance(audience, str):
        return audience == ANYBODY or (audience == SIGNED_IN and who is not None)
    return who in audience
