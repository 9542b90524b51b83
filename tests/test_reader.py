"""Reading what other programs write, and refusing what cannot be a form."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms import edited, workbook
from xlgen import reader
from xlgen.model import CellError
from xlgen.reader import StoredCell, StoredWorkbook

if TYPE_CHECKING:
    from pathlib import Path

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _package(sheet: str, shared: str = "") -> bytes:
    """Return a package of one sheet with the given rows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/workbook.xml",
            f'<workbook {MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATION}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="rId3" Type="{RELATION}/styles" Target="styles.xml"/></Relationships>',
        )
        package.writestr("xl/worksheets/sheet1.xml", f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>")
        if shared:
            package.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{shared}</sst>")
    return buffer.getvalue()


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
    } == _cells(_package(rows, shared))


@pytest.mark.parametrize("written", ["NaN", "INF", "-INF", "1E999", "1.7976931348623157E308", "-1E308", "1E308"])
def test_a_number_that_excel_could_not_hold_is_an_error(written: str) -> None:
    assert {(0, 0): StoredCell(CellError.NUMBER)} == _cells(
        _package(f'<row r="1"><c r="A1"><v>{written}</v></c></row>')
    )


def test_cells_without_addresses_follow_each_other() -> None:
    assert {(0, 0): StoredCell(1.0), (0, 1): StoredCell(2.0), (1, 0): StoredCell(3.0)} == _cells(
        _package("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    )


def test_a_shared_formula_is_written_out_for_each_of_its_cells() -> None:
    rows = (
        '<row r="1"><c r="C1"><f t="shared" ref="C1:C2" si="0">SUM(A1:B1)*$D$1</f><v>0</v></c></row>'
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>0</v></c></row>'
    )

    assert ["SUM(A1:B1)*$D$1", "SUM(A2:B2)*$D$1"] == [each.formula for each in _cells(_package(rows)).values()]


@pytest.mark.parametrize(
    ("stored", "text"),
    [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_xD800_", "_xD800_"), ("_x12_", "_x12_")],
)
def test_escaped_characters_are_read(stored: str, text: str) -> None:
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{stored}</t></is></c></row>'

    assert {(0, 0): StoredCell(text)} == _cells(_package(rows))


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
    styles = f"<styleSheet {MAIN}><numFmts>{formats}</numFmts><cellXfs><xf/><xf {look}/></cellXfs></styleSheet>"
    content = io.BytesIO(_package(f'<row r="1"><c r="A1" s="1"><v>{number}</v></c></row>'))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/styles.xml", styles)

    book = reader.parse(content.getvalue())
    assert isinstance(book, StoredWorkbook)

    assert [date] == [book.date(each) for each in book.sheets["表"].cells.values()]


def _bomb() -> bytes:
    buffer = io.BytesIO(_package(""))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", b" " * 60_000_000)
    return buffer.getvalue()


def _many_parts() -> bytes:
    buffer = io.BytesIO(_package(""))
    with zipfile.ZipFile(buffer, "a") as package:
        for index in range(reader.MAX_PARTS):
            package.writestr(f"x{index}", b"")
    return buffer.getvalue()


def _encrypted_part() -> bytes:
    content = bytearray(_package("<row/>"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset : at + offset + 2] = struct.pack("<H", 1)
            at = content.find(signature, at + 4)
    return bytes(content)


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
HOSTILE = {
    "empty": (b"", "X101/empty"),
    "a text": (b"not a workbook", "X101"),
    "an old binary workbook": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "X101/truncated"),
    "a zip of something else": (edited(_package(""), "xl/workbook.xml", "<sheets>.*</sheets>", ""), "X101"),
    "truncated": (workbook("P003")[:9000], "X101/truncated"),
    "XML that does not end": (edited(_package(""), "xl/workbook.xml", "</workbook>", ""), "X101"),
    "a shared string that is not there": (_package('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "X101"),
    "a shared string before the first": (_package('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "X101"),
    "a number that is none": (_package('<row r="1"><c r="A1"><v>abc</v></c></row>'), "X101"),
    "an encrypted part": (_encrypted_part(), "X101"),
    "unpacks to 60 MB": (_bomb(), "X103"),
    "thousands of parts": (_many_parts(), "X103"),
    "an entity": (edited(_package(""), "xl/workbook.xml", "<workbook", f"{DOCTYPE}<workbook"), "X107"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_form_is_refused_with_its_code(name: str) -> None:
    content, key = HOSTILE[name]

    assert key == reader.parse(content)


def test_a_cell_at_the_far_edge_is_refused() -> None:
    assert "X103/far" == reader.parse(_package('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


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
