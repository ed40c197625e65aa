import pandas as pd

from mobility_analysis.geography.tracts import renumbered, tract_changes


def test_a_tract_of_2010_gets_the_number_of_later_surveys() -> None:
    # Madison County, NY; Kusilvak Census Area, AK; a tract that kept its number.
    codes = pd.Series(["36053940700", "02270000100", "39153520102"])
    assert renumbered(codes).tolist() == ["36053030402", "02158000100", "39153520102"]


def test_no_two_tracts_become_one_and_none_changes_twice() -> None:
    changes = tract_changes()
    assert len(set(changes.values())) == len(changes) == 25
    assert not set(changes) & set(changes.values())
    assert all(len(code) == 11 and code.isdigit() for pair in changes.items() for code in pair)
