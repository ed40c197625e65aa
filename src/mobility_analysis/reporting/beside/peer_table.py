"""Peers in the terminal and as a table to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mobility_analysis.core.io import write_csv
from mobility_analysis.core.spreadsheet import for_people
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.peer_lenses import find_lens
from mobility_analysis.insights.peer_words import chosen_from, distance_words, places_called
from mobility_analysis.insights.peers import Peer, not_compared, peers_frame


def print_peers(
    place: PlaceRef,
    lens: str,
    weights: Mapping[str, float],
    peers: Sequence[Peer],
    *,
    years: str = "",
    why_none: str = "",
) -> None:
    """A table of ``peers``: how far each is, what is alike, what differs; without any ``why_none``.

    ``years`` are those of the facts (:func:`insights.peers.fact_years`).
    """
    console = Console(highlight=False)
    about = find_lens(lens)
    console.print(
        Text(f"{place.label} ({place.geoid}): places like it, {_how(lens, weights)}. {about.about}")
    )
    if not peers:
        console.print(Text(f"No peers. {why_none}".rstrip()))
        return
    table = Table("Peer", "How far", "What is alike", "What differs", show_lines=True)
    for peer in peers:
        cells = [
            f"{peer.label} ({peer.geoid})",
            peer.distance_text,
            "\n".join(peer.because) or "Nothing compared",
            "\n".join(peer.differs) or "Nothing stands out",
        ]
        table.add_row(*map(Text, cells))
    console.print(table)
    kind = places_called(place.level.value)
    console.print(Text(f"{distance_words(kind)} {chosen_from(kind, peers[0].among)}"))
    if years:
        console.print(Text(f"Years of these facts: {years}."))
    if unknown := not_compared(peers):
        console.print(Text(f"Not compared, because not known of both: {'; '.join(unknown)}."))
    codes = " ".join(f"-p {peer.geoid}" for peer in peers)
    console.print(Text(f"To fix this choice: mobility report -c {place.geoid} {codes}"))


def write_peers(
    found: Sequence[tuple[PlaceRef, Sequence[Peer]]],
    lens: str,
    weights: Mapping[str, float],
    path: Path,
) -> None:
    """One row per place and peer."""
    frames = [
        peers_frame(peers, find_lens(lens).id).assign(
            place=ref.geoid, weights="; ".join(f"{k}={v:g}" for k, v in weights.items())
        )
        for ref, peers in found
    ]
    table = pd.concat(frames, ignore_index=True)
    write_csv(for_people(table[["place", *table.columns.drop("place")]]), path)


def _how(lens: str, weights: Mapping[str, float]) -> str:
    own = ", ".join(f"{name} {weight:g}" for name, weight in weights.items())
    return f"lens: {find_lens(lens).label}" + (f", weights: {own}" if own else "")
