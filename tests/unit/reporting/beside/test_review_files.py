"""People's answers survive every rerun byte for byte; what cannot be told apart is kept whole."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mobility_analysis.core.errors import ReportError
from mobility_analysis.reporting.beside.own_files import keep_peoples_files
from mobility_analysis.reporting.beside.review_files import write_review_guide
from mobility_analysis.reporting.beside.review_guide import Evidence, Part, Space

START = "<!-- answer groups.share_employed: Employment: does it concern you? -->"
END = "<!-- end of answer groups.share_employed -->"


def _parts(evidence: str = "79 percent.", *, with_groups: bool = True) -> list[Part]:
    groups: list[Part] = [
        Evidence("groups.share_employed", f"### Employment\n\n{evidence}"),
        Space("groups.share_employed", "Employment: does it concern you?"),
    ]
    return [
        Evidence("start", "# Guide"),
        Evidence("stands-out", f"## 1. What stands out?\n\n{evidence}"),
        Space("stands-out", "What stands out?"),
        *(groups if with_groups else []),
        Evidence("peers", "## 3. Peers"),
        Space("peers", "Which place could we learn from?"),
    ]


def _run(folder: Path, parts: list[Part] | None = None) -> None:
    """A report made again: the new folder takes the earlier one's place."""
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    keep_peoples_files(fresh, folder)
    write_review_guide(parts or _parts(), fresh, folder)
    for path in folder.glob("*"):
        path.unlink()
    for path in fresh.iterdir():
        path.rename(folder / path.name)
    fresh.rmdir()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "99001-alder"
    folder.mkdir()
    _run(folder)
    return folder


def _markdown(folder: Path) -> bytes:
    return (folder / "review_guide.md").read_bytes()


def _set_markdown(folder: Path, content: bytes) -> None:
    (folder / "review_guide.md").write_bytes(content)


def _answer_markdown(folder: Path, answer: str) -> None:
    text = _markdown(folder).decode()
    before, rest = text.split(START)
    after = rest.split(END)[1]
    _set_markdown(folder, (before + START + answer + END + after).encode())


def _notebook(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "review_guide.ipynb").read_bytes())


def _set_notebook(folder: Path, notebook: dict[str, Any]) -> None:
    text = json.dumps(notebook, ensure_ascii=True)
    (folder / "review_guide.ipynb").write_text(text, encoding="utf-8")


def _cell(notebook: dict[str, Any], id: str = "answer-groups-share_employed") -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if cell["id"] == id)


def _sources(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def _copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.earlier-*"))


# ------------------------------------------------------------------ whatever people write

MARKS = st.sampled_from(
    [START, END, "<!-- answer x -->", "<!-- end of answer x -->", "<!-- evidence ", "-->", "\r\n"]
)
ANY_TEXT = st.lists(st.one_of(st.text(), MARKS), max_size=6).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.text())
@example("\ufeff\x00\r\n\x85\u2028 $1,000 -- <b> `x` \U0001f600")
@example("*Your answer:*\n\nWe fear the bus cuts.")
def test_any_answer_survives_two_reruns_in_both_files(answer: str) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "report")
        folder.mkdir()
        _run(folder)
        _answer_markdown(folder, answer)
        notebook = _notebook(folder)
        _cell(notebook)["source"] = answer
        _set_notebook(folder, notebook)
        _run(folder, _parts("80 percent."))
        once = {path.name: path.read_bytes() for path in folder.iterdir()}
        _run(folder, _parts("80 percent."))
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == once
        assert (START + answer + END).encode() in _markdown(folder)
        assert b"80 percent." in _markdown(folder)
        assert b"79 percent." not in _markdown(folder).replace(answer.encode(), b"")
        assert _cell(_notebook(folder))["source"] == answer
        assert not _copies(folder)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
@example(f"a{END}b{END}")
@example(f"a{START}b")
def test_an_answer_that_quotes_the_markers_is_never_lost(answer: str) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "report")
        folder.mkdir()
        _run(folder)
        _answer_markdown(folder, answer)
        written = _markdown(folder)
        _run(folder)
        _run(folder)
        copies = [(folder / name).read_bytes() for name in _copies(folder)]
        assert (START + answer + END).encode() in _markdown(folder) or written in copies


def test_half_a_character_pair_in_a_notebook_survives(folder: Path) -> None:
    notebook = _notebook(folder)
    _cell(notebook)["source"] = "broken \ud83d emoji"
    _set_notebook(folder, notebook)
    _run(folder)
    assert _cell(_notebook(folder))["source"] == "broken \ud83d emoji"


# ------------------------------------------------------------------ questions come and go


def test_an_answer_whose_question_is_gone_is_kept_and_returns(folder: Path) -> None:
    _answer_markdown(folder, "\nThe buses stop at six.\n")
    notebook = _notebook(folder)
    _cell(notebook)["source"] = ["The buses\n", "stop at six."]
    _set_notebook(folder, notebook)
    for _ in range(2):
        _run(folder, _parts(with_groups=False))
        text = _markdown(folder).decode()
        assert text.index("## Earlier answers") < text.index(START)
        assert "### Employment: does it concern you?" in text
        assert f"{START}\nThe buses stop at six.\n{END}" in text
        sources = _sources(_notebook(folder))
        assert sources[-1] == "The buses\nstop at six."
        assert sources[-2] == "### Employment: does it concern you?"
        assert not _copies(folder)
    _run(folder)
    assert "Earlier answers" not in _markdown(folder).decode()
    assert f"{START}\nThe buses stop at six.\n{END}" in _markdown(folder).decode()
    assert not any("Earlier" in source for source in _sources(_notebook(folder)))
    assert _cell(_notebook(folder))["source"] == ["The buses\n", "stop at six."]


def test_a_space_left_empty_leaves_nothing_behind(folder: Path) -> None:
    _run(folder, _parts(with_groups=False))
    assert b"Earlier" not in _markdown(folder)
    assert not any("Earlier" in source for source in _sources(_notebook(folder)))


def test_a_rerun_without_changes_gives_the_same_bytes(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(before) == {"review_guide.md", "review_guide.ipynb"}
    _run(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


# ------------------------------------------------------------------ Markdown, changed elsewhere


def test_windows_line_ends_stay_throughout(folder: Path) -> None:
    _answer_markdown(folder, "\nLine one.\nLine two.\n")
    _set_markdown(folder, b"\xef\xbb\xbf" + _markdown(folder).replace(b"\n", b"\r\n"))
    _run(folder, _parts("80 percent."))
    text = _markdown(folder)
    assert b"\r\nLine one.\r\nLine two.\r\n" in text
    assert text.count(b"\n") == text.count(b"\r\n")
    assert not _copies(folder)


def test_spaces_an_editor_takes_from_line_ends_are_no_change(folder: Path) -> None:
    _set_markdown(folder, _markdown(folder).rstrip() + b"\n\n\n")
    _run(folder)
    assert not _copies(folder)


def test_a_note_beside_the_evidence_is_kept_with_the_whole_file(folder: Path) -> None:
    _answer_markdown(folder, "An answer.")
    changed = _markdown(folder).replace(b"79 percent.", b"79 percent. (Ask Ana!)")
    _set_markdown(folder, changed)
    _run(folder)
    assert _copies(folder) == ["review_guide.earlier-1.md"]
    assert (folder / "review_guide.earlier-1.md").read_bytes() == changed
    text = _markdown(folder).decode()
    assert START + "An answer." + END in text
    assert "Kept aside: `review_guide.earlier-1.md`" in text
    assert "Kept aside" not in "".join(_sources(_notebook(folder)))
    _run(folder)
    assert _copies(folder) == ["review_guide.earlier-1.md"]
    (folder / "review_guide.earlier-1.md").unlink()
    _run(folder)
    assert b"Kept aside" not in _markdown(folder)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace(END, ""),
        lambda text: text.replace(START, ""),
        lambda text: text.replace(END, "<!-- end of answer  groups.share_employed-->"),
        lambda text: text.replace("<!-- ", "<!-- x "),
        lambda text: text + text,
        lambda text: "My own notes only.",
        lambda text: text.replace("<!-- evidence", "<!-- evidences"),
        lambda text: text[: text.index(START) + 60],
    ],
    ids=["no end", "no start", "edited", "all edited", "twice", "own", "no digest", "cut"],
)
def test_damaged_markers_keep_the_whole_file(folder: Path, damage: Any) -> None:
    _answer_markdown(folder, "Our answer.")
    _set_markdown(folder, damage(_markdown(folder).decode()).encode())
    damaged = _markdown(folder)
    _run(folder)
    assert [(folder / name).read_bytes() for name in _copies(folder)] == [damaged]
    assert b"Kept aside" in _markdown(folder)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_text_that_is_not_utf8_is_kept_whole(folder: Path, encoding: str) -> None:
    _answer_markdown(folder, "Doña Ana's café")
    saved = _markdown(folder).decode().encode(encoding)
    _set_markdown(folder, saved)
    _run(folder)
    assert (folder / "review_guide.earlier-1.md").read_bytes() == saved
    # Saved again as UTF-8 under the guide's name, its answers are back in their place.
    _set_markdown(folder, saved.decode(encoding).encode())
    _run(folder)
    assert (START + "Doña Ana's café" + END).encode() in _markdown(folder)


def test_copies_get_numbers_of_their_own(folder: Path) -> None:
    for number in (1, 2):
        _set_markdown(folder, f"Notes {number}".encode())
        _run(folder)
    assert _copies(folder) == ["review_guide.earlier-1.md", "review_guide.earlier-2.md"]
    _set_markdown(folder, b"Notes 1")
    _run(folder)
    assert len(_copies(folder)) == 2


# ------------------------------------------------------------------ notebook, changed elsewhere


def test_added_cells_stay_where_they_are(folder: Path) -> None:
    notebook = _notebook(folder)
    place = notebook["cells"].index(_cell(notebook))
    code = {
        "cell_type": "code",
        "execution_count": 3,
        "id": "aaa",
        "metadata": {},
        "outputs": [{"name": "stdout", "output_type": "stream", "text": ["7\n"]}],
        "source": "print(7)",
    }
    top = {"cell_type": "markdown", "id": "bbb", "metadata": {}, "source": "Meeting of May 3"}
    notebook["cells"].insert(place + 1, code)
    notebook["cells"].insert(0, top)
    _set_notebook(folder, notebook)
    for _ in range(2):
        _run(folder, _parts("80 percent."))
        cells = _notebook(folder)["cells"]
        assert cells[0] == top
        assert cells[cells.index(code) - 1]["id"] == "answer-groups-share_employed"
        assert not _copies(folder)
    _run(folder, _parts(with_groups=False))
    assert code in _notebook(folder)["cells"]


def test_a_copied_or_split_answer_cell_becomes_a_cell_of_its_own(folder: Path) -> None:
    notebook = _notebook(folder)
    answer = _cell(notebook)
    answer["source"] = "First half"
    place = notebook["cells"].index(answer)
    notebook["cells"].insert(place + 1, answer | {"source": "Second half"})  # same id, same tags
    _set_notebook(folder, notebook)
    for _ in range(2):
        _run(folder)
        cells = _notebook(folder)["cells"]
        assert [cell["source"] for cell in cells[place : place + 2]] == [
            "First half",
            "Second half",
        ]
        assert len({cell["id"] for cell in cells}) == len(cells)
        assert "mobility_review" not in cells[place + 1]["metadata"]


def test_a_moved_answer_with_a_picture_returns_with_it(folder: Path) -> None:
    notebook = _notebook(folder)
    answer = _cell(notebook)
    answer["source"] = ""
    answer["attachments"] = {"map.png": {"image/png": "aGk="}}
    answer["metadata"]["tags"] = ["answer", "discussed"]
    notebook["cells"].remove(answer)
    notebook["cells"].append(answer)
    _set_notebook(folder, notebook)
    _run(folder)
    cells = _notebook(folder)["cells"]
    assert cells.index(_cell(_notebook(folder))) < len(cells) - 1
    assert _cell(_notebook(folder))["attachments"] == answer["attachments"]
    assert "discussed" in _cell(_notebook(folder))["metadata"]["tags"]
    _run(folder, _parts(with_groups=False))
    assert _notebook(folder)["cells"][-1]["attachments"] == answer["attachments"]


def test_a_notebook_saved_without_ids_keeps_its_answers(folder: Path) -> None:
    notebook = _notebook(folder)
    _cell(notebook)["source"] = "Ours"
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        del cell["id"]
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "More"})
    _set_notebook(folder, notebook)
    _run(folder)
    assert _cell(_notebook(folder))["source"] == "Ours"
    assert _cell(_notebook(folder), "added-1")["source"] == "More"


def test_changed_evidence_keeps_the_whole_notebook(folder: Path) -> None:
    notebook = _notebook(folder)
    _cell(notebook)["source"] = "Ours"
    _cell(notebook, "evidence-peers")["source"] = "## 3. Peers (ask Ana)"
    _set_notebook(folder, notebook)
    saved = (folder / "review_guide.ipynb").read_bytes()
    _run(folder)
    assert (folder / "review_guide.earlier-1.ipynb").read_bytes() == saved
    assert _cell(_notebook(folder))["source"] == "Ours"
    assert any(
        "Kept aside: `review_guide.earlier-1.ipynb`" in s for s in _sources(_notebook(folder))
    )


@pytest.mark.parametrize(
    "content",
    [
        b"<<<<<<< HEAD\n{}",
        b"[]",
        b'{"cells": [1], "nbformat": 4}',
        b'{"cells": [{"cell_type": "markdown", "metadata": {}, "source": 3}], "nbformat": 4}',
        b'{"worksheets": [], "nbformat": 3}',
        b'{"cells": {"a": 1}, "nbformat": 4}',
        b"\xff\xfe\x00\x01\x02",
        b"[" * 100_000,
    ],
)
def test_what_is_no_notebook_is_kept_whole(folder: Path, content: bytes) -> None:
    (folder / "review_guide.ipynb").write_bytes(content)
    _run(folder)
    assert (folder / "review_guide.earlier-1.ipynb").read_bytes() == content
    assert _cell(_notebook(folder))["source"] == ["*Your answer:*"]


def test_the_notebook_is_a_valid_one(folder: Path) -> None:
    import nbformat

    notebook = nbformat.read(folder / "review_guide.ipynb", as_version=4)
    nbformat.validate(notebook)
    locked = {cell["id"]: cell["metadata"].get("editable", True) for cell in notebook.cells}
    assert locked["evidence-peers"] is False
    assert locked["answer-peers"] is True


# ------------------------------------------------------------------ other files


def test_people_s_other_copies_are_carried_over(folder: Path) -> None:
    (folder / "review_guide.docx").write_bytes(b"PK\x03\x04 word")
    (folder / "review_guide of the library.md").write_bytes(b"\xff")
    _run(folder)
    assert (folder / "review_guide.docx").read_bytes() == b"PK\x03\x04 word"
    assert (folder / "review_guide of the library.md").read_bytes() == b"\xff"


def test_an_earlier_guide_that_cannot_be_opened_stops_before_anything_is_replaced(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ReportError, match="99001-alder cannot be carried over"):
        write_review_guide(_parts(), tmp_path, folder)
