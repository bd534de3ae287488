"""Citations are spoken in every language, wherever the package writes one."""

import re
from pathlib import Path

import pytest

from sekisho import bootstrap
from sekisho.application.citing import cited
from sekisho.domain.values.language import Language

SOURCE = Path(bootstrap.__file__).parents[1]
WRITTEN = re.compile(r'"((?:article|law|practice|assumption|illustrative): [^"{}]*)"')
WORDING = bootstrap.all_wording()


def written():
    """Give every citation written in the source or the data."""
    files = [path for ending in ("*.py", "*.toml") for path in SOURCE.rglob(ending)]
    return sorted({found for path in files for found in WRITTEN.findall(path.read_text("utf-8"))})


@pytest.mark.parametrize("language", list(Language))
def test_every_citation_is_spoken(language):
    """No citation of the package falls back to the words of another language."""
    found = written()
    assert len(found) > 100
    assert [one for one in found if not all(part.is_spoken for part in cited(one, WORDING, language))] == []


@pytest.mark.parametrize(
    ("citation", "language", "said"),
    [
        ("law: Act 179 of 1955, art. 17(1)", Language.JA, "補助金適正化法（昭和30年法律第179号）第17条第1項"),
        ("law: Act 179 of 1955, art. 21-2", Language.JA, "補助金適正化法（昭和30年法律第179号）第21条の2"),
        ("law: Customs Tariff Act, art. 4 to 7", Language.JA, "関税定率法第4条から第7条まで"),
        ("law: Customs Tariff Act, art. 4 to 7", Language.ZH_HANS, "《关税定率法》第4条至第7条"),
        ("law: Consumption Tax Act, art. 29", Language.EN, "Consumption Tax Act, art. 29"),
        ("assumption: A29", Language.JA, "A29"),
    ],
)
def test_laws_are_spoken_article_by_article(citation, language, said):
    """An article, its branch, its paragraph and a range read as the language writes them."""
    assert [part.place for part in cited(citation, WORDING, language)] == [said]


def test_an_operators_own_reference_stands_as_written():
    """A reference nobody has words for is shown as it is, never an error."""
    parts = cited("practice: our handbook; law: Act 1 of 1900, art. 3", WORDING, Language.JA)
    assert [(part.source_class, part.place) for part in parts] == [
        ("practice", "our handbook"),
        ("law", "Act 1 of 1900, art. 3"),
    ]
