"""docs/by-hand.md: the files that only a person can get, written from what the source modules declare.

``python -m mobility_analysis.workflow.fetching.by_hand`` writes the page; a test compares the committed page with what
the sources say today.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from mobility_analysis.core.io import write_text
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.source import ByHand, RemoteFile, Source, Vintage
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.fetching.troubles import brief

PAGE = Path("docs") / "by-hand.md"
HEAD = """\
<!-- Written by `python -m mobility_analysis.workflow.fetching.by_hand`; do not edit. -->

# Files that only a person can get

Some agencies give a file out only through a form, an account or an address that refuses programs. Nothing needs
them all: a run goes on without, and says what is absent.

**Drop what you got into `data/inbox`, under any name, zipped or not. That is all.** Then run

    mobility inbox      # says what each file was taken for, or why not
    mobility run        # looks into the inbox first, and makes the reports

Files are told apart by their content, so many exports may lie in one zip. What was taken in moves to
`data/inbox/taken`; all else stays where it is, with the reason. Nothing is deleted. A file that differs from one
that is in place takes its place only with `mobility inbox --replace`. Never open a file in a spreadsheet first: it
turns codes into numbers.
"""


def products() -> list[tuple[Source, ByHand]]:
    """Sources with files that only a person can get, and what one should know; in order of their names."""
    found = [module.SOURCE for module in source_modules().values()]
    return [(source, source.by_hand) for source in found if source.by_hand is not None]


def page() -> str:
    """The page as Markdown text."""
    rows = [
        f"| [{source.title.partition(':')[0]}](#{source.id}) | about {about.minutes} minutes | "
        f"{len(_vintages(source))} |"
        for source, about in products()
    ]
    table = ["| product | one edition takes | editions |", "|---|---|---|", *rows]
    sections = [_section(source, about) for source, about in products()]
    return "\n".join([HEAD, *table, "", *sections])


def write(root: Path) -> None:
    """Write ``docs/by-hand.md`` under ``root``."""
    write_text(root / PAGE, page())


def _section(source: Source, about: ByHand) -> str:
    vintages = _vintages(source)
    named = ", ".join(f"`{vintage.id}`" for vintage in vintages[:12])
    more = f" and {len(vintages) - 12} older" if len(vintages) > 12 else ""
    lines = [
        f'<a id="{source.id}"></a>',
        "",
        f"## {source.title}",
        "",
        f"- From: {source.agency}, <{source.landing_page}>.",
        f"- Takes about {about.minutes} minutes for one edition.",
        f"- Adds: {'; '.join(_adds(source)) or 'what other tables are weighted by'}.",
        f"- Terms: {about.terms}",
        f"- Without it: {about.without}",
        f"- Editions of `{source.id}`, newest first: {named}{more}.",
        "",
    ]
    for vintage in _shown(vintages):
        lines += [f"### {vintage.id}, period {vintage.period}", "", *_steps(vintage), ""]
    return "\n".join(lines)


def _vintages(source: Source) -> list[Vintage]:
    """Vintages with a file that has no address, without those of the demonstration; newest first."""
    found = [
        vintage
        for vintage in source.vintages.values()
        if any(not file.addresses for file in vintage.files) and not vintage.id.startswith("demo")
    ]
    return sorted(found, key=lambda vintage: -vintage.year)


def _shown(vintages: list[Vintage]) -> list[Vintage]:
    """The newest vintage of each way of getting it: for other years only the year differs."""
    ways: dict[str, Vintage] = {}
    for vintage in vintages:
        steps = _by_hand(vintage)[0].steps
        digits = "".join(letter for letter in steps.split("\n")[0] if letter.isalpha())
        ways.setdefault(f"{vintage.layout} {digits}", vintage)
    return list(ways.values())


def _by_hand(vintage: Vintage) -> list[RemoteFile]:
    return [file for file in vintage.files if not file.addresses]


def _adds(source: Source) -> Iterator[str]:
    """Labels of the metrics that read a table of this source."""
    for entry in registry().metrics:
        module = metric_modules().get(entry.id)
        if module is None:
            continue
        metric = module.METRIC
        kinds = {*metric.inputs, *metric.any_of, *metric.optional_inputs}
        if kinds & set(source.provides):
            yield entry.label


def _steps(vintage: Vintage) -> Iterator[str]:
    """Each file of a vintage and the choices to make; of several similar files only the first in full."""
    groups: dict[str, list[RemoteFile]] = {}
    for file in _by_hand(vintage):
        groups.setdefault(file.steps, []).append(file)
    said = [
        (
            ", ".join(f"{file.name}{' (may be left out)' * file.is_optional}" for file in files),
            steps,
        )
        for steps, files in groups.items()
    ]
    yield "```text"
    yield from brief(said)
    yield "```"


if __name__ == "__main__":
    from mobility_analysis.core.paths import project_root

    write(project_root())
    sys.stdout.write(f"{PAGE} written\n")
