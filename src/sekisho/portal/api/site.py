"""The API itself: one version, bearer tokens, OpenAPI."""

from ninja import NinjaAPI

from sekisho import __version__
from sekisho.portal.api.case import router as cases
from sekisho.portal.api.door import Bearer
from sekisho.portal.api.office import router as office

api = NinjaAPI(
    title="Sekisho",
    version=__version__,
    description="Not a METI service. Program facts as reported, unconfirmed; Annex A editions are illustrative.",
    auth=Bearer(),
    docs_url=None,
)
api.add_router("/cases", cases)
api.add_router("", office)
