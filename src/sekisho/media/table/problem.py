"""Why a file of tables cannot be read, as a finding; and what is only worth knowing of one that could be."""

from sekisho.domain.values.finding import Finding, Outcome, Value


class UnreadableError(Exception):
    """A file, or a place in it, that cannot be read as a table."""

    def __init__(self, code: str, place: str = "", **facts: Value) -> None:
        """Take the code below ``table``, the place and the facts."""
        super().__init__(code)
        self.finding = Finding(f"table.{code}", Outcome.NOT_MET, place, facts=facts)


def note(code: str, place: str = "", **facts: Value) -> Finding:
    """Make a note: nothing is wrong, but whoever reads on should know."""
    return Finding(f"table.{code}", Outcome.NOT_APPLICABLE, place, facts=facts)
