"""A place's own count of its elected officials beside the residents of a run."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.framework.subgroups import Scheme, SubgroupType
from mobility_analysis.insights.representation import (
    SELF_IDENTIFIED,
    OwnCount,
    Representation,
    represent,
    represented,
)
from mobility_analysis.insights.representation_words import said_words
from mobility_analysis.insights.selection import Value
from mobility_analysis.runs.place_data import PlaceData

FILE = "officials.csv"
METRIC = "descriptive_representation"
RATIO, RESIDENTS = "ratio_desc_rep", "share_residents"
_PANEL = f"{Scheme.RESIDENTS.value}:{SubgroupType.RACE_ETHNICITY.value}"


def residents_by_group(data: PlaceData) -> list[Value]:
    """The latest share of residents of each racial or ethnic group; none where the run has no such shares."""
    return data.groups.get(RESIDENTS, {}).get(_PANEL, [])


def beside_residents(
    data: PlaceData, own: OwnCount, basis: str = SELF_IDENTIFIED
) -> tuple[Representation, ...]:
    """The groups of one count beside their residents; none where there is no such count."""
    return represented(own, residents_by_group(data), basis)


# What each column of the count's table holds, for the data dictionary.
MEANINGS: dict[str, str] = {
    "as_of": "The day of the count.",
    "scope": "own: elected officials of the place's own government; all: of every government in it.",
    "basis": (
        "self_identified: officials said it themselves; with_public_statements: some are known by what they have "
        "said in public, which is always weak."
    ),
    "body": "One elected body, such as a school board; empty for all together.",
    "group": "The group, as residents are counted.",
    "in_office": "Officials in office; a person counts once, vacant seats never.",
    "known": "Officials whose group is known.",
    "at_least": "Officials of the group; where the count is withheld, the fewest there can be.",
    "at_most": "Officials of the group; where the count is withheld, the most there can be.",
    "share": "Share of the known officials who are in the group; empty where the count is withheld.",
    "share_residents": "Share of residents who are in the group.",
    "at_parity": "Officials in office who would match the residents' share.",
    "ratio": "Share of officials over share of residents; 1 where they are the same.",
    "lower": "Lowest ratio possible, whatever unknown officials would say.",
    "upper": "Highest ratio possible, whatever unknown officials would say; empty where it has no end.",
    "interval_kind": "suppression_bounds, sampling (of residents alone) or none.",
    "grade": "1 strong, 2 use with care, 3 do not act on it; empty where there is no ratio.",
    "reasons": "Codes of the reasons for the grade.",
    "said": "What can be said whatever unknown officials would say.",
}


def own_table(data: PlaceData, own: OwnCount) -> pd.DataFrame:
    """The count beside residents: one row per basis, body and group, with the columns of :data:`MEANINGS`."""
    shares = {value.subgroup: value for value in residents_by_group(data)}
    rows = [_row(own, represent(count, shares.get(count.subgroup))) for count in own.groups]
    return pd.DataFrame(rows, columns=list(MEANINGS))


def _row(own: OwnCount, each: Representation) -> dict[str, object]:
    count = each.count
    return {
        "as_of": own.as_of.isoformat(),
        "scope": own.scope,
        "basis": count.basis,
        "body": count.body,
        "group": count.subgroup,
        "in_office": count.in_office,
        "known": count.known,
        "at_least": count.at_least,
        "at_most": count.at_most,
        "share": each.share,
        "share_residents": None if each.residents is None else each.residents.value,
        "at_parity": each.at_parity,
        "ratio": each.ratio,
        "lower": each.lower,
        "upper": each.upper,
        "interval_kind": each.interval_kind,
        "grade": each.grade,
        "reasons": "; ".join(each.reasons),
        "said": said_words(each),
    }
