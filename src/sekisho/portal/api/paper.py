"""Papers as they travel in JSON: their bytes in base64, so that whoever files a paper has its bytes."""

import base64
import binascii
from collections.abc import Mapping

from sekisho.application.file_document import Paper
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal.api.schema import BytesIn


def paper_of(body: BytesIn, line: str = "", about: Mapping[str, Value] | None = None) -> Paper | Refusal:
    """Give the paper a body brings, or refuse what is no base64."""
    try:
        data = base64.b64decode(body.data, validate=True)
    except (binascii.Error, ValueError):
        return Refusal.of([Finding("paper.not_base64", Outcome.NOT_MET, "data", facts={"name": body.name})])
    return Paper(body.kind, body.name, data, body.media_type, line, about or {})
