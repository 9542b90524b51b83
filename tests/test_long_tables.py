"""Tables of many rows: written row by row, they hold and look like what short ones do."""

from __future__ import annotations

import io
import sys
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl

from xlgen.spool import Spool
from xlgen.writer import Chart, Column, Formula, Link, Table, Total, tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from xlgen.writer import Entry

MODULE = sys.modules["xlgen.writer.tables"]
"""The package has a function of its name."""
COLUMNS = [
    Column("项目名称"),
    Column("金额", "money"),
    Column("结论", choices=("通过", "退回"), open=True),
    Column("文件"),
    Column("合计", "number"),
]
ROWS: list[tuple[Entry, ...]] = [
    (f"项目{number}，" * (1 + 12 * (number % 3)), Decimal(number), None, Link(f"甲/{number}.xlsx"), Formula("1+1", 2))
    for number in range(8)
]


def _sheets(rows: Iterable[tuple[Entry, ...]]) -> list[Table]:
    two = [Column("名"), Column("数", "number")]
    drawn = Table("图", "图", two, [("甲", 1), ("乙", 2)], chart=Chart("图", 0, (1,), 2))
    summed = Table("和", "和", two, [("甲", 1), Total(["合计", Formula("B4", 1)])])
    return [Table("表", "标题", COLUMNS, rows, ["说明"], spare=3, ending=("", "签字：")), drawn, summed]


def _seen(raw: bytes) -> list[Any]:
    """Return all that a program sees in a workbook: contents, looks, sizes, lists to choose from."""
    found: list[Any] = []
    for data_only in (False, True):
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=data_only)
        for sheet in book:
            cells = [each for row in sheet.iter_rows() for each in row]
            found += [(each.coordinate, each.value, each.number_format) for each in cells]
            found += [(each.fill.fgColor.rgb, each.font.b, each.alignment.wrap_text) for each in cells]
            found += [(each.coordinate, each.hyperlink.target) for each in cells if each.hyperlink]
            found.append({key: each.width for key, each in sheet.column_dimensions.items()})
            found.append({key: each.height for key, each in sheet.row_dimensions.items()})
            found.append([(str(each.sqref), each.formula1) for each in sheet.data_validations.dataValidation])
            found.append((sheet.title, sheet.freeze_panes, sheet.auto_filter.ref, sheet.sheet_state))
    return found


def test_a_long_table_holds_and_looks_like_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    short = tables(_sheets(ROWS), "标题", 2021)
    monkeypatch.setattr(MODULE, "LONG", 3)

    long = tables(_sheets(ROWS), "标题", 2021)

    assert b"inlineStr" not in _sheet(short)
    assert b"inlineStr" in _sheet(long)  # it was written row by row
    assert _seen(short) == _seen(long)


def test_a_long_table_is_the_same_bytes_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "LONG", 3)

    with Spool(ROWS) as rows:
        assert tables(_sheets(ROWS), "标题", 2021) == tables(_sheets(rows), "标题", 2021)


def test_a_chart_keeps_what_it_shows_beside_a_long_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that computes nothing draws it from that."""
    monkeypatch.setattr(MODULE, "LONG", 1)

    assert b"<c:v>2</c:v>" in _part(tables(_sheets(ROWS), "标题", 2021), "xl/charts/chart1.xml")


def test_what_is_kept_on_disk_comes_back_in_the_order_of_its_keys() -> None:
    things = [("乙", 2), ("甲", 1), ("\ud800", 4), ("乙", 1), ("", 3)]

    with Spool(things, key=lambda each: [each[0]]) as kept:
        assert [("", 3), ("乙", 2), ("乙", 1), ("甲", 1), ("\ud800", 4)] == list(kept)
        assert list(kept) == list(kept)
        assert 5 == len(kept)


def _part(raw: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return package.read(name)


def _sheet(raw: bytes) -> bytes:
    return _part(raw, "xl/worksheets/sheet1.xml")
