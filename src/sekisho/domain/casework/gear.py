"""Collectors: what parties and inspectors enrol to capture with. Each owner has a register of his own."""

from sekisho.domain.casework.actor import INSPECTOR, PREPARERS
from sekisho.domain.casework.field import Field, Kind, reason, text
from sekisho.domain.casework.transition import Row

# fmt: off
# because a table is read row by row, not argument by argument

NEW = "new"
STATES = ("in_use",)

ROWS = (
    Row(
        "enrol_collector", (NEW, "in_use"), "in_use", PREPARERS + INSPECTOR, "collector.enrolled",
        "article: ¶9; assumption: A29",
        takes=(Field("public_key", Kind.DIGEST), Field("certificate", Kind.DIGEST), text("name")),
        guards=("collectors_are_own", "collector_is_new"),
    ),
    Row(
        "retire_collector", ("in_use",), "", PREPARERS + INSPECTOR, "collector.retired",
        "practice: a correction names what it corrects",
        takes=(Field("public_key", Kind.DIGEST), reason()), guards=("collectors_are_own", "collector_is_in_use"),
    ),
)
