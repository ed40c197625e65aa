"""No false alarm: every real file of a kind that is compared passes the gate on tidy tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.paths import project_root, reference_table
from mobility_analysis.quality.gates import check_tidy
from mobility_analysis.quality.tidy_numbers import TidyFiles
from mobility_analysis.quality.tidy_suite import TidySuite, load_tidy_suite
from mobility_analysis.sources import source_module, source_modules

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]
# Found in the mirror are 74 files, which make 322 comparisons.
FEWEST_FILES, FEWEST_COMPARISONS = 70, 300


@pytest.fixture(scope="module")
def suite() -> TidySuite:
    return load_tidy_suite(project_root() / "expectations" / "tidy.yaml")


@pytest.fixture(scope="module")
def files(mirror: Path, load: Load, suite: TidySuite) -> TidyFiles:
    """Every tidy table of a kind that is compared."""
    kinds = {each.kind for each in suite.comparisons}
    kinds |= {each.over.kind for each in suite.comparisons if each.over}
    frames = {}
    partial = set()
    for source_id in source_modules():
        source = source_module(source_id).SOURCE
        if not kinds & set(source.provides):
            continue
        for vintage in source.vintages.values():
            if not (mirror / source_id / vintage.id).is_dir():
                continue
            try:
                found = load(source_id, vintage.id)
            except MobilityError:  # not all of its files are there
                continue
            name = f"{source_id}@{vintage.id}"
            frames |= {(name, kind): frame for kind, frame in found.items() if kind in kinds}
            if vintage.covers:
                partial.add(name)
    totals = pd.read_csv(reference_table("national_totals.csv"))
    return TidyFiles(frames, totals, frozenset(partial))


def test_no_real_file_breaks_a_comparison(files: TidyFiles, suite: TidySuite) -> None:
    names = sorted({name for name, _ in files.frames})
    results = check_tidy(suite, files, names)
    broken = [
        f"{result.subject} {result.vintage}: {outcome.must} {outcome.observed}"
        for result in results
        for outcome in result.failed
    ]
    assert not broken, "\n".join(broken)
    compared = sum(len(result.outcomes) for result in results)
    assert len(names) >= FEWEST_FILES and compared >= FEWEST_COMPARISONS, (len(names), compared)


def _rolled(frame: pd.DataFrame) -> pd.DataFrame:
    of_all = frame["subgroup"] == "All"
    numbers = frame.loc[of_all, "share"]
    return frame.assign(share=frame["share"].mask(of_all, numbers.shift(1)))


def _light_births_rolled(frame: pd.DataFrame) -> pd.DataFrame:
    of_all = (frame["subgroup"] == "All") & frame["births"].notna() & (frame["level"] == "county")
    share = (frame["low_weight"] / frame["births"])[of_all].shift(1)
    return frame.assign(low_weight=frame["low_weight"].mask(of_all, share * frame["births"]))


def _one(geoid: str, column: str, factor: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def plant(frame: pd.DataFrame) -> pd.DataFrame:
        is_it = frame["geoid"] == geoid
        return frame.assign(
            **{column: frame[column].astype(float).mask(is_it, frame[column] * factor)}
        )

    return plant


# On national files: what another file says in its stead, or what is done to it.
DEBT, PAY = "urban_debt_in_america@2023-panel-map-2024-07", "bls_qcew@2022-urban-extract"
PLANTED = [
    (DEBT, "debt", "urban_debt_in_america@2022-panel-map-2023-09"),
    (PAY, "pay", "bls_qcew@2021-urban-extract"),
    (DEBT, "debt", _rolled),
    ("chr@2025-measure-files", "births", _light_births_rolled),
    (
        "epa_aqi@2024-annual-county",
        "air_quality",
        lambda frame: frame[frame["state_name"] != "Ohio"],
    ),
    (PAY, "pay", lambda frame: frame[frame["geoid"].str[:2] != "39"]),
    ("county_presidential@2020-media-compiled", "votes", _one("39153", "votes", 0.1)),
    ("census_pep@v2023-county-agesex", "population", _one("39153", "population", 2.0)),
    ("census_pep@v2023-county-agesex", "population", _one("39153", "adults", 1.3)),
    (
        "opportunity_insights_social_capital@2022-release",
        "social_capital",
        lambda frame: frame.assign(connectedness=frame["connectedness"] / 2),
    ),
    (
        "nces_ccd@2021-urban-portal-extract",
        "districts",
        lambda frame: frame.assign(enrollment=frame["enrollment"] * 1.2),
    ),
]


@pytest.mark.parametrize(("name", "kind", "fault"), PLANTED)
def test_a_fault_in_a_national_file_is_told(
    files: TidyFiles, suite: TidySuite, name: str, kind: str, fault: object
) -> None:
    own = files.frames[name, kind]
    if isinstance(fault, str):
        other = files.frames[fault, kind]
        planted = other.assign(year=own["year"].iloc[0], period=own["period"].iloc[0])
    else:
        planted = fault(own)
    changed = TidyFiles({**files.frames, (name, kind): planted}, files.totals, files.partial)
    assert check_tidy(suite, files, [name])[0].success
    assert not check_tidy(suite, changed, [name])[0].success
