"""Where the forms of government of a place and its peers were looked up."""

from __future__ import annotations

from mobility_analysis.runs.place_data import PlaceData

DAY, CITATION = "government_form_as_of", "government_form_citation"


def form_citations(data: PlaceData) -> tuple[str, ...]:
    """``Alder County, DM: commission (charter, article 2; as of 2025-06-30)``, of each place known."""
    known = data.run.peer_factors.dropna(subset=["government_form"]).set_index("geoid")
    return tuple(
        f"{ref.label}: {known.at[ref.geoid, 'government_form']} "
        f"({known.at[ref.geoid, CITATION]}; as of {known.at[ref.geoid, DAY]})"
        for ref in (data.here, *data.peers)
        if ref.geoid in known.index
    )
