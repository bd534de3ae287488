"""A BagIt bag (RFC 8493), read more strictly than the standard: tag manifests are mandatory, every file is listed.

A bag says that a package is whole, never that it is genuine: whoever edits it can make it whole again without a key
(sealing.md, Q7 to Q9). The checks beside this one are what a forger has to face.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping

from sekisho.seal.problem import FoundError, Problem

#: RFC 8493 §2.1.1 has this one spelling; bagit 1.9.0 takes others too (sealing.md, Q11).
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#: Two digests, so that one of them may age (sealing.md, attack 21).
ALGORITHMS = ("sha256", "sha512")
_LINE = re.compile(r"([0-9a-f]{64}|[0-9a-f]{128})  (\S.*)")
_INFO = re.compile(r"(?:[A-Z][A-Za-z-]+: [^\s].*\n)+")


class BagError(FoundError):
    """A manifest that is missing or cannot be read."""


def _manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    # Written as coreutils write it: ``sha256sum -c`` reads it without us.
    lines = (f"{hashlib.new(algorithm, files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def _oxum(files: Mapping[str, bytes]) -> str:
    return f"Payload-Oxum: {sum(len(content) for content in files.values())}.{len(files)}\n"


def make_bag(payload: Mapping[str, bytes], tags: Mapping[str, bytes], info: Mapping[str, str]) -> dict[str, bytes]:
    """Give the files of a bag: payload under ``data/``, tag files as given, both with two digests."""
    data = {f"data/{name}": content for name, content in payload.items()}
    about = "".join(f"{name}: {value}\n" for name, value in info.items()) + _oxum(data)
    tagged = {"bagit.txt": DECLARATION, "bag-info.txt": about.encode(), **tags}
    for algorithm in ALGORITHMS:
        tagged[f"manifest-{algorithm}.txt"] = _manifest(data, algorithm)
    listed = dict(tagged)
    for algorithm in ALGORITHMS:
        tagged[f"tagmanifest-{algorithm}.txt"] = _manifest(listed, algorithm)
    return {**data, **tagged}


def _lines(data: bytes, name: str) -> list[str]:
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise BagError(Problem("seal.bag.line", name, {"line": "?"})) from error
    # Without a line end the last line would be split off and never looked at.
    if lines.pop():
        raise BagError(Problem("seal.bag.line", name, {"line": "…"}))
    return lines


def _listed(files: Mapping[str, bytes], name: str) -> dict[str, str]:
    if name not in files:
        raise BagError(Problem("seal.bag.missing", name))
    found: dict[str, str] = {}
    for line in _lines(files[name], name):
        match = _LINE.fullmatch(line)
        if not match or match[2] in found:
            raise BagError(Problem("seal.bag.line", name, {"line": repr(line[:80])}))
        found[match[2]] = match[1]
    return found


def _differences(files: Mapping[str, bytes], listed: Mapping[str, str], algorithm: str) -> Iterator[Problem]:
    for name, digest in listed.items():
        if name not in files:
            yield Problem("seal.bag.missing", name)
        elif hashlib.new(algorithm, files[name]).hexdigest() != digest:
            yield Problem("seal.bag.digest", name, {"algorithm": algorithm})


def _about(files: Mapping[str, bytes], data: Mapping[str, bytes]) -> list[Problem]:
    problems = [] if files.get("bagit.txt") == DECLARATION else [Problem("seal.bag.declaration", "bagit.txt")]
    info = files.get("bag-info.txt", b"").decode(errors="replace")
    if not _INFO.fullmatch(info) or not info.endswith(_oxum(data)):
        problems.append(Problem("seal.bag.info", "bag-info.txt"))
    return problems


def check_bag(files: Mapping[str, bytes]) -> list[Problem]:
    """Report everything by which a bag's files differ from what it says; an empty list means it holds."""
    data = {name: content for name, content in files.items() if name.startswith("data/")}
    problems = _about(files, data)
    manifests = {f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS}
    for prefix, wanted in (("manifest", set(data)), ("tagmanifest", set(files) - set(data) - manifests)):
        for algorithm in ALGORITHMS:
            try:
                listed = _listed(files, f"{prefix}-{algorithm}.txt")
            except BagError as error:
                problems.append(error.problem)
                continue
            problems += [Problem("seal.bag.unlisted", name) for name in sorted(wanted - set(listed))]
            problems += _differences(files, listed, algorithm)
    return list(dict.fromkeys(problems))
