"""Guards on the time after payment: measured first, approved first, held, and never one person twice."""

from datetime import date

from sekisho.domain.aftercare.disposal import PRICED, DisposalKind
from sekisho.domain.aftercare.effect import reported_year
from sekisho.domain.aftercare.support import Severity
from sekisho.domain.aftercare.tax import WHOLE, TaxMethod
from sekisho.domain.casework.actor import CLAIMANT_SIDES
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.consequence import digests_of_item, items_of
from sekisho.domain.casework.deadline import retained_until
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_day, is_yen
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.time import day_in_japan

_ART_22 = "law: Act 179 of 1955, art. 22"
_EFFECTS = "practice: yearly effect reports"
_SUPPORT = "article: ¶11"
_TAX = "practice: consumption-tax report, due even at zero"
_KEPT = "practice: A35, five years from the end of the fiscal year of completion"
_HOLD = "practice: a hold overrides the schedule"
_TWO = "practice: two persons"
_ERASURE = "law: Act on the Protection of Personal Information, art. 22"


def machine_is_of_the_case(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The equipment line is one of the case's."""
    line, known = command.text("machine"), ", ".join(case.lines)
    # Before the content is first locked the case knows no lines, and a baseline may already be measured.
    return unless(line in case.lines or not case.lines, "line_unknown", "", "machine", line=line, known=known)


def machine_is_commissioned(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Support after deployment begins when the machine is commissioned (F20)."""
    line = case.lines.get(command.text("machine"))
    running = line is None or line.text("commissioned_on")
    return unless(running, "not_commissioned", _SUPPORT, "machine", line=command.text("machine"))


def indicators_are_known(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Every indicator is one the program asks for, and a whole number."""
    given, known = command.details.get("indicators"), around.terms.aftercare.indicators
    told = given if isinstance(given, dict) else {}
    wrong = [name for name, value in told.items() if name not in known or not is_yen(value)]
    wanted = ", ".join(known)
    return [f for name in wrong for f in refuse("indicator", _EFFECTS, "indicators", indicator=name, known=wanted)]


def baseline_comes_first(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A baseline is measured before the trial run and recorded by the acceptance: later it shows the new machine."""
    line, measured = case.lines.get(command.text("machine")), command.text("measured_on")
    today = day_in_japan(command.at).isoformat()
    commissioned = line.text("commissioned_on") if line else ""
    first_run = (line.text("trial_run_on") if line else "") or commissioned
    late = bool(commissioned) and (measured >= min(first_run, commissioned) or today > commissioned)
    facts = {"measured_on": measured, "first_run": first_run, "commissioned_on": commissioned, "today": today}
    if is_day(measured) and measured > today:
        return refuse("measured_ahead", _EFFECTS, "measured_on", **facts)
    return unless(not is_day(measured) or not late, "baseline_late", _EFFECTS, "measured_on", **facts)


def effect_year_is_due(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A report is about one of the years asked for, measured within it or after, and each year is told once a line."""
    year, measured, terms = command.number("year"), command.text("measured_on"), around.terms.aftercare
    paid_on = case.paid_on
    if not 1 <= year <= terms.effect_reports or paid_on is None:
        return refuse("effect_year", _EFFECTS, "year", year=year, years=terms.effect_reports)
    if year in case.aftercare.years_reported(command.text("machine")):
        return refuse("effect_told", _EFFECTS, "year", year=year, line=command.text("machine"))
    first, _last = reported_year(paid_on, year, terms)
    today = day_in_japan(command.at).isoformat()
    within = not is_day(measured) or first.isoformat() <= measured <= today
    return unless(within, "effect_day", _EFFECTS, "measured_on", measured_on=measured, first_on=str(first), today=today)


def asset_is_new(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """An equipment line is entered in the register once."""
    entered = any(asset.line == command.text("machine") for asset in case.aftercare.assets.values())
    return unless(not entered, "asset_entered", _ART_22, "machine", line=command.text("machine"))


def asset_is_known(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The asset stands in the register and is still there."""
    asset = case.aftercare.assets.get(command.text("asset"))
    there = asset is not None and asset.left_on is None
    known = ", ".join(case.aftercare.assets)
    return unless(there, "asset_unknown", _ART_22, "asset", asset=command.text("asset"), known=known)


def asset_is_unconfirmed(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What the office has confirmed stays as it is."""
    asset = case.aftercare.assets.get(command.text("asset"))
    return unless(asset is None or not asset.is_confirmed, "asset_confirmed", _ART_22, "asset")


def industry_is_known(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The industry of the final product has a statutory life."""
    industry, lives = command.text("industry"), around.terms.aftercare.lives
    citation = "law: Useful Lives Ordinance, art. 1"
    return unless(industry in lives, "industry", citation, "industry", industry=industry, known=", ".join(lives))


def tax_is_unreported(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """The report on consumption tax is made once."""
    return unless(case.aftercare.tax is None, "tax_told", _TAX)


def tax_method_is_known(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The method is one of the four; a proportional deduction says its taxable share, up to 100 per cent."""
    method, share = command.text("tax_method"), command.details.get("taxable_percent")
    if method not in set(TaxMethod):
        return refuse("tax_method", _TAX, "tax_method", method=method, known=", ".join(TaxMethod))
    given = is_yen(share) and command.number("taxable_percent") <= WHOLE
    fits = given if method == TaxMethod.PROPORTIONAL else share is None or given
    return unless(fits, "taxable_percent", _TAX, "taxable_percent", limit=WHOLE)


def amount_is_tax_return(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What is ordered back is what the tax report came to, once."""
    tax = case.aftercare.tax
    owed = tax.returned.yen if tax and not tax.is_ordered else 0
    amount = command.number("amount")
    fits = 0 < amount == owed <= case.balance.paid.yen
    return unless(fits, "tax_return", _TAX, "amount", amount=amount, limit=owed)


def provider_is_a_vendor(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """An incident goes to the case's SI partner or to an exporter of its machines: somebody has to read it."""
    provider, known = command.text("provider"), ", ".join(around.providers)
    return unless(
        provider in around.providers, "provider_unknown", _SUPPORT, "provider", provider=provider, known=known
    )


def severity_is_known(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """An incident says how much it stops."""
    known = ", ".join(Severity)
    return unless(command.text("severity") in set(Severity), "severity", _SUPPORT, "severity", known=known)


def incident_is_open(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The incident was opened and is not yet solved."""
    incident = case.aftercare.incidents.get(command.text("incident"))
    waits = incident is not None and incident.is_open
    return unless(waits, "incident_not_open", _SUPPORT, "incident", incident=command.text("incident"))


def incident_is_theirs(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The vendor an incident went to answers it, nobody else."""
    incident = case.aftercare.incidents.get(command.text("incident"))
    theirs = incident is None or incident.vendor == command.actor.organisation
    return unless(theirs, "incident_not_theirs", _SUPPORT, "incident", vendor=incident.vendor if incident else "")


def incident_is_of_both(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """An incident is closed by the vendor it went to, or on the side that has the machine."""
    incident = case.aftercare.incidents.get(command.text("incident"))
    own = incident is not None and incident.opened_by == command.actor.organisation
    claimant = own and command.actor.side in CLAIMANT_SIDES
    return [] if claimant else incident_is_theirs(case, command, around)


def disposal_needs_approval(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Approval is asked for while the restriction runs, ahead of the day, and once at a time."""
    asset, planned = case.aftercare.assets.get(command.text("asset")), command.text("planned_on")
    if asset is None or not is_day(planned):
        return []
    if planned < day_in_japan(command.at).isoformat():
        return refuse("disposal_past", _ART_22, "planned_on", planned_on=planned)
    waiting = any(d.asset == asset.number and d.status == "requested" for d in case.aftercare.disposals.values())
    until = asset.restricted_until.isoformat()
    free = not asset.is_restricted_on(date.fromisoformat(planned))
    return [
        *unless(not free, "disposal_free", _ART_22, "planned_on", planned_on=planned, until=until),
        *unless(not waiting, "disposal_waiting", _ART_22, "asset", asset=asset.number),
    ]


def disposal_is_whole(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A request says what is to happen, and where something is received for the asset, its price."""
    kind = command.text("manner")
    if kind not in set(DisposalKind):
        return refuse("disposal_manner", _ART_22, "manner", manner=kind, known=", ".join(DisposalKind))
    priced = "proceeds" in command.details
    return unless(priced or kind not in PRICED, "disposal_proceeds", _ART_22, "proceeds")


def disposal_waits(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Only a request nobody has decided on is decided."""
    disposal = case.aftercare.disposals.get(command.text("disposal"))
    waits = disposal is not None and disposal.status == "requested"
    return unless(waits, "disposal_decided", _ART_22, "disposal", disposal=command.text("disposal"))


def another_person_approves(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Whoever asked for a disposal does not approve it, whatever role he has come to since."""
    disposal = case.aftercare.disposals.get(command.text("disposal"))
    same = disposal is not None and disposal.requested_by == command.actor.person
    return unless(not same, "same_requester", _TWO, "disposal")


def amount_is_repayment(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The repayment that is approved is the one that was reckoned, and no more than was paid and not yet ordered."""
    disposal, amount = case.aftercare.disposals.get(command.text("disposal")), command.details.get("amount")
    if disposal is None or not is_yen(amount):
        return []
    owed = min(disposal.repayment, case.balance.paid - case.revoked_part).yen
    return unless(amount == owed, "repayment_differs", _ART_22, "amount", amount=command.number("amount"), limit=owed)


def disposal_is_approved(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Only what was approved is recorded, once."""
    disposal = case.aftercare.disposals.get(command.text("disposal"))
    approved = disposal is not None and disposal.status == "approved"
    return unless(approved, "disposal_not_approved", _ART_22, "disposal", disposal=command.text("disposal"))


def disposal_is_as_approved(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The disposal took place on or after the day it was planned for and brought no more than was approved."""
    disposal, on = case.aftercare.disposals.get(command.text("disposal")), command.text("disposed_on")
    if disposal is None or not is_day(on):
        return []
    planned, today = disposal.on.isoformat(), day_in_japan(command.at).isoformat()
    price, limit = command.number("proceeds"), disposal.price.yen
    return [
        *unless(planned <= on <= today, "disposal_day", _ART_22, "disposed_on", planned_on=planned, today=today),
        *unless(price <= limit, "disposal_brought_more", _ART_22, "proceeds", amount=price, limit=limit),
    ]


def hold_stands(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The hold that is lifted was placed and stands."""
    hold = case.aftercare.holds.get(command.text("hold"))
    stands = hold is not None and not hold.is_lifted
    return unless(stands, "no_such_hold", _HOLD, "hold", hold=command.text("hold"))


def another_person_lifts(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Whoever placed a hold does not lift it."""
    hold = case.aftercare.holds.get(command.text("hold"))
    return unless(hold is None or hold.placed_by != command.actor.person, "same_holder", _TWO, "hold")


def retention_is_over(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Nothing is erased before the last day of retention has passed, counted from the day the case ended."""
    ended = case.aftercare.ended_on
    until = retained_until(ended, around.terms) if ended else None
    # The end that was told when the case was closed goes before one reckoned with the parameters of today.
    told = case.clocks.get("retention")
    last = max(day for day in (until, day_in_japan(told) if told else None, date.min) if day)
    over = last != date.min and day_in_japan(command.at) > last
    return unless(over, "retention_runs", _KEPT, until=last.isoformat() if last != date.min else "")


def nothing_holds(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """A legal hold stops every erasure, whatever the schedule says."""
    return [f for hold in case.aftercare.standing_holds for f in refuse("held", _HOLD, hold=hold.number)]


def _still_owed(case: Case) -> list[Finding]:
    debt, revoked = case.debt, case.revoked_part.yen
    open_one = refuse("debt_stands", _KEPT, "", amount=debt.ordered.yen, due_on=debt.due_on.isoformat()) if debt else []
    return [*open_one, *unless(not revoked, "revoked_not_ordered", _KEPT, "", amount=revoked)]


def nothing_is_owed_or_bound(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Nothing is erased while a repayment is open or an asset is bound: both have to be proved from the file."""
    # Who has paid everything back is bound by nothing any more (Order 255 of 1955, art. 14(1)).
    assets = () if case.state == "recovered" else case.aftercare.assets.values()
    bound = [asset for asset in assets if asset.is_restricted_on(day_in_japan(command.at))]
    return [
        *_still_owed(case),
        *(
            finding
            for asset in bound
            for finding in refuse(
                "asset_bound", _ART_22, "", asset=asset.number, until=asset.restricted_until.isoformat()
            )
        ),
    ]


def _files_kept(around: Surroundings) -> list[Finding]:
    return [
        finding
        for digest, keeper in around.kept_files.items()
        for finding in (
            refuse("file_kept", _ERASURE, "items", digest=digest[:16], keeper=keeper)
            if keeper
            else refuse("file_public", _ERASURE, "items", digest=digest[:16])
        )
    ]


def items_can_be_erased(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Each item names bytes of this case that are private, still there, and needed by no other case."""
    gone = case.aftercare.erased
    unknown = [item for item in items_of(command) if not set(digests_of_item(case, item)) - gone]
    named = [f for item in unknown for f in refuse("item_unknown", _ERASURE, "items", item=item)]
    return [*named, *_files_kept(around)]


def erasure_is_proposed(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What is erased was proposed, and has not been erased yet."""
    erasure = case.aftercare.erasures.get(command.text("erasure"))
    waits = erasure is not None and not erasure.is_done
    return unless(waits, "no_such_erasure", _ERASURE, "erasure", erasure=command.text("erasure"))


def another_person_erases(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Whoever proposed an erasure does not carry it out."""
    erasure = case.aftercare.erasures.get(command.text("erasure"))
    same = erasure is not None and erasure.proposed_by == command.actor.person
    return unless(not same, "same_eraser", _TWO, "erasure")


def files_are_not_kept(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """No file that is erased is public, or needed by another case."""
    return _files_kept(around)
