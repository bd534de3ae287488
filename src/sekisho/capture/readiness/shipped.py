"""The sheets the package ships: clients as they stand in many plants, and a machine. All of them are fictional."""

from importlib.resources import files

SUFFIX = ".toml"


def client_sheets() -> dict[str, bytes]:
    """Give the illustrative sheets of clients by name."""
    return _within("client")


def machine_sheets() -> dict[str, bytes]:
    """Give the illustrative interface sheets of machines by name."""
    return _within("machine")


def _within(folder: str) -> dict[str, bytes]:
    found = files("sekisho") / "capture" / "readiness" / "sheets" / folder
    names = sorted(file.name for file in found.iterdir() if file.name.endswith(SUFFIX))
    return {name.removesuffix(SUFFIX): (found / name).read_bytes() for name in names}
