"""Reading what other programs write, and refusing what cannot be a form."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms import workbook
from tests.hostile import LINKS, MAIN, RELATION, SHEET, ods, packed_small, small
from tests.packages import packed
from xlgen import reader
from xlgen.model import CellError
from xlgen.reader import (
    ConditionalFormat,
    DefinedName,
    Effect,
    StoredCell,
    StoredSheet,
    StoredWorkbook,
    Style,
    Validation,
    Visibility,
)

if TYPE_CHECKING:
    from pathlib import Path


def _cells(content: bytes) -> dict[tuple[int, int], StoredCell]:
    book = reader.parse(content)
    assert isinstance(book, StoredWorkbook)
    return dict(book.sheets["表"].cells)


def test_every_kind_of_cell_is_read() -> None:
    rows = (
        '<row r="2"><c r="B2"><v>1.5</v></c><c r="C2" t="s"><v>0</v></c><c r="D2" t="b"><v>1</v></c>'
        '<c r="E2" t="e"><v>#DIV/0!</v></c><c r="F2" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>'
        '<c r="G2" t="str"><f>A1&amp;""</f><v>文</v></c><c r="H2"><f>A1</f></c><c r="I2" t="str"><f>A1</f><v></v></c>'
        '<c r="J2" s="4"/><c r="K2" t="e"><v>#SPILL!</v></c><c r="L2"><f>A1</f><v></v></c></row>'
    )
    shared = "<si><t>丙</t><rPh><t>拼音</t></rPh></si>"

    assert {
        (1, 1): StoredCell(1.5),
        (1, 2): StoredCell("丙"),
        (1, 3): StoredCell(True),  # noqa: FBT003 - the content of a cell
        (1, 4): StoredCell(CellError.DIVISION),
        (1, 5): StoredCell("甲乙"),
        (1, 6): StoredCell("文", 'A1&""'),
        (1, 7): StoredCell(None, "A1", computed=False),
        (1, 8): StoredCell("", "A1"),
        (1, 11): StoredCell(None, "A1", computed=False),
        (1, 10): StoredCell(CellError.VALUE),
    } == _cells(packed_small(rows, strings=shared))


@pytest.mark.parametrize("written", ["NaN", "INF", "-INF", "1E999", "1.7976931348623157E308", "-1E308", "1E308"])
def test_a_number_that_excel_could_not_hold_is_an_error(written: str) -> None:
    assert {(0, 0): StoredCell(CellError.NUMBER)} == _cells(
        packed_small(f'<row r="1"><c r="A1"><v>{written}</v></c></row>')
    )


def test_cells_without_addresses_follow_each_other() -> None:
    assert {(0, 0): StoredCell(1.0), (0, 1): StoredCell(2.0), (1, 0): StoredCell(3.0)} == _cells(
        packed_small("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    )


def test_a_shared_formula_is_written_out_for_each_of_its_cells() -> None:
    rows = (
        '<row r="1"><c r="C1"><f t="shared" ref="C1:C2" si="0">SUM(A1:B1)*$D$1</f><v>0</v></c></row>'
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>0</v></c></row>'
    )

    assert ["SUM(A1:B1)*$D$1", "SUM(A2:B2)*$D$1"] == [each.formula for each in _cells(packed_small(rows)).values()]


@pytest.mark.parametrize(
    ("stored", "text"),
    [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_xD800_", "_xD800_"), ("_x12_", "_x12_")],
)
def test_escaped_characters_are_read(stored: str, text: str) -> None:
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{stored}</t></is></c></row>'

    assert {(0, 0): StoredCell(text)} == _cells(packed_small(rows))


def _book(content: bytes) -> StoredWorkbook:
    book = reader.parse(content)
    assert isinstance(book, StoredWorkbook), book
    return book


def _sheet(content: bytes) -> StoredSheet:
    return _book(content).sheets["表"]


@pytest.mark.parametrize("reference", ["B1:C2", "B2:$C$1", "$C2:B1"])
def test_a_block_is_read_from_any_two_corners(reference: str) -> None:
    merged = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'

    assert ((0, 1, 1, 2),) == _sheet(packed_small(sheet_more=merged)).merges


def test_whole_rows_and_columns_are_blocks() -> None:
    rule = '<dataValidations><dataValidation type="list" sqref="B:C 3:3 D5"><formula1>甲</formula1></dataValidation>'
    (found,) = _sheet(packed_small(sheet_more=f"{rule}</dataValidations>")).validations

    assert ((0, 1, 1_048_575, 2), (2, 0, 2, 16_383), (4, 3, 4, 3)) == found.blocks


HIDDEN = {
    "hidden": ('<row r="2" hidden="1"/>', '<cols><col min="3" max="4" hidden="1"/></cols>', {1}, {2, 3}),
    "no height, no width": ('<row r="2" ht="0"/>', '<cols><col min="3" max="3" width="0.1"/></cols>', {1}, {2}),
    "nothing": ('<row r="2" ht="15"/>', '<cols><col min="3" max="3" width="9"/></cols>', set(), set()),
    "all rows but one": ('<row r="2"/>', '<sheetFormatPr zeroHeight="1"/>', {0, 2, 3, 4}, set()),
    "all rows low": ('<row r="2"/><row r="4" ht="15"/>', '<sheetFormatPr defaultRowHeight="0"/>', {0, 1, 2, 4}, set()),
    "all columns narrow but one": (
        "",
        '<sheetFormatPr defaultColWidth="0"/><cols><col min="2" max="2" width="9"/></cols>',
        set(),
        {0, 2, 3, 4},
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_not_seen_is_hidden_however_it_was_hidden(name: str) -> None:
    rows, first, hidden_rows, hidden_columns = HIDDEN[name]
    found = _sheet(packed_small(rows, sheet_first=first)).hidden

    assert hidden_rows == {each for each in range(5) if found.row(each)}
    assert hidden_columns == {each for each in range(5) if found.column(each)}


@pytest.mark.parametrize(
    ("element", "protected", "password"),
    [
        ("", False, False),
        ('<sheetProtection sheet="0" password="CC1A"/>', False, False),
        ('<sheetProtection sheet="1"/>', True, False),
        ('<sheetProtection sheet="1" password="CC1A"/>', True, True),
        ('<sheetProtection sheet="true" algorithmName="SHA-512" hashValue="x"/>', True, True),
    ],
)
def test_protection_is_on_or_off_and_with_a_password_or_without(element: str, protected: bool, password: bool) -> None:  # noqa: FBT001 - two columns of the table
    found = _sheet(packed_small(sheet_more=element))

    assert (protected, password) == (found.protected, found.password)


LATER = (
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
)


def test_validations_are_read_as_excel_2007_and_as_later_ones_write_them() -> None:
    plain = (
        '<dataValidations><dataValidation type="decimal" operator="greaterThan" allowBlank="1" showErrorMessage="1" '
        'sqref="A1"><formula1>0</formula1></dataValidation><dataValidation type="whole" errorStyle="warning" '
        'showErrorMessage="1" sqref="A2"><formula1>1</formula1><formula2>9</formula2></dataValidation>'
        "</dataValidations>"
    )
    later = (
        f'<extLst><ext {LATER}><x14:dataValidations><x14:dataValidation type="list" showErrorMessage="1"><x14:formula1>'
        "<xm:f>选项!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>A3</xm:sqref></x14:dataValidation></x14:dataValidations>"
        "</ext></extLst>"
    )

    assert (
        Validation(((0, 0, 0, 0),), "decimal", "greaterThan", "0", None, refuses=True, allows_blank=True),
        Validation(((1, 0, 1, 0),), "whole", "between", "1", "9", refuses=False),
        Validation(((2, 0, 2, 0),), "list", "between", "选项!$A$1:$A$3", None, refuses=True),
    ) == _sheet(packed_small(sheet_more=plain + later)).validations


def test_conditional_formats_say_what_they_make_of_a_cell() -> None:
    styles = (
        '<dxfs><dxf><font><color rgb="FFFFFFFF"/></font><numFmt numFmtId="164" formatCode=";;;"/>'
        '<fill><patternFill><bgColor rgb="FFFF0000"/></patternFill></fill></dxf></dxfs>'
    )
    plain = (
        '<conditionalFormatting sqref="A1:A9"><cfRule type="cellIs" dxfId="0" priority="2" operator="equal"><formula>1'
        "</formula></cfRule></conditionalFormatting>"
    )
    later = (
        f"<extLst><ext {LATER}><x14:conditionalFormattings><x14:conditionalFormatting>"
        '<x14:cfRule type="expression" priority="1"><xm:f>表!A1=1</xm:f><x14:dxf><font><color rgb="FF00FF00"/></font>'
        "</x14:dxf></x14:cfRule><xm:sqref>B1</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        "</extLst>"
    )

    assert (
        ConditionalFormat(((0, 0, 8, 0),), "cellIs", "equal", ("1",), Effect("FFFFFF", "FF0000", ";;;"), 2),
        ConditionalFormat(((0, 1, 0, 1),), "expression", "", ("表!A1=1",), Effect("00FF00"), 1),
    ) == _sheet(packed_small(styles=styles, sheet_more=plain + later)).conditional_formats


def test_a_cell_says_how_it_looks_and_whether_it_is_locked() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="\\≥0.00%"/></numFmts>'
        '<fonts><font><sz val="11"/><color theme="1"/></font><font><sz val="1"/><color theme="0" tint="-0.5"/></font>'
        '<font><color indexed="10"/></font><font><color auto="1"/></font></fonts>'
        '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid">'
        '<fgColor rgb="FFFFFBE6"/></patternFill></fill></fills>'
        '<cellXfs><xf/><xf numFmtId="164" fontId="1" fillId="1"><protection locked="0" hidden="1"/></xf>'
        '<xf numFmtId="10" fontId="2"/><xf fontId="3"/></cellXfs>'
    )
    rows = '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="2"><v>1</v></c><c r="C1" s="9"><v>1</v></c></row>'
    book = _book(packed_small(rows, styles=styles))
    plain = Style("General", "000000", None, 11.0)

    assert plain == book.styles[0]
    assert Style("General", None) == book.styles[3]
    assert [
        Style("\\≥0.00%", "808080", "FFFBE6", 1.0, locked=False, formula_hidden=True),
        Style("0.00%", "FF0000"),
        plain,  # there is no ninth
    ] == [book.style(book.sheets["表"].cells[0, column]) for column in range(3)]


def test_a_colour_of_the_theme_is_that_of_the_files_own_theme() -> None:
    art = "http://schemas.openxmlformats.org/drawingml/2006/main"
    theme = (
        f'<a:theme xmlns:a="{art}"><a:themeElements><a:clrScheme name="x"><a:dk1><a:sysClr val="windowText" '
        'lastClr="112233"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:accent1><a:srgbClr '
        'val="4472c4"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
    )
    fonts = '<fonts><font><color theme="1"/></font><font><color theme="4"/></font></fonts>'
    styles = f'{fonts}<cellXfs><xf/><xf fontId="1"/></cellXfs>'
    book = _book(packed(small(styles=styles) | {"xl/theme/theme1.xml": theme.encode()}))

    assert ["112233", "4472C4"] == [each.font_colour for each in book.styles]


def test_names_and_settings_of_the_whole_book_are_read() -> None:
    more = (
        '<workbookProtection lockStructure="1"/><definedNames><definedName name="x_total">表!$A$1</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0" hidden="1">表!$A$1:$B$2</definedName></definedNames>'
        '<calcPr calcMode="manual"/>'
    )
    book = _book(packed_small(book_more=more))

    assert (True, True) == (book.manual, book.locked)
    assert (
        DefinedName("x_total", "表!$A$1"),
        DefinedName("_xlnm.Print_Area", "表!$A$1:$B$2", "表", hidden=True),
    ) == book.names


@pytest.mark.parametrize(
    ("state", "expected"),
    [("", Visibility.VISIBLE), ("hidden", Visibility.HIDDEN), ("veryHidden", Visibility.VERY_HIDDEN)],
)
def test_a_sheet_is_visible_or_hidden(state: str, expected: Visibility) -> None:
    parts = small()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'sheetId="1"', f'sheetId="1" state="{state}"'.encode())

    assert expected == _sheet(packed(parts)).visibility


def test_what_is_drawn_upon_a_sheet_is_found_where_it_begins() -> None:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    anchors = "".join(
        f"<d:oneCellAnchor><d:from><d:col>{column}</d:col><d:row>{row}</d:row></d:from><d:{kind}/></d:oneCellAnchor>"
        for row, column, kind in ((3, 1, "pic"), (5, 2, "sp"))
    )
    links = (
        f'<Relationships {LINKS}><Relationship Id="a" Type="{RELATION}/drawing" Target="../drawings/d.xml"/>'
        f'<Relationship Id="b" Type="{RELATION}/comments" Target="/xl/comments1.xml"/></Relationships>'
    )
    sheet = _sheet(
        packed(
            small(sheet_more='<autoFilter ref="A1:C9"/>')
            | {
                "xl/worksheets/_rels/sheet1.xml.rels": links.encode(),
                "xl/drawings/d.xml": f'<d:wsDr xmlns:d="{drawn}">{anchors}</d:wsDr>'.encode(),
                "xl/comments1.xml": f'<comments {MAIN}><a><comment ref="B2"/></a></comments>'.encode(),
            }
        )
    )

    assert (frozenset({(3, 1)}), frozenset({(5, 2)}), frozenset({(1, 1)})) == (
        sheet.pictures,
        sheet.drawings,
        sheet.comments,
    )
    assert (0, 0, 8, 2) == sheet.filtered


ROWS = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="d"><v>2021-12-31</v></c></row>'
SPELLINGS = {
    "strict": lambda: packed(
        {
            name: part.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/", b"http://purl.oclc.org/ooxml/spreadsheetml/"
            ).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
            )
            for name, part in small(ROWS).items()
        }
    ),
    "UTF-16": lambda: packed(
        small(ROWS)
        | {SHEET: ('<?xml version="1.0" encoding="UTF-16"?>' + small(ROWS)[SHEET].decode()).encode("utf-16")}
    ),
    "backslashes and capitals": lambda: packed(
        {name.replace("/", "\\").upper(): part for name, part in small(ROWS).items()}
    ),
    "another folder": lambda: packed(
        {name.replace("xl/", "excel/"): part.replace(b"/xl/", b"/excel/") for name, part in small(ROWS).items()}
        | {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": f'<Relationships {LINKS}><Relationship Id="a" Type="{RELATION}/officeDocument" '
            'Target="excel/workbook.xml"/></Relationships>'.encode(),
        }
    ),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_one_workbook_is_read_alike_however_programs_spell_it(name: str) -> None:
    assert {(0, 0): StoredCell(1.0), (0, 1): StoredCell(44561.0)} == _cells(SPELLINGS[name]())


def test_a_shared_formula_moves_its_addresses_and_nothing_else() -> None:
    first = "SUM(B2:$C$3)+'1月'!D$4*$E5&amp;\"A1\"+LOG10(A1)+x_A1"
    rows = (
        f'<row r="2"><c r="A2"><f t="shared" ref="A2:B3" si="3">{first}</f><v>0</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="3"/><v>0</v></c></row>'
        '<row r="4"><c r="C4"><f t="shared" si="9"/></c></row>'
    )
    found = _cells(packed_small(rows))

    assert "SUM(C3:$C$3)+'1月'!E$4*$E6&\"A1\"+LOG10(B2)+x_A1" == found[2, 1].formula
    assert "" == found[3, 2].formula  # of that number there is none


def test_a_shared_formula_that_leaves_the_sheet_speaks_of_nothing() -> None:
    rows = (
        '<row r="1"><c r="B2"><f t="shared" ref="A1:B2" si="0">A1+1</f></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/></c></row>'
    )

    assert "#REF!+1" == _cells(packed_small(rows))[2, 0].formula


def test_an_ods_cell_repeated_stands_in_each_of_its_places() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="2"/>'
    row = f'<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/>{cell}'
    book = _book(ods(f"{row}</table:table-row>"))

    assert {(row, column): StoredCell(1.0) for row in (0, 1) for column in (3, 4)} == book.sheets["表"].cells
    assert book.values_only
    assert (("X106/ods", ""),) == book.notes


FORM = workbook("P003")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(FORM) - 1), st.integers(1, 255))
def test_a_damaged_byte_never_raises(position: int, change: int) -> None:
    damaged = bytearray(FORM)
    damaged[position] ^= change

    assert isinstance(reader.parse(bytes(damaged)), str | StoredWorkbook)


def test_what_openpyxl_reads_is_what_we_read(filled: Path) -> None:
    path = next(filled.glob("P002*.xlsx"))
    ours = reader.parse(path.read_bytes())
    assert isinstance(ours, StoredWorkbook)
    values, formulas = (openpyxl.load_workbook(path, data_only=only) for only in (True, False))

    assert list(ours.sheets) == values.sheetnames
    for sheet in values.worksheets:
        for row, column in itertools.product(range(sheet.max_row), range(sheet.max_column)):
            stored = ours.sheets[sheet.title].cells.get((row, column), StoredCell(None))
            value, source = (book[sheet.title].cell(row + 1, column + 1).value for book in (values, formulas))
            content = stored.content.value if isinstance(stored.content, CellError) else stored.content
            assert (value in {None, ""} and content in {None, ""}) or value == content, (sheet.title, row, column)
            assert (f"={stored.formula}" if stored.formula else None) == (
                source if isinstance(source, str) and source.startswith("=") else None
            )


@pytest.mark.parametrize(
    ("look", "number", "date"),
    [
        ('numFmtId="14"', "44319", "2021-05-03"),
        ('numFmtId="31"', "44319", "2021-05-03"),  # yyyy"年"m"月"d"日" of Chinese programs, which has no code
        ('numFmtId="164"', "44319.5", "2021-05-03 12:00:00"),
        ('numFmtId="164"', "1E300", "?"),
        ('numFmtId="165"', "5", ""),
        ('numFmtId="166"', "5", ""),
        ('numFmtId="4"', "44319", ""),
    ],
)
def test_a_number_that_is_shown_as_a_date_is_told(look: str, number: str, date: str) -> None:
    """165 and 166 are numbers with a unit, as it is written by us and by LibreOffice: m is no month there."""
    codes = {"164": "yyyy/m/d;@", "165": "General&quot;m&quot;", "166": "General\\m"}
    formats = "".join(f'<numFmt numFmtId="{key}" formatCode="{code}"/>' for key, code in codes.items())
    styles = f"<numFmts>{formats}</numFmts><cellXfs><xf/><xf {look}/></cellXfs>"
    book = reader.parse(packed_small(f'<row r="1"><c r="A1" s="1"><v>{number}</v></c></row>', styles=styles))
    assert isinstance(book, StoredWorkbook)

    assert [date] == [book.date(each) for each in book.sheets["表"].cells.values()]
