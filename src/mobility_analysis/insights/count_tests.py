"""Exact tests of two counts: events per person, shares of complete counts, people per physician."""

from __future__ import annotations

from mobility_analysis.insights.selection import Value

# How the intervals of such values are computed, which tells them from others.
PHYSICIANS, EVENTS, SHARES = "poisson_exact_inverted", "poisson_exact", "wilson"


def physicians_p_value(value: Value, other: Value) -> float:
    """Exact conditional test that two counts (the denominators) have one rate per person."""
    from statsmodels.stats.rates import test_poisson_2indep

    assert value.value is not None and value.denominator is not None
    assert other.value is not None and other.denominator is not None
    result = test_poisson_2indep(
        round(value.denominator),
        value.denominator * value.value,
        round(other.denominator),
        other.denominator * other.value,
        method="exact-cond",
    )
    return float(result.pvalue)


def compare_events(value: Value, other: Value) -> tuple[float, float, float]:
    """Interval of the difference of two rates in the measure's unit, and the exact p-value.

    The interval is Donner and Zou's, from the limits of both rates.
    """
    from statsmodels.stats.rates import confint_poisson_2indep, test_poisson_2indep

    events, people = _count(value)
    other_events, other_people = _count(other)
    per = _per(value, other)
    hits, other_hits = round(events), round(other_events)
    p_value = 1.0  # no event anywhere tells nothing apart, and the test asks for one
    if hits + other_hits:
        p_value = test_poisson_2indep(
            hits, people, other_hits, other_people, method="exact-cond"
        ).pvalue
    lower, upper = confint_poisson_2indep(
        events, people, other_events, other_people, compare="diff", method="mover"
    )
    return float(lower) * per, float(upper) * per, float(p_value)


def compare_shares(value: Value, other: Value) -> tuple[float, float, float]:
    """Newcombe's interval of the difference of two shares of complete counts, and Fisher's p-value."""
    from scipy.stats import fisher_exact
    from statsmodels.stats.proportion import confint_proportions_2indep

    (hits, all_here), (other_hits, all_there) = _count(value), _count(other)
    table = [
        [round(hits), round(all_here - hits)],
        [round(other_hits), round(all_there - other_hits)],
    ]
    lower, upper = confint_proportions_2indep(
        hits, all_here, other_hits, all_there, compare="diff", method="newcomb"
    )
    return float(lower), float(upper), float(fisher_exact(table).pvalue)


def _count(value: Value) -> tuple[float, float]:
    assert value.numerator is not None and value.denominator is not None
    return value.numerator, value.denominator


def _per(value: Value, other: Value) -> float:
    """How many people a printed rate counts by: 100,000 for deaths per 100,000."""
    known = value if value.numerator else other
    events, people = _count(known)
    return (known.value or 0.0) * people / events if events else 1.0
