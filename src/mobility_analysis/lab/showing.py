"""What the objects of JupyterLab have in common: opening a run, one row per value, figures that display themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.framework.registry import Measure, registry
from mobility_analysis.insights.selection import Value
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.templates import TEMPLATES, environment, without_formulas
from mobility_analysis.quality.grading import NO_VALUE, WORDS, explain
from mobility_analysis.runs.estimates_folder import default_run
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.runs.run_record import DEMONSTRATION, RunRecord

TIDY = [
    "metric", "measure", "label", "period", "years_since_end", "subgroup", "value", "lower", "upper", "grade", "quality",
    "why",
]  # fmt: skip

# Tables shown in a notebook hold sentences with amounts, which MathJax would take for formulas.
pd.options.display.html.use_mathjax = False


def find_run(run: str | None, root: Path | None) -> RunPaths:
    """The run named, else the real one where its estimates exist, else the demonstration."""
    root = root or project_root()
    return RunPaths(root, run or default_run(root))


def open_run(run: str | None, root: Path | None) -> RunData:
    """The estimates of :func:`find_run`; :class:`MissingInput` where they are not made yet."""
    return RunData(find_run(run, root))


def known_measure(record: RunRecord, measure_id: str) -> Measure:
    """The measure of that id, or :class:`UsageError` with those of the run."""
    built = set(record.metrics_built)
    known = {
        m.id: m for metric in registry().metrics if metric.id in built for m in metric.measures
    }
    if measure_id not in known:
        raise UsageError(
            f"This run has no measure {measure_id!r}.", f"Use one of: {', '.join(sorted(known))}."
        )
    return known[measure_id]


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


def tidy_frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of :func:`tidy_row`, with numbers as numbers even where none of them is known."""
    numbers = dict.fromkeys(["value", "lower", "upper"], "float64") | {
        "grade": "Int64",
        "years_since_end": "Int64",
    }
    return pd.DataFrame(rows, columns=list(columns)).astype(numbers)


def scoped(html: str) -> str:
    """``html`` in the report's style, which does not change the rest of the notebook."""
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    # In a notebook the styles of the page's root belong to this block, and JupyterLab's list marks are removed.
    own = re.sub(r"^(:root|body)", ":scope", css, flags=re.MULTILINE)
    own += "ol, ul { list-style: none !important; }"
    own += ".shown { display: flex; flex-wrap: wrap; gap: 1.5rem 2.5rem; padding: .5rem; }"
    own += ".shown > figure { flex: 0 1 30rem; min-width: 0; }"
    own += ".shown > figure:only-child { flex-basis: 42rem; }"
    style = f"<style>@scope (.mobility-place) {{ {own} }}</style>"
    return style + without_formulas(f'<div class="mobility-place">{html}</div>')


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
    """

    def __init__(self, figures: Sequence[Figure], otherwise: str = "Nothing to draw.") -> None:
        self.figures = tuple(figures)
        self.otherwise = otherwise

    def _repr_html_(self) -> str:
        if not self.figures:
            return scoped(f"<p>{escape(self.otherwise)}</p>")
        draw: Any = environment().get_template("macros.html.j2").module
        drawn = "".join(draw.figure(figure, figure.title) for figure in self.figures)
        return scoped(f'<div class="shown">{drawn}</div>')

    def __repr__(self) -> str:
        return "\n".join(figure.alt for figure in self.figures) or self.otherwise
