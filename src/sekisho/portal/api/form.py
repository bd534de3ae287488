"""The forms of commissioning as they travel in JSON, with the scans of their signed sheets in base64."""

from ninja import Field

from sekisho.application.commissioning_form import Form
from sekisho.application.file_document import Paper
from sekisho.domain.values.finding import Refusal
from sekisho.portal.api.paper import paper_of
from sekisho.portal.api.schema import BytesIn, Json, Taken


class ScanIn(Taken):
    """A scan of the sheet that was signed by hand, in base64."""

    name: str = Field(max_length=200)
    data: str
    media_type: str = Field("application/pdf", max_length=200)


class FormIn(Taken):
    """An installation log or a training record of an equipment line; ``content`` is what its form asks."""

    kind: str = Field(max_length=100)
    line: str = Field(max_length=200)
    content: Json
    scans: list[ScanIn] = Field(default_factory=list, max_length=5)


def form_of(body: FormIn) -> Form | Refusal:
    """Give the form a body brings with its scans, or refuse what is no base64."""
    read = [paper_of(BytesIn(kind=body.kind, **one.model_dump()), body.line) for one in body.scans]
    found = [finding for one in read if isinstance(one, Refusal) for finding in one.findings]
    if found:
        return Refusal.of(found)
    return Form(body.kind, body.line, body.content, tuple(one for one in read if isinstance(one, Paper)))
