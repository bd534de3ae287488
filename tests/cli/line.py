"""The command line as tests drive it: in this process, or as a program of its own where that matters."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from sekisho.cli.main import main
from sekisho.domain.values.language import Language

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ROOT = Path(__file__).parents[2]
LANGUAGES = [language.value for language in Language]
DAY = "2026-05-20"
GOOD = str(EXAMPLES / "machining-centre.toml")
WRONG = str(EXAMPLES / "everything-wrong.toml")


def sekisho(*arguments: object, lang: str = "en") -> tuple[int, str]:
    """Run a line in this process; give exit code and output."""
    done = CliRunner().invoke(main, [*map(str, arguments), "--lang", lang])
    return done.exit_code, done.output


def answer(*arguments: object, lang: str = "en") -> tuple[int, dict[str, Any]]:
    """Run a line that asks for JSON; give exit code and the value."""
    code, output = sekisho(*arguments, "--json", lang=lang)
    return code, json.loads(output)


def codes(*arguments: object) -> set[str]:
    """Run a line that must be refused as unusable; give the codes of the reasons."""
    code, value = answer(*arguments)
    assert (code, value["holds"]) == (2, None), value
    return {reason["code"] for reason in value["refused"]}


def program(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a line as a program of its own, with changes of the environment."""
    # What another test has put there for its own home must not reach this one.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SEKISHO_")}
    called = [sys.executable, "-m", "sekisho.cli.main", *map(str, arguments)]
    return subprocess.run(
        called, capture_output=True, check=False, timeout=120, cwd=ROOT, env={**inherited, **environment}
    )
