"""Census tracts of 2010 that kept their borders and got another number before 2020."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from mobility_analysis.core.paths import reference_table


@lru_cache(maxsize=1)
def tract_changes() -> dict[str, str]:
    """Number of 2010 to the number of later years of that decade.

    The list is ``data/reference/tract_changes.csv``: corrections in two counties of New York, one of
    Arizona and one of California, and three counties that were renamed or dissolved (Census Bureau,
    Geographic Boundary Change Notes, 2011-2015).
    """
    table = pd.read_csv(reference_table("tract_changes.csv"), dtype=str)
    return dict(zip(table["before"], table["after"], strict=True))


def renumbered(geoids: pd.Series) -> pd.Series:
    """Eleven-digit tract codes of 2010 as the surveys of 2015 to 2019 print them."""
    return geoids.replace(tract_changes())
