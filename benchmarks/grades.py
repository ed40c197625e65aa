"""Grades of a nation before and after a change of the rules, by measure and by kind of group.

Usage: ``python benchmarks/grades.py <before>/estimates.parquet <after>/estimates.parquet [--level county]
[--out docs/grades.md]``. Both files are of the estimate stage (``data/estimates/<run>/estimates.parquet``);
the first may be of any earlier commit, as long as both read the same files. Prints a Markdown table of
counties' values; with ``--out`` writes the page with its words around it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd

from mobility_analysis.framework.estimate import KEY
from mobility_analysis.quality.reasons import REASONS

READ = [*KEY, "value", "grade", "reasons"]
GRADES = {1: "strong", 2: "care", 3: "weak"}

PAGE = """# Grades, before and after

How many values of counties are strong, to be used with care and weak, under the rules of two states of the
code, from the same files: {values:,} values of all years that the real run holds. A line is a measure and a
kind of group; "fell" and "rose" count the values whose grade did. Lines where nothing moved are left out, but count in
the sums. Made by `python benchmarks/grades.py BEFORE AFTER --out docs/grades.md`, here with the state before and after
the rules of [decisions](decisions.md) on the fewest interviews, on shares near 0 and 1, and on students whose districts have no
enrollment.

{table}
## Why they moved

New reasons of the values that fell, and how many have them.

{reasons}
"""


def valued(path: Path, level: str) -> pd.DataFrame:
    """Rows with a value, by the key of the estimates; ``grade`` and ``reasons``."""
    frame = pd.read_parquet(path, columns=READ)
    frame = frame[(frame["level"] == level) & frame["value"].notna()]
    return frame.set_index(KEY)[["grade", "reasons"]]


def moves(before: Path, after: Path, level: str) -> pd.DataFrame:
    """Grades and reasons of every value that either file has, and those ``_before``."""
    new, old = valued(after, level), valued(before, level)
    return new.join(old.add_suffix("_before"), how="outer")


def line(rows: pd.DataFrame) -> list[str]:
    """Strong, care and weak before and after, and how many rose and fell."""
    cells = [
        f"{(rows[column] == grade).sum():,}"
        for column in ("grade_before", "grade")
        for grade in GRADES
    ]
    fell = (rows["grade"] > rows["grade_before"]).sum()
    rose = (rows["grade"] < rows["grade_before"]).sum()
    return [*cells, f"{fell:,}", f"{rose:,}"]


def table(found: pd.DataFrame) -> str:
    heads = ["measure", "group", *(f"{word}, {when}" for when in ("before", "after") for word in GRADES.values())]  # fmt: skip
    heads += ["fell", "rose"]
    lines = ["| " + " | ".join(heads) + " |", "|---|---|" + "---:|" * (len(heads) - 2)]
    groups = found.groupby(["measure", "subgroup_type"], observed=True)
    for (measure, kind), rows in groups:
        if not (rows["grade"] != rows["grade_before"]).any():
            continue
        lines.append(
            "| " + " | ".join([f"`{measure}`", kind.replace("_", " "), *line(rows)]) + " |"
        )
    for kind, rows in found.groupby("subgroup_type", observed=True):
        name = "everyone" if kind == "all" else kind.replace("_", " ")
        lines.append("| " + " | ".join(["all measures", f"**{name}**", *line(rows)]) + " |")
    return "\n".join(lines) + "\n"


def reasons(found: pd.DataFrame) -> str:
    fallen = found[found["grade"] > found["grade_before"]]
    pairs = zip(fallen["reasons"], fallen["reasons_before"], strict=True)
    counted = Counter(code for new, old in pairs for code in set(new) - set(old))
    return "\n".join(
        f"- {number:,}: {REASONS[code]} (`{code}`)" for code, number in counted.most_common()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--level", default="county")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    found = moves(asked.before, asked.after, asked.level)
    if asked.out is None:
        print(table(found), reasons(found), sep="\n")
        return
    page = PAGE.format(values=len(found), table=table(found), reasons=reasons(found))
    asked.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
