"""The package installed from its wheel, without the checkout it was built from."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from tests.made_up_run import write_run

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.paths import PACKAGE, project_root
from mobility_analysis.dataset.release import Wishes, write_release

HERE = "import mobility_analysis; print(mobility_analysis.__file__)"
COMMAND = "from mobility_analysis.cli import main; main()"

REPORT = "from mobility_analysis import Place; Place('99001', run='demo').report()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with the wheel's content, which lies before this checkout's."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", str(folder), str(project_root())]
    subprocess.run(command, check=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "packages")
    return folder / "packages"


def _run(installed: Path, folder: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "MOBILITY_ROOT"}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(installed), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_wheel_holds_every_file_of_the_package(installed: Path) -> None:
    def files(package: Path) -> set[str]:
        found = (path.relative_to(package) for path in package.rglob("*") if path.is_file())
        return {path.as_posix() for path in found if "__pycache__" not in path.parts}

    tables = files(project_root() / "data" / "reference")
    assert files(installed / PACKAGE.name) == files(PACKAGE) | {
        f"reference/{each}" for each in tables
    }


def test_a_place_of_a_data_release_needs_no_checkout(installed: Path, tmp_path: Path) -> None:
    silent = lambda *_: None  # noqa: E731
    wishes = Wishes(date(2026, 1, 31), "1", with_findings=False)
    release = write_release(write_run(tmp_path / "project"), wishes, silent, lambda _: silent)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    code = f"from mobility_analysis import Place; print(Place('Alder County, DM', data={str(release)!r}))"
    done = _run(installed, elsewhere, code)
    assert done.stdout.startswith("Place('Alder County, DM', run='demo')"), done.stderr


def test_what_needs_no_checkout_works_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert str(installed) in _run(installed, tmp_path, HERE).stdout
    assert "doctor" in _run(installed, tmp_path, COMMAND, "--help").stdout
    metrics = _run(installed, tmp_path, COMMAND, "metrics")
    assert metrics.returncode == 0
    assert "housing_affordability" in metrics.stdout
    doctor = _run(installed, tmp_path, COMMAND, "doctor")
    assert doctor.returncode == 1
    assert "ok  registry" in doctor.stdout
    (missing,) = (line for line in doctor.stdout.splitlines() if line.startswith("NO  "))
    assert missing.startswith("NO  checkout: ")
    assert "In this folder or above it there is no params.yaml." in missing


@pytest.mark.parametrize("words", ["run", "report -c 99001", "sources", "places"])
def test_what_needs_a_checkout_says_so(installed: Path, tmp_path: Path, words: str) -> None:
    done = _run(installed, tmp_path, COMMAND, *words.split())
    assert done.returncode == MissingInput.exit_code
    assert "they are in a checkout of the project (git clone)" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_in_a_checkout_it_makes_a_report(installed: Path, tmp_path: Path) -> None:
    paths = write_run(tmp_path)
    done = _run(installed, tmp_path, f"{HERE}; {REPORT}")
    assert done.returncode == 0, done.stderr
    assert str(installed) in done.stdout
    assert len(list(paths.reports.glob("99001-*/report.html"))) == 1
