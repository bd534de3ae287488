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
#: Of a copy: do we know it again, is it looked at whichever of the two was filed first, does the peer know it again?
Verdict = dict[str, tuple[bool, bool, bool]]


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


def are_looked_at(one: Print, other: Print) -> bool:
    """Say whether a filing holds two photos against each other, whichever of them came first."""
    return bool(one.sought_under & other.kept_under) and bool(other.sought_under & one.kept_under)


def examine(n: int, within: int) -> tuple[Print, Verdict]:
    """Make a photo and its copies; say of each copy whether we, and the peer, know it again."""
    image = photo(n)
    kept = as_jpeg(image)
    one, peer = print_of(kept), _peer(kept)
    sought = Sought.of(one)
    verdict = {}
    for change, data in copies(n, image):
        copy = print_of(data)
        looked, alike = are_looked_at(one, copy), sought.distance(copy) <= within
        verdict[change] = (looked and alike, looked or not alike, (_peer(data) ^ peer).bit_count() <= PEER_WITHIN)
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


def _share(verdicts: list[Verdict], place: int) -> float:
    marks = [one[change][place] for one in verdicts for change in CHANGES]
    return sum(marks) / len(marks)


def looked_at(prints: list[Print]) -> int:
    """Count how many photos are looked at when each is filed and the others are there already."""
    under: dict[str, set[int]] = {}
    for n, one in enumerate(prints):
        for key in one.kept_under:
            under.setdefault(key, set()).add(n)
    return sum(
        len(set().union(*(under.get(key, ()) for key in one.sought_under)) - {n}) for n, one in enumerate(prints)
    )


def _index(prints: list[Print], verdicts: list[Verdict]) -> list[Figure]:
    """Say what the index spares a filing, and whether it loses a copy that holding against every photo would find."""
    rows, looked = len(prints) * (len(prints) - 1), max(1, looked_at(prints))
    return [
        Figure(
            "found_by_index", "", (_share(verdicts, 1),), "of the copies a scan finds, either of the two filed first"
        ),
        Figure(
            "scan_per_looked_at", "", (rows / looked,), f"rows of a scan for one that is looked at: {rows} to {looked}"
        ),
        Figure("keys_per_photo", "", (sum(len(one.kept_under) for one in prints) / len(prints),), "kept for the index"),
    ]


def run(size: Size) -> Result:
    """Examine so many photos and all their pairs."""
    limit = within()
    examined = _everywhere(partial(examine, within=limit), size.work)
    prints, verdicts = (list(one) for one in zip(*examined, strict=True))
    wrong = list(_everywhere(partial(alarms, prints=prints, within=limit), size.work))
    near, others = (sum(one[k] for one in wrong) for k in (0, 1))  # type: ignore[index]
    pairs = size.work * (size.work - 1) // 2
    near_pairs = sum(are_near(a, b) for a in range(size.work) for b in range(max(0, a - 8), a))
    figures = [
        *_recalls(verdicts),
        Figure(
            "told_apart", "", (1 - others / (pairs - near_pairs),), f"{others} false alarms in {pairs - near_pairs}"
        ),
        Figure("near_told_apart", "", (1 - near / near_pairs,), f"{near} in {near_pairs} of one model or scene"),
        # Three more than were seen: the bound that holds at 95 % where none was.
        Figure("false_alarms_at_most", "", ((near + others + 3) / pairs,), "share of pairs, at 95 %"),
        Figure("compared_per_second", "1/s", (_speed(prints),), "photos one new photo is held against"),
        *_index(prints, verdicts),
        Figure("peer_recall", "", (_share(verdicts, 2),), "copies of all kinds found by the peer"),
    ]
    return Result(
        "photo", QUESTION, tuple(figures), {"dHash": f"64 bits, {PEER_WITHIN} may differ; Pillow {__version__}"}
    )
