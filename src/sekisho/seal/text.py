"""The sentences of a verification in Japanese, English and simplified Chinese, by code."""

import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sekisho.seal.problem import Problem

LANGUAGES = ("ja", "en", "zh-Hans")


def _source() -> str:
    # The one-file verifier has no files beside it and carries the texts in the package itself (see onefile).
    carried = getattr(sys.modules["sekisho.seal"], "TEXTS", None)
    return str(carried) if carried is not None else (files("sekisho.seal") / "texts.toml").read_text(encoding="utf-8")


@cache
def _entries() -> dict[str, dict[str, str]]:
    return dict(_flat("", tomllib.loads(_source())))


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, dict[str, str]]]:
    texts = {name: value for name, value in table.items() if isinstance(value, str)}
    found = [(prefix, texts)] if texts else []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flat(f"{prefix}.{name}".lstrip("."), value)
    return found


def codes() -> frozenset[str]:
    """Give every code that has a text."""
    return frozenset(_entries())


def say(problem: Problem, language: str) -> str:
    """Say a finding in a language. Raises KeyError for an unknown code or a missing fact."""
    return _entries()[problem.code][language].format(place=problem.place, **problem.facts)
