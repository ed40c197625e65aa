"""Measures without a source are named, with what would bring them."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.aside import Aside
from mobility_analysis.workflow.estimating.unsourced import (
    lacking_kinds,
    unsourced_measures,
    why_empty,
    why_unsourced,
)

PUBLIC_EDUCATION = metric_modules()["effective_public_education"].METRIC
PREPARATION = metric_modules()["preparation_for_college"].METRIC
NOTHING = pd.DataFrame()


def _rows(**values: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure": list(values),
            "value": [None if v is None else float(v) for v in values.values()],
        }
    )


def test_a_measure_without_rows_is_named_with_the_source_that_has_it() -> None:
    found = unsourced_measures(
        _rows(index_reading_grade_3=3.1),
        {"effective_public_education": PUBLIC_EDUCATION},
        Tables.of(reading_scores=NOTHING),
    )
    assert list(found) == ["rate_learning"]
    assert "Stanford" in found["rate_learning"] and "(seda)" in found["rate_learning"]


def test_rows_of_reasons_are_no_value_but_those_that_nobody_collects_stay_on_the_card() -> None:
    rows = _rows(share_hs_degree_18_24=0.9, share_hs_degree=None)
    found = unsourced_measures(
        rows, {"preparation_for_college": PREPARATION}, Tables.of(acs=NOTHING)
    )
    assert set(found) == {"share_hs_degree", "share_hs_degree_households"}
    assert "(census_pums) and Missouri" in found["share_hs_degree"]
    assert "a run takes it where it is asked to (--with pums)" in found["share_hs_degree"]
    with_records = Tables.of(acs=NOTHING, pums_persons=NOTHING, puma_allocation=NOTHING)
    found = unsourced_measures(rows, {"preparation_for_college": PREPARATION}, with_records)
    assert found == {"share_hs_degree_households": "No source of this run has it."}


def test_what_a_vintage_set_aside_would_have_had_is_not_said_to_be_nowhere() -> None:
    """Another vintage of the source is there, so no kind of table is lacking."""
    absent = Aside("census_acs", "5yr-2023-all-api", "fetch", "Unreachable", "a.gov is away", "")
    assert "a.gov is away" in why_empty(PREPARATION, [absent])
    assert why_empty(PREPARATION) == "The files of this run hold none of its tables."
    tables = Tables.of(acs=NOTHING, pums_persons=NOTHING, puma_allocation=NOTHING)
    metrics = {"preparation_for_college": PREPARATION}
    rows = _rows(share_hs_degree=0.9)
    found = unsourced_measures(rows, metrics, tables, [absent])
    assert "a.gov is away" in found["share_hs_degree_18_24"]


def test_of_two_sources_one_is_enough_and_files_got_by_hand_say_so() -> None:
    assert "(census_cbp) or County Health Rankings" in why_unsourced([("associations",)])
    by_hand = why_unsourced([("cost_of_living",)])
    assert by_hand.endswith(
        "(mit_living_wage). For the next run: its files are saved by hand (docs/by-hand.md)."
    )


def test_a_metric_lacks_what_it_cannot_do_without() -> None:
    assert lacking_kinds(PUBLIC_EDUCATION, Tables.of()) == [("test_scores", "reading_scores")]
    assert lacking_kinds(PUBLIC_EDUCATION, Tables.of(test_scores=NOTHING)) == []
    assert lacking_kinds(PREPARATION, Tables.of()) == [("acs",)]


def test_the_tables_a_measure_comes_from_are_of_its_metric_and_some_source_has_them() -> None:
    provided = {kind for module in source_modules().values() for kind in module.SOURCE.provides}
    for module in metric_modules().values():
        metric = module.METRIC
        assert set(metric.only_from) <= set(metric.rubrics)
        for kinds in metric.only_from.values():
            assert kinds and set(kinds) <= provided


def test_every_measure_that_may_lack_its_source_says_what_would_bring_it() -> None:
    for metric_id, module in metric_modules().items():
        for measure, kinds in module.METRIC.only_from.items():
            why = why_unsourced([(kind,) for kind in kinds])
            assert "It would come from" in why, (metric_id, measure)
            assert "params.yaml" not in why
