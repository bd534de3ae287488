"""Commands at the factory: keys are made once, and nothing is begun that cannot be kept."""

import hashlib

import pytest

from tests.cli.line import GOOD, LANGUAGES, answer, codes, sekisho

#: Bytes that mean nothing, the same in every run: tests are told apart by what they are given.
NOISE = hashlib.shake_128(b"no plan").digest(100)


def test_a_collector_is_enrolled_once(tmp_path):
    """Enrolling makes keys only their owner reads and a certificate, and never overwrites them."""
    folder = tmp_path / "collector"
    code, value = answer("capture", "enrol", folder)
    assert (code, value["certificate"]) == (0, str(folder / "client.der"))
    assert (folder / "client-key.pem").stat().st_mode & 0o077 == 0
    before = (folder / "client.der").read_bytes()
    assert codes("capture", "enrol", folder) == {"collect.identity_exists"}
    assert (folder / "client.der").read_bytes() == before


@pytest.mark.parametrize("name", ["", "-x", "x y", "工場", "a" * 61, "x\n"])
def test_a_collectors_name_is_plain(tmp_path, name):
    """A name that no certificate can carry is refused before a key is made."""
    assert codes("capture", "enrol", tmp_path / "c", "--name", name) == {"collect.wrong_name"}
    assert not (tmp_path / "c").exists()


def test_a_folder_nobody_can_write_is_refused(tmp_path):
    """Keys are not made where they cannot be kept."""
    (tmp_path / "file").write_text("")
    assert codes("capture", "enrol", "/proc/nowhere") == {"collect.folder_unusable"}
    assert codes("capture", "enrol", tmp_path / "file" / "below") == {"collect.folder_unusable"}


def test_a_capture_says_everything_that_is_missing_before_it_begins(tmp_path):
    """A plan that is none, keys that are none and a bundle that cannot be written are told together."""
    refused = codes("capture", "run", GOOD, "--identity", tmp_path, "--out", tmp_path / "nowhere" / "bundle.zip")
    assert {"collect.no_identity", "collect.out_nowhere", "plan.missing", "plan.unknown"} <= refused


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"[" * 5000, b"format = 3\n", NOISE])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_any_plan_is_refused_with_whom_to_ask(tmp_path, data, lang):
    """Whatever stands in a plan, the refusal says where plans come from, in the reader's language."""
    path = tmp_path / "plan.toml"
    path.write_bytes(data)
    code, value = answer("capture", "run", path, "--identity", tmp_path, "--out", tmp_path / "b.zip", lang=lang)
    assert code == 2
    assert all(reason["text"] and reason["remedy_text"] for reason in value["refused"])


def test_a_sealed_capture_is_never_overwritten(tmp_path):
    """A bundle that is there already is refused before the capture."""
    (tmp_path / "bundle.zip").write_text("sealed")
    refused = codes("capture", "run", GOOD, "--identity", tmp_path, "--out", tmp_path / "bundle.zip")
    assert "collect.out_exists" in refused


@pytest.mark.parametrize("url", ["", "machine", "ftp://machine", "opc.tcp://", "http:", "opc.tcp:machine:4840"])
def test_an_address_that_is_none_is_unusable(url):
    """A probe of something that is no address leaves with 2 and the form of an address."""
    assert codes("probe", url) == {"probe.address"}


def test_a_probe_needs_the_keys_it_is_given(tmp_path):
    """A folder without keys is refused instead of being ignored."""
    assert codes("probe", "opc.tcp://127.0.0.1:1", "--identity", tmp_path) == {"collect.no_identity"}


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://127.0.0.1:1", "opc.tcp://127.0.0.1:1"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_answering_does_not_hold(url, lang):
    """Where nobody answers the probe leaves with 1 and says that no level can be reached."""
    code, value = answer("probe", url, lang=lang)
    assert (code, value["level"]) == (1, "")
    assert all(problem["text"] for problem in value["problems"])
    assert sekisho("probe", url, lang=lang)[0] == 1
