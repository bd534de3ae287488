"""Files that are no case file: each gets one clear refusal with place and remedy, never a traceback."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.cli.encoding import likely_encoding
from sekisho.cli.reader import DEEPEST, LARGEST, read_file
from sekisho.domain.values.finding import Refusal
from tests.cli.line import DAY, GOOD, LANGUAGES, codes, program, sekisho

CASE = Path(GOOD).read_bytes()
NAME = 'name = "青葉精密工業株式会社のロボット"\n'
SIMPLE = 'name = "海岚精密机械有限公司"\n'
#: A file by name: what it holds, and the code and facts of its refusal.
FILES = {
    "empty.toml": (b"", "file.empty", {}),
    "blank.toml": (b" \n\t\n", "file.empty", {}),
    "cp932.toml": (NAME.encode("cp932"), "file.not_utf8", {"line": 1, "encoding": "CP932"}),
    "gb18030.toml": (b"# ok\n" + SIMPLE.encode("gb18030"), "file.not_utf8", {"line": 2, "encoding": "GB18030"}),
    "utf16.toml": (CASE.decode().encode("utf-16"), "file.not_utf8", {"encoding": "UTF-16"}),
    "utf16le.toml": ("a = 1\n".encode("utf-16-le"), "file.not_utf8", {"encoding": "UTF-16LE"}),
    "utf16be.toml": ("a = 1\n".encode("utf-16-be"), "file.not_utf8", {"encoding": "UTF-16BE"}),
    "utf32.toml": ("a = 1\n".encode("utf-32"), "file.not_utf8", {"encoding": "UTF-32"}),
    "binary.toml": (bytes(range(256)), "file.binary", {"line": 1}),
    "nul.toml": (b'a = 1\nb = "x\0y"\n', "file.binary", {"line": 2}),
    "latin.toml": (b'a = "\xff\xff"\n', "file.not_utf8", {"line": 1}),
    "syntax.toml": (b"a = 1\n\n[applicant\n", "file.syntax", {"line": 3, "column": 11, "excerpt": "[applicant"}),
    "comma.toml": (b"price = 12,000\n", "file.syntax", {"line": 1, "column": 11}),
    "syntax.json": (b'{"a" 3}', "file.syntax", {"line": 1, "column": 6}),
    "twice.toml": (b"a = 1\na = 2\n", "file.key_again", {"key": "a", "line": 2}),
    "table.toml": (b"[a]\n[a]\n", "file.key_again", {"key": "a", "line": 2}),
    "twice.json": (b'{"a": 1, "a": 2}', "file.key_twice", {"key": "a"}),
    "half.toml": (b'a = 1\nb = [\n  "c",\n', "file.unfinished", {"line": 3}),
    "half.json": (b'{"a": [1,\n2,', "file.unfinished", {"line": 2}),
    "cut.json": (b'{"a": "b', "file.unfinished", {"line": 1}),
    "deep.json": (b"[" * 100_000, "file.too_deep", {"limit": DEEPEST}),
    "nested.json": (b'{"a":' * 30 + b"1" + b"}" * 30, "file.too_deep", {"limit": DEEPEST}),
    "deep.toml": (b"a = " + b"[" * 100_000, "file.too_deep", {"limit": DEEPEST}),
    "dotted.toml": (b"a." * 200_000 + b"b = 1\n", "file.too_deep", {"limit": DEEPEST}),
    "nan.json": (b'{"a": NaN}', "file.not_finite", {}),
    "infinity.json": (b'{"a": -Infinity}', "file.not_finite", {}),
    "exponent.json": (b'{"a": 1e99999999999999999999}', "file.not_finite", {}),
    "nan.toml": (b"a = nan\n", "file.not_finite", {}),
    "infinity.toml": (b"a = -inf\n", "file.not_finite", {}),
    "huge.json": (b'{"a": ' + b"9" * 5000 + b"}", "file.number_too_long", {}),
    "long.json": (b'{"a": ' + b"9" * 30 + b"}", "file.number_too_long", {}),
    "huge.toml": (b"a = " + b"9" * 5000 + b"\n", "file.number_too_long", {}),
    "long.toml": (b"a = " + b"9" * 30 + b"\n", "file.number_too_long", {}),
    "half-character.json": (rb'{"a": "\ud800"}', "file.half_character", {}),
    "time.toml": (b"a = 10:00:00\n", "file.unknown_kind", {}),
    "list.json": (b"[1, 2]", "file.not_a_record", {}),
    "number.json": (b"3", "file.not_a_record", {}),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_once(tmp_path, name):
    """One reason, told by its place and with a remedy, and exit 2."""
    data, code, facts = FILES[name]
    path = tmp_path / name
    path.write_bytes(data)
    refused = read_file(path)
    assert isinstance(refused, Refusal)
    assert [(one.code, bool(one.place)) for one in refused.findings] == [(code, True)]
    assert facts.items() <= refused.findings[0].facts.items()


@pytest.mark.parametrize("command", ["screen", "plan", "quote"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_refuses_every_file_in_every_language(tmp_path, command, lang):
    """Whatever the file, the three commands answer in the reader's language with a remedy and without a traceback."""
    for name, (data, _, _) in FILES.items():
        path = tmp_path / name
        path.write_bytes(data)
        code, text = sekisho(command, path, lang=lang)
        assert code == 2, (name, text)
        assert "→" in text, (name, text)
        assert "file." not in text.replace("file.toml", ""), (name, text)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    """UTF-8 with the mark that Windows editors write is read like any other."""
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xef\xbb\xbf" + CASE)
    assert sekisho("screen", path, "--as-of", DAY) == sekisho("screen", GOOD, "--as-of", DAY)


def test_json_is_known_by_its_brace(tmp_path):
    """A JSON file is read as such whatever it is called."""
    path = tmp_path / "case.txt"
    path.write_text(json.dumps({"a": 1}))
    assert read_file(path) == {"a": 1}


def test_what_is_no_file_is_refused(tmp_path):
    """A missing file, a folder, a device and a pipe are told apart from a file, and a pipe is never waited for."""
    os.mkfifo(tmp_path / "pipe.toml")
    assert codes("screen", tmp_path / "nowhere.toml") == {"file.absent"}
    assert codes("screen", tmp_path) == {"file.not_a_file"}
    assert codes("screen", "/dev/zero") == {"file.not_a_file"}
    assert codes("screen", tmp_path / "pipe.toml") == {"file.not_a_file"}


def test_a_file_that_cannot_be_read_is_refused():
    """A file the system gives no bytes of is refused with the system's reason."""
    assert codes("screen", "/proc/self/mem") == {"file.no_access"}
    assert codes("screen", "a" * 5000) == {"file.no_access"}


def test_a_huge_file_is_refused_unread(tmp_path):
    """Of a file of 100 MB no more than the limit is read."""
    path = tmp_path / "huge.toml"
    with path.open("wb") as sink:
        sink.truncate(100 * 1024 * 1024)
    assert codes("screen", path) == {"file.too_large"}
    path.write_bytes(b"#" * LARGEST)
    assert "file.too_large" not in codes("screen", path)


def test_every_broken_value_is_named_at_once(tmp_path):
    """All values no file may hold are told together, each by its place."""
    path = tmp_path / "case.json"
    path.write_text(
        '{"lines": [{"price": NaN}, {"price": 1, "costs": {"freight": Infinity}}], "a": 1e99999999999999999999}'
    )
    refused = read_file(path)
    assert [one.place for one in refused.findings] == ["lines.1.price", "lines.2.costs.freight", "a"]


def test_decimals_stay_exact(tmp_path):
    """A decimal is kept as it was written, to the last digit."""
    path = tmp_path / "case.toml"
    path.write_text("a = 20.850000000000000000001\nb = 1_000.5\nc = 2026-05-09\n")
    assert read_file(path) == {"a": "20.850000000000000000001", "b": "1000.5", "c": "2026-05-09"}


def test_a_name_that_is_no_text_is_shown(tmp_path):
    """A file whose name is no UTF-8 is refused like any other."""
    done = program("screen", os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.toml"), "--lang", "en")
    assert (done.returncode, done.stderr) == (2, b"")


@given(st.binary(max_size=200), st.sampled_from([".toml", ".json"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(tmp_path_factory, data, suffix):
    """Whatever the bytes, the reader gives plain values or a refusal."""
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    assert isinstance(read_file(path), dict | Refusal)


@given(st.text(alphabet="ab=.[]{}\",'\n #0123456789-:TZeE+_tfinu\\", max_size=60), st.sampled_from([".toml", ".json"]))
@settings(max_examples=300, deadline=None)
def test_any_near_toml_is_read_or_refused(tmp_path_factory, text, suffix):
    """Texts made of the signs of the two grammars are read or refused as well, with a place and a remedy's code."""
    path = tmp_path_factory.getbasetemp() / f"near{suffix}"
    path.write_text(text, "utf-8")
    found = read_file(path)
    assert isinstance(found, dict) or all(one.place and one.code.startswith("file.") for one in found.findings)


@given(st.text(alphabet="あいうえおカキクケコ機械精密工業株式会社", min_size=4, max_size=40))
def test_japanese_is_told_from_chinese(text):
    """Japanese with kana saved by an old editor is named as such."""
    assert likely_encoding(f"あ{text}".encode("cp932")) == "CP932"


@given(st.binary(max_size=60))
def test_any_encoding_can_be_guessed(data):
    """Guessing an encoding never fails."""
    assert likely_encoding(data) in {"", "CP932", "GB18030", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"}
