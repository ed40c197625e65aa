"""Public school students who are experiencing homelessness: number, and share of students.

Numerator: students whom their district identified as homeless (McKinney-Vento Act) at any time in the
school year. Denominator: students enrolled that fall in all districts of the county, those without a
homeless student included: the file has no rows for zeros, and leaving their enrollment out would
overstate the share, in some counties many times over. Left out, above and below the line: districts whose
enrollment is unknown; the count beside the share has their students, and the share says so.
Trap: the county is that of the district's office, so a charter network counts where its office is.

The count is complete, not a sample. Its doubt is in the withheld cells, so the interval runs from
what the counts must be at least to what they can be at most; it is no confidence interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import absent, published_value, stack
from mobility_analysis.estimation.propagate import divide
from mobility_analysis.estimation.withheld import bound_withheld, is_withheld
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.metric import AreaKind, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

METRIC = Metric(
    id="housing_stability",
    inputs=("homeless_students", "districts"),
    rubrics={"share_homeless": "suppression_bounds", "count_homeless": "suppression_bounds"},
    numerator="Students identified as homeless at any time in the school year",
    denominator="Students enrolled in the fall in all districts with their office in the county",
    universe="Public school districts with their office in the county",
    interval=(
        "No sampling error, as every district reports. The limits are the smallest and "
        "largest counts that the withheld numbers allow; they are not confidence limits."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "U.S. Department of Education, EDFacts file specification 118, data group 655: "
        "https://eddataexpress.ed.gov/download/data-library",
        "McKinney-Vento Homeless Assistance Act, 42 U.S.C. 11434a(2), who counts as homeless",
        "National Center for Education Statistics, Common Core of Data, district directory: "
        "https://nces.ed.gov/ccd/",
        "Urban Institute, Boosting Upward Mobility: technical notes on the Mobility Metrics, "
        "housing stability, for withheld counts and for the floor of ten students",
    ),
    caveats=(
        "Each district counts toward the county of its main office.",
        "A rise can mean that schools have become better at finding students without a home.",
        "Districts without a row for students experiencing homelessness are taken to have none.",
        "A student who changes districts within the year is counted in both.",
        "Very small counts are withheld; the range shows what they can be.",
    ),
)

SMALL_AREAS = (
    SmallAreaMeasure(
        id="share_homeless",
        label="Students who are experiencing homelessness, by school district",
        one_unit="percent of students",
        kind=AreaKind.LISTED,
        rubric="suppression_bounds",
        note=(
            "School districts with their office here, charter schools that are districts of "
            "their own among them; each mark is one district, whatever its size. A district without an entry had no such students or did not report."
        ),
    ),
)

# Fewer students than this are not shown (Urban Institute, technical notes).
FEWEST_STUDENTS = 10
# Shares of the county's students in districts without a row. A district without a row has no homeless
# students or did not report; the more students it has, the less likely the first (our own cuts).
UNREPORTED_SOME, UNREPORTED_MOST = 0.10, 0.25
# Parts of the homeless students whose districts have no enrollment, by the same cuts.
LEFT_OUT = (
    (UNREPORTED_MOST, "mostly_without_enrollment"),
    (UNREPORTED_SOME, "partly_without_enrollment"),
    (0.0, "hardly_without_enrollment"),
)
PLACE = ["level", "geoid", "geo_vintage", "year", "period", "subgroup", "snapshots"]


def estimate(tables: Tables) -> pd.DataFrame:
    """Number and share of students who are homeless, added up from school districts.

    Withheld counts are bounded, and the bounds become the interval.
    """
    bounded = bound_withheld(tables["homeless_students"])
    places = _add_up(_match(bounded, tables["districts"]))
    places = _explain_absence(_enroll_all_districts(places, tables["districts"]))
    everyone = places[places["subgroup"] == ALL]
    left_out = _left_out(tables, places)
    return stack([_shares(_without_enrollment(everyone)), _counts(places), *left_out])


def area_values(tables: Tables) -> pd.DataFrame:
    """Shares of single districts: of every district of a county with students in a year of the counts."""
    students, districts = tables["homeless_students"], tables["districts"]
    students = students[students["subgroup"] == ALL]
    bounded = bound_withheld(students).rename(columns={"count": "counted"})
    kept = ["leaid", "year", "counted", "value", "lower", "upper", "reason", "snapshot"]
    rows = districts[districts["county"].notna() & (districts["enrollment"] > 0)].merge(
        bounded[kept], on=["leaid", "year"], how="left", suffixes=("_districts", "")
    )
    period = students.drop_duplicates("year").set_index("year")["period"]
    rows = rows[rows["year"].isin(period.index)].assign(
        level=Level.DISTRICT.value,
        geoid=lambda frame: frame["leaid"],
        period=lambda frame: frame["year"].map(period),
        name=lambda frame: _names(frame, students),
    )
    no_row = rows["snapshot"].isna()
    too_few = rows["counted"] < FEWEST_STUDENTS
    rows["missing_reason"] = (
        rows["reason"]
        .mask(no_row, Missing.NO_SOURCE_ROW.value)
        .mask(too_few, Missing.TOO_FEW_RECORDS.value)
    )
    rows["n"] = rows["enrollment"]
    rows["sources"] = [
        [source for source in both if isinstance(source, str)]
        for both in zip(rows["snapshot"], rows["snapshot_districts"], strict=True)
    ]
    shares = rows.rename(columns={name: f"share_{name}" for name in ("value", "lower", "upper")})
    out = _shares(shares.reset_index(drop=True))
    return out.assign(county=rows["county"].to_numpy(), name=rows["name"].to_numpy())


def _names(districts: pd.DataFrame, students: pd.DataFrame) -> pd.Series:
    """The directory's name; of extracts without names, that of the counts; else the code."""
    known = students.dropna(subset=["name"]) if "name" in students else students.iloc[:0]
    of_counts = known.drop_duplicates("leaid", keep="last").set_index("leaid").get("name", {})
    own = districts["name"] if "name" in districts else pd.Series(None, districts.index, "object")
    named = own.where(own.notna(), districts["leaid"].map(of_counts))
    return named.where(named.notna(), "School district " + districts["leaid"])


def _match(students: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Districts that are in both tables and have a county, with what enters the share."""
    known = districts.dropna(subset=["county"])
    columns = ["leaid", "year", "period", "subgroup", "withheld", "value", "lower", "upper"]
    both = students[[*columns, "snapshot"]].merge(
        known[["leaid", "year", "county", "geo_vintage", "enrollment", "snapshot"]],
        on=["leaid", "year"],
        suffixes=("", "_districts"),
        validate="many_to_one",
    )
    both["snapshots"] = both["snapshot"] + " " + both["snapshot_districts"]
    # A share needs both counts of a district; otherwise homeless students of a district without enrollment
    # would be only in the numerator.
    enrolled = both["enrollment"] > 0
    for column in ("value", "lower", "upper"):
        both[f"share_{column}"] = both[column].where(enrolled)
    return both


def _add_up(both: pd.DataFrame) -> pd.DataFrame:
    """Sums over counties, states and the nation, one row per place, year and group."""
    sums = ["value", "lower", "upper", "share_value", "share_lower", "share_upper"]
    parts = []
    for level, codes in (
        (Level.COUNTY, both["county"]),
        (Level.STATE, both["county"].str[:2]),
        (Level.NATION, pd.Series(NATION_GEOID, index=both.index)),
    ):
        groups = both.assign(level=level.value, geoid=codes).groupby(PLACE)
        summed = groups[sums].sum()
        summed["enrollment"] = groups["enrollment"].sum(min_count=1)
        summed["all_withheld"] = groups["withheld"].all()
        parts.append(summed.reset_index())
    return pd.concat(parts, ignore_index=True)


def _enroll_all_districts(places: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """``enrollment`` of all districts of each place; still missing where no reporting one has any."""
    known = districts[districts["county"].notna() & (districts["enrollment"] > 0)]
    parts = []
    for level, codes in (
        (Level.COUNTY, known["county"]),
        (Level.STATE, known["county"].str[:2]),
        (Level.NATION, pd.Series(NATION_GEOID, index=known.index)),
    ):
        rows = known.assign(level=level.value, geoid=codes)
        parts.append(rows.groupby(["level", "geoid", "year"], as_index=False)["enrollment"].sum())
    every = pd.concat(parts, ignore_index=True).rename(columns={"enrollment": "of_all"})
    out = places.merge(every, on=["level", "geoid", "year"], how="left", validate="many_to_one")
    is_known = out["enrollment"] > 0
    unreported = (1 - out["enrollment"] / out["of_all"]).where(is_known, 0.0)
    reasons = [
        ["districts_mostly_without_row"]
        if share > UNREPORTED_MOST
        else ["districts_without_row"]
        if share > UNREPORTED_SOME
        else []
        for share in unreported
    ]
    return out.assign(
        enrollment=out["enrollment"].where(~is_known, out["of_all"]),
        reasons=pd.Series(reasons, index=out.index, dtype="object"),
    )


def _without_enrollment(everyone: pd.DataFrame) -> pd.DataFrame:
    """``everyone`` with the reason where homeless students of districts without enrollment are left out.

    The share is of the same districts above and below the line, so it lacks students whom the count has.
    """
    counted = everyone["value"].where(everyone["value"] > 0)
    left_out = (1 - everyone["share_value"] / counted).fillna(0.0)
    codes = [
        [*before, *(code for least, code in LEFT_OUT if share > least)][: len(before) + 1]
        for before, share in zip(everyone["reasons"], left_out, strict=True)
    ]
    return everyone.assign(reasons=pd.Series(codes, index=everyone.index, dtype="object"))


def _explain_absence(places: pd.DataFrame) -> pd.DataFrame:
    """Adds ``missing_reason`` and ``n``, both from the place's row for everyone."""
    key = [column for column in PLACE if column != "subgroup"]
    everyone = places.loc[places["subgroup"] == ALL, [*key, "value", "enrollment"]]
    everyone = everyone.rename(columns={"value": "total", "enrollment": "n"})
    out = places.merge(everyone, on=key, how="left", validate="many_to_one")
    reason = pd.Series(None, index=out.index, dtype="object")
    reason = reason.mask(out["all_withheld"], Missing.SUPPRESSED_BY_SOURCE.value)
    too_few = out["total"] < FEWEST_STUDENTS
    out["missing_reason"] = reason.mask(too_few, Missing.TOO_FEW_RECORDS.value)
    out["sources"] = out["snapshots"].str.split(" ")
    return out


def _left_out(tables: Tables, places: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows of counties all of whose listed districts were left without a count, with the file's reason."""
    students = tables["homeless_students"]
    unknown = students[students["reason"].notna() & ~is_withheld(students)]
    located = unknown.merge(
        tables["districts"].dropna(subset=["county"])[["leaid", "year", "county", "geo_vintage"]],
        on=["leaid", "year"],
    ).rename(columns={"county": "geoid"})
    key = ["geoid", "year", "period", "subgroup"]
    known = pd.MultiIndex.from_frame(places[key])
    is_new = ~pd.MultiIndex.from_frame(located[key]).isin(known)
    rows = located[is_new].drop_duplicates(key).assign(level=Level.COUNTY.value)
    return [
        absent(found, measure, Missing(reason), Route.ADMINISTRATIVE)
        for reason, of_reason in rows.groupby("reason")
        for measure, found in (
            ("share_homeless", of_reason[of_reason["subgroup"] == ALL]),
            ("count_homeless", of_reason),
        )
        if len(found)
    ]


def _counts(places: pd.DataFrame) -> pd.DataFrame:
    return _finish(places.assign(numerator=places["value"]), "count_homeless")


def _shares(everyone: pd.DataFrame) -> pd.DataFrame:
    out = everyone.assign(numerator=everyone["share_value"], denominator=everyone["enrollment"])
    for column in ("value", "lower", "upper"):
        out[column] = divide(out[f"share_{column}"], out["denominator"])
    out["upper"] = out["upper"].clip(upper=1.0)
    no_enrollment = out["denominator"].isna() & out["missing_reason"].isna()
    out.loc[no_enrollment, "missing_reason"] = Missing.NO_SOURCE_ROW.value
    # More homeless students over the year than students in the fall: the two files contradict each other here,
    # so there is no share.
    out.loc[out["value"] > 1, "value"] = np.nan
    return _finish(out, "share_homeless")


def _finish(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    # What is not shown as a value must not be shown as its parts either.
    parts = frame.columns.intersection(["numerator", "denominator", "n"])
    absent = frame["missing_reason"].notna() | frame["value"].isna()
    out = frame.copy()
    out.loc[absent, parts] = np.nan
    return published_value(
        out,
        measure,
        route=Route.ADMINISTRATIVE,
        interval_kind=IntervalKind.SUPPRESSION_BOUNDS,
        ci_method="suppression_bounds",
    )
