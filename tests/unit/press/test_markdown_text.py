"""A name that is Markdown, HTML or a formula stays a name wherever it is printed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import mistune
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.made_up_run import reseal, write_run
from tests.word_answers import texts

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.press.answer_boxes import read_answers
from mobility_analysis.press.markdown_text import as_text, one_line
from mobility_analysis.reporting.beside.review_files import write_review_guide
from mobility_analysis.reporting.beside.review_guide import review_guide
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


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from("ab <>[]()!*_`~#|&;$\\\n:/@.-w="), max_size=25))
def test_no_text_opens_a_tag(name: str) -> None:
    tags, _ = _read(str(TO_HTML(f"In x{as_text(name)}x, more.")))
    assert tags == {"p"}
    assert "\n" not in as_text(name)


def test_real_names_are_not_changed() -> None:
    for name in ("St. Mary's County, MD", "Doña Ana County, NM", "Nashville-Davidson, TN"):
        assert as_text(name) == name


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
def test_a_review_guide_prints_the_name_and_nothing_else(tmp_path: Path, name: str) -> None:
    data = read_place(RunData(_named(tmp_path, name)), "99001", ("99003",))
    write_review_guide(review_guide(data), data.record, tmp_path, tmp_path / "none")
    content = (tmp_path / "review_guide.docx").read_bytes()
    assert read_answers(content).is_whole
    assert any(name.split(maxsplit=1)[0] in text for text in texts(content))


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
