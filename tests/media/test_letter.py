"""A printed letter: tagged, the same each time, every sign of both languages in it, and nothing from elsewhere."""

import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace

import pypdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from sekisho.application.printed_letter import Pair, PrintedBlock, PrintedLetter, printed_letter
from sekisho.application.word_letter import with_amounts, word_letter
from sekisho.domain.letter.compose import compose
from sekisho.domain.letter.letter import Shape
from sekisho.domain.values.language import Language
from sekisho.media.letter import LetterPrinter
from sekisho.media.print import print_pdf, safe
from tests.domain.letter.scene import WORDING, occasion

HOSTILE = '<script>alert(1)</script><img src="file:///etc/passwd"> "&\' \u202eevil\u202c ' + "長" * 400


def letter_of(kind: str, beside: Language, **changes) -> PrintedLetter:
    """A letter set for printing."""
    made = word_letter(compose(occasion(kind, **changes)), WORDING, ("a" * 32, "b" * 32), {"case": "C-1"})
    return printed_letter(with_amounts(made.content, made.amounts), beside, ())


def printed(kind: str, beside: Language = Language.EN, **changes) -> bytes:
    """A letter as PDF."""
    return LetterPrinter().letter(letter_of(kind, beside, **changes))


@pytest.mark.parametrize(("length", "cells"), [(4_000, 1), (190, 25)])
def test_long_texts_get_columns_of_equal_width(length, cells):
    """Whatever is typed into a form is printed within seconds, over as many pages as it takes, and whole."""
    title = Pair("表", "table")
    text = "長" * length
    rows = tuple((Pair("短", "短"), Pair(text, text)) for _ in range(cells))
    block = PrintedBlock("steps", Shape.TABLE, title, ((title, title), *rows))
    letter = PrintedLetter("C-1", "", Language.EN, {"title": (title,), "number": (title,)}, (), (block,))
    pages = pypdf.PdfReader(io.BytesIO(LetterPrinter().letter(letter))).pages
    assert "".join(page.extract_text() for page in pages).count("長") == length * cells


@pytest.fixture(scope="module")
def decision() -> bytes:
    """A grant decision in Japanese and Chinese."""
    return printed("grant_decision", Language.ZH_HANS)


def tags(reader: pypdf.PdfReader) -> list[str]:
    """The structure types of a tagged file, in order of reading."""
    found: list[str] = []

    def walk(element) -> None:
        element = element.get_object()
        if isinstance(element, list):
            for kid in element:
                walk(kid)
        elif isinstance(element, dict):
            found.append(str(element.get("/S", "")))
            if "/K" in element and not isinstance(element["/K"], int):
                walk(element["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def fonts(reader: pypdf.PdfReader) -> dict[str, dict]:
    """The embedded fonts of a file by name."""
    used = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    return {str(font["/BaseFont"]): font["/DescendantFonts"][0].get_object() for font in used}


def test_a_letter_is_tagged_for_readers_who_listen(decision):
    """The file says it is tagged, in which language, under which title; headings and head cells are marked."""
    reader = pypdf.PdfReader(io.BytesIO(decision))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("ja", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - because pypdf wraps booleans
    assert reader.metadata.title == "交付決定通知書 RSF26-2026-GRD-0007"
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L", "/LI"} <= set(tags(reader))


def test_every_sign_of_both_languages_is_in_the_file(decision):
    """Japanese and Chinese fonts are embedded and every word of both languages can be read out of the file."""
    reader = pypdf.PdfReader(io.BytesIO(decision))
    names = " ".join(fonts(reader))
    assert "Serif-CJK-JP" in names
    assert "Serif-CJK-SC" in names
    assert all("/FontFile3" in font["/FontDescriptor"] for font in fonts(reader).values())
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    for wanted in (
        "補助金",
        "交付決定通知書",
        "补助金批准通知书",
        "简体" if "简体" in text else "批准金额",
        "1,000,000円",
    ):
        assert wanted in text


def test_wanted_signs_are_never_boxes():
    """Signs that only Japanese, only simplified Chinese or both write are drawn, each in the font of its language."""
    html = '<html lang="ja"><title>x</title><p lang="ja">補助金・髙﨑</p><p lang="zh-Hans">简汉补贴</p></html>'
    css = 'p { font-family: "Noto Serif CJK JP" } p:lang(zh-Hans) { font-family: "Noto Serif CJK SC" }'
    reader = pypdf.PdfReader(io.BytesIO(print_pdf(html, css, "x")))
    text = re.sub(r"\s", "", reader.pages[0].extract_text())
    assert "補助金・髙﨑" in text
    assert "简汉补贴" in text
    drawn = re.findall(rb"<([0-9a-f]+)>", reader.pages[0].get_contents().get_data())
    glyphs = [run[n : n + 4] for run in drawn for n in range(0, len(run), 4)]
    assert len(glyphs) >= len("補助金・髙﨑简汉补贴")
    assert b"0000" not in glyphs


def test_the_same_letter_is_printed_the_same_in_another_process(decision):
    """Nothing of the hour, the process or its hashes gets into the file."""
    code = (
        "import sys; from hashlib import sha256; from tests.media.test_letter import printed, Language;"
        "sys.stdout.write(sha256(printed('grant_decision', Language.ZH_HANS)).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == hashlib.sha256(decision).hexdigest()


def test_hostile_names_are_only_words():
    """Markup, addresses and signs that turn the direction of reading are printed as what they are."""
    usual = occasion("change_approval")
    case = replace(usual.case, applicant={**usual.case.applicant, "name": HOSTILE})
    reader = pypdf.PdfReader(io.BytesIO(printed("change_approval", case=case)))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    assert "<script>alert(1)</script>" in text
    assert "[U+202E]evil[U+202C]" in text
    assert "root:" not in text


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://example.org/x.png", "data:image/png;base64,AAAA"])
def test_nothing_is_fetched(url):
    """A page that wants something from elsewhere is not printed, whatever the address."""
    with pytest.raises(FatalURLFetchingError):
        print_pdf(f'<html lang="ja"><title>x</title><img alt="x" src="{url}"><p>a</p></html>', "", "x")


def test_words_are_written_safely():
    """No word of a letter can become markup."""
    assert safe("<b>&\"'\u2066x") == "&lt;b&gt;&amp;&quot;&#x27;[U+2066]x"


def test_the_command_line_loads_no_printer():
    """Whoever prints nothing does not wait for what prints."""
    code = "import sys, sekisho.media.letter, sekisho.cli.main; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
