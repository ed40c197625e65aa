"""Running DVC: which stage to bring up to date, and its output in words a person reads."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from mobility_analysis.core.errors import MissingInput, MobilityError
from mobility_analysis.core.paths import tool
from mobility_analysis.core.plainly import explain, stopped

# How long a stage that was asked to stop may take before it is made to; seconds.
PATIENCE = 20.0


class StageFailed(MobilityError):
    """A stage of the pipeline failed; its own message was printed before."""


def reproduce(root: Path, targets: Sequence[str], say: Callable[[str], None] = print) -> list[str]:
    """Bring ``targets`` (such as ``estimate@real``) and all they depend on up to date.

    Returns the names of the stages that ran: none when nothing had changed.

    Raises
    ------
    StageFailed
        Naming the stage that stopped.
    Stopped
        A person, or the system, stopped it: the stage at work was stopped too, and has ended.
    """
    return reproduce_side_by_side(root, [targets], say)


def reproduce_side_by_side(
    root: Path, groups: Sequence[Sequence[str]], say: Callable[[str], None] = print
) -> list[str]:
    """The same for several groups of targets at once, a DVC for each; no stage may be needed by two of them.

    DVC runs one stage after another, and gives its lock free while a stage is at work, so that another DVC can begin
    one (its documentation of ``repro``, "Parallel stage execution"). If a group fails the others go on to their ends.
    Raises as :func:`reproduce`.
    """
    options = ["--wait-for-lock"] if len(groups) > 1 else []
    ran: list[list[str]] = [[] for _ in groups]
    hushed = threading.Event()

    def tell(line: str) -> None:
        if not hushed.is_set():
            say(line)

    with ThreadPoolExecutor(len(groups)) as pool:
        followed: dict[Future[tuple[int, int]], subprocess.Popen[str]] = {}
        try:
            for targets, names in zip(groups, ran, strict=True):
                process = _start(root, [*options, "repro", *targets])
                followed[pool.submit(_follow, process, tell, names)] = process
            ends = [future.result() for future in followed]
        except KeyboardInterrupt as stop:
            hushed.set()
            _stop(followed)
            at = [
                names[-1] if names else group[0] for group, names in zip(groups, ran, strict=True)
            ]
            raise stopped(stop, f"at {' and '.join(at)}") from None
    for targets, names, (code, killed_by) in zip(groups, ran, ends, strict=True):
        if code != 0:
            raise _failure(names[-1] if names else targets[0], killed_by)
    return [name for names in ran for name in names]


def _start(root: Path, arguments: Sequence[str]) -> subprocess.Popen[str]:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "MOBILITY_ROOT": str(root),
        "DVC_NO_ANALYTICS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    # Images of containers often forbid bytecode; each of forty stages would then compile all libraries anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return subprocess.Popen(
            [tool("dvc"), *arguments],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            # A process group of its own, so that DVC and its stage get a stop signal exactly once, from us.
            process_group=0,
        )
    except FileNotFoundError as error:
        raise MissingInput(
            "DVC is not installed.",
            'Install the pipeline extra: pip install "mobility-analysis[pipeline]".',
        ) from error


def _follow(
    process: subprocess.Popen[str], say: Callable[[str], None], ran: list[str]
) -> tuple[int, int]:
    """(exit code, signal that killed a stage) once DVC and its stage have ended."""
    killed_by = _relay(process, say, ran)
    return process.wait(), killed_by


def _stop(followed: Mapping[Future[tuple[int, int]], subprocess.Popen[str]]) -> None:
    """Stop each DVC and its stage as Ctrl-C does, and wait for them; after a second one, at once."""
    for number, seconds in ((signal.SIGINT, PATIENCE), (signal.SIGKILL, None)):
        for future, process in followed.items():
            if not future.done():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, number)
        with contextlib.suppress(KeyboardInterrupt):
            if not wait(followed, seconds).not_done:
                return


def _failure(stage: str, killed_by: int) -> StageFailed:
    if killed_by == BUSY:
        return StageFailed(
            "Another command is at work in this project, and only one can be.",
            "Wait until it has ended, then run the same command again. If none is (one was killed), delete .dvc/tmp/rwlock "
            "first.",
        )
    if killed_by == signal.SIGKILL:
        return StageFailed(
            f"The pipeline stopped at {stage}: the system killed it; nothing of it was published.",
            "Most often memory ran out: close other programs and run the same command again; what was finished "
            "before is kept.",
        )
    if killed_by:
        return StageFailed(
            f"The pipeline stopped at {stage}: signal {killed_by} ended it; nothing of it was published.",
            "Run the same command again; what was finished before is kept.",
        )
    return StageFailed(
        f"The pipeline stopped at {stage}; nothing of it was published.",
        "Read the message above; what was finished before is kept.",
    )


# DVC's messages about itself, which are not shown.
_NOISE = (
    "> ",
    "Verifying",
    "Updating lock",
    "Generating lock",
    "Use `dvc push`",
    "To track",
    "To enable auto staging",
    "git add",
    "dvc config",
    "Data and pipelines are up to date",
    "Having any troubles?",
)
# What the system refuses to DVC itself, such as a folder of its own that another user made.
_REFUSED = re.compile(r"ERROR: unexpected error - \[Errno (\d+)\] (.+?): '(.+?)'")
# The stage itself has printed the reason, in the line before.
_SAID = "failed to run: "
_EXIT = re.compile(r"exited with (-?\d+)$")
# Another DVC holds the project, or what a stage of it writes; told in our words.
_HELD = ("Unable to acquire lock", "is busy, it is being blocked by")
BUSY = -1  # where else stands the signal that killed a stage


def _relay(process: subprocess.Popen[str], say: Callable[[str], None], ran: list[str]) -> int:
    """Pass on what a stage says; turn DVC's own lines into one line a stage, kept in ``ran``.

    Returns the signal that killed a stage, :data:`BUSY` where another command holds the project, or 0.
    """
    killed_by = 0
    assert process.stdout is not None
    for line in process.stdout:
        text = line.rstrip()
        if _SAID in text and (found := _EXIT.search(text)):
            killed_by = _signal_of(int(found[1]))
        if text.startswith("ERROR: ") and any(words in text for words in _HELD):
            killed_by = BUSY
        elif killed_by == BUSY:
            pass  # which files and processes; what to do is said at the end
        elif text.startswith("Running stage"):
            ran.append(text.split("'")[1])
            say(f"  {ran[-1]}")
        elif text.strip() and not (
            "didn't change, skipping" in text or _SAID in text or text.strip().startswith(_NOISE)
        ):
            say(f"    {_plain(text)}")
    return killed_by


def _plain(line: str) -> str:
    """A line of DVC's, with what the system refused it told as everywhere else."""
    if found := _REFUSED.match(line):
        told = explain(OSError(int(found[1]), found[2], found[3]))
        return line if told is None else str(told).replace("\n", "\n    ")
    return line


def _signal_of(code: int) -> int:
    """The signal that ended a program, from its exit code or that of the shell around it; or 0."""
    return -code if code < 0 else code - 128 if 128 < code < 160 else 0
