"""What a Mobility Action Plan is made of.

The technical edition has everything: intervals, sources, keys, tests of targets. The general edition says the same in
fewer words. What is missing stands in both as a ruled box; nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mobility_analysis.insights.detectable import Shows
from mobility_analysis.planning.action_plan.chosen import Chosen
from mobility_analysis.planning.action_plan.logic import Model
from mobility_analysis.planning.action_plan.measures import (
    PlannedMeasure,
)
from mobility_analysis.planning.action_plan.parts import (
    PartText,
)
from mobility_analysis.planning.action_plan.sustainability import Stewardship
from mobility_analysis.planning.claims.rows import ClaimRow, ClaimStanding
from mobility_analysis.planning.coalition.answers import CoalitionAnswers
from mobility_analysis.planning.settings import PlanSettings
from mobility_analysis.runs.place_data import PlaceData

TECHNICAL, GENERAL = "technical", "general"
EDITIONS = (TECHNICAL, GENERAL)


@dataclass(frozen=True)
class Contents:
    """A plan as it stands now.

    Attributes
    ----------
    shows
        What the data can tell of each target, by the measure's key.
    terms
        Words that the plan uses, each with what it means here.
    unclear
        Words that groups use differently, that the plan uses, and on whose meaning nobody agreed yet.
    adopted
        The day of adoption; empty before.
    """

    data: PlaceData
    settings: PlanSettings
    claims: Sequence[ClaimRow]
    chosen: Sequence[Chosen]
    model: Model
    planned: Sequence[PlannedMeasure]
    shows: dict[str, Shows]
    stewards: Sequence[Stewardship]
    texts: dict[str, PartText]
    coalition: CoalitionAnswers
    terms: Sequence[tuple[str, str]] = ()
    unclear: Sequence[str] = ()
    adopted: str = ""
    whose: str = field(default="The coalition", kw_only=True)

    @property
    def title(self) -> str:
        """The title of the plan: the place's, not that of a person in office."""
        return f"Mobility Action Plan of {self.data.here.label}"

    def resolve(self, name: str) -> str:
        """The words of a claim that a text names, or a blank that says why there are none."""
        wanted = name.casefold()
        for row in self.claims:
            if wanted in (row.key.casefold(), row.typed.casefold()):
                if row.standing is ClaimStanding.APPROVED and row.judged is not None:
                    return row.judged.words
                return f"[{row.key}: {row.standing.value}]"
        return f"[no claim is called {name}]"
