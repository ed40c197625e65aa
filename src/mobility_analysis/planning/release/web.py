"""``out/web/``: the plan as pages for everyone, to be put on any server or opened from a disk.

Static, with relative links, without a script and without a request to anywhere. A page whose text nobody has written
yet is left out, and so is every link to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from mobility_analysis.core.content_policy import content_policy
from mobility_analysis.planning.action_plan.chosen import Chosen
from mobility_analysis.planning.release.page_texts import PageAnswer
from mobility_analysis.press.block_pages import blocks_html
from mobility_analysis.press.templates import TEMPLATES
from mobility_analysis.press.word import Block, Bullets, Heading, Paragraph

STYLE = Path(__file__).parents[1] / "templates" / "web.css"
INDEX, GENERAL, TECHNICAL = "index.html", "general.html", "technical.html"
QUESTIONS, POINTS, MADE, PARTNERS, PART, PROGRESS = (
    "questions.html",
    "talking-points.html",
    "how-it-was-made.html",
    "partners.html",
    "take-part.html",
    "progress.html",
)
TITLES = {
    INDEX: "Start",
    GENERAL: "The plan",
    TECHNICAL: "The plan with all numbers",
    QUESTIONS: "Questions and answers",
    POINTS: "Talking points",
    MADE: "How it was made",
    PARTNERS: "Partners",
    PART: "Take part",
    PROGRESS: "How it goes",
}
# The link past the pages' names stays the first thing on the page.
_BEGINNING = re.compile(r'<body>\s*(?:<a class="skip"[^>]*>[^<]*</a>)?')
_DOORS = {
    GENERAL: "What we found, what we want to change, and how we will see whether it works.",
    TECHNICAL: "The same with every interval, source and method, for those who work with it.",
    QUESTIONS: "What readers ask about the plan and about its numbers.",
    POINTS: "For whoever is asked about the plan.",
    MADE: "Who began it, who took part, what was looked at.",
    PARTNERS: "Who works on it.",
    PART: "What you can do now.",
    PROGRESS: "What has changed since the plan was adopted.",
}


@dataclass(frozen=True)
class Site:
    """What the pages are made of.

    Attributes
    ----------
    place
        The place's name as sentences have it.
    below
        What stands at the foot of every page: whose it is, and of which run.
    marks
        What stands above every page: that it is a draft, that data are made up.
    whole
        Pages that are made elsewhere, by their names here: the plan in its two editions, how it goes.
    points
        What may be said about the plan.
    partners
        Organizations that may be named in public.
    """

    place: str
    below: str
    marks: Sequence[str] = ()
    findings: Sequence[Chosen] = ()
    answers: Sequence[PageAnswer] = ()
    points: Sequence[Block] = ()
    partners: Sequence[str] = ()
    whole: Mapping[str, str] = field(default_factory=dict)


def site_pages(site: Site) -> dict[str, str]:
    """Every page that has something to say, by its file name."""
    bodies = {name: body for name, body in _bodies(site) if body}
    names = [name for name in TITLES if name in bodies or name in site.whole or name == INDEX]
    pages = {name: _page(site, names, name, body) for name, body in bodies.items()}
    pages[INDEX] = _page(site, names, INDEX, _index(site, names))
    pages |= {name: _with_rooms(site, names, name, page) for name, page in site.whole.items()}
    return {name: pages[name] for name in names}


def _bodies(site: Site) -> Iterator[tuple[str, Markup]]:
    texts = {each.key: each for each in site.answers}
    asked = [each for each in site.answers if not each.key.startswith("page.")]
    yield QUESTIONS, _asked(asked)
    yield POINTS, blocks_html(_written_out(site.points))
    yield MADE, _written(texts.get("page.made"))
    yield PARTNERS, _list(site.partners)
    yield PART, _written(texts.get("page.take_part")) + _contact(texts.get("page.contact"))


def _index(site: Site, names: Sequence[str]) -> Markup:
    told = [each for each in site.findings if each.is_strength or each.is_challenge]
    doors = Markup("").join(
        Markup('<li><a href="{}">{}</a><p>{}</p></li>').format(name, TITLES[name], _DOORS[name])
        for name in names
        if name != INDEX
    )
    parts = [
        _paragraph(
            f"A plan of {site.place} so that more people can move out of poverty, have a say in their lives, and are "
            "valued where they live."
        ),
        _told("What goes well", [each for each in told if each.is_strength]),
        _told("What we want to change", [each for each in told if each.is_challenge]),
        Markup('<h2>Read on</h2><ul class="doors">{}</ul>').format(doors) if doors else Markup(""),
    ]
    return Markup("").join(parts)


def _told(title: str, found: Sequence[Chosen]) -> Markup:
    if not found:
        return Markup("")
    return Markup("<h2>{}</h2>{}").format(title, _list([each.words for each in found]))


def _asked(found: Sequence[PageAnswer]) -> Markup:
    return Markup("").join(
        Markup("<h2>{}</h2>{}").format(each.question, _paragraphs(each.answer)) for each in found
    )


def _written(text: PageAnswer | None) -> Markup:
    return _paragraphs(text.answer) if text else Markup("")


def _contact(text: PageAnswer | None) -> Markup:
    return Markup("<h2>{}</h2>{}").format(text.question, _written(text)) if text else Markup("")


def _list(texts: Sequence[str]) -> Markup:
    if not texts:
        return Markup("")
    return Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(text) for text in texts)
    )


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _paragraphs(text: str) -> Markup:
    return Markup("").join(_paragraph(part) for part in text.split("\n") if part.strip())


def _written_out(blocks: Sequence[Block]) -> list[Block]:
    """Blocks without what is still a blank, without small print, and without headings below which nothing is left."""
    kept: list[Block] = []
    for block in reversed([shown for block in blocks if (shown := _shown(block))]):
        if not (isinstance(block, Heading) and _is_bare(block, kept)):
            kept.append(block)
    return kept[::-1]


def _is_bare(heading: Heading, below: Sequence[Block]) -> bool:
    """Whether nothing is left below a heading, given the blocks from the last to the one that follows it."""
    following = below[-1] if below else None
    return following is None or (
        isinstance(following, Heading) and following.level <= heading.level
    )


def _shown(block: Block) -> Block | None:
    match block:
        case Paragraph(_, True):
            return None
        case Heading(text) | Paragraph(text):
            return None if "[" in text else block
        case Bullets(items):
            kept = tuple(each for each in items if "[" not in str(each))
            return Bullets(kept) if kept else None
        case _:
            return block


def _rooms(names: Sequence[str], here: str) -> Markup:
    links = Markup("").join(
        Markup('<li><a href="{}"{}>{}</a></li>').format(
            name, Markup(' aria-current="page"') if name == here else "", TITLES[name]
        )
        for name in names
    )
    return Markup('<nav class="rooms" aria-label="Pages of the plan"><ul>{}</ul></nav>').format(
        links
    )


def _style() -> Markup:
    page, beside = (path.read_text(encoding="utf-8") for path in (TEMPLATES / "page.css", STYLE))
    return Markup("\n".join((page, beside)))  # our own files


def _marks(site: Site) -> Markup:
    if not site.marks:
        return Markup("")
    marks = Markup("").join(Markup('<p class="draft">{}</p>').format(each) for each in site.marks)
    return Markup('<aside class="marks" aria-label="About this page">{}</aside>').format(marks)


def _page(site: Site, names: Sequence[str], here: str, body: Markup) -> str:
    heading = f"Mobility Action Plan of {site.place}" if here == INDEX else TITLES[here]
    title = heading if here == INDEX else f"{heading}: Mobility Action Plan of {site.place}"
    return Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="{}"><title>{}</title>'
        '<style>{}</style></head><body><a class="skip" href="#main">To the text</a>{}{}'
        '<main class="told" id="main" tabindex="-1"><h1>{}</h1>{}</main>'
        '<footer class="end"><p>{}</p></footer></body></html>\n'
    ).format(
        content_policy(),
        title,
        _style(),
        _rooms(names, here),
        _marks(site),
        heading,
        body,
        site.below,
    )


def _with_rooms(site: Site, names: Sequence[str], here: str, page: str) -> str:
    """A page that was made elsewhere, with the way to the others, and its marks, behind its link to the text."""
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>"
    rooms = f"{_rooms(names, here)}{_marks(site)}"
    styled = page.replace("</head>", style, 1)
    return _BEGINNING.sub(lambda match: f"{match[0]}{rooms}", styled, count=1)
