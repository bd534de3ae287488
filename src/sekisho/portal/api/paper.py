"""Papers as they travel in JSON: their bytes in base64, so that whoever files a paper has its bytes."""

import base64
import binascii
from collections.abc import Mapping

from sekisho.application.commissioning_form import Form
from sekisho.application.file_document import Paper
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal.api.schema import BytesIn, FormIn


def form_of(body: FormIn) -> Form | Refusal:
    """Give the form a body brings with its scans, or refuse what is no base64."""
    read = [paper_of(BytesIn(kind=body.kind, **one.model_dump()), body.line) for one in body.scans]
    found = [finding for one in read if isinstance(one, Refusal) for finding in one.findings]
    if found:
        return Refusal.of(found)
    return Form(body.kind, body.line, body.content, tuple(one for one in read if isinstance(one, Paper)))


def paper_of(body: BytesIn, line: str = "", about: Mapping[str, Value] | None = None) -> Paper | Refusal:
    """Give the paper a body brings, or refuse what is no base64."""
    try:
        data = base64.b64decode(body.data, validate=True)
    except (binascii.Error, ValueError):
        return Refusal.of([Finding("paper.not_base64", Outcome.NOT_MET, "data", facts={"name": body.name})])
    return Paper(body.kind, body.name, data, body.media_type, line, about or {})
