"""The sentences of this library in Japanese, English and simplified Chinese, by code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sekisho.capture.problem import Problem

LANGUAGES = ("ja", "en", "zh-Hans")


@cache
def _entries() -> dict[str, dict[str, str]]:
    read = tomllib.loads(files("sekisho.capture").joinpath("texts.toml").read_text(encoding="utf-8"))
    return dict(_flat("", read))


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    texts = {name: value for name, value in table.items() if isinstance(value, str)}
    if texts:
        found.append((prefix, texts))
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flat(f"{prefix}.{name}".lstrip("."), value)
    return found


def codes() -> frozenset[str]:
    """Give every code that has a text."""
    return frozenset(_entries())


def say(code: str, language: str, facts: Mapping[str, object]) -> str:
    """Give the sentence of a code with its facts filled in. Raises KeyError for an unknown code or a missing fact."""
    return _entries()[code][language].format(**facts)


def describe(problem: Problem, language: str) -> str:
    """Say a problem and, where there is one, what to do about it."""
    sentence = say(problem.code, language, {**problem.facts, "place": problem.place})
    remedy = f"{problem.code}.remedy"
    return f"{sentence} {say(remedy, language, problem.facts)}" if remedy in codes() else sentence
