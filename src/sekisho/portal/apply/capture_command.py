"""What is typed at the factory: keys once, the capture, what it shows, and the way back to the office.

People copy these lines into a shell. Devices and lines are named by whoever asks for a plan, so nothing of a name gets
here that any shell would take for more than a word: sh, PowerShell or the one of Windows.
"""

import re

from sekisho.domain.casework.case import CapturePlan

_WORD = re.compile(r"[\w./:-]+")
_WORDS = re.compile(r"[\w./: -]+")
#: As the collector names bundles (capture/collect/several.py).
_UNFIT = re.compile(r"[^\w.-]+")


def file_of(case: str, line: str, plan: CapturePlan) -> str:
    """Give the name under which a plan is handed out."""
    return f"{_named(case)}-{_named(line)}-{plan.challenge[:8]}.toml"


def commands_of(office: str, case: str, line: str, plan: CapturePlan) -> tuple[str, ...]:
    """Give the four commands; what no shell can be told in plain words stands there as what is to be typed."""
    out = f"{_named(case)}-{_named(line)}"
    bundles = [f"{_named(device)}.zip" for device in plan.devices]
    out, sealed = (bundles[0], bundles[0]) if len(bundles) == 1 else (out, f"{out}/{(bundles or ['.zip'])[0]}")
    place = f"--to {_typed(office, 'URL')} --case {_typed(case, 'CASE')} --line {_typed(line, 'LINE')}"
    return (
        "sekisho capture enrol collector",
        f"sekisho capture run {file_of(case, line, plan)} --out {out} --identity collector",
        f"sekisho capture check {sealed}",
        f"sekisho capture upload {sealed} {place}",
    )


def _named(name: str) -> str:
    """Give a name as one of a file; none that begins like an option or climbs out of its folder."""
    return _UNFIT.sub("_", name).strip(".").lstrip("-")[:80] or "_"


def _typed(text: str, otherwise: str) -> str:
    is_plain = not text.startswith("-") and text == text.strip()
    if is_plain and _WORD.fullmatch(text):
        return text
    return f'"{text}"' if is_plain and _WORDS.fullmatch(text) else otherwise
