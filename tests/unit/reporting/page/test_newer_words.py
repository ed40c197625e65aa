"""A card of history says where a newer number is: by source, and who keeps records close to home."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.age import with_age
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.insights.sentences import sentence
from mobility_analysis.reporting.page.newer_words import where_newer
from mobility_analysis.sources import source_module


def _value(measure: str, period: str, *sources: str) -> Value:
    row = {
        "measure": measure, "level": "county", "geoid": "99001", "year": int(period[-4:]),
        "period": period, "subgroup_type": "all", "subgroup": "All", "scheme": "residents",
        "value": 0.04, "grade": 1, "reasons": [], "sources": list(sources),
    }  # fmt: skip
    found = Selection(with_age(conform(pd.DataFrame([row])), "2026-11-29")).latest(measure, "99001")
    assert found is not None
    return found


def test_the_sources_own_newer_edition_is_named() -> None:
    value = _value("share_commute_transit", "2014-2018", "census_acs@5yr-2018-county-api-wide")
    newest = source_module("census_acs").SOURCE.newest(["acs"])
    assert newest is not None
    assert where_newer(value) == (
        "Published since, and not in this report: U.S. Census Bureau, American Community Survey, detailed "
        f"tables, {newest.period.replace('-', '–')}. Close to home, ask the transit agency and the regional "
        "planning organization."
    )


def test_another_source_of_the_same_table_is_named_where_the_own_one_has_ended() -> None:
    said = where_newer(
        _value("rate_crime_violent", "2012", "icpsr_ucr_county@2012-crimes-reported")
    )
    assert "Federal Bureau of Investigation" in said and "University Consortium" not in said
    assert said.endswith("Close to home, ask the police departments and the sheriff's office.")


def test_where_no_newer_edition_is_known_the_card_says_so() -> None:
    said = where_newer(_value("index_air_hazard", "2014", "hud_affh@2020-07-tract-hazard-index"))
    assert said.startswith("No newer edition of U.S. Department of Housing and Urban Development,")
    assert "is known. Close to home, ask the state's environmental agency." in said


def test_the_card_leads_with_the_age_then_where_a_newer_one_is_then_the_number() -> None:
    value = _value("share_commute_transit", "2013-2017", "census_acs@5yr-2017-county-aff")
    said = sentence(value, "Alder County", where_newer(value))
    parts = [
        "The newest number at hand is of 2013",
        "Published since",
        "Close to home",
        "In Alder",
    ]
    places = [said.index(part) for part in parts]
    assert places == sorted(places) and places[0] == 0


@pytest.mark.parametrize("metric", [metric.id for metric in registry().metrics])
def test_every_metric_has_somebody_to_ask_close_to_home(metric: str) -> None:
    assert ask_locally(metric).startswith("the ")
