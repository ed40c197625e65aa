"""A small made-up run of the demonstration state, with every case a report can meet."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.seal import write_seal
from mobility_analysis.estimation.distribution import distributions
from mobility_analysis.framework.estimate import FORM, conform
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.workflow.estimating.peer_factors import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
COUNTIES = {
    "99001": "Alder County",
    "99003": "Birch County",
    "99005": "Cedar County",
    "99007": "Dogwood County",
    "99009": "Elm County",
    "99011": "Fir County",
    "99017": "Ironwood County",
    "99510": "Larch city",
}
SOURCE = "census_acs@5yr-2023-all-api"
RACES = ["Asian, Non-Hispanic", "Black, Non-Hispanic", "Hispanic", "White, Non-Hispanic"]

# measure, nation's value, standard error in a county, difference of the first county in errors
SURVEYED = [
    ("share_employed", 0.79, 0.008, 6.0),
    ("share_enrolled_ages_3_4", 0.46, 0.03, -5.0),
    ("pctl_income_50", 75_000.0, 1_500.0, 5.0),
    ("pctl_income_20", 30_400.0, 900.0, 0.3),
    ("pctl_income_80", 152_000.0, 3_000.0, -4.0),
    ("ratio_affordable_available_50_ami", 0.62, 0.03, -6.0),
    ("ratio_affordable_available_80_ami", 0.95, 0.03, 1.0),
    ("share_low_birth_weight", 0.084, 0.002, -7.0),
]
WITHOUT_MARGIN = [
    ("share_debt_coll", 0.26, 1.3),
    ("ratio_population_pc_physician", 1_330.0, 0.7),
    ("index_air_quality_median", 41.0, 1.02),
    ("share_election_turnout", 0.66, 1.05),
]
PERIODS = {"share_low_birth_weight": "2022", "share_election_turnout": "2020"}


def row(measure: str, level: str, geoid: str, value: float | None, **more: object) -> dict:
    """One estimate: graded strong, with an interval of 1.96 errors where ``se`` is given."""
    period = str(more.pop("period", PERIODS.get(measure, "2019-2023")))
    label = str(more.pop("subgroup", "All"))
    se = more.pop("se", None)
    low, high = registry().measures[measure].unit.range
    out: dict = {
        "measure": measure,
        "level": level,
        "geoid": geoid,
        "geo_vintage": 2023,
        "year": int(period[-4:]),
        "period": period,
        "subgroup": label,
        "subgroup_type": BY_LABEL[label].type.value,
        "scheme": BY_LABEL[label].scheme.value,
        "value": value,
        "interval_kind": "none",
        "ci_method": "none_error_not_published",
        "grade": 1 if value is not None else None,
        "reasons": ["precise"] if value is not None else [],
        "route": "acs_table",
        "sources": [SOURCE],
    }
    if value is not None and se is not None:
        width = 1.96 * float(se)
        out |= {
            "se": se,
            "lower": max(low, value - width),
            "upper": min(high, value + width),
            "interval_kind": "sampling",
            "ci_method": "acs_proportion_wilson_effective_n",
        }
    return out | more


def _places(measure: str) -> list[tuple[str, str, float]]:
    """Level, code, and how many county errors the place lies from the nation."""
    rng = np.random.default_rng([7, len(measure), ord(measure[-1])])
    offsets = rng.normal(0, 4, len(COUNTIES))
    counties = [("county", code, float(x)) for code, x in zip(COUNTIES, offsets, strict=True)]
    return [("nation", "00", 0.0), ("state", "99", 0.8), *counties]


def _surveyed() -> list[dict]:
    rows = []
    for measure, base, error, first in SURVEYED:
        for level, geoid, offset in _places(measure):
            steps = first if geoid == "99001" else offset
            se = error if level == "county" else error / 12
            if geoid == "99017":
                se = base * 0.45
                weak = {"grade": 3, "reasons": ["too_imprecise"]}
                rows.append(row(measure, level, geoid, base * 0.8, se=se, **weak))
                continue
            care = {"grade": 2, "reasons": ["wide_interval"]} if geoid == "99005" else {}
            rows.append(row(measure, level, geoid, base + steps * error, se=se, **care))
    return rows


def _without_margin() -> list[dict]:
    rows = []
    for measure, base, factor in WITHOUT_MARGIN:
        for level, geoid, offset in _places(measure):
            size = factor if geoid == "99001" else 1 + offset / 30
            care = {"grade": 2, "reasons": ["no_margin_published"]}
            if geoid == "99017":
                absent = {"missing_reason": "no_source_row", "sources": []}
                rows.append(row(measure, level, geoid, None, **absent))
                continue
            rows.append(row(measure, level, geoid, base * size, **care))
    return rows


def _awkward() -> list[dict]:
    """Each reason for absence, a zero, a borrowed value, bounds, groups, schemes, a trend."""
    rows = [
        row(
            "ratio_affordable_available_30_ami",
            "county",
            "99001",
            None,
            missing_reason="not_collected",
        )
    ]
    rows += [
        row(
            "share_homeless", "county", code, 0.031 + step, lower=0.030 + step, upper=0.0325 + step,
            interval_kind="suppression_bounds", ci_method="suppression_bounds", grade=2,
            reasons=["suppressed_parts", "address_based"], period="2021-2022",
        )
        for code, step in (("99001", 0.0), ("99003", 0.01), ("99005", 0.001))
    ]  # fmt: skip
    rows.append(
        row(
            "share_homeless",
            "county",
            "99017",
            None,
            missing_reason="suppressed_by_source",
            period="2021-2022",
        )
    )
    rows.append(
        row(
            "share_homeless",
            "state",
            "99",
            0.026,
            period="2021-2022",
            grade=1,
            reasons=["complete_count"],
        )
    )
    rows.append(
        row(
            "count_homeless",
            "county",
            "99001",
            1_894.0,
            period="2021-2022",
            reasons=["complete_count"],
        )
    )
    rows.append(
        row(
            "ratio_economic_connectedness",
            "county",
            "99001",
            0.81,
            se=0.02,
            period="2022",
            borrowed_from="99-pool",
            grade=3,
            reasons=["pooled_area"],
        )
    )
    rows.append(
        row(
            "ratio_economic_connectedness",
            "county",
            "99017",
            None,
            missing_reason="too_few_records",
            period="2022",
        )
    )
    rows.append(row("ratio_economic_connectedness", "nation", "00", 0.95, se=0.001, period="2022"))
    for group, value, grade in zip(RACES, (0.84, 0.70, 0.75, 0.85), (2, 1, 1, 1), strict=True):
        reasons = ["wide_interval"] if grade == 2 else ["precise"]
        rows.append(
            row(
                "share_employed",
                "county",
                "99001",
                value,
                se=0.02 * grade,
                subgroup=group,
                grade=grade,
                reasons=reasons,
            )
        )
    rows.append(
        row(
            "share_employed",
            "county",
            "99001",
            None,
            subgroup="American Indian or Alaska Native, Non-Hispanic",
            missing_reason="suppressed_by_source",
        )
    )
    rows.append(
        row(
            "share_employed",
            "county",
            "99001",
            0.9,
            se=0.2,
            subgroup="Pacific Islander, Non-Hispanic",
            grade=3,
            reasons=["too_imprecise"],
        )
    )
    for group, value in (("Female", 0.80), ("Male", 0.86)):
        rows.append(row("share_employed", "county", "99001", value, se=0.011, subgroup=group))
    rows += [
        row(
            "share_debt_coll",
            "county",
            "99001",
            value,
            subgroup=group,
            grade=2,
            reasons=["no_margin_published"],
        )
        for group, value in (("Neighborhoods of color", 0.41), ("White neighborhoods", 0.22))
    ]
    for group, value in (
        ("Asian", 98_000.0),
        ("Black", 51_000.0),
        ("Hispanic (any race)", 60_000.0),
        ("White (not Hispanic)", 84_000.0),
    ):
        rows.append(row("pctl_income_50", "county", "99001", value, se=4_000.0, subgroup=group))
    rows.append(row("share_employed", "county", "99001", 0.80, se=0.009, period="2014-2018"))
    rows.append(
        row(
            "share_election_turnout",
            "county",
            "99001",
            0.61,
            period="2016",
            grade=2,
            reasons=["adults_not_citizens"],
        )
    )
    rows.append(
        row(
            "share_election_turnout",
            "county",
            "99001",
            None,
            period="2024",
            missing_reason="no_source_row",
        )
    )
    return rows


def estimates() -> pd.DataFrame:
    return conform(pd.DataFrame(_surveyed() + _without_margin() + _awkward()))


def write_run(root: Path) -> RunPaths:
    """A checkout with a demonstration run and nothing else."""
    shutil.copytree(_written().name, root, dirs_exist_ok=True)
    return RunPaths(root, "demo")


@cache
def _written() -> TemporaryDirectory[str]:
    """What every such checkout is a copy of: made once in a process, and deleted with it."""
    made = TemporaryDirectory()
    root = Path(made.name)
    paths = RunPaths(root, "demo")
    folder = paths.estimates
    (folder / "by_state").mkdir(parents=True)
    frame = estimates()
    frame.to_parquet(folder / "estimates.parquet")
    distributions(frame).to_parquet(folder / "distribution.parquet")
    is_nation = frame["geoid"] == "00"
    frame[is_nation].to_parquet(folder / "by_state" / "00.parquet")
    frame[~is_nation].to_parquet(folder / "by_state" / "99.parquet")
    _write_places(folder / "places.parquet")
    _write_boundaries(folder / "boundaries.parquet")
    _write_peer_factors(folder / "peer_factors.parquet")
    (folder / "run.json").write_text(json.dumps(_record(frame)), encoding="utf-8")
    reseal(paths)
    shutil.copy(ROOT / "params.yaml", root / "params.yaml")
    shutil.copytree(ROOT / "data" / "reference", root / "data" / "reference")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    (root / "expectations").mkdir()
    shutil.copy(ROOT / "expectations" / "local.yaml", root / "expectations" / "local.yaml")
    return made


def reseal(paths: RunPaths) -> None:
    """As the estimate stage does: what is there now is what passed the gate."""
    write_seal(paths.estimates, FORM)


def _write_places(path: Path) -> None:
    rows = [
        ("nation", "00", "Demonstration nation", ""),
        ("state", "99", "Demonstration State", ""),
    ]
    rows += [("county", code, name, "DM") for code, name in COUNTIES.items()]
    places = pd.DataFrame(rows, columns=["level", "geoid", "name", "postal"])
    places.assign(same_county=pd.Series(dtype="str")).to_parquet(path)


def _write_boundaries(path: Path) -> None:
    import geopandas as gpd
    from shapely.geometry import box

    cells = [box(x, 39 - y * 0.8, x + 1, 39.8 - y * 0.8) for y in range(2) for x in range(-90, -86)]
    frame = {"level": "county", "geoid": list(COUNTIES), "geo_vintage": 2023}
    gpd.GeoDataFrame(frame, geometry=cells, crs=4269).to_parquet(path)


def _write_peer_factors(path: Path) -> None:
    """Each county is as far from the one before, in all that is known, so that the nearest are easy to see."""
    steps = np.arange(len(COUNTIES))
    odds = 0.1 * 1.2**steps
    frame = pd.DataFrame(
        {
            "level": "county",
            "geoid": list(COUNTIES),
            "label": [f"{name}, DM" for name in COUNTIES.values()],
            "population": 10_000.0 * 2.0**steps,
            "density_per_sq_mile": 20.0 * 1.5**steps,
            "median_income_usd": 40_000.0 * 1.1**steps,
            "poverty_rate": odds / (1 + odds),
            "longitude": -80.0 - steps,
            "latitude": 0.0,
            "urbanicity": [*["rural"] * 7, "smaller urban"],
        }
    )
    frame.reindex(columns=COLUMNS).to_parquet(path)


def _record(frame: pd.DataFrame) -> dict:
    built = dict.fromkeys(registry().metric_of[measure].id for measure in frame["measure"])
    return {
        "run": "demo",
        "title": "Demonstration",
        "is_demonstration": True,
        "built_at": "2026-01-15",
        "settings": {},
        "metrics_built": list(built),
        "measures_absent": {},
        "remarks": [],
        "set_aside": [],
        "metrics_absent": {m.id: "Not built yet." for m in registry().metrics if m.id not in built},
        "snapshots": [
            {
                "source_id": "census_acs",
                "agency": "Census Bureau",
                "title": "American Community Survey",
                "vintage": "5yr-2023-all-api",
                "period": "2019-2023",
                "name": "B23001.json",
                "url": None,
                "sha256": "ab" * 32,
                "bytes": 123456,
                "retrieved": "2026-01-10",
                "licence": "Public domain (work of the United States government)",
                "citation": "Census Bureau",
                "landing_page": "https://www.census.gov/programs-surveys/acs",
            }
        ],
    }


def report_head(geoid: str, name: str, grades: str = "9 8 7 6") -> str:
    """The first lines of a report, as the report's template writes them."""
    tags = {"place": geoid, "name": name, "built": "2026-01-15", "grades": grades}
    return "<!doctype html>\n" + "".join(
        f'<meta name="mobility-{key}" content="{value}">\n' for key, value in tags.items()
    )
