"""Plan: the worksheet of each place that plans refreshed, its documents and page built."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.planning.find import begin
from mobility_analysis.planning.keep import Built


def make_plans(
    paths: RunPaths, places: Sequence[str], say: Callable[[str], None] = print
) -> list[Built]:
    """Refresh and build the plan of each place (code or name); one that has none gets its folder.

    Raises
    ------
    UnknownPlace
        A place is unknown or ambiguous.
    PlanError
        A file of a plan is open or cannot be read; it stays as it was.
    """
    made = []
    for place in places:
        desk = begin(paths.root, place, paths.run)
        for done in desk.refresh():
            for line in done.lines:
                say(line)
        built = desk.build()
        new = [each.path.name for each in built if each.is_new]
        say(f"{desk.here.label}: {', '.join(new) if new else 'every document is up to date'}")
        made += built
    return made
