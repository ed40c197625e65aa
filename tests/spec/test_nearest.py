"""The finding that is shown beside a sentence of somebody's own is about the same matter (``words/nearest.yaml``)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights import nearest
from mobility_analysis.insights.nearest import Nearest, by_matter
from mobility_analysis.insights.patterns import phrase_of
from mobility_analysis.insights.sayings import Saying

LABELLED = yaml.safe_load(
    (Path(__file__).parent / "words" / "nearest.yaml").read_text(encoding="utf-8")
)
# Found of those that are about a metric, and shown of those that are about none.
LEAST_FOUND = {"tuned": 0.85, "held_out": 0.75}
MOST_SHOWN = {"tuned": 1, "held_out": 2}
DEBT = "Over 50 percent of residents have debt in collections."


@pytest.fixture(scope="module")
def search() -> Nearest:
    """A finding of each measure of the framework, in the words of reports."""
    return Nearest(
        by_matter(
            (measure.id, Saying(measure.id, f"In Alder County, {phrase_of(measure).said} in 2023."))
            for measure in registry().measures.values()
        )
    )


def _shown(search: Nearest, text: str) -> str | None:
    found = search.to(text)
    return None if found is None else registry().metric_of[found.id].id


@pytest.mark.parametrize("half", sorted(LABELLED))
def test_most_sentences_are_shown_a_finding_of_their_matter(search: Nearest, half: str) -> None:
    about = [each for each in LABELLED[half] if each["metric"]]
    right = [each for each in about if _shown(search, each["text"]) == each["metric"]]
    missed = [each["text"] for each in about if each not in right]
    assert len(right) >= LEAST_FOUND[half] * len(about), missed


@pytest.mark.parametrize("half", sorted(LABELLED))
def test_few_sentences_of_other_matters_are_shown_any(search: Nearest, half: str) -> None:
    others = [each["text"] for each in LABELLED[half] if not each["metric"]]
    shown = [text for text in others if search.to(text)]
    assert len(others) >= 10
    assert len(shown) <= MOST_SHOWN[half], shown


def test_debt_is_shown_the_finding_of_debt(search: Nearest) -> None:
    found = search.to(DEBT)
    assert found is not None
    assert found.id == "share_debt_coll"


def test_the_saying_with_most_in_common_is_taken_within_a_matter(search: Nearest) -> None:
    near = search.to("Only 60 percent of citizens of voting age turned out.")
    assert near is not None
    assert near.id == "share_election_turnout_citizens"


def test_nothing_is_shown_where_nothing_is_shared(search: Nearest) -> None:
    assert search.to("Please come to the meeting.") is None
    assert search.to("12 of 24") is None
    assert Nearest({}).to("Anything") is None


def test_a_matter_of_no_metric_is_known_by_its_own_words() -> None:
    own = Saying("local:beds value", "By our own count, there were 212 beds in shelters.")
    debt = Saying("share_debt_coll value", "In Alder County, 23 percent had debt in collections.")
    near = Nearest(by_matter([("local:beds", own), ("share_debt_coll", debt)]))
    assert near.to("We opened 300 beds in two shelters.") == own


def test_each_metric_has_everyday_words() -> None:
    known = read_yaml(nearest.FILE, dict)
    assert list(known) == [metric.id for metric in registry().metrics]
    assert all(known.values())
