"""What the gates of a release look at, as a plan's folder has it now, and what one of them may lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mobility_analysis.insights.selection import Value
from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.claims.own_numbers import OwnNumber
from mobility_analysis.planning.claims.rows import ClaimRow
from mobility_analysis.planning.release.messaging import Flag
from mobility_analysis.planning.release.terms import Explained
from mobility_analysis.planning.release.topics import Decided
from mobility_analysis.runs.run_record import RunRecord


@dataclass(frozen=True)
class Lack:
    """What is missing for a gate: where (file, sheet, key), what, and whose it is."""

    where: str
    what: str
    whose: str


@dataclass(frozen=True)
class Looked:
    """What the gates look at, as the plan's folder has it now.

    Attributes
    ----------
    unread
        Files that are open, damaged or with open changes, each with what is to be mended.
    unbound
        Numbers that belong to no finding and nobody, with where they stand.
    values
        The place's values.
    closed
        Texts that no output for others may hold, by where they are written.
    unnamed
        Names of people who are not to be named, by where they stand.
    public
        The text of every file that others see, by its name in the plan's folder.
    parts, measures
        What is missing in the five parts and in the measurement plan.
    unanswered
        Remarks on wording without a change and without a reason.
    access
        What keeps readers out of files that others see, by file.
    decision
        What leaders decided last; empty where they have not.
    officials
        What is missing in the counts of officials that are published.
    """

    record: RunRecord
    unread: Mapping[str, str] = field(default_factory=dict)
    claims: Sequence[ClaimRow] = ()
    unbound: Sequence[tuple[str, str]] = ()
    own: Sequence[OwnNumber] = ()
    values: Sequence[Value] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    unnamed: Mapping[str, str] = field(default_factory=dict)
    public: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[Remark] = ()
    measures: Sequence[Remark] = ()
    terms: Sequence[Explained] = ()
    unanswered: Sequence[Flag] = ()
    topics: Sequence[Decided] = ()
    access: Mapping[str, Sequence[str]] = field(default_factory=dict)
    decision: str = ""
    officials: Sequence[str] = ()
