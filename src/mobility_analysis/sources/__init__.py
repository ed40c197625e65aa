"""One module per agency product: where it lives, how it is parsed, nothing else.

Modules are found by walking this folder; there is no list to edit.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.framework.source import RemoteFile


@lru_cache(maxsize=1)
def source_modules() -> dict[str, ModuleType]:
    """Source modules by source id."""
    found: dict[str, ModuleType] = {}
    for info in pkgutil.walk_packages(__path__, prefix=f"{__name__}."):
        if info.ispkg or info.name.rpartition(".")[2].startswith("_"):
            continue
        module = importlib.import_module(info.name)
        if module.SOURCE.id in found:
            raise SettingsError(
                f"Two modules declare the source {module.SOURCE.id}: {info.name} and "
                f"{found[module.SOURCE.id].__name__}."
            )
        found[module.SOURCE.id] = module
    return dict(sorted(found.items()))


def source_module(source_id: str) -> ModuleType:
    """The module of ``source_id``, or :class:`SettingsError` listing the ones there are."""
    modules = source_modules()
    if source_id not in modules:
        raise SettingsError(
            f"No source is called {source_id!r}.", f"Known sources: {', '.join(modules)}."
        )
    return modules[source_id]


def declaring(file: RemoteFile) -> tuple[tuple[str, str], ...]:
    """(source, vintage) of every vintage that declares this very file."""
    return tuple(_declaring().get(file, ()))


@lru_cache(maxsize=1)
def _declaring() -> dict[RemoteFile, list[tuple[str, str]]]:
    found: dict[RemoteFile, list[tuple[str, str]]] = {}
    for source_id, module in source_modules().items():
        for vintage in module.SOURCE.vintages.values():
            for file in vintage.files:
                found.setdefault(file, []).append((source_id, vintage.id))
    return found
