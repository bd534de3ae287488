"""Texts by code: what is refused at loading, and how each language writes facts."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from sekisho.application.wording import TextFileError, UnsaidError, Wording, plain_text
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money

JA, EN, ZH = Language.JA, Language.EN, Language.ZH_HANS
FILE = """
[model.unlisted]
ja = "機種 {model} は未掲載です。"
en = "Model {model} is not listed."
zh-Hans = "机型 {model} 未列入。"
[model.unlisted.remedy]
ja = "掲載機種を選んでください。"
en = "Choose a listed model."
zh-Hans = "请选择已列入的机型。"
[model.unlisted.met]
ja = "掲載済み"
en = "listed"
zh-Hans = "已列入"
[amount.due]
ja = "{amount:yen}、{share:percent}、状態 {state:state}、{count:count}件"
en = "{amount:yen}, {share:percent}, state {state:state}, {count:count} papers"
zh-Hans = "{amount:yen}，{share:percent}，状态 {state:state}，{count:count}件"
[state.draft]
ja = "下書き"
en = "draft"
zh-Hans = "草稿"
""".encode()


@pytest.fixture
def wording() -> Wording:
    return Wording.parse({"one.toml": FILE})


def test_a_text_is_said_with_its_facts_in_each_language(wording):
    """A code gives its text with the facts filled in."""
    said = [wording.say("model.unlisted", language, model="X-200") for language in Language]
    assert said == ["機種 X-200 は未掲載です。", "Model X-200 is not listed.", "机型 X-200 未列入。"]


def test_a_missing_language_is_refused_with_file_and_code():
    """A text that lacks Chinese is refused, and the message names the file and the code."""
    with pytest.raises(TextFileError, match=r"short.toml: \[a.b\] lacks zh-Hans"):
        Wording.parse({"short.toml": b'[a.b]\nja = "x"\nen = "x"'})


def test_a_code_that_stands_twice_is_refused_with_both_files():
    """Two files that keep the same code are refused by name."""
    with pytest.raises(TextFileError, match=r"two.toml: \[model.unlisted\S* stands already in one.toml"):
        Wording.parse({"one.toml": FILE, "two.toml": FILE})


@pytest.mark.parametrize("data", [b"[a", b"\xff", b'[a]\nfr = "non"', b'[a]\nja = ""', b"[a]\nja = 3"])
def test_a_file_that_holds_no_texts_is_refused(data):
    """Broken TOML, wrong bytes, an unknown language, an empty text and a number are refused."""
    with pytest.raises(TextFileError, match=r"bad\.toml"):
        Wording.parse({"bad.toml": data})


def test_an_unknown_code_is_never_said(wording):
    """A code without a text is an error, not a blank."""
    with pytest.raises(UnsaidError, match=r"no text is kept for .nothing\.here"):
        wording.say("nothing.here", EN)


def test_a_missing_fact_is_an_error(wording):
    """A text that wants a fact it is not given is an error that names the fact."""
    with pytest.raises(UnsaidError, match="wants the fact 'model'"):
        wording.say("model.unlisted", EN)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (JA, "12,800,000,000円、18 %、状態 下書き、1,200件"),
        (EN, "¥12,800,000,000, 18 %, state draft, 1,200 papers"),
        (ZH, "12,800,000,000日元，18 %，状态 草稿，1,200件"),
    ],
)
def test_money_rates_words_and_counts_follow_their_placeholder(wording, language, said):
    """A placeholder's kind decides how its fact is written."""
    facts = {"amount": 12_800_000_000, "share": "18 %", "state": "draft", "count": 1200}
    assert wording.say("amount.due", language, **facts) == said


@pytest.mark.parametrize(
    ("value", "ja", "en", "zh"),
    [
        (date(2026, 5, 9), "2026年5月9日", "9 May 2026", "2026年5月9日"),
        ("2026-05-09", "2026年5月9日", "9 May 2026", "2026年5月9日"),
        ("2026-02-30", "2026-02-30", "2026-02-30", "2026-02-30"),
        (Money(-1200), "−1,200円", "−¥1,200", "−1,200日元"),
        (
            datetime(2026, 12, 31, 8, 0, tzinfo=UTC),
            *("2026年12月31日 17:00（日本時間）",),
            *("31 December 2026 17:00 JST",),
            "2026年12月31日 17:00（日本时间）",
        ),
        (
            "2026-12-31T17:00:00+09:00",
            "2026年12月31日 17:00（日本時間）",
            "31 December 2026 17:00 JST",
            "2026年12月31日 17:00（日本时间）",
        ),
        (["A", True], "A、はい", "A, yes", "A、是"),
        (None, "—", "—", "—"),
        ("", "—", "—", "—"),
        (2026, "2026", "2026", "2026"),
    ],
)
def test_facts_are_written_as_each_language_writes_them(value, ja, en, zh):
    """Days, instants, money, lists, yes and no have a form per language; impossible days stand as given."""
    assert [plain_text(value, language) for language in Language] == [ja, en, zh]


def test_a_rate_that_is_no_whole_per_cent_keeps_two_places():
    """12.345 per cent is written 12.34 % (half to even), a negative one with its sign."""
    sayer = Wording.parse({"r": b'[r]\nja = "{r:percent}"\nen = "{r:percent}"\nzh-Hans = "{r:percent}"'})
    assert sayer.say("r", EN, r=Fraction(12345, 100000)) == "12.34 %"
    assert sayer.say("r", EN, r=Fraction(-1, 8)) == "−12.5 %"


def test_a_finding_is_said_by_its_outcome_where_there_is_a_text_for_it(wording):
    """The text for the outcome goes before the text of the code."""
    facts = {"model": "X-200"}
    assert wording.say_finding(Finding("model.unlisted", Outcome.MET, facts=facts), EN) == "listed"
    refused = Finding("model.unlisted", Outcome.NOT_MET, facts=facts)
    assert wording.say_finding(refused, EN) == "Model X-200 is not listed."


def test_a_finding_without_a_fact_is_still_said(wording):
    """A refusal explains itself even where a fact is missing: the gap shows as a dash."""
    assert wording.say_finding(Finding("model.unlisted", Outcome.NOT_MET), EN) == "Model — is not listed."


def test_the_remedy_is_the_findings_own_then_the_codes(wording):
    """A finding's own remedy goes first, then the code's, then nothing."""
    own = Finding("model.unlisted", Outcome.NOT_MET, remedy="state.draft")
    assert wording.remedy(own, EN) == "draft"
    assert wording.remedy(Finding("model.unlisted", Outcome.NOT_MET), EN) == "Choose a listed model."
    assert wording.remedy(Finding("state.draft", Outcome.NOT_MET), EN) == ""


def test_a_value_without_a_word_is_shown_as_it_is(wording):
    """A state nobody translated shows its own name rather than nothing."""
    assert wording.word("state", "draft", JA) == "下書き"
    assert wording.word("state", "elsewhere", JA) == "elsewhere"


def test_texts_of_the_programs_data_join_without_duplicates(wording):
    """Titles of criteria come from the edition; a code that is kept already is refused."""
    more = {"criterion.listed": dict.fromkeys(Language, "Listed")}
    assert wording.joined(more).has("criterion.listed")
    assert "criterion.listed" not in wording.codes()
    with pytest.raises(TextFileError, match=r"state\.draft"):
        wording.joined({"state.draft": dict.fromkeys(Language, "x")})
