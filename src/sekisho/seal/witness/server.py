"""The witness as an HTTP server of the standard library: small enough to read before running it for others."""

import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sekisho.seal.witness.request import LARGEST
from sekisho.seal.witness.witness import Answer, Witness

ADD = "/add-checkpoint"
#: A client that stays silent so long is let go.
PATIENCE_S = 20
_NEWEST = re.compile(r"/([0-9a-f]{64})/checkpoint")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sekisho-witness", ""
    timeout = PATIENCE_S
    witness: Witness

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != ADD:
            self._refuse(404, "nothing stands here")
        elif not length.isascii() or not length.isdecimal() or int(length[:12]) > LARGEST:
            self._refuse(400, f"say the length of the request; at most {LARGEST}")
        else:
            self._answer(self.witness.add_checkpoint(self.rfile.read(int(length))))

    def do_GET(self) -> None:
        match = _NEWEST.fullmatch(self.path)
        if match:
            self._answer(self.witness.checkpoint(match[1]))
        else:
            self._refuse(404, "nothing stands here")

    def _refuse(self, status: int, why: str) -> None:
        # What was sent with it stays unread, so the connection cannot be used for another request.
        self.close_connection = True
        self._answer(Answer(status, f"{why}\n".encode()))

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, _format: str, *_: object) -> None:
        """Log nothing of its own: ``told`` says what was answered."""

    told: Callable[[str], None]

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        """Tell method, path and status of a request."""
        self.told(f"{self.client_address[0]} {self.command} {self.path[:100]!r} {code}")


def serve(witness: Witness, host: str, port: int, told: Callable[[str], None]) -> ThreadingHTTPServer:
    """Give a server on a host and port (0 takes a free one); whoever takes it calls ``serve_forever``."""
    handler = type("Handler", (_Handler,), {"witness": witness, "told": staticmethod(told)})
    return ThreadingHTTPServer((host, port), handler)
