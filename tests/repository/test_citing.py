"""Citations are spoken in every language, wherever the package writes one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho import bootstrap
from sekisho.application.citing import citation_text, cited, parts_of
from sekisho.application.wording import Wording
from sekisho.domain.values.citation import SourceClass
from sekisho.domain.values.language import Language
from tests.repository.citation import citations

JA, EN, ZH = Language
WORDING = bootstrap.all_wording()
OURS = [code for code in WORDING.codes() if code.startswith(("cited.", "law."))]
ACT = "補助金適正化法（昭和30年法律第179号）"
SHARED = re.compile(r"[¶AFR]?\d+|CNAS|FAC|ISO|JIS|PL|SIL|\b[ae]\b")


def unspoken(citation, language, wording=WORDING):
    """Give the parts of a citation that have no words in a language."""
    return [part for part in cited(citation, wording, language) if not (part.word and part.is_spoken)]


def places(citation, language):
    """Give what a citation says of each place."""
    return [part.place for part in cited(citation, WORDING, language)]


def test_the_scan_finds_citations_everywhere():
    """The scan sees what stands in the source, in the program's data, made from two pieces, and in the examples."""
    known = {
        "practice: withdrawal of an application",
        "law: Local Tax Act, art. 72-83",
        "law: Customs Act, art. 13-4",
        "illustrative: customs notice 2026-08-16",
    }
    assert known - set(citations()) == set()
    assert len(citations()) > 100


@pytest.mark.parametrize("language", Language)
def test_every_citation_is_spoken(language):
    """No citation falls back to the words it is written in."""
    assert [one for one in citations() if unspoken(one, language)] == []


@pytest.mark.parametrize("language", [JA, ZH])
def test_no_english_stands_in_other_languages(language):
    """Besides numbers and the names of schemes a Japanese or Chinese reader meets no Latin letters."""
    texts = {one: SHARED.sub("", citation_text(one, WORDING, language)) for one in citations()}
    assert [one for one, text in texts.items() if re.search("[A-Za-z]", text)] == []


@pytest.mark.parametrize("code", OURS)
def test_every_text_is_cited(code):
    """Each kept text of a citation is said somewhere."""
    without = Wording({other: text for other, text in WORDING.texts.items() if other != code})
    assert any(unspoken(one, EN, without) for one in citations())


@pytest.mark.parametrize(
    ("articles", "ja", "en", "zh"),
    [
        ("17(1)", "第17条第1項", "17(1)", "第17条第1款"),
        ("21-2", "第21条の2", "21-2", "第21条之2"),
        ("37-2-3(4)", "第37条の2の3第4項", "37-2-3(4)", "第37条之2之3第4款"),
        ("4 to 7", "第4条から第7条まで", "4 to 7", "第4条至第7条"),
        ("2 and 3", "第2条及び第3条", "2 and 3", "第2条和第3条"),
        ("9, 19, 22", "第9条、第19条及び第22条", "9, 19 and 22", "第9条、第19条和第22条"),
        ("4 to 7, 9", "第4条から第7条まで及び第9条", "4 to 7 and 9", "第4条至第7条和第9条"),
    ],
)
def test_laws_are_spoken_by_rule(articles, ja, en, zh):
    """Articles, those put in between, paragraphs, lists and ranges read as the law of each language writes them."""
    citation = f"law: Act 179 of 1955, art. {articles}"
    assert places(citation, JA) == [ACT + ja]
    assert places(citation, EN) == [f"Act 179 of 1955 (Proper Execution of Subsidies), art. {en}"]
    assert places(citation, ZH) == [f"《补助金等预算执行适正化法》（1955年第179号法律）{zh}"]


@pytest.mark.parametrize("articles", ["", "x", "17(", "4 to", "4 to 7 to 9", "9,, 12", "-2", "3(a)", "第3条"])
def test_what_is_no_article_stands_as_written(articles):
    """An article nobody can read is shown as it is, law and all."""
    citation = f"law: Consumption Tax Act, art. {articles}"
    assert places(citation, JA) == [citation.removeprefix("law: ").strip()]


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        ("article: ¶2, ¶8", "報道 ¶2、¶8"),
        ("article: ¶2; assumption A10", "報道 ¶2；前提 A10"),
        ("law: Act 179 of 1955, art. 16; assumption: A17", f"法令: {ACT}第16条；前提 A17"),
        ("assumption: A7, A8, strict order of receipt", "前提 A7、A8：厳格な受付順"),
        ("practice: withdrawal of an application", "実務: 申請の取下げ"),
        ("law: Customs Act, art. 13-4; law: Consumption Tax Act, art. 29", "法令: 関税法第13条の4；消費税法第29条"),
        ("law: customs notice 2026-08-16", "法令: 税関公示（2026年8月16日）"),
        ("law: Consumption Tax Act, art. 29 2019-10-01", "法令: 消費税法第29条（2019年10月1日）"),
        (
            "practice: what is decided binds the pool; what is not used returns to it",
            "実務: 決定額は予算枠を拘束し、使われなかった額は予算枠に戻る",
        ),
    ],
)
def test_parts_are_told_apart_by_their_class(citation, said):
    """Each class begins a part and is named once in a row; a semicolon without one belongs to the words."""
    assert citation_text(citation, WORDING, JA) == said


def test_the_first_part_is_whole():
    """What is taken from a citation is never half a sentence."""
    whole = "assumption: ordinary investment arithmetic; the program asks for none of it"
    assert parts_of(f"{whole}; assumption A3; law: x") == [whole, "assumption A3", "law: x"]


@pytest.mark.parametrize(
    ("citation", "found"),
    [
        (
            "practice: our handbook; law: Act 1 of 1900, art. 3",
            [("practice", "our handbook"), ("law", "Act 1 of 1900, art. 3")],
        ),
        ("assumption: A3, our own reading", [("assumption", "A3, our own reading")]),
        ("law: 税関公示 2026-08-16", [("law", "税関公示 2026-08-16")]),
        ("lawful: purpose", [("", "lawful: purpose")]),
        ("law", [("", "law")]),
        ("", [("", "")]),
    ],
)
def test_an_operators_own_reference_stands_as_written(citation, found):
    """A reference nobody has words for is shown as it is, never an error."""
    assert [(part.source_class, part.place) for part in cited(citation, WORDING, ZH)] == found


@given(citation=st.text(), language=st.sampled_from(Language))
def test_nothing_that_is_cited_breaks_a_page(citation, language):
    """Whatever stands as a citation is written out."""
    assert isinstance(citation_text(citation, WORDING, language), str)


@given(
    source=st.sampled_from(SourceClass),
    reference=st.text("abcäößの条 ,.-()0123456789", min_size=1).map(str.strip).filter(bool),
    language=st.sampled_from(Language),
)
def test_a_strange_reference_keeps_its_class_and_its_words(source, reference, language):
    """The class is said in the reader's language and the reference is not touched."""
    [part] = cited(f"{source}: {reference}", WORDING, language)
    assert (part.word, part.place) == (WORDING.say(f"source.{source}", language), reference)
