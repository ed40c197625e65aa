"""How values spread: a histogram in which weak values stay apart, with its words and its table."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from mobility_analysis.framework.registry import Measure
from mobility_analysis.press.drawing import Scale, round_ticks, tick_labels
from mobility_analysis.press.inline_svg import (
    BLUE,
    FAINT,
    FONT_SIZE,
    GRAY,
    INK,
    ORANGE,
    PALE,
    PAPER,
    PIXELS,
    WIDTH,
    Figure,
    Table,
)

HEIGHT = 2.3  # inches
MOST_BARS = 40
# Values beyond these percentiles are counted in words beside the axis, if the others would otherwise fill
# less than half of the width.
INNER = (0.5, 99.5)
USABLE, WEAK = "usable", "weak"
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": FONT_SIZE,
    "text.parse_math": False,  # a dollar sign does not begin a formula
    "text.color": INK,
    "axes.edgecolor": PALE,
    "axes.labelcolor": GRAY,
    "axes.linewidth": 0.8,
    "xtick.color": PALE,
    "xtick.labelcolor": GRAY,
    "ytick.color": PALE,
    "ytick.labelcolor": GRAY,
    "xtick.labelsize": FONT_SIZE - 0.8,
    "ytick.labelsize": FONT_SIZE - 0.8,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
}


@dataclass(frozen=True)
class Style:
    """How numbers of the axis are written: in words and tables, and as ticks."""

    write: Callable[[float], str]
    finish: Callable[[Axes], None]


def plain_number(value: float) -> str:
    """``1,234.5``: thousands separated, four significant digits below a thousand."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def plain_axis(axes: Axes) -> None:
    """Ticks as plain numbers, for columns that have no unit of ours."""
    sns.despine(ax=axes, left=True)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: plain_number(x)))


def measure_axis(axes: Axes, measure: Measure) -> None:
    """A value axis below, with round ticks in the measure's unit, and nothing else."""
    sns.despine(ax=axes, left=True)
    axes.set_yticks([])
    ticks = round_ticks(Scale(*axes.get_xlim(), 0.0, 1.0), measure)
    axes.set_xticks(ticks, tick_labels(measure, ticks))
    axes.tick_params(axis="x", length=3, width=0.8, pad=3)


PLAIN = Style(plain_number, plain_axis)


def histogram(
    figure_id: str,
    usable: np.ndarray,
    weak: np.ndarray | None = None,
    *,
    title: str,
    things: str,
    style: Style = PLAIN,
    reference: tuple[str, float] | None = None,
) -> Figure | None:
    """Bars of how many values lie where; ``None`` without values.

    Parameters
    ----------
    usable, weak
        Values drawn solid, and those drawn hatched on top of them.
    things
        What is counted, in the plural: "counties".
    reference
        Name and value of a dashed line, such as the nation's.
    """
    parts = {USABLE: _known(usable), WEAK: _known(weak)}
    every = np.concatenate(list(parts.values()))
    if not len(every):
        return None
    edges = _edges(every)
    beyond = _beyond(every, edges, style)
    alt = f"Histogram of {title}. {_words(parts, things, style)}{_more(reference, beyond, style)}"
    with rc_context(sns.axes_style("ticks") | STYLE):
        canvas = Canvas(figsize=(WIDTH, HEIGHT))
        axes = canvas.add_axes((0.1, 0.21, 0.88, 0.66))
        _draw(axes, parts, edges)
        if reference is not None and edges[0] <= reference[1] <= edges[-1]:
            _draw_reference(axes, *reference, style)
        style.finish(axes)
        _count_axis(axes)
        axes.set_ylabel("")
        axes.set_xlabel(beyond, loc="left", fontsize=FONT_SIZE - 0.8)
        picture = _picture(canvas, figure_id)
    table = _table(title, parts, edges, things, style)
    return Figure(figure_id, _in_page(picture, alt), alt, table, title, own_svg=picture)


def _picture(canvas: Canvas, figure_id: str) -> str:
    """Matplotlib's own SVG."""
    out = io.StringIO()
    with rc_context({"svg.hashsalt": figure_id}):  # without it the ids are random
        canvas.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _in_page(picture: str, alt: str) -> str:
    """``picture`` in an ``img``, where its styles and ids stay to themselves."""
    data = base64.b64encode(picture.encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}" '
        f'style="width:100%;max-width:{WIDTH * PIXELS:.0f}px">'
    )


def _known(values: np.ndarray | None) -> np.ndarray:
    found = np.asarray([] if values is None else values, dtype=float)
    return found[np.isfinite(found)]


def _edges(values: np.ndarray) -> np.ndarray:
    """Limits of the bars: over all values, or over the inner ones where few lie very far out."""
    low, high = float(values.min()), float(values.max())
    inner_low, inner_high = np.percentile(values, INNER)
    if 0 < inner_high - inner_low < (high - low) / 2:
        low, high = float(inner_low), float(inner_high)
    if low == high:
        low, high = low - 0.5, high + 0.5
    inside = values[(values >= low) & (values <= high)]
    found = np.histogram_bin_edges(inside, bins="auto", range=(low, high))
    return found if len(found) <= MOST_BARS + 1 else np.linspace(low, high, MOST_BARS + 1)


def _draw(axes: Axes, parts: dict[str, np.ndarray], edges: np.ndarray) -> None:
    frame = pd.concat(
        [pd.DataFrame({"value": values, "kind": kind}) for kind, values in parts.items()]
    )
    inside = frame[frame["value"].between(edges[0], edges[-1])]
    sns.histplot(
        data=inside,
        x="value",
        hue="kind",
        hue_order=[WEAK, USABLE],  # stacked from below: the last first
        palette={USABLE: BLUE, WEAK: FAINT},
        bins=edges.tolist(),
        multiple="stack",
        edgecolor=PAPER,
        linewidth=0.6,
        alpha=1,
        legend=False,
        ax=axes,
    )
    faint = sns.color_palette([FAINT])[0]
    for bar in axes.patches:
        if np.allclose(bar.get_facecolor()[:3], faint):
            bar.set(hatch="////////", edgecolor=GRAY)
    axes.set_xlim(edges[0], edges[-1])


def _beyond(values: np.ndarray, edges: np.ndarray, style: Style) -> str:
    """How many values the axis leaves out, and where; empty where it holds them all."""
    below, above = int((values < edges[0]).sum()), int((values > edges[-1]).sum())
    parts = [f"{below:,} below {style.write(float(edges[0]))}"] if below else []
    parts += [f"{above:,} above {style.write(float(edges[-1]))}"] if above else []
    return f"Not drawn: {', '.join(parts)}" if parts else ""


def _draw_reference(axes: Axes, name: str, value: float, style: Style) -> None:
    low, high = axes.get_xlim()
    axes.axvline(value, color=ORANGE, linewidth=1.4, dashes=(3, 2), zorder=5)
    is_left = (value - low) / (high - low) < 0.5
    axes.annotate(
        f"{name}: {style.write(value)}",
        (value, 1),
        xycoords=("data", "axes fraction"),
        xytext=(3 if is_left else -3, 4),
        textcoords="offset points",
        ha="left" if is_left else "right",
        color=ORANGE,
        fontsize=FONT_SIZE - 0.6,
    )


def _count_axis(axes: Axes) -> None:
    """Whole numbers of things on the left, without a line."""
    top = axes.get_ylim()[1]
    ticks = [t for t in MaxNLocator(nbins=3, integer=True).tick_values(0, top) if 0 <= t <= top]
    axes.set_yticks(ticks, [f"{int(tick):,}" for tick in ticks])
    axes.tick_params(axis="y", length=0)


def _words(parts: dict[str, np.ndarray], things: str, style: Style) -> str:
    every, weak = np.concatenate(list(parts.values())), parts[WEAK]
    low, first, middle, third, high = (
        style.write(float(number)) for number in np.percentile(every, [0, 25, 50, 75, 100])
    )
    text = (
        f"{len(every):,} {things}: half of them below {middle}, the middle half from {first} to "
        f"{third}, all from {low} to {high}."
    )
    return (
        f"{text} {len(weak):,} of them should not be acted on and are hatched."
        if len(weak)
        else text
    )


def _more(reference: tuple[str, float] | None, beyond: str, style: Style) -> str:
    text = f" {reference[0]}: {style.write(reference[1])}." if reference is not None else ""
    return f"{text} {beyond}." if beyond else text


def _table(
    title: str, parts: dict[str, np.ndarray], edges: np.ndarray, things: str, style: Style
) -> Table:
    """One line per bar, and one for what lies beyond the axis on either side."""
    limits = np.concatenate([[-np.inf], edges, [np.inf]])
    # The last bar holds its upper limit, so what lies beyond starts just above it.
    limits[-2] = np.nextafter(limits[-2], np.inf)
    counts = {kind: np.histogram(values, bins=limits)[0] for kind, values in parts.items()}
    names = [f"below {style.write(float(edges[0]))}"]
    names += [
        f"{style.write(float(low))} to {style.write(float(high))}"
        for low, high in itertools.pairwise(edges)
    ]
    names.append(f"above {style.write(float(edges[-1]))}")
    lines = [
        (name, f"{good:,}", f"{poor:,}")
        for name, good, poor in zip(names, counts[USABLE], counts[WEAK], strict=True)
        if good or poor or not name.startswith(("below", "above"))
    ]
    heads = ("Value", things.capitalize(), "Of weak value")
    if not len(parts[WEAK]):
        return Table(title, heads[:2], tuple(line[:2] for line in lines))
    return Table(title, heads, tuple(lines))
