"""Put the desk together on the current home: the store, the notary, the captures, the program."""

from functools import cache

from sekisho.application.desk import Desk
from sekisho.bootstrap.capturing import CaptureDesk
from sekisho.bootstrap.clock import WallClock
from sekisho.bootstrap.package import all_wording, library
from sekisho.bootstrap.sealing import SealNotary, SealScribe, write_trust_file
from sekisho.bootstrap.start import current_home
from sekisho.media.letter import LetterPrinter
from sekisho.media.photo import PhotoReader
from sekisho.media.table.reader import TableReader
from sekisho.seal.log.shelf import Shelf
from sekisho.store.django_store import DjangoStore
from sekisho.store.upload import FolderUploads


@cache
def desk() -> Desk:
    """Give the desk on the current home. Raises HomeError where there is none."""
    home = current_home()
    clock, notary = WallClock(), SealNotary(home)
    return Desk(
        store=DjangoStore(home.mode, SealScribe(home.origin), clock, origin=home.origin),
        clock=clock,
        notary=notary,
        captures=CaptureDesk(notary),
        programs=library(home.program),
        program_id=home.program,
        wording=all_wording(),
        printer=LetterPrinter(),
        photos=PhotoReader(),
        tables=TableReader(),
        uploads=FolderUploads(home.uploads),
    )


def log_file(name: str) -> bytes | None:
    """Give a static file of the log by its place, None where there is none: checkpoint, tiles, bundles of entries."""
    return Shelf(current_home().log).read(name)


def trust_file() -> bytes:
    """Give the trust file an auditor pins, over another channel than the dossier."""
    with desk().store.read() as tx:
        return write_trust_file(current_home(), tx.people.all())
