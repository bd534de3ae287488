"""Names in half-width kana: converted by table, or refused sign by sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.fund.zengin.kana import ALLOWED, from_bytes, half_width, to_bytes


@pytest.mark.parametrize(
    ("written", "half"),
    [
        ("アオバセイキ", "ｱｵﾊﾞｾｲｷ"),
        ("ジャパン", "ｼﾞﾔﾊﾟﾝ"),
        ("ｼﾞｬﾊﾟﾝ", "ｼﾞﾔﾊﾟﾝ"),
        ("じゃぱん", "ｼﾞﾔﾊﾟﾝ"),
        ("ハヤテ商事".replace("商事", "ショウジ"), "ﾊﾔﾃｼﾖｳｼﾞ"),
        ("センター", "ｾﾝﾀ-"),
        ("A－B", "A-B"),
        ("カ)Ｔｓｕｂａｍｅ１２", "ｶ)TSUBAME12"),
        ("カ゛", "ｶﾞ"),
        ("ヴィラ", "ｳﾞｲﾗ"),
        ("  アオバ　セイキ ", "ｱｵﾊﾞ ｾｲｷ"),
        ("ヵヶッュョヮ", "ｶｹﾂﾕﾖﾜ"),
        ("", ""),
    ],
)
def test_a_name_is_written_in_the_bank_s_characters(written, half):
    """Widths fold, small kana grow, marks stand apart, and the long vowel mark is a hyphen."""
    assert half_width(written) == half


@pytest.mark.parametrize(
    ("written", "sign", "position"),
    [
        ("株アオバ", "株", 1),
        ("アオ・バ", "・", 3),
        ("ア,オ", ",", 2),
        ("アヰ", "ヰ", 2),
        ("ア\x00", "U+0000", 2),
        ("゛ア", "U+3099", 1),
    ],
)
def test_what_has_no_equivalent_is_refused_with_its_place(written, sign, position):
    """Nobody guesses how a bank writes a character, a middle dot or a lone mark."""
    refused = half_width(written, "account.name")
    assert [(one.code, one.place, one.facts) for one in refused] == [
        ("zengin.no_equivalent", "account.name", {"sign": sign, "position": position})
    ]


def test_every_strange_sign_is_named():
    """A name with three strange signs is refused for each of them."""
    assert len(half_width("東京アオバ堂")) == 3


@given(st.text(max_size=40))
def test_any_text_comes_out_in_the_file_s_own_characters_or_is_refused(text):
    """Whatever is typed, what is written is one byte a sign and reads back the same."""
    half = half_width(text)
    if isinstance(half, str):
        assert set(half) <= ALLOWED
        assert from_bytes(to_bytes(half)) == half
        assert half_width(half) == half
    else:
        assert half
