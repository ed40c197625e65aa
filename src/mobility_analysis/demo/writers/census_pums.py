"""The demonstration state's survey records: one home in twenty, over five years, in the PUMS layout.

Each county's homes are drawn from what is true there, so that a PUMA of several counties is a mixture of
them. Beside the households there are vacant homes and people in group quarters, and the dollars of a
record are those of its year of interview.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from mobility_analysis.demo.home_costs import (
    NO_CASH_RENT,
    VALUE_SPREAD,
    monthly_dollars,
    record_affordability,
)
from mobility_analysis.demo.homes import home_values, logistic, ownership
from mobility_analysis.demo.livelihoods import (
    INCOME_SPREAD,
    disabled_share,
    employed_shares,
    middle_incomes,
    record_livelihoods,
)
from mobility_analysis.demo.pumas import county_parts
from mobility_analysis.demo.replicates import replicate_weights
from mobility_analysis.demo.world import GROUPS, STATE, World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL

SAMPLED = 1 / 20
HOUSEHOLDS, OTHERS, VACANT, IN_QUARTERS = 0.395, 1.5, 0.09, 0.02
EPOCH = (2024, 1, 1, 0, 0, 0)
# Shift of the odds of each group of GROUPS against those of its county.
DIPLOMA = dict(zip(GROUPS, (0.5, -0.2, -0.35, -0.3, 0.15), strict=True))
DIPLOMA_GENDER = {"Male": -0.15, "Female": 0.15}
RACES = dict(zip(GROUPS, (6, 2, 8, 9, 1), strict=True))
FOUR = {group: group for group in GROUPS} | {"Asian, Non-Hispanic": "Other Races and Ethnicities"}
# Dollars of each year in those of the last.
ADJINC = {0: 1.1945, 1: 1.1802, 2: 1.1286, 3: 1.0627, 4: 1.0195}
ADJHSG = {0: 1.1817, 1: 1.1676, 2: 1.1153, 3: 1.0413, 4: 1.0}
MILLION, MONTHLY = 1_000_000, ("RNTP", "GRNTP", "SMOCP")
WEIGHT = {"h": "WGTP", "p": "PWGTP"}


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the records of homes and of people, and record the true values behind them."""
    truth = _truth(world)
    record_livelihoods(world, FOUR)
    record_affordability(world, VACANT)
    rng = world.rng("census_pums")
    homes = _homes(world, rng, truth, vintage)
    homes = homes.join(monthly_dollars(world, homes, homes["year"].map(ADJHSG)))
    people = _people(rng, homes, truth, employed_shares(world))
    _write(folder / vintage.files[0].name, "h", homes, _housing(homes))
    _write(folder / vintage.files[1].name, "p", people, _persons(people))


# ------------------------------------------------------------------ what is true


def _truth(world: World) -> dict[str, pd.DataFrame]:
    """By county and group: share of residents, of owners, middle home value, share with a diploma."""
    schooling = 0.3 * world.advantage("high school").to_numpy()
    truth = {
        "residents": world.groups.set_index("geoid")[GROUPS],
        "owns": ownership(world),
        "value": home_values(world),
        "income": middle_incomes(world),
    }
    for gender, shift in DIPLOMA_GENDER.items():
        columns = {g: logistic(0.9, schooling + shift + own) for g, own in DIPLOMA.items()}
        truth[gender] = pd.DataFrame(columns, index=world.counties["geoid"])
    _record(world, truth)
    return truth


def _record(world: World, truth: dict[str, pd.DataFrame]) -> None:
    """The truth of counties, and of cities, which are as their county is."""
    shares, four = truth["residents"], pd.Series(FOUR)
    both = (truth["Male"] + truth["Female"]) / 2
    wealth = shares * truth["owns"] * truth["value"]
    by_group = (
        wealth.div(wealth.sum(axis=1), axis=0).T.groupby(four).sum().T
        / shares.T.groupby(four).sum().T
    )
    schooled = (shares * both).T.groupby(four).sum().T / shares.T.groupby(four).sum().T
    overall = (shares * both).sum(axis=1)
    of_gender = {gender: (shares * truth[gender]).sum(axis=1) for gender in DIPLOMA_GENDER}
    for frame, county in (
        (world.counties, world.counties["geoid"]),
        (world.places, world.places["county"]),
    ):
        for group in by_group:
            value = county.map(by_group[group])
            world.record("ratio_house_value_households", frame.assign(value=value), str(group))
            value = county.map(schooled[group])
            _record_schooling(world, frame.assign(value=value), str(group))
        _record_schooling(world, frame.assign(value=county.map(overall)), ALL)
        for gender, values in of_gender.items():
            _record_schooling(world, frame.assign(value=county.map(values)), gender)


def _record_schooling(world: World, truth: pd.DataFrame, subgroup: str) -> None:
    """People in group quarters are like those in households here."""
    for measure in ("share_hs_degree", "share_hs_degree_households"):
        world.record(measure, truth, subgroup)


# ------------------------------------------------------------------ drawing


def _homes(
    world: World, rng: np.random.Generator, truth: dict[str, pd.DataFrame], vintage: Vintage
) -> pd.DataFrame:
    """Housing records: homes with people, vacant ones, and a record for everyone in group quarters."""
    parts = []
    for part in county_parts(world).itertuples():
        households = part.people * HOUSEHOLDS
        numbers = {
            "home": max(1, round(households * SAMPLED)),
            "vacant": round(households * VACANT * SAMPLED),
            "quarters": round(part.people * IN_QUARTERS * SAMPLED),
        }
        kinds = np.repeat(list(numbers), list(numbers.values()))
        units = {
            "home": households,
            "vacant": households * VACANT,
            "quarters": part.people * IN_QUARTERS,
        }
        each = np.array([units[kind] / max(numbers[kind], 1) for kind in kinds])
        group = rng.choice(
            GROUPS, len(kinds), p=truth["residents"].loc[part.county].to_numpy(float)
        )
        parts.append(
            pd.DataFrame(
                {
                    "puma": part.puma,
                    "county": part.county,
                    "kind": kinds,
                    "group": group,
                    # Weights differ between records, as in the survey; here the differences are random.
                    "weight": np.maximum(np.rint(each * rng.uniform(0.6, 1.4, len(kinds))), 1),
                }
            ).sample(frac=1, random_state=rng)
        )
    homes = pd.concat(parts, ignore_index=True)
    first_year = vintage.year - 4
    homes["year"] = rng.integers(0, 5, len(homes))
    unit = np.where(homes["kind"] == "quarters", "GQ", "HU")
    homes["serial"] = [
        f"{first_year + year}{two}{number:07d}"
        for number, (year, two) in enumerate(zip(homes["year"], unit, strict=True), 1)
    ]
    return _with_wealth(homes, rng, truth)


def _with_wealth(
    homes: pd.DataFrame, rng: np.random.Generator, truth: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    is_home = homes["kind"] == "home"
    owns = rng.random(len(homes)) < _of(truth["owns"], homes)
    value = _of(truth["value"], homes) * np.exp(rng.normal(scale=VALUE_SPREAD, size=len(homes)))
    homes["standing"] = rng.normal(size=len(homes))
    income = np.exp(_of(truth["income"], homes) + INCOME_SPREAD * homes["standing"])
    homes["persons"] = np.select(
        [is_home, homes["kind"] == "quarters"], [1 + rng.poisson(OTHERS, len(homes)), 1], 0
    )
    homes["owns"] = owns & is_home
    homes["VALP"] = np.rint(value / homes["year"].map(ADJHSG) / 1000) * 1000
    homes["HINCP"] = np.rint(income / homes["year"].map(ADJINC) / 100) * 100
    homes["other_tenure"] = np.where(rng.random(len(homes)) < NO_CASH_RENT, "4", "3")
    homes["mortgage"] = np.where(rng.random(len(homes)) < 0.6, "1", "2")
    homes["vacancy"] = rng.integers(1, 8, len(homes)).astype(str)
    homes["quarters"] = np.where(rng.random(len(homes)) < 0.5, "2", "3")
    return homes


def _of(table: pd.DataFrame, records: pd.DataFrame) -> np.ndarray:
    """The value of ``table`` for each record's county and group."""
    row = table.index.get_indexer(records["county"])
    column = table.columns.get_indexer(records["group"])
    return np.asarray(table.to_numpy(float)[row, column])


def _people(
    rng: np.random.Generator,
    homes: pd.DataFrame,
    truth: dict[str, pd.DataFrame],
    employed: dict[tuple[str, str], pd.DataFrame],
) -> pd.DataFrame:
    number = homes["persons"].to_numpy()
    people = homes.loc[homes.index.repeat(number)].copy()
    people["unit"] = people.index
    people = people.reset_index(drop=True)
    people["order"] = people.groupby("unit").cumcount() + 1
    alone = (people["order"] == 1).to_numpy()
    size = len(people)
    people["age"] = np.where(alone, rng.integers(19, 90, size), rng.integers(0, 80, size))
    is_male = rng.random(size) < 0.5
    people["sex"] = np.where(is_male, "1", "2")
    share = np.where(is_male, _of(truth["Male"], people), _of(truth["Female"], people))
    people["diploma"] = rng.random(size) < share
    people["disabled"] = rng.random(size) < disabled_share(people["age"].to_numpy())
    likely = np.zeros(size)
    for (sex, label), shares in employed.items():
        chosen = (is_male == (sex == "Male")) & (people["disabled"] == (label[:5] == "With "))
        likely = np.where(chosen, _of(shares, people), likely)
    draw = rng.random(size)
    people["works"] = np.select(
        [draw < likely, draw < likely + (1 - likely) * 0.15], ["1", "3"], "6"
    )
    people["level"] = rng.integers(0, 1_000, size)
    return people


# ------------------------------------------------------------------ the agency's columns


def _housing(homes: pd.DataFrame) -> dict[str, object]:
    is_home, is_vacant = homes["kind"] == "home", homes["kind"] == "vacant"
    tenure = homes["mortgage"].where(homes["owns"], homes["other_tenure"])
    for_sale = is_vacant & homes["vacancy"].isin(["3", "4"])
    return {
        "NP": _text(homes["persons"]),
        "TYPEHUGQ": homes["quarters"].where(homes["kind"] == "quarters", "1"),
        "ADJHSG": _text(homes["year"].map(ADJHSG) * MILLION),
        "ADJINC": _text(homes["year"].map(ADJINC) * MILLION),
        "TEN": tenure.where(is_home),
        "VACS": homes["vacancy"].where(is_vacant),
        "VALP": _text(homes["VALP"]).where(homes["owns"] | for_sale),
        "HINCP": _text(homes["HINCP"]).where(is_home),
        **{name: _text(homes[name].fillna(0)).where(homes[name].notna()) for name in MONTHLY},
    }


def _persons(people: pd.DataFrame) -> dict[str, object]:
    age, hispanic = people["age"], people["group"] == "Hispanic"
    with_diploma = pd.Series(np.array(["16", "17", "19", "21"])[people["level"] % 4])
    without = pd.Series(np.array(["11", "12", "13", "14", "15"])[people["level"] % 5])
    schooling = with_diploma.where(people["diploma"], without).where(age >= 18, "09")
    work = people["works"].mask(age > 68, "6")
    origin = pd.Series(np.array(["02", "03", "05", "24"])[people["level"] % 4])
    return {
        "SPORDER": people["order"].map("{:02d}".format),
        "AGEP": age.map("{:02d}".format),
        "SEX": people["sex"],
        "RAC1P": _text(people["group"].map(RACES)),
        "HISP": origin.where(hispanic, "01"),
        "SCHL": schooling.where(age >= 3),
        "ESR": work.where(age >= 16),
        "DIS": pd.Series(np.where(people["disabled"], "1", "2")),
    }


def _text(numbers: pd.Series) -> pd.Series:
    return numbers.round().astype(int).astype(str)


def _write(path: Path, letter: str, records: pd.DataFrame, own: dict[str, pd.Series]) -> None:
    """Two parts in a zip, with the notes that the agency puts beside them."""
    unit = records["unit"] if letter == "p" else pd.Series(records.index)
    # Group quarters have no housing weight.
    full = records["weight"].to_numpy(float)
    if letter == "h":
        full = np.where(records["kind"] == "quarters", 0, full)
    weights = replicate_weights(full, unit.to_numpy())
    table = pa.table(
        {
            "RT": pa.array([letter.upper()] * len(records)),
            "SERIALNO": pa.array(records["serial"]),
            "PUMA": pa.array(records["puma"]),
            "STATE": pa.array([STATE] * len(records)),
            **{name: pa.array(values, from_pandas=True) for name, values in own.items()},
            **{
                f"{WEIGHT[letter]}{n or ''}": pa.array(weights[:, n])
                for n in range(weights.shape[1])
            },
        }
    )
    half = int(unit.searchsorted(unit.max() // 2 + 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, rows in (("a", table.slice(0, half)), ("b", table.slice(half))):
            archive.writestr(zipfile.ZipInfo(f"psam_{letter}us{part}.csv", EPOCH), _csv(rows))
        archive.writestr(zipfile.ZipInfo("PUMS_README.pdf", EPOCH), b"%PDF-1.4 (demonstration)\n")


def _csv(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    stream.write((",".join(table.column_names) + "\n").encode())
    options = pa.csv.WriteOptions(include_header=False, quoting_style="none")
    pa.csv.write_csv(table, stream, options)
    return stream.getvalue()
