"""The demonstration state's debt in collections, in the layout of the map's county file.

Awkward cases: a county with fewer than 50 records (``NA`` throughout), counties without ZIP codes of
one kind (``NA`` in that column).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import POSTAL, STATE, STATE_NAME, World
from mobility_analysis.framework.source import Vintage

ENDINGS = ["", "_com_col", "_white"]
FAMILIES = [
    "totcoll", "totcollpos_p50", "medcoll", "stdcollofstdtot", "autoretdelrate", "carddelrate",
    "carddelpos_p50",
]  # fmt: skip
PLACE = ["county", "id", "abbr", "state", "state_id"]
AFTER = ["poc", *(f"household_income_avg{ending}" for ending in ENDINGS)]
HEADER = [*PLACE, *(f"{family}{ending}" for family in FAMILIES for ending in ENDINGS), *AFTER]
# The bureau's sample is 4 percent of adults; nine in ten have a record.
SAMPLED = 0.04 * 0.9
FEWEST_RECORDS = 50
SUBGROUPS = {"": "All", "_com_col": "Neighborhoods of color", "_white": "White neighborhoods"}


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of counties."""
    rng = world.rng("urban_debt_in_america")
    truth = _truth(world)
    records = (world.counties["adults"] * SAMPLED).round()
    sizes = {
        "_com_col": (records * truth["part"]).round(),
        "_white": (records * (1 - truth["part"])).round(),
    }
    with_debt = {
        ending: pd.Series(rng.binomial(size.astype(int), truth[ending]), index=size.index)
        for ending, size in sizes.items()
    }
    for counts in (sizes, with_debt):
        counts[""] = counts["_com_col"] + counts["_white"]
    shares = {
        f"totcoll{ending}": (with_debt[ending] / size).where(size >= FEWEST_RECORDS).round(7)
        for ending, size in sizes.items()
    }
    for ending, subgroup in SUBGROUPS.items():
        world.record(
            "share_debt_coll",
            pd.DataFrame({"geoid": world.counties["geoid"], "value": truth[ending]}),
            subgroup,
        )
    frame = pd.DataFrame(
        {
            "county": world.counties["name"],
            "id": world.counties["geoid"],
            "abbr": POSTAL,
            "state": STATE_NAME,
            "state_id": STATE,
            **shares,
            "poc": truth["part"].round(7),
        }
    ).reindex(columns=HEADER)
    lines = [",".join(f'"{name}"' for name in HEADER)]
    lines += [
        ",".join(_cell(str(name), value) for name, value in row.items())
        for _, row in frame.iterrows()
    ]
    (folder / vintage.files[0].name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _truth(world: World) -> pd.DataFrame:
    """True shares by kind of neighborhood, and ``part``: adults in neighborhoods of color."""
    shares = world.groups.set_index("geoid")
    of_color = (1 - shares["White, Non-Hispanic"]).reindex(world.counties["geoid"]).to_numpy()
    # Where few people of color live, no ZIP code has a majority of them.
    part = np.where(of_color < 0.25, 0.0, of_color)
    white = world.share(0.17, -0.35)["value"]
    color = world.share(0.30, -0.35)["value"]
    return pd.DataFrame(
        {
            "part": part,
            "_com_col": color,
            "_white": white,
            "": part * color + (1 - part) * white,
        }
    )


def _cell(name: str, value: object) -> str:
    if name in PLACE:
        return f'"{value}"'
    return "NA" if pd.isna(value) else f"{value:.7g}"
