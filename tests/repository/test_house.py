"""The repository itself: layout, names, docstrings, documents, lock files."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from sekisho.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
SOURCES = [path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts]
TESTS = [path for path in (ROOT / "tests").rglob("test_*.py") if "node_modules" not in path.parts]
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
LONGEST_FUNCTION, LONGEST_FILE = 60, 450
MOCK = re.compile(r"^\s*(from|import) (unittest\.)?mock", re.MULTILINE)


def functions(path):
    """Give every function of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def relative(path):
    """Give a path as people read it."""
    return str(path.relative_to(ROOT))


def test_no_module_has_a_name_that_says_nothing():
    """No module or package is called utils, helpers, common, base or misc."""
    assert [relative(path) for path in SOURCES if {path.stem, *path.parts} & FORBIDDEN] == []


def test_no_function_is_longer_than_sixty_lines():
    """A function does one thing and fits on a screen."""
    long = [
        f"{relative(path)}:{function.lineno} {function.name}"
        for path in SOURCES
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_is_longer_than_the_house_allows():
    """A file stays below 450 lines."""
    assert [relative(path) for path in SOURCES if path.read_text("utf-8").count("\n") > LONGEST_FILE] == []


def test_every_test_is_a_sentence():
    """Each test says in its docstring, as one sentence, what behaviour it shows."""
    wordless = [
        f"{relative(path)} {function.name}"
        for path in TESTS
        for function in functions(path)
        if function.name.startswith("test_") and not (ast.get_docstring(function) or "").strip().endswith(".")
    ]
    assert wordless == []


def test_public_functions_of_domain_and_application_are_documented():
    """Nine in ten public functions of domain and application say what they are in the domain."""
    public = [
        function
        for room in ("domain", "application")
        for path in (ROOT / "src" / "sekisho" / room).rglob("*.py")
        for function in functions(path)
        if not function.name.startswith("_")
    ]
    documented = [function for function in public if ast.get_docstring(function)]
    assert len(documented) >= 0.9 * len(public)


def test_no_test_mocks_our_own_classes():
    """No mock library is imported anywhere."""
    mocked = [relative(path) for path in TESTS if re.search(MOCK, path.read_text("utf-8"))]
    assert mocked == []


LOCKS = ("requirements.lock", "requirements-check.lock", "requirements-collector-windows.lock")


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json"])
def test_lock_files_name_no_registry(name):
    """A lock file pins versions and hashes and names no host."""
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?://(?!.*(funding|sponsor))", re.sub(r'"url": "[^"]*"', "", text))


def test_every_requirement_is_pinned_with_a_hash():
    """Each package of the lock files has an exact version and at least one hash."""
    for name in LOCKS:
        text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        assert all("==" in line and "--hash=sha256:" in line for line in lines), name


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_of_documents_lead_somewhere(name):
    """Every relative link of a document leads to a file."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_stands_in_the_readme():
    """Each command of the command line is documented in the README."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"`sekisho {name}" not in readme and f"`{name}" not in readme] == []


def test_imports_point_one_way():
    """import-linter's contracts hold."""
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_decisions_are_dated_and_whole():
    """Each decision is dated in name and text, and has context, choice and consequences."""
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        text = path.read_text("utf-8")
        assert re.match(r"\d{4}-\d\d-\d\d-", path.name), path.name
        assert path.name[:10] in text, path.name
        assert all(word in text for word in ("**Context", "**Choice", "**Consequences")), path.name
