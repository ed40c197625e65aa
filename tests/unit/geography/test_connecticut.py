"""Connecticut's tracts keep their number when the county before it becomes a planning region."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.geography.connecticut import as_in_regions


def test_a_tract_is_found_by_the_number_that_only_it_has() -> None:
    old = pd.Series(["09009350400", "09001990000", "09003400100"])
    new = ["09140350400", "09120990000", "09190990000", "39153400100"]
    # Water along the shore has one number in every region; another state's numbers say nothing.
    assert as_in_regions(old, new).fillna("").tolist() == ["09140350400", "", ""]
