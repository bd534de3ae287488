"""The trust file: what it must say, and that nothing in it is overlooked."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.seal.verify.trust import TrustError, read_trust, write_trust

slow = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_a_trust_file_is_read_back(sealed):
    """A trust file is read as it was written, pins included."""
    trust = replace(sealed.trust, pins=((5, "ab" * 32),), stamp_after_s=60)
    assert read_trust(write_trust(trust)) == trust


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"origin = 1", b'origin="a"\nmode="live"\nlog_keys=[]', b"a = [" * 9999]
)
def test_an_unusable_trust_file_is_refused(data):
    """A trust file without what it needs is refused with a reason."""
    with pytest.raises(TrustError):
        read_trust(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"demanded", b"demandet"),
        (b"stamp_roots", b"roots"),
        (b'mode = "rehearsal"', b'mode = "test"'),
        (b"stamp_after_s = 86400", b"stamp_after_s = inf"),
        (b"stamp_after_s = 86400", b"stamp_after_s = true"),
        (b"stamp_after_s = 86400", b"stamp_after_s = -1"),
        (b"stamp_after_s = 86400", b"stamp_after_s = 99999999999"),
        (b"pins = []", b'pins = ["5 zz"]'),
        (b"pins = []", "pins = ['² ".encode() + b"a" * 64 + b"']"),
        (b"pins = []", b"pins = 5"),
        (b"[[person]]", b"[person]"),
        (b'role = "signatory"', b"role = 5"),
        (b'role = "signatory"', b'rolle = "signatory"'),
        (b"BEGIN CERTIFICATE", b"BEGIN NOTHING"),
        (b'origin = "', b'origin = ""\nmore = "'),
    ],
)
def test_a_word_that_demands_less_than_meant_is_refused(sealed, old, new):
    """A misspelt, missing or senseless value is an unusable file, never a weaker check."""
    data = write_trust(sealed.trust)
    assert old in data
    with pytest.raises(TrustError):
        read_trust(data.replace(old, new, 1))


@slow
@given(st.data())
def test_a_damaged_trust_file_is_read_or_refused(sealed, data):
    """With some bytes changed a trust file is read or refused; nothing else happens."""
    damaged = bytearray(write_trust(sealed.trust))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_trust(bytes(damaged))
    except TrustError:
        return


values = st.recursive(
    st.sampled_from(["1", "-1", "1.5", "nan", "true", '"x"', "2020-01-01", "[]", "{}"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    max_leaves=5,
)
FIELDS = ["origin", "mode", "log_keys", "demanded", "pins", "stamp_after_s", "stamp_before_s", "stamp_roots", "person"]


@given(st.dictionaries(st.sampled_from(FIELDS), values))
def test_any_value_anywhere_is_refused(fields):
    """Whatever type stands in whatever field, the file is refused with a reason."""
    with pytest.raises(TrustError):
        read_trust("\n".join(f"{name} = {value}" for name, value in fields.items()).encode())
