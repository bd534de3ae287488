"""The stop switch: while a vendor is looked into, nothing is filed, granted or paid in the cases it touches.

A vendor is an organisation that sells or installs: an SI partner, a distributor or an exporter, by its number. A stop
decides on no case; it holds, with a reason, until another officer releases it.
"""

from sekisho.domain.casework.actor import OFFICER
from sekisho.domain.casework.field import Field, Kind, reason, text
from sekisho.domain.casework.transition import Row

# fmt: off
# because a table is read row by row, not argument by argument

NEW = "new"
STATES = ("stopped", "released")

ROWS = (
    Row(
        "stop_vendor", (NEW, "released"), "stopped", OFFICER, "vendor.stopped",
        "practice: fraud led by vendors; law: Act 179 of 1955, art. 23",
        takes=(Field("vendor", Kind.CORPORATE_NUMBER), text("vendor_name"), reason()),
    ),
    Row(
        "release_vendor", ("stopped",), "released", OFFICER, "vendor.released", "practice: two persons",
        takes=(reason(),), guards=("another_person_releases",),
    ),
)
