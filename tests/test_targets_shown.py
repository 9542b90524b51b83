"""What a spreadsheet program shows in the cell of a target is the target, in every format it may be saved in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter

from tests import target_examples as examples
from tests.libreoffice import as_shown, requires_libreoffice, save_as
from xlgen import targets
from xlgen.model import to_cell

if TYPE_CHECKING:
    from pathlib import Path

_NUMBERS = (*examples.PUBLISHED, *examples.SIGNS, *examples.BOUND_WORDS, *examples.FIGURES, *examples.UNITS)
_WRITTEN_AND_SHOWN = (
    *((row[0], row[-1]) for rows in (_NUMBERS, examples.RANGES) for row in rows),
    *((written, shown) for written, _, shown in examples.GRADES),
    *examples.DATES,
    *examples.WORDS,
    *examples.TOKENS,
)


def _write(path: Path) -> None:
    """Write one target a row as the package does: a number with its number format, all else as text."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for row, (written, _) in enumerate(_WRITTEN_AND_SHOWN):
            target = targets.parse_target(written)
            assert target is not None, written
            if target.number is not None and target.is_number:
                look = book.add_format({"num_format": targets.number_format(target)})
                page.write_number(row, 0, to_cell(target.number), look)
            else:
                page.write_string(row, 0, target.shown)
        page.set_column(0, 0, 60)  # a number that its column cannot hold shows ###


@requires_libreoffice
def test_a_target_is_shown_as_it_is_to_be_in_every_format(tmp_path: Path) -> None:
    expected = [shown for _, shown in _WRITTEN_AND_SHOWN]
    written = tmp_path / "written.xlsx"
    _write(written)

    saved = [written]
    for suffix in ("xlsx", "xls", "ods"):
        (made,) = save_as([written], tmp_path / suffix, suffix)
        saved.append(made.rename(made.with_stem(f"as_{suffix}")))

    for path, rows in zip(saved, as_shown(saved, tmp_path / "shown"), strict=True):
        assert expected == [text for (text,) in rows], path.name
