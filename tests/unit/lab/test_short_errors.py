"""In a notebook an error that a person can mend is its two sentences; a script shows where it came from."""

from __future__ import annotations

import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from mobility_analysis import Place
from mobility_analysis.core.errors import SettingsError, UnknownPlace, UsageError
from mobility_analysis.core.paths import RunPaths

FAILS = "from mobility_analysis.core.errors import UsageError\nraise UsageError('No such thing.', 'Ask for another.')"


def test_a_notebook_shows_two_lines(capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.run_cell(FAILS)
    assert capsys.readouterr().out.strip() == "UsageError: No such thing.\nNext: Ask for another."


def test_a_script_shows_its_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILS], capture_output=True, text=True, check=False
    )
    assert "Traceback (most recent call last)" in done.stderr
    assert done.stderr.rstrip().endswith("Next: Ask for another.")


def _place(paths: RunPaths, place: str = "99001", **more: object) -> Place:
    return Place(place, **{"run": "demo", "root": paths.root} | more)  # type: ignore[arg-type]


def test_every_name_has_its_near_match(run_folder: RunPaths) -> None:
    with pytest.raises(UnknownPlace, match=r"Alder County, DM \(99001\)") as raised:
        _place(run_folder, "Aldr County, DM")
    assert "made up" in raised.value.next_step  # who asks the demonstration for a real county
    with pytest.raises(SettingsError, match=r"Did you mean demo\?"):
        _place(run_folder, run="dmo")
    with pytest.raises(UsageError, match=r"Did you mean near-by\?"):
        _place(run_folder, lens="nearby")
    with pytest.raises(UsageError, match="There is no lens 'nonsense'"):
        _place(run_folder, peers=["99003"], lens="nonsense")
    with pytest.raises(UsageError, match=r"Did you mean share_low_birth_weight\?"):
        _place(run_folder).chart("low birth weight")


def test_a_text_is_no_list_of_peers(run_folder: RunPaths) -> None:
    with pytest.raises(UsageError, match=r"peers=\['99003'\]"):
        _place(run_folder, peers="99003")
