"""The contract of uploads: parts one after the other, durable, and nothing where a part cannot be taken."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.application.ports import ConflictError, NoRoomError, UploadRow, Uploads
from sekisho.store.memory.upload import MemoryUploads
from sekisho.store.upload import FolderUploads
from tests.contracts.scene import all_at_once

ROW = UploadRow("ab" * 16, "P-1", "C-1", "L1", 6, "0" * 64, datetime(2026, 11, 1, tzinfo=UTC))
OTHER = UploadRow("cd" * 16, "P-2", "C-1", "L1", 3, "1" * 64, datetime(2026, 11, 2, tzinfo=UTC))


@pytest.fixture(params=["memory", "folder"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Uploads]:
    """A maker of empty places for uploads."""
    count = iter(range(1000))
    return lambda: MemoryUploads() if request.param == "memory" else FolderUploads(tmp_path / f"{next(count)}")


@pytest.fixture
def uploads(make: Callable[[], Uploads]) -> Uploads:
    """A place for uploads with one that was begun."""
    place = make()
    place.begin(ROW)
    return place


def test_parts_come_one_after_the_other(uploads: Uploads) -> None:
    """Each part is put where the last one ended, and what is there is read back."""
    assert uploads.offset(ROW.id) == 0
    assert uploads.append(ROW.id, 0, b"abc") == 3
    assert uploads.append(ROW.id, 3, b"def") == uploads.offset(ROW.id) == 6
    assert b"".join(uploads.read(ROW.id)) == b"abcdef"


@pytest.mark.parametrize("offset", [0, 2, 4, 100])
def test_a_part_for_another_place_changes_nothing(uploads: Uploads, offset: int) -> None:
    """An overlap or a hole is a conflict, and what is there stays as it is."""
    uploads.append(ROW.id, 0, b"abc")
    with pytest.raises(ConflictError):
        uploads.append(ROW.id, offset, b"xyz")
    assert b"".join(uploads.read(ROW.id)) == b"abc"


def test_of_parts_for_one_place_one_is_taken(uploads: Uploads) -> None:
    """Several who send the same part at once: it is there once."""

    def send(n: int) -> int:
        try:
            return uploads.append(ROW.id, 0, bytes([n]) * 3)
        except ConflictError:
            return 0

    assert sorted(all_at_once(4, send)) == [0, 0, 0, 3]
    assert len(set(b"".join(uploads.read(ROW.id)))) == 1


def test_one_at_a_time_hands_an_upload_in(uploads: Uploads) -> None:
    """Whoever asks meanwhile is told of the conflict at once; afterwards the next one may, until it is gone."""
    with uploads.alone(ROW.id), pytest.raises(ConflictError), uploads.alone(ROW.id):
        pass
    with uploads.alone(ROW.id):
        uploads.drop(ROW.id)
    with pytest.raises(ConflictError), uploads.alone(ROW.id):
        pass
    with pytest.raises(ConflictError):
        list(uploads.read(ROW.id))


def test_one_at_a_time_begins(uploads: Uploads) -> None:
    """Whoever counts what is there and begins another is alone with it: two never take the last room."""

    def begin(n: int) -> int:
        with uploads.beginning():
            if len(uploads.all()) < 2:
                uploads.begin(replace(OTHER, id=f"{n:032x}"))
                return 1
        return 0

    assert sorted(all_at_once(6, begin)) == [0, 0, 0, 0, 0, 1]


def test_uploads_are_listed_until_they_are_dropped(uploads: Uploads) -> None:
    """Every upload is told as it was begun; a dropped one is gone with its bytes, and dropping it again is nothing."""
    uploads.begin(OTHER)
    uploads.append(ROW.id, 0, b"abc")
    assert uploads.all() == [ROW, OTHER]
    for _ in "ab":
        uploads.drop(ROW.id)
    assert (uploads.all(), uploads.offset(ROW.id)) == ([OTHER], 0)
    with pytest.raises(ConflictError):
        uploads.append(ROW.id, 0, b"abc")


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "x" * 32, "AB" * 16])
def test_a_name_nobody_gave_is_no_upload(uploads: Uploads, name: str) -> None:
    """A name that was not given here leads nowhere."""
    assert uploads.offset(name) == 0
    with pytest.raises(ConflictError):
        uploads.append(name, 0, b"abc")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.binary(min_size=1, max_size=5)), max_size=12))
def test_whatever_is_sent_in_whatever_order_the_bytes_are_those_that_fitted(parts) -> None:
    """After any tries the upload holds the parts that began where it ended, in order, and no others."""
    uploads, kept = MemoryUploads(), b""
    uploads.begin(ROW)
    for offset, data in parts:
        if offset == len(kept):
            uploads.append(ROW.id, offset, data)
            kept += data
        else:
            with pytest.raises(ConflictError):
                uploads.append(ROW.id, offset, data)
    assert b"".join(uploads.read(ROW.id)) == kept


def test_what_has_come_outlives_the_process(tmp_path: Path) -> None:
    """Another process on the same folder goes on where the first was."""
    first = FolderUploads(tmp_path)
    first.begin(ROW)
    first.append(ROW.id, 0, b"abc")
    second = FolderUploads(tmp_path)
    assert second.all() == [ROW]
    assert second.append(ROW.id, 3, b"def") == 6


def test_a_half_written_record_is_no_upload(tmp_path: Path) -> None:
    """A record nobody can read, and one of a name that was never given, are passed over."""
    for name in ("ab" * 16, "notes"):
        (tmp_path / f"{name}.json").write_text('{"id": "a')
    assert FolderUploads(tmp_path).all() == []


def test_what_a_crash_left_is_cleared_away(tmp_path: Path) -> None:
    """A record whose bytes are gone is no upload, and with bytes that no record names it goes when one is begun."""
    uploads = FolderUploads(tmp_path)
    uploads.begin(ROW)
    uploads.begin(OTHER)
    (tmp_path / f"{ROW.id}.part").unlink()
    (tmp_path / f"{'ef' * 16}.part").write_bytes(b"abc")
    (tmp_path / f"{'ef' * 16}.new").write_text("{")
    assert uploads.all() == [OTHER]
    with uploads.beginning():
        assert {path.name for path in tmp_path.iterdir()} == {f"{OTHER.id}.json", f"{OTHER.id}.part", ".lock"}


def test_a_full_disk_takes_no_half_of_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk fills up in the middle of a part nothing of it stays, and the same part is taken later."""
    uploads, sync = FolderUploads(tmp_path), os.fsync
    uploads.begin(ROW)

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoomError):
        uploads.append(ROW.id, 0, b"abc")
    assert uploads.offset(ROW.id) == 0
    monkeypatch.setattr(os, "fsync", sync)
    assert uploads.append(ROW.id, 0, b"abc") == 3


def test_where_nothing_can_be_written_nothing_begins(tmp_path: Path) -> None:
    """A folder that is a file refuses in the terms of the port."""
    (tmp_path / "file").touch()
    uploads = FolderUploads(tmp_path / "file" / "below")
    with pytest.raises(NoRoomError):
        uploads.begin(ROW)
    with pytest.raises(NoRoomError), uploads.beginning():
        pass


def test_an_expiry_keeps_its_instant(tmp_path: Path) -> None:
    """The instant until which parts are kept is read back as it was, whatever its zone."""
    uploads = FolderUploads(tmp_path)
    uploads.begin(ROW)
    assert uploads.all()[0].expires_at - ROW.expires_at == timedelta(0)
