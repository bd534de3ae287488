"""Second visits: points choose whatever the ticket says, the ticket chooses a share, and everybody can reckon it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.inspection.second_visit import TICKETS, DrawTerms, draw, ticket_of

POINTS = {"retrospective": 30, "without_capture": 20, "corrected": 20, "late": 10}
TERMS = DrawTerms(POINTS, 60, 5)
SEED = "a" * 64
NAMES = st.text("ABCDEF0123456789-", min_size=1, max_size=12)


def test_a_ticket_is_what_anybody_can_hash():
    """The ticket is SHA-256 over seed, case and line, each ended by a line feed; printf and sha256sum give the same."""
    assert ticket_of(SEED, "C-1", "L1") == hashlib.sha256(f"{SEED}\nC-1\nL1\n".encode()).hexdigest()


@pytest.mark.parametrize(
    ("signals", "total", "why"),
    [
        ((), 0, ""),
        (("retrospective", "without_capture"), 50, ""),
        (("retrospective", "without_capture", "late"), 60, "points"),
        (("retrospective", "without_capture", "corrected", "late"), 80, "points"),
        (("a signal nobody has points for",), 0, ""),
    ],
)
def test_points_choose_from_the_threshold_on(signals, total, why):
    """Sixty points are enough, fifty are not, and a signal without points adds nothing."""
    found = draw("C-1", "L1", signals, SEED, DrawTerms(POINTS, 60, 0))
    assert (found.total, found.why) == (total, why)


@pytest.mark.parametrize("share", [0, 5, 20, 100])
def test_the_share_is_drawn(share):
    """Of ten thousand lines about the share is chosen: nobody at 0, everybody at 100."""
    terms = DrawTerms(POINTS, 60, share)
    chosen = sum(draw(f"C-{n}", "L1", (), SEED, terms).is_chosen for n in range(10_000))
    # Four standard deviations of a binomial count.
    assert abs(chosen - 100 * share) <= 4 * (10_000 * share * (100 - share) / 10_000) ** 0.5


@given(case=NAMES, line=NAMES, seed=NAMES, share=st.integers(0, 100))
def test_the_same_input_draws_the_same(case, line, seed, share):
    """A draw is reckoned again from its seed, and says by which number it was decided."""
    terms = DrawTerms(POINTS, 60, share)
    first, second = draw(case, line, (), seed, terms), draw(case, line, (), seed, terms)
    assert first == second
    assert first.is_chosen is (int(first.ticket, 16) * 100 < share * TICKETS)


@given(case=NAMES, share=st.integers(0, 99))
def test_a_larger_share_chooses_nobody_less(case, share):
    """Whoever is drawn at a share is drawn at every larger one."""
    smaller, larger = (draw(case, "L1", (), SEED, DrawTerms(POINTS, 60, n)).is_chosen for n in (share, share + 1))
    assert larger or not smaller


def test_a_record_of_a_draw_says_everything():
    """Seed, ticket, points by fact and by signal, threshold and share: with them it can be reckoned again."""
    record = draw("C-1", "L1", ("late",), SEED, TERMS).as_json(TERMS)
    assert record["points"] == {"late": 10}
    assert {"seed", "ticket", "points", "signals", "threshold", "share_percent", "why"} == set(record)


def test_signals_count_with_the_facts_and_are_told_apart():
    """A late line with a serial shown twice has fifty points, ten of them its own; the record tells which are which."""
    terms = DrawTerms(POINTS, 50, 0, {"same_serial": 40, "same_file": 20})
    found = draw("C-1", "L1", ("late", "same_serial", "buyer_differs"), SEED, terms)
    assert (found.points, found.signals, found.total, found.why) == ({"late": 10}, {"same_serial": 40}, 50, "points")
    record = found.as_json(terms)
    assert (record["points"], record["signals"]) == ({"late": 10}, {"same_serial": 40})
    assert draw("C-1", "L1", ("late", "same_file"), SEED, terms).why == ""
