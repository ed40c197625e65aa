"""``plan.yaml``: what a place's plan is about and by which rules; unknown keys refused, each error named."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.paths import PLAN_SETTINGS
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS
from mobility_analysis.local.publish import Publish
from mobility_analysis.planning.guide import STEPS

NAME = PLAN_SETTINGS


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Government(_Strict):
    """Whose plan it is; what is empty is left as a blank in documents."""

    name: str = ""
    advocate: str = ""
    executive: str = ""
    lead_office: str = ""


class Rule(_Strict):
    """How many conditions that are met suggest what; the planning guide names no numbers, these are ours.

    Attributes
    ----------
    most
        As many of the nine, or more, suggest a launch.
    some
        As many, or more, suggest a preparedness plan first; fewer suggest to postpone.
    necessary
        Conditions without which a launch is not suggested.
    """

    most: int = Field(default=5, ge=1, le=len(STEPS))
    some: int = Field(default=3, ge=1, le=len(STEPS))
    necessary: tuple[str, ...] = ("leadership",)

    @model_validator(mode="after")
    def _fits(self) -> Rule:
        if self.some > self.most:
            raise ValueError(f"some ({self.some}) is more than most ({self.most})")
        if unknown := [each for each in self.necessary if each not in STEPS]:
            known = ", ".join(STEPS)
            raise ValueError(f"no condition is called {', '.join(unknown)}; there are {known}")
        return self


class PlaceSet(_Strict):
    """Which places of our level form a set, among which ours may be the lowest or the highest.

    Attributes
    ----------
    population
        Smallest and largest population, as a part of ours.
    state
        ``same``: only places of our state.
    """

    population: tuple[float, float] | None = None
    state: Literal["same", "any"] = "any"

    @model_validator(mode="after")
    def _fits(self) -> PlaceSet:
        if self.population is not None and not 0 < self.population[0] <= self.population[1]:
            raise ValueError("population is the smallest and the largest part of ours: [0.8, 1.25]")
        return self


FIRST_SETS = {
    "similar_size": PlaceSet(population=(0.8, 1.25)),
    "state": PlaceSet(state="same"),
}


class Officials(_Strict):
    """Which elected officials are counted, and how they are asked.

    Attributes
    ----------
    scope
        ``own``: those of the place's own government; ``all``: those of every government in it.
    bodies
        How many elected bodies there are, by law or by the list of whoever keeps one; the roster is held against it.
    standard
        The form of answers that do not say which they are: of 2024 (one question) or of 1997 (two).
    reply_by
        The day until which answers are asked for.
    contact
        Whom officials ask, with an address; what is empty is left as a blank.
    """

    scope: Literal["own", "all"] = "own"
    bodies: int | None = Field(default=None, ge=1)
    standard: Literal[2024, 1997] = 2024
    reply_by: date | None = None
    contact: str = ""


class PlanSettings(_Strict):
    """The content of ``plan.yaml``.

    Attributes
    ----------
    place
        The place's code; the quotation marks keep its leading zero.
    run
        Whose estimates stand behind the evidence.
    peers
        Codes of places to compare with; with none, those most alike under ``lens``.
    edition
        Whose wording the worksheets follow; there is one so far.
    sets
        Among which places ours may be called the lowest or the highest.
    """

    place: str = Field(pattern=r"^(\d{5}(\d{2})?|\d{2}A\d{2})$")
    run: Literal["demo", "real"]
    peers: tuple[str, ...] = ()
    lens: str = DEFAULT_LENS
    edition: Literal["guide-2"] = "guide-2"
    sets: dict[str, PlaceSet] = FIRST_SETS
    government: Government = Government()
    readiness: Rule = Rule()
    publish: Publish = Publish()
    officials: Officials = Officials()


def load_plan_settings(folder: Path) -> PlanSettings:
    """Read and check ``plan.yaml`` of a plan's folder.

    Raises
    ------
    SettingsError
        Naming every unknown or wrong key, with the nearest known one.
    """
    path = folder / NAME
    content = read_yaml(path, dict)
    try:
        found = PlanSettings.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(_problem(dict(item)) for item in error.errors())
        raise SettingsError(
            f"{path.parent.name}/{NAME}: {problems}.",
            "Mend the keys named; docs/planning.md lists what may stand there.",
        ) from error
    if not folder.name.startswith(f"{found.place}-"):
        raise SettingsError(
            f"{path.parent.name}/{NAME} is of the place {found.place}.",
            "A folder is of the place whose code its name begins with: mend the code, or the folder's name.",
        )
    return found


def _problem(item: dict[str, object]) -> str:
    parts = item["loc"]
    assert isinstance(parts, tuple)
    where = ".".join(str(part) for part in parts) or "the file"
    if item["type"] != "extra_forbidden":
        return f"{where}: {str(item['msg']).removeprefix('Value error, ')}"
    rooms = (PlanSettings, Government, Rule, Publish, PlaceSet, Officials)
    known = [name for room in rooms for name in room.model_fields]
    near = difflib.get_close_matches(str(parts[-1]), known, 1)
    return f"unknown key {where}" + (f" (did you mean {near[0]}?)" if near else "")


def first_settings(place: str, run: str, government: str) -> str:
    """The text of a new ``plan.yaml``: every key with its default and what it does."""
    name = government.replace("\\", "\\\\").replace('"', '\\"')
    return f"""\
# What this plan is about. The data lead keeps this file; `mobility plan check` reads it and names what is wrong.
place: "{place}"          # the code, in quotation marks
run: {run}               # whose estimates stand behind the evidence: real or demo
peers: []               # codes of places to compare with; empty: the most alike, under the lens
lens: {DEFAULT_LENS}          # balanced, near-by, people, economy or size
edition: guide-2        # whose wording the worksheets follow
sets:                   # among which places ours may be called the lowest or the highest
  similar_size: {{population: [0.8, 1.25]}}   # 80 to 125 percent of our population
  state: {{state: same}}                      # of our state
government:             # who stands in letters and messages; what is empty is left as a blank
  name: "{name}"
  advocate: ""          # who leads this effort from within
  executive: ""         # such as: County Executive Maria Example
  lead_office: ""       # which office runs the planning
readiness:              # our rule; the planning guide gives no numbers
  most: 5               # as many conditions met, or more: launch
  some: 3               # as many, or more: prepare first; fewer: postpone
  necessary: [leadership]   # without these a launch is not suggested
publish:                # of your own records (local/) that are public
  smallest_count: 3     # counts of people below it are not printed; 3 at least, many agencies ask for 10 or 11
officials:              # docs/officials.md
  scope: own            # own: elected officials of our government alone; all: of every government in the place
  bodies:               # how many elected bodies there are
  standard: 2024        # the form that you send: 2024 (one question) or 1997 (two)
  reply_by:             # until when you ask for answers, such as 2027-03-15
  contact: ""           # whom officials ask, with an address
"""
