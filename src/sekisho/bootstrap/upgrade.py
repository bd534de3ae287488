"""A home that an older version left: told apart, and brought up to date by writing its lists again."""

from sekisho.application.rebuild import rebuild
from sekisho.application.wording import Wording
from sekisho.bootstrap.assemble import desk
from sekisho.bootstrap.home import HomeError
from sekisho.bootstrap.package import all_wording
from sekisho.bootstrap.start import current_home
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.language import Language
from sekisho.store.schema import is_current, mark_views, migrate

OUTDATED = "home.outdated"


class OutdatedHomeError(HomeError):
    """A home whose tables or lists an older version left; what to do stands in its text, in every language."""


def _told(wording: Wording, outdated: Finding) -> str:
    said = ((wording.say_finding(outdated, one), wording.remedy(outdated, one)) for one in Language)
    return "\n".join(" ".join(both) for both in said)


def require_current() -> None:
    """Refuse to work on a home another version left. Raises OutdatedHomeError."""
    if is_current():
        return
    outdated = Finding(OUTDATED, Outcome.NOT_MET, facts={"home": str(current_home().path)})
    raise OutdatedHomeError(_told(all_wording(), outdated))


def rebuild_home() -> int:
    """Bring the tables of the current home up to date and write every list again; give the number of streams read."""
    migrate()
    count = rebuild(desk())
    # Only now: lists half written are none.
    mark_views()
    return count
