"""The tables beside a report: every number in it, every comparison, every neighborhood, its peers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.core.io import write_csv, write_text
from mobility_analysis.core.spreadsheet import for_people
from mobility_analysis.insights.findings import Kind, to_frame
from mobility_analysis.insights.numbers import open_end
from mobility_analysis.insights.peer_lenses import find_lens
from mobility_analysis.insights.peers import Peer, fact_years, set_aside
from mobility_analysis.reporting.beside.local_tables import LOCAL_FILE, local_table
from mobility_analysis.reporting.beside.workbook import NAME, write_workbook
from mobility_analysis.reporting.page.form_citations import form_citations
from mobility_analysis.runs.own_officials import FILE as OFFICIALS_FILE
from mobility_analysis.runs.own_officials import own_table
from mobility_analysis.runs.place_data import PlaceData


def write_tables(data: PlaceData, folder: Path) -> None:
    """Write the tables of a report's folder.

    These are ``estimates.csv``, ``findings.csv``, ``workbook.xlsx``, ``peers.json`` and, where
    there are any, ``small_areas.csv``, ``local.csv`` and ``officials.csv``.
    """
    write_csv(for_people(estimates_table(data)), folder / "estimates.csv")
    write_csv(for_people(findings_table(data)), folder / "findings.csv")
    write_text(folder / "peers.json", json.dumps(peer_record(data), indent=1) + "\n")
    write_workbook(data, folder / NAME)
    areas = data.run.small_areas(data.territory)
    if len(areas):
        table = _with_text(_with_ends(areas.drop(columns="geometry")), "tracts")
        write_csv(for_people(table), folder / "small_areas.csv")
    if data.local.measures:
        write_csv(for_people(local_table(data.local)), folder / LOCAL_FILE)
    if data.local.officials is not None:
        write_csv(for_people(own_table(data, data.local.officials)), folder / OFFICIALS_FILE)


def estimates_table(data: PlaceData) -> pd.DataFrame:
    """Rows of the place, its peers, its state and the nation, lists as text, names added."""
    frame = data.estimates.copy()
    names = {ref.geoid: ref.label for ref in (data.here, *data.peers, data.state, data.nation)}
    frame.insert(0, "name", frame["geoid"].map(names))
    return _with_text(_with_ends(frame))


def findings_table(data: PlaceData) -> pd.DataFrame:
    """One row per comparison; ``peer_chosen_by`` says who chose the peer compared with."""
    frame = to_frame(data.findings)
    chosen_by = f"lens: {data.peer_lens}" if data.peer_lens else "person"
    is_peer = frame["kind"] == Kind.VERSUS_PEER.value
    return frame.assign(peer_chosen_by=is_peer.map({True: chosen_by, False: ""}))


def peer_record(data: PlaceData) -> dict[str, Any]:
    """Who chose the peers and how, and what each has in common with the place and what not.

    Distances are in units of the distance typical of two places of the nation; a missing one is null.
    ``set_aside`` are factors of the lens that did not count, because too few places' are known; ``years`` says of
    which years the facts are.
    """
    lens = find_lens(data.peer_lens) if data.peer_lens else None
    factors = data.run.peer_factors
    chosen_by = "lens" if lens else "person" if data.peers else "nobody"
    return {
        "place": data.here.geoid,
        "label": data.here.label,
        "chosen_by": chosen_by,
        "lens": lens.id if lens else None,
        "weights": lens.weights if lens else None,
        "set_aside": set_aside(factors, data.here.level.value) if lens else (),
        "years": fact_years(factors, data.here.geoid),
        "government_forms": form_citations(data),
        "peers": [_peer(peer) for peer in data.peer_account],
    }


def _peer(peer: Peer) -> dict[str, Any]:
    return {
        "geoid": peer.geoid,
        "label": peer.label,
        "distance": None if math.isnan(peer.distance) else round(peer.distance, 4),
        "because": peer.because,
        "differs": peer.differs,
        "not_compared": peer.unknown,
        "distance_by_factor": {gap.factor.id: round(gap.distance, 4) for gap in peer.gaps},
    }


def _with_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with a column after each value for its open end: "or more", "or less" or nothing."""
    out = frame.copy()
    ends = [open_end(reasons) or "" for reasons in frame["reasons"]]
    out.insert(frame.columns.get_loc("value") + 1, "open_end", list(map(str, ends)))
    return out


def _with_text(frame: pd.DataFrame, *more: str) -> pd.DataFrame:
    """``frame`` with its lists as text."""
    lists = {column: frame[column].map("; ".join) for column in ("reasons", "sources", *more)}
    return frame.assign(**lists)
