"""A home with a submitted case, made once; each test works on a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.line import ROOT

FOUND = """
import sys
from pathlib import Path
from sekisho import bootstrap
bootstrap.found_rehearsal(Path(sys.argv[1]), "smart-factory-2026")
from sekisho.store.schema import migrate
migrate()
from tests.application.scene import Office
office = Office(bootstrap.desk())
office.admit()
case = office.opens()
office.submits(case)
from sekisho.application.export_dossier import export_dossier
dossier = export_dossier(bootstrap.desk(), case, office.people["auditor"])
(Path(sys.argv[1]).parent / "dossier.zip").write_bytes(dossier)
(Path(sys.argv[1]).parent / "trust.toml").write_bytes(bootstrap.trust_file())
"""


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose pool holds a reservation, founded by a process of its own."""
    path = tmp_path_factory.mktemp("founded") / "home"
    done = subprocess.run([sys.executable, "-c", FOUND, path], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    return path


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(founded, tmp_path / "home"))
