"""Whether the sources, vintages and lens that a run pins exist, checked before anything is fetched.

``core.settings`` checks what ``params.yaml`` may hold without knowing the sources; here they are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mobility_analysis.core.errors import SettingsError, UsageError
from mobility_analysis.core.near_names import nearest
from mobility_analysis.core.settings import NONE, RunSettings
from mobility_analysis.insights.peer_lenses import find_lens, lenses
from mobility_analysis.press.translation import languages
from mobility_analysis.sources import source_modules


def check_sources(root: Path, run: str, settings: RunSettings) -> None:
    """Raise :class:`SettingsError` with every unknown source, vintage and lens of a run."""
    troubles = list(_troubles(settings))
    if not troubles:
        return
    listed = (
        f" {troubles[0]}" if len(troubles) == 1 else "".join(f"\n  - {each}" for each in troubles)
    )
    raise SettingsError(
        f"{root / 'params.yaml'}, run {run}:{listed}",
        "Mend these in params.yaml; a new release is declared in the source's module first.",
    )


def check_names(asked: Sequence[str]) -> None:
    """Raise :class:`UsageError` with every name of ``asked`` that is no source at all."""
    known = source_modules()
    unknown = [name for name in asked if name not in known]
    if unknown:
        named = "; ".join(f"{name!r}{near(name, known)}" for name in unknown)
        raise UsageError(f"No source is called {named}.", f"There are: {', '.join(known)}.")


def check_asked(run: str, settings: RunSettings, asked: Sequence[str]) -> None:
    """Raise :class:`UsageError` with every name of ``asked`` that is no source of the run."""
    unknown = [name for name in asked if name not in settings.sources]
    if unknown:
        named = "; ".join(f"{name!r}{near(name, settings.sources)}" for name in unknown)
        raise UsageError(
            f"The run {run} has no source {named}.", f"Its sources: {', '.join(settings.sources)}."
        )


def near(name: str, known: Iterable[str]) -> str:
    """`` (did you mean X?)``, or nothing where no known name is like ``name``."""
    found = nearest(name, known)
    return f" (did you mean {found[0]}?)" if found else ""


def _troubles(settings: RunSettings) -> Iterator[str]:
    modules = source_modules()
    for source_id, pin in settings.pins.items():
        if source_id not in modules:
            yield f"no source is called {source_id!r}{near(source_id, modules)}"
            continue
        known = modules[source_id].SOURCE.vintages
        for vintage in () if pin == NONE else pin:
            if vintage not in known:
                yield f"{source_id} has no vintage {vintage!r}{near(vintage, known)}"
    try:
        find_lens(settings.peer_lens)
    except UsageError:
        yield f"there is no peer_lens {settings.peer_lens!r}{near(settings.peer_lens, lenses())}"
    for language in settings.languages:
        if language not in languages():
            there = ", ".join(languages())
            yield f"there is no language {language!r} beside English (there is: {there})"
