"""One file per metric. Modules are found by walking this folder; there is no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType


@lru_cache(maxsize=1)
def metric_modules() -> dict[str, ModuleType]:
    """Built metric modules by metric id."""
    found: dict[str, ModuleType] = {}
    for info in pkgutil.walk_packages(__path__, prefix=f"{__name__}."):
        if info.ispkg or info.name.rpartition(".")[2].startswith("_"):
            continue
        module = importlib.import_module(info.name)
        found[module.METRIC.id] = module
    return found
