"""A whole run up to its estimates: fetch, then DVC's stages; a missing source does not stop it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mobility_analysis.core.errors import NoPlaces
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.geography.universe import Universe
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.aside import Aside, not_fetched, not_parsed, set_aside
from mobility_analysis.workflow.fetching.run_fetch import RunFetch
from mobility_analysis.workflow.residents import no_places, run_universe, sources_of_residents
from mobility_analysis.workflow.stages import reproduce, reproduce_side_by_side

Say = Callable[[str], None]
# To start a stage takes as long as to parse so much of packed files.
STAGE_BYTES = 2 << 20


@dataclass
class WholeRun:
    """Brings the estimates of a run up to date.

    Parameters
    ----------
    is_strict
        Stop at the first source that would be set aside.

    Attributes
    ----------
    ran
        Names of the stages that ran.
    """

    paths: RunPaths
    settings: RunSettings
    origin: str
    say: Say = print
    is_strict: bool = False
    ran: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        every = self.settings.sources
        self._sources = {source: vintages for source, vintages in every.items() if vintages}
        self._residents = sources_of_residents(self._sources)
        self._fetch: RunFetch | None = None
        # The demonstration's files are written by a stage, from code and a seed.
        if not self.settings.is_demonstration:
            self._fetch = RunFetch(
                self.paths, self.settings, self.origin, self.say, is_strict=self.is_strict
            )

    def universe(self) -> Universe:
        """The places, from the few sources that list them: names are checked before the long work begins.

        Raises
        ------
        NoPlaces
            None of them could be had; all others were asked for too, so that every trouble is told at once.
        """
        self._bring(self._residents)
        self._reproduce(self._parsing(self._residents))
        self._refuse(not_parsed(self.paths, self._of(self._residents)))
        try:
            return run_universe(self.paths, is_gated=False)
        except NoPlaces:
            self._bring(self._sources)
            raise

    def estimates(self) -> None:
        """All sources and the estimates; raises as :func:`stages.reproduce`, and NoPlaces."""
        self._bring(self.settings.sources)
        if len(groups := self._never_parsed()) > 1:
            self.ran += reproduce_side_by_side(self.paths.root, groups, self.say)
        if self.is_strict:
            self._reproduce([*self._parsing(self._sources), f"check@{self.paths.run}"])
            self._refuse(set_aside(self.paths, self._sources))
        self._reproduce([f"estimate@{self.paths.run}"])

    def aside_so_far(self) -> list[Aside]:
        """What a failed run had set aside: files that were not fetched, and lists of places that were not read."""
        found = [
            *not_fetched(self.paths, self._sources),
            *not_parsed(self.paths, self._of(self._residents)),
        ]
        return list({(fact.source, fact.vintage): fact for fact in found}.values())

    def _bring(self, sources: Sequence[str] | dict[str, tuple[str, ...]]) -> None:
        if self._fetch is None:
            return
        self._fetch.foretell(self._sources)
        self._fetch.bring(sources)
        of_places = self._of(self._residents)
        lacking = {(fact.source, fact.vintage) for fact in not_fetched(self.paths, of_places)}
        if all((source, each) in lacking for source in of_places for each in of_places[source]):
            self._fetch.bring(self._sources)
            raise no_places(self._sources)

    def _of(self, sources: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {source: self._sources[source] for source in sources}

    def _parsing(self, sources: Sequence[str] | dict[str, tuple[str, ...]]) -> list[str]:
        if self.paths.run == "demo":
            return ["parse_demo"]
        return [f"parse_{self.paths.run}@{source}" for source in sources]

    def _never_parsed(self) -> list[list[str]]:
        """The stages of sources without tables, a group for each core and about as much to read in each.

        Of a run that has all its tables there are none: one DVC looks through its stages faster than several.
        """
        if self.settings.is_demonstration:
            return []
        new = [name for name in source_modules() if not (self.paths.interim / name).is_dir()]
        groups: list[list[str]] = [[] for _ in range(min(os.cpu_count() or 1, len(new)))]
        to_read = [0] * len(groups)
        for name, size in sorted(
            ((name, self._raw_size(name)) for name in new), key=lambda n: -n[1]
        ):
            least = to_read.index(min(to_read))
            groups[least] += self._parsing([name])
            to_read[least] += size + STAGE_BYTES
        return groups

    def _raw_size(self, source_id: str) -> int:
        return sum(file.stat().st_size for file in (self.paths.raw / source_id).rglob("*"))

    def _reproduce(self, targets: Sequence[str]) -> None:
        self.ran += reproduce(self.paths.root, targets, self.say)

    def _refuse(self, facts: Sequence[Aside]) -> None:
        if self.is_strict and facts:
            raise facts[0].as_error()
