"""Running DVC: which stage to bring up to date, and its output in words a person reads."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
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
    command = [tool("dvc"), "repro", *targets]
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "MOBILITY_ROOT": str(root),
        "DVC_NO_ANALYTICS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    # Images of containers often forbid bytecode; each of forty stages would then compile all libraries anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        process = subprocess.Popen(
            command,
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
    ran: list[str] = []
    try:
        killed_by = _relay(process, say, ran)
        code = process.wait()
    except KeyboardInterrupt as stop:
        _stop(process)
        raise stopped(stop, f"at {ran[-1] if ran else targets[0]}") from None
    if code != 0:
        raise _failure(ran[-1] if ran else targets[0], killed_by)
    return ran


def _stop(process: subprocess.Popen[str]) -> None:
    """Stop DVC and its stage as Ctrl-C does, and wait for them; after a second one, at once.

    Their output about the interruption is not shown.
    """
    for number, seconds in ((signal.SIGINT, PATIENCE), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.communicate(timeout=seconds)
            return


def _failure(stage: str, killed_by: int) -> StageFailed:
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


def _relay(process: subprocess.Popen[str], say: Callable[[str], None], ran: list[str]) -> int:
    """Pass on what a stage says; turn DVC's own lines into one line a stage, kept in ``ran``.

    Returns the signal that killed a stage, or 0.
    """
    killed_by = 0
    assert process.stdout is not None
    for line in process.stdout:
        text = line.rstrip()
        if _SAID in text and (found := _EXIT.search(text)):
            killed_by = _signal_of(int(found[1]))
        if text.startswith("Running stage"):
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
