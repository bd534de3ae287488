"""How the transfer file says what is wrong with it: a code, a place, and the facts that were read."""

from sekisho.domain.values.finding import Finding, Outcome, Value

#: Where the layout stands in public (reference: subsidy practice, appendix).
SOURCE = "practice: Zengin transfer file"


def wrong(code: str, place: str = "", **facts: Value) -> Finding:
    """Give one finding about a transfer file, an account or a name in kana."""
    return Finding(f"zengin.{code}", Outcome.NOT_MET, place, SOURCE, dict(facts))
