"""Counties that a file names instead of coding: their codes, by the name and the state's name."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from mobility_analysis.core.notes import note
from mobility_analysis.geography.universe import states

# EPA's names that no rule turns into the Census Bureau's.
REPAIRS = {("virginia", "charles"): "charles city"}
KIND_OF_COUNTY = re.compile(
    r" (county|parish|census area|municipality|city and borough|borough|planning region)$"
)


def find_geoids(rows: pd.DataFrame, counties: pd.DataFrame, measure: str) -> pd.DataFrame:
    """``rows`` with the ``geoid`` of each named county.

    A name that is in no list, or two names of one county where neither is the better one, are set aside with a
    note, so that one odd name does not stop the whole nation.

    Parameters
    ----------
    rows
        Columns ``state_name`` and ``county_name``.
    counties
        The list of counties: ``geoid``, ``name``, ``postal``.
    measure
        The measure's id, with which a note begins.
    """
    state_names = states().set_index("postal")["name"].str.lower()
    listed = {
        (state_names[postal], plain_name(name)): geoid
        for geoid, name, postal in counties[["geoid", "name", "postal"]].to_numpy(dtype=object)
    }
    by_letters = _unambiguous(listed)
    keys = [
        (state.strip().lower(), plain_name(county))
        for state, county in zip(rows["state_name"], rows["county_name"], strict=True)
    ]
    keys = [(state, REPAIRS.get((state, county), county)) for state, county in keys]
    exact = pd.Series([listed.get(key) for key in keys], index=rows.index, dtype="object")
    second = pd.Series([by_letters.get(_letters(key)) for key in keys], index=rows.index)
    out = rows.assign(geoid=exact.fillna(second.where(~second.isin(list(exact.dropna())))))
    _tell(measure, rows[exact.isna() & second.isna()], "in no county list")
    out = out.dropna(subset=["geoid"])
    twice = out["geoid"].duplicated(keep=False)
    _tell(
        measure,
        rows[second.notna() & ~rows.index.isin(out.index)],
        "a second name of a county that is listed",
    )
    _tell(measure, out[twice], "two names of one county")
    return out[~twice]


def _letters(key: tuple[str, str]) -> tuple[str, str]:
    """Without blanks, as in "La Salle" for LaSalle."""
    return key[0], key[1].replace(" ", "")


def _unambiguous(listed: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], set[str]] = {}
    for key, geoid in listed.items():
        found.setdefault(_letters(key), set()).add(geoid)
    return {key: min(geoids) for key, geoids in found.items() if len(geoids) == 1}


def _tell(measure: str, rows: pd.DataFrame, what: str) -> None:
    if len(rows):
        named = "; ".join((rows["county_name"] + ", " + rows["state_name"]).head(5))
        note(
            f"{measure}: {len(rows)} counties are set aside, {what}: {named}. If it is a spelling, add "
            "it to REPAIRS in geography/county_names.py.",
            rows,
        )


def plain_name(name: str) -> str:
    """A county's name as both agencies' spellings reduce to it.

    "Saint" and "St.", accents, case, dots and the kind of county go; a "city" stays, because Baltimore
    is both a city ("Baltimore (City)") and a county.
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    letters = re.sub(r"[^a-z0-9 ]", "", letters.replace("-", " "))
    letters = re.sub(r"\bsainte\b", "ste", re.sub(r"\bsaint\b", "st", letters))
    return KIND_OF_COUNTY.sub("", re.sub(r"\s+", " ", letters).strip())
