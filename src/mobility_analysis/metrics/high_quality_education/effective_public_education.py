"""Learning in grades 3 to 8: how many grade levels a cohort gains in a year.

The slope of a cohort's mean reading scores on grade, in grade levels: 1 is a typical year of learning.
Universe: pupils of public schools who took their state's test. Traps: pupils move, so a cohort is not
the same children; growth can be high because the start is low, so third graders' level stands beside it;
two or three grades make a poor line.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import published_value, stack
from mobility_analysis.estimation.cohorts import learning_rates
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import AreaKind, Caveat, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

RATE, LEVEL_OF_THIRD_GRADERS = "rate_learning", "index_reading_grade_3"
METRIC = Metric(
    id="effective_public_education",
    inputs=(),
    any_of=("test_scores", "reading_scores"),
    optional_inputs=("district_scores", "districts"),
    only_from={RATE: ("test_scores",), LEVEL_OF_THIRD_GRADERS: ("reading_scores",)},
    rubrics={RATE: "learning_rate", LEVEL_OF_THIRD_GRADERS: "no_margin"},
    numerator="Gain of a cohort's mean reading score from grade 3 to grade 8, in grade levels",
    denominator="Grades between",
    universe="Pupils of public schools in grades 3 to 8 who took their state's reading test",
    interval=(
        "The archive's standard errors of the means, carried through the slope and widened where the "
        "scores do not lie on a line. Third graders' level is printed without an error."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY, SubgroupType.GENDER, SubgroupType.INCOME),
    cites=(
        "Reardon et al., Stanford Education Data Archive (Version 5.0): "
        "https://purl.stanford.edu/cs829jn7849",
        "Birge (1932), The Calculation of Errors by the Method of Least Squares, Physical Review "
        "40:207, for widening by the misfit",
    ),
    caveats=(
        Caveat(
            "Pupils move in and out: a cohort is the same grade one year on, not the same children.",
            (RATE,),
        ),
        Caveat("It is growth, not level: read it beside third graders' scores.", (RATE,)),
        Caveat("A state's rate is that of the counties with a score in each grade.", (RATE,)),
        Caveat(
            "It is the level in one grade, not what schools add: much of it is learned before school begins.",
            (LEVEL_OF_THIRD_GRADERS,),
        ),
    ),
)
SMALL_AREAS = (
    SmallAreaMeasure(
        id=RATE,
        label="Grade levels learned per year, by school district",
        one_unit="grade levels per year",
        kind=AreaKind.LISTED,
        rubric="learning_rate",
        note=(
            "School districts, under the county of their office; a district may reach into another. Each "
            "mark is one district, whatever its size."
        ),
    ),
)
COHORT_YEARS = 5  # springs between grade 3 and grade 8
KEYS = ["level", "geoid", "geo_vintage", "snapshot", "subgroup"]
FIXED = ["geo_vintage", "snapshot", "subgroup", "grade", "year"]


def estimate(tables: Tables) -> pd.DataFrame:
    parts = []
    if "test_scores" in tables:
        scores = tables["test_scores"]
        scores = scores[scores["scale"] == "gcs"]  # growth on the other scale is 0 by construction
        if len(scores):
            parts.append(_rates(_with_wholes(scores)))
    if "reading_scores" in tables:
        scores = tables["reading_scores"].rename(columns={"score": "value"})
        scores = scores.rename(columns={"reason": "missing_reason"})
        parts.append(published_value(scores, LEVEL_OF_THIRD_GRADERS, route=Route.ADMINISTRATIVE))
    return stack([part for part in parts if len(part)])


def area_values(tables: Tables) -> pd.DataFrame:
    """Rates of school districts, everyone's, under the county of the newest directory that has them."""
    if "district_scores" not in tables or "districts" not in tables:
        return pd.DataFrame()
    districts = tables["districts"].dropna(subset=["county"]).sort_values("year")
    county_of = districts.drop_duplicates("leaid", keep="last").set_index("leaid")["county"]
    scores = tables["district_scores"]
    scores = scores[(scores["subgroup"] == ALL) & scores["geoid"].isin(county_of.index)]
    if scores.empty:
        return pd.DataFrame()
    name_of = scores.drop_duplicates("geoid", keep="last").set_index("geoid")["name"]
    rates = _rates(scores)
    return rates.assign(county=rates["geoid"].map(county_of), name=rates["geoid"].map(name_of))


def _rates(scores: pd.DataFrame) -> pd.DataFrame:
    slopes = learning_rates(scores, KEYS)
    # Cohorts that the archive's years hold from grade 3 on.
    first = int(scores["year"].min())
    slopes = slopes[
        (slopes["cohort"] - COHORT_YEARS >= first) & (slopes["cohort"] <= scores["year"].max())
    ]
    out = slopes.assign(
        year=slopes["cohort"],
        period=[f"{cohort - COHORT_YEARS}-{cohort}" for cohort in slopes["cohort"]],
        n=slopes["fewest"],
        reasons=[[reason] if (reason := _few(grades)) else [] for grades in slopes["grades"]],
        missing_reason=slopes["value"]
        .isna()
        .map({True: Missing.TOO_FEW_RECORDS.value, False: pd.NA}),
    )
    return published_value(
        out.drop(columns=["cohort", "grades", "fewest", "tests"]),
        RATE,
        route=Route.ADMINISTRATIVE,
        ci_method="slope_of_published_means",
    )


def _few(grades: int) -> str:
    return "two_or_three_grades" if grades < 4 else "four_grades" if grades == 4 else ""


def _with_wholes(scores: pd.DataFrame) -> pd.DataFrame:
    """Counties, followed by states and the nation as the mean of their counties' pupils."""
    county = scores[scores["level"] == Level.COUNTY.value]
    parts = [scores]
    for level, code in (
        (Level.STATE, county["geoid"].str[:2]),
        (Level.NATION, pd.Series(NATION_GEOID, index=county.index)),
    ):
        weighted = county.assign(
            level=level.value,
            geoid=code,
            score=county["score"] * county["tests"],
            se=(county["se"] * county["tests"]) ** 2,
        )
        summed = weighted.groupby(["level", "geoid", *FIXED], observed=True)[
            ["score", "se", "tests"]
        ].sum()
        summed["score"] /= summed["tests"]
        summed["se"] = np.sqrt(summed["se"]) / summed["tests"]
        parts.append(summed.reset_index())
    return pd.concat(parts, ignore_index=True)
