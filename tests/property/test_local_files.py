"""Whatever stands in a county's own files, reading them raises nothing, and what passed can be printed."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.unit.local.writing import MEASURE, VALUE, plan_folder, read, write_local

from mobility_analysis.local.measures import COLUMNS as MEASURE_COLUMNS
from mobility_analysis.local.values import COLUMNS as VALUE_COLUMNS
from mobility_analysis.reporting.beside.local_tables import block_in_print, local_table
from mobility_analysis.reporting.page.local_blocks import _block

HEADS = [
    ",".join(MEASURE_COLUMNS),
    ";".join(VALUE_COLUMNS),
    "local_id,value,period,",
    "sep=,\n",
    "",
]
PIECES = st.sampled_from(
    [
        ",",
        ";",
        "\n",
        "\r\n",
        '"',
        "%",
        "$",
        "preschool",
        "0.5",
        "1,234",
        "2024",
        "public",
        "share",
        "=1",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
FILES = st.binary(max_size=200) | st.builds(
    lambda head, text, code: f"{head}\n{text}".encode(code, "replace"),
    st.sampled_from(HEADS),
    TEXTS,
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
CELLS = st.sampled_from(
    ["", "0", "1", "3", "31", "0.31", "31%", "$5", "1e5", "-2", "2024", "2020-2024", "2024-2020", "Hispanic", "all", "x", "1/2/2025"]
)  # fmt: skip
ONCE = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(measures=FILES, values=FILES)
@example(measures=b"", values=b"")
@example(measures=b"\xef\xbb\xbf", values=b"sep=")
@ONCE
def test_no_bytes_stop_a_report(measures: bytes, values: bytes, tmp_path: Path) -> None:
    folder = plan_folder(tmp_path)
    folder.measures.parent.mkdir(exist_ok=True)
    folder.measures.write_bytes(measures)
    folder.values.write_bytes(values)
    found = read(folder)
    assert all(each.where and each.text for each in found.remarks)


@given(
    about=st.dictionaries(st.sampled_from(list(MEASURE_COLUMNS)), CELLS, max_size=2),
    rows=st.lists(
        st.dictionaries(st.sampled_from(list(VALUE_COLUMNS)), CELLS, max_size=4), max_size=6
    ),
)
@ONCE
def test_each_row_passes_and_can_be_printed_or_is_told_of(
    about: dict[str, str], rows: list[dict[str, str]], tmp_path: Path
) -> None:
    folder = write_local(tmp_path, [MEASURE | about], [VALUE | row for row in rows])
    found = read(folder)
    told = {each.row for each in found.remarks if not each.is_note and "values" in each.file}
    blank = {number for number, row in enumerate(rows, 2) if not any((VALUE | row).values())}
    kept = set(found.rows["row"])
    if found.measures:
        assert kept | told | blank == set(range(2, len(rows) + 2))
    assert not kept & told
    public = found.published
    for measure in public.measures:
        assert block_in_print(_block(measure, public.values[measure.id]))
    if public.measures:
        assert len(local_table(public)) == len(public.rows)
