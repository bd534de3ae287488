"""The archive and the bag: one form, every byte accounted for."""

import io
import zipfile

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.dossier.archive import ArchiveError, read_archive, write_archive
from sekisho.seal.dossier.bag import check_bag, make_bag
from sekisho.seal.problem import Problem

FILES = {"A/data/x.txt": b"hello", "A/bagit.txt": b"tag", "A/ä/書.txt": b""}
names = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}", fullmatch=True)


@given(st.dictionaries(names, st.binary(max_size=50), max_size=6))
def test_an_archive_is_read_back(files):
    """What was written is read back, whatever the files."""
    assert read_archive(write_archive(files)) == files


def test_any_unzip_reads_it():
    """Python's own ZIP reader finds the same files."""
    with zipfile.ZipFile(io.BytesIO(write_archive(FILES))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.testzip() is None


def test_every_flipped_byte_is_caught():
    """There is no byte of an archive whose change goes unseen."""
    data = write_archive(FILES)
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 1
        try:
            assert read_archive(bytes(damaged)) != FILES
        except ArchiveError:
            continue


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "a\\b", "a/./b", "a\nb", ""])
def test_a_name_that_leaves_the_folder_is_refused(name):
    """A name that could be unpacked elsewhere is refused at writing."""
    with pytest.raises(ArchiveError, match=r"zip\.name"):
        write_archive({name: b""})


def test_two_entries_of_one_name_are_refused():
    """A ZIP with two entries of one name is refused: readers disagree about which is meant (Q12)."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
    with pytest.raises(ArchiveError):
        read_archive(sink.getvalue())


@pytest.mark.parametrize("tail", [b"x", b"PK\x05\x06" + b"\0" * 18])
def test_trailing_bytes_are_refused(tail):
    """Bytes after the end are refused."""
    with pytest.raises(ArchiveError):
        read_archive(write_archive(FILES) + tail)


def test_a_compressed_archive_is_refused():
    """A deflated ZIP, and so any bomb, is refused before anything is unpacked."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * 100_000)
    with pytest.raises(ArchiveError):
        read_archive(sink.getvalue())


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(data):
    """Whatever bytes come, an archive is read or refused; nothing else happens."""
    with pytest.raises(ArchiveError):
        read_archive(data)


def bag():
    """Make a bag of one file and one tag file."""
    return make_bag({"log.txt": b"text"}, {"dossier/a": b"tag"}, {"External-Identifier": "A"})


def test_a_bag_holds(tmp_path):
    """Our check and the library of record both accept the bag."""
    assert check_bag(bag()) == []
    for name, data in bag().items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    assert bagit.Bag(str(tmp_path)).is_valid()


def test_a_payload_changed_with_its_manifest_is_still_caught():
    """Recomputing the payload manifest does not help: the tag manifests are mandatory (Q7, Q8)."""
    files = bag()
    other = make_bag({"log.txt": b"forged"}, {"dossier/a": b"tag"}, {"External-Identifier": "A"})
    files["data/log.txt"], files["manifest-sha256.txt"] = other["data/log.txt"], other["manifest-sha256.txt"]
    assert check_bag(files)


@pytest.mark.parametrize("name", ["tagmanifest-sha256.txt", "manifest-sha512.txt", "bag-info.txt", "data/log.txt"])
def test_a_missing_file_is_caught(name):
    """A bag without any one of its parts does not hold."""
    files = bag()
    del files[name]
    assert check_bag(files)


def test_an_unlisted_file_is_caught():
    """A file no manifest lists is caught, at the top as well (Q9)."""
    assert check_bag({**bag(), "note.txt": b""}) == [Problem("seal.bag.unlisted", "note.txt")]


@pytest.mark.parametrize("declaration", [b"BagIt-Version : 1.0\n", b"BagIt-Version:1.0\n"])
def test_a_declaration_in_another_spelling_is_caught(declaration):
    """The declaration has one spelling (Q11)."""
    assert check_bag({**bag(), "bagit.txt": declaration})
