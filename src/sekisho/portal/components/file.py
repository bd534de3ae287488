"""Files handed out: always as a download and never as a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(data: bytes, media_type: str, name: str) -> HttpResponse:
    """Hand bytes out as a download, never as a page."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(data, content_type=media_type, headers={"Content-Disposition": disposition or "attachment"})
