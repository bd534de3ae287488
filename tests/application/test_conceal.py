"""What a side may not see is left out at every depth, and only that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.application.conceal import TELLING, conceal, conceal_facts, tells_price
from sekisho.domain.values.finding import Finding, Outcome

NAMES = st.sampled_from(["case", "state", "sections", "salt", "limit", *sorted(TELLING)])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def names(value):
    """Give every name in a value."""
    if isinstance(value, dict):
        return set(value) | {name for item in value.values() for name in names(item)}
    return {name for item in value for name in names(item)} if isinstance(value, list) else set()


@given(VALUES)
def test_nothing_that_tells_the_price_is_left(value):
    """However deep a name stands, it is gone for who may not see the price."""
    assert names(conceal(value, sees_price=False)) & TELLING == set()


@given(VALUES)
def test_concealing_twice_is_concealing_once(value):
    """What was concealed has nothing left to conceal."""
    for sees_price in (True, False):
        once = conceal(value, sees_price=sees_price)
        assert conceal(once, sees_price=sees_price) == once


def test_salts_and_bare_digests_of_sections_stay_inside():
    """A section is shown by its salted digest alone; its salt and the digest of its bytes are for nobody."""
    locked = {"sections": {"price": {"digest": "aa", "salt": "bb", "blob": "cc"}}, "root": "dd"}
    assert conceal(locked, sees_price=True) == {"sections": {"price": {"digest": "aa"}}, "root": "dd"}


def test_an_editions_digest_and_a_list_of_sections_are_shown():
    """The digest of an edition's file and the names of returned sections are nobody's secret."""
    for body in ({"blob": "aa", "name": "annex"}, {"sections": ["equipment"], "reason": "unclear"}):
        assert conceal(body, sees_price=False) == body


@pytest.mark.parametrize(("sees_price", "left"), [(True, {"amount", "limit"}), (False, set())])
def test_a_refused_amount_does_not_say_the_right_one(sees_price, left):
    """The limit an amount was held against goes with the amount; a limit of something else stays."""
    finding = Finding("guard.not_fixed_amount", Outcome.NOT_MET, facts={"amount": 1, "limit": 2})
    assert set(conceal_facts(finding, sees_price=sees_price).facts) == left
    other = Finding("paper.too_large", Outcome.NOT_MET, facts={"size": 1, "limit": 2})
    assert conceal_facts(other, sees_price=sees_price).facts == other.facts


@pytest.mark.parametrize(
    ("body", "tells"),
    [({"amount": 1}, True), ({"about": {"price": 1}}, True), ({"customs_value": 1}, True), ({"kind": "log"}, False)],
)
def test_a_body_is_known_for_what_it_tells(body, tells):
    """A record is withheld whole where anything in it tells the price."""
    assert tells_price(body) is tells
