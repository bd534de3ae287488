"""The only place that knows which adapter serves which port: store, notary, captures and program, put together.

Names load on first use: a gateway has no Django, and Django's models load only after ``use_home``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sekisho.bootstrap.access import (
        person_by_token,
        person_of_account,
        sign_in_links,
    )
    from sekisho.bootstrap.assemble import desk, log_file, trust_file
    from sekisho.bootstrap.drawing import draw_topology
    from sekisho.bootstrap.duty import due_now, watching
    from sekisho.bootstrap.fitting import sheet_desk
    from sekisho.bootstrap.package import all_wording, edition_words, seed_files, shipped_program, table_reader
    from sekisho.bootstrap.rehearsal import Access, admit
    from sekisho.bootstrap.reporting import REPORT_FORMATS, REPORT_MEDIA_TYPES, report_document, report_file
    from sekisho.bootstrap.sealing import sign_statement
    from sekisho.bootstrap.signing import sign_in_rehearsal
    from sekisho.bootstrap.start import NewPerson, found_rehearsal, use_home
    from sekisho.bootstrap.upgrade import OutdatedHomeError, rebuild_home, require_current

__all__ = [
    "REPORT_FORMATS",
    "REPORT_MEDIA_TYPES",
    "Access",
    "NewPerson",
    "OutdatedHomeError",
    "admit",
    "all_wording",
    "desk",
    "draw_topology",
    "due_now",
    "edition_words",
    "found_rehearsal",
    "log_file",
    "person_by_token",
    "person_of_account",
    "rebuild_home",
    "report_document",
    "report_file",
    "require_current",
    "seed_files",
    "sheet_desk",
    "shipped_program",
    "sign_in_links",
    "sign_in_rehearsal",
    "sign_statement",
    "table_reader",
    "trust_file",
    "use_home",
    "watching",
]

_WHERE = {
    "Access": "rehearsal",
    "NewPerson": "start",
    "admit": "rehearsal",
    "all_wording": "package",
    "desk": "assemble",
    "draw_topology": "drawing",
    "due_now": "duty",
    "edition_words": "package",
    "found_rehearsal": "start",
    "log_file": "assemble",
    "person_by_token": "access",
    "person_of_account": "access",
    "OutdatedHomeError": "upgrade",
    "rebuild_home": "upgrade",
    "require_current": "upgrade",
    "REPORT_FORMATS": "reporting",
    "REPORT_MEDIA_TYPES": "reporting",
    "report_document": "reporting",
    "report_file": "reporting",
    "seed_files": "package",
    "sheet_desk": "fitting",
    "shipped_program": "package",
    "sign_in_links": "access",
    "sign_in_rehearsal": "signing",
    "sign_statement": "sealing",
    "table_reader": "package",
    "trust_file": "assemble",
    "use_home": "start",
    "watching": "duty",
}


def __getattr__(name: str) -> Any:
    """Load a name from its module on first use."""
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
