"""A look at the installation: settings, packages, sources, outputs."""

from __future__ import annotations

import os
from collections.abc import Iterator

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.machine import (
    Found,
    disk_found,
    packages_found,
    python_found,
)
from mobility_analysis.core.paths import RunPaths, plan_folders, project_root
from mobility_analysis.core.settings import load_settings
from mobility_analysis.framework.chosen import run_settings
from mobility_analysis.framework.registry import registry
from mobility_analysis.metrics import metric_modules
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.workflow.known_sources import check_sources


def examine() -> Iterator[Found]:
    """Each thing that was looked at."""
    yield python_found()
    yield from packages_found()
    built = f"{len(metric_modules())} of {len(registry().metrics)} metrics built"
    yield Found("registry", True, built)
    try:
        root = project_root()
    except MobilityError as error:
        yield Found("checkout", False, str(error))
        return
    yield disk_found(root)
    for path in plan_folders(root):
        is_good = PlanFolder(path).is_private_closed
        told = "closed to others" if is_good else "not there, or open to others (chmod 700)"
        yield Found(f"plans/{path.name}/private", is_good, told)
    try:
        settings = load_settings(root)
    except MobilityError as error:
        yield Found("params.yaml", False, str(error))
        return
    for name, run in settings.runs.items():
        try:
            check_sources(root, name, run)
            chosen = len(run_settings(root, name).sources)
            told = f"{chosen} chosen by the last run" if chosen else "chosen by the first run"
            yield Found(f"sources of {name}", True, told)
        except MobilityError as error:
            yield Found(f"sources of {name}", False, str(error))
        made = EstimatesFolder(RunPaths(root, name).estimates).record.is_file()
        yield Found(
            f"estimates of {name}", True, "there" if made else "not made yet (`make report`)"
        )
    key = "set" if os.environ.get("CENSUS_API_KEY") else "not set; only the Census API needs it"
    yield Found("CENSUS_API_KEY", True, key)
