"""``state/baseline.json``: what a plan was adopted with. The day, each measure with its number, the approved claims.

Numbers are frozen as the run had them, with all that a later test needs, and with a hash, so that a baseline that was
edited by hand is told. Names and candid remarks of the worksheet are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from mobility_analysis.core.errors import PlanError
from mobility_analysis.core.seal import SEAL, sha256_of
from mobility_analysis.framework.registry import Direction, registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claims import Ground
from mobility_analysis.insights.selection import Value
from mobility_analysis.planning.action_plan.measures import (
    HIGHER,
    LOWER,
    PlannedMeasure,
    baseline_words,
)
from mobility_analysis.planning.action_plan.showing import shows_of
from mobility_analysis.planning.claims.rows import ClaimRow, ClaimStanding
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import digest, replace_kept
from mobility_analysis.runs.run_data import RunData

NAME = "baseline.json"
WANTED = {HIGHER: Direction.HIGHER, LOWER: Direction.LOWER}
_LISTS = ("reasons", "sources")


@dataclass(frozen=True)
class AdoptedMeasure:
    """One measure as it was adopted.

    Attributes
    ----------
    kind
        Population, how much, how well, better off, systems change; as it was written.
    indicator
        The national measure, with its group; empty for people's own.
    group
        Of whom; empty for people's own.
    printed
        The baseline as documents printed it.
    value
        The frozen number; None for people's own measures and where there was none.
    hash
        Of the frozen number; empty where there is none.
    can_show
        Whether the measure could show its target (:class:`insights.detectable.CanShow`); empty where nothing was asked.
    """

    key: str
    name: str
    kind: str
    indicator: str
    group: str
    wanted: str
    target: str
    by_when: str
    printed: str
    value: Value | None = None
    hash: str = ""
    can_show: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is no national measure."""
        return not self.indicator

    @property
    def direction(self) -> Direction:
        """What was wanted."""
        return WANTED.get(self.wanted, Direction.NONE)


@dataclass(frozen=True)
class Adoption:
    """What a plan was adopted with.

    Attributes
    ----------
    on
        The day of adoption, as people gave it.
    built
        The day of the run that the numbers came from.
    estimates
        The hash of that run's seal.
    claims
        The approved claims: typed form, words, by whom, on which day.
    """

    on: str
    built: str
    estimates: str
    measures: tuple[AdoptedMeasure, ...]
    claims: tuple[dict[str, str], ...]


def adopt(
    plan: PlanFolder,
    run: RunData,
    on: date,
    planned: Sequence[PlannedMeasure],
    *,
    claims: Iterable[ClaimRow],
    ground: Ground,
) -> Adoption:
    """Freeze a plan's measures and approved claims; an earlier adoption is kept in ``history/``.

    Raises
    ------
    PlanError
        There are no measures, one of them cannot be read, or ``baseline.json`` cannot be replaced.
    """
    if not planned:
        raise PlanError(
            "There is nothing to adopt: the sheet Measures of action-plan.xlsx is empty.",
            "Write what you will look at, refresh, and adopt again.",
        )
    troubled = [f"{each.key}: {each.trouble}" for each in planned if each.trouble]
    if troubled:
        listed = "\n  - ".join(troubled)
        raise PlanError(
            f"Measures cannot be read:\n  - {listed}",
            "Mend these rows of action-plan.xlsx and adopt again; nothing was frozen.",
        )
    made = Adoption(
        on.isoformat(),
        run.record.built_at[:10],
        sha256_of(run.files.path / SEAL),
        tuple(_frozen(each, ground) for each in planned),
        tuple(_approved(row) for row in claims if row.standing is ClaimStanding.APPROVED),
    )
    path = plan.state / NAME
    plan.state.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.is_file() else None
    content = _written(made)
    if content != before:
        replace_kept(plan, path, content, before)
    return made


def _frozen(each: PlannedMeasure, ground: Ground) -> AdoptedMeasure:
    shows = shows_of(each, ground)
    value = each.baseline if each.has_baseline else None
    return AdoptedMeasure(
        key=each.key,
        name=each.name,
        kind=each.kind,
        indicator=each.measure.id if each.measure else "",
        group=each.group if each.measure else "",
        wanted=each.wanted,
        target=each.target_words,
        by_when=each.by_when_words,
        printed=baseline_words(each),
        value=value,
        hash=_hash(value) if value is not None else "",
        can_show=shows.verdict.value if shows is not None else "",
    )


def _approved(row: ClaimRow) -> dict[str, str]:
    assert row.approval is not None
    return {
        "claim": row.typed,
        "words": row.approval.words,
        "by": row.approval.by,
        "on": row.approval.on,
    }


def _hash(value: Value) -> str:
    return digest(json.dumps(_plain(value), sort_keys=True).encode("utf-8"))


def _plain(value: Value) -> dict[str, Any]:
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    return found | {"measure": value.measure.id, **{name: list(found[name]) for name in _LISTS}}


def _written(made: Adoption) -> bytes:
    measures = [
        {field.name: getattr(each, field.name) for field in fields(each)}
        | {"value": _plain(each.value) if each.value is not None else None}
        for each in made.measures
    ]
    content = asdict(Adoption(made.on, made.built, made.estimates, (), made.claims))
    content["measures"] = measures
    return (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode(
        "utf-8"
    )


def read_adoption(plan: PlanFolder) -> Adoption | None:
    """What the plan was adopted with; None where it was not adopted yet.

    Raises
    ------
    PlanError
        The file is damaged, or a number in it is not the one that was frozen.
    """
    path = plan.state / NAME
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        measures = tuple(_read(each) for each in content["measures"])
        found = Adoption(
            content["on"],
            content["built"],
            content["estimates"],
            measures,
            tuple(content["claims"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise PlanError(
            f"state/{NAME} cannot be read ({type(error).__name__}), so nothing can be compared with it.",
            "Put back the last copy from history/ or from your backup, or adopt again.",
        ) from error
    changed = [each.key for each in found.measures if each.value and _hash(each.value) != each.hash]
    if changed:
        raise PlanError(
            f"Numbers in state/{NAME} are not those that were frozen: {', '.join(changed)}.",
            "Put back the last copy from history/ or from your backup, or adopt again.",
        )
    return found


def adopted_starts(plan: PlanFolder) -> dict[tuple[str, str, str], float]:
    """What targets in points start from in an adopted plan, by row, measure and group; of one that was not, nothing.

    A damaged file counts as none here; the chapter of progress remarks on it.
    """
    try:
        adoption = read_adoption(plan)
    except PlanError:
        return {}
    return {
        (each.key, each.indicator, each.group): each.value.value
        for each in (adoption.measures if adoption else ())
        if each.value is not None and each.value.value is not None
    }


def _read(entry: dict[str, Any]) -> AdoptedMeasure:
    value = entry["value"]
    known = registry().measures
    frozen = None
    # A measure that this version no longer has is as good as gone: its value stays in the file.
    if value is not None and value["measure"] in known:
        lists = {name: tuple(value[name]) for name in _LISTS}
        frozen = Value(**(value | {"measure": known[value["measure"]], **lists}))
    return AdoptedMeasure(**(entry | {"value": frozen}))


def of_whom(each: AdoptedMeasure) -> str:
    """The group, where it is not everyone."""
    return "" if each.group in (ALL, "") else each.group
