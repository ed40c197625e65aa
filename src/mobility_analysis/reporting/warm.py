"""What making a report needs, imported and used once, so that a fork starts warm.

Importing this module is enough (a fork server preloads it); :func:`read_shared` also reads what all
reports of a run have in common.
"""

from __future__ import annotations

import importlib

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import NATION_GEOID
from mobility_analysis.framework.registry import registry
from mobility_analysis.metrics import metric_modules
from mobility_analysis.reporting import render
from mobility_analysis.reporting.data import RunData
from mobility_analysis.reporting.templating import environment
from mobility_analysis.sources import source_modules

FIRST_USED = (
    "statsmodels.stats.multitest",
    "statsmodels.stats.rates",
    "mobility_analysis.reporting.tables",  # only the notebook imports it
)


def _use_once() -> None:
    """Load what is loaded on first use: fonts, templates, modules, the notebook's shell, the exporter."""
    render.run_nothing()
    registry()
    metric_modules()
    source_modules()
    templates = environment()
    for name in templates.list_templates(["j2"]):
        templates.get_template(name)
    for module in FIRST_USED:
        importlib.import_module(module)


def read_shared(paths: RunPaths) -> None:
    """Read the run's places, outlines and the nation's rows into memory that forks share."""
    run = RunData(paths)
    run.universe.places()
    run.partition(NATION_GEOID)
    _ = run.boundaries


_use_once()
