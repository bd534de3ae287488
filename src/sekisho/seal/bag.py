"""A BagIt bag (RFC 8493), read more strictly than the standard: tag manifests are mandatory, every file is listed."""

import hashlib
import re
from collections.abc import Mapping

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS = ("sha256", "sha512")
_LINE = re.compile(r"([0-9a-f]{64}|[0-9a-f]{128})  (\S.*)")


class BagError(ValueError):
    """A bag that is incomplete or says something else than its files."""


def _manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    lines = (f"{hashlib.new(algorithm, files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def make_bag(payload: Mapping[str, bytes], tags: Mapping[str, bytes], info: Mapping[str, str]) -> dict[str, bytes]:
    """Give the files of a bag: payload under ``data/``, tag files as given, both with two digests."""
    data = {f"data/{name}": content for name, content in payload.items()}
    size = sum(len(content) for content in data.values())
    lines = [f"{name}: {value}\n" for name, value in {**info, "Payload-Oxum": f"{size}.{len(data)}"}.items()]
    tagged = {"bagit.txt": DECLARATION, "bag-info.txt": "".join(lines).encode(), **tags}
    for algorithm in ALGORITHMS:
        tagged[f"manifest-{algorithm}.txt"] = _manifest(data, algorithm)
    listed = dict(tagged)
    for algorithm in ALGORITHMS:
        tagged[f"tagmanifest-{algorithm}.txt"] = _manifest(listed, algorithm)
    return {**data, **tagged}


def _listed(files: Mapping[str, bytes], name: str) -> dict[str, str]:
    if name not in files:
        raise BagError(f"{name} is missing")
    found: dict[str, str] = {}
    for line in files[name].decode().split("\n")[:-1]:
        match = _LINE.fullmatch(line)
        if not match or match[2] in found:
            raise BagError(f"{name}: {line[:80]!r} is no line of a manifest, or stands twice")
        found[match[2]] = match[1]
    return found


def _differences(files: Mapping[str, bytes], listed: Mapping[str, str], algorithm: str) -> list[str]:
    wrong = [f"{name} is missing" for name in listed if name not in files]
    for name, digest in listed.items():
        if name in files and hashlib.new(algorithm, files[name]).hexdigest() != digest:
            wrong.append(f"{name} is not what its {algorithm} says")
    return wrong


def check_bag(files: Mapping[str, bytes]) -> list[str]:
    """Report everything by which a bag's files differ from what it says; an empty list means it holds."""
    problems = [] if files.get("bagit.txt") == DECLARATION else ["bagit.txt is not the declaration"]
    data = {name for name in files if name.startswith("data/")}
    manifests = {f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS}
    for prefix, wanted in (("manifest", data), ("tagmanifest", set(files) - data - manifests)):
        for algorithm in ALGORITHMS:
            try:
                listed = _listed(files, f"{prefix}-{algorithm}.txt")
            except (BagError, UnicodeDecodeError) as error:
                problems.append(str(error))
                continue
            problems += [f"{name} is not listed" for name in sorted(wanted - set(listed))]
            problems += _differences(files, listed, algorithm)
    return problems
