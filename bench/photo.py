"""Are copied photos found, and different ones told apart? Recall and false alarms on a made set."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from io import BytesIO

from PIL import Image, __version__

from bench.figure import Figure, Result, Size, per_second
from bench.picture import are_near, as_jpeg, copies, photo
from sekisho.bootstrap.package import shipped_program
from sekisho.domain.evidence.signal.likeness import SIDE, Print, Sought, fingerprint
from sekisho.domain.evidence.signal.terms import terms_of_signals
from sekisho.media.photo import PhotoReader

QUESTION = "copies of photos found after scaling, compression, trimming and a turn; different photos told apart"
SIZES = {"full": Size(2_000, 1), "quick": Size(160, 1), "tiny": Size(16, 1)}
CHANGES = ("scale", "jpeg", "crop", "edges", "turn", "all")
#: A common 64-bit difference hash, and how many of its bits are commonly let differ.
PEER_WIDTH, PEER_WITHIN = 8, 10
Verdict = dict[str, tuple[bool, bool]]


def within() -> int:
    """Give how many signs may differ in one photo: the program's own parameter."""
    program = shipped_program()
    return terms_of_signals(program, program.editions[-1].effective_from).photo_distance


def print_of(data: bytes) -> Print:
    """Take the fingerprint of a photo's bytes as the office does."""
    grey = PhotoReader().grey(data, SIDE)
    one = fingerprint(grey) if grey else None
    assert one is not None
    return one


def _peer(data: bytes) -> int:
    """Give the 64-bit difference hash of a photo."""
    with Image.open(BytesIO(data)) as image:
        grey = image.convert("L").resize((PEER_WIDTH + 1, PEER_WIDTH)).tobytes()
    rows = [grey[start : start + PEER_WIDTH + 1] for start in range(0, len(grey), PEER_WIDTH + 1)]
    bits = [row[x] > row[x + 1] for row in rows for x in range(PEER_WIDTH)]
    return sum(bit << place for place, bit in enumerate(bits))


def examine(n: int, within: int) -> tuple[Print, Verdict]:
    """Make a photo and its copies; say of each copy whether we, and the peer, know it again."""
    image = photo(n)
    kept = as_jpeg(image)
    sought, peer = Sought.of(one := print_of(kept)), _peer(kept)
    verdict = {
        change: (
            sought.distance(print_of(data)) <= within,
            (_peer(data) ^ peer).bit_count() <= PEER_WITHIN,
        )
        for change, data in copies(n, image)
    }
    return one, verdict


def alarms(n: int, prints: list[Print], within: int) -> tuple[int, int]:
    """Count the photos before this one that it is wrongly taken for: near ones, and others."""
    sought = Sought.of(prints[n])
    wrong = [other for other in range(n) if sought.distance(prints[other]) <= within]
    near = sum(are_near(n, other) for other in wrong)
    return near, len(wrong) - near


def _everywhere(work: Callable[[int], object], count: int) -> Iterable[object]:
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(work, range(count), chunksize=8))


def _recalls(verdicts: list[Verdict]) -> list[Figure]:
    return [
        Figure(f"recall_{change}", "", (sum(one[change][0] for one in verdicts) / len(verdicts),), f"copies: {change}")
        for change in CHANGES
    ]


def _speed(prints: list[Print]) -> float:
    """Hold one photo against the others, as a filing does; fingerprints are read from their text as from the store."""
    sought, kept = Sought.of(prints[0]), [one.text for one in prints]
    return per_second(len(kept), lambda: [sought.distance(Print.parse(text)) for text in kept])


def run(size: Size) -> Result:
    """Examine so many photos and all their pairs."""
    limit = within()
    examined = _everywhere(partial(examine, within=limit), size.work)
    prints, verdicts = (list(one) for one in zip(*examined, strict=True))
    wrong = list(_everywhere(partial(alarms, prints=prints, within=limit), size.work))
    near, others = (sum(one[k] for one in wrong) for k in (0, 1))  # type: ignore[index]
    pairs = size.work * (size.work - 1) // 2
    near_pairs = sum(are_near(a, b) for a in range(size.work) for b in range(max(0, a - 8), a))
    peer = sum(mark for one in verdicts for _, mark in one.values()) / (len(verdicts) * len(CHANGES))
    figures = [
        *_recalls(verdicts),
        Figure(
            "told_apart", "", (1 - others / (pairs - near_pairs),), f"{others} false alarms in {pairs - near_pairs}"
        ),
        Figure("near_told_apart", "", (1 - near / near_pairs,), f"{near} in {near_pairs} of one model or scene"),
        # Three more than were seen: the bound that holds at 95 % where none was.
        Figure("false_alarms_at_most", "", ((near + others + 3) / pairs,), "share of pairs, at 95 %"),
        Figure("compared_per_second", "1/s", (_speed(prints),), "photos one new photo is held against"),
        Figure("peer_recall", "", (peer,), "copies of all kinds found by the peer"),
    ]
    return Result(
        "photo", QUESTION, tuple(figures), {"dHash": f"64 bits, {PEER_WITHIN} may differ; Pillow {__version__}"}
    )
