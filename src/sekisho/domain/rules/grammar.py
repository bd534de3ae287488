"""The rule language: a whitelist over Python's own expression grammar, typed, parsed once into tuples.

    expr  := conj ("or" conj)*          conj := neg ("and" neg)*
    neg   := "not" neg | "(" expr ")" | flag | chain | term "in" list_parameter
    chain := term (op term)+            op := < | <= | > | >= | ==
    term  := field | dotted.parameter | table.parameter[enum_field] | integer | 'enum value'

Order: int, date and yen only. Nothing is ever evaluated by Python; what is not named here is refused with its column.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NoReturn

from sekisho.domain.rules.datatype import COMPARABLE, ORDERED, enum_values, list_item, table_parts

LONGEST = 400
DEEPEST = 20
#: As large as any yen the program can meet; keeps every literal inside a signed 64-bit column.
LARGEST_LITERAL = 10**15
#: A node of the tree: a kind and its parts, all plain tuples, strings and integers.
Node = tuple["str | int | Node", ...]
_OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=="}
_STRANGE = re.compile(r"[^A-Za-z0-9_. \t\r\n()\[\]<>=!'\"]|!(?!=)")
_GLUED = re.compile(r"(?<![A-Za-z0-9_])[0-9]+[A-Za-z_]")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class RuleError(ValueError):
    """A rule text that is not in the language: what is wrong, at which column, and where it can what was meant."""

    def __init__(self, problem: str, column: int = 1, suggestion: str = "") -> None:
        """Take the problem, the column counted from 1, and a name that may have been meant."""
        meant = f"; did you mean {suggestion}?" if suggestion else ""
        super().__init__(f"column {column}: {problem}{meant}")
        self.problem = problem
        self.column = column
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What rules may name: fields with their types, parameters with theirs, and the values of each enum."""

    fields: Mapping[str, str]
    parameters: Mapping[str, str]
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _refuse(node: ast.AST, problem: str, suggestion: str = "") -> NoReturn:
    raise RuleError(problem, getattr(node, "col_offset", 0) + 1, suggestion)


def _nearest(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, list(known), n=1)), "")


@dataclass(frozen=True, slots=True)
class _Typed:
    node: Node
    type: str


class _Parser:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._known = vocabulary

    def _path(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            return f"{self._path(node.value)}.{node.attr}"
        _refuse(node, "expected a dotted parameter")

    def _parameter(self, node: ast.expr) -> tuple[str, str]:
        path = self._path(node)
        if path not in self._known.parameters:
            _refuse(node, f"unknown parameter {path}", _nearest(path, self._known.parameters))
        return path, self._known.parameters[path]

    def _field(self, node: ast.Name) -> _Typed:
        if node.id not in self._known.fields:
            _refuse(node, f"unknown field {node.id}", _nearest(node.id, self._known.fields))
        return _Typed(("field", node.id), self._known.fields[node.id])

    def _lookup(self, node: ast.Subscript) -> _Typed:
        path, kind = self._parameter(node.value)
        key, (wanted, value) = self.term(node.slice), table_parts(kind)
        if key.node[0] != "field" or not value:
            _refuse(node, "only table[field] may be looked up")
        if key.type != wanted:
            _refuse(node, f"{path} is keyed by {wanted}, not {key.type}")
        return _Typed(("look", path, str(key.node[1])), value)

    def _literal(self, node: ast.Constant) -> _Typed:
        if type(node.value) is int and node.value <= LARGEST_LITERAL:
            return _Typed(("lit", node.value), "int")
        if type(node.value) is str:
            return _Typed(("lit", node.value), "str")
        _refuse(node, f"{node.value!r} is no literal of the language: write a whole number or an enum value")

    def term(self, node: ast.expr) -> _Typed:
        if isinstance(node, ast.Name):
            return self._field(node)
        # A bare name is always a field and a dotted one always a parameter, so neither can shadow the other.
        if isinstance(node, ast.Attribute):
            path, kind = self._parameter(node)
            return _Typed(("param", path), kind)
        if isinstance(node, ast.Subscript):
            return self._lookup(node)
        if isinstance(node, ast.Constant):
            return self._literal(node)
        _refuse(node, f"{type(node).__name__} is not in the language")

    def _enum(self, node: ast.AST, left: _Typed, right: _Typed) -> str:
        literal, other = (left, right) if left.type == "str" else (right, left)
        known = enum_values(other.type, self._known.enums)
        if literal.node[1] not in known:
            _refuse(node, f"{literal.node[1]!r} is no value of {other.type}", _nearest(str(literal.node[1]), known))
        return other.type

    def _membership(self, node: ast.AST, left: _Typed, right: _Typed) -> Node:
        if left.node[0] != "field" or right.node[0] != "param" or list_item(right.type) != left.type:
            _refuse(node, "only a field in a list parameter of its own type")
        return ("in", left.node, right.node)

    def _comparison(self, node: ast.AST, operator: ast.cmpop, left: _Typed, right: _Typed) -> Node:
        if isinstance(operator, ast.In):
            return self._membership(node, left, right)
        # No != and no "not in": what they make of a missing value differs from engine to engine.
        sign = _OPERATORS.get(type(operator)) or _refuse(node, f"{type(operator).__name__} is not in the language")
        if left.node[0] == right.node[0] == "lit":
            _refuse(node, "two literals say nothing of any case")
        kind = self._enum(node, left, right) if "str" in (left.type, right.type) else left.type
        if "str" not in (left.type, right.type) and left.type != right.type:
            _refuse(node, f"{left.type} compared with {right.type}")
        self._order(node, sign, kind)
        return ("cmp", sign, left.node, right.node)

    @staticmethod
    def _order(node: ast.AST, sign: str, kind: str) -> None:
        if kind not in COMPARABLE and not kind.startswith("enum:"):
            _refuse(node, f"{kind} is not compared in rules; bind a fact instead")
        if sign != "==" and kind not in ORDERED:
            _refuse(node, f"{kind} has no order")
        if sign == "==" and kind == "bool":
            _refuse(node, "write the flag itself, or not flag")

    def _chain(self, node: ast.Compare) -> Node:
        # a <= b <= c is two comparisons, as Python means it; SQL has no chain and would read another thing.
        terms = [self.term(term) for term in (node.left, *node.comparators)]
        parts = [self._comparison(node, o, terms[n], terms[n + 1]) for n, o in enumerate(node.ops)]
        return parts[0] if len(parts) == 1 else ("and", *parts)

    def _flag(self, node: ast.expr) -> Node:
        typed = self.term(node)
        return typed.node if typed.type == "bool" else _refuse(node, f"{typed.type} used as a condition")

    def _joined(self, node: ast.BoolOp, depth: int) -> Node:
        kind = "and" if isinstance(node.op, ast.And) else "or"
        return (kind, *(self.condition(value, depth + 1) for value in node.values))

    def condition(self, node: ast.expr, depth: int = 0) -> Node:
        if depth > DEEPEST:
            _refuse(node, f"nested deeper than {DEEPEST}")
        if isinstance(node, ast.BoolOp):
            return self._joined(node, depth)
        # Only "not": + and - of a number would be arithmetic, and arithmetic belongs to binding.
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ("not", self.condition(node.operand, depth + 1))
        return self._chain(node) if isinstance(node, ast.Compare) else self._flag(node)


def _require_letters(text: str) -> None:
    """Refuse signs outside the language before Python's parser sees them: it warns about some and folds others."""
    # Python folds full-width letters into ASCII, so "ｌisted" would pass for "listed" if it got that far.
    if len(text) > LONGEST:
        raise RuleError(f"a rule is at most {LONGEST} characters, not {len(text)}", LONGEST + 1)
    strange = _STRANGE.search(text)
    if strange:
        raise RuleError(f"{strange.group()!r} is not in the language", strange.start() + 1)
    glued = _GLUED.search(_QUOTED.sub(lambda found: " " * len(found.group()), text))
    if glued:
        raise RuleError(f"{glued.group()!r}: a number ends where a name begins", glued.start() + 1)


def parse(text: str, vocabulary: Vocabulary) -> Node:
    """Parse a rule text into its tree. Raises RuleError with the column for anything outside the language."""
    # The length is bounded before parsing and the depth after it: both parsers recurse.
    _require_letters(text)
    lead = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(" ".join(text.split()) if "\n" in text else text.strip(), mode="eval").body
        return _Parser(vocabulary).condition(tree)
    except RuleError as error:
        raise RuleError(error.problem, error.column + lead, error.suggestion) from None
    except SyntaxError as error:
        raise RuleError(f"not an expression: {error.msg}", (error.offset or 1) + lead) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise RuleError(f"not an expression: {error}") from error
