"""The API itself: one version, bearer tokens, OpenAPI."""

from ninja import Router

from sekisho import __version__
from sekisho.portal.api.body import StrictParser
from sekisho.portal.api.cap import router as cap
from sekisho.portal.api.case import router as cases
from sekisho.portal.api.collector import router as collectors
from sekisho.portal.api.contract import DescribedAPI
from sekisho.portal.api.door import Bearer
from sekisho.portal.api.edition import router as editions
from sekisho.portal.api.fault import answer_faults, nowhere
from sekisho.portal.api.inspection import router as inspection
from sekisho.portal.api.letter import router as letters
from sekisho.portal.api.office import router as office
from sekisho.portal.api.parameter import router as parameters
from sekisho.portal.api.payment import router as payment
from sekisho.portal.api.report import router as reports
from sekisho.portal.api.supply import router as supply
from sekisho.portal.api.support import router as support
from sekisho.portal.api.upload import router as uploads
from sekisho.portal.api.vendor import router as vendors

api = DescribedAPI(
    title="Sekisho",
    version=__version__,
    description="Not a METI service. Program facts as reported, unconfirmed; Annex A editions are illustrative.",
    auth=Bearer(),
    docs_url=None,
    parser=StrictParser(),
)
answer_faults(api)
api.add_router("/cases", cases)
api.add_router("/cases", letters)
api.add_router("/cases", uploads)
api.add_router("/reports", reports)
api.add_router("", office)
api.add_router("", editions)
api.add_router("", payment)
api.add_router("", cap)
api.add_router("", parameters)
api.add_router("", support)
api.add_router("", supply)
api.add_router("", vendors)
api.add_router("", inspection)
api.add_router("", collectors)
# Last: whatever no other route has taken, so that programs are answered in JSON where there is nothing, too.
elsewhere = Router(auth=None)
elsewhere.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False)(nowhere)
api.add_router("", elsewhere)
