"""Bring a capture in parts: begun with its size and digest, sent part by part, asked where it stands, finished.

The words are those of the IETF's resumable uploads for HTTP (draft-ietf-httpbis-resumable-upload): upload, offset,
append, complete. Only its end differs: the last part completes the upload, and judging it is a request of its own,
because a judgement takes long, may be refused with reasons, and may be asked for again.
"""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

from sekisho.application.desk import Desk
from sekisho.application.ports import NoRoomError, Person, StoreError, UploadRow, Uploads
from sekisho.application.request import Accepted
from sekisho.application.take_capture import may_hand_in, receive_capture
from sekisho.application.transact import answer_once, transact
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

#: The largest bundle the capture library reads.
LARGEST = 512 * 1024 * 1024
#: A part is held in memory while its digest is compared; smaller ones lose less where a line is cut.
LARGEST_PART = 8 * 1024 * 1024
#: What one person, and everybody for one case, may have on its way: two bundles of the largest size, and four.
MOST_OF_PERSON, MOST_OF_CASE = 2 * LARGEST, 4 * LARGEST
#: How many one person may have on their way, however small: each is two files, and every request looks at all.
MOST_AT_ONCE = 64
#: So long a factory may be without a line before everything has to be sent again.
LIVES = timedelta(days=3)
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Announced:
    """What an upload is said to be: so many bytes, with this SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an upload stands: how many of its bytes are there, and until when they are kept."""

    upload: str
    line: str
    offset: int
    size: int
    expires_at: datetime

    @property
    def is_complete(self) -> bool:
        """Say whether every byte is there."""
        return self.offset == self.size


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an upload: where it begins, its bytes, and the SHA-256 they were sent under, in hex."""

    offset: int
    data: bytes
    sha256: str


def _finding(code: str, place: str = "", **facts: Value) -> Finding:
    return Finding(f"upload.{code}", Outcome.NOT_MET, place, facts=facts)


def _uploads(desk: Desk) -> Uploads:
    if desk.uploads is None:
        raise StoreError("nothing is uploaded in parts here: the desk was put together without a place for it")
    return desk.uploads


def sweep_uploads(desk: Desk) -> list[UploadRow]:
    """Drop what was given up; give what is left."""
    uploads, now = _uploads(desk), desk.clock.now()
    rows = uploads.all()
    for row in rows:
        if row.expires_at <= now:
            uploads.drop(row.id)
    return [row for row in rows if row.expires_at > now]


def _standing(desk: Desk, row: UploadRow) -> Standing:
    return Standing(row.id, row.line, _uploads(desk).offset(row.id), row.size, row.expires_at)


def _unfit(size: int, digest: str) -> list[Finding]:
    found = [] if 0 < size <= LARGEST else [_finding("size", "size", size=size, limit=LARGEST)]
    return found if _DIGEST.fullmatch(digest) else [*found, _finding("digest", "sha256", found=digest[:80])]


def _over_quota(rows: list[UploadRow], person: Person, case: str, size: int) -> list[Finding]:
    own = sum(row.size for row in rows if row.person == person.id)
    of_case = sum(row.size for row in rows if row.case == case)
    count = sum(row.person == person.id for row in rows)
    found = [_finding("too_many", "size", count=count, limit=MOST_AT_ONCE)] if count >= MOST_AT_ONCE else []
    if own + size > MOST_OF_PERSON:
        found.append(_finding("person_quota", "size", used=own, size=size, limit=MOST_OF_PERSON))
    if of_case + size > MOST_OF_CASE:
        found.append(_finding("case_quota", "size", used=of_case, size=size, limit=MOST_OF_CASE))
    return found


def _begin(desk: Desk, case: str, person: Person, wanted: UploadRow) -> Standing | Refusal:
    try:
        # Two who begin at once would each find the room that is there for one.
        with _uploads(desk).beginning():
            return _begin_alone(desk, case, person, wanted)
    except NoRoomError as fault:
        return _no_room(fault)


def _begin_alone(desk: Desk, case: str, person: Person, wanted: UploadRow) -> Standing | Refusal:
    rows = sweep_uploads(desk)
    # Whoever lost the answer, or the whole machine, begins again and goes on where it was.
    known = next((row for row in rows if _is_same(row, wanted)), None)
    if known:
        return _standing(desk, known)
    found = [*may_hand_in(desk, case, person, wanted.line, wanted.sha256), *_unfit(wanted.size, wanted.sha256)]
    found = found or _over_quota(rows, person, case, wanted.size)
    if found:
        return Refusal.of(found)
    _uploads(desk).begin(wanted)
    return _standing(desk, wanted)


def _is_same(row: UploadRow, wanted: UploadRow) -> bool:
    return replace(row, id="", expires_at=wanted.expires_at) == replace(wanted, id="")


def _no_room(fault: NoRoomError) -> Refusal:
    return Refusal.of([_finding("no_room", problem=str(fault)[:200])])


def begin_upload(desk: Desk, case: str, person: Person, line: str, announced: Announced) -> Standing | Refusal:
    """Begin to bring a bundle for a line; the same announcement made again goes on with the same upload."""
    name, until = secrets.token_hex(16), desk.clock.now() + LIVES
    wanted = UploadRow(name, person.id, case, line, announced.size, announced.sha256, until)
    return answer_once(desk, lambda: _begin(desk, case, person, wanted))


def _own(desk: Desk, case: str, person: Person, upload: str) -> UploadRow | Refusal:
    """Give an upload of this person for this case; one of others is like one that was never begun."""
    rows = (row for row in sweep_uploads(desk) if row.id == upload and (row.person, row.case) == (person.id, case))
    return next(rows, None) or Refusal.of([_finding("unknown", "upload", upload=upload[:80])])


def show_upload(desk: Desk, case: str, person: Person, upload: str) -> Standing | Refusal:
    """Say where an upload stands."""
    row = _own(desk, case, person, upload)
    return row if isinstance(row, Refusal) else _standing(desk, row)


def _unfit_part(stands: Standing, part: Part) -> list[Finding]:
    found = []
    if part.offset != stands.offset:
        found.append(_finding("offset", "offset", offset=part.offset, expected=stands.offset))
    if not 0 < len(part.data) <= LARGEST_PART:
        found.append(_finding("part_size", "part", size=len(part.data), limit=LARGEST_PART))
    if part.offset + len(part.data) > stands.size:
        found.append(_finding("beyond_end", "part", end=part.offset + len(part.data), size=stands.size))
    if sha256(part.data).hexdigest() != part.sha256:
        found.append(_finding("part_digest", "part", said=part.sha256[:80], found=sha256(part.data).hexdigest()))
    return found


def _append(desk: Desk, case: str, person: Person, upload: str, part: Part) -> Standing | Refusal:
    row = _own(desk, case, person, upload)
    if isinstance(row, Refusal):
        return row
    stands = _standing(desk, row)
    found = _unfit_part(stands, part)
    if found:
        return Refusal.of(found)
    try:
        return replace(stands, offset=_uploads(desk).append(row.id, part.offset, part.data))
    except NoRoomError as fault:
        return _no_room(fault)


def append_part(desk: Desk, case: str, person: Person, upload: str, part: Part) -> Standing | Refusal:
    """Add a part where the upload ends; another place, another digest or more than was announced is refused."""
    return answer_once(desk, lambda: _append(desk, case, person, upload, part))


def _give_up(desk: Desk, case: str, person: Person, upload: str) -> Standing | Refusal:
    row = _own(desk, case, person, upload)
    if isinstance(row, Refusal):
        return row
    stands = _standing(desk, row)
    _uploads(desk).drop(row.id)
    return stands


def give_up_upload(desk: Desk, case: str, person: Person, upload: str) -> Standing | Refusal:
    """Drop an upload with what has come of it; give where it stood."""
    return answer_once(desk, lambda: _give_up(desk, case, person, upload))


def _whole(desk: Desk, row: UploadRow) -> bytes | Refusal:
    """Give the bytes of an upload that is what it was announced to be."""
    stands, digest, whole = _standing(desk, row), sha256(), BytesIO()
    if not stands.is_complete:
        return Refusal.of([_finding("incomplete", "upload", offset=stands.offset, size=stands.size)])
    for piece in _uploads(desk).read(row.id):
        digest.update(piece)
        whole.write(piece)
    if digest.hexdigest() != row.sha256:
        # Never to be mended by another part: what was announced can only be sent again.
        _uploads(desk).drop(row.id)
        return Refusal.of([_finding("other_content", "sha256", said=row.sha256, found=digest.hexdigest())])
    return whole.getvalue()


def finish_upload(desk: Desk, case: str, person: Person, upload: str) -> Accepted | Refusal:
    """Hand in a bundle that has come whole: judged as one that came in one piece; taken, its parts are dropped.

    Raises ConflictError while the same upload is being handed in already.
    """
    row = _own(desk, case, person, upload)
    if isinstance(row, Refusal):
        # Asked again under its key after it was taken, it is answered as it was then.
        return transact(desk, lambda _tx: row)
    # A judgement may take longer than anybody waits for an answer: who asks again meanwhile does not begin another.
    with _uploads(desk).alone(row.id):
        return _hand_in(desk, case, person, row)


def _hand_in(desk: Desk, case: str, person: Person, row: UploadRow) -> Accepted | Refusal:
    bundle = _whole(desk, row)
    if isinstance(bundle, Refusal):
        return bundle
    taken = receive_capture(desk, case, person, row.line, bundle)
    if not isinstance(taken, Refusal):
        _uploads(desk).drop(row.id)
    return taken
