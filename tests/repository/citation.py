"""Every citation the package and the examples write: read from source and data, so that none can be forgotten."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

from sekisho.domain.values.citation import SourceClass
from tests.repository.spoken import PACKAGE, trees

EXAMPLES = PACKAGE.parents[1] / "docs" / "examples"
WRITTEN = re.compile(rf"(?:{'|'.join(SourceClass)}): \S")


def composed(node: ast.AST) -> bool:
    """Say whether a node makes a citation from its class and its reference."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "Citation" and len(node.args) == 2


def in_source() -> Iterator[str]:
    """Give the citations of the source: whole texts, and those made from class and reference."""
    for node in (node for tree in trees().values() for node in ast.walk(tree)):
        if composed(node):
            yield f"{SourceClass[node.args[0].attr]}: {ast.literal_eval(node.args[1])}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITTEN.match(node.value):
            yield node.value


def below(value: object) -> Iterator[str]:
    """Give every ``cite`` of a piece of data, however deep it stands."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and isinstance(value.get("cite"), str):
        yield value["cite"]
    for one in inside:
        yield from below(one)


def in_data() -> Iterator[str]:
    """Give the citations of the data: programs, editions, scenarios, examples."""
    for path in (path for folder in (PACKAGE, EXAMPLES) for path in folder.rglob("*.toml")):
        yield from below(tomllib.loads(path.read_text("utf-8")))


@cache
def citations() -> tuple[str, ...]:
    """Give every citation that stands anywhere, each once."""
    return tuple(sorted({*in_source(), *in_data()}))
