"""Generate the one-file verifier: this library's modules as they are, in one Python file beside ``cryptography``."""

from importlib.resources import files

#: In the order in which they need each other.
MODULES = (
    "problem",
    "text",
    "strictjson",
    "entry",
    "key",
    "log.merkle",
    "log.note",
    "log.checkpoint",
    "log.cosignature",
    "log.policy",
    "signed.dsse",
    "signed.statement",
    "signed.section",
    "stamp.der",
    "stamp.timestamp",
    "stamp.revocation",
    "dossier.archive",
    "dossier.bag",
    "dossier.dossier",
    "dossier.contents",
    "verify.trust",
    "verify.report",
    "verify.check",
    "verify.verifier",
)
#: Each package comes before what stands in it.
PACKAGES = ("log", "signed", "stamp", "dossier", "verify")
_HEAD = '''#!/usr/bin/env python3
"""Verify a dossier offline. Needs Python 3.11 and the package `cryptography`; nothing is fetched, nothing is trusted
but the trust file. usage: verify.py DOSSIER.zip --trust TRUST.toml [ja|en|zh-Hans]
exit 0: holds, 1: does not hold, 2: unusable

Generated from the modules below. Take this file from where you trust it, not from the dossier it is to verify.
"""
import pathlib
import sys
import types

SOURCES = {}
'''
_TAIL = """

def _module(name, source=""):
    module = types.ModuleType(name)
    sys.modules[name] = module
    parent, _, own = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], own, module)
    exec(compile(source, name, "exec"), module.__dict__)
    return module


def main(arguments):
    for package in ("sekisho", "sekisho.seal", *("sekisho.seal." + name for name in PACKAGES)):
        _module(package).__path__ = []
    sys.modules["sekisho.seal"].TEXTS = TEXTS
    for name, source in SOURCES.items():
        _module("sekisho.seal." + name, source)
    from sekisho.seal.verify.trust import TrustError, read_trust
    from sekisho.seal.text import LANGUAGES, say
    from sekisho.seal.verify.verifier import load, verify_dossier

    language = arguments[3] if len(arguments) == 4 else "en"
    if len(arguments) not in (3, 4) or arguments[1] != "--trust" or language not in LANGUAGES:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        data = load(pathlib.Path(arguments[0]))
        trust = read_trust(pathlib.Path(arguments[2]).read_bytes())
    except (OSError, TrustError) as error:
        print(f"unusable: {error}", file=sys.stderr)
        return 2
    report = verify_dossier(data, trust)
    print(f"{report.mode.upper()}  {report.case}")
    for check in report.checks:
        said = "".join(f"\\n      {say(problem, language)}" for problem in check.problems)
        print(f"  {check.result.value:12} {check.name}{said}")
    print("holds" if report.holds else "DOES NOT HOLD")
    return report.exit_code


if __name__ == "__main__":
    # A terminal that cannot show a sign of a file's name must not keep the verdict from being printed.
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
"""


def one_file() -> bytes:
    """Give the verifier as one file."""
    folder = files("sekisho.seal")
    # The same source that the library runs, byte for byte: there is no second verifier that could differ.
    sources = [(name, (folder / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")) for name in MODULES]
    body = "".join(f"\nSOURCES[{name!r}] = {source!r}\n" for name, source in sources)
    texts = (folder / "texts.toml").read_text(encoding="utf-8")
    return (f"{_HEAD}TEXTS = {texts!r}\nPACKAGES = {PACKAGES!r}\n{body}{_TAIL}").encode()
