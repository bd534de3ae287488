"""``sekisho capture upload`` against the real service: lines that are cut, tokens that are none, cases of others."""

import contextlib
import io
import os
import socketserver
import ssl
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Thread

import httpx
import pytest
from click.testing import CliRunner
from django.core.wsgi import get_wsgi_application

from sekisho.application.seal_journal import seal_journal
from sekisho.capture.identity import CLIENT_KEY_FILE, make_collector, save_collector
from sekisho.cli import upload as command
from sekisho.cli.main import main
from sekisho.cli.output import voice
from sekisho.cli.sending import PART, LostError, NoOfficeError, Parcel, RefusedError, Sender, UntrustedError
from tests.application.scene import FILE
from tests.application.test_capture import captured
from tests.portal.assessment import ASSESSMENT

AT_ONCE = (0.0,) * 4
HOST = "http://testserver/"


@dataclass
class Line(httpx.BaseTransport):
    """A line to the service: of its requests some never arrive, and of some the answer is lost."""

    lost_going: set[int] = field(default_factory=set)
    lost_coming: set[int] = field(default_factory=set)
    count: int = 0
    is_dead: bool = False
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._service = httpx.WSGITransport(get_wsgi_application())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        if self.is_dead or self.count in self.lost_going:
            raise httpx.ConnectError("no route to host")
        response = self._service.handle_request(request)
        response.read()
        self.seen.append(f"{request.method} {response.status_code}")
        if self.count in self.lost_coming:
            raise httpx.ReadError("connection reset")
        return response


@pytest.fixture(scope="module")
def case(service):
    """A case whose line is the factory's machine."""
    plate = {"maker": "Example Machine Works", "model": "EX-500", "serial": "EX500-0001"}
    case = service.office.case(lines=[{**FILE["lines"][0], **plate}])
    seal_journal(service.office.desk)
    return case


@pytest.fixture(scope="module")
def bundle(service, case, tmp_path_factory):
    """A real capture of it."""
    return captured(service.office, case, tmp_path_factory.mktemp("plant"), make_collector("test-line"))


def wire(service, line, who="user"):
    """A client over a line."""
    headers = {"Authorization": f"Bearer {service.tokens[who]}"}
    return httpx.Client(transport=line, base_url=HOST, headers=headers)


def wire_to(transport):
    """A client on whatever answers at the address."""
    return httpx.Client(transport=transport, base_url=HOST, headers={"Authorization": "Bearer secret"})


def parcel(case, data):
    """A file to be sent."""
    return Parcel(io.BytesIO(data), len(data), sha256(data).hexdigest(), case, "L1")


def test_a_file_arrives_whole_however_its_line_is_cut(service, case, bundle):
    """Requests that never arrive, and answers that are lost on any step: every byte is there once, in order."""
    data = os.urandom(2 * PART + 1000)
    line, told = Line(lost_going={1, 4, 9}, lost_coming={2, 5, 7, 11}), []
    with pytest.raises(RefusedError) as refused:
        Sender(wire(service, line), told.append, waits=AT_ONCE).send(parcel(case, data))
    # It is whole, and no bundle: that is what the office says, not that something is missing.
    assert refused.value.codes == {"bundle.unreadable"}
    assert told[-1] == len(data)
    assert "PATCH 409" in line.seen


def test_a_capture_is_taken_and_an_answer_that_was_lost_is_given_again(service, case, bundle):
    """The answer to the last step is lost: asked again under its key, the office gives it, and keeps one capture."""
    line = Line()
    line.lost_coming = {3}
    said = Sender(wire(service, line), lambda _n: None, waits=AT_ONCE).send(parcel(case, bundle))
    assert line.seen == ["POST 200", "PATCH 200", "POST 200", "POST 200"]
    assert said["events"][0]["body"]["assessment"]["device"] == "CNC-1"
    assert len(service.get("user", f"/cases/{case}")["case"]["lines"]["L1"]["captures"]) == 1


def test_who_is_cut_off_for_good_goes_on_later(service, case, bundle):
    """After the last try the sender says how far it was; another one goes on there."""
    data = os.urandom(PART + 1000)
    line = Line()
    first = Sender(wire(service, line), lambda n: setattr(line, "is_dead", n > 0), waits=AT_ONCE)
    with pytest.raises(LostError) as lost:
        first.send(parcel(case, data))
    assert lost.value.offset == PART
    again, told = Line(), []
    with pytest.raises(RefusedError):
        Sender(wire(service, again), told.append, waits=()).send(parcel(case, data))
    assert told == [PART, len(data)]


def test_an_upload_that_expired_on_the_way_is_begun_again(service, case, bundle):
    """Where the office has dropped the parts, everything is sent again by itself."""
    data, line = os.urandom(PART + 1000), Line()
    uploads = service.office.desk.uploads

    def drop(n: int) -> None:
        if n == PART and line.count == 2:
            for row in uploads.all():
                uploads.drop(row.id)

    with pytest.raises(RefusedError) as refused:
        Sender(wire(service, line), drop, waits=()).send(parcel(case, data))
    assert refused.value.codes == {"bundle.unreadable"}
    assert line.seen.count("POST 200") == 2


class Impostor(httpx.BaseTransport):
    """Something at the address that is no office: it answers what it likes."""

    def __init__(self, *answers):
        self.answers, self.seen = answers, []

    def handle_request(self, request):
        self.seen.append(request)
        answer = self.answers[min(len(self.seen), len(self.answers)) - 1]
        return answer() if callable(answer) else answer


def stands(**said):
    """Give an answer about an upload."""
    return lambda: httpx.Response(200, json={"upload": "a" * 32, "offset": 0, **said})


class Endless(httpx.SyncByteStream):
    """A body that never ends."""

    def __iter__(self):
        while True:
            yield b"x" * 100_000


def without_end():
    """Give an answer that never ends."""
    return httpx.Response(200, stream=Endless())


@pytest.mark.parametrize("answers", [
    [lambda: httpx.Response(302, headers={"Location": "https://elsewhere.example/"})],
    [lambda: httpx.Response(307, headers={"Location": "http://testserver:81/"})],
    [lambda: httpx.Response(200, text="<html>Sign in to the guest network</html>")],
    [lambda: httpx.Response(404, text="<html>nginx</html>")],
    [lambda: httpx.Response(200, json=[])],
    [lambda: httpx.Response(200, content=b"[" * 200_000)],
    [without_end],
    [stands(offset=-1)],
    [stands(offset=10_000)],
    [stands(offset="many")],
    [stands(upload="../../../elsewhere")],
    [stands(upload="é\r\nX: y")],
    [stands()],
    [stands(), lambda: httpx.Response(409, json={"refused": [{"code": "upload.offset"}]}), stands()],
    [stands(), lambda: httpx.Response(409, json={"refused": [{"code": "upload.unknown"}]}), stands()],
])  # fmt: skip
def test_what_is_no_office_ends_the_sending(answers):
    """Redirects, pages, answers without end, offsets that lie or never move: said as such after a few tries."""
    impostor = Impostor(*answers)
    with pytest.raises(NoOfficeError):
        Sender(wire_to(impostor), lambda _n: None, waits=AT_ONCE).send(parcel("C", b"x" * 1000))
    assert len(impostor.seen) < 30
    # The token goes to the address that was named and nowhere else.
    assert {request.url.host for request in impostor.seen} == {"testserver"}


@pytest.fixture
def stranger(tmp_path):
    """Something that answers over TLS with a certificate it made itself; how often it was called."""
    save_collector(collector := make_collector("stranger"), tmp_path / "keys")
    (tmp_path / "c.pem").write_text(ssl.DER_cert_to_PEM_cert(collector.client_certificate))
    context, calls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    context.load_cert_chain(tmp_path / "c.pem", tmp_path / "keys" / CLIENT_KEY_FILE)

    class Greets(socketserver.BaseRequestHandler):
        def handle(self):
            calls.append(self.client_address)
            with contextlib.suppress(OSError):
                context.wrap_socket(self.request, server_side=True)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greets) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], calls
        server.shutdown()


def test_a_certificate_nobody_vouches_for_ends_the_sending_at_once(stranger):
    """It is the same at every try: nobody waits minutes to be told that the office does not answer."""
    port, calls = stranger
    with httpx.Client(base_url=f"https://127.0.0.1:{port}/") as wire, pytest.raises(UntrustedError) as untrusted:
        Sender(wire, lambda _n: None, waits=AT_ONCE).send(parcel("C", b"x"))
    assert (len(calls), untrusted.value.code) == (1, "send.certificate")


def test_an_upload_that_is_being_judged_is_asked_for_again():
    """A judgement takes longer than a try waits: the sender comes back for its answer."""
    busy = lambda: httpx.Response(409, json={"refused": [{"code": "request.conflict"}]})  # noqa: E731 - because it is one answer of several
    office = Impostor(stands(offset=3), busy, busy, lambda: httpx.Response(200, json={"events": []}))
    assert Sender(wire_to(office), lambda _n: None, waits=AT_ONCE).send(parcel("C", b"abc")) == {"events": []}


@pytest.fixture
def run(monkeypatch, service):
    """The command with its client on the service, as somebody whose token stands in the environment."""
    client = httpx.Client
    monkeypatch.setattr(command.httpx, "Client", lambda **told: client(transport=Line(), **told))

    def run(*arguments, token=""):
        monkeypatch.setenv("SEKISHO_TOKEN", token)
        done = CliRunner().invoke(main, ["capture", "upload", *map(str, arguments), "--lang", "en"])
        return done.exit_code, done.output

    return run


@pytest.fixture
def file(tmp_path, bundle):
    """The bundle as the collector wrote it."""
    path = tmp_path / "CNC-1.zip"
    path.write_bytes(bundle)
    return path


@pytest.mark.parametrize(("to", "token", "said"), [
    ("http://office.example/", "t", (2, "is not encrypted")),
    ("ftp://office.example/", "t", (2, "is no address")),
    ("https://[nonsense", "t", (2, "is no address")),
    ("https://exa mple.com/", "t", (2, "is no address")),
    ("https://office..example/", "t", (2, "is no address")),
    (f"https://{'a' * 70}.example/", "t", (2, "is no address")),
    ("http://localhost/", "秘密", (2, "is no token")),
    ("http://localhost/", " ", (2, "There is no token")),
    ("http://localhost/", "nobodys", (1, "token")),
])  # fmt: skip
def test_what_cannot_be_sent_is_said(run, file, to, token, said):
    """An address that is none or open to all, a token that is missing or nobody's: in words, with an exit code."""
    code, output = run(file, "--to", to, "--case", "C", "--line", "L1", token=token)
    assert (code, said[1] in output) == (said[0], True), output


def test_the_office_speaks_through_the_command(run, service, case, file, tmp_path):
    """What was received before is refused in the office's words; the token may come from a file."""
    secret = tmp_path / "token"
    secret.write_text(service.tokens["user"] + "\n")
    to = ("--to", "http://localhost/", "--case", case, "--line", "L1", "--token-file", secret)
    code, output = run(file, *to)
    assert (code, "received for line L1 before" in output) == (1, True), output


def test_what_was_reached_and_what_is_missing_is_printed(capsys):
    """A capture that was taken is told with its level, and with what the next one lacks."""
    command._show(voice("en", as_json=False), ASSESSMENT)
    printed = " ".join(capsys.readouterr().out.split())
    assert "HL-2026-0417. Level reached: L1" in printed
    assert "opcua claims HL-2026-0418" in printed


def test_a_file_that_is_not_there_is_named(run, tmp_path):
    """A bundle that cannot be read is named, with what to do."""
    code, output = run(tmp_path / "no.zip", "--to", "http://localhost/", "--case", "C", "--line", "L1", token="t")
    assert (code, "no.zip" in output) == (2, True)


@pytest.mark.parametrize("reason", [
    {"code": "upload.size", "facts": {"size": [{"a": "\x1b[2J"}], "limit": None}, "citation": "¶¶; x: y:", "place": 5},
    {"code": "upload.size"},
    {"code": "\x1b[2J.{0.__class__}", "facts": [1]},
    {},
])  # fmt: skip
def test_whatever_a_stranger_refuses_with_is_told_in_plain_text(monkeypatch, file, reason):
    """Facts of any shape and signs a terminal would obey: the command ends with an exit code and shows none of them."""
    client = httpx.Client
    impostor = Impostor(lambda: httpx.Response(422, json={"refused": [reason]}))
    monkeypatch.setattr(command.httpx, "Client", lambda **told: client(transport=impostor, **told))
    monkeypatch.setenv("SEKISHO_TOKEN", "t")
    done = CliRunner().invoke(
        main,
        [
            "capture",
            "upload",
            str(file),
            "--to",
            HOST.replace("testserver", "localhost"),
            "--case",
            "C",
            "--line",
            "L1",
        ],
    )
    assert done.exit_code in {1, 2}, done.exception
    assert "\x1b[2J" not in done.output
