"""A city's page names the county whose report has more."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mobility_analysis.framework.places import Level
from mobility_analysis.reporting.page.page_one import county_line

MORE = "That county's report has what agencies publish for counties only."


def _city(share: float, *, level: Level = Level.PLACE, is_county: bool = False) -> Any:
    run = SimpleNamespace(
        main_county_of={"9910000": ("99001", share)},
        county_of={"9910000": "99001"} if is_county else {},
        find=lambda code: SimpleNamespace(in_words={"99001": "Alder County, DM"}[code]),
    )
    return SimpleNamespace(here=SimpleNamespace(geoid="9910000", level=level), run=run)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, f"Its residents live in Alder County, DM. {MORE}"),
        (0.998, f"Nearly all of its residents live in Alder County, DM. {MORE}"),
        (0.81, f"Most of its residents (81 percent) live in Alder County, DM. {MORE}"),
        (
            0.44,
            "Of its residents more (44 percent) live in Alder County, DM than in any other county. "
            + MORE,
        ),
    ],
)
def test_the_words_say_how_many_live_there(share: float, words: str) -> None:
    assert county_line(_city(share)) == words


def test_a_county_and_a_city_that_is_one_have_none() -> None:
    assert county_line(_city(1.0, level=Level.COUNTY)) == ""
    assert county_line(_city(1.0, is_county=True)) == ""
