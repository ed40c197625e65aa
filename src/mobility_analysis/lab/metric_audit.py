"""One measure over the whole nation in JupyterLab: ``MetricAudit("share_low_birth_weight")``."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.io import read_parquet
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Unit
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.insights.outliers import OrdinaryRange, ordinary_range
from mobility_analysis.insights.run_changes import Change, count_changes, count_grades, run_changes
from mobility_analysis.insights.selection import Selection
from mobility_analysis.lab.audit_choices import (
    SEVERAL,
    known_level,
    known_period,
    known_state,
)
from mobility_analysis.lab.audit_tables import (
    extreme_rows,
    grade_counts,
    missing_counts,
    reason_counts,
    weak_rows,
)
from mobility_analysis.lab.showing import (
    TIDY,
    Shown,
    credit,
    heading,
    known_measure,
    open_run,
    tidy_frame,
    tidy_row,
)
from mobility_analysis.lab.tables import Table
from mobility_analysis.quality.grading import WORDS, usable
from mobility_analysis.reporting.charts.county_map import county_map
from mobility_analysis.reporting.charts.histogram import Style, histogram, measure_axis
from mobility_analysis.runs.earlier_estimates import load_earlier

SHOWN = 20  # rows of a table of single places
TELLING = [Change.BEYOND.value, Change.GONE.value, Change.NEW.value]
CHANGED = [
    "geoid", "place", "change", "value_before", "lower_before", "upper_before", "value", "difference",
    "grade_before", "grade",
]  # fmt: skip


class MetricAudit:
    """Every place's value of one measure for one period: spread, grades, absences, extremes, changes.

    Parameters
    ----------
    measure
        Measure id of the registry.
    level
        ``county``, ``place`` (cities) or ``state``.
    period
        As in the estimates, such as ``2019-2023``. By default the latest of the periods in which at
        least half as many places have a value as in the best covered one, so that a file of one state
        does not stand for the nation.
    before
        An earlier ``estimates.parquet`` or the folder it lies in, relative to the project's folder, to
        compare with. By default the estimates that the last run replaced, where there are any.
    run
        ``real`` or ``demo``; by default the real run where its estimates exist.
    root
        The project's folder; found by itself inside a checkout.
    data
        A data release to read instead of a run, by its folder or its http(s) address; no checkout is needed.

    Raises
    ------
    UsageError
        An unknown measure, level or period, with those there are.
    MissingInput
        The run, or the file named by ``before``, is not there.

    Examples
    --------
    >>> audit = MetricAudit("share_employed", level="county")
    >>> audit
    MetricAudit('share_employed', 2019-2023, run='demo'): 8 of 8 counties have a value
    """

    def __init__(
        self,
        measure: str,
        *,
        level: str = "county",
        period: str | None = None,
        before: str | Path | None = None,
        run: str | None = None,
        root: str | Path | None = None,
        data: str | Path | None = None,
    ) -> None:
        self._run = open_run(run, root, data)
        self.measure = known_measure(self._run.record, measure)
        self._every = read_parquet(
            self._run.files.estimates,
            filters=[("measure", "==", self.measure.id)],
        )
        self.level = known_level(self._every, self.measure.id, level, is_release=data is not None)
        self._at_level = self._every[self._every["level"] == self.level.value]
        self.period = known_period(self._at_level, self.measure.id, period)
        rows = self._at_level[self._at_level["period"] == self.period]
        self._with_groups = rows
        self._rows = rows[rows["subgroup"] == ALL].sort_values("geoid", ignore_index=True)
        self._earlier = load_earlier(self._run.paths, before, self.measure.id)

    @property
    def things(self) -> str:
        """What one row is, in the plural: counties, cities or states.

        Examples
        --------
        >>> audit.things
        'counties'
        """
        return SEVERAL[self.level]

    # ------------------------------------------------------------------ tables

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per place: name, value, interval, grade and why.

        Examples
        --------
        >>> audit.table[["place", "value", "quality"]].head(2)
                      place     value quality
        0  Alder County, DM  0.838000  Strong
        1  Birch County, DM  0.762377  Strong
        """
        values = Selection(self._rows).values
        rows = [
            {"geoid": value.geoid, "place": self._names.get(value.geoid, value.geoid)}
            | tidy_row(value)
            for value in values
        ]
        return tidy_frame(rows, ["geoid", "place", *TIDY])

    def periods(self) -> pd.DataFrame:
        """Places by grade in every period there is; this audit is of one of them.

        Examples
        --------
        >>> audit.periods()[["period", "Strong", "No value", "total"]]
              period  Strong  No value  total
        0  2014-2018       1         0      1
        1  2019-2023       6         0      8
        """
        everyone = self._at_level[self._at_level["subgroup"] == ALL]
        return Table(grade_counts(everyone, ["year", "period"]))

    def grades(self) -> pd.DataFrame:
        """Places by grade: a row for everyone together and one for each group.

        Examples
        --------
        >>> audit.grades()[["subgroup", "Strong", "total", "usable_share"]].head(1)
          subgroup  Strong  total  usable_share
        0      All       6      8         0.875
        """
        counts = grade_counts(self._with_groups, ["subgroup"])
        in_order = counts.sort_values("subgroup", key=lambda label: label.map(ORDER))
        return Table(in_order.reset_index(drop=True))

    def reasons(self) -> pd.DataFrame:
        """How often each reason led to a grade.

        Examples
        --------
        >>> audit.reasons()[["quality", "reasons", "counties"]]
                      quality        reasons  counties
        0              Strong        precise         6
        1       Use with care  wide_interval         1
        2  Do not act on this  too_imprecise         1
        """
        return Table(reason_counts(self._rows, self.things))

    def missing(self) -> pd.DataFrame:
        """Why values are absent, how often, and in which states most.

        Examples
        --------
        >>> MetricAudit("share_debt_coll").missing()[["reason", "counties", "most_in"]]
                  reason  counties most_in
        0  no_source_row         1    DM 1
        """
        return Table(missing_counts(self._rows, self.things))

    @cached_property
    def ordinary(self) -> OrdinaryRange | None:
        """The range outside of which a value is called extreme, from the usable values.

        Plain counts have none: they grow with the place.

        Examples
        --------
        >>> round(audit.ordinary.median, 3)
        0.778
        """
        if self.measure.unit is Unit.COUNT:
            return None
        return ordinary_range(self._rows.loc[usable(self._rows), "value"].to_numpy(float))

    @property
    def ordinary_words(self) -> str:
        """The ordinary range in a sentence.

        Examples
        --------
        >>> audit.ordinary_words
        'Ordinary is from 68.1% to 87.4%, around a median of 77.8%.'
        """
        found = self.ordinary
        if found is None:
            return "There is no ordinary range: plain counts grow with the place, or most values are one."
        least, most = self.measure.unit.range
        low, middle, high = (
            tabled(self.measure, min(max(end, least), most))
            for end in (found.lower, found.median, found.upper)
        )
        return f"Ordinary is from {low} to {high}, around a median of {middle}."

    def extremes(self, number: int = SHOWN) -> pd.DataFrame:
        """The places farthest outside the ordinary range (:func:`audit_tables.extreme_rows`).

        Examples
        --------
        >>> audit.extremes()["place"].tolist()
        ['Ironwood County, DM']
        """
        return Table(extreme_rows(self.table, self.ordinary).head(number))

    def weakest(self, number: int = SHOWN) -> pd.DataFrame:
        """Values not to be acted on, with the reason (:func:`audit_tables.weak_rows`).

        Examples
        --------
        >>> audit.weakest()[["place", "value", "width"]]
                         place  value  width
        0  Ironwood County, DM  0.632    1.0
        """
        return Table(weak_rows(self.table).head(number))

    # ------------------------------------------------------------------ charts

    def distribution(self) -> Shown:
        """How the places' values spread, with the nation's value where there is one.

        Examples
        --------
        >>> audit.distribution()
        Histogram of Share of people ages 25 to 54 who are employed, 2019–2023. 8 counties: half of them below 77.0%, the middle half from 75.8% to 80.1%, all from 63.2% to 83.8%. 1 of them should not be acted on and are hatched. Nation: 79.0%.
        """
        is_usable = usable(self._rows)
        nation = Selection(self._beside(Level.NATION)).values
        value = nation[0].value if nation and nation[0].usable else None
        figure = histogram(
            f"spread-{self._slug}",
            self._rows.loc[is_usable, "value"].to_numpy(float),
            self._rows.loc[~is_usable, "value"].to_numpy(float),
            title=self._title,
            things=self.things,
            style=Style(partial(tabled, self.measure), partial(measure_axis, measure=self.measure)),
            reference=("Nation", value) if value is not None else None,
        )
        return Shown(
            [figure] if figure else [], f"None of the {self.things} has a value.", self._credit
        )

    def map(self, state: str | None = None) -> Shown:
        """Counties in five shades: of a state (postal code, name or two digits), else of the nation.

        Raises
        ------
        UsageError
            The audit is not of counties, or there is no such state.
        MissingInput
            The run has no outlines.

        Examples
        --------
        >>> audit.map("DM").save(folder / "map.png").name
        'map.png'
        """
        shapes = self._run.boundaries
        if self.level is not Level.COUNTY:
            raise UsageError(f"There is no map of {self.things}.", 'Use level="county".')
        if shapes is None:
            raise MissingInput(
                f"The run {self._run.record.run!r} has no outlines of counties.",
                "They come with census_boundaries: `mobility sources census_boundaries` tells why it has none.",
            )
        if self.measure.unit is Unit.COUNT:
            return Shown(
                (), "A plain count grows with the place: its map would show where people live."
            )
        code, name = known_state(self._run.universe, state) if state else ("", "")
        figure = county_map(
            f"map-{self._slug}-{code or 'nation'}",
            shapes,
            self._rows[self._rows["geoid"].str.startswith(code)],
            title=f"{self._title}, {name}" if name else self._title,
            write=partial(tabled, self.measure),
        )
        nothing = "No county with an outline has a value."
        return Shown([figure] if figure else [], nothing, self._credit)

    # ------------------------------------------------------------------ the run before

    @property
    def compared_with(self) -> str:
        """What :meth:`changes` compares the estimates with, in a sentence.

        Examples
        --------
        >>> audit.compared_with.split(":")[0]
        'Compared with nothing'
        """
        return self._earlier.words

    def changes(self) -> pd.DataFrame:
        """Number of estimates of this level by the kind of change since the earlier run, by period and group.

        No rows where there is no earlier run.

        Examples
        --------
        >>> len(audit.changes())  # no earlier estimates here
        0
        """
        return Table(count_changes(self._changes, ["period", "subgroup"]))

    def changed_places(self, number: int = SHOWN) -> pd.DataFrame:
        """Places whose value of this period moved beyond its earlier interval, came or went.

        Examples
        --------
        >>> len(audit.changed_places())  # no earlier estimates here
        0
        """
        telling = self._changes_shown[self._changes_shown["change"].isin(TELLING)]
        difference = telling["value"] - telling["value_before"]
        found = telling.assign(place=telling["geoid"].map(self._names), difference=difference)
        found = found.sort_values("difference", key=abs, ascending=False, na_position="last")
        return Table(found[CHANGED].head(number).reset_index(drop=True))

    def grade_changes(self) -> pd.DataFrame:
        """Grades in the earlier run (rows) by grades now (columns), of this period.

        Examples
        --------
        >>> int(audit.grade_changes().to_numpy().sum())  # no earlier estimates here
        0
        """
        counts = count_grades(self._changes_shown).rename(index=WORDS, columns=WORDS)
        return Table(counts.rename_axis(index="before", columns="now"))

    @cached_property
    def _changes(self) -> pd.DataFrame:
        before, now = self._earlier.rows, self._at_level
        if before is None:
            return run_changes(now.iloc[:0], now.iloc[:0])
        return run_changes(before[before["level"] == self.level.value], now)

    @property
    def _changes_shown(self) -> pd.DataFrame:
        rows = self._changes
        return rows[(rows["period"] == self.period) & (rows["subgroup"] == ALL)]

    # ------------------------------------------------------------------ parts

    @property
    def _credit(self) -> str:
        sources = {name for names in self._rows["sources"] for name in names}
        return credit(self._run.record, f"All {self.things} with a value", sorted(sources))

    @property
    def _slug(self) -> str:
        return f"{self.measure.id}-{self.level.value}".replace("_", "-")

    @property
    def _title(self) -> str:
        return f"{self.measure.label}, {Selection(self._rows.head(1)).values[0].when}"

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names by code, of the lists of places that the rows are of."""
        lists = [
            self._run.universe.of(self.level, int(y)) for y in self._rows["geo_vintage"].unique()
        ]
        places = (
            PlaceRef(row.geoid, self.level, row.name, row.postal)
            for frame in lists
            for row in frame.itertuples(index=False)
        )
        return {place.geoid: place.label for place in places}

    def _beside(self, level: Level) -> pd.DataFrame:
        rows = self._every[self._every["level"] == level.value]
        return rows[(rows["period"] == self.period) & (rows["subgroup"] == ALL)]

    @property
    def _coverage(self) -> str:
        valued = int(self._rows["value"].notna().sum())
        return f"{valued:,} of {len(self._rows):,} {self.things} have a value"

    def __repr__(self) -> str:
        run = self._run.record.run
        return f"MetricAudit({self.measure.id!r}, {self.period}, run={run!r}): {self._coverage}"

    def _repr_html_(self) -> str:
        rest = f"({self.measure.one_unit}): {self._coverage}."
        return heading(self._run.record, self._title, rest)
