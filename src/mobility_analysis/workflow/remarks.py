"""Remarks of a run: rows that were set aside and small errors that were repaired.

Parse writes the remarks on a source beside its tables (``remarks.yaml``). Estimate adds its own and writes all into
``run.json``; they are printed at the end of a run and in every report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd
import yaml

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import read_yaml, write_text
from mobility_analysis.core.missing import Missing
from mobility_analysis.core.notes import Remark
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import Universe, states

REMARKS = "remarks.yaml"
SNAPSHOT = re.compile(r"[a-z0-9_]+@\S+")
# Reasons that are not true of a place whose row was set aside.
NOTHING_THERE = (Missing.NO_SOURCE_ROW.value, Missing.NOT_COLLECTED.value)


@dataclass(frozen=True)
class SourceRemark:
    """A remark on one vintage; a metric's own has neither source nor vintage.

    ``rows`` are the texts of what was set aside, ``places`` the codes of the places that they name.
    """

    source: str
    vintage: str
    what: str
    rows: tuple[tuple[str, ...], ...] = ()
    places: tuple[str, ...] = ()


def of_source(source: str, vintage: str, remarks: Iterable[Remark]) -> list[SourceRemark]:
    """Return remarks with the source and vintage that they are about."""
    return [SourceRemark(source, vintage, each.what, each.rows) for each in remarks]


def save_remarks(path: Path, remarks: Sequence[SourceRemark]) -> None:
    """Write them; no file where there are none."""
    if not remarks:
        path.unlink(missing_ok=True)
        return
    entries = [
        asdict(each) | {"rows": [list(row) for row in each.rows], "places": list(each.places)}
        for each in remarks
    ]
    write_text(path, yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=1000))


def load_remarks(path: Path) -> list[SourceRemark]:
    """The remarks in a file; none where there is no file."""
    if not path.is_file():
        return []
    try:
        return [
            SourceRemark(
                **{
                    **entry,
                    "rows": tuple(map(tuple, entry["rows"])),
                    "places": tuple(entry["places"]),
                }
            )
            for entry in read_yaml(path, list)
        ]
    except (TypeError, KeyError) as error:
        raise MissingInput(
            f"{path} is not a list of remarks.", "Delete it and run the same command again."
        ) from error


def parsed_remarks(
    paths: RunPaths, sources: Mapping[str, Sequence[str]], universe: Universe
) -> list[SourceRemark]:
    """The remarks of the last parse of every source, with the places that their rows name."""
    found = [each for name in sources for each in load_remarks(paths.interim / name / REMARKS)]
    return _with_places([each for each in found if each.vintage in sources[each.source]], universe)


def of_metric(remarks: Iterable[Remark], universe: Universe) -> list[SourceRemark]:
    """A metric's own remarks; the rows that were set aside name the vintage (``source@vintage``)."""
    found = []
    for each in remarks:
        names = {text for row in each.rows for text in row if SNAPSHOT.fullmatch(text)}
        source, _, vintage = min(names, default="").partition("@")
        found.append(SourceRemark(source, vintage, each.what, each.rows))
    return _with_places(found, universe)


def _with_places(remarks: Sequence[SourceRemark], universe: Universe) -> list[SourceRemark]:
    if not remarks:
        return []
    named = _named_places(universe)
    return [
        replace(
            each, places=tuple(sorted({code for row in each.rows for code in _places(row, named)}))
        )
        for each in remarks
    ]


# ------------------------------------------------------------------ which places odd rows were of


def _named_places(universe: Universe) -> dict[tuple[str, str], str]:
    """The code of each county by its name and its state.

    Keys are (name of the county, name or postal code of its state), in small letters, and (its
    code, "").
    """
    counties = universe.of(Level.COUNTY, universe.latest_year)
    known = states().set_index("postal")["name"]
    found = {}
    for geoid, name, postal in counties[["geoid", "name", "postal"]].to_numpy(dtype=object):
        found[geoid, ""] = geoid
        for state in (postal, known.get(postal, postal), geoid[:2]):
            found[name.lower(), str(state).lower()] = geoid
    return found


def _places(row: Sequence[str], named: Mapping[tuple[str, str], str]) -> set[str]:
    """Codes of the counties that the texts of a row name: "Adams County, Ohio", or a name and a state."""
    texts = [text.strip().lower() for text in row]
    codes = {match for text in texts for match in re.findall(r"^\d\d", text)}
    pairs = [
        (name, state) for name, comma, state in (text.rpartition(", ") for text in texts) if comma
    ]
    pairs += [(text, state) for text in texts for state in [*texts, *codes, ""]]
    return {named[pair] for pair in pairs if pair in named}


def name_set_aside(estimates: pd.DataFrame, remarks: Iterable[SourceRemark]) -> pd.DataFrame:
    """``estimates`` in which places whose only row in a file was set aside have that as the reason.

    Only places that would otherwise be said to have no entry; a place with another row has its value.
    """
    aside = {(f"{each.source}@{each.vintage}", code) for each in remarks for code in each.places}
    if not aside:
        return estimates
    lacking = estimates.loc[estimates["missing_reason"].isin(NOTHING_THERE), ["geoid", "sources"]]
    is_aside = [
        any((name, geoid) in aside for name in names)
        for geoid, names in zip(lacking["geoid"], lacking["sources"], strict=True)
    ]
    rows = lacking.index[is_aside]
    reason, codes = estimates["missing_reason"].copy(), estimates["reasons"].copy()
    reason.loc[rows] = Missing.SET_ASIDE.value
    codes.loc[rows] = pd.Series([[] for _ in rows], index=rows, dtype="object")
    return estimates.assign(missing_reason=reason, reasons=codes)


# ------------------------------------------------------------------ told at the end


def print_remarks(remarks: Sequence[str]) -> None:
    """Print what was set aside or repaired, at the end of a command."""
    if remarks:
        print("Rows set aside or mended, while everything else went on:")
        for each in remarks:
            print(f"  {each}")
