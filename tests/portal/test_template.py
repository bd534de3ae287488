"""Templates and texts hold together: each parses, each is used, each text exists and is said somewhere."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import sekisho.portal
from sekisho.portal.words import wording

PORTAL = Path(sekisho.portal.__file__).parent
TEMPLATES = PORTAL / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
SOURCES = [path.read_text(encoding="utf-8") for path in (*PORTAL.rglob("*.html"), *PORTAL.rglob("*.py"))]
ALL = "\n".join(SOURCES)
#: Families other rooms say by value: the value is only known when a case is shown.
BY_VALUE = (
    "field.",
    "document.kind.",
    "page.fact.",
    "page.next.",
    "page.vector.",
    "page.signed_section.",
    "page.money.",
)
OWN_TEXTS = sorted(
    code
    for path in PORTAL.rglob("texts.toml")
    for code in re.findall(r"^\[(.+)\]$", path.read_text("utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_parses(name):
    """Every template can be read."""
    assert get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_is_used(name):
    """Every template is shown, included or extended somewhere."""
    by_route = name.startswith("open/") and f'name="{Path(name).stem}"' in ALL
    on_a_page = name in {
        *("apply/case.html", "apply/sign.html", "office/queue.html", "office/finance.html", "office/vendors.html"),
        *("inspect/visits.html", "inspect/line.html", "audit/record.html"),
    }
    assert by_route or on_a_page or f'"{name}"' in ALL


def literal_codes() -> set[str]:
    """Give the codes templates say in full."""
    return set(re.findall(r'{% say "([^"]+)"(?:\s+\w+=|\s*%}|\s+as )', ALL))


def said_prefixes() -> set[str]:
    """Give the beginnings of codes that templates and views complete with a value."""
    with_value = re.findall(r'{% (?:say|word|chip) "([^"]+)" [\w.]+(?: |%)', ALL)
    formatted = re.findall(r'f"((?:page|field)\.[\w.]*)\{', ALL)
    named = re.findall(r'"(page\.[a-z_.]+)"', ALL)
    return {f"{prefix}." for prefix in (*with_value, *named)} | set(formatted)


def test_every_code_a_template_says_has_a_text():
    """No template says a code that has no text."""
    assert sorted(code for code in literal_codes() if not wording().has(code)) == []


def is_said(code: str) -> bool:
    """Say whether some page says a text, in full or by its beginning."""
    own = code.removesuffix(".remedy").removesuffix(".hint").removesuffix(".title").removesuffix(".text")
    wanted = {code, own}
    in_full = any(f'"{one}"' in ALL for one in wanted)
    by_route = re.fullmatch(r"page\.(eligibility|amount|missing|schedule)\.(title|lead|ask|empty)", code)
    return bool(in_full or by_route or code.startswith((*BY_VALUE, *said_prefixes(), "page.error.", "page.home.road.")))


@pytest.mark.parametrize("code", OWN_TEXTS)
def test_every_text_of_the_portal_is_said(code):
    """No text of the portal is kept for nothing."""
    assert is_said(code)


def test_no_template_holds_words_of_a_language():
    """Templates hold no Japanese or Chinese: every word comes from the texts."""
    assert [path.name for path in TEMPLATES.rglob("*.html") if re.search(r"[぀-ヿ一-鿿]", path.read_text("utf-8"))] == []


def test_no_template_carries_inline_script_or_style():
    """Nothing inline: no script, no style, no handler."""
    inline = re.compile(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    assert [path.name for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text("utf-8"))] == []
