"""Reading a place of a run: its rows, those of its peers, its state and the nation."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.age import with_age
from mobility_analysis.insights.peer_words import NO_PEERS
from mobility_analysis.local.folder import local_files
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_data import RunData, changed


def read_place(
    run: RunData, geoid: str, peers: tuple[str, ...] = (), peer_lens: str = ""
) -> PlaceData:
    """One place with its peers, state and nation.

    Parameters
    ----------
    peer_lens
        The lens under which the peers were found; empty where a person named them.

    Raises
    ------
    UnknownPlace
        A code or name that no place answers to.
    UsageError
        A peer is the place itself, or the place is an area of one's own, which has no peers.
    """
    here = run.find(geoid)
    states = {here.geoid[:2], *(run.find(each).geoid[:2] for each in peers)}
    own = [run.area(here.geoid).estimates] if here.level is Level.AREA else []
    read = (
        *run.files.read_by_a_place(*sorted(states)),
        *local_files(run.paths.root, here.geoid),
        *own,
    )
    return _read(run.paths, changed(read), geoid, peers, peer_lens)


@lru_cache(maxsize=2)  # a plan reads its place alone and beside its peers
def _read(
    paths: RunPaths, _: tuple[int, ...], geoid: str, peers: tuple[str, ...], peer_lens: str
) -> PlaceData:
    """Read a place; the last ones are kept, so that notebook and page use the same comparisons."""
    run = RunData(paths)
    here = run.find(geoid)
    others = tuple(dict.fromkeys(run.find(peer) for peer in peers))
    if here in others:
        raise UsageError(f"{here.label} cannot be its own peer.", "Leave it out of the peers.")
    if here.level is Level.AREA and others:
        raise UsageError(NO_PEERS, "Leave the peers out.")
    home = run.partition(here.geoid[:2])
    elsewhere: dict[str, set[str]] = {}
    for peer in others:
        elsewhere.setdefault(peer.geoid[:2], set()).add(peer.geoid)
    inside = elsewhere.pop(here.geoid[:2], set())
    beside = [run.rows_at(here), home[home["geoid"].isin(inside)]]
    beside += [run.rows_of(geoids, code) for code, geoids in elsewhere.items()]
    # A state's code is the first two digits of its counties', so codes and levels go together.
    state = home[home["level"] == Level.STATE.value]
    parts = [*beside, state, run.partition(NATION_GEOID)]
    return PlaceData(
        run=run,
        here=here,
        state=run.state_of(here),
        nation=run.ref(NATION_GEOID, Level.NATION),
        peers=others,
        peer_lens=peer_lens,
        estimates=with_age(pd.concat(parts, ignore_index=True), run.record.built_at),
        around=home[
            (home["level"] == here.level.value)
            & (home["subgroup"] == ALL)
            & home["value"].notna()
            & (home["grade"].fillna(DO_NOT_ACT) < DO_NOT_ACT)
        ],
    )


def forget_place() -> None:
    """Forget the place that was read last."""
    _read.cache_clear()
