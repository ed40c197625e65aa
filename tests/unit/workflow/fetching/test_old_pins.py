"""Pinned editions older than the newest one known are named, kind of table by kind of table."""

from __future__ import annotations

import pytest

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.fetching.old_pins import HEADING, old_pins, print_old_pins

NEWEST = source_module("hud_chas").SOURCE.newest()


def test_an_old_pin_is_named_with_the_newest_edition() -> None:
    assert NEWEST is not None
    assert old_pins({"hud_chas": ("2016-2020-county-050",)}) == [
        f"hud_chas: 2016-2020-county-050; the newest edition known is of {NEWEST.period}."
    ]


def test_the_newest_edition_and_none_are_not_named() -> None:
    assert NEWEST is not None
    assert old_pins({"hud_chas": ("2016-2020-county-050", NEWEST.id), "seda": "none"}) == []


def test_kinds_of_table_are_looked_at_apart() -> None:
    """Counties of the newest year and tracts of an older one: the tracts are what is old."""
    pins = {"census_acs": ("5yr-2024-all-sf", "5yr-2019-tract-sf")}
    assert old_pins(pins) == [
        "census_acs: 5yr-2019-tract-sf; the newest edition known is of 2020-2024."
    ]


def test_a_vintage_that_nobody_knows_is_a_named_error() -> None:
    with pytest.raises(SettingsError, match="no vintage '1900'"):
        old_pins({"hud_chas": ("1900",)})


def test_they_are_printed_under_a_heading(capsys: pytest.CaptureFixture[str]) -> None:
    print_old_pins({})
    assert capsys.readouterr().out == ""
    print_old_pins({"hud_chas": ("2016-2020-county-050",)})
    said = capsys.readouterr().out.splitlines()
    assert said[0] == HEADING and said[1].startswith("  hud_chas: 2016-2020-county-050;")
