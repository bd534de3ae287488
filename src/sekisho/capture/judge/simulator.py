"""The marker of test machines: ``urn:test:`` names, the word TEST in product names, MTConnect's testIndicator."""

import re
from collections.abc import Iterator

from sekisho.capture.challenge import ServerKey
from sekisho.capture.replay.history import MAKER_NAME, PRODUCT_NAME, PRODUCT_URI, History

_WORD = re.compile(r"(?<![A-Za-z])TEST(?![A-Za-z])")
_URI = "urn:test:"


def markers(history: History, key: ServerKey | None) -> list[str]:
    """Name every place where a source marks itself as a test."""
    found = [name for name, text in _opcua(history, key) if text.startswith(_URI) or _WORD.search(text)]
    if history.gateway is not None:
        found += [f"gateway.{name}" for name in markers(history.gateway, None)]
    for _, document in history.documents:
        if document.header.is_test:
            found.append("mtconnect.testIndicator")
        if _WORD.search(document.header.sender):
            found.append("mtconnect.sender")
    return sorted(set(found))


def _opcua(history: History, key: ServerKey | None) -> Iterator[tuple[str, str]]:
    for connection in history.connections:
        for endpoint in connection.endpoints + (connection.answer.endpoints if connection.answer else ()):
            yield "opcua.ApplicationUri", endpoint.application_uri
            yield "opcua.ProductUri", endpoint.product_uri
            yield "opcua.ApplicationName", endpoint.application_name
        for number, name in ((PRODUCT_URI, "ProductUri"), (PRODUCT_NAME, "ProductName"), (MAKER_NAME, "Manufacturer")):
            yield f"opcua.BuildInfo.{name}", str(connection.about(number) or "")
    for uri in key.application_uris if key else ():
        yield "opcua.certificate", uri
