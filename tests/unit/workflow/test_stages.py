"""DVC and its stage are stopped with the command, and what stopped them is told."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.ending import assert_ended

from mobility_analysis.core.errors import Stopped
from mobility_analysis.workflow import stages
from mobility_analysis.workflow.stages import StageFailed, reproduce, reproduce_side_by_side

# Like DVC: deaf to Ctrl-C while its stage runs.
DVC = """#!{python}
import signal, subprocess, sys
print("Running stage 'estimate@demo':", flush=True)
child = subprocess.Popen([sys.executable, "-c", {stage!r}])
signal.signal(signal.SIGINT, signal.SIG_IGN)
code = child.wait()
if code:
    print(f"ERROR: failed to reproduce 'estimate@demo': failed to run: python x, exited with {{code}}")
    raise SystemExit(255)
"""
SLEEPS = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); {SLEEPS}"


def _project(folder: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> Path:
    program = folder / "dvc"
    program.write_text(DVC.format(python=sys.executable, stage=stage))
    program.chmod(0o755)
    monkeypatch.setattr(stages, "tool", lambda _: str(program))
    return folder


def _interrupt_when_running(folder: Path) -> None:
    def wait() -> None:
        while not (folder / "pid").is_file() or not (folder / "pid").read_text():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=wait, daemon=True).start()


@pytest.mark.parametrize("stage", [SLEEPS, DEAF], ids=["stage that listens", "stage that is deaf"])
def test_ctrl_c_stops_the_stage_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(stages, "PATIENCE", 2.0)
    said: list[str] = []
    _interrupt_when_running(tmp_path)
    with pytest.raises(Stopped, match="Ctrl-C was pressed at estimate@demo") as caught:
        reproduce(_project(tmp_path, monkeypatch, stage), ["estimate@demo"], say=said.append)
    assert caught.value.exit_code == 130
    assert not any("Traceback" in line for line in said)
    assert_ended([int((tmp_path / "pid").read_text())])


# Each waits until the other has begun, so one after the other would never end.
MEETS = """#!{python}
import sys, time
from pathlib import Path
target = sys.argv[-1]
assert sys.argv[1:-1] == ["--wait-for-lock", "repro"], sys.argv
print(f"Running stage '{{target}}':", flush=True)
Path(f"begun-{{target}}").touch()
until = time.monotonic() + 20
while len(list(Path().glob("begun-*"))) < 2:
    if time.monotonic() > until:
        raise SystemExit("the other one did not begin")
    time.sleep(0.02)
if target == "bad":
    print("ERROR: failed to reproduce 'bad': failed to run: python x, exited with 3")
    raise SystemExit(255)
print(f"{{target}} is done")
"""


def _meeting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = _project(folder, monkeypatch, "")
    (folder / "dvc").write_text(MEETS.format(python=sys.executable))
    return folder


def test_groups_of_stages_run_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    root = _meeting(tmp_path, monkeypatch)
    assert reproduce_side_by_side(root, [["one"], ["two"]], said.append) == ["one", "two"]
    assert sorted(said) == ["    one is done", "    two is done", "  one", "  two"]


def test_a_group_that_fails_is_named_and_the_other_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    root = _meeting(tmp_path, monkeypatch)
    with pytest.raises(StageFailed, match="stopped at bad; nothing of it"):
        reproduce_side_by_side(root, [["one"], ["bad"]], said.append)
    assert "    one is done" in said


@pytest.mark.parametrize(
    "said",
    [
        "ERROR: Unable to acquire lock. Most likely another DVC process is running or was terminated abruptly.",
        "ERROR: failed to reproduce 'estimate@demo': 'data/interim/demo' is busy, it is being blocked by:",
    ],
)
def test_another_command_at_work_is_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    root = _project(tmp_path, monkeypatch, "")
    (root / "dvc").write_text(
        f"#!{sys.executable}\nprint({said!r} + '\\n  (PID 7)\\nyou can remove rwlock')\nraise SystemExit(255)\n"
    )
    lines: list[str] = []
    with pytest.raises(StageFailed, match="Another command is at work in this project"):
        reproduce(root, ["estimate@demo"], lines.append)
    assert lines == []


def test_ctrl_c_stops_every_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "PATIENCE", 1.0)
    numbers = "import os, time; open(f'pid{os.getpid()}', 'w'); time.sleep(60)"
    root = _project(tmp_path, monkeypatch, numbers)

    def interrupt() -> None:
        while len(list(tmp_path.glob("pid*"))) < 2:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(Stopped, match="at estimate@demo and estimate@demo"):
        reproduce_side_by_side(root, [["estimate@demo"], ["estimate@demo"]], lambda _: None)
    assert_ended(int(file.name[3:]) for file in tmp_path.glob("pid*"))


def test_stages_may_keep_bytecode_where_the_machine_forbids_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    said: list[str] = []
    stage = "import sys; print('forbidden' if sys.dont_write_bytecode else 'kept')"
    assert reproduce(_project(tmp_path, monkeypatch, stage), ["estimate@demo"], said.append)
    assert said[-1].strip() == "kept"


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("import os; os.kill(os.getpid(), 9)", "the system killed it"),
        ("raise SystemExit(139)", "signal 11 ended it"),
        ("raise SystemExit(7)", "stopped at estimate@demo; nothing of it"),
    ],
)
def test_what_ended_a_stage_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, said: str
) -> None:
    with pytest.raises(StageFailed, match=said):
        reproduce(_project(tmp_path, monkeypatch, stage), ["estimate@demo"], say=lambda _: None)


@pytest.mark.parametrize(
    ("number", "words", "told"),
    [
        (13, "Permission denied", "or read: Permission denied. What was finished before is kept."),
        (28, "No space left on device", "The disk is full: "),
    ],
)
def test_what_the_system_refuses_to_dvc_itself_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, told: str
) -> None:
    program = tmp_path / "dvc"
    program.write_text(
        f"#!/bin/sh\necho \"ERROR: unexpected error - [Errno {number}] {words}: '{tmp_path}/.dvc/tmp/lock'\"\n"
        "echo\necho 'Having any troubles? Hit us up at https://dvc.org/support, we are always happy to help!'\n"
        "exit 255\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(stages, "tool", lambda _: str(program))
    said: list[str] = []
    with pytest.raises(StageFailed):
        reproduce(tmp_path, ["estimate@demo"], say=said.append)
    [line] = said
    assert told in line and f"{tmp_path}/.dvc/tmp/lock" in line
    assert "\n    Next: " in line
