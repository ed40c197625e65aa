"""Symbols and sentinels of the American Community Survey: numbers in, reasons out."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.missing import Missing

# https://www.census.gov/data/developers/data-sets/acs-1year/notes-on-acs-estimate-and-annotation-values.html
CONTROLLED = -555555555  # margin of error of an estimate controlled to a total: zero
SENTINEL_REASONS = {
    -666666666: Missing.TOO_FEW_RECORDS,
    -999999999: Missing.NOT_COLLECTED,
    -888888888: Missing.NOT_APPLICABLE,
    -222222222: Missing.TOO_FEW_RECORDS,
    -333333333: Missing.NOT_COLLECTED,
}
# The same in the words of American FactFinder and data.census.gov downloads.
TEXT_CONTROLLED = {"*****"}
TEXT_REASONS = {
    "-": Missing.TOO_FEW_RECORDS,
    "**": Missing.TOO_FEW_RECORDS,
    "***": Missing.NOT_COLLECTED,
    "N": Missing.TOO_FEW_RECORDS,
    "(X)": Missing.NOT_APPLICABLE,
    "null": Missing.NOT_COLLECTED,
    # The wide extract writes every annotated value as NA; for the medians we use that is -666666666.
    "NA": Missing.TOO_FEW_RECORDS,
    "": Missing.TOO_FEW_RECORDS,
}
# Medians beyond the last class are printed as the end of an open interval: a bound, not an estimate.
OPEN_ENDED = {
    "250,001": 250_001.0,
    "250,000+": 250_001.0,
    "2,500-": 2_499.0,
    "2,000,000+": 2_000_001.0,
    "10,000-": 9_999.0,
}


def numbers(text: pd.Series, name: str, *, is_moe: bool = False) -> tuple[pd.Series, pd.Series]:
    """(numbers, reasons): sentinels and symbols leave here as reasons, never as numbers."""
    plain = text.str.strip()
    number = pd.to_numeric(plain.str.replace(",", "", regex=False), errors="coerce")
    number = number.mask(plain.isin(OPEN_ENDED), plain.map(OPEN_ENDED))
    reason = plain.map({symbol: value.value for symbol, value in TEXT_REASONS.items()})
    for code, value in SENTINEL_REASONS.items():
        reason = reason.mask(number == code, value.value)
    controlled = (number == CONTROLLED) | plain.isin(TEXT_CONTROLLED)
    strange = number.isna() & reason.isna() & ~controlled
    if strange.any():
        raise BadValues(
            f"{name}: {int(strange.sum())} cells are neither numbers nor known symbols, for example "
            f"{', '.join(map(repr, plain[strange].unique()[:3]))}.",
            "Look the symbol up in the Census Bureau's notes and give it a reason in sources/census/_acs_values.py.",
        )
    number = number.mask(reason.notna())
    if is_moe:
        return number.mask(controlled, 0.0), reason
    return number.mask(controlled), reason.mask(controlled, Missing.NOT_COLLECTED.value)
