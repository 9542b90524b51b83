"""Where a printed sheet goes on to the next page.

A sheet of 80 digits is 80 × (8 pixels + a margin of 5 once) × 0.75 = 483.75 points wide, less than the 537.4 of a page
of A4 between its margins: it is printed at its own size, and (842 - 1.1 inches of margins) × 0.92 = 701.8 points of it
fit on a page, which is 33 rows of 21 points.
"""

from __future__ import annotations

import pytest

from xlgen.layout import Cell, Role, Sheet
from xlgen.writer.paging import WHOLE, crossed, page_breaks


def _sheet(blocks: int, rows: int = 2, *, width: float = 80.0, landscape: bool = False, heads: int = 0) -> Sheet:
    """Return a sheet of so many blocks of so many rows below one another, the first rows being its heads."""
    cells = tuple(
        Cell(row=heads + number * rows, column=0, rows=rows, role=Role.LABEL, style="left") for number in range(blocks)
    )
    lines = tuple(Cell(row=row, column=0, role=Role.LABEL, style="head") for row in range(heads))
    return Sheet(
        name="表",
        widths=(width,),
        cells=lines + cells,
        landscape=landscape,
        head_rows=(0, heads - 1) if heads else (),
    )


def test_a_sheet_that_fits_has_no_break() -> None:
    assert page_breaks(_sheet(16), {}) == ()  # 32 rows


def test_breaks_stand_between_blocks_and_never_within_one() -> None:
    assert (32, 64) == page_breaks(_sheet(40), {})  # a 33rd row would begin a block that does not fit


def test_what_is_a_little_taller_than_a_page_is_printed_smaller_on_one() -> None:
    assert page_breaks(_sheet(17), {}) == WHOLE  # 34 rows
    assert page_breaks(_sheet(20), {}) == WHOLE  # 40 rows are 840 points, 1.2 × 701.8 = 842.2
    assert page_breaks(_sheet(21), {}) != WHOLE


def test_a_last_page_of_two_rows_takes_blocks_from_the_page_before() -> None:
    """Of 66 rows 2 would be left; a last page has at least 35 % of one, 245.7 points: 12 rows."""
    assert (32, 54) == page_breaks(_sheet(33), {})


def test_rows_that_all_stand_alone_are_left_to_the_program() -> None:
    assert page_breaks(_sheet(100, rows=1), {}) == ()


def test_tall_rows_count_as_tall_as_they_are() -> None:
    """Two rows of 300 points and a third block: 642 points fit, 684 are within a fifth more, 1,242 are not."""
    assert page_breaks(_sheet(2), {0: 300.0, 2: 300.0}) == ()
    assert (4,) == page_breaks(_sheet(3), {0: 300.0, 2: 300.0, 4: 300.0, 5: 300.0})


def test_a_wide_sheet_is_printed_smaller_and_holds_more() -> None:
    """160 digits are 963.75 points wide: 537.4 ÷ 963.75 leaves 1,258.6 points of room, 59 rows."""
    assert page_breaks(_sheet(29, width=160.0), {}) == ()
    assert (58,) == page_breaks(_sheet(45, width=160.0), {})


def test_a_page_across_holds_less() -> None:
    """(595 - 79.2) × 0.92 = 474.5 points: 22 rows."""
    assert (22, 44) == page_breaks(_sheet(30, landscape=True), {})


def test_heads_are_printed_again_and_take_their_room() -> None:
    """Two rows of heads, then blocks: 32 rows on the first page, and 30 below the heads on each of the others."""
    assert (32, 62) == page_breaks(_sheet(45, heads=2), {})


def test_a_block_taller_than_a_third_of_a_page_may_be_shared_by_two() -> None:
    """Blocks of 12 rows (252 points) are more than 233.9: where else should a page end? Those of 11 are less."""
    assert (33, 66) == page_breaks(_sheet(8, rows=12), {})
    assert (33, 66) == page_breaks(_sheet(8, rows=11), {})
    assert (30, 60) == page_breaks(_sheet(8, rows=10), {})


@pytest.mark.parametrize(("row", "rows", "shared"), [(30, 4, True), (28, 4, False), (32, 4, False), (0, 90, True)])
def test_a_block_over_the_end_of_a_page_is_known(row: int, rows: int, *, shared: bool) -> None:
    assert shared == crossed(row, rows, (32, 64))
