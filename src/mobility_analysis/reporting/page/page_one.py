"""Page one: what stands out, how far the data can be trusted, compared with whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mobility_analysis.framework.places import Level, in_words
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.findings import OF_PLACES, Verdict
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.peer_lenses import Lens, find_lens
from mobility_analysis.insights.peer_words import chosen_from, distance_words
from mobility_analysis.insights.peers import Peer, fact_years, not_compared
from mobility_analysis.insights.selection import Value
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.templates import render
from mobility_analysis.reporting.charts.dot_plot import gap_dots, place_dots
from mobility_analysis.reporting.charts.place_map import locator_map
from mobility_analysis.reporting.page.area_line import area_line
from mobility_analysis.reporting.page.form_citations import form_citations
from mobility_analysis.reporting.page.page_one_items import Item, Trend, item_of, trend_of
from mobility_analysis.runs.highlights import Trust, latest_values, trust
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION

KICKER = "Boosting Upward Mobility: findings for local action"
STRENGTHS = {1: "One strength", 2: "Two strengths", 3: "Three strengths"}
QUESTIONS = {1: "One question to ask", 2: "Two questions to ask", 3: "Three questions to ask"}


@dataclass(frozen=True)
class PageOne:
    """Everything page one says, on the screen and in print."""

    demonstration: str
    in_state: str
    lede: str
    county_line: str
    strengths: tuple[Item, ...]
    strengths_none: str
    questions: tuple[Item, ...]
    questions_none: str
    trends: tuple[Trend, ...]
    trends_line: str
    gaps: tuple[Item, ...]
    gaps_line: str
    trust: Trust
    counts: tuple[tuple[str, Counter[str]], ...]
    peers: tuple[Peer, ...]
    peers_explained: str
    no_peers_why: str
    peers_years: str
    lens: Lens | None
    not_compared: tuple[str, ...]
    forms: tuple[str, ...]
    map: Figure | None
    map_caption: str
    place: str
    kicker: str = KICKER

    @property
    def dots_key(self) -> str:
        """What the marks of the small pictures mean; empty where there are none."""
        items = [item for item in (*self.strengths, *self.questions) if item.picture]
        if not items:
            return ""
        return say(
            "dots_key",
            place=self.place,
            circles=say("dots_key_peers") if self.peers else "",
            band=say("dots_key_band", kind=self.ranked_among) if self.ranked_among else "",
        )

    @property
    def ranked_among(self) -> str:
        """The places of which the small pictures show the middle half: "counties", "cities or counties"."""
        drawn = [
            item.choice.position for item in (*self.strengths, *self.questions) if item.picture
        ]
        return " or ".join(sorted({position.kind for position in drawn if position is not None}))

    @property
    def peers_line(self) -> str:
        """Who the peers are and who chose them, in a line; empty where there are none."""
        if not self.peers:
            return ""
        chosen = (
            f"found under the lens \u201c{self.lens.label}\u201d, since nobody named any"
            if self.lens
            else "named by the person who asked for this report"
        )
        names = "; ".join(
            f"{peer.label} (distance {peer.distance_text}{'; ' + peer.brief if peer.brief else ''})"
            for peer in self.peers
        )
        return f"Peers {chosen}: {names}."

    @property
    def forms_line(self) -> str:
        """Where the forms of government were looked up; empty where none is known."""
        return f"Forms of government: {'; '.join(self.forms)}." if self.forms else ""

    @property
    def strengths_title(self) -> str:
        """The title above the strengths, which depends on their number."""
        return STRENGTHS.get(len(self.strengths), "Strengths")

    @property
    def questions_title(self) -> str:
        """The title above the questions, which depends on their number."""
        return QUESTIONS.get(len(self.questions), "Questions to ask")


def page_one(data: PlaceData, one: PageOne | None = None) -> str:
    """Return page one of a report as HTML."""
    return render("page_one.html.j2", data=data, one=one or page_one_content(data))


def page_one_content(data: PlaceData) -> PageOne:
    """Return what page one says of a place, without markup."""
    chosen = data.stands_out
    nation = in_words(data.nation.name)
    drawn = locator_map(data)
    has_peers_inside = drawn is not None and len(drawn.table.rows) > 1
    hatched = f"; peers in {in_words(data.state.name)} hatched" if has_peers_inside else ""
    return PageOne(
        demonstration=DEMONSTRATION if data.record.is_demonstration else "",
        in_state=f", {data.state.name}" if data.here.name != data.state.name else "",
        lede=say("lede", place=data.here_in_words, years=data_span(data), day=data.record.built_at),
        county_line=county_line(data),
        strengths=tuple(item_of(data, choice, place_dots) for choice in chosen.strengths),
        strengths_none=_nothing(
            "no_strengths", counted_beside_nation(data, Verdict.BETTER), nation
        ),
        questions=tuple(item_of(data, choice, place_dots) for choice in chosen.questions),
        questions_none=_nothing("no_questions", counted_beside_nation(data, Verdict.WORSE), nation),
        trends=tuple(trend_of(data, choice) for choice in chosen.trends),
        trends_line=say("trends_line"),
        gaps=tuple(item_of(data, choice, gap_dots) for choice in chosen.gaps),
        gaps_line=say("gaps_line", place=data.here_in_words),
        trust=trust(data),
        counts=tuple(comparison_counts(data)),
        peers=tuple(data.peer_account),
        peers_explained=_peers_explained(data),
        no_peers_why=(
            data.run.why_no_peers(data.here, data.peer_lens)
            if data.peer_lens and not data.peers
            else ""
        ),
        peers_years=fact_years(data.run.peer_factors, data.here.geoid) if data.peers else "",
        lens=find_lens(data.peer_lens) if data.peer_lens else None,
        not_compared=tuple(not_compared(data.peer_account)),
        forms=form_citations(data) if data.peers else (),
        map=drawn,
        map_caption=f"{data.here.name} filled{hatched}.",
        place=data.here_in_words,
    )


ALL_OF_THEM, NEARLY_ALL, HALF = 0.9995, 0.995, 0.5


def main_county(data: PlaceData) -> tuple[PlaceRef, float] | None:
    """The county of most residents of a city, and their share; None for a county and a city that is one."""
    found = data.run.main_county_of.get(data.here.geoid)
    if data.here.level is not Level.PLACE or data.here.geoid in data.run.county_of or found is None:
        return None
    code, share = found
    return data.run.find(code), share


def county_line(data: PlaceData) -> str:
    """Which county a city lies in: many sources tell counties apart and not cities.

    Empty for a county, and for a city that is one, since it has the county's values itself. Of an area of
    one's own what it was added up from.
    """
    if data.here.level is Level.AREA:
        return area_line(data)
    found = main_county(data)
    if found is None:
        return ""
    home, share = found
    county = home.in_words
    who = (
        "Its residents"
        if share >= ALL_OF_THEM
        else "Nearly all of its residents"
        if share >= NEARLY_ALL
        else f"Most of its residents ({share * 100:.0f} percent)"
        if share > HALF
        else f"Of its residents more ({share * 100:.0f} percent)"
    )
    than = "" if share > HALF else " than in any other county"
    return say("county_of_city", who=who, county=county, than=than)


def _peers_explained(data: PlaceData) -> str:
    """What a peer's distance means, and of found ones from how many places they were chosen."""
    if not data.peers:
        return ""
    among = data.peer_account[0].among
    found = f" {chosen_from(data.kind, among)}" if data.peer_lens else ""
    return f"{distance_words(data.kind)}{found}"


def comparison_counts(data: PlaceData) -> list[tuple[str, Counter[str]]]:
    """For each reference, how many measures are better, similar, worse, not comparable.

    Counts of the police with silent agencies are in none of them: they are neither better nor worse.
    """
    names = [(data.nation.geoid, data.nation.name), (data.state.geoid, data.state.name)]
    names += [(peer.geoid, peer.label) for peer in data.peers]
    tallies: dict[str, Counter[str]] = {geoid: Counter() for geoid, _ in names}
    for finding in data.findings:
        if finding.kind not in OF_PLACES:
            continue
        if not finding.is_judged:
            continue
        tallies[finding.versus][finding.verdict.value] += 1
    return [(name, tallies[geoid]) for geoid, name in names if tallies[geoid]]


def counted_beside_nation(data: PlaceData, verdict: Verdict) -> int:
    """How many measures page one counts as better, or worse, than the nation; also where none of them stands out."""
    return dict(comparison_counts(data)).get(data.nation.name, Counter())[verdict.value]


def _nothing(pattern: str, number: int, nation: str) -> str:
    """What stands where nothing stands out, whether or not there are such measures."""
    if number == 0:
        return say(pattern, nation=nation)
    if number == 1:
        return say(f"{pattern}_but_one", nation=nation)
    return say(f"{pattern}_but", nation=nation, number=number)


def data_span(data: PlaceData) -> str:
    """The years the shown values cover: "2018-2024"."""
    years = [
        year
        for value in latest_values(data)
        if value is not None and value.value is not None
        for year in (value.year, _first_year(value))
    ]
    if not years:
        return "no years"
    return f"{min(years)}\u2013{max(years)}" if min(years) < max(years) else str(years[0])


def _first_year(value: Value) -> int:
    first = value.period[:4]
    return int(first) if first.isdigit() else value.year
