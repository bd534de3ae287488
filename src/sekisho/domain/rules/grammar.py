"""The rule language: a whitelist over Python's own expression grammar, typed, parsed once into tuples.

    expr  := conj ("or" conj)*          conj := neg ("and" neg)*
    neg   := "not" neg | "(" expr ")" | flag | chain | term "in" list_parameter
    chain := term (op term)+            op := < | <= | > | >= | ==
    term  := field | dotted.parameter | table.parameter[enum_field] | integer | 'enum value'

Types: bool, int, date, yen, enum:NAME; parameters also list[T] and table[enum:NAME,T]. Order: int, date and yen only.
Nothing is ever evaluated by Python; what is not named here is refused with its column.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NoReturn

LONGEST = 400
DEEPEST = 20
#: A node of the tree: a kind and its parts, all plain tuples, strings and integers.
Node = tuple["str | int | Node", ...]
_OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=="}
ORDERED = ("int", "date", "yen")


class RuleError(ValueError):
    """A rule text that is not in the language; says the column and, where it can, what was meant."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What rules may name: fields with their types, parameters with theirs, and the values of each enum."""

    fields: Mapping[str, str]
    parameters: Mapping[str, str]
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _refuse(node: ast.AST, problem: str) -> NoReturn:
    raise RuleError(f"column {getattr(node, 'col_offset', 0) + 1}: {problem}")


def _suggest(name: str, known: Mapping[str, str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


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
            _refuse(node, f"unknown parameter {path}{_suggest(path, self._known.parameters)}")
        return path, self._known.parameters[path]

    def _field(self, node: ast.Name) -> _Typed:
        if node.id not in self._known.fields:
            _refuse(node, f"unknown field {node.id}{_suggest(node.id, self._known.fields)}")
        return _Typed(("field", node.id), self._known.fields[node.id])

    def _lookup(self, node: ast.Subscript) -> _Typed:
        path, kind = self._parameter(node.value)
        key = self.term(node.slice)
        if key.node[0] != "field" or not kind.startswith("table["):
            _refuse(node, "only table[field]")
        wanted, value = kind[len("table[") : -1].split(",")
        if key.type != wanted:
            _refuse(node, f"{path} is keyed by {wanted}, not {key.type}")
        return _Typed(("look", path, str(key.node[1])), value)

    def term(self, node: ast.expr) -> _Typed:
        if isinstance(node, ast.Name):
            return self._field(node)
        if isinstance(node, ast.Attribute):
            path, kind = self._parameter(node)
            return _Typed(("param", path), kind)
        if isinstance(node, ast.Subscript):
            return self._lookup(node)
        if isinstance(node, ast.Constant) and type(node.value) in (int, str):
            return _Typed(("lit", node.value), type(node.value).__name__)  # type: ignore[arg-type]  # int or str here
        _refuse(node, f"{type(node).__name__} is not allowed in a rule")

    def _enum(self, node: ast.AST, left: _Typed, right: _Typed) -> None:
        literal, other = (left, right) if left.type == "str" else (right, left)
        values = self._known.enums.get(other.type.removeprefix("enum:"), ())
        if not other.type.startswith("enum:") or literal.node[1] not in values:
            _refuse(node, f"{literal.node[1]!r} is no value of {other.type}")

    def _membership(self, node: ast.AST, left: _Typed, right: _Typed) -> Node:
        if right.node[0] != "param" or right.type != f"list[{left.type}]":
            _refuse(node, "only a field in a list parameter of its own type")
        return ("in", left.node, right.node)

    def _comparison(self, node: ast.AST, operator: ast.cmpop, left: _Typed, right: _Typed) -> Node:
        if isinstance(operator, ast.In):
            return self._membership(node, left, right)
        sign = _OPERATORS.get(type(operator)) or _refuse(node, f"{type(operator).__name__} is not allowed")
        if "str" in (left.type, right.type):
            self._enum(node, left, right)
        elif left.type != right.type:
            _refuse(node, f"{left.type} compared with {right.type}")
        self._order(node, sign, left if left.type != "str" else right)
        return ("cmp", sign, left.node, right.node)

    @staticmethod
    def _order(node: ast.AST, sign: str, typed: _Typed) -> None:
        if sign != "==" and typed.type not in ORDERED:
            _refuse(node, f"{typed.type} has no order")
        if sign == "==" and typed.type == "bool":
            _refuse(node, "write the flag itself, or not flag")

    def _chain(self, node: ast.Compare) -> Node:
        terms = [self.term(term) for term in (node.left, *node.comparators)]
        parts = [self._comparison(node, o, terms[n], terms[n + 1]) for n, o in enumerate(node.ops)]
        return parts[0] if len(parts) == 1 else ("and", *parts)

    def condition(self, node: ast.expr, depth: int = 0) -> Node:
        if depth > DEEPEST:
            _refuse(node, f"nested deeper than {DEEPEST}")
        if isinstance(node, ast.BoolOp):
            kind = "and" if isinstance(node.op, ast.And) else "or"
            return (kind, *(self.condition(value, depth + 1) for value in node.values))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ("not", self.condition(node.operand, depth + 1))
        if isinstance(node, ast.Compare):
            return self._chain(node)
        typed = self.term(node)
        return typed.node if typed.type == "bool" else _refuse(node, f"{typed.type} used as a condition")


def parse(text: str, vocabulary: Vocabulary) -> Node:
    """Parse a rule text into its tree. Raises RuleError with the column for anything outside the language."""
    if len(text) > LONGEST or not text.isascii():
        raise RuleError(f"column 1: a rule is ASCII and at most {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise RuleError(f"column 1: not an expression: {error}") from error
    return _Parser(vocabulary).condition(tree)
