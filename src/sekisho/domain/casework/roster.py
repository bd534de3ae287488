"""Inspectors: what they declare of their interests and their days. Each has a register of his own."""

from sekisho.domain.casework.actor import INSPECTOR, OFFICER
from sekisho.domain.casework.field import Field, Kind, day, reason, text
from sekisho.domain.casework.transition import Row

# fmt: off
# because a table is read row by row, not argument by argument

NEW = "new"
STATES = ("on_register",)
EITHER = (NEW, "on_register")

ROWS = (
    Row(
        "declare_interest", EITHER, "on_register", INSPECTOR + OFFICER, "interest.declared",
        "practice: last five years",
        takes=(text("kind"), text("organisation"), day("from_on"), day("until_on", required=False)),
        guards=("register_is_own", "interest_kind_is_known", "days_are_in_order"),
    ),
    Row(
        "end_interest", ("on_register",), "", INSPECTOR + OFFICER, "interest.ended", "practice: last five years",
        takes=(text("interest"), day("until_on")),
        guards=("register_is_own", "interest_is_declared", "interest_ends_after_it_began"),
    ),
    Row(
        "withdraw_interest", ("on_register",), "", OFFICER, "interest.withdrawn",
        "practice: a correction names what it corrects",
        takes=(text("interest"), reason()), guards=("interest_is_declared",),
    ),
    Row(
        "set_availability", EITHER, "on_register", INSPECTOR + OFFICER, "availability.stated",
        "assumption: visits of one inspector in a day",
        takes=(day("from_on"), day("until_on"), Field("visits", Kind.NUMBER)),
        guards=("register_is_own", "days_are_in_order"),
    ),
)
