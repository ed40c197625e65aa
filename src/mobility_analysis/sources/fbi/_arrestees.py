"""Arrests of young people by agency: all, by recorded sex, and by recorded race and ethnicity.

Police record race and Hispanic origin apart, and agencies may leave the origin out. An arrest without a
recorded origin, or of somebody not Hispanic without a recorded race, is of no group.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.framework.subgroups import ALL

AGES = range(10, 18)
SEXES = {"male": "Male", "female": "Female"}
HISPANIC = "Hispanic"
RACES = {
    "asian": "Asian, Non-Hispanic",
    "black": "Black, Non-Hispanic",
    "white": "White, Non-Hispanic",
}
# Recorded, and of none of the groups above.
OTHER_RACES = (
    "american indian/alaskan native",
    "american indian/alaska native",
    "asian/pacific islander",
    "native hawaiian or other pacific islander",
)
IS_HISPANIC = {"hispanic or latino": True, "not hispanic or latino": False}
UNKNOWN = ("", "na", "unknown")
GROUPS = (HISPANIC, *RACES.values())
ON_RECORD = "on_record"  # arrests of which it can be said whether they are of a group


def young_arrests(arrests: pd.DataFrame, name: str) -> pd.DataFrame:
    """``ori`` and, for each row of counted arrests, those of ages 10 to 17.

    They are counted for all, by sex, by group, and as :data:`ON_RECORD`.

    Raises
    ------
    BadValues
        Most ages are no numbers, or a race or ethnicity is a word that the files did not use.
    """
    age = pd.to_numeric(arrests["age_of_arrestee"], errors="coerce")
    if len(age) and age.notna().mean() < 0.5:
        raise BadValues(
            f"{name}: most ages of arrestees are not numbers, for example "
            f"{arrests['age_of_arrestee'].iloc[0]!r}.",
            "Compare the arrestee segment with its codebook.",
        )
    number = arrests["n"].astype(int).where(age.isin(AGES), 0)
    sex = _words(arrests["sex_of_arrestee"])
    race, origin = _words(arrests["race_of_arrestee"]), _words(arrests["ethnicity_of_arrestee"])
    _require_known(race, (*RACES, *OTHER_RACES, *UNKNOWN), f"{name} race_of_arrestee")
    _require_known(origin, (*IS_HISPANIC, *UNKNOWN), f"{name} ethnicity_of_arrestee")
    is_hispanic, is_not = origin.map(IS_HISPANIC).eq(True), origin.map(IS_HISPANIC).eq(False)
    columns = {ALL: pd.Series(True, index=arrests.index)}
    columns |= {label: sex == word for word, label in SEXES.items()}
    columns[HISPANIC] = is_hispanic
    columns |= {label: is_not & (race == word) for word, label in RACES.items()}
    columns[ON_RECORD] = is_hispanic | (is_not & ~race.isin(UNKNOWN))
    counted = {label: number.where(chosen, 0) for label, chosen in columns.items()}
    return pd.DataFrame({"ori": arrests["ori"], **counted})


def _words(column: pd.Series) -> pd.Series:
    return column.fillna("").str.strip().str.lower()


def _require_known(words: pd.Series, known: tuple[str, ...], name: str) -> None:
    strange = sorted(set(words) - set(known))
    if strange:
        raise BadValues(
            f"{name}: {len(strange)} words are unknown, for example {strange[0]!r}.",
            "Compare the arrestee segment with its codebook and add the word to "
            "sources/fbi/_arrestees.py.",
        )
