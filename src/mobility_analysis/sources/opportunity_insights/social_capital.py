"""Economic connectedness of counties and ZIP codes (Social Capital Atlas).

One row is a county, or a ZIP code with the county its publisher files it under. ``ec_county`` is twice the average share of friends of above-median socioeconomic
status among people below the median (0 to 2; 1 is parity), from Facebook friendships of people ages
25 to 44 on 28 May 2022. Status is predicted by a model, and noise is added for privacy; the printed
standard error is the publisher's. Areas need 100 users on each side.

The publisher prints codes as numbers, so counties of the first nine state codes have four digits and
ZIP codes as few as three: padding to five is the documented reading of these files, and only of these.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import find_raw, read_delimited, require_unique, to_number
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import PassingOn, RemoteFile, Source, Vintage, by_id
from mobility_analysis.geography.universe import states

DATASET = "https://data.humdata.org/dataset/85ee8e10-0c66-4635-b997-79b6fad44c71"
FILE = "social_capital_county.csv"
ZIP_FILE = "social_capital_zip.csv"
COLUMNS = ["county", "num_below_p50", "ec_county", "ec_se_county"]
ZIP_COLUMNS = ["zip", "county", "num_below_p50", "ec_zip", "ec_se_zip"]
EC_MOST = 2.0

SOURCE = Source(
    id="opportunity_insights_social_capital",
    agency="Opportunity Insights",
    title="Social Capital Atlas, counties and ZIP codes",
    landing_page="https://data.humdata.org/dataset/social-capital-atlas",
    citation="Chetty, R., M. O. Jackson, T. Kuchler, J. Stroebel, et al. (2022), Social Capital I: "
    "Measurement and Associations with Economic Mobility, Nature 608, 108-121; socialcapital.org",
    licence="See the dataset's page at the Humanitarian Data Exchange",
    passing_on=PassingOn.UNKNOWN,
    each_row_is="a county or a ZIP code",
    provides=("social_capital", "zip_social_capital"),
    vintages=by_id(
        Vintage(
            id="2022-release",
            year=2022,
            period="2022",
            # The file has Oglala Lakota and Kusilvak (2015) and Valdez-Cordova (until 2019), and the
            # populations of 2018.
            geo_vintage=2018,
            files=(
                RemoteFile(
                    FILE,
                    f"{DATASET}/resource/ec896b64-c922-4737-b759-e4bd7f73b8cc/download/{FILE}",
                    megabytes=0.7,
                ),
                RemoteFile(
                    ZIP_FILE,
                    f"{DATASET}/resource/ab878625-279b-4bef-a2b3-c132168d536e/download/{ZIP_FILE}",
                    megabytes=4.1,
                ),
            ),
        )
    ),
    cadence="once",
    ended="It was published once, for one day of 2022.",
    warnings=(
        "People with a Facebook account, ages 25 to 44.",
        "One snapshot, of 28 May 2022: there will be no time series.",
    ),
)


PRODUCT = "Opportunity Insights, social capital"


def recognise(seen: Glimpse) -> Sightings:
    """There is one release; counties and ZIP codes are recognised by the columns."""
    vintage = next(iter(SOURCE.vintages.values()))
    for file in vintage.files:
        kind = "zip" if "zip" in file.name else "county"
        if seen.has(kind, f"ec_{kind}", f"ec_se_{kind}"):
            yield Sighting(PRODUCT, vintage.id, file.name)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """The text tables ``county`` and ``zip``, with the publisher's column names."""
    return {
        "county": read_delimited(find_raw(raw, FILE), columns=COLUMNS),
        "zip": read_delimited(find_raw(raw, ZIP_FILE), columns=ZIP_COLUMNS),
    }


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``social_capital``: places, connectedness (0-2), se, reason, n_low_income.

    ``zip_social_capital`` has the same of ZIP codes, with the ``county`` under which the publisher
    files them. ``n_low_income`` is the publisher's number of children who grew up in the area with
    parents below the median income (from tax records): the weight for averages over counties, not a
    sample size.
    """
    counties, zips = tables["county"], tables["zip"]
    zips = zips[zips["county"] != ""]  # three ZIP codes are filed under no county
    known = states()["fips"]
    county = _places(counties, Level.COUNTY, _pad(counties["county"], 4, vintage.id), vintage)
    of_zip = _places(zips, Level.ZCTA, _pad(zips["zip"], 3, vintage.id), vintage)
    of_zip["county"] = _pad(zips["county"], 4, vintage.id)
    return {
        "social_capital": county[county["geoid"].str[:2].isin(known)].reset_index(drop=True),
        "zip_social_capital": of_zip[of_zip["county"].str[:2].isin(known)].reset_index(drop=True),
    }


def _places(table: pd.DataFrame, level: Level, geoid: pd.Series, vintage: Vintage) -> pd.DataFrame:
    suffix = "zip" if level is Level.ZCTA else "county"
    out = pd.DataFrame(
        {
            "level": level.value,
            "geoid": geoid,
            "geo_vintage": vintage.geo_vintage,
            "year": vintage.year,
            "period": vintage.period,
            "connectedness": to_number(table[f"ec_{suffix}"], f"ec_{suffix}"),
            "se": to_number(table[f"ec_se_{suffix}"], f"ec_se_{suffix}"),
            "n_low_income": to_number(table["num_below_p50"], "num_below_p50"),
        }
    )
    _require_possible(out, f"{vintage.id} {suffix}")
    # Areas with too few users are blank in the file.
    blank = out["connectedness"].isna()
    reason = pd.Series(Missing.TOO_FEW_RECORDS.value, index=out.index, dtype="object")
    out["reason"] = reason.where(blank, None)
    require_unique(out, ["geoid"], f"{vintage.id} {suffix}")
    return out


def _pad(codes: pd.Series, fewest: int, name: str) -> pd.Series:
    bad = codes[~codes.str.fullmatch(rf"\d{{{fewest},5}}")]
    if len(bad):
        raise BadValues(
            f"{name}: {len(bad)} {codes.name} codes are not {fewest}{' or' if fewest == 4 else ' to'} 5 digits, for example "
            f"{', '.join(map(repr, bad.head(3)))}.",
            "Fetch the publisher's own file.",
        )
    return codes.str.zfill(Level.COUNTY.width)


def _require_possible(frame: pd.DataFrame, name: str) -> None:
    value, se = frame["connectedness"], frame["se"]
    wrong = (value < 0) | (value > EC_MOST) | (se < 0) | (value.notna() != se.notna())
    if wrong.any():
        raise BadValues(
            f"{name}: {int(wrong.sum())} rows have a connectedness outside 0-2, or without its "
            f"standard error, for example {frame.loc[wrong, 'geoid'].iloc[0]}.",
            "Check that it is on the scale of 0 to 2.",
        )
