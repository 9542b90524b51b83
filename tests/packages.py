"""Edits of a workbook's package, as other programs and people leave it; nothing else of the file changes."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

BOOK, BOOK_LINKS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
SHEETS: Final = "xl/worksheets/"
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
_PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWINGS: Final = "http://schemas.openxmlformats.org/drawingml/2006"


def parts(content: bytes) -> dict[str, bytes]:
    """Return a package's parts by name, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a package of parts; the same parts give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, _FIRST_DAY), part, method)
    return buffer.getvalue()


def with_cell(content: bytes, part: str, a1: str, inner: str, kind: str = "") -> bytes:
    """Return a package with another content in one cell: `inner` is its XML, `kind` its type; its look stays."""
    found = parts(content)
    pattern = re.compile(rf'<c r="{a1}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)', re.DOTALL)
    typed = f' t="{kind}"' if kind else ""
    text, count = pattern.subn(
        lambda match: f'<c r="{a1}"{match[1] or ""}{typed}>{inner}</c>', found[part].decode(), count=1
    )
    if not count:
        raise LookupError(a1)
    return packed(found | {part: text.encode()})


def text(words: str) -> str:
    """Return the XML of a text in a cell of the kind inlineStr."""
    return f"<is><t>{escape(words, quote=False)}</t></is>"


def formula(words: str, value: object) -> str:
    """Return the XML of a formula and its stored value."""
    return f"<f>{escape(words, quote=False)}</f><v>{escape(str(value), quote=False)}</v>"


def with_picture(content: bytes, part: str, row: int, column: int) -> bytes:
    """Return a package with a picture upon a sheet that has none, over the cell at `row` and `column`, 0-based."""
    found = {name: each.decode() for name, each in parts(content).items() if not name.endswith(".png")}
    links = part.replace(SHEETS, f"{SHEETS}_rels/") + ".rels"
    found[part] = found[part].replace("</worksheet>", '<drawing r:id="rId1"/></worksheet>')
    found[links] = _links(f'Type="{_RELATIONS}/drawing" Target="../drawings/drawing1.xml"')
    found["xl/drawings/_rels/drawing1.xml.rels"] = _links(f'Type="{_RELATIONS}/image" Target="../media/image1.png"')
    found["xl/drawings/drawing1.xml"] = (
        f'<xdr:wsDr xmlns:xdr="{_DRAWINGS}/spreadsheetDrawing" xmlns:a="{_DRAWINGS}/main"><xdr:oneCellAnchor>'
        f"<xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        '<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="900000" cy="300000"/><xdr:pic><xdr:nvPicPr>'
        '<xdr:cNvPr id="2" name="图片 1"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip xmlns:r="{_RELATIONS}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
        "</xdr:oneCellAnchor></xdr:wsDr>"
    )
    kinds = (
        '<Default Extension="png" ContentType="image/png"/><Override PartName="/xl/drawings/drawing1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>'
    )
    found[TYPES] = found[TYPES].replace("</Types>", kinds)
    return packed({name: each.encode() for name, each in found.items()} | {"xl/media/image1.png": _PNG})


def _links(link: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" {link}/></Relationships>'
    )


def without_sheet(content: bytes, position: int, name: str) -> bytes:
    """Return a package whose sheet was deleted, as Excel leaves it: formulas and names that spoke of it say #REF!."""
    found = {each: text.decode() for each, text in parts(content).items()}
    part = f"{SHEETS}sheet{position + 1}.xml"
    del found[part]
    found[TYPES] = re.sub(rf'<Override PartName="/{part}"[^>]*/>', "", found[TYPES])
    found[BOOK_LINKS] = re.sub(rf'<Relationship Id="rId{position + 1}"[^>]*/>', "", found[BOOK_LINKS])
    book = re.sub(rf'<sheet name="{name}"[^>]*/>', "", found[BOOK])
    book = re.sub(rf'<definedName name="[^"]*" localSheetId="{position}">[^<]*</definedName>', "", book)
    book = re.sub(
        r'localSheetId="(\d+)"', lambda match: f'localSheetId="{int(match[1]) - (int(match[1]) > position)}"', book
    )
    found[BOOK] = re.sub(r' activeTab="\d+"', "", book)
    spoken = re.compile(rf"'?{name}'?!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?")
    for each in (each for each in found if each == BOOK or each.startswith(SHEETS)):
        found[each] = re.sub(
            r"(<(f|definedName)[^>]*>)([^<]*)(?=</)",
            lambda match: match[1] + spoken.sub("#REF!", match[3]),
            found[each],
        )
    return packed({each: text.encode() for each, text in found.items()})
