"""Files and folders change as a whole, whatever the moment at which the work stops."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mobility_analysis.core.atomic import atomic_folder, atomic_path, mend, unmended
from mobility_analysis.core.io import write_text


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    write_text(target, "old")
    with pytest.raises(OSError, match="No space"), atomic_path(target) as temporary:
        temporary.write_text("half")
        raise OSError(28, "No space left on device")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_private_file_is_closed_to_others_while_it_is_written(tmp_path: Path) -> None:
    target = tmp_path / "names.csv"
    with atomic_path(target, 0o600) as temporary:
        assert temporary.stat().st_mode & 0o777 == 0o600
        temporary.write_text("names")
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with atomic_folder(target) as folder:
        (folder / "a").write_text("old")
    with pytest.raises(RuntimeError), atomic_folder(target) as folder:
        (folder / "a").write_text("new")
        raise RuntimeError("killed")
    assert (target / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with atomic_folder(tmp_path / "out") as folder:
            (folder / name).write_text(name)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b"]


def test_what_is_written_is_no_wider_than_the_users_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_text(tmp_path / "file", "x")
        with atomic_path(tmp_path / "replaced") as temporary:
            temporary.unlink()
            temporary.touch(0o777)
        with atomic_folder(tmp_path / "folder") as folder:
            (folder / "inner").touch()
    finally:
        os.umask(before)
    wide = [path for path in tmp_path.rglob("*") if path.stat().st_mode & 0o077]
    assert not wide
    os.umask(before)
    write_text(tmp_path / "file", "x")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o666 & ~before


# A process that replaces a folder again and again, and dies at the call of that number.
REPLACER = """
import os, sys
from pathlib import Path
from mobility_analysis.core import atomic

target, at, can_exchange = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "exchange"
calls = 0

def dying(real):
    def call(*arguments, **more):
        global calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), 9)
        return real(*arguments, **more)
    return call

for name in ("replace", "rename", "mkdir", "open", "unlink", "rmdir", "link"):
    setattr(os, name, dying(getattr(os, name)))
Path.replace = dying(Path.replace)
atomic.exchange = dying(atomic.exchange) if can_exchange else lambda one, other: False
with atomic.atomic_folder(target) as folder:
    (folder / "new").write_text("new")
    (folder / "answers").write_text("kept")
print("done")
"""


@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_killed_at_any_moment_a_folder_is_whole_after_mending(tmp_path: Path, way: str) -> None:
    """Old or new, never neither and never a mixture; and nothing hidden is left."""
    outcomes = []
    for at in range(1, 40):
        target = tmp_path / str(at) / "target"
        target.mkdir(parents=True)
        (target / "old").write_text("old")
        (target / "answers").write_text("kept")
        command = [sys.executable, "-c", REPLACER, str(target), str(at), way]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if way == "exchange":  # without any mending
            assert (target / "answers").read_text() == "kept"
        _age(target.parent)
        mend(target.parent)
        names = {path.name for path in target.iterdir()}
        assert names in ({"old", "answers"}, {"new", "answers"})
        assert [path.name for path in target.parent.iterdir()] == ["target"]
        outcomes.append(done.returncode)
        if done.stdout == "done\n":
            assert names == {"new", "answers"}
            break
    assert len(outcomes) >= 8
    assert outcomes[-1] == 0
    assert set(outcomes[:-1]) == {-9}


def _age(folder: Path) -> None:
    """As if some seconds had gone by."""
    for path in folder.glob(".unfinished-*"):
        os.utime(path, (1, 1))


def test_what_another_process_is_at_work_on_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with atomic_folder(tmp_path / "out") as folder:
        (folder / "half").touch()
        _age(tmp_path)
        assert mend(tmp_path) == []
        assert (folder / "half").exists()
    with atomic_path(tmp_path / "file.csv") as temporary:
        _age(tmp_path)
        mend(tmp_path)
        assert temporary.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.csv", "out"]


def test_a_folder_that_an_older_version_left_aside_is_put_back_or_named(tmp_path: Path) -> None:
    was = tmp_path / ".99001-alder.old.ab12cd_9" / "was"
    was.mkdir(parents=True)
    (was / "review_guide.md").write_text("answers")
    assert mend(tmp_path) == [tmp_path / "99001-alder"]
    assert (tmp_path / "99001-alder" / "review_guide.md").read_text() == "answers"
    was.mkdir(parents=True)
    (was / "review_guide.md").write_text("older answers")
    assert mend(tmp_path) == []
    assert unmended(tmp_path) == [was]
    assert (was / "review_guide.md").read_text() == "older answers"


def test_hidden_files_of_others_are_left_alone(tmp_path: Path) -> None:
    for name in (".unfinished-business", ".notes.old.txt", ".unfinished-x.zzzzzzzz"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1, 1))
    mend(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
