"""The shipped files of the program, and ways to change them."""

from importlib.resources import files

from sekisho.domain.program.definition import ProgramDefinition, ProgramError, parse_program

FOLDER = files("sekisho.domain.program") / "data" / "smart-factory-2026"
FILES = {file.name: file.read_bytes() for file in FOLDER.iterdir()}
PROGRAM: ProgramDefinition = parse_program(FILES)
FIRST, SECOND, THIRD = PROGRAM.editions
EDITION_FILES = [name for name in sorted(FILES) if name.startswith("annex-a-")]


def edited(name: str, old: str, new: str) -> dict[str, bytes]:
    """Give the files with one text of one file changed, wherever it stands."""
    text = FILES[name].decode()
    assert old in text, old
    return {**FILES, name: text.replace(old, new).encode()}


def refused(given: dict[str, bytes]) -> str:
    """Give what a set of files is refused with; empty where it is taken."""
    try:
        parse_program(given)
    except ProgramError as error:
        return str(error)
    return ""
