"""Running DVC: which stage to bring up to date, and its output in words a person reads."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from mobility_analysis.core.errors import MissingInput, MobilityError
from mobility_analysis.core.paths import tool


class StageFailed(MobilityError):
    """A stage of the pipeline stopped; its own message stands above."""


def reproduce(
    root: Path, target: str, origin: str | None = None, say: Callable[[str], None] = print
) -> list[str]:
    """Bring ``target`` (such as ``estimate@real``) and all it depends on up to date.

    Returns the names of the stages that ran: none when nothing had changed.

    Raises
    ------
    StageFailed
        With the exit code of the stage that stopped.
    """
    command = [tool("dvc"), "repro", target]
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "MOBILITY_ROOT": str(root),
        "DVC_NO_ANALYTICS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    if origin:
        environment["MOBILITY_DATA"] = origin
    try:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except FileNotFoundError as error:
        raise MissingInput(
            "DVC is not installed.",
            'Install the pipeline extra: pip install "mobility-analysis[pipeline]".',
        ) from error
    ran = _relay(process, say)
    if process.wait() != 0:
        raise StageFailed(
            f"The pipeline stopped at {ran[-1] if ran else target}; nothing of it was published.",
            "Read the message above; what was finished before is kept.",
        )
    return ran


# What DVC says about itself; a reader wants to know what the stages say.
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
)
# The stage has said why itself, in the line above.
_SAID = "failed to run: "


def _relay(process: subprocess.Popen[str], say: Callable[[str], None]) -> list[str]:
    """Pass on what a stage says; turn DVC's own lines into one line a stage."""
    ran: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        text = line.rstrip()
        if text.startswith("Running stage"):
            ran.append(text.split("'")[1])
            say(f"  {ran[-1]}")
        elif text.strip() and not (
            "didn't change, skipping" in text or _SAID in text or text.strip().startswith(_NOISE)
        ):
            say(f"    {text}")
    return ran
