"""Learning in grades 3 to 8: how many grade levels a cohort gains in a year.

The slope of a cohort's mean reading scores on grade, in grade levels: 1 is a typical year of learning.
Universe: pupils of public schools who took their state's test. Traps: pupils move, so a cohort is not
the same children; growth can be high because the start is low, so third graders' level stands beside it;
two or three grades make a poor line.
"""

from __future__ import annotations

from collections.abc import Callable

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
    optional_inputs=("district_scores", "district_reading", "districts"),
    only_from={RATE: ("test_scores",), LEVEL_OF_THIRD_GRADERS: ("reading_scores",)},
    rubrics={RATE: "learning_rate", LEVEL_OF_THIRD_GRADERS: "no_margin"},
    numerator="Gain of a cohort's mean reading score from grade 3 to grade 8, in grade levels",
    denominator="Grades between",
    universe="Pupils of public schools in grades 3 to 8 who took their state's reading test",
    interval=(
        "The archive's standard errors of the means, carried through the slope and widened where the "
        "scores do not lie on a line. Third graders' level is printed without an error for counties, with the "
        "archive's for school districts."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY, SubgroupType.GENDER, SubgroupType.INCOME),
    cites=(
        "Reardon et al., Stanford Education Data Archive (Versions 5.0, 6.0 and SEDA 2025.2): "
        "https://purl.stanford.edu/cs829jn7849, https://purl.stanford.edu/xh833nn4025, "
        "https://purl.stanford.edu/np279jm6134",
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
    SmallAreaMeasure(
        id=LEVEL_OF_THIRD_GRADERS,
        label="Third graders' average reading level, by school district (3 is typical)",
        one_unit="grade levels",
        kind=AreaKind.LISTED,
        inputs=("district_reading",),
        rubric="reading_level",
        note=(
            "School districts and charter schools, under the county of their office, in the newest spring that "
            "has scores. 3 is a third grader typical of the years before the pandemic. Since 2022 the archive works "
            "from the counts that states publish."
        ),
    ),
)
FIRST_GRADE = 3
COHORT_YEARS = 5  # springs between grade 3 and grade 8
KEYS = ["level", "geoid", "geo_vintage", "snapshot", "subgroup"]
FIXED = ["geo_vintage", "snapshot", "subgroup", "grade", "year"]


def estimate(tables: Tables) -> pd.DataFrame:
    """Grade levels learned per year (cohort scale), and third graders' reading as published."""
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
    """Learning rates and third graders' levels of school districts, for everyone.

    A district is listed under the county that the newest directory gives for it.
    """
    if "districts" not in tables:
        return pd.DataFrame()
    districts = tables["districts"].dropna(subset=["county"]).sort_values("year")
    county_of = districts.drop_duplicates("leaid", keep="last").set_index("leaid")["county"]
    parts = [
        _of_districts(tables[kind], values, county_of)
        for kind, values in (("district_scores", _rates), ("district_reading", _levels))
        if kind in tables
    ]
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _of_districts(
    scores: pd.DataFrame,
    values: Callable[[pd.DataFrame], pd.DataFrame],
    county_of: pd.Series,
) -> pd.DataFrame:
    scores = scores[(scores["subgroup"] == ALL) & scores["geoid"].isin(county_of.index)]
    if scores.empty:
        return pd.DataFrame()
    name_of = scores.drop_duplicates("geoid", keep="last").set_index("geoid")["name"]
    found = values(scores)
    return found.assign(county=found["geoid"].map(county_of), name=found["geoid"].map(name_of))


def _levels(scores: pd.DataFrame) -> pd.DataFrame:
    third = scores[scores["grade"] == FIRST_GRADE].rename(columns={"score": "value", "tests": "n"})
    return published_value(third, LEVEL_OF_THIRD_GRADERS, route=Route.ADMINISTRATIVE)


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
