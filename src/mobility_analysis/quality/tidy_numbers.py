"""The numbers that the comparisons of tidy tables look at; frames in, a table of findings out.

One row of the findings: an entry of ``expectations/tidy.yaml``, what of it is looked at, for one year of one
file, what was compared with what in words, and the number found.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from mobility_analysis.quality.suites import Entry
from mobility_analysis.quality.tidy_suite import Comparison, Number, Other, TidySuite

COLUMNS = ["file", "entry", "looked_at", "year", "compared", "found"]
ALL = "sum"
NATION, STATE = "nation", "state"
NAMES = {
    "0": "the smallest",
    "0.5": "the middle one",
    "1": "the largest",
    ALL: "that of all together",
    "rank correlation": "the rank correlation",
    "share of equal places": "the share of equal places",
    **{
        f"0.{digits}": f"the {name} percentile"
        for digits, name in (("01", "1st"), ("05", "5th"), ("95", "95th"), ("99", "99th"))
    },
}
# The other number, by (file, year).
Series = dict[tuple[str, int], pd.Series]


@dataclass(frozen=True)
class TidyFiles:
    """Tidy tables of a run: by file (``source@vintage``) and kind; the published totals of the nation.

    ``totals`` has the columns ``total``, ``year`` and ``value``; ``partial`` are the files of a part of the
    nation, with which nothing of another year is compared.
    """

    frames: Mapping[tuple[str, str], pd.DataFrame]
    totals: pd.DataFrame
    partial: frozenset[str] = frozenset()
    _known: dict[Hashable, dict[int, pd.Series]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def numbers_in(self, file: str, kind: str, number: Number) -> dict[int, pd.Series]:
        """``number`` of every place in one file, by year; worked out once."""
        key = (file, kind, number.of, number.where, number.level, number.by)
        if key not in self._known:
            self._known[key] = numbers_of(self.frames[file, kind], number)
        return self._known[key]

    def numbers(self, kind: str, number: Number) -> Series:
        """``number`` of every place, by the file and year it is from."""
        return {
            (file, year): values
            for file, of_kind in self.frames
            if of_kind == kind
            for year, values in self.numbers_in(file, kind, number).items()
        }


def numbers_of(frame: pd.DataFrame, number: Number) -> dict[int, pd.Series]:
    """``number`` of every place by year; empty where the table has not the columns for it."""
    rows = frame
    if "level" in rows:
        rows = rows[rows["level"] == number.level]
    if number.by == (STATE,) and "geoid" in rows:
        rows = rows.assign(state=rows["geoid"].str[:2])
    try:
        if number.where:
            rows = rows.query(number.where)
        values = pd.to_numeric(rows.eval(number.of)) if len(rows) else pd.Series(dtype="float64")
        first, *others = (rows[column].astype("str") for column in number.by)
        place = first.str.cat(others, sep=", ") if others else first
    except (KeyError, pd.errors.UndefinedVariableError):
        return {}
    if values.empty:
        return {}
    table = pd.DataFrame(
        {"year": rows["year"].astype(int), "place": place, "value": values.astype("float64")}
    ).dropna()
    return {
        int(year): of_year.groupby("place")["value"].sum()
        for year, of_year in table.groupby("year")
    }


def all_findings(
    suite: TidySuite, files: TidyFiles, names: Sequence[str], *, is_demo: bool
) -> pd.DataFrame:
    """What the comparisons find in the files ``names`` (``source@vintage``): columns :data:`COLUMNS`."""
    rows = [
        {"file": name, **row} for name in names for row in _findings(suite, files, name, is_demo)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def looked_at_once(found: pd.DataFrame) -> pd.DataFrame:
    """Findings in a column for each thing looked at (``"3 0.5"``: the middle one of comparison 3), others empty."""
    name = found["entry"].astype("str") + " " + found["looked_at"]
    return pd.DataFrame({each: found["found"].where(name == each) for each in name.unique()})


def _findings(
    suite: TidySuite, files: TidyFiles, file: str, is_demo: bool
) -> Iterator[dict[str, object]]:
    source, _, vintage = file.partition("@")
    for entry, each in enumerate(suite.comparisons):
        if (
            (file, each.kind) in files.frames
            and fnmatchcase(source, each.sources)
            and fnmatchcase(vintage, each.vintages)
            and (each.run == "any" or not is_demo)
            and not (each.is_whole and file in files.partial)
        ):
            yield from ({"entry": entry, **row} for row in _compare(each, files, file))


def _compare(each: Comparison, files: TidyFiles, file: str) -> Iterator[dict[str, object]]:
    for year, own in files.numbers_in(file, each.kind, each).items():
        said = f"{each.of} of {year}"
        if each.over is None:
            yield from _looked_at(each, year, own, None, said)
            continue
        found = _other(each, each.over, files, file, year)
        if found is not None:
            other, named = found
            yield from _looked_at(each, year, own, other, f"{said} with {named}")


def _other(
    each: Comparison, over: Other, files: TidyFiles, file: str, year: int
) -> tuple[pd.Series, str] | None:
    """(the number set over, in words), the nearest year of it; None where there is none near enough."""
    if over.published:
        table = files.totals[files.totals["total"] == over.published].set_index("year")["value"]
        near = _nearest({("", int(each)): each for each in table.index}, year, over.within)
        if near is None:
            return None
        value = float(table[near[1]])
        return pd.Series(
            {NATION: value}
        ), f"the nation's {over.published} of {near[1]}, {value:,.0f}"
    kind = over.kind or each.kind
    wanted = Number(
        of=over.of or each.of,
        where=over.where or ("" if over.kind else each.where),
        level=over.level or ("county" if over.kind else each.level),
        by=over.by if over.kind else each.by,
    )
    if not over.kind and not over.before:
        own = files.numbers_in(file, kind, wanted).get(year)
        return None if own is None else (own, f"{wanted.of}{_where(over)} of the same file")
    known = files.numbers(kind, wanted)
    others = {
        key: value
        for key, value in known.items()
        if not over.before or (key[1] != year and key[0] not in files.partial)
    }
    near = _nearest(others, year, over.within)
    if near is None:
        return None
    return others[near], f"{wanted.of}{_where(over)} of {near[1]} in {near[0]} ({kind})"


def _where(number: Number) -> str:
    return f" ({number.where})" if number.where else ""


def _nearest(
    known: Mapping[tuple[str, int], object], year: int, within: int
) -> tuple[str, int] | None:
    near = [key for key in known if abs(key[1] - year) <= within]
    return min(near, key=lambda key: (abs(key[1] - year), -key[1], key[0]), default=None)


def _looked_at(
    each: Comparison, year: int, own: pd.Series, other: pd.Series | None, said: str
) -> Iterator[dict[str, object]]:
    """A row for each thing looked at."""
    if other is not None and list(other.index) == [NATION]:
        own = pd.Series({NATION: own.sum()})
    elif other is not None:
        if each.over is not None and each.over.absent_is_zero:
            own = own.reindex(own.index.union(other.index), fill_value=0.0)
        own, other = own.align(other[other >= each.above], join="inner")
    is_nation = list(own.index) == [NATION]
    if len(own) < each.least_places and not is_nation:
        return
    for name in each.bounds:
        found, place = _found(name, own, other)
        if np.isfinite(found) or name == ALL:
            where = f"{said}; {len(own):,} places" + (f"; here {place}" if place else "")
            yield {
                "looked_at": name,
                "year": year,
                "compared": said if is_nation else where,
                "found": found,
            }


def _found(name: str, own: pd.Series, other: pd.Series | None) -> tuple[float, str]:
    """(the number looked at, the place it is of)."""
    if name == "rank correlation" and other is not None:
        return float(own.rank().corr(other.rank())), ""
    if name == "share of equal places" and other is not None:
        return float(np.isclose(own, other, rtol=1e-9, atol=0).mean()), ""
    if name == ALL:
        return float(own.sum() / (other.sum() if other is not None else 1.0)), ""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = own if other is None else own / other
    ratio = ratio[np.isfinite(ratio)].sort_values()
    if ratio.empty:
        return float("nan"), ""
    quantile = float(name)
    place = {0.0: ratio.index[0], 1.0: ratio.index[-1]}.get(quantile, "")
    return float(ratio.quantile(quantile)), str(place)


def told_of(row: pd.Series, entry: Entry) -> str:
    """What breaks ``entry``, in words: the number found, its bounds, and what was compared with what."""
    least, most = entry.kwargs["min_value"], entry.kwargs["max_value"]
    bounds = (
        f"{least:g} to {most:g}"
        if least is not None and most is not None
        else (f"at least {least:g}" if most is None else f"at most {most:g}")
    )
    name = NAMES.get(row["looked_at"], row["looked_at"])
    return f"{name} is {row['found']:.4g}, not {bounds}: {row['compared']}"
