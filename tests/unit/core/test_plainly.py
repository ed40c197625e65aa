"""What a disk, memory, Ctrl-C and the system do to a command is told in words, with what is kept and what next."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mobility_analysis.core.errors import DiskTrouble, MissingInput, OutOfMemory, Stopped
from mobility_analysis.core.plainly import explain, stopped
from mobility_analysis.core.processes import fresh_processes

ROOT = Path(__file__).resolve().parents[3]
SPOKEN = ("ENOSPC", "EDQUOT", "EFBIG", "EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "EIO")


@pytest.mark.parametrize("name", SPOKEN)
def test_a_disk_in_trouble_is_named_with_what_next(name: str) -> None:
    number = getattr(errno, name)
    told = explain(OSError(number, os.strerror(number), "reports/demo/report.html"))
    assert isinstance(told, DiskTrouble)
    assert "reports/demo/report.html" in told.what and "kept" in told.what
    assert "run the same command again" in told.next_step


def test_of_a_temporary_file_its_folder_is_named() -> None:
    told = explain(
        OSError(errno.EACCES, "Permission denied", "reports/.a.html.x1", None, "reports/a.html")
    )
    assert told is not None and "reports/a.html" in told.what
    told = explain(OSError(errno.EACCES, "Permission denied", "reports/.a.html.x1"))
    assert told is not None and told.what.startswith("reports could not")
    told = explain(OSError(errno.ENOSPC, "No space left on device"))
    assert told is not None and "A file could not be written" in told.what


def test_memory_and_missing_packages_are_told() -> None:
    assert isinstance(explain(MemoryError()), OutOfMemory)
    assert isinstance(explain(OSError(errno.ENOMEM, "Cannot allocate memory")), OutOfMemory)
    assert isinstance(explain(ModuleNotFoundError("x", name="dvc")), MissingInput)
    assert isinstance(explain(KeyboardInterrupt()), Stopped)


def test_what_was_stopped_says_whether_it_goes_on_or_begins_anew() -> None:
    kept, whole = stopped(KeyboardInterrupt()), stopped(KeyboardInterrupt(), is_kept=False)
    assert "What was finished before is kept" in kept.what and "goes on" in kept.next_step
    assert "Nothing of it was kept" in whole.what and "begins anew" in whole.next_step


def test_what_is_a_fault_of_ours_stays_one() -> None:
    for error in (
        ValueError("x"),
        ModuleNotFoundError("x", name="typo"),
        OSError(errno.ENOENT, "x"),
        OSError(),
    ):
        assert explain(error) is None


COMMAND = """
import sys
from mobility_analysis import cli
@cli.app.command()
def fail() -> None:
    {body}
sys.argv = ["mobility", "fail"]
cli.main()
"""
STAGE = """
import sys
from mobility_analysis.workflow import scripts
sys.argv = ["x", "--run", "demo"]
scripts.stage("x")
{body}
"""
FAULTS = {
    "disk": ("raise OSError(28, 'No space left on device', 'data/x.parquet')", 5, "The disk is full: data/x.parquet"),
    "rights": ("raise PermissionError(13, 'Permission denied', 'data/x')", 5, "data/x could not be written or read"),
    "read-only": ("raise OSError(30, 'Read-only file system', 'data/x')", 5, "Read-only file system"),
    "memory": ("raise MemoryError", 12, "memory ran out"),
    "ctrl-c": ("import os, signal; os.kill(os.getpid(), signal.SIGINT)", 130, "Ctrl-C was pressed"),
    "sigterm": ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", 143, "asked it to end"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("program", [COMMAND, STAGE], ids=["command", "stage"])
def test_commands_and_stages_tell_it_without_a_traceback(program: str, fault: str) -> None:
    body, code, said = FAULTS[fault]
    done = _run(textwrap.dedent(program).replace("{body}", body))
    assert done.returncode == code, done.stderr
    assert said in done.stderr and "\nNext: " in done.stderr
    assert "Traceback" not in done.stderr


INTO = """
    from pathlib import Path
    from mobility_analysis.core.atomic import atomic_folder
    with atomic_folder(Path({target!r})) as made:
        (made / 'new').touch()
"""


def _with_rights_that_count() -> None:
    """Take from root what lets it write everywhere (Linux, prctl(2): PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)."""
    ctypes.CDLL(None).prctl(24, 1)


@pytest.mark.parametrize("closed", ["parent", "target"])
@pytest.mark.parametrize("program", [COMMAND, STAGE], ids=["command", "stage"])
def test_outputs_that_are_not_ours_to_write_are_named(
    tmp_path: Path, program: str, closed: str
) -> None:
    target = tmp_path / "data" / "out"
    target.mkdir(parents=True)
    (target / "old").touch()
    folder = target if closed == "target" else target.parent
    folder.chmod(0o555)
    body = f"exec({textwrap.dedent(INTO.format(target=str(target)))!r})"
    try:
        done = _run(textwrap.dedent(program).replace("{body}", body), _with_rights_that_count)
    finally:
        folder.chmod(0o755)
    assert done.returncode == 5, done.stderr
    assert f"{target} could not be written or read: Permission denied" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in target.iterdir()] == ["old"]


@pytest.mark.parametrize("program", [COMMAND, STAGE], ids=["command", "stage"])
def test_anything_else_keeps_its_traceback_with_nothing_misleading_before(program: str) -> None:
    done = _run(textwrap.dedent(program).replace("{body}", "raise ValueError('ours')"))
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback") and done.stderr.rstrip().endswith("ValueError: ours")


@pytest.mark.parametrize("module", ["mobility_analysis.cli", "mobility_analysis.workflow.scripts"])
def test_ctrl_c_while_modules_are_loaded_is_told(module: str) -> None:
    done = _run(f"import os, {module}\nos.kill(os.getpid(), 2)\nimport time; time.sleep(9)")
    assert done.returncode == 130
    assert done.stderr.startswith("Stopped: ") and "Traceback" not in done.stderr


def _run(code: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"MOBILITY_ROOT": str(ROOT)},
        preexec_fn=before,
    )


def test_fresh_processes_are_gone_after_an_interruption() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), fresh_processes(2) as pool:
        waiting = [pool.submit(time.sleep, 60) for _ in range(4)]
        while not any(each.running() for each in waiting):
            time.sleep(0.05)
        raise KeyboardInterrupt
    assert time.monotonic() - began < 30


def test_fresh_processes_leave_ctrl_c_to_their_parent() -> None:
    with fresh_processes(1) as pool:
        assert pool.submit(_blocked).result() == [signal.SIGINT]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def _blocked() -> list[int]:
    return sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))
