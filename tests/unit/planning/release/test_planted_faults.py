"""A complete folder passes every gate; one fault planted in one of its files breaks one gate, named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from tests.unit.planning.editing import edited
from tests.unit.reporting.page.test_own_count import OWN

from mobility_analysis.insights.numbers import spoken
from mobility_analysis.local.officials import own_count_text
from mobility_analysis.planning.action_plan.parts import plan_parts
from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.guide import LAUNCH, POSTPONE
from mobility_analysis.planning.release.gates import Gate, Passed
from mobility_analysis.planning.release.registry import TOPICS
from mobility_analysis.planning.release.topics import SHEET as RELEASE

CANDID = "Their board is split about us."
Files = dict[str, bytes]


def _write(desk: Desk, name: str, *sections: tuple[str, str]) -> None:
    text = "".join(f"## {title}\n\n{words}\n\n" for title, words in sections)
    desk.plan.parts.mkdir(exist_ok=True)
    (desk.plan.parts / f"{name}.md").write_text(text, encoding="utf-8")


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """A folder in which nothing is missing, of a run that counts as real."""
    desk.opened.run.record = replace(desk.opened.run.record, is_demonstration=False)
    settings = desk.plan.settings.read_text(encoding="utf-8")
    desk.plan.settings.write_text(
        settings.replace('lead_office: ""', 'lead_office: "Planning office"'), encoding="utf-8"
    )
    desk = _again(desk)
    desk.readiness.book.answer({"Decision": {"decision.1": {"decision": LAUNCH, "by": "Ana"}}})
    approved = {"plan": "yes", "by": "Ana", "on": "2026-11-29"}
    claims = ("share_employed value", "share_debt_coll value")
    desk.claims.book.answer(
        {"Claims": {f"claim.{n}": {"claim": c, **approved} for n, c in enumerate(claims, 1)}}
    )
    desk.coalition.book.answer(
        {"Benefit": {"benefit.1": {"partner": "A bank", "barriers": CANDID}}}
    )
    desk.refresh()
    desk.action_plan.book.answer(
        {
            "Findings": {
                "claim.1": {"side": "strength", "residents": "not yet heard"},
                "claim.2": {
                    "side": "challenge",
                    "residents": "not yet heard",
                    "systems": "Two banks closed on the east side.",
                },
            },
            "Logic model": {
                "input.1": {"says": "Staff of the county", "leads": "activity.1"},
                "activity.1": {"says": "Coach residents", "leads": "output.1"},
                "output.1": {"says": "Residents coached", "leads": "short.1"},
                "short.1": {"says": "More residents have savings", "whom": "Renters"},
            },
            "Measures": {
                "measure.1": {
                    "elements": "input.1, output.1, short.1",
                    "kind": "how much",
                    "says": "Residents coached",
                }
            },
            RELEASE: {f"release.{each}": {"decision": "no"} for each in TOPICS},
        }
    )
    desk.refresh()
    desk.action_plan.book.answer(
        {
            "Tracking": {"measure.1": {"own_source": "Case records", "data_by": "Job center"}},
            "Sustainability": {"activity.1": {"steward": "Job center", "means": "not found yet"}},
        }
    )
    for part in plan_parts():
        if part.file and not part.optional:
            _write(desk, part.file, *((each.title, "We met and talked.") for each in part.sections))
    desk.refresh()
    return desk


def _again(desk: Desk) -> Desk:
    """The same folder opened anew, its settings read again."""
    again = Desk(desk.root, desk.plan)
    again.opened.run.record = desk.opened.run.record
    return again


def _files(desk: Desk) -> Files:
    return dict(desk.release.outputs(Making(desk.frame, desk.claims.read())))


def _broken(desk: Desk, files: Files | None = None) -> dict[Gate, Passed]:
    found = desk.gates(_files(desk) if files is None else files)
    return {each.gate: each for each in found if not each.holds}


def test_a_complete_folder_passes_every_gate(ready: Desk) -> None:
    broken = _broken(ready)
    assert {gate: each.lacks for gate, each in broken.items()} == {}


# ------------------------------------------------------------------ fourteen faults, each in a file


def _key_twice(desk: Desk) -> None:
    with edited(desk.coalition.book.path) as book:
        sheet = book["Groups"]
        sheet.cell(sheet.max_row, 1).value = sheet.cell(sheet.max_row - 1, 1).value


def _demonstration(desk: Desk) -> None:
    desk.opened.run.record = replace(desk.opened.run.record, is_demonstration=True)


def _claim_of_nobody(desk: Desk) -> None:
    desk.claims.book.answer(
        {"Claims": {"claim.3": {"claim": "share_employed vs nation", "letter": "yes"}}}
    )


def _number_of_nobody(desk: Desk) -> None:
    _write(
        desk,
        "sustainability",
        ("Who keeps it going", "Debt fell to 12 percent of adults."),
        ("When leaders change", "We met."),
    )


def _weak_number_of_ones_own(desk: Desk) -> None:
    known = desk.opened.data.latest.values()
    weak = next(each for each in known if each.value is not None and not each.usable)
    assert weak.value is not None
    words = {"words": spoken(weak.measure, weak.value), "what": weak.measure.label, "by": "Ana"}
    desk.claims.book.answer({"Own numbers": {"number.1": words}})


def _candid_text_on_the_page(desk: Desk) -> None:
    desk.action_plan.book.answer({"Web page": {"page.made": {"answer": f"We met. {CANDID}"}}})


def _part_left_empty(desk: Desk) -> None:
    _write(desk, "findings", ("What it adds up to", ""))


def _output_without_measure(desk: Desk) -> None:
    desk.action_plan.book.answer({"Measures": {"measure.1": {"elements": "input.1, short.1"}}})


def _word_without_meaning(desk: Desk) -> None:
    desk.action_plan.book.answer(
        {"Logic model": {"activity.1": {"says": "Coach for equity, in equity"}}}
    )


def _wording(desk: Desk) -> None:
    desk.action_plan.book.answer({"Logic model": {"activity.1": {"says": "Coach minorities"}}})


def _topic_open(desk: Desk) -> None:
    desk.action_plan.book.answer({RELEASE: {"release.adoption": {"decision": ""}}})


def _postponed(desk: Desk) -> None:
    desk.readiness.book.answer({"Decision": {"decision.1": {"decision": POSTPONE}}})


def _count_without_roster(desk: Desk) -> None:
    desk.plan.local.officials.parent.mkdir(exist_ok=True)
    desk.plan.local.officials.write_text(own_count_text(OWN), encoding="utf-8")


PLANTED: dict[Gate, Callable[[Desk], None]] = {
    Gate.INPUTS: _key_twice,
    Gate.RUN: _demonstration,
    Gate.CLAIMS: _claim_of_nobody,
    Gate.NUMBERS: _number_of_nobody,
    Gate.WEAK: _weak_number_of_ones_own,
    Gate.CLASSES: _candid_text_on_the_page,
    Gate.PARTS: _part_left_empty,
    Gate.MEASURES: _output_without_measure,
    Gate.TERMS: _word_without_meaning,
    Gate.MESSAGING: _wording,
    Gate.RELEASE_PLAN: _topic_open,
    Gate.READINESS: _postponed,
    Gate.OFFICIALS: _count_without_roster,
}


@pytest.mark.parametrize("gate", PLANTED)
def test_a_fault_in_the_folder_breaks_its_gate_and_no_other(gate: Gate, ready: Desk) -> None:
    PLANTED[gate](ready)
    assert list(_broken(ready)) == [gate]


def test_a_page_that_readers_cannot_use_breaks_its_gate_and_no_other(ready: Desk) -> None:
    files = _files(ready)
    files["web/index.html"] = files["web/index.html"].replace(b' lang="en"', b"")
    assert list(_broken(ready, files)) == [Gate.ACCESS]


def test_a_complete_folder_is_released(ready: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    made: list[Path] = [each.path for each in ready.build(is_release=True)]
    pages = [path for path in made if path.suffix == ".html"]
    assert pages and not any("DRAFT" in path.read_text(encoding="utf-8") for path in pages)
    assert "DRAFT" not in _head(ready.plan.out / "map-general.docx")
    assert "DRAFT" in _head(ready.plan.drafts / "letter.docx")


def _head(path: Path) -> str:
    return "".join(each.text for each in docx.Document(str(path)).sections[0].header.paragraphs)
