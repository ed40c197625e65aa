"""A look at the installation: settings, packages, sources, outputs."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.core.settings import load_settings
from mobility_analysis.framework.chosen import run_settings
from mobility_analysis.framework.registry import registry
from mobility_analysis.metrics import metric_modules
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.workflow.known_sources import check_sources

PACKAGES = {
    "papermill": "reports",
    "great_expectations": "the gates (extra: pipeline)",
    "dvc": "the pipeline (extra: pipeline)",
    "jupyterlab": "working in notebooks (extra: lab)",
}
DISK_NEEDED = 2 << 30


def examine() -> Iterator[tuple[str, bool, str]]:
    """(what, is good, remark) for each thing looked at."""
    yield "Python", sys.version_info >= (3, 11), sys.version.split()[0]
    for package, use in PACKAGES.items():
        found = importlib.util.find_spec(package) is not None
        yield package, found, f"{'installed' if found else 'missing'}; needed for {use}"
    yield "registry", True, f"{len(metric_modules())} of {len(registry().metrics)} metrics built"
    try:
        root = project_root()
    except MobilityError as error:
        yield "checkout", False, str(error)
        return
    free = shutil.disk_usage(root).free
    yield "disk", free > DISK_NEEDED, f"{free / (1 << 30):.0f} GiB free"
    try:
        settings = load_settings(root)
    except MobilityError as error:
        yield "params.yaml", False, str(error)
        return
    for name, run in settings.runs.items():
        try:
            check_sources(root, name, run)
            chosen = len(run_settings(root, name).sources)
            told = f"{chosen} chosen by the last run" if chosen else "chosen by the first run"
            yield f"sources of {name}", True, told
        except MobilityError as error:
            yield f"sources of {name}", False, str(error)
        made = EstimatesFolder(RunPaths(root, name).estimates).record.is_file()
        yield f"estimates of {name}", True, "there" if made else "not made yet (`make report`)"
    key = "set" if os.environ.get("CENSUS_API_KEY") else "not set; only the Census API needs it"
    yield "CENSUS_API_KEY", True, key
