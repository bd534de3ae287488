"""Draw a capture that was received, for those who may see its case."""

from sekisho.application.capture_file import bundle_of
from sekisho.application.desk import Desk
from sekisho.application.file_document import LARGEST
from sekisho.application.ports import Person
from sekisho.application.project import read_case
from sekisho.application.show_case import may_open
from sekisho.domain.casework.case import Line
from sekisho.domain.values.finding import Refusal


def draw_capture(desk: Desk, case_id: str, person: Person, line: str, digest: str) -> str | None:
    """Give a capture as SVG; None where there is none or he may not see it.

    One that is kept in pieces is larger than a page waits for: it is drawn where it is analysed.
    """
    with desk.store.read() as tx:
        case = read_case(tx, case_id)
        captures = case.lines.get(line, Line(line)).captures if may_open(case, person) else ()
        found = next((one for one in captures if one.get("digest") == digest), None)
        bundle = bundle_of(tx, found) if found and not found.get("pieces") else None
    drawn = desk.captures.picture(bundle) if bundle and len(bundle) <= LARGEST else None
    return None if isinstance(drawn, Refusal) else drawn
