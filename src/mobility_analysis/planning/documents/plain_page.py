"""Pages of a plan that stand for themselves: headings, paragraphs and tables in the look of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from mobility_analysis.core.content_policy import content_policy
from mobility_analysis.planning.documents.frame import OWN_USE
from mobility_analysis.press.templates import TEMPLATES
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION

# Wide tables scroll by themselves, and their words stay small; their captions repeat the heading for screen readers.
SCROLL = (
    "main{max-width:76rem}.scroll{overflow-x:auto;margin:.75rem 0}.scroll table{font-size:.8125rem}"
    ".scroll th,.scroll td{vertical-align:top}.scroll td{white-space:normal}"
    ".scroll caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
)


def page_parts(data: PlaceData, use: str = OWN_USE) -> dict[str, object]:
    """What stands around a page: its look, the mark of made-up data, whose it is and who may see it (``use``)."""
    return {
        "card": {},
        "about": "plan",
        "title": f"Plan of {data.here.label}",
        "css": (TEMPLATES / "page.css").read_text(encoding="utf-8"),
        "banner": DEMONSTRATION if data.record.is_demonstration else "",
        "footer": f"{data.here.label}. {use}. Estimates of {data.record.built_at}.",
    }


def plain_page(data: PlaceData, title: str, body: Markup, use: str = OWN_USE, css: str = "") -> str:
    """A whole page that loads nothing from elsewhere; ``css`` is added to the look of a report."""
    parts = page_parts(data, use)
    whole = Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="{}"><title>{}</title>'
        "<style>{}</style></head><body><main><h1>{}</h1>{}</main>"
        '<footer class="end"><p><strong>{}</strong></p><p>{}</p></footer></body></html>\n'
    )
    style = Markup(f"{parts['css']}{css}")  # our own texts
    return whole.format(
        content_policy(), title, style, title, body, parts["banner"], parts["footer"]
    )


def heading(text: str) -> Markup:
    """A heading below the page's title."""
    return Markup("<h2>{}</h2>").format(text)


def paragraphs(texts: Iterable[str]) -> Markup:
    """Texts, each a paragraph."""
    return Markup("").join(Markup("<p>{}</p>").format(text) for text in texts)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> Markup:
    """A table; with a ``caption`` the first cell of each row is its heading."""
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in header)
    body = Markup("").join(_row(row, has_heading=bool(caption)) for row in rows)
    named = Markup("<caption>{}</caption>").format(caption) if caption else ""
    return Markup("<table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        named, heads, body
    )


def scrolling_table(header: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> Markup:
    """A table that scrolls by itself where it is wider than the page, on a page with the style :data:`SCROLL`."""
    return Markup('<div class="scroll" role="region" aria-label="{}" tabindex="0">{}</div>').format(
        caption, table(header, rows, caption)
    )


def _row(cells: Sequence[str], *, has_heading: bool) -> Markup:
    first = Markup('<th scope="row">{}</th>' if has_heading else "<td>{}</td>")
    looks = [first, *[Markup("<td>{}</td>")] * (len(cells) - 1)]
    return Markup("<tr>{}</tr>").format(
        Markup("").join(look.format(_lines(cell)) for look, cell in zip(looks, cells, strict=True))
    )


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(part) for part in text.split("\n"))
