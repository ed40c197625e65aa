"""What every stage script of ``pipelines/`` does first: arguments, settings, clear errors."""

from __future__ import annotations

import argparse
import sys
from types import TracebackType

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.core.settings import RunSettings, load_settings


def stage(
    name: str, *, takes_source: bool = False
) -> tuple[RunPaths, RunSettings, argparse.Namespace]:
    """(paths, settings, arguments) of a stage script; from here on user errors print plainly."""
    sys.excepthook = _print_plainly
    parser = argparse.ArgumentParser(prog=f"pipelines/{name}.py")
    parser.add_argument("--run", required=True, choices=["demo", "real"])
    if takes_source:
        parser.add_argument("--source", help="one source of the run")
    arguments = parser.parse_args()
    root = project_root()
    settings = load_settings(root).run(arguments.run)
    return RunPaths(root, arguments.run), settings, arguments


def _print_plainly(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """User errors without a traceback, with their exit code; anything else as Python does."""
    if isinstance(error, MobilityError):
        sys.stderr.write(f"{error}\n")
        sys.stderr.flush()
        raise SystemExit(error.exit_code)
    sys.__excepthook__(kind, error, trace)
