"""Long captures at the office: what they hold is read when it is needed, and never kept as a whole in another form."""

import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sekisho.capture.judge.assess import Assessment, Thresholds, assess
from sekisho.capture.replay.points import LARGEST, Numbers, Point, Points
from tests.capture.long import CHALLENGE, IDENTITY, SIGNALS, long_capture

THRESHOLDS = Thresholds(duration_s=1, gap_percent=1, good_percent=95, clock_offset_s=300)
MEBI = 1024 * 1024


def highest_memory(size, *, opcua):
    """Judge a capture of some size; give the memory that took at its highest, beside the bundle, in bytes."""
    with long_capture(size, opcua=opcua) as bundle:
        tracemalloc.start()
        judged = assess(
            bundle, challenge_record=CHALLENGE, expected_identity=IDENTITY, mode="live", thresholds=THRESHOLDS
        )
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert isinstance(judged, Assessment)
    (stream,) = judged.streams
    assert (len(stream.series.points), stream.good_permille, stream.gap_ms) == (SIGNALS, 1000, 0)
    return highest


@pytest.mark.parametrize("opcua", [True, False])
def test_judging_takes_little_more_memory_the_longer_a_capture_is(opcua):
    """Of each further byte less than four are held, as it came and packed; decoded, it would be six to twelve."""
    short, long = MEBI // 8, MEBI // 2
    least, most = highest_memory(short, opcua=opcua), highest_memory(long, opcua=opcua)
    assert most - least < 4 * (long - short)


TIMES = st.integers(-(2**62), 2**62)
VALUES = st.text() | st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.builds(Point, st.none() | TIMES, VALUES, st.booleans(), TIMES, TIMES, st.booleans())))
def test_packed_points_are_those_that_were_added(points):
    """Each comes back as it was, one by one, in order and in slices."""
    packed = Points()
    for point in points:
        packed.append(point)
    assert list(packed) == points
    assert [packed[place] for place in range(len(packed))] == points
    assert packed[1:] == points[1:]
    assert bool(packed) == bool(points)


@given(st.lists(st.integers(0, 20) | st.integers(0, 10**20)))
@example([3, 1, 2, 1, 3, LARGEST + 1, LARGEST + 1, LARGEST, LARGEST])
def test_a_number_is_new_once(numbers):
    """In whatever order they come, the first of each is new and no other."""
    met = Numbers()
    assert [met.is_new(number) for number in numbers] == [
        number not in numbers[:place] for place, number in enumerate(numbers)
    ]
