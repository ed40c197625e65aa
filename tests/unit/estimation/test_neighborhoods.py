"""Measures over tracts: the definition, what noise does to it, and which areas are formed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.demo.sampling import Z90, survey_counts
from mobility_analysis.demo.tracts import poor_by_group, residents_by_group, tracts_of
from mobility_analysis.demo.world import World
from mobility_analysis.estimation.neighborhoods import (
    areas,
    concentrated_poverty,
    exposure_to_others,
    posterior_rates,
)
from mobility_analysis.framework.places import Level


def test_a_state_is_formed_only_when_its_people_are_covered() -> None:
    people = pd.Series({"39001": 1000.0, "39003": 9000.0, "39005": 20.0, "40001": 500.0})
    tracts = pd.Series(["39001000100", "39003000100", "39003000200"])
    found = dict(areas(tracts, people))
    assert found[Level.COUNTY].tolist() == ["39001", "39003", "39003"]
    # 39005 has two thousandths of the people: its absence does not matter. State 40 is not there.
    assert found[Level.STATE].tolist() == ["39", "39", "39"]
    assert Level.NATION not in found
    assert dict(areas(tracts[:1], people))[Level.STATE].isna().all()


def test_without_noise_the_rates_are_taken_as_they_are() -> None:
    rate = np.array([0.1, 0.2, 0.5])
    mean, deviation = posterior_rates(rate, np.zeros(3), np.array(["1", "1", "1"]))
    assert np.allclose(mean, rate)
    assert np.allclose(deviation, 0)


def test_noisy_rates_are_drawn_toward_their_county() -> None:
    rate = np.tile([0.1, 0.3], 20)
    mean, deviation = posterior_rates(rate, np.full(40, 0.05), np.full(40, "1"))
    assert ((mean > 0.1) & (mean < 0.3)).all()
    assert (deviation < 0.05).all()


def _truth(part: np.ndarray, whole: np.ndarray, county: pd.Series) -> pd.Series:
    return pd.Series(part).groupby(county).sum() / pd.Series(whole).groupby(county).sum()


def test_simulated_intervals_hold_the_truth_of_the_demonstration() -> None:
    poverty, exposure = [], []
    for seed in range(12):
        world = World(seed)
        tracts = tracts_of(world)
        people = residents_by_group(world, tracts)
        poor = poor_by_group(world, tracts, people).sum(axis=1)
        size = tracts["population"].to_numpy(float)
        rng = np.random.default_rng(seed)
        counts, margins = survey_counts(
            rng, size, np.column_stack([poor, size - poor]) / size[:, None]
        )
        frame = pd.DataFrame(
            {
                "geoid": tracts["geoid"],
                "poor": counts[:, 0],
                "poor_se": margins[:, 0] / Z90,
                "rate": counts[:, 0] / size,
                "rate_se": margins[:, 0] / Z90 / size,
            }
        )
        found = concentrated_poverty(frame, tracts["county"]).set_index("geoid")
        true = _truth(poor * (poor / size > 0.4), poor, tracts["county"]).reindex(found.index)
        poverty.append(true.between(found["lower"] - 1e-9, found["upper"] + 1e-9))
        drawn, errors = survey_counts(rng, size, people / size[:, None])
        for group in range(people.shape[1]):
            frame = pd.DataFrame(
                {"group": drawn[:, group], "group_se": errors[:, group] / Z90, "total": size}
            ).assign(total_se=0.0)
            seen = exposure_to_others(frame, tracts["county"]).set_index("geoid").dropna()
            same = _truth(people[:, group] ** 2 / size, people[:, group], tracts["county"])
            exposure.append((1 - same).reindex(seen.index).between(seen["lower"], seen["upper"]))
    assert pd.concat(poverty).mean() > 0.92
    assert 0.92 < pd.concat(exposure).mean() < 0.98


def _one_county(group: list[float], group_se: float, total_se: float) -> pd.Series:
    frame = pd.DataFrame({"group": group, "total": 1000.0, "total_se": total_se})
    frame["group_se"] = group_se
    return exposure_to_others(frame, pd.Series("99001", index=frame.index)).iloc[0]


def test_a_tract_of_one_group_has_no_others_however_noisy_its_count() -> None:
    """The count and the total are the same people: what the sample does not know is how many there are."""
    assert _one_county([1000.0, 1000.0], 120.0, 120.0)["value"] == pytest.approx(0)


def test_an_uncertain_total_takes_its_part_of_the_variance_off() -> None:
    # The part is 0.5; its variance times the total: (100^2 - 0.5^2 x 120^2) / 1,000 = 6.4 of 500 members.
    row = _one_county([500.0], 100.0, 120.0)
    assert row["value"] == pytest.approx(0.5 + 6.4 / 500)
    assert _one_county([500.0], 100.0, 0.0)["value"] == pytest.approx(0.5 + 10.0 / 500)


def test_margins_that_leave_nothing_are_replaced_by_a_draw_without_groups() -> None:
    # 50^2 is less than 0.5^2 x 120^2: 0.5 x 0.5 x 120^2 / 1,000 = 3.6 of 500 members.
    assert _one_county([500.0], 50.0, 120.0)["value"] == pytest.approx(0.5 + 3.6 / 500)


def _many_at_the_line(se: float) -> pd.DataFrame:
    """A county of 40 tracts; the truth of all is 0.30, so those above the line are there by noise."""
    noise = np.where(np.arange(40) < 10, 0.12, -0.04)
    geoid = [f"99001{number:06d}" for number in range(40)]
    return pd.DataFrame(
        {"geoid": geoid, "poor": 300.0, "poor_se": 1.0, "rate": 0.30 + noise, "rate_se": se}
    )


def test_a_value_that_hardly_a_draw_reaches_is_said_to_lie_at_the_edge() -> None:
    noisy, plain = _many_at_the_line(0.07), _many_at_the_line(0.001)
    county = noisy["geoid"].str[:5]
    found = concentrated_poverty(noisy, county).iloc[0]
    assert found["value"] == pytest.approx(0.25)
    assert found["upper"] == found["value"]  # the interval is stretched to reach it
    assert found["at_the_edge"]
    # Known rates: the same tracts are above the line in every draw.
    assert not concentrated_poverty(plain, county)["at_the_edge"].iloc[0]


def test_no_tract_above_the_line_is_not_at_the_edge_where_most_draws_have_none() -> None:
    tracts = _many_at_the_line(0.07).assign(rate=np.linspace(0.05, 0.28, 40))
    found = concentrated_poverty(tracts, tracts["geoid"].str[:5]).iloc[0]
    assert found["value"] == 0
    assert not found["at_the_edge"]
