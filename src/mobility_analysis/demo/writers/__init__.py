"""One writer per source: the demonstration state in that agency's layout.

``write(world, vintage, folder)`` writes every file of ``vintage`` with the agency's headers, codes,
sentinels, suppression and encoding, and records the truth behind it with ``world.record``. Modules
are named after their source and found by walking this folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType


@lru_cache(maxsize=1)
def writer_modules() -> dict[str, ModuleType]:
    """Writer modules by source id."""
    return {
        info.name: importlib.import_module(f"{__name__}.{info.name}")
        for info in pkgutil.iter_modules(__path__)
        if not info.name.startswith("_")
    }
