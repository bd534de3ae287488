"""Which codes the package says: read from its source, so that no text can be forgotten.

A *speaker* is a function that looks up a text by one of its arguments. A few are known by name; every function that
hands a parameter of its own on to a speaker, with or without a prefix before it, is a speaker as well. A private one is
known in its own file, a public one in its own room and the rooms below.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sekisho

#: The package whose texts are read as well: from a second checkout each would come from another one.
PACKAGE = Path(sekisho.__file__).parent
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Speaker:
    """A function that says a code: where it is known, which argument is the code, what stands before it."""

    room: str
    name: str
    position: int
    prefix: str = ""

    def is_known_in(self, file: str) -> bool:
        """Say whether a file may mean this function by its name."""
        return file.startswith(self.room)


@dataclass(frozen=True)
class Said:
    """One place that says a code. Where a value completes it, ``code`` is the beginning, with its dot, or nothing."""

    file: str
    line: int
    speaker: str
    code: str
    facts: frozenset[str] | None


KNOWN = (
    Speaker("", "Finding", 0),
    Speaker("", "say", 0),
    Speaker("", "tell", 0),
    Speaker("capture", "Problem", 0),
    Speaker("seal", "Problem", 0),
    Speaker("domain/screening", "Cause", 0),
    Speaker("domain/rules", "Reason", 0),
    Speaker("domain/evidence", "Signal", 0),
    Speaker("application", "Signal", 0),
    Speaker("application", "Event", 0, "event."),
    Speaker("bootstrap", "Event", 0, "event."),
)


@cache
def trees() -> Mapping[str, ast.Module]:
    """Give the parsed files of the package by their paths in it."""
    paths = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    return {str(path.relative_to(PACKAGE)): ast.parse(path.read_text("utf-8")) for path in sorted(paths)}


def parameters(function: FUNCTIONS) -> list[str]:
    """Give the names of a function's positional parameters, as a call counts them."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return names[1:] if names[:1] == ["self"] else names


def callee(call: ast.Call) -> str:
    """Give the last name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def calls(tree: ast.AST, file: str, speakers: set[Speaker]) -> Iterator[tuple[ast.Call, Speaker]]:
    """Give every call of a speaker that says which code is meant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for speaker in speakers:
                if callee(node) == speaker.name and speaker.is_known_in(file) and len(node.args) > speaker.position:
                    yield node, speaker


def beginning(code: ast.expr) -> tuple[str, str]:
    """Give what is written of a formatted code, and the name that completes it."""
    match code:
        case ast.Name(id=name):
            return "", name
        case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), ast.FormattedValue(value=ast.Name(id=name))]):
            return prefix, name
    return "", ""


def passing_on(file: str, function: FUNCTIONS, speakers: set[Speaker]) -> Iterator[Speaker]:
    """Give the speaker a function is by handing a parameter of its own on."""
    names = parameters(function)
    room = file if function.name.startswith("_") else file.rpartition("/")[0]
    for call, speaker in calls(function, file, speakers):
        prefix, name = beginning(call.args[speaker.position])
        if name in names:
            yield Speaker(room, function.name, names.index(name), speaker.prefix + prefix)


@cache
def speakers() -> frozenset[Speaker]:
    """Give every function that says a code."""
    functions = [(file, f) for file, tree in trees().items() for f in ast.walk(tree) if isinstance(f, FUNCTIONS)]
    known: set[Speaker] = set()
    found = set(KNOWN)
    while found - known:
        known |= found
        found = {speaker for file, function in functions for speaker in passing_on(file, function, known)}
    return frozenset(known)


def written(code: ast.expr, assigned: Mapping[str, list[ast.expr]]) -> Iterator[str]:
    """Give the codes an argument may be, or the beginning of one; nothing where it is handed on from elsewhere."""
    match code:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from written(body, assigned)
            yield from written(other, assigned)
        case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), *_]):
            yield prefix
        case ast.Name(id=name) if name in assigned:
            for value in assigned[name]:
                yield from written(value, {})
        case _:
            yield ""


def assignments(function: ast.AST) -> dict[str, list[ast.expr]]:
    """Give what the simple names of a function are set to."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def facts_of(call: ast.Call) -> frozenset[str] | None:
    """Give the facts a call names; None where some are handed over unseen."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


def scopes(tree: ast.Module) -> Iterator[ast.AST]:
    """Give the functions of a file, and what stands outside of them."""
    yield from (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS))
    outside = [node for node in tree.body if not isinstance(node, (FUNCTIONS, ast.ClassDef))]
    yield ast.Module(outside, [])


def own_parameters(scope: ast.AST) -> list[str]:
    """Give the parameters of a function; a file outside its functions has none."""
    return parameters(scope) if isinstance(scope, FUNCTIONS) else []


@cache
def said() -> frozenset[Said]:
    """Give every place of the package that says a code which it was not handed itself."""
    return frozenset(
        Said(file, call.lineno, speaker.name, speaker.prefix + code, facts_of(call))
        for file, tree in trees().items()
        for scope in scopes(tree)
        for call, speaker in calls(scope, file, set(speakers()))
        if beginning(call.args[speaker.position])[1] not in own_parameters(scope)
        for code in written(call.args[speaker.position], assignments(scope))
    )
