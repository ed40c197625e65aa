"""Form, merge list, check and commands; and that no name, address or answer leaves the private folder."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
import yaml
from tests.unit.planning.officials.conftest import (
    LISTS,
    TODAY,
    Write,
    fill,
    reply,
    seat,
    statement,
)
from typer.testing import CliRunner

from mobility_analysis import Plan
from mobility_analysis.cli import app
from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.insights.language import remarks
from mobility_analysis.planning.check import MEND, MISSING
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.find import begin
from mobility_analysis.planning.officials.answers import REPLIES, STATEMENTS
from mobility_analysis.planning.officials.categories import asked
from mobility_analysis.planning.officials.demonstration import write_demonstration_officials
from mobility_analysis.planning.officials.lists import Faults, read_list
from mobility_analysis.planning.officials.office import MERGE, MERGE_COLUMNS, Office
from mobility_analysis.planning.officials.roster import NAME
from mobility_analysis.press.word_reading import read_word


@pytest.fixture
def root(run_folder: RunPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the run's estimates and no plans."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("data", "expectations", "notebooks"):
        if (run_folder.root / name).exists():
            (folder / name).symlink_to(run_folder.root / name)
    (folder / "params.yaml").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("MOBILITY_ROOT", str(folder))
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    return folder


def words(path: Path) -> str:
    found = docx.Document(str(path))
    return "\n".join(paragraph.text for paragraph in found.paragraphs)


@pytest.mark.parametrize("standard", ["2024", "1997"])
def test_the_form_asks_what_the_standard_has_and_says_what_one_must_know(
    office: Office, standard: str
) -> None:
    made = {each.path.name: each for each in office.form()}
    texts = [
        words(made[f"form-{standard}.docx"].path),
        made[f"form-{standard}.txt"].path.read_text(encoding="utf-8"),
    ]
    for text in texts:
        lines = [line.strip() for line in text.splitlines()]
        for box in asked(standard):
            if not (standard == "1997" and box.id == "hispanic_or_latino"):
                assert any(line.endswith(f" {box.label}") for line in lines), box
        assert any(line.endswith("I prefer not to answer") for line in lines)
        assert "May we publish counts in which you could be recognized?" in lines
        for says in (
            "Answering is voluntary. Nothing follows from not answering",
            "counts of all officials together, never names",
            "may be a public record",
            "we cannot promise that your answer stays confidential",
            "[day]",
            "Questions: [name, telephone and e-mail].",
            f"standard {standard}.",
        ):
            assert says in text
        assert not remarks(text)


def test_the_message_says_who_asks_what_for_and_how_often(office: Office) -> None:
    office.form()
    path = office.plan.drafts / "officials-message.docx"
    text = words(path)
    for says in (
        "this draft is no legal advice",
        "Have your government's lawyer read it",
        "My name is [your name]",
        "Answering is voluntary.",
        "we cannot promise that your answer stays confidential",
        "twice at most",
        "Dear \u00abname\u00bb,",
    ):
        assert says in text
    assert not remarks(text)
    path.write_bytes(b"ours now")
    (built,) = [each for each in office.form() if each.is_theirs]
    assert not built.is_new and path.read_bytes() == b"ours now"


def test_what_plan_yaml_says_of_officials_fills_the_blanks(office: Office) -> None:
    path = office.plan.settings
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content["officials"] == {
        "scope": "own",
        "bodies": None,
        "standard": 2024,
        "reply_by": None,
        "contact": "",
    }
    content["officials"] |= {
        "scope": "all",
        "reply_by": date(2027, 3, 15),
        "contact": "Data office, data@example.org",
    }
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    desk = Desk(office.frame.data.run.paths.root, office.plan)
    desk.office.form()
    form = office.plan.out / "officials" / "form-2024.docx"
    assert read_word(form.read_bytes()).blanks == []
    text = words(office.plan.drafts / "officials-message.docx")
    assert "Please answer by March 15, 2027." in text
    assert "the elected officials of all local governments in Alder County" in text


def test_the_merge_list_has_those_who_may_still_be_asked(write: Write) -> None:
    roster = [
        seat(1, email="a@example.org"),
        seat(2, asked_on="2026-10-01", reminder_1_on="2026-10-15"),
        seat(3, asked_on="2026-10-01", reminder_1_on="2026-10-15", reminder_2_on="2026-11-01"),
        seat(4, status="vacant", name=""),
        seat(5, same_person_as="o1"),
        seat(6),
        seat(7),
        seat(8),
    ]
    office = write(roster, [reply(6, "white"), reply(7, declined="x"), reply(8)])
    path, rows = office.merge()
    heads, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert heads.split(",") == list(MERGE_COLUMNS)
    assert [line.split(",")[0] for line in lines] == ["Heron 1", "Heron 2", "Heron 8"]
    assert rows == 3
    assert [line.rpartition(",")[2] for line in lines] == ["0", "2", "0"]


def test_a_check_says_nothing_before_the_list_is_begun_and_then_what_is_missing(
    write: Write,
) -> None:
    where = "private/officials/"
    assert not list(write([]).remarks())
    office = write([seat(1), seat(2, verified_on="")])
    said = {(each.kind, each.where, each.what) for each in office.remarks()}
    assert (MISSING, where, "Not verified within 90 days: 1 (line 3).") in said
    fill(office.folder, REPLIES, [reply(9, "white")])
    (broken,) = office.remarks()
    assert broken.kind == MEND
    assert broken.what.startswith("replies.csv, line 2, column id: no row of roster.csv has it.")


def test_the_number_of_bodies_is_held_against_plan_yaml(write: Write) -> None:
    roster, _ = write([seat(1), seat(2, body="Clerk")]).read()
    assert list(roster.remarks(TODAY, 2)) == [
        "No row says how many seats the body has: 2 (lines 2, 3)."
    ]
    assert next(iter(roster.remarks(TODAY, 5))) == (
        "plan.yaml says that there are 5 elected bodies; the list has 2."
    )
    later = list(roster.remarks(date(2027, 2, 1), 2))
    assert "Not verified within 90 days: 2 (lines 2, 3)." in later
    assert roster.verified_since == date(2026, 11, 1)


def test_a_plan_begins_with_empty_lists_and_keeps_those_that_are_there(root: Path) -> None:
    desk = begin(root, "99001")
    path = desk.plan.officials / NAME
    assert path.read_text(encoding="utf-8-sig").startswith("id,name,office,body,")
    fill(desk.plan.officials, NAME, [seat(1)])
    kept = path.read_bytes()
    begin(root, "99001")
    assert path.read_bytes() == kept


def test_the_demonstration_has_officials_without_answers_and_a_tally(root: Path) -> None:
    desk = begin(root, "99001")
    write_demonstration_officials(desk.plan, TODAY)
    counted = Office(desk.plan, desk.office.frame, TODAY).tally()
    whole = counted.own.of()[0]
    assert (whole.in_office, whole.known) == (24, 21)
    assert counted.missing == (
        "2 of 24 have not answered.",
        "1 preferred not to answer. Nobody looks them up.",
    )
    before = (desk.plan.officials / REPLIES).read_bytes()
    write_demonstration_officials(desk.plan, date(2027, 5, 1))
    assert (desk.plan.officials / REPLIES).read_bytes() == before


def test_in_jupyterlab_the_counts_are_a_table_without_names(root: Path) -> None:
    desk = begin(root, "99001")
    write_demonstration_officials(desk.plan, TODAY)
    table = Plan("99001").officials
    assert len(table) == 14
    assert table["in_office"].unique().tolist() == [24]
    assert "Official" not in table.to_csv()
    shown = table[table["basis"] == "self_identified"].set_index("group")
    assert shown.loc["Black, Non-Hispanic", ["at_least", "at_most"]].tolist() == [4, 4]
    assert not (desk.plan.path / "local" / "officials.csv").exists()


# ---------------------------------------------------------------- nothing private leaves

CANARIES = ("Heron", "canary-", "QUOTED", "heron@", "555-0199")
PRIVATE_CELLS = {
    "name": "Heron Canary",
    "office": "QUOTED office",
    "seat": "QUOTED seat",
    "email": "heron@example.org",
    "phone": "555-0199",
    "source": "QUOTED source",
    "note": "QUOTED note",
}


def _marked(root: Path) -> Desk:
    """A plan with a canary in every cell that could name somebody."""
    desk = begin(root, "99001")
    rows = [
        {**seat(n), **PRIVATE_CELLS, "id": f"canary-{n}", "seats_in_body": "12"}
        for n in range(1, 13)
    ]
    fill(desk.plan.officials, NAME, rows)
    replies = [{**reply(n, "white"), "id": f"canary-{n}"} for n in range(1, 10)]
    fill(desk.plan.officials, REPLIES, [*replies, {**reply(11, "asian"), "id": "canary-11"}])
    said = {
        **statement(12, "asian"),
        "id": "canary-12",
        "quotation": "QUOTED",
        "address": "https://example.org/QUOTED",
        "note": "QUOTED",
        "coder_1": "QUOTED",
    }
    fill(desk.plan.officials, STATEMENTS, [said])
    return desk


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(path) as package:
        return b"\n".join(package.read(name) for name in package.namelist())


def _leaks(folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "private" not in path.parts
        for canary in CANARIES
        if canary.encode() in _unpacked(path) or canary in path.name
    ]


BREAKS = {
    "nothing": (NAME, b"", b""),
    "an unknown mark": (REPLIES, b",x", b",Heron"),
    "an unknown official": (REPLIES, b"canary-11", b"canary-99"),
    "a reply twice": (REPLIES, b"canary-2,", b"canary-1,"),
    "an id twice": (NAME, b"canary-2,", b"canary-1,"),
    "an unknown heading": (REPLIES, b"declined", b"Heron"),
    "no headings": (NAME, b"id,name,office", b"canary-,Heron,QUOTED"),
    "an open quotation mark": (NAME, b"Heron Canary", b'"Heron'),
    "letters of an older form": (NAME, b"Heron", b"Heron\xe9"),
    "a refused basis": (STATEMENTS, b"own statement", b"Heron told us"),
    "an odd address": (STATEMENTS, b"https://", b"QUOTED "),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_no_command_lets_a_name_or_an_answer_out(
    root: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk = _marked(root)
    name, old, new = BREAKS[broken]
    path = desk.plan.officials / name
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    said = ""
    for command in (
        ["officials", "form"],
        ["officials", "merge"],
        ["officials", "tally"],
        ["check"],
        ["build"],
        ["refresh"],
        ["start"],
    ):
        result = CliRunner().invoke(app, ["plan", *command, "-c", "99001"])
        assert result.exception is None or isinstance(result.exception, MobilityError), command
        said += result.output + str(result.exception or "") + repr(result.exception)
    tallied = desk.plan.path / "local" / "officials.csv"
    assert tallied.exists() is (broken == "nothing")
    assert (desk.plan.officials / MERGE).exists() is (broken == "nothing")
    assert not [canary for canary in CANARIES if canary in said + caplog.text]
    assert _leaks(root / "plans") == []
    assert "canary-" in path.read_text(encoding="utf-8-sig", errors="replace")


def test_objects_of_the_lists_print_no_names(root: Path) -> None:
    desk = _marked(root)
    roster, answers = desk.office.read()
    rows = read_list(desk.plan.officials / NAME, LISTS[NAME], Faults())
    shown = f"{roster!r}{answers!r}{rows!r}"
    assert not [canary for canary in CANARIES if canary in shown]


def test_the_count_reads_no_peers(run_folder: RunPaths, tmp_path: Path) -> None:
    desk = begin(_root(run_folder, tmp_path), "99001", "demo")
    write_demonstration_officials(desk.plan, TODAY)
    desk.office.form()
    assert desk.office.frame.data.peers == ()
    assert desk.office.tally().shown
    assert "data" not in vars(desk.opened)
    assert desk.opened.data.peers
    assert desk.office.frame.data is desk.opened.data


def _root(run_folder: RunPaths, tmp_path: Path) -> Path:
    for name in ("data", "expectations"):
        (tmp_path / name).symlink_to(run_folder.root / name)
    return tmp_path
