"""Print HTML as tagged PDF (PDF/UA-1): with the machine's own fonts, without fetching anything, the same each time."""

from hashlib import sha256
from html import escape

#: Signs that turn or hide what is written around them: a name could read as another one.
_TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SHOWN = {sign: f"[U+{sign:04X}]" for sign in _TURNING}


def safe(text: str) -> str:
    """Write words into HTML: no markup, and no sign that turns the direction of what is read."""
    return escape(text.translate(_SHOWN))


def print_pdf(html: str, css: str, identifier: str) -> bytes:
    """Print a page; ``identifier`` names the file in its own data, so that the same page gives the same bytes.

    Everything a page shows stands in it: one that wants anything from elsewhere is a FatalURLFetchingError.
    """
    # Imported here, because it takes half a second and most commands print nothing.
    from weasyprint import CSS, HTML  # noqa: PLC0415 - because of that
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - because of the same
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - because of the same

    fonts, nowhere = FontConfiguration(), URLFetcher(allowed_protocols=(), fail_on_errors=True)
    sheet = CSS(string=css, font_config=fonts, url_fetcher=nowhere)
    name = sha256(identifier.encode()).hexdigest()[:32].encode()
    page = HTML(string=html, url_fetcher=nowhere)
    made = page.write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=name, pdf_tags=True
    )
    return bytes(made)
