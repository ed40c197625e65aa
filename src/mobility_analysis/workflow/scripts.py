"""What every stage script of ``pipelines/`` does first: arguments, settings, clear errors."""

from __future__ import annotations

import sys

from mobility_analysis.core.plainly import mind_signals, say_and_leave

# Only stage scripts import this module. Set before the slow imports, so that their errors are told plainly, too.
sys.excepthook = say_and_leave

import argparse  # noqa: E402

from mobility_analysis.core.paths import RunPaths, project_root  # noqa: E402
from mobility_analysis.core.settings import RunSettings  # noqa: E402
from mobility_analysis.framework.chosen import run_settings  # noqa: E402
from mobility_analysis.sources import source_module  # noqa: E402
from mobility_analysis.workflow.known_sources import check_sources  # noqa: E402
from mobility_analysis.workflow.recovery import mend_run  # noqa: E402


def stage(
    name: str, *, takes_source: bool = False
) -> tuple[RunPaths, RunSettings, argparse.Namespace]:
    """(paths, settings with the vintages last chosen, arguments) of a stage script.

    Raises
    ------
    SettingsError
        Before anything is done, if ``params.yaml`` is in trouble or no source has the name asked for.
    """
    mind_signals()
    parser = argparse.ArgumentParser(prog=f"pipelines/{name}.py")
    parser.add_argument("--run", required=True, choices=["demo", "real"])
    if takes_source:
        parser.add_argument("--source", help="one source of the run")
    arguments = parser.parse_args()
    root = project_root()
    settings = run_settings(root, arguments.run)
    check_sources(root, arguments.run, settings)
    if takes_source and arguments.source:
        source_module(arguments.source)
    paths = RunPaths(root, arguments.run)
    for line in mend_run(paths):
        print(line, flush=True)
    return paths, settings, arguments
