"""The only place that knows which adapter serves which port: store, notary, captures and program, put together."""

from sekisho.bootstrap.access import NewPerson, person_by_token, sign_in_links
from sekisho.bootstrap.assemble import desk, trust_file, use_home, wording
from sekisho.bootstrap.package import seed_files, shipped_program
from sekisho.bootstrap.rehearsal import Access, create_rehearsal
from sekisho.bootstrap.sealing import sign_statement

__all__ = [
    "Access",
    "NewPerson",
    "create_rehearsal",
    "desk",
    "person_by_token",
    "seed_files",
    "shipped_program",
    "sign_in_links",
    "sign_statement",
    "trust_file",
    "use_home",
    "wording",
]
