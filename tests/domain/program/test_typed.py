"""Values as people type them: read by their type, full-width digits and all; what does not fit stays what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.program.typed import text_of, value_of
from tests.domain.program.scene import PROGRAM


@pytest.mark.parametrize("path", sorted(PROGRAM.parameters))
def test_every_shipped_value_is_typed_as_it_is_shown(path):
    """What a form shows of a value gives that value back when it is sent unchanged."""
    parameter = PROGRAM.parameters[path]
    for entry in parameter.history:
        assert value_of(text_of(entry.value), parameter.type) == entry.value


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("１２，０００円", "yen", 12_000),
        ("¥ 12,000", "yen", 12_000),
        ("-3", "int", -3),
        ("thirty", "int", "thirty"),
        ("9" * 5_000, "int", "9" * 5_000),
        ("1.5", "int", "1.5"),
        ("はい", "bool", True),
        ("否", "bool", False),
        ("perhaps", "bool", "perhaps"),
        ("２０２６-０７-０１", "date", "2026-07-01"),
        ("2026-12-31 17:00", "instant", "2026-12-31T17:00:00+09:00"),
        ("2026-12-31T17:00:00Z", "instant", "2026-12-31T17:00:00Z"),
        ("１５ %", "rate", "15 %"),
        ("a\n\nb\n", "list[text]", ["a", "b"]),
        ("14, 7、3", "list[int]", [14, 7, 3]),
        ("", "list[int]", []),
        ("plc = 4\nrobot: 5", "table[enum:category,int]", {"plc": 4, "robot": 5}),
        ("plc＝４", "table[enum:category,int]", {"plc": 4}),
        ("plc", "table[enum:category,int]", {"plc": ""}),
        ("name = ジムキヨク（カクウ）", "table[text,text]", {"name": "ジムキヨク（カクウ）"}),
    ],
)
def test_what_is_typed_is_read_by_its_type(typed, kind, value):
    """Numbers with their signs, yes and no in three languages, days, moments in Japan, lists, tables."""
    assert value_of(typed, kind) == value


@given(st.text(max_size=50), st.sampled_from(sorted({one.type for one in PROGRAM.parameters.values()})))
def test_whatever_is_typed_is_read(typed, kind):
    """No text makes the reading fail."""
    value_of(typed, kind)
