"""Each gate broken once: a release with one fault fails at that gate and at no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.insights.selection import Value
from mobility_analysis.planning.check import MISSING, NOTE, Remark
from mobility_analysis.planning.claims.own_numbers import OwnNumber
from mobility_analysis.planning.claims.rows import Approval, ClaimRow, ClaimStanding
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.guide import LAUNCH, PREPARE
from mobility_analysis.planning.release.access import page_faults
from mobility_analysis.planning.release.gates import Gate, look
from mobility_analysis.planning.release.looked import Lack, Looked
from mobility_analysis.planning.release.messaging import Flag
from mobility_analysis.planning.release.terms import Explained
from mobility_analysis.planning.release.topics import Decided

SECRET = "Their director is said to be leaving soon."


@pytest.fixture
def claim(desk: Desk) -> ClaimRow:
    """A claim that holds, is used and was approved."""
    judged = next(each for each in desk.opened.facts if each.holds and each.values)
    approval = Approval(judged.words, "Ana", "2026-11-29", "2026-11-01")
    return ClaimRow(
        "claim.1", judged.claim.typed, judged, "", ("letter",), "Ana", "2026-11-29", approval
    )


@pytest.fixture
def whole(desk: Desk, claim: ClaimRow) -> Looked:
    """A folder in which nothing is missing."""
    record = replace(desk.opened.run.record, is_demonstration=False)
    built = record.built_at[:10]
    page = f'<html lang="en"><title>Plan</title><h1>Plan</h1><p>Estimates of {built}</p></html>'
    return Looked(
        record,
        claims=[claim],
        own=[OwnNumber("number.1", "$25,000", "what we offer", "the budget", "Ana")],
        values=list(desk.opened.data.latest.values()),
        closed={"coalition.xlsx, Benefit": SECRET},
        public={"out/web/index.html": page},
        parts=[Remark(NOTE, "parts/", "To be known.")],
        terms=[Explained("term.equity", "equity", 3, "Fair for everyone.", "All, 3 May", False)],
        topics=[Decided("adoption", "Whether it is adopted", "no", "Ben", "2027-01-01")],
        access={"out/web/index.html": list(page_faults(page))},
        decision=LAUNCH,
    )


def broken(looked: Looked) -> dict[Gate, tuple[Lack, ...]]:
    return {each.gate: each.lacks for each in look(looked) if not each.holds}


def test_a_whole_folder_passes_all_fourteen(whole: Looked) -> None:
    assert len(look(whole)) == 14
    assert broken(whole) == {}


def _weak(whole: Looked) -> tuple[OwnNumber, Value]:
    """A weak value of the place, and somebody's own number that is the same."""
    from mobility_analysis.insights.numbers import spoken

    value = replace(next(each for each in whole.values if each.usable), grade=DO_NOT_ACT)
    assert value.value is not None
    label = value.measure.label
    return OwnNumber("number.2", spoken(value.measure, value.value), label, "", "Ana"), value


def _plant_weak(whole: Looked) -> Looked:
    number, value = _weak(whole)
    return replace(whole, own=[*whole.own, number], values=[value])


def _plant_fallen_claim(whole: Looked) -> Looked:
    (claim,) = whole.claims
    assert claim.judged is not None
    fallen = replace(claim, judged=replace(claim.judged, words=""))
    assert fallen.standing in (ClaimStanding.FALLEN, ClaimStanding.ORPHANED)
    return replace(whole, claims=[fallen])


def _plant_page_without_header(whole: Looked) -> Looked:
    (name, page), *_ = whole.public.items()
    bare = page.replace("</h1>", "</h1><table><tr><td>1</td></tr></table>")
    return replace(whole, access={name: list(page_faults(bare))})


FLAG = Flag("parts/findings.docx", "Minorities", "why", "better", "Minorities came.")
PLANTED: dict[Gate, tuple[Callable[[Looked], Looked], str]] = {
    Gate.INPUTS: (
        lambda w: replace(w, unread={"coalition.xlsx": "The key people.1 stands twice."}),
        "stands twice",
    ),
    Gate.RUN: (
        lambda w: replace(w, record=replace(w.record, is_demonstration=True)),
        "never released",
    ),
    Gate.CLAIMS: (_plant_fallen_claim, "no longer true"),
    Gate.NUMBERS: (lambda w: replace(w, unbound=[("parts/x.docx", "No finding: 12")]), "12"),
    Gate.WEAK: (_plant_weak, "weak value"),
    Gate.CLASSES: (
        lambda w: replace(
            w, public={k: f"{page} {SECRET.upper()}" for k, page in w.public.items()}
        ),
        "others must not see",
    ),
    Gate.PARTS: (
        lambda w: replace(w, parts=[Remark(MISSING, "parts/why.docx", "It is empty.")]),
        "empty",
    ),
    Gate.MEASURES: (
        lambda w: replace(
            w, measures=[Remark(MISSING, "action-plan.xlsx, Measures", "input.1 has no measure.")]
        ),
        "no measure",
    ),
    Gate.TERMS: (
        lambda w: replace(w, terms=[Explained("term.equity", "equity", 2, "", "", False)]),
        "no definition",
    ),
    Gate.MESSAGING: (lambda w: replace(w, unanswered=[FLAG]), "Minorities"),
    Gate.RELEASE_PLAN: (
        lambda w: replace(w, topics=[Decided("adoption", "Adoption", "", "", "")]),
        "nothing is decided",
    ),
    Gate.ACCESS: (_plant_page_without_header, "without a header"),
    Gate.READINESS: (lambda w: replace(w, decision=PREPARE), PREPARE),
    Gate.OFFICIALS: (
        lambda w: replace(w, officials=["3 rows were verified more than 90 days ago."]),
        "90 days",
    ),
}


@pytest.mark.parametrize("gate", list(Gate))
def test_a_planted_fault_breaks_its_gate_and_no_other(gate: Gate, whole: Looked) -> None:
    plant, said = PLANTED[gate]
    found = broken(plant(whole))
    assert list(found) == [gate]
    assert said in found[gate][0].what
    assert found[gate][0].where and found[gate][0].whose


def test_what_is_missing_never_repeats_a_secret(whole: Looked) -> None:
    plant, _ = PLANTED[Gate.CLASSES]
    (lack,) = broken(plant(whole))[Gate.CLASSES]
    assert SECRET not in f"{lack.where} {lack.what}" and "Benefit" in lack.what


def test_a_page_of_another_run_is_not_released(whole: Looked) -> None:
    old = {"out/web/index.html": "<p>Estimates of 2020-01-01</p>"}
    assert list(broken(replace(whole, public=old))) == [Gate.RUN]


def test_a_claim_that_nobody_used_bars_nothing(whole: Looked) -> None:
    (claim,) = whole.claims
    idle = replace(claim, uses=(), approval=None, by="", on="")
    assert broken(replace(whole, claims=[idle])) == {}
    assert list(broken(replace(whole, claims=[replace(idle, uses=("letter",))]))) == [Gate.CLAIMS]


def test_an_own_number_of_another_thing_is_no_weak_value(whole: Looked) -> None:
    number, value = _weak(whole)
    other = replace(number, what="of our grant is spent")
    assert broken(replace(whole, own=[other], values=[value])) == {}


def test_a_term_needs_somebody_who_agreed_and_words_of_the_data_need_nothing(
    whole: Looked,
) -> None:
    alone = Explained("term.equity", "equity", 2, "Fair.", "", False)
    data = Explained("data.gap", "gap", 9, "A difference.", "", True)
    rare = Explained("term.inclusive", "inclusive", 1, "", "", False)
    assert list(broken(replace(whole, terms=[alone]))) == [Gate.TERMS]
    assert broken(replace(whole, terms=[data, rare])) == {}
