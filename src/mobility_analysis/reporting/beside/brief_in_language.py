"""The brief in another language: every item as label, numbers, standing, verdict and age.

English sentences are built by English grammar (``insights/sentences.yaml``), which no catalogue can turn into that
of another language. So each item is said anew from its typed values in a compact form of its own, whose words all
come from the language's catalogue (:mod:`press.translation`). The choice of items, their order, their numbers and
their pictures are those of page one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Measure, Unit, registry
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.differences import Printed, print_difference
from mobility_analysis.insights.findings import Finding, Kind, Verdict
from mobility_analysis.insights.group_names import short_group
from mobility_analysis.insights.how_many import about
from mobility_analysis.insights.numbers import MINUS, OpenEnd, bare, plain
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.peer_words import alike, apart
from mobility_analysis.insights.peers import Peer
from mobility_analysis.insights.selection import Value, printed_period
from mobility_analysis.insights.standing import Position, in_100
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.qr_code import qr_code
from mobility_analysis.press.translation import Language, unit_message
from mobility_analysis.press.typst import printed
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.reporting.charts.dot_plot import (
    gap_dots,
    others_label,
    place_dots,
    trend_dots,
    versus_label,
)
from mobility_analysis.reporting.page.page_one import (
    PageOne,
    counted_beside_nation,
    data_span,
    main_county,
)
from mobility_analysis.reporting.page.page_one_items import Item, arrow_of, nation_over_time
from mobility_analysis.runs.place_data import PlaceData


def brief_in(
    language: Language, data: PlaceData, one: PageOne, address: str = ""
) -> dict[str, Any]:
    """What the brief prints in ``language``, under the names that ``brief.typ`` reads.

    Parameters
    ----------
    one
        Page one in English, whose items, counts and map it has.
    address
        Where the report can be read; empty where it has no address.
    """
    return _Brief(language, data, one).content() | {"address": address_in(language, address)}


def address_in(language: Language, address: str) -> dict[str, str] | None:
    """The address of a report as page one prints it: words, the address, its QR code; None where there is none."""
    if not address:
        return None
    code = qr_code(address, language.say("QR code of {address}", address=address))
    words = language.say("The whole report:")
    return {"words": words, "address": address, "svg": code.svg, "alt": code.alt}


def brief_file(language: str) -> str:
    """The file of the brief in a language other than English."""
    return f"brief.{language}.pdf"


class _Brief:
    def __init__(self, language: Language, data: PlaceData, one: PageOne) -> None:
        self._in, self._data, self._one = language, data, one

    def content(self) -> dict[str, Any]:
        t, data, one = self._in, self._data, self._one
        nation = t.place(data.nation.name)
        return {
            **self._head(),
            "strengths_title": t.count("{n} strength", "{n} strengths", len(one.strengths))
            if one.strengths
            else t.say("Strengths"),
            "strengths": [self._of_place(item, question="") for item in one.strengths],
            "strengths_none": self._no_strengths(nation),
            "questions_title": t.count(
                "{n} question to ask", "{n} questions to ask", len(one.questions)
            )
            if one.questions
            else t.say("Questions to ask"),
            "questions": [
                self._of_place(item, question=t.say(item.choice.question)) for item in one.questions
            ],
            "questions_none": self._no_questions(nation),
            "trends": [self._trend(choice) for choice in data.stands_out.trends],
            "trends_line": t.say(
                "The clearest change for better and for worse within ten years, beyond what the nation saw."
            ),
            "gaps": [self._gap(item) for item in one.gaps],
            "gaps_line": t.say(
                "Where conditions here reach one group less well than everyone else. Robust gaps only; what "
                "would it take to close them? Numbers of people are arithmetic, not a forecast."
            ),
            "trust": self._trust(),
            "counts": [
                {
                    "name": capital(t.place(name)),
                    **{verdict: str(tally[verdict]) for verdict in _TALLIED},
                }
                for name, tally in one.counts
            ],
            "peers": self._peers(),
            "map": None if one.map is None else self._map(one.map),
        }

    def _no_strengths(self, nation: str) -> str:
        t = self._in
        if number := counted_beside_nation(self._data, Verdict.BETTER):
            return t.count(
                "Nothing stands out as a strength. {n} measure is better than that of {nation}; the report names "
                "it. Local records may show strengths that these data cannot.",
                "Nothing stands out as a strength. {n} measures are better than those of {nation}; the report "
                "names them. Local records may show strengths that these data cannot.",
                number,
                nation=nation,
            )
        return t.say(
            "With the data at hand no measure can be shown to be better than that of {nation}. "
            "Local records may show strengths that these data cannot.",
            nation=nation,
        )

    def _no_questions(self, nation: str) -> str:
        t = self._in
        if number := counted_beside_nation(self._data, Verdict.WORSE):
            return t.count(
                "Nothing stands out as a question. {n} measure is worse than that of {nation}; the report names "
                "it. Ask residents, and look at local records, before you conclude that nothing needs attention.",
                "Nothing stands out as a question. {n} measures are worse than those of {nation}; the report "
                "names them. Ask residents, and look at local records, before you conclude that nothing needs "
                "attention.",
                number,
                nation=nation,
            )
        return t.say(
            "With the data at hand no measure can be shown to fall short of that of {nation}. Ask "
            "residents, and look at local records, before you conclude that nothing needs attention.",
            nation=nation,
        )

    def _head(self) -> dict[str, Any]:
        t, data, one = self._in, self._data, self._one
        place = capital(t.place(data.here.name))
        built = t.date(data.record.built_at)
        return {
            "title": t.say("{place}: brief", place=capital(t.place(data.here.label))),
            "lang": t.code,
            "author": t.say("Mobility analysis"),
            "kicker": t.say(one.kicker),
            "place": place,
            "in_state": f", {t.place(data.state.name)}" if one.in_state else "",
            "lede": t.say(
                "What national public data say about the conditions that help people move up: how this "
                "place compares, and how sure we can be. Data of {years}; report built on {day}.",
                years=data_span(data),
                day=built,
            ),
            "county_line": self._county(),
            "dots_key": self._dots_key() if one.dots_key else "",
            "demonstration": t.say(one.demonstration) if one.demonstration else "",
            "footer": t.say(
                "Built on {day}. The pages named are those of report.pdf, which is in English.",
                day=built,
            ),
            "words": {
                "page": t.say("Page"),
                "changed": t.say("What changed"),
                "for_whom": t.say("For whom"),
                "trust": t.say("How far these data can be trusted"),
                "compared": t.say("Compared with"),
                "tally": [
                    t.say("Place"),
                    t.say("Better"),
                    t.say("Similar"),
                    t.say("Worse"),
                    t.say("Cannot tell"),
                ],
            },
        }

    # ------------------------------------------------------------------ items

    def _of_place(self, item: Item, question: str) -> dict[str, Any]:
        t, finding, position = self._in, item.choice.finding, item.choice.position
        value = self._data.latest[finding.measure]
        measure, shown = value.measure, _shown(value.measure, finding)
        compared = self._compared(measure, finding, shown)
        return {
            "anchor": item.anchor,
            "label": self._heading(item.choice),
            "question": question,
            "sentence": t.say(
                "{value}, {when}; {other}: {compared}.",
                value=self._with_unit(measure, finding.value, value.open_end, shown),
                when=value.when,
                other=self._other(finding),
                compared=compared,
            ),
            "fine": " ".join(
                filter(
                    None,
                    (
                        self._standing(position) if position is not None else "",
                        self._difference(measure, shown),
                        self._basis(finding, value),
                    ),
                )
            ),
            "picture": _printed(place_dots(self._data, item.choice, t)),
            "change": self._change(item),
        }

    def _other(self, finding: Finding) -> str:
        label = versus_label(self._data, finding, self._in)
        return _within(label) if finding.kind is Kind.VERSUS_TYPICAL else label

    def _gap(self, item: Item) -> dict[str, Any]:
        t, finding = self._in, item.choice.finding
        value = self._data.latest[finding.measure]
        measure, shown = value.measure, _shown(value.measure, finding)
        return {
            "anchor": item.anchor,
            "label": self._heading(item.choice),
            "sentence": t.say(
                "{group}: {value}, {when}; {others}: {compared}.",
                group=t.say(short_group(finding.group)),
                value=self._of_group(measure, finding, shown),
                when=value.when,
                others=_within(others_label(finding, t)),
                compared=self._compared(measure, finding, shown),
            ),
            "how_many": self._how_many(measure, finding) if finding.count_sentence else "",
            "fine": f"{self._difference(measure, shown)} {self._basis(finding, value)}".strip(),
            "picture": _printed(gap_dots(self._data, item.choice, t)),
        }

    def _trend(self, choice: Choice) -> dict[str, Any]:
        t, data, finding = self._in, self._data, choice.finding
        last = data.latest[finding.measure]
        measure, shown = last.measure, _shown(last.measure, finding)
        text = t.say(
            "{first_when}: {first}; {last_when}: {last}.",
            first_when=printed_period(finding.versus),
            first=self._compared(measure, finding, shown),
            last_when=last.when,
            last=self._with_unit(measure, finding.value, finding.value_end, shown),
        )
        parts = [text, self._difference(measure, shown)]
        pair = nation_over_time(data, finding)
        if pair is not None:
            before, after = (self._value(each) for each in pair)
            nation = capital(t.place(data.nation.name))
            parts.append(
                t.say("{nation}: from {first} to {last}.", nation=nation, first=before, last=after)
            )
        heading = self._heading(choice)
        title = t.say(
            "{heading} over time, {place}", heading=heading, place=t.place(data.here.label)
        )
        drawn = trend_dots(
            f"d-{measure.id.replace('_', '-')}-over-time",
            data.selection.trend(last),
            title=title,
            language=t,
        )
        return {
            "anchor": choice.metric.id,
            "verdict": t.say(finding.verdict.words),
            "css": finding.verdict.value,
            "arrow": arrow_of(finding),
            "label": heading,
            "text": " ".join(filter(None, parts)),
            "picture": printed(drawn) | {"alt": f"{title}. {text}", "title": title},
        }

    def _heading(self, choice: Choice) -> str:
        measure = registry().measures[choice.finding.measure]
        return self._in.say(choice.metric.heading(measure))

    def _change(self, item: Item) -> dict[str, str] | None:
        t, change = self._in, item.change
        if change is None:
            return None
        return {
            "verdict": f" {t.say(Verdict(change.css).words)}",
            "css": change.css,
            "arrow": change.arrow,
            "since": t.say("since {period}.", period=change.since),
        }

    # ------------------------------------------------------------------ numbers

    def _value(self, value: Value) -> str:
        assert value.value is not None
        return self._in.number(value.measure, value.value, value.open_end)

    def _with_unit(
        self, measure: Measure, value: float | None, end: OpenEnd | None, shown: Printed
    ) -> str:
        assert value is not None
        number = self._in.number(measure, value, end, shown.extra)
        return self._in.say(unit_message(measure), n=number)

    def _of_group(self, measure: Measure, finding: Finding, shown: Printed) -> str:
        """Of a share the number alone: "of households" behind a group's name would be read as of all."""
        if measure.unit is not Unit.SHARE:
            return self._with_unit(measure, finding.value, finding.value_end, shown)
        assert finding.value is not None
        return self._in.number(measure, finding.value, finding.value_end, shown.extra)

    def _compared(self, measure: Measure, finding: Finding, shown: Printed) -> str:
        assert finding.compared_value is not None
        return self._in.number(measure, finding.compared_value, finding.compared_end, shown.extra)

    def _difference(self, measure: Measure, shown: Printed) -> str:
        t = self._in
        if shown.difference == 0:
            return ""
        n = self._signed(measure, shown.difference)
        ends = [self._signed(measure, end) for end in shown.ends]
        within = t.say(" ({low} to {high})", low=ends[0], high=ends[-1]) if ends else ""
        if measure.unit is not Unit.SHARE:
            n = t.for_every(measure, n)
            return t.say("Difference: {number}{range}.", number=n, range=within)
        return t.count(
            "Difference: {number} percentage point{range}.",
            "Difference: {number} percentage points{range}.",
            shown.difference,
            number=n,
            range=within,
        )

    def _signed(self, measure: Measure, number: Decimal) -> str:
        text = self._in.digits(bare(measure, abs(number)))
        sign = "+" if number > 0 else MINUS if number < 0 else ""
        return f"{sign}{text}"

    def _standing(self, position: Position) -> str:
        t, kind = self._in, _kind(self._in, position.kind)
        ends = [t.digits(in_100(end)) for end in (position.low, position.high) if end is not None]
        within = (
            t.say(" ({low} to {high})", low=ends[0], high=ends[-1]) if len(set(ends)) > 1 else ""
        )
        rank = t.digits(in_100(position.rank))
        if position.among.is_complete:
            return t.say(
                "Ahead of {rank} in 100 {places}{range}.", rank=rank, places=kind, range=within
            )
        return t.say(
            "Ahead of {rank} in 100 of the {number} {places} with a value{range}.",
            rank=rank,
            number=t.digits(plain(position.among.n, 0)),
            places=kind,
            range=within,
        )

    def _basis(self, finding: Finding, value: Value) -> str:
        """How the verdict was reached, and how good and how old the data are."""
        t = self._in
        grade = t.say(WORDS[value.grade]) if value.grade else t.say(NO_VALUE)
        years = value.years_since_end if value.age_words else None
        old = "" if years is None else t.count("{n} year old", "{n} years old", years)
        return t.say(
            "{method}; data: {data}.",
            method=capital(t.say(finding.method.words)),
            data=", ".join(filter(None, (_within(grade), old))),
        )

    def _how_many(self, measure: Measure, finding: Finding) -> str:
        t = self._in
        assert finding.count_change is not None
        assert finding.count_lower is not None and finding.count_upper is not None
        low, high = (
            t.digits(about(end))
            for end in sorted(map(abs, (finding.count_lower, finding.count_upper)))
        )
        fill = {
            "number": t.digits(about(finding.count_change)),
            "range": t.say(" ({low} to {high})", low=low, high=high) if low != high else "",
            "counted": t.say(measure.counted),
        }
        if finding.count_change > 0:
            if measure.counted_yearly:
                return t.say(
                    "With the same value as the others, about {number} more a year{range}: {counted}.",
                    **fill,
                )
            return t.say(
                "With the same value as the others, about {number} more{range}: {counted}.", **fill
            )
        if measure.counted_yearly:
            return t.say(
                "With the same value as the others, about {number} fewer a year{range}: {counted}.",
                **fill,
            )
        return t.say(
            "With the same value as the others, about {number} fewer{range}: {counted}.", **fill
        )

    # ------------------------------------------------------------------ around the items

    def _county(self) -> str:
        if self._data.here.level is Level.AREA:
            return self._in.say(
                "An area of its own, added up from counties or census tracts, which report.pdf names."
            )
        found = main_county(self._data)
        if found is None:
            return ""
        county, share = found
        return self._in.say(
            "County: {county}, with {percent} of this city's residents. That county's report has what agencies "
            "publish for counties only.",
            county=capital(self._in.place(county.label)),
            percent=self._in.say("{n}%", n=f"{share * 100:.0f}"),
        )

    def _dots_key(self) -> str:
        t, among = self._in, self._one.ranked_among
        marks = (
            t.say(
                "In the small pictures the filled blue mark is this place with its interval (hollow: use with care), the "
                "black diamond what it is compared with, and small circles are peers."
            )
            if self._one.peers
            else t.say(
                "In the small pictures the filled blue mark is this place with its interval (hollow: use with care), and "
                "the black diamond what it is compared with."
            )
        )
        band = (
            t.say("The gray band is the middle half of all {places}.", places=_kind(t, among))
            if among
            else ""
        )
        return f"{marks} {band}".strip()

    def _trust(self) -> dict[str, Any]:
        t, trust = self._in, self._one.trust
        said = {
            "strong": lambda n: t.count("{n} strong", "{n} strong", n),
            "care": lambda n: t.count("{n} to use with care", "{n} to use with care", n),
            "weak": lambda n: t.count("{n} not to be acted on", "{n} not to be acted on", n),
            "missing": lambda n: t.count("{n} missing", "{n} missing", n),
        }
        counts = ", ".join(said[css](number) for css, _, number in trust.counts if number)
        return {
            "sentence": t.count(
                "Of {n} value for this place: {counts}.",
                "Of {n} values for this place: {counts}.",
                trust.total,
                counts=counts,
            ),
            "parts": [
                {"class": css, "words": t.say(words), "number": number}
                for css, words, number in trust.counts
            ],
        }

    def _peers(self) -> str:
        t, one = self._in, self._one
        if not one.peers:
            return ""
        names = "; ".join(self._peer(peer) for peer in one.peers)
        if one.lens is None:
            return t.say(
                "Peers named by the person who asked for this report: {names}.", names=names
            )
        return t.say(
            "Peers found under the lens \u201c{lens}\u201d, since nobody named any: {names}.",
            lens=t.say(one.lens.label),
            names=names,
        )

    def _peer(self, peer: Peer) -> str:
        t = self._in
        parts = [t.say("distance {number}", number=t.digits(peer.distance_text))]
        near, far = (
            ", ".join(t.say(gap.factor.label) for gap in found[:2])
            for found in (alike(peer.gaps), apart(peer.gaps))
        )
        if near:
            parts.append(t.say("alike in {factors}", factors=near))
        if far:
            parts.append(t.say("differs in {factors}", factors=far))
        return f"{t.place(peer.label)} ({'; '.join(parts)})"

    def _map(self, drawn: Figure) -> dict[str, str]:
        t, data = self._in, self._data
        # The map's table names this place first, then the peers that are drawn in its state.
        inside = [t.place(label) for label, _ in drawn.table.rows[1:]]
        place = capital(t.place(data.here.name))
        caption = t.say("Filled: {place}.", place=place)
        if inside:
            caption += " " + t.say("Hatched: peers in the same state.")
        alt = t.say("Map of {state}.", state=t.place(data.state.name)) + f" {caption}"
        if inside:
            alt += f" {'; '.join(inside)}."
        return printed(drawn) | {"alt": alt, "title": alt, "caption": caption}


_TALLIED = ("better", "similar", "worse", "cannot_tell")


def _kind(language: Language, kind: str) -> str:
    """What places of a level are, in the plural."""
    if kind == "cities or counties":
        return language.say("cities or counties")
    return language.say("counties") if kind == "counties" else language.say("cities")


def _within(text: str) -> str:
    """A label inside a line."""
    return text[:1].lower() + text[1:]


def _shown(measure: Measure, finding: Finding) -> Printed:
    """The difference as printed beside the values."""
    assert finding.value is not None and finding.compared_value is not None
    return print_difference(
        measure, finding.value, finding.compared_value, finding.lower, finding.upper
    )


def _printed(drawn: Figure | None) -> dict[str, str] | None:
    return None if drawn is None else printed(drawn)
