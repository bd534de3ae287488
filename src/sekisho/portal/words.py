"""Every text of the service, for tags and forms."""

from sekisho import bootstrap
from sekisho.application.wording import Wording


def wording() -> Wording:
    """Give every text of the service."""
    return bootstrap.all_wording()
