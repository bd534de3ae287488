"""A whole case file and its registers, to be changed by the tests of this room."""

import copy
from importlib.resources import files

from sekisho.domain.program.definition import ProgramDefinition, parse_program
from sekisho.domain.program.edition import model_key
from sekisho.domain.screening.bind import Register
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import LineScreening, Screening, as_declared, screen
from sekisho.domain.values.time import parse_instant

FOLDER = files("sekisho.domain.program") / "data" / "smart-factory-2026"
PROGRAM: ProgramDefinition = parse_program({file.name: file.read_bytes() for file in FOLDER.iterdir()})
MAKER = "Hailan Precision Machinery (fictional)"
JUNE = parse_instant("2026-06-01T10:00:00+09:00")
PAPERS = [
    {"kind": "pse_certificate", "number": "P-1"},
    {"kind": "jis_b9700_evidence", "number": "J-1"},
    {
        "kind": "conformity_certificate", "number": "C-1", "body": "Toa Anzen Hyoka (fictional)",
        "valid_from": "2026-02-01", "valid_until": "2029-01-31",
    },
]  # fmt: skip
LINE = {"id": "L1", "maker": MAKER, "model": "HLM-650V", "category": "cnc", "origin": "CN", "documents": PAPERS}
FILE = {
    "applicant": {"name": "A", "corporate_number": "7123456789012", "side": "end_user"},
    "partner": {"name": "B", "corporate_number": "8990000000001", "side": "integrator"},
    "channel": "portal",
    "lines": [LINE],
}
REGISTER = Register(models=frozenset({model_key(MAKER, "HLM-650V")}), partner_registered=True)


def changed(**changes) -> dict:
    """Give the usual case file with its line changed."""
    content = copy.deepcopy(FILE)
    content["lines"][0].update(changes)
    return content


def screened(content=None, register=REGISTER, at=JUNE, program=PROGRAM) -> Screening:
    """Screen a case file with its papers taken as declared."""
    return screen(as_declared(read_request(content or FILE)[0]), program, register, at)


def line_of(*arguments, **named) -> LineScreening:
    """Give the one line of a screening."""
    (line,) = screened(*arguments, **named).lines
    return line


def finding(rule, *arguments, **named):
    """Give the finding of one criterion."""
    return next(one for one in line_of(*arguments, **named).findings if one.code == f"rule.{rule}")
