"""``python -m sekisho.capture.companion.nodeset FOLDER... --out FOLDER``: derive the lists that this project ships.

Reads every NodeSet2 file (``*.xml``) of the folders and writes one list per companion model of the profiles' table
(``profiles.toml``) and version. What a file needs of other models is taken from the folder itself, else from the
folders named before it; of several versions there, from the newest.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sekisho.capture.companion.nodeset.listing import version_key, write_listing
from sekisho.capture.companion.nodeset.model import Models
from sekisho.capture.companion.nodeset.reader import NodeSet, UnusableNodeSetError, read_nodeset
from sekisho.capture.companion.profile import models_checked


def read_folder(folder: Path) -> dict[str, tuple[str, NodeSet]]:
    """Give the NodeSets of a folder by model: file name and content; files that are none are told and left out."""
    found: dict[str, tuple[str, NodeSet]] = {}
    for path in sorted(folder.glob("*.xml")):
        try:
            nodeset = read_nodeset(path.read_bytes())
        except UnusableNodeSetError as error:
            sys.stderr.write(f"{path.name}: {error}\n")
            continue
        other = found.get(nodeset.uri)
        if other is None or version_key(nodeset.version) > version_key(other[1].version):
            found[nodeset.uri] = (path.name, nodeset)
    return found


def derived(folders: Sequence[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each list with the name of its file; the first folder that has a version is its source."""
    known: dict[str, NodeSet] = {}
    made = set()
    for folder in folders:
        here = read_folder(folder)
        models = Models.of({**known, **{uri: nodeset for uri, (_, nodeset) in here.items()}}.values())
        for uri, (source, nodeset) in here.items():
            known.setdefault(uri, nodeset)
            checked = models_checked().get(uri)
            name = f"{checked.name}-{nodeset.version}.json" if checked else ""
            if checked and name not in made:
                made.add(name)
                yield name, write_listing(nodeset, source, models, checked.types)


def as_text(listing: dict[str, Any]) -> str:
    """Give a list as it stands in its file."""
    return json.dumps(listing, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the lists and name them."""
    parser = argparse.ArgumentParser(
        prog="python -m sekisho.capture.companion.nodeset", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="folders of NodeSet2 files")
    parser.add_argument("--out", type=Path, required=True, help="where the lists go")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name, listing in derived(given.folders):
        (given.out / name).write_text(as_text(listing), encoding="utf-8")
        sys.stdout.write(f"{name}: {len(listing['types'])} types from {listing['source']}\n")


if __name__ == "__main__":
    main()
