"""Which values may leave in a data release: those that rest on no source whose terms forbid it.

A value rests on every ``source@vintage`` of its row. One that is held back holds back the whole row, so that neither
the value nor what it was made of can be read from a release.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from mobility_analysis.framework.source import PassingOn, Source
from mobility_analysis.runs.run_record import RunRecord
from mobility_analysis.sources import source_modules

NOT_FOUND = "terms not found: ask"
WORDS = {
    PassingOn.FREE: "free to pass on",
    PassingOn.WITH_CONDITIONS: "may be passed on under the conditions of its licence",
    PassingOn.UNKNOWN: NOT_FOUND,
    PassingOn.FORBIDDEN: "may not be passed on",
}
# What the columns of the peers' factors are made of, where that is a kind of table and no estimate.
FACTOR_KINDS = {
    "government_forms": ("government_form", "government_form_as_of", "government_form_citation"),
    "population": (
        "population",
        "population_period",
        "density_per_sq_mile",
        "people_within_50_miles",
        "urbanicity",
    ),
}


@dataclass(frozen=True)
class Terms:
    """What may be passed on.

    Parameters
    ----------
    takes_unclear
        Pass on what rests on sources whose terms were not found, because someone asked and may.
    """

    takes_unclear: bool = False
    _known: dict[str, bool] = field(default_factory=dict, init=False, compare=False)

    def state_of(self, name: str) -> PassingOn:
        """Whether what rests on ``source@vintage`` may be passed on; a source that is gone is not known."""
        source_id, _, vintage = name.partition("@")
        source = source_of(source_id)
        return source.passing_on_for(vintage) if source is not None else PassingOn.UNKNOWN

    def is_held(self, name: str) -> bool:
        """Whether what rests on ``source@vintage`` stays here."""
        if name not in self._known:
            state = self.state_of(name)
            unclear = state is PassingOn.UNKNOWN and not self.takes_unclear
            self._known[name] = unclear or state is PassingOn.FORBIDDEN
        return self._known[name]

    def held_in(self, rows: pd.DataFrame) -> pd.Series:
        """For each row the names of what holds it back, joined by ``; ``; empty where it may go.

        Parameters
        ----------
        rows
            With a column ``sources``, a list in each cell.
        """
        found = rows["sources"].map(self._holding)
        return found.astype("str") if len(rows) else pd.Series("", index=rows.index, dtype="str")

    def _holding(self, names: Iterable[str]) -> str:
        return "; ".join(name for name in names if self.is_held(name))

    def holds_kind(self, record: RunRecord, kind: str) -> bool:
        """Whether any source that the run takes ``kind`` from is held back."""
        return any(
            self.is_held(name)
            for name in record.by_source
            if (source := source_of(name.partition("@")[0])) is not None and kind in source.provides
        )


def source_of(source_id: str) -> Source | None:
    """What a source module declares; None where this version has no such source."""
    module = source_modules().get(source_id)
    return module.SOURCE if module is not None else None
