"""The catalogue: one page per metric, written from the registry and the modules and from nothing else.

``python -m mobility_analysis.reporting.make.catalogue`` writes ``docs/catalogue/``; a test compares the
committed pages with what the code says today.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from mobility_analysis.core.io import write_text
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.registry import MetricEntry, Registry, registry
from mobility_analysis.framework.source import Source
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.rubrics import RUBRICS
from mobility_analysis.sources import source_modules

DIRECTIONS = {
    "higher": "higher is better",
    "lower": "lower is better",
    "none": "neither high nor low is good by itself",
}
GROUPS = {kind: "by " + kind.value.replace("_", " ") for kind in SubgroupType} | {
    SubgroupType.RACE_ETHNICITY: "by race and ethnicity",
    SubgroupType.MOTHERS_EDUCATION: "by mother's education",
    SubgroupType.NEIGHBORHOOD: "by the majority of the neighborhood (places, not people)",
    SubgroupType.NEIGHBORHOOD_POVERTY: "by poverty of the neighborhood (places, not people)",
}
HEAD = "<!-- Written by `python -m mobility_analysis.reporting.make.catalogue`; do not edit. -->\n"
INDEX = "README.md"


def pages() -> dict[str, str]:
    """Markdown text by file name, for all metrics of the framework and an index."""
    modules, framework = metric_modules(), registry()
    texts = {INDEX: _index(framework, modules)}
    for entry in framework.metrics:
        if entry.id in modules:
            texts[f"{entry.id}.md"] = _page(framework, entry, modules[entry.id])
    return texts


def write(folder: Path) -> None:
    """Write the pages into ``folder`` and take away pages of metrics that are no more."""
    texts = pages()
    for name, text in texts.items():
        write_text(folder / name, text)
    for path in folder.glob("*.md"):
        if path.name not in texts:
            path.unlink()


def _index(framework: Registry, modules: dict[str, ModuleType]) -> str:
    lines = [HEAD, "# Catalogue of the metrics", ""]
    lines += ["What each page says is what the code does: it is written from the modules.", ""]
    for pillar in framework.pillars:
        lines += [f"## {pillar.label}", ""]
        for entry in pillar.metrics:
            title = entry.label
            lines.append(
                f"- [{title}]({entry.id}.md)" if entry.id in modules else f"- {title}: not built"
            )
        lines.append("")
    return "\n".join(lines)


def _page(framework: Registry, entry: MetricEntry, module: ModuleType) -> str:
    metric: Metric = module.METRIC
    blocks = [
        [HEAD, f"# {entry.label}"],
        [entry.definition],
        [f"Pillar: {framework.pillar_of(entry.id).label}. Metric id: `{entry.id}`."],
        ["## Measures", "", *_measures(entry, metric)],
        [
            "## Who is counted",
            "",
            f"- Counted: {metric.numerator}.",
            f"- Among: {metric.denominator}.",
            f"- Universe: {metric.universe}.",
        ],
        ["## Sources", "", *_sources(metric)],
        ["## Groups", "", *_groups(metric)],
        ["## Geographies", "", ", ".join(level.value for level in metric.levels) + "."],
        ["## Interval", "", metric.interval],
        ["## Grade", "", *_rubrics(metric)],
        ["## Keep in mind", "", *_list(_caveats(metric) or ("Nothing beyond the above.",))],
        ["## How the module describes itself", "", _doc(module)],
        ["## From", "", *_list(metric.cites)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _measures(entry: MetricEntry, metric: Metric) -> Iterable[str]:
    yield "| id | what it is | unit | direction | rubric |"
    yield "|---|---|---|---|---|"
    for measure in entry.measures:
        name = f"**{measure.label}**" if measure.headline else measure.label
        yield (
            f"| `{measure.id}` | {name} | {measure.one_unit} | "
            f"{DIRECTIONS[measure.direction.value]} | {metric.rubrics[measure.id]} |"
        )


def _sources(metric: Metric) -> Iterable[str]:
    for kind in (*metric.inputs, *metric.any_of, *metric.optional_inputs):
        makers = [m.SOURCE for m in source_modules().values() if kind in m.SOURCE.provides]
        where = ", where a run has it," if kind in metric.optional_inputs else ""
        for source in makers:
            yield f"- `{kind}`{where} from {_source(source)}"


def _source(source: Source) -> str:
    years = sorted({vintage.period for vintage in source.vintages.values()})
    shown = ", ".join(years if len(years) <= 8 else [years[0], "...", years[-1]])
    return (
        f"[{source.agency}, {source.title}]({source.landing_page}) (`{source.id}`; periods known: "
        f"{shown}; licence: {source.licence})"
    )


def _groups(metric: Metric) -> Iterable[str]:
    if not metric.subgroups:
        yield "None: the source does not tell groups apart."
    for kind in metric.subgroups:
        yield f"- {GROUPS[kind]}"


def _rubrics(metric: Metric) -> Iterable[str]:
    for name in dict.fromkeys(metric.rubrics.values()):
        about = " ".join((RUBRICS[name].__doc__ or "").split())
        yield f"- `{name}`: {about}"


def _caveats(metric: Metric) -> list[str]:
    """All caveats; one that is about some of the measures names them."""
    return [
        f"{each.text} (Of {', '.join(f'`{measure}`' for measure in each.measures)}.)"
        if each.measures
        else each.text
        for each in metric.warnings
    ]


def _doc(module: ModuleType) -> str:
    return "\n".join(line.rstrip() for line in (module.__doc__ or "").strip().splitlines())


def _list(lines: Iterable[str]) -> Iterable[str]:
    return (f"- {line}" for line in lines)


if __name__ == "__main__":
    from mobility_analysis.core.paths import project_root

    write(project_root() / "docs" / "catalogue")
    sys.stdout.write("docs/catalogue written\n")
