"""What several metrics need of HUD's CHAS tables: their groups, and cells by what they hold."""

from __future__ import annotations

import pandas as pd

# Groups of the householder and their names in the items of chas_cells.csv. All but Hispanic exclude
# Hispanic people, so that they hold everyone once.
GROUPS = {
    "American Indian or Alaska Native, Non-Hispanic": "native",
    "Asian, Non-Hispanic": "asian",
    "Black, Non-Hispanic": "black",
    "Hispanic": "hispanic",
    "Other Races and Ethnicities": "other",
    "Pacific Islander, Non-Hispanic": "pacific",
    "White, Non-Hispanic": "white",
}


def cells_of(chas: pd.DataFrame, items: str) -> list[str]:
    """Cells of the tidy ``chas`` table whose item matches the whole pattern ``items``."""
    cells = chas[["item", "cell"]].drop_duplicates()
    return list(cells.loc[cells["item"].str.fullmatch(items), "cell"])
