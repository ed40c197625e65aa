"""The pages of a release for people: what it is, its terms, how to cite it, what changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import yaml

from mobility_analysis.core.web import PACKAGE
from mobility_analysis.dataset.terms import NOT_FOUND, WORDS, Terms, source_of
from mobility_analysis.framework.source import PassingOn
from mobility_analysis.runs.run_record import DEMONSTRATION, RunRecord

MOST_NAMED = 40


@dataclass(frozen=True)
class About:
    """What every page of a release says of it.

    Attributes
    ----------
    version, day
        Its name, and the ISO day it bears.
    package
        Version of this package.
    since
        Version of the release with which it was compared; empty where there is none.
    """

    record: RunRecord
    version: str
    day: str
    package: str
    since: str = ""

    @property
    def title(self) -> str:
        """The title, which says so where the data are made up."""
        name = "Mobility Metrics of counties, cities, states and the nation"
        return f"{DEMONSTRATION}. {name}" if self.record.is_demonstration else name

    @property
    def warning(self) -> str:
        """A paragraph at the top of each page of a demonstration; empty otherwise."""
        if not self.record.is_demonstration:
            return ""
        return f"**{DEMONSTRATION}.** Every number in this release is made up. Do not cite it.\n\n"


def readme(about: About, resources: pd.DataFrame) -> str:
    """How to read the release.

    Parameters
    ----------
    resources
        A row for each file: ``path``, ``rows``, ``what``.
    """
    listed = "\n".join(
        f"| `{row.path}` | {row.rows:,} | {row.what} |" for row in resources.itertuples(index=False)
    )
    return f"""# {about.title}

{about.warning}Version {about.version} of {about.day}; estimates built on {about.record.built_at[:10]}.

Each row of `estimates/` is one value: a measure, a place, a period and a group. `lower` and `upper` are the ends of its 95
percent interval. `grade` says how far it may be trusted: 1 strong, 2 use with care, 3 do not act on it. A row without
`value` says why in `missing_reason`. Codes of places are text: read them as text, or zeros in front are lost.

```python
import pandas as pd

rows = pd.read_parquet("estimates/county.parquet")
rows = pd.read_csv("estimates/county.csv.gz", dtype={{"geoid": str, "period": str, "open_end": str}})
```

With the package {PACKAGE} a place is looked at as in its report, and no pipeline is needed:

```python
from mobility_analysis import Place

Place("{"99001" if about.record.is_demonstration else "39153"}", data="<this folder or its address>")
```

## Files

| file | rows | what it is |
|---|---|---|
{listed}

`reference_layout/` holds one CSV file for each metric, level and kind of group in the columns of the Urban Institute's
metric files: `year, state, county` (or `place`), then each measure with `_lb`, `_ub` and `_quality`. `run/` is what `Place`
reads. `datapackage.json` describes every column of every table ([Data Package](https://datapackage.org)).

- Terms of each source, and what was left out because of them: [LICENSES.md](LICENSES.md)
- How to cite: [CITATION.cff](CITATION.cff)
- What differs from the release before: [CHANGES.md](CHANGES.md)
- What each measure, column and code means: [data_dictionary.md](data_dictionary.md)
- Whether all files arrived as they were released: `sha256sum -c checksums.sha256`
"""


def licences(about: About, terms: Terms, left_out: pd.DataFrame) -> str:
    """The terms of each source, and what is not in the release because of them."""
    names = list(about.record.by_source)
    parts = [
        f"# Terms of the sources\n\n{about.warning}",
        "The values of this release are computed from the files of others. Whoever uses a value keeps to the terms of the "
        "sources named in its row (column `sources`), and cites them. What this project adds (intervals, grades, "
        "findings) comes under the project's license, Apache-2.0; the terms of the sources go before it.\n",
    ]
    states = (
        PassingOn.FREE,
        PassingOn.WITH_CONDITIONS,
        *([PassingOn.UNKNOWN] if terms.takes_unclear else []),
    )
    for state in states:
        here = [name for name in names if terms.state_of(name) is state]
        if here:
            parts += [f"\n## In this release: {WORDS[state]}\n", *_listed(about.record, here)]
    held = [name for name in names if terms.is_held(name)]
    parts.append("\n## Left out of this release\n")
    if not held:
        parts.append("Nothing: no source of this run is held back.\n")
        return "\n".join(parts)
    parts.append(
        "Every row that rests on one of these sources, alone or with others, was left out, in all files. "
        f'Whoever has the agreement of a source with the words "{NOT_FOUND}" may make a release with it '
        "(`mobility release --with-unclear`).\n"
    )
    parts += _listed(about.record, held)
    parts.append(
        "\n| source | table | measure | level | years | rows | with a value |\n|---|---|---|---|---|---|---|"
    )
    parts += [
        f"| {row.source} | {row.table} | {row.measure} | {row.level} | {row.years} | {row.rows:,} | {row.values:,} |"
        for row in left_out.itertuples(index=False)
    ]
    return "\n".join(parts) + "\n"


def _listed(record: RunRecord, names: list[str]) -> list[str]:
    """A line for each source, with its vintages, licence and citation."""
    lines: list[str] = []
    by_source: dict[str, list[str]] = {}
    for name in names:
        source_id, _, vintage = name.partition("@")
        by_source.setdefault(source_id, []).append(vintage)
    for source_id, vintages in sorted(by_source.items()):
        entry = record.by_source[f"{source_id}@{vintages[0]}"]
        source = source_of(source_id)
        agreed = f" {source.by_hand.terms}" if source is not None and source.by_hand else ""
        lines.append(
            f"- **{source_id}** ({', '.join(vintages)}): {entry['agency']}, {entry['title']}. "
            f"License: {entry['licence'].rstrip('.')}.{agreed} Cite: {entry['citation'].rstrip('.')}. {entry['landing_page']}"
        )
    return lines


def citation(about: About) -> str:
    """``CITATION.cff``, with the sources as references."""
    seen: dict[str, dict[str, object]] = {}
    for entry in about.record.snapshots:
        seen.setdefault(
            entry["source_id"],
            {
                "type": "dataset",
                "title": entry["title"],
                "authors": [{"name": entry["agency"]}],
                "url": entry["landing_page"],
                "notes": entry["citation"],
            },
        )
    content = {
        "cff-version": "1.2.0",
        "message": (
            f"{DEMONSTRATION}; do not cite it."
            if about.record.is_demonstration
            else "Cite this release together with the sources of the values you use."
        ),
        "type": "dataset",
        "title": about.title,
        "version": about.version,
        "date-released": about.day,
        "authors": [{"name": f"The {PACKAGE} project"}],
        "abstract": (
            "Estimates of the Mobility Metrics of the Boosting Upward Mobility framework with intervals, grades and the reason "
            "for each, from national public data."
        ),
        "references": list(seen.values()),
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def changes(about: About, differs: pd.DataFrame | None) -> str:
    """What differs from the release before, by level and measure."""
    head = f"# Changes\n\n{about.warning}Version {about.version} of {about.day}.\n\n"
    if differs is None:
        return head + "This is the first release: there is nothing to compare it with.\n"
    if differs.empty:
        return head + f"No value and no grade differs from version {about.since}.\n"
    total = differs[["new", "gone", "changed", "regraded"]].sum()
    lines = [
        f"Since version {about.since}: {total['new']:,} values are new, {total['gone']:,} are gone, {total['changed']:,} "
        f"changed, {total['regraded']:,} have another grade. The same as a table: `catalogue/changes.csv`.\n",
        "| level | measure | values before | now | new | gone | changed | other grade | largest change |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.level} | {row.measure} | {row.before:,} | {row.now:,} | {row.new:,} | {row.gone:,} | {row.changed:,} "
        f"| {row.regraded:,} | {row.largest:.4g} |"
        for row in differs.itertuples(index=False)
    ]
    return head + "\n".join(lines) + "\n"
