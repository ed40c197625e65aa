"""A small written run whose reports are cheap: the notebook's work is replaced, everything else is real."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pandas as pd
import pytest
from tests.made_up_run import COUNTIES, write_run

from mobility_analysis.core.errors import ReportError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.chosen import Chosen, write_chosen
from mobility_analysis.reporting.beside.own_files import GUIDE, record_own_files
from mobility_analysis.reporting.make import render
from mobility_analysis.reporting.make.report_folders import report_folder


@pytest.fixture
def paths(tmp_path: Path) -> RunPaths:
    """Eight counties of the demonstration state, with parsed populations."""
    paths = write_run(tmp_path)
    people = [
        {"level": "county", "geoid": g, "name": n, "year": 2023, "population": 1000.0}
        for g, n in COUNTIES.items()
    ]
    folder = paths.interim / "census_pep"
    folder.mkdir(parents=True)
    pd.DataFrame(people).to_parquet(folder / "population.v1.parquet")
    write_chosen(paths.raw / "census_pep", Chosen(origin="demonstration", vintages=("v1",)))
    return paths


@pytest.fixture
def quick(paths: RunPaths, monkeypatch: pytest.MonkeyPatch) -> RunPaths:
    """``paths`` whose reports are one line each; a file named ``<geoid>.<trouble>`` makes trouble."""

    def fake(
        paths: RunPaths,
        geoid: str,
        peers: tuple[str, ...],
        peer_lens: str,
        rests_on: dict,
        *,
        languages: tuple[str, ...],
        address: str,
    ) -> Path:
        with (paths.root / "made.txt").open("a") as file:
            file.write(f"{geoid} {os.getpid()}\n")
        print(f"at work on {geoid}")
        _trouble(paths.root, geoid)
        folder = report_folder(paths, render.RunData(paths).find(geoid))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.html").write_text(
            "\n".join([f"{geoid} {peers} {peer_lens}", *languages, *filter(None, [address])])
        )
        record_own_files(folder, rests_on)
        (folder / GUIDE).touch()
        return folder / "report.html"

    monkeypatch.setattr("mobility_analysis.reporting.make.render.make_report", fake)
    return paths


def _trouble(root: Path, geoid: str) -> None:
    if (root / f"{geoid}.error").exists():
        raise ReportError("cell 3 failed", "Open the notebook.")
    if (root / f"{geoid}.bug").exists():
        raise ZeroDivisionError("division by zero")
    if (root / f"{geoid}.hang").exists():
        time.sleep(60)
    if (root / f"{geoid}.thread").exists():
        threading.Thread(target=time.sleep, args=(60,)).start()
    if (root / f"{geoid}.child").exists():
        child = subprocess.Popen(["sleep", "60"])
        with (root / "children.txt").open("a") as file:
            file.write(f"{child.pid}\n")
        child.wait()
    if (root / f"{geoid}.full").exists():
        raise OSError(errno.ENOSPC, "No space left on device", str(root / "report.html"))
    for name in (f"{geoid}.crash", f"{geoid}.crash-once"):
        if (root / name).exists():
            if name.endswith("once"):
                (root / name).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
