"""Sheets read in pieces: what was read of the sheets before changes nothing of what the next one says."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import MAIN, SHEET, packed_small, small
from tests.packages import packed
from xlgen import reader
from xlgen.model import CellError
from xlgen.reader import StoredCell, StoredWorkbook
from xlgen.reader.known import Known

_STRINGS: Final = "<si><t>甲</t></si><si><t>乙</t></si><si><t>丙</t></si>"
_WHOLE: Final = "<!--read as a whole-->"
"""A comment in a sheet: such a one is not read in pieces."""

_ROWS: Final = (
    '<row r="1"><c r="A1" t="s"><v>{n}</v></c><c r="B1"><v>{n}.5</v></c><c r="C1" t="str"><f>A1</f><v>文</v></c></row>',
    '<row r="2" hidden="1"><c r="A2" s="{n}"><v>{n}</v></c><c r="B2" t="b"><v>{n}</v></c></row>',
    '<row r="3" ht="0.{n}"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3"><f>B2</f></c></row>',
    '<row r="4"/><row r="5" ht="{n}"/><row r="6"><c t="s"><v>{n}</v></c><c><v>{n}</v></c><c r="E6"><v></v></c></row>',
    # A row, and cells, without a place of their own.
    '<row><c><v>{n}</v></c><c r="D9" t="s"><v>1</v></c></row>',
    # Values that XML writes otherwise, or that stand in no `v` of their own.
    '<row r="7"><c r="A7" t="str"><v>&lt;{n}&gt;</v></c><c r="B7" t="str"><v>a\n{n}</v></c><c r="C7"><v/></c></row>',
    '<row r="8"><c r="A8" t="inlineStr"><is><t>行内{n}</t></is></c><c r="B8" t="inlineStr"><is/><v>{n}</v></c></row>',
    '<row r="9"><c r="A9"><v>1</v><v>{n}</v></c><c r="B9" t="s"><v> {n} </v></c><extra><v>{n}</v></extra></row>',
    '<row r="9"><extra><v>{n}</v></extra><c r="A9"><v/></c></row>',
    '<row r="10"><c r="A10" t="str"><v><![CDATA[</row><row r="99">{n}]]></v></c></row>',
    # One formula for many cells.
    '<row r="11"><c r="A11"><f t="shared" si="0">B{n}+1</f><v>{n}</v></c></row>',
    '<row r="12"><c r="A12"><f t="shared" si="0"/><v>{n}</v></c></row>',
    # Rows within rows, and what only looks like one.
    '<row r="13"><c r="A13"><v>{n}</v></c><row r="14"><c r="A14"><v>9</v></c></row></row>',
    '<row r="15"><c r="A15"><row r="16"></row></c><c r="B15"><v>{n}</v></c></row>',
    '<rowBreaks count="{n}"/><row r="17"><c r="A17"><v>{n}</v></c></row>',
    '<x:row xmlns:x="urn:x" r="18"><x:c r="A18"><x:v>{n}</x:v></x:c></x:row>',
    '<row r="19"><c r="A19" note="&lt;/row>"><v>{n}</v></c></row>',
    # What no program writes, and what makes the file unreadable.
    '<row r="20"><c r="A20" t="s"><v>{n}7</v></c></row>',
    '<row r="21"><c r="A21"><v>1e{n}99</v></c><c r="XFD21"><v>{n}</v></c></row>',
    '<row r="x"><c r="A22"><v>{n}</v></c></row>',
    '<row r="23"><c r="A23"><v>{n}</v></row>',
    '<row r="24"><c r="A24"><v>{n}</v></c></row></sheetData><sheetData><row r="25"><c r="A25"><v>{n}</v></c></row>',
)
_sheets = st.lists(st.tuples(st.sampled_from(_ROWS), st.integers(0, 2)), max_size=6)


def _book(rows: str) -> StoredWorkbook | str:
    return reader.parse(packed_small(rows, strings=_STRINGS, styles="<cellXfs><xf/><xf/></cellXfs>"))


@settings(max_examples=150)
@given(st.lists(_sheets, min_size=2, max_size=4))
def test_sheets_read_one_after_the_other_say_what_each_says_as_a_whole(sheets: list[list[tuple[str, int]]]) -> None:
    for sheet in sheets:
        rows = "".join(row.replace("{n}", str(number)) for row, number in sheet)

        assert _book(rows + _WHOLE) == _book(rows)


@pytest.mark.parametrize("row", _ROWS)
def test_each_odd_row_says_the_same_when_it_is_met_again(row: str) -> None:
    first, again = (row.replace("{n}", number) for number in "12")
    plain = '<row r="30"><c r="A30"><v>7</v></c></row>'

    for rows in (first, again, first + plain, again + plain, again):
        assert _book(rows + _WHOLE) == _book(rows)


def _cells(rows: str) -> object:
    book = _book(rows)
    assert isinstance(book, StoredWorkbook)
    return book.sheets["表"].cells


def test_of_a_row_met_again_the_values_are_its_own() -> None:
    row = '<row r="1"><c r="A1" t="s"><v>{}</v></c><c r="B1"><f>A1</f><v>{}</v></c><c r="C1" t="e"><v>{}</v></c></row>'
    _cells(row.format(0, 1, "#N/A"))

    expected = {(0, 0): StoredCell("丙"), (0, 1): StoredCell(2.5, "A1"), (0, 2): StoredCell(CellError.DIVISION)}
    assert expected == _cells(row.format(2, 2.5, "#DIV/0!"))


def _sheet(text: str) -> object:
    book = reader.parse(packed(small() | {SHEET: text.encode()}))
    assert isinstance(book, StoredWorkbook)
    return book.sheets["表"].cells


def test_a_row_means_what_its_root_makes_of_it() -> None:
    rows = '<sheetData><row r="1"><x:c r="A1"><v>1</v></x:c></row></sheetData></worksheet>'

    assert {(0, 0): StoredCell(1.0)} == _sheet(f"<worksheet {MAIN} {MAIN.replace('xmlns', 'xmlns:x')}>{rows}")
    assert _sheet(f'<worksheet {MAIN} xmlns:x="urn:other">{rows}') == {}


@pytest.mark.parametrize("around", ["<other>{}</other>", "<other>{}</other><sheetData/>", "{}<sheetData></sheetData>"])
def test_rows_that_are_known_are_read_where_rows_of_a_sheet_stand(around: str) -> None:
    data = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    assert {(0, 0): StoredCell(1.0)} == _sheet(f"<worksheet {MAIN}>{data}</worksheet>")

    expected = {(0, 0): StoredCell(1.0)} if around.startswith("{}") else {}
    assert expected == _sheet(f"<worksheet {MAIN}>{around.format(data)}</worksheet>")


@pytest.mark.parametrize(("start", "end"), [("<!--", "-->"), ("<?xlgen ", "?>")])
def test_rows_that_are_known_are_not_read_where_they_are_commented_out(start: str, end: str) -> None:
    row = '<row r="30"><c r="A30"><v>7</v></c></row>'
    assert {(29, 0): StoredCell(7.0)} == _cells(row)

    assert _cells(f'<row r="1"/>{start}</row>{row}{end}') == {}


@pytest.mark.parametrize("value", ["\x01", "\ufffe", "\x00", "]]>", "<v>", "&amp", "&entity;"])
def test_a_value_that_xml_does_not_allow_is_no_better_in_a_row_that_is_known(value: str) -> None:
    row = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'
    assert {(0, 0): StoredCell("甲")} == _cells(row.format("甲"))

    assert _book(row.format(value)) == "X101"


def test_a_value_in_bytes_that_are_no_text_is_no_better_in_a_row_that_is_known() -> None:
    row = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'
    assert {(0, 0): StoredCell("AB")} == _cells(row.format("AB"))

    found = small(row.format("AB"))
    assert reader.parse(packed(found | {SHEET: found[SHEET].replace(b"AB", b"A\xff")})) == "X101"


def test_a_number_of_a_style_follows_the_styles_of_its_own_file() -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>1</v></c></row>'
    formats = ("<cellXfs><xf/><xf numFmtId='9'/></cellXfs>", "<cellXfs><xf/><xf numFmtId='10'/></cellXfs>")
    books = [reader.parse(packed_small(rows, styles=styles)) for styles in (*formats, *formats)]

    shown = [book.style(book.sheets["表"].cells[0, 0]).number_format for book in books if not isinstance(book, str)]
    assert ["0%", "0.00%", "0%", "0.00%"] == shown


def test_what_was_not_asked_for_in_a_long_time_is_forgotten() -> None:
    known: Known[str, int] = Known(most=40)
    for number, each in enumerate("abcdefgh"):
        known.keep(each, number, 10)
        assert known.get("a") == 0  # it is asked for again and again

    assert [known.get(each) for each in "bh"] == [None, 7]


def test_a_piece_that_is_very_large_is_not_kept() -> None:
    known: Known[str, int] = Known(most=40)
    known.keep("large", 1, 11)

    assert known.get("large") is None
