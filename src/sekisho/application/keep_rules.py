"""Keep the rule set and the parameters a decision rests on, under the hashes it names, so that it can be replayed."""

from collections.abc import Mapping

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.domain.rules.digest import canonical
from sekisho.domain.rules.parameter import histories
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan, parse_instant

MEDIA_TYPE = "application/json"


def keep_rules(desk: Desk, tx: Transaction, screening: Mapping[str, Value]) -> None:
    """Keep what a screening was judged by, once: the bytes whose SHA-256 are the hashes it names."""
    named = frozenset(str(screening.get(name)) for name in ("ruleset_hash", "parameter_hash"))
    if not screening or named <= desk.rules_kept:
        return
    if not tx.blobs.missing(sorted(named)):
        # Only what an earlier transaction is seen to have kept: one that is rolled back takes its bytes along.
        desk.rules_kept.update(named)
        return
    program = desk.programs.definition(tx)
    rules = program.rules.on(day_in_japan(parse_instant(str(screening.get("at")))))
    tx.blobs.put(canonical(rules.as_json()), media_type=MEDIA_TYPE)
    tx.blobs.put(canonical(histories(program.parameters)), media_type=MEDIA_TYPE)
