"""Moving what a case holds, and moving the cap: postings, or a refusal with every reason."""

from sekisho.domain.fund.account import Account
from sekisho.domain.fund.pool import Pool
from sekisho.domain.fund.posting import MOVES, OF_THE_CAP, REST, Posting, PostingError, PostingKind
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.money import NOTHING, Money

_CITATION = "practice: what is decided binds the pool; what is not used returns to it"
_CAP = "article: ¶8"


def _shortfalls(pool: Pool, kind: PostingKind, case: str, amount: Money) -> list[Finding]:
    account = MOVES[kind][0]
    held = pool.holding(case).of(account)
    facts: dict[str, Value] = {
        "kind": kind.value,
        "case": case,
        "amount": amount.yen,
        "account": account.value,
        "held": held.yen,
    }
    checks = {
        "no_case": not case,
        "nothing_moves": amount <= NOTHING,
        "more_than_held": amount > held,
    }
    return [
        Finding(f"fund.{code}", Outcome.NOT_MET, case, _CITATION, facts) for code, stands in checks.items() if stands
    ]


def decide_move(pool: Pool, kind: PostingKind, case: str, amount: Money) -> tuple[Posting, ...] | Refusal:
    """Move an amount a case holds; committing or fixing less than it holds frees the rest in the same breath.

    Raises PostingError for the cap's own movements and for reservations, which are decided elsewhere.
    """
    if kind in (*OF_THE_CAP, PostingKind.RESERVE):
        raise PostingError(f"{kind} is no movement of what a case holds")
    obstacles = _shortfalls(pool, kind, case, amount)
    if obstacles:
        return Refusal.of(obstacles)
    rest = pool.holding(case).of(MOVES[kind][0]) - amount
    moved = (Posting(kind, amount, case, pool.postings),)
    return (*moved, Posting(REST[kind], rest, case, pool.postings + 1)) if kind in REST and rest else moved


def decide_cap(pool: Pool, cap: Money) -> Posting | Refusal:
    """Set the cap: raise it to anything, lower it only to what is bound."""
    facts: dict[str, Value] = {"cap": pool.appropriation.yen, "wanted": cap.yen, "bound": pool.bound.yen}
    # What is bound is promised; a cap below it would be a promise the program cannot keep.
    checks = {
        "cap_below_zero": cap < NOTHING,
        "cap_below_bound": cap < pool.bound,
        "cap_unchanged": cap == pool.appropriation,
    }
    found = [Finding(f"fund.{code}", Outcome.NOT_MET, "cap", _CAP, facts) for code, stands in checks.items() if stands]
    if found:
        return Refusal.of(found)
    difference = cap - pool.appropriation
    if difference > NOTHING:
        return Posting(PostingKind.APPROPRIATE, difference, "", pool.postings)
    return Posting(PostingKind.LOWER_CAP, -difference, "", pool.postings)


def release_all(pool: Pool, case: str) -> tuple[Posting, ...]:
    """Free everything unpaid a case holds, as when it is withdrawn, lapses or is revoked before payment."""
    held = pool.holding(case)
    kinds = (PostingKind.RELEASE_RESERVATION, PostingKind.RELEASE_COMMITMENT, PostingKind.REVOKE_UNPAID)
    amounts = [(kind, held.of(_source(kind))) for kind in kinds]
    freed = [(kind, amount) for kind, amount in amounts if amount]
    return tuple(Posting(kind, amount, case, pool.postings + step) for step, (kind, amount) in enumerate(freed))


def _source(kind: PostingKind) -> Account:
    return MOVES[kind][0]
