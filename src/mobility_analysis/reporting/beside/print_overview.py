"""What stands between page one and the cards in print, and at its end: numbers at a glance, standing, sources."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mobility_analysis.press.typst import printed
from mobility_analysis.reporting.beside.print_words import matrix_line
from mobility_analysis.reporting.charts.spine import Spine
from mobility_analysis.reporting.page.matrix import Matrix
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.source_words import edition_years


def spine_in_print(data: PlaceData, shown: Spine) -> dict[str, Any]:
    """Where the place stands, for the template."""
    return {
        "title": f"Where {data.here_in_words} stands among all {shown.among}",
        "line": (
            f"One row for each metric; the further right, the better among the {shown.among} of the "
            "nation. Solid: strong; hollow: use with care; small marks: peers; tick: the nation; gray "
            f"band: the middle half of {shown.among}."
        ),
        "figures": [printed(figure) for figure in shown.figures],
        "unranked": _unranked(shown),
    }


def _unranked(shown: Spine) -> str:
    named = "; ".join(f"{label} ({why})" for label, why in shown.unranked)
    return f"Without a rank: {named}." if named else ""


def matrix_in_print(glance: Matrix) -> dict[str, Any]:
    """All numbers at a glance, for the template."""
    return {
        "others": glance.others,
        "line": matrix_line(glance.kind if glance.is_ranked else ""),
        "is_ranked": glance.is_ranked,
        "typical": [
            f"{verdict.capitalize()} than {glance.typical_name}, which page one takes where the nation\u2019s number is "
            f"typical of few places: {'; '.join(row.label for row in rows)}."
            for verdict, rows in glance.typical
            if rows
        ],
        "parts": [
            {
                "label": label,
                "rows": [
                    {
                        "anchor": row.anchor,
                        "label": row.label,
                        "value": row.value,
                        "when": row.when,
                        "age": row.age,
                        "grade": row.grade_class,
                        "position": row.position,
                        "verdicts": [asdict(cell) for cell in row.verdicts],
                        "trend": asdict(row.trend),
                    }
                    for row in rows
                ],
            }
            for label, rows in glance.parts
        ],
    }


def sources_in_print(data: PlaceData) -> list[tuple[str, str, str]]:
    """A row for each product of an agency; its files and their hashes stand on the page of sources."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for name, entry in data.record.by_source.items():
        years, days = found.setdefault(f"{entry['agency']}, {entry['title']}", (set(), set()))
        years.update(edition_years(data, name).split(", "))
        days.add(entry["retrieved"][:10])
    return [
        (
            title,
            ", ".join(sorted(filter(None, years))),
            " to ".join(dict.fromkeys([min(days), max(days)])),
        )
        for title, (years, days) in sorted(found.items())
    ]
