"""The findings of every place of a release, made by all cores from the release's own files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed

import pandas as pd

from mobility_analysis.core.processes import fresh_processes
from mobility_analysis.reporting.beside.report_tables import findings_table
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.released_files import ReleasePaths
from mobility_analysis.runs.run_data import RunData

# Places of one state that a process takes at a time: few enough that all cores end together.
TOGETHER = 40
Step = Callable[[str, int], None]


def findings_of_all(
    paths: ReleasePaths, geoids: Sequence[str], lens: str, step: Step
) -> pd.DataFrame:
    """The findings of ``geoids``, in their order, each place compared with its peers under ``lens``.

    Parameters
    ----------
    step
        Called with the state's code and the number of places each time some are done.
    """
    pieces = list(_pieces(geoids))
    found: dict[int, pd.DataFrame] = {}
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # processes beside one another must not use all cores each
    with fresh_processes(len(pieces)) as pool:
        asked: dict[Future[pd.DataFrame], int] = {
            pool.submit(_findings, paths, piece, lens): number
            for number, piece in enumerate(pieces)
        }
        for future in as_completed(asked):
            number = asked[future]
            found[number] = future.result()
            step(pieces[number][0][:2], len(pieces[number]))
    parts = [found[number] for number in sorted(found) if len(found[number])]
    return pd.concat(parts, ignore_index=True) if parts else _empty()


def _pieces(geoids: Sequence[str]) -> Iterator[list[str]]:
    """Places of one state and level, so that a process reads each state once."""
    piece: list[str] = []
    for geoid in geoids:
        if piece and (len(piece) == TOGETHER or piece[0][:2] != geoid[:2]):
            yield piece
            piece = []
        piece.append(geoid)
    if piece:
        yield piece


def _findings(paths: ReleasePaths, geoids: list[str], lens: str) -> pd.DataFrame:
    run = RunData(paths)  # what all places share is read once per process
    parts = []
    for geoid in geoids:
        here = run.find(geoid)
        peers = tuple(peer.geoid for peer in run.find_peers(here, lens))
        parts.append(findings_table(read_place(run, geoid, peers, lens if peers else "")))
    some = [part for part in parts if len(part)]
    return pd.concat(some, ignore_index=True) if some else _empty()


def _empty() -> pd.DataFrame:
    from mobility_analysis.insights.findings import to_frame

    return to_frame([]).assign(peer_chosen_by=[])
