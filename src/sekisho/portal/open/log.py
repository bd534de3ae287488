"""The log's static files (C2SP tlog-tiles), for monitors, witnesses and whoever proves something from them."""

from django.http import Http404, HttpRequest, HttpResponse

from sekisho import bootstrap

CHECKPOINT = "checkpoint"
#: Tiles never change; the checkpoint does with every entry (tlog-tiles, Checkpoints and Merkle Tree).
FOREVER, ANEW = "public, max-age=31536000, immutable", "no-cache"


def file(_request: HttpRequest, name: str) -> HttpResponse:
    """Give a file of the log to anybody: it names no person and no case, only digests."""
    data = bootstrap.log_file(name)
    if data is None:
        raise Http404
    if name == CHECKPOINT:
        return HttpResponse(data, content_type="text/plain; charset=utf-8", headers={"Cache-Control": ANEW})
    return HttpResponse(data, content_type="application/octet-stream", headers={"Cache-Control": FOREVER})
