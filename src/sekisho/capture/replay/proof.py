"""The proof beside a capture: for each session what the machine signed, in a form other tools can check.

``openssl dgst`` verifies the signature over ``client_certificate + nonce`` from these fields alone. They repeat what
stands in the segments; a judge takes the segments and only compares.
"""

from collections.abc import Iterable, Iterator

from sekisho.capture.problem import Value
from sekisho.capture.replay.history import Connection, History
from sekisho.capture.sealed.record import Kind, Record


def proofs_of(history: History) -> list[Value]:
    """Give the proof of every session that was answered; bytes in hex."""
    return [_proof(session) for session in history.sessions if session.request and session.answer]


def _proof(session: Connection) -> Value:
    request, answer = session.request, session.answer
    if request is None or answer is None:
        raise ValueError("a session without an answer has no proof")
    return {
        "purpose": str(session.opened.get("purpose", "")),
        "device": str(session.opened.get("device", "")),
        "attempt": _whole(session.opened.get("attempt")),
        "policy": str(session.opened.get("policy", "")),
        "mode": str(session.opened.get("mode", "")),
        "nonce": request.nonce.hex(),
        "client_certificate": request.certificate.hex(),
        "server_certificate": answer.certificate.hex(),
        "server_nonce": answer.server_nonce.hex(),
        "algorithm": answer.algorithm,
        "signature": answer.signature.hex(),
    }


def _whole(value: object) -> int:
    return value if type(value) is int else 0


def outline(records: Iterable[Record]) -> Iterator[Record]:
    """Give the records that proof and identity follow from, and none of the many that carry values."""
    is_wanted = True
    for record in records:
        if record.kind is Kind.FETCH:
            # The answer comes right behind its question; only a probe describes devices.
            is_wanted = b"/probe" in record.data
        elif record.kind in {Kind.REQUEST, Kind.RESPONSE} and record.data.startswith(_PUBLISHED):
            continue
        if record.kind in _DESCRIBING and (is_wanted or record.kind not in {Kind.FETCH, Kind.DOCUMENT}):
            yield record


#: The node ids i=826 and i=829, with which a PublishRequest and a PublishResponse begin.
_PUBLISHED = (b"\x01\x00\x3a\x03", b"\x01\x00\x3d\x03")
_DESCRIBING = frozenset({Kind.OPEN, Kind.REQUEST, Kind.RESPONSE, Kind.FETCH, Kind.DOCUMENT})


def identity_of(history: History) -> Value:
    """Give what the interfaces say about the machine, each under its source."""
    opcua: list[Value] = [dict(said) for session in history.sessions[-1:] for said in session.identifications()]
    agents: list[Value] = []
    for _, document in history.documents:
        agents = [device.as_json() for device in document.devices] or agents
    return {"opcua": opcua, "mtconnect": agents}
