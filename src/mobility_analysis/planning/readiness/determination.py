"""What the answers to the readiness steps come to, by a rule that is ours and printed as ours.

The planning guide names no threshold. Ours counts conditions that are met; it gives no score, and leaders decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mobility_analysis.planning.guide import (
    ANSWERS,
    LAUNCH,
    NOT_KNOWN,
    NOT_PERMITTED,
    NOT_YET,
    PARTLY,
    POSTPONE,
    PREPARE,
    YES,
    Condition,
    guide,
)
from mobility_analysis.planning.settings import Rule
from mobility_analysis.planning.workbooks.workbook_in import Cell

MET, PARTLY_MET, NOT_MET, UNANSWERED, NOT_COUNTED = (
    "met",
    "partly met",
    "not met",
    "not answered",
    "not counted",
)
SUGGESTS = "With these answers our rule suggests:"


@dataclass(frozen=True)
class StepAnswer:
    """What people wrote beside one step.

    Attributes
    ----------
    answer
        One of the guide's answers; empty where there is none, or none that it knows.
    written
        What stands in the cell.
    """

    key: str
    answer: str = ""
    written: str = ""
    how: str = ""
    address: str = ""
    owner: str = ""
    by_when: Cell = None

    @property
    def is_out(self) -> bool:
        """Whether the step is taken out of its condition's count: forbidden here, by a law that is named."""
        return self.answer == NOT_PERMITTED and bool(self.how)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done for it."""
        return self.answer != YES and not self.is_out


def read_answer(key: str, cells: Mapping[str, Cell]) -> StepAnswer:
    """One step's cells as an answer; a spelling with other capitals or spaces is the same answer."""

    def text(name: str) -> str:
        cell = cells.get(name)
        return "" if cell is None else str(cell).strip()

    written = text("answer")
    plain = " ".join(written.casefold().split())
    return StepAnswer(
        key,
        plain if plain in ANSWERS else "",
        written,
        text("how"),
        text("address"),
        text("owner"),
        cells.get("by_when"),
    )


@dataclass(frozen=True)
class ConditionStanding:
    """Where one condition stands: counts of its steps, and what they come to."""

    condition: Condition
    counted: int
    yes: int
    partly: int
    no: int

    @property
    def unanswered(self) -> int:
        """Steps that count and have no answer."""
        return self.counted - self.yes - self.partly - self.no

    @property
    def words(self) -> str:
        """Met, partly met, not met; not answered; not counted where no step counts."""
        if not self.counted:
            return NOT_COUNTED
        if self.yes == self.counted:
            return MET
        if self.yes + self.partly:
            return PARTLY_MET
        return NOT_MET if self.no else UNANSWERED


@dataclass(frozen=True)
class Readiness:
    """All answers of a place, and the rule by which they are read."""

    answers: Mapping[str, StepAnswer]
    rule: Rule

    def standing(self, condition: Condition) -> ConditionStanding:
        """Where a condition stands."""
        own = [self.answers[key] for key in condition.keys]
        found = [each.answer for each in own if not each.is_out]
        return ConditionStanding(
            condition,
            len(found),
            found.count(YES),
            found.count(PARTLY),
            found.count(NOT_YET) + found.count(NOT_KNOWN),
        )

    @property
    def standings(self) -> tuple[ConditionStanding, ...]:
        """Where all nine stand, in the guide's order."""
        return tuple(map(self.standing, guide().conditions))

    @property
    def met(self) -> int:
        """How many conditions are met."""
        return sum(each.words == MET for each in self.standings)

    @property
    def unanswered(self) -> int:
        """How many steps have no answer yet."""
        return sum(each.unanswered for each in self.standings)

    @property
    def lacking(self) -> tuple[Condition, ...]:
        """Conditions that are necessary for a launch and not met."""
        return tuple(
            each.condition
            for each in self.standings
            if each.condition.id in self.rule.necessary and each.words not in (MET, NOT_COUNTED)
        )

    @property
    def suggestion(self) -> str:
        """What the rule suggests: launch, prepare first, postpone."""
        if self.met < self.rule.some:
            return POSTPONE
        if self.met < self.rule.most or self.lacking:
            return PREPARE
        return LAUNCH

    @property
    def sentence(self) -> str:
        """The suggestion with what it rests on; the worksheet's formula says the same."""
        return (
            f"{SUGGESTS} {self.suggestion}. {self.met} of "
            f"{len(self.standings)} conditions are met; {self.unanswered} steps have no answer yet."
        )

    @property
    def taken_out(self) -> tuple[StepAnswer, ...]:
        """Steps that do not count because something forbids them here."""
        return tuple(each for each in self.answers.values() if each.is_out)

    @property
    def turning(self) -> tuple[str, ...]:
        """Keys of open steps of which a single one, were it a yes, would change the suggestion."""
        return tuple(
            key
            for key, each in self.answers.items()
            if each.is_open and self._with_yes(key).suggestion != self.suggestion
        )

    def _with_yes(self, key: str) -> Readiness:
        changed = replace(self.answers[key], answer=YES)
        return Readiness({**self.answers, key: changed}, self.rule)

    @property
    def turning_words(self) -> str:
        """:attr:`turning` in a sentence."""
        if not self.turning:
            return "No single step would change that."
        steps = guide().steps
        named = "; ".join(f"{steps[key][1].says.rstrip('.')} ({key})" for key in self.turning)
        return f"One of these steps alone, answered yes, would change that: {named}."


def rule_words(rule: Rule) -> str:
    """The rule as it is printed wherever its suggestion stands."""
    titles = {each.id: each.title for each in guide().conditions}
    needed = "; ".join(f"\u201c{titles[name]}\u201d" for name in rule.necessary)
    cap = f" Without {needed} a launch is not suggested." if needed else ""
    between = "" if rule.some == rule.most else f" {rule.some} to {rule.most - 1}: prepare first."
    return (
        f"The rule is ours; the planning guide gives no numbers. A condition is met when all its steps that "
        f"count are answered yes. {rule.most} or more of {len(titles)} conditions met: launch, with a plan for "
        f"the rest.{between} Fewer: postpone.{cap} It is a suggestion. Leaders decide."
    )
