"""The texts of the installed package, read once."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from sekisho.application.wording import Wording

TEXTS = "texts.toml"


def _below(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _below(item)
        elif item.name == TEXTS:
            yield item


@cache
def wording() -> Wording:
    """Give every text of the package. Raises TextFileError where one lacks a language or stands twice."""
    return Wording.from_package_files(_below(files("sekisho")))
