"""``check --gate`` and ``build --release``: what is missing is named, and nothing is released before."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from mobility_analysis.cli import app
from mobility_analysis.core.errors import PlanIncomplete, UsageError
from mobility_analysis.lab.plan import Plan
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.release.gates import Gate, asked_for


def _run(desk: Desk, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[str, object]:
    monkeypatch.setattr("mobility_analysis.planning.find.open_desk", lambda root, place: desk)
    done = CliRunner().invoke(app, ["plan", *words, "-c", "99001"])
    return done.output, done.exception


def test_a_gate_that_was_asked_for_and_fails_ends_with_code_10(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, error = _run(desk, monkeypatch, "check", "--gate", "G1,g2")
    assert said.splitlines() == [
        "G1 holds: every file can be read",
        "G2 does not hold: the data are of a real run that passed its own gate",
        "  plan.yaml, run: Demonstration data are never released. (the data lead)",
    ]
    assert isinstance(error, PlanIncomplete) and error.exit_code == 10
    said, error = _run(desk, monkeypatch, "check", "--gate", "G1")
    assert (said, error) == ("G1 holds: every file can be read\n", None)


def test_all_gates_are_looked_at_for_a_release(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said, error = _run(desk, monkeypatch, "check", "--release")
    gates = [line.split()[0] for line in said.splitlines() if not line.startswith(" ")]
    assert gates == list(Gate)
    assert isinstance(error, PlanIncomplete)


def test_an_unknown_gate_is_named() -> None:
    with pytest.raises(UsageError, match="no gate 'G15'"):
        asked_for("G1, G15")


def test_a_release_is_refused_and_nothing_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    with pytest.raises(PlanIncomplete, match=r"G2 \(the data are of a real run"):
        desk.build(is_release=True)
    assert [path for path in desk.plan.out.rglob("*") if path.is_file()] == []


def test_a_release_whose_gates_hold_has_no_mark_of_a_draft(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    monkeypatch.setattr(Desk, "gates", lambda self, files: [])
    desk.build(is_release=True)
    page = (desk.plan.out / "web" / "index.html").read_text(encoding="utf-8")
    assert "DRAFT" not in page
    desk.build()
    page = (desk.plan.out / "web" / "index.html").read_text(encoding="utf-8")
    assert "DRAFT" in page


def test_a_key_twice_breaks_the_first_gate_alone(desk: Desk) -> None:
    from tests.unit.planning.editing import edited

    before = {each.gate for each in desk.gates() if not each.holds}
    with edited(desk.coalition.book.path) as book:
        sheet = book["Groups"]
        sheet.cell(sheet.max_row, 1).value = sheet.cell(sheet.max_row - 1, 1).value
    after = {each.gate: each for each in desk.gates() if not each.holds}
    assert set(after) - before == {Gate.INPUTS}
    assert after[Gate.INPUTS].lacks[0].where == "coalition.xlsx"


def test_gates_are_a_table_in_jupyterlab(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mobility_analysis.lab.plan.open_desk", lambda root, place: desk)
    table = Plan("99001").gates()
    assert list(dict.fromkeys(table["gate"])) == list(Gate)
    run = table[table["gate"] == Gate.RUN].iloc[0]
    assert (run["holds"], run["whose"]) == (False, "the data lead")
    holding = table[table["holds"]]
    assert len(holding) and set(holding["what"]) == {""}
