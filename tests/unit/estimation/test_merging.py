import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import union_all
from shapely.geometry import box

from mobility_analysis.estimation.merging import merge_county, share_cv


def county(parts: list[int]) -> tuple[pd.DataFrame, dict]:
    ids = [f"99001{i:06d}" for i in range(len(parts))]
    frame = pd.DataFrame({"geoid": ids, "part": parts, "base": 1000})
    frame = frame.assign(part_moe=60.0, base_moe=80.0)
    shapes = {g: box(i % 4, i // 4, i % 4 + 1, i // 4 + 1) for i, g in enumerate(ids)}
    return frame, shapes


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=16), st.randoms())
def test_areas_are_whole_contiguous_precise_and_free_of_row_order(parts, random):
    frame, shapes = county(parts)
    areas = merge_county(frame, shapes, 0.3)
    order = list(range(len(frame)))
    random.shuffle(order)
    pd.testing.assert_series_equal(areas, merge_county(frame.iloc[order], shapes, 0.3))
    assert areas.index.tolist() == sorted(frame["geoid"])
    for _, group in frame.groupby(frame["geoid"].map(areas)):
        assert union_all([shapes[g] for g in group["geoid"]]).geom_type == "Polygon"
        errors = [(group[c] ** 2).sum() / 1.645**2 for c in ("part_moe", "base_moe")]
        cv = share_cv(group["part"].sum(), group["base"].sum(), *errors)
        assert cv <= 0.3 or len(group) == len(frame)


def test_a_tract_without_neighbor_joins_the_nearest():
    frame, shapes = county([10, 300])
    shapes[frame["geoid"][1]] = box(9, 9, 10, 10)
    assert len(set(merge_county(frame, shapes, 0.3))) == 1
