"""What a gate found, in words a reader understands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mobility_analysis.core.errors import GateFailed
from mobility_analysis.core.spreadsheet import for_people
from mobility_analysis.quality.suites import Severity

SAMPLES = 3


@dataclass(frozen=True)
class Outcome:
    """One expectation of one table, and whether it held.

    Attributes
    ----------
    must, why
        What must hold, and the reason.
    rows
        Rows (or cells, when it is about several columns) that were looked at.
    unexpected
        How many of them break it.
    observed
        What was found instead, when it is not about rows, or the error that kept it from running.
    sample
        Up to three of the rows that break it.
    """

    table: str
    must: str
    success: bool
    severity: Severity = Severity.CRITICAL
    why: str = ""
    rows: int = 0
    unexpected: int = 0
    observed: str = ""
    sample: tuple[dict[str, Any], ...] = ()

    def sentences(self) -> str:
        """The failure for a person: what must hold, what was found, and where."""
        lines = [f"{self.table}: {self.must}"]
        if self.why:
            lines.append(f"  Because: {self.why}")
        if self.observed:
            lines.append(f"  Found: {self.observed}")
        elif self.unexpected:
            lines.append(f"  Found: {self.unexpected:,} of {self.rows:,} break this.")
        lines += [f"  For example: {_row_text(row)}" for row in self.sample[:SAMPLES]]
        return "\n".join(lines)


def _row_text(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {_cell_text(value)}" for name, value in row.items())


def _cell_text(value: Any) -> str:
    if isinstance(value, str):
        return repr(value)
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return "(empty)"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class GateResult:
    """All outcomes of one gate; ``subject`` is a source or the estimates."""

    subject: str
    vintage: str
    outcomes: tuple[Outcome, ...] = field(default=())

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Critical expectations that do not hold."""
        return tuple(o for o in self.outcomes if not o.success and o.severity is Severity.CRITICAL)

    @property
    def warnings(self) -> tuple[Outcome, ...]:
        """Expectations that do not hold and do not stop the run."""
        return tuple(o for o in self.outcomes if not o.success and o.severity is Severity.WARNING)

    @property
    def success(self) -> bool:
        """No critical expectation failed."""
        return not self.failed

    def raise_if_failed(self) -> None:
        """Raise :class:`GateFailed` naming every critical expectation that does not hold.

        Warnings never raise.
        """
        if self.success:
            return
        raise GateFailed(
            f"{self._name}: {self._broken}. Nothing was published; the last good output is still in "
            f"place.\n{self.sentences()}",
            "Compare the rows above with the agency's own file. If the agency is right and the "
            "expectation wrong, correct it under expectations/ and run again.",
        )

    def brief(self) -> GateFailed:
        """The failure in one line, for lists; the rows are on the quality page."""
        first = "; ".join(
            f"{o.table}: {o.must.rstrip('.')}" + (f" ({o.observed})" if o.observed else "")
            for o in self.failed[:SAMPLES]
        )
        more = "; …" if len(self.failed) > SAMPLES else ""
        return GateFailed(
            f"{self._broken} ({first}{more}).",
            "Look at its rows on the quality page (data/quality/<run>/raw/index.html). If the agency is right "
            "and the expectation wrong, correct it under expectations/ and run again.",
        )

    def sentences(self) -> str:
        """Every critical expectation that does not hold, for a person."""
        return "\n".join(outcome.sentences() for outcome in self.failed)

    @property
    def _name(self) -> str:
        return f"{self.subject} ({self.vintage})" if self.vintage else self.subject

    @property
    def _broken(self) -> str:
        number = len(self.failed)
        return f"{number} expectation{'s' if number > 1 else ''} {'do' if number > 1 else 'does'} not hold"

    def to_frame(self) -> pd.DataFrame:
        """One row per expectation, as kept in ``data/quality/<run>/`` for people (:mod:`core.spreadsheet`)."""
        frame = pd.DataFrame(
            [
                {
                    "subject": self.subject,
                    "vintage": self.vintage,
                    "table": outcome.table,
                    "must": outcome.must,
                    "why": outcome.why,
                    "severity": outcome.severity.value,
                    "success": outcome.success,
                    "rows": outcome.rows,
                    "unexpected": outcome.unexpected,
                    "observed": outcome.observed,
                    "sample": " | ".join(_row_text(row) for row in outcome.sample),
                }
                for outcome in self.outcomes
            ],
            columns=RESULT_COLUMNS,
        )
        return for_people(frame)


RESULT_COLUMNS = [
    "subject", "vintage", "table", "must", "why", "severity", "success", "rows", "unexpected",
    "observed", "sample",
]  # fmt: skip
