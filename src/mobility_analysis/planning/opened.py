"""A plan that was opened: its folder, its settings, the place's data, and what may be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import load_settings
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.claim_forms import judge_claim
from mobility_analysis.insights.claims import Claim, Ground, Judged
from mobility_analysis.insights.facts import facts, local_facts
from mobility_analysis.insights.local_numbers import LocalNumbers
from mobility_analysis.local.records import LocalRecords, read_local
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.settings import PlanSettings, load_plan_settings
from mobility_analysis.press.translation import Language, find_languages
from mobility_analysis.runs.claim_ground import SetRule, ground_of, local_numbers
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData, changed


class Opened:
    """What every chapter of a plan reads; each thing is read when it is first asked for, and once.

    Parameters
    ----------
    root
        The project's folder.
    plan
        The plan's folder.

    Raises
    ------
    SettingsError
        ``plan.yaml`` holds something it cannot.
    MissingInput
        The run named there has no estimates.
    """

    def __init__(self, root: Path, plan: PlanFolder) -> None:
        self.root, self.plan = root, plan
        self.settings: PlanSettings = load_plan_settings(plan.path)
        self.paths = RunPaths(root, self.settings.run)
        self.run = RunData(self.paths)
        self.here: PlaceRef = self.run.find(self.settings.place)
        self._local: tuple[tuple[int, ...], Mapping[str, LocalNumbers]] | None = None

    @cached_property
    def data(self) -> PlaceData:
        """The place beside its peers, named in ``plan.yaml`` or found under its lens."""
        peers, lens = self.settings.peers, ""
        if not peers:
            lens = self.settings.lens
            peers = tuple(peer.geoid for peer in self.run.find_peers(self.here, lens))
        return read_place(self.run, self.here.geoid, peers, lens)

    @property
    def alone(self) -> PlaceData:
        """The place for what compares it with no other: without peers, unless they were read already."""
        if "data" in self.__dict__:
            return self.data
        return read_place(self.run, self.here.geoid, (), "")

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages besides English that ``params.yaml`` names for the run: posters are written in them."""
        return find_languages(load_settings(self.root).run(self.settings.run).languages)

    @property
    def built(self) -> str:
        """The day on which the run's estimates were built."""
        return self.run.record.built_at[:10]

    @cached_property
    def ground(self) -> Ground:
        """What claims are judged by: the place's numbers, and the sets of places beside which it may be put."""
        rules = {
            name: SetRule(each.population, each.state == "same")
            for name, each in self.settings.sets.items()
        }
        return ground_of(self.data, rules, self._local_numbers)

    def _local_numbers(self) -> Mapping[str, LocalNumbers]:
        """The place's own numbers as they are now; people change them while a plan is open."""
        at = changed(self.plan.local.read_by_a_report)
        if self._local is None or self._local[0] != at:
            self._local = at, local_numbers(self.local())
        return self._local[1]

    @property
    def facts(self) -> list[Judged]:
        """Everything that may be said of the place."""
        return [*self._national_facts, *local_facts(self.ground)]

    @cached_property
    def _national_facts(self) -> list[Judged]:
        return facts(self.ground)

    @cached_property
    def _judged(self) -> dict[Claim, Judged]:
        return {}

    def judge(self, claim: Claim) -> Judged:
        """What the data say to a claim; each is asked once, since a rank reads all places of its set."""
        if claim.is_local:
            return judge_claim(claim, self.ground)
        if claim not in self._judged:
            self._judged[claim] = judge_claim(claim, self.ground)
        return self._judged[claim]

    def local(self) -> LocalRecords:
        """The place's own records as they are now, those of the coalition and the team among them."""
        return read_local(
            self.plan.local, self.paths.expectations, self.here, self.run.record.built_at
        )
