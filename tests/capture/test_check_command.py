"""`sekisho capture check`: what a bundle shows is told at the factory, as the office will tell it."""

import json
import tomllib
from importlib.resources import files

import pytest
from click.testing import CliRunner

from sekisho.cli.main import main
from tests.cli.line import LANGUAGES

PHRASES = {"en": "Level reached", "ja": "到達した水準", "zh-Hans": "达到的级别"}


def run(path, *more, lang="en"):
    """Check a bundle; give exit code and output."""
    done = CliRunner().invoke(main, ["capture", "check", str(path), "--lang", lang, *more])
    return done.exit_code, done.output


@pytest.fixture
def bundle(made, tmp_path):
    """The shared capture as the collector wrote it; two seconds are too few to be live."""
    path = tmp_path / "CNC-1.zip"
    path.write_bytes(made.bundle)
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_level_is_told_with_what_is_missing(bundle, lang):
    """What was observed and what was not stand level by level, and the reached one at the end; not all is: exit 1."""
    code, said = run(bundle, lang=lang)
    assert (code, PHRASES[lang] in said, "L0" in said, "→" in said) == (1, True, True, True), said


def test_the_assessment_is_the_one_an_office_makes(bundle, made, expected):
    """Entry by entry the same reasons as the office's judge gives, from the same sealed bytes."""
    code, said = run(bundle, "--json")
    found = json.loads(said)
    judged = made.judge()
    assert (code, found["holds"]) == (1, False)
    assert [one["met"] for one in found["assessment"]["vector"]][:3] == [entry.is_met for entry in judged.entries][:3]
    assert found["assessment"]["bundle_sha256"] == judged.bundle_sha256


@pytest.mark.parametrize("damage", [lambda data: data[:-100], lambda data: b"PK" + data[2:50], lambda _data: b""])
def test_a_bundle_that_is_none_is_refused(bundle, damage):
    """A file cut off, damaged or empty is refused with what to do, and judged by nobody."""
    bundle.write_bytes(damage(bundle.read_bytes()))
    assert run(bundle)[0] == 2
    assert run(bundle.parent / "none.zip")[0] == 2


#: Said of what was observed, or beside it for information; and what only keeps a record's times from being told.
BESIDE = {
    "l0.observed", "l1.observed", "l1.pinned", "l2.observed", "l3.observed", "l4.observed", "l5.observed", "l3.generic",
    "signature.holds", "signature.certificate_not_valid", "record.clock_backwards", "record.before_challenge",
    "record.browse_truncated", "l2.device",
}  # fmt: skip
REFUSING = ("l0", "l1", "l2", "l3", "l4", "l5", "signature", "bundle", "segment", "record", "challenge", "mode",
            "simulator", "probe")  # fmt: skip


def test_whatever_refuses_a_bundle_or_keeps_a_level_says_what_to_do():
    """Every reason for which a bundle is not taken, or a level of it not observed, has a remedy."""
    texts = tomllib.loads((files("sekisho.capture") / "texts.toml").read_text("utf-8"))
    reasons = {f"{area}.{code}": said for area in REFUSING for code, said in texts[area].items()}
    assert [code for code, said in reasons.items() if code not in BESIDE and "remedy" not in said] == []
