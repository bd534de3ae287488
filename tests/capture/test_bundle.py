"""Bundles: deterministic, strict, and hostile ones refused with the check that fails."""

import io
import json
import warnings
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.capture.problem import Refused
from sekisho.capture.sealed import bundle as module
from sekisho.capture.sealed.bundle import FIXED_DATE, MANIFEST, SIGNATURE, Bundle, read_bundle, write_bundle

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FILES = {
    "plan.toml": b"plan", "challenge.bin": b"challenge", "client.der": b"cert", "proof.json": b"{}",
    "identity.json": b"{}", "segment-0001.seg": b"one", "segment-0002.seg": b"two",
}  # fmt: skip
WHOLE = write_bundle(FILES, KEY)


def unpacked(data=WHOLE):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def packed(entries, method=zipfile.ZIP_STORED):
    """Pack entries as the writer does, in the order given, names twice if need be."""
    sink = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(sink, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, data in entries:
            about = zipfile.ZipInfo(name, FIXED_DATE)
            about.create_system, about.external_attr, about.compress_type = 3, 0o644 << 16, method
            archive.writestr(about, data)
    return sink.getvalue()


def codes(data):
    refused = read_bundle(data)
    assert isinstance(refused, Refused)
    return {(problem.code, problem.place) for problem in refused.problems}


def test_bundle_is_read_back_as_it_was_written():
    """Files, order of segments and signature survive."""
    read = read_bundle(WHOLE)
    assert isinstance(read, Bundle)
    assert dict(read.files) == FILES
    assert list(read.segments) == [b"one", b"two"]
    assert read.is_signed_by(KEY.public_key())


def test_same_content_gives_the_same_bytes():
    """A bundle is deterministic."""
    assert write_bundle(dict(reversed(FILES.items())), KEY) == WHOLE


def test_another_collectors_signature_does_not_hold():
    """A bundle is not taken for another collector's."""
    other = Ed25519PrivateKey.generate().public_key()
    assert not read_bundle(WHOLE).is_signed_by(other)


def test_manifest_that_names_another_key_does_not_hold():
    """The signed manifest has to name the key that signed it."""
    files = unpacked()
    manifest = json.loads(files[MANIFEST])
    files[MANIFEST] = json.dumps(manifest | {"collector": "00" * 32}, sort_keys=True, separators=(",", ":")).encode()
    files[SIGNATURE] = KEY.sign(module.DOMAIN + files[MANIFEST])
    assert not read_bundle(packed(sorted(files.items()))).is_signed_by(KEY.public_key())


@pytest.mark.parametrize("name", sorted(FILES))
def test_changed_file_fails_the_digest(name):
    """A file changed after sealing is named."""
    files = unpacked() | {name: b"changed"}
    assert codes(packed(sorted(files.items()))) == {("bundle.digest", name)}


def test_missing_and_added_files_are_all_named():
    """What is lacking and what is too much stand in one answer."""
    files = unpacked() | {"extra.txt": b"x"}
    del files["proof.json"], files["segment-0001.seg"]
    assert codes(packed(sorted(files.items()))) >= {
        ("bundle.missing", "proof.json"),
        ("bundle.missing", "segment-0001.seg"),
        ("bundle.unlisted", "extra.txt"),
        ("bundle.segments", ""),
    }


def test_bundle_without_manifest_is_refused():
    """Manifest and signature are no option."""
    files = unpacked()
    del files[MANIFEST], files[SIGNATURE]
    assert codes(packed(sorted(files.items()))) == {("bundle.missing", MANIFEST), ("bundle.missing", SIGNATURE)}


def test_names_that_come_twice_are_refused():
    """A ZIP with two entries of one name is read differently by different tools."""
    entries = [*sorted(unpacked().items()), ("plan.toml", b"other")]
    assert codes(packed(entries)) == {("bundle.not_canonical", "")}


@pytest.mark.parametrize("change", [lambda data: b"front" + data, lambda data: data + b"back"])
def test_bytes_before_or_after_are_refused(change):
    """Nothing may stand around the archive."""
    assert codes(change(WHOLE)) & {("bundle.not_canonical", ""), ("bundle.unreadable", "")}


def test_other_order_is_refused():
    """Only the one order is canonical."""
    assert codes(packed(sorted(unpacked().items(), reverse=True))) == {("bundle.not_canonical", "")}


def test_compressed_bundles_are_refused():
    """A compressed entry could grow without bound."""
    assert codes(packed([("plan.toml", bytes(100_000))], zipfile.ZIP_DEFLATED)) == {("bundle.compressed", "")}


def test_too_large_bundles_are_not_opened(monkeypatch):
    """A bundle beyond the largest size is refused unread."""
    monkeypatch.setattr(module, "LARGEST", len(WHOLE) - 1)
    assert codes(WHOLE) == {("bundle.too_large", "")}


@pytest.mark.parametrize("manifest", [b"no json", b'{"a":1,"a":2}', b'{"collector":"zz"}', b"[]", b'{"collector":1.5}'])
def test_unreadable_manifests_are_refused(manifest):
    """A manifest is a plain JSON object without duplicate keys."""
    files = unpacked() | {MANIFEST: manifest}
    assert codes(packed(sorted(files.items()))) == {("bundle.manifest", MANIFEST)}


@given(st.data())
@settings(max_examples=200)
def test_any_changed_byte_is_refused_or_breaks_the_signature(data):
    """One changed byte anywhere never passes."""
    whole = bytearray(WHOLE)
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    read = read_bundle(bytes(whole))
    assert isinstance(read, Refused) or not read.is_signed_by(KEY.public_key())


@given(st.integers(0, len(WHOLE) - 1))
def test_any_cut_is_refused(size):
    """A bundle that lost its end on the way is refused."""
    assert isinstance(read_bundle(WHOLE[:size]), Refused)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data):
    """Garbage raises nothing."""
    assert isinstance(read_bundle(data), Refused)


def test_bundle_of_files_on_disk_has_the_same_bytes(tmp_path, monkeypatch):
    """Written block by block from files, a bundle is byte for byte the one that is written from memory."""
    monkeypatch.setattr(module, "BLOCK", 3)
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    with (tmp_path / "bundle.zip").open("wb") as sink:
        module.write_bundle_to(sink, {name: tmp_path / name for name in FILES}, KEY)
    assert (tmp_path / "bundle.zip").read_bytes() == WHOLE
