"""A name that is Markdown, HTML or a formula stays a name wherever it is printed."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import mistune
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.made_up_run import reseal, write_run

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.press.markdown_text import as_code, as_comment, as_text, one_line
from mobility_analysis.reporting.beside import review_markdown, review_notebook
from mobility_analysis.reporting.beside.review_guide import Space, review_parts
from mobility_analysis.reporting.make.render import make_report
from mobility_analysis.reporting.page import page_one, sections
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

EVIL = [
    "<img src=http://evil.example/x.png>",
    "![x](http://evil.example/x.png)",
    "[click](http://evil.example/)",
    "<script>alert(1)</script>",
    "http://evil.example/ County",
    "www.evil.example",
    "Alder\n\n# County\n\n![x](http://evil.example/x.png)",
    "a --> <img src=x> <!-- b",
    "`code` *strong* _weak_ $x$ | a | &lt;b&gt;",
    '#eval("1") #image("x.png") County',
    "Alder\u2028\u202eytnuoC",
]
# As browsers and JupyterLab see it: with bare addresses as links, and tables.
TO_HTML = mistune.create_markdown(escape=False, plugins=["url", "table", "strikethrough"])


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _read(html: str) -> tuple[set[str], str]:
    parser = _Tags()
    parser.feed(html)
    return set(parser.found), "".join(parser.text)


@pytest.mark.parametrize("name", EVIL)
def test_a_name_is_read_as_it_is(name: str) -> None:
    tags, text = _read(str(TO_HTML(f"In {as_text(name)}, more.")))
    assert tags == {"p"}
    assert " ".join(text.split()) == " ".join(f"In {one_line(name)}, more.".split())


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab <>[]()!*_`~#|&;$\\\n:/@.-w="), max_size=25))
def test_no_text_opens_a_tag(name: str) -> None:
    tags, _ = _read(str(TO_HTML(f"In x{as_text(name)}x, more.")))
    assert tags == {"p"}
    assert "\n" not in as_text(name)
    comment = as_comment(name)
    assert "-->" not in comment and "--" not in comment and "\n" not in comment
    assert as_code(name).count("`") == 2


def test_real_names_are_not_changed() -> None:
    for name in ("St. Mary's County, MD", "Doña Ana County, NM", "Nashville-Davidson, TN"):
        assert as_text(name) == as_comment(name) == name


def _named(tmp_path: Path, name: str) -> RunPaths:
    run = write_run(tmp_path)
    path = run.estimates / "places.parquet"
    places = pd.read_parquet(path)
    places.loc[places["geoid"].isin(["99001", "99003"]), "name"] = name
    places.to_parquet(path)
    reseal(run)
    return run


def _harmless(html: str) -> None:
    tags, _ = _read(html)
    assert not tags & {"img", "script", "a"}


@pytest.mark.parametrize("name", EVIL[:8])
def test_review_guides_hold_no_picture_or_link(tmp_path: Path, name: str) -> None:
    parts = review_parts(read_place(RunData(_named(tmp_path, name)), "99001", ("99003",)))
    text = review_markdown.compose(parts, review_markdown.Kept()).decode()
    _harmless(str(TO_HTML(text)))
    kept = review_markdown.read(text.encode())
    assert kept.is_whole
    assert len(kept.answers) == sum(isinstance(part, Space) for part in parts)
    notebook = json.loads(review_notebook.compose(parts, review_notebook.Kept()))
    for cell in notebook["cells"]:
        _harmless(str(TO_HTML("".join(cell["source"]))))


def test_the_title_of_an_earlier_question_is_text_too(tmp_path: Path) -> None:
    title = EVIL[1]
    kept = review_markdown.Kept(answers={"peers.99009": (title, "\nours\n")})
    _harmless(str(TO_HTML(review_markdown.compose([], kept).decode())))
    cell = {
        "cell_type": "markdown",
        "metadata": {review_notebook.OURS: {"answer": "peers.99009", "title": title}},
        "source": "ours",
    }
    earlier = review_notebook.Kept(answers={"answer peers.99009": cell})
    for shown in json.loads(review_notebook.compose([], earlier))["cells"]:
        _harmless(str(TO_HTML("".join(shown["source"]))))


def test_the_page_and_the_print_edition_print_the_name(tmp_path: Path) -> None:
    name = EVIL[0] + " #eval(1) [x]"
    run = _named(tmp_path, name)
    data = read_place(RunData(run), "99001", ("99003",))
    assert isinstance(data, PlaceData)
    made = make_report(run, "99001", ("99003",))
    html = made.read_text(encoding="utf-8")
    assert "<img src=http://evil.example" not in html
    assert "&lt;img src=http://evil.example" in html
    assert (made.parent / "report.pdf").stat().st_size > 10_000
    for output in re.findall(r"<img[^>]*>", (made.parent / "findings.ipynb").read_text()):
        assert "evil" not in output
    assert sections.absent_section(data) and page_one.page_one(data)
