"""Economic connectedness of counties (Social Capital Atlas).

One row is a county. ``ec_county`` is twice the average share of friends of above-median socioeconomic
status among people below the median (0 to 2; 1 is parity), from Facebook friendships of people ages
25 to 44 on 28 May 2022. Status is predicted by a model, and noise is added for privacy; the printed
standard error is the publisher's. Areas need 100 users on each side.

The agency prints county codes as numbers, so those of the first nine state codes have four digits:
padding to five is the documented reading of this file, and only of this file.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.io import find_raw, read_delimited, require_unique, to_number
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import RemoteFile, Source, Vintage, by_id
from mobility_analysis.geography.universe import states

DATASET = "https://data.humdata.org/dataset/85ee8e10-0c66-4635-b997-79b6fad44c71"
FILE = "social_capital_county.csv"
COLUMNS = ["county", "num_below_p50", "ec_county", "ec_se_county"]
EC_MOST = 2.0

SOURCE = Source(
    id="opportunity_insights_social_capital",
    agency="Opportunity Insights",
    title="Social Capital Atlas, counties",
    landing_page="https://data.humdata.org/dataset/social-capital-atlas",
    citation="Chetty, R., M. O. Jackson, T. Kuchler, J. Stroebel, et al. (2022), Social Capital I: "
    "Measurement and Associations with Economic Mobility, Nature 608, 108-121; socialcapital.org",
    licence="See the dataset's page at the Humanitarian Data Exchange",
    each_row_is="a county",
    provides=("social_capital",),
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
                    FILE, f"{DATASET}/resource/ec896b64-c922-4737-b759-e4bd7f73b8cc/download/{FILE}"
                ),
            ),
        )
    ),
    cadence="once",
    warnings=(
        "People with a Facebook account, ages 25 to 44.",
        "One snapshot, of 28 May 2022: there will be no time series.",
    ),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """The text table ``county``, with the publisher's column names."""
    path = find_raw(raw, vintage.files[0].name)
    return {"county": read_delimited(path, columns=COLUMNS)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``social_capital``: places, connectedness (0-2), se, reason, n_low_income.

    ``n_low_income`` is the publisher's number of children who grew up in the county with parents below
    the median income (from tax records): the weight for averages over counties, not a sample size.
    """
    table = tables["county"]
    out = pd.DataFrame(
        {
            "level": Level.COUNTY.value,
            "geoid": _pad(table["county"], vintage.id),
            "geo_vintage": vintage.geo_vintage,
            "year": vintage.year,
            "period": vintage.period,
            "connectedness": to_number(table["ec_county"], "ec_county"),
            "se": to_number(table["ec_se_county"], "ec_se_county"),
            "n_low_income": to_number(table["num_below_p50"], "num_below_p50"),
        }
    )
    _require_possible(out, vintage.id)
    # Areas with too few users are blank in the file.
    blank = out["connectedness"].isna()
    reason = pd.Series(Missing.TOO_FEW_RECORDS.value, index=out.index, dtype="object")
    out["reason"] = reason.where(blank, None)
    require_unique(out, ["geoid"], vintage.id)
    known = out["geoid"].str[:2].isin(states()["fips"])
    return {"social_capital": out[known].reset_index(drop=True)}


def _pad(codes: pd.Series, name: str) -> pd.Series:
    bad = codes[~codes.str.fullmatch(r"\d{4,5}")]
    if len(bad):
        raise BadValues(
            f"{name}: {len(bad)} county codes are not 4 or 5 digits, for example "
            f"{', '.join(map(repr, bad.head(3)))}.",
            "Fetch the publisher's own file.",
        )
    return codes.str.zfill(Level.COUNTY.width)


def _require_possible(frame: pd.DataFrame, name: str) -> None:
    value, se = frame["connectedness"], frame["se"]
    wrong = (value < 0) | (value > EC_MOST) | (se < 0) | (value.notna() != se.notna())
    if wrong.any():
        raise BadValues(
            f"{name}: {int(wrong.sum())} counties have a connectedness outside 0-2, or without its "
            f"standard error, for example {frame.loc[wrong, 'geoid'].iloc[0]}.",
            "Check that ec_county is on the scale of 0 to 2.",
        )
