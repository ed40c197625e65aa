"""What was changed after the gate is never taken for what passed it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mobility_analysis.core.errors import AnotherForm, MissingInput, SealBroken
from mobility_analysis.core.seal import SEAL, require_sealed, write_seal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    (folder / "by_state").mkdir(parents=True)
    (folder / "by_state" / "99.parquet").write_bytes(b"rows")
    (folder / "run.json").write_text("{}")
    write_seal(folder, 2, passed=7)
    return folder


def _look(folder: Path, form: int = 2) -> None:
    require_sealed(folder, form, "The estimates", "Run again.")


def test_what_was_sealed_is_whole(folder: Path) -> None:
    _look(folder)
    assert json.loads((folder / SEAL).read_text())["passed"] == 7


def _edit_in_place(folder: Path) -> None:
    """Same size, and the time of the old one."""
    path = folder / "by_state" / "99.parquet"
    time = path.stat().st_mtime_ns
    path.write_bytes(b"rowz")
    os.utime(path, ns=(time, time))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_edit_in_place, "by_state/99.parquet was changed"),
        (lambda folder: (folder / "run.json").unlink(), "run.json is gone"),
        (lambda folder: (folder / "by_state" / "98.parquet").touch(), "98.parquet was added"),
    ],
)
def test_an_edit_is_named(folder: Path, change: Callable[[Path], None], said: str) -> None:
    change(folder)
    with pytest.raises(SealBroken, match=said):
        _look(folder)


def test_an_edit_after_a_first_look_is_seen(folder: Path) -> None:
    _look(folder)
    (folder / "run.json").write_text("{ }")
    with pytest.raises(SealBroken, match=r"run\.json was changed"):
        _look(folder)
    write_seal(folder, 2)
    _look(folder)


def test_hidden_files_of_a_desktop_are_no_change(folder: Path) -> None:
    (folder / ".DS_Store").touch()
    _look(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "have no seal.json"),
        ("{ half", "seal.json that cannot be read"),
        ("[]", "cannot be read"),
        ('{"form": 2, "files": [1]}', "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ('{"form": 3, "files": {}}', "have form 3; this version reads form 2"),
        ('{"files": {}}', "have form None"),
    ],
)
def test_another_form_is_refused_by_name(folder: Path, content: str | None, said: str) -> None:
    (folder / SEAL).unlink()
    if content is not None:
        (folder / SEAL).write_text(content)
    with pytest.raises(AnotherForm, match=said):
        _look(folder)


def test_nothing_there_is_told_as_such(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(MissingInput, match="not there yet") as error:
            _look(folder)
        assert not isinstance(error.value, AnotherForm)
