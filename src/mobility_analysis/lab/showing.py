"""What the objects of JupyterLab have in common: opening a run, one row per value, figures that display themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.core.errors import UnknownPlace, UsageError
from mobility_analysis.core.near_names import did_you_mean
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.core.settings import load_settings
from mobility_analysis.framework.registry import Measure, registry
from mobility_analysis.geography.place_names import find_places
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.selection import Value
from mobility_analysis.lab.tables import Table
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.pictures import save_picture
from mobility_analysis.press.templates import TEMPLATES, environment, without_formulas
from mobility_analysis.quality.grading import NO_VALUE, WORDS, explain
from mobility_analysis.runs.estimates_folder import default_run
from mobility_analysis.runs.released_files import ReleasePaths, open_release
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.runs.run_record import DEMONSTRATION, RunRecord

TIDY = [
    "metric", "measure", "label", "period", "years_since_end", "subgroup", "value", "lower", "upper", "grade", "quality",
    "why",
]  # fmt: skip

# Tables shown in a notebook hold sentences with amounts, which MathJax would take for formulas.
pd.options.display.html.use_mathjax = False


def find_run(run: str | None, root: str | Path | None) -> RunPaths:
    """The run named, else the real one where its estimates exist, else the demonstration.

    Raises
    ------
    SettingsError
        No run has that name; with the nearest.
    """
    root = Path(root or project_root())
    if run is not None:
        load_settings(root).run(run)
    return RunPaths(root, run or default_run(root))


def open_run(
    run: str | None, root: str | Path | None, release: str | Path | None = None
) -> RunData:
    """The estimates of :func:`find_run`, or of a data release by its folder or address.

    Raises
    ------
    MissingInput
        They are not made yet; no release is there.
    UsageError
        A release and a run were both named.
    """
    if release is None:
        return RunData(find_run(run, root))
    if run is not None or root is not None:
        raise UsageError(
            "A data release is one run by itself.", "Give either data, or run and root."
        )
    return RunData(open_release(release))


def first_place(run: RunData) -> str:
    """The first of the places that ``params.yaml`` names for the run; of a data release its first county."""
    if isinstance(run.paths, ReleasePaths):
        return run.universe.places()[0].geoid
    return load_settings(run.paths.root).run(run.paths.run).places[0]


def refuse_release(run: RunData, what: str) -> None:
    """Say plainly that something is made in a checkout alone.

    Raises
    ------
    UsageError
        ``run`` is a data release.
    """
    if isinstance(run.paths, ReleasePaths):
        raise UsageError(
            f"{what} made from a run, and this is a data release.",
            "Use a checkout of the project with a run of its own, and leave data out.",
        )


def find_in_run(run: RunData, places: Sequence[str]) -> list[PlaceRef]:
    """The place that each code or name means; what a short name was taken for is printed.

    Raises
    ------
    UnknownPlace
        With the nearest names, when no place or several answer.
    """
    try:
        return find_places(run.universe, [str(place) for place in places], print)
    except UnknownPlace as error:
        if not run.record.is_demonstration:
            raise
        about = 'This is the demonstration, whose places are made up; run="real" has those of the nation.'
        raise UnknownPlace(error.what, f"{error.next_step} {about}") from None


def as_list(names: Sequence[str] | None, what: str) -> list[str]:
    """The names given; a text in place of a list, whose letters would be taken for names, is refused."""
    if isinstance(names, str):
        raise UsageError(f"{what} is a text, {names!r}.", f"Give a list: {what}=[{names!r}].")
    return list(names or ())


def known_measure(record: RunRecord, measure_id: str) -> Measure:
    """The measure of that id.

    Raises
    ------
    UsageError
        There is none, with the nearest by its id or its words; or the run does not compute it, with the reason.
    """
    measures = registry().measures
    if measure_id not in measures:
        called = {name: _also_called(name) for name in measures}
        all_of_them = "`Place(...).metrics()` lists all of a place."
        raise UsageError(
            f"There is no measure {measure_id!r}.",
            f"{did_you_mean(measure_id, measures, called)} {all_of_them}".lstrip(),
        )
    metric = registry().metric_of[measure_id].id
    if metric not in record.metrics_built:
        why = record.metrics_absent.get(metric, "")
        raise UsageError(
            f"The run {record.run!r} does not compute {measure_id}.",
            why or "See `mobility metrics`.",
        )
    return measures[measure_id]


def _also_called(measure_id: str) -> tuple[str, ...]:
    measure, metric = registry().measures[measure_id], registry().metric_of[measure_id]
    return (measure.label, metric.id, metric.label)


def tidy_row(value: Value) -> dict[str, Any]:
    """One estimate as a row of a table, in the columns :data:`TIDY`; shares are 0 to 1."""
    has_value = value.value is not None
    return {
        "metric": registry().metric_of[value.measure.id].id,
        "measure": value.measure.id,
        "label": value.measure.label,
        "period": value.period,
        "years_since_end": value.years_since_end,
        "subgroup": value.subgroup,
        "value": value.value,
        "lower": value.lower,
        "upper": value.upper,
        "grade": value.grade,
        "quality": WORDS[value.grade] if has_value and value.grade else NO_VALUE,
        "why": explain(list(value.reasons)) if has_value else value.missing_sentence,
    }


_NUMBERS = {
    **dict.fromkeys(["value", "lower", "upper"], "float64"),
    **dict.fromkeys(["difference", "difference_lower", "difference_upper"], "float64"),
    **dict.fromkeys(["grade", "years_since_end", "series"], "Int64"),
}


def tidy_frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Table:
    """Rows of :func:`tidy_row`, with numbers as numbers even where none of them is known."""
    numbers = {name: kind for name, kind in _NUMBERS.items() if name in columns}
    return Table(pd.DataFrame(rows, columns=list(columns)).astype(numbers))


def scoped(html: str) -> str:
    """``html`` in the report's style, which does not change the rest of the notebook."""
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    # In a notebook the styles of the page's root belong to this block, and JupyterLab's list marks are removed.
    own = re.sub(r"^(:root|body)", ":scope", css, flags=re.MULTILINE)
    own += "ol, ul { list-style: none !important; }"
    # JupyterLab sets every cell to the right, and a number into every heading.
    own += ".numbering-entry { display: none !important; }"
    own += ":scope table :is(th, td) { text-align: left !important; }"
    own += ":scope .tally :is(td, thead th:not(:first-child)) { text-align: right !important; }"
    own += ".banner { width: auto; max-width: 100%; margin: 0; }"
    own += ".shown { display: flex; flex-wrap: wrap; gap: 1.5rem 2.5rem; padding: .5rem; }"
    own += ".shown > figure { flex: 0 1 30rem; min-width: 0; }"
    own += ".shown > figure:only-child { flex-basis: 42rem; }"
    style = f"<style>@scope (.mobility-place) {{ {own} }}</style>"
    return style + without_formulas(f'<div class="mobility-place">{html}</div>')


def credit(record: RunRecord, subject: str, sources: Iterable[str] = ()) -> str:
    """Whose numbers a picture shows: subject, sources (``id@vintage``), the day, and whether they are made up."""
    warning = f"{DEMONSTRATION}. " if record.is_demonstration else ""
    named = "; ".join(_named(record, name) for name in dict.fromkeys(sources))
    return f"{warning}{subject}. {f'Source: {named}. ' if named else ''}Estimates of {record.built_at[:10]}."


def _named(record: RunRecord, name: str) -> str:
    entry = record.by_source.get(name)
    return f"{entry['agency']}, {entry['title']} ({name})" if entry is not None else name


def heading(record: RunRecord, subject: str, rest: str) -> str:
    """What an object shows of itself: its subject, a line about it, and whether the data are made up."""
    warning = f"<p>{DEMONSTRATION}.</p>" if record.is_demonstration else ""
    return scoped(
        f"{warning}<p><strong>{escape(subject)}</strong> {escape(rest)} "
        f"Estimates of {record.built_at}.</p>"
    )


class Shown:
    """Figures that display themselves in a notebook, each with its alternative text and its table.

    Parameters
    ----------
    otherwise
        What to say where there is nothing to draw.
    source
        The line below a picture that is saved: whose numbers these are.
    """

    def __init__(
        self, figures: Sequence[Figure], otherwise: str = "Nothing to draw.", source: str = ""
    ) -> None:
        self.figures = tuple(figures)
        self.otherwise = otherwise
        self.source = source

    def save(self, path: str | Path) -> Path:
        """Write the figures, one below another, as a picture, and return its path.

        Parameters
        ----------
        path
            A file that ends in ``.png`` (216 pixels to the inch), ``.svg`` or ``.pdf`` (for print, of any size).

        Raises
        ------
        UsageError
            Another ending, a folder that is not there, or nothing to draw.

        Examples
        --------
        >>> place.chart("share_employed").save(folder / "employed.png").name
        'employed.png'
        """
        if not self.figures:
            raise UsageError(self.otherwise, "There is nothing to save.")
        save_picture(self.figures, Path(path), self.source)
        return Path(path)

    def _repr_html_(self) -> str:
        if not self.figures:
            return scoped(f"<p>{escape(self.otherwise)}</p>")
        draw: Any = environment().get_template("macros.html.j2").module
        drawn = "".join(draw.figure(figure, figure.title) for figure in self.figures)
        return scoped(f'<div class="shown">{drawn}</div>')

    def __repr__(self) -> str:
        return "\n".join(figure.alt for figure in self.figures) or self.otherwise
