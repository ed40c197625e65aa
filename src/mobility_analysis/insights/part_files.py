"""In words, which part of the nation a file covers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import states
from mobility_analysis.sources import source_module

MOST_NAMED = 3


def outside_sentence(sources: Sequence[str]) -> str:
    """Words such as "The file at hand covers Massachusetts only".

    Parameters
    ----------
    sources
        ``source@vintage`` of everything behind a row; the first is the file that lacks the place.
    """
    covers = _covered(sources[0]) if sources else ()
    if not covers:
        return Missing.OUTSIDE_THE_FILE.sentence
    return f"The file at hand covers {_part(covers)} only."


def _covered(source: str) -> tuple[str, ...]:
    source_id, _, vintage_id = source.partition("@")
    try:
        return source_module(source_id).SOURCE.vintage(vintage_id).covers
    except SettingsError:  # a run made before the release was renamed
        return ()


@lru_cache(maxsize=64)
def _part(covers: tuple[str, ...]) -> str:
    names = states().set_index("fips")["name"]
    of_states = list(dict.fromkeys(names[code[: Level.STATE.width]] for code in covers))
    few = len(of_states) <= MOST_NAMED
    where = _listed(of_states) if few else f"{len(of_states)} states"
    if all(len(code) == Level.STATE.width for code in covers):
        return where
    return f"{'one county' if len(covers) == 1 else f'{len(covers)} counties'} of {where}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
