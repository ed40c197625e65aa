"""The demonstration state's public schools: pupils by group, poverty, and lunch."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import GROUPS, World

PUPILS_PER_SCHOOL = 480
POVERTY = 0.17
LEAN = 0.7  # how much schools of a county differ, on the logit scale


def schools_of(world: World) -> pd.DataFrame:
    """The demonstration's schools, one row each.

    ``school`` (12 digits: district and number), ``county``, ``students``, ``poverty`` (true share),
    and one column of pupils for each group of the world.
    """
    rng = world.rng("schools")
    shares = world.groups.set_index("geoid")
    advantage = world.counties.set_index("geoid")["advantage"]
    rows = []
    for district in world.districts.itertuples():
        number = max(1, round(district.students / PUPILS_PER_SCHOOL))
        split = rng.multinomial(district.students, rng.dirichlet(np.full(number, 6.0)))
        lean = rng.normal(scale=LEAN, size=number)
        middle = np.log(POVERTY / (1 - POVERTY)) - 0.5 * advantage[district.county]
        poverty = 1 / (1 + np.exp(-(middle + lean)))
        # Poorer schools have more pupils of every group but White and Asian ones.
        tilt = np.outer(lean, [-0.3, 0.5, 0.5, 0.1, -0.4])
        weights = shares.loc[district.county, GROUPS].to_numpy(float) * np.exp(tilt)
        pupils = np.array(
            [rng.multinomial(n, w / w.sum()) for n, w in zip(split, weights, strict=True)]
        )
        for index in range(number):
            rows.append(
                {
                    "school": f"{district.leaid}{index + 1:05d}",
                    "county": district.county,
                    "students": int(split[index]),
                    "poverty": float(poverty[index]),
                    **dict(zip(GROUPS, pupils[index].tolist(), strict=True)),
                }
            )
    frame = pd.DataFrame(rows)
    return frame[frame["students"] > 0].reset_index(drop=True)
