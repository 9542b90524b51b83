"""Files that hurt: broken, locked, swollen, loaded with what no form has, or no form at all. None is over 1 MB.

Each says under which name it comes back and what the verifier says of it: the codes of families X and S, or that it
is an attachment.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from msoffcrypto.format.ooxml import OOXMLFile

from tests.containers import MACRO_SHEET, book, container, number, record
from tests.forms import edited, workbook
from tests.packages import packed, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS: Final = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
BOOK, SHEET, STRINGS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
FORM_SHEET: Final = "xl/worksheets/sheet2.xml"
PASSWORD: Final = "财政2021"  # noqa: S105 - of a file made here
ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns"


@dataclass(frozen=True)
class Hostile:
    """One file: its name, what makes it, and what is said of it; `opens` says that it is judged all the same."""

    name: str
    content: Callable[[], bytes]
    said: tuple[str, ...] = ()
    attached: str = ""
    opens: bool = False


@cache
def form() -> bytes:
    """Return a form that is filled in as it should be."""
    return workbook("P003")


def small(  # noqa: PLR0913 - one a part
    rows: str = "",
    *,
    strings: str = "",
    book_more: str = "",
    sheet_more: str = "",
    sheet_first: str = "",
    styles: str = "",
) -> dict[str, bytes]:
    """Return the parts of a workbook of one sheet that is no form of ours: what its XML holds beside the usual."""
    found = {
        BOOK: f'<workbook {MAIN} xmlns:r="{RELATION}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>'
        f"{book_more}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships {LINKS}><Relationship Id="rId1" Type="{RELATION}/worksheet" '
        f'Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATION}/sharedStrings" '
        f'Target="sharedStrings.xml"/><Relationship Id="rId3" Type="{RELATION}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId4" Type="{RELATION}/theme" Target="theme/theme1.xml"/></Relationships>',
        SHEET: f'<worksheet {MAIN} xmlns:r="{RELATION}">{sheet_first}<sheetData>{rows}</sheetData>{sheet_more}'
        "</worksheet>",
    }
    found |= {STRINGS: f"<sst {MAIN}>{strings}</sst>"} if strings else {}
    found |= {"xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>"} if styles else {}
    return {name: each.encode() for name, each in found.items()}


def packed_small(rows: str = "", **more: str) -> bytes:
    """Return a workbook of one sheet that is no form of ours."""
    return packed(small(rows, **more))


def with_parts(content: bytes, more: Mapping[str, bytes]) -> bytes:
    """Return a package with further parts, or others in their place."""
    return packed(parts(content) | dict(more))


class _AsWindows(zipfile.ZipInfo):
    """A file in an archive whose name is GBK and does not say so, as Windows in Chinese writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own, which knows UTF-8 only
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zipped(files: Mapping[str, bytes], *, gbk: bool = False) -> bytes:
    """Return an archive of files."""
    kind = _AsWindows if gbk else zipfile.ZipInfo
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(kind(name, (2022, 3, 1, 9, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def flagged(archive: bytes, bit: int = 1) -> bytes:
    """Return an archive whose files all say that they are encrypted."""
    content = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= bit
            at = content.find(signature, at + 4)
    return bytes(content)


@cache
def locked(content: bytes, password: str = PASSWORD) -> bytes:
    """Return a workbook that opens with a password."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def ods(table: str, more: str = "", *, manifest: str = "", head: str = "") -> bytes:
    """Return an .ods file of one table."""
    names = " ".join(f'xmlns:{each}="{_OFFICE}:{each}:1.0"' for each in ("office", "table", "text", "style"))
    content = (
        f"{head}<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{table}</table:table>{more}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    lock = f'<m:manifest xmlns:m="{_OFFICE}:manifest:1.0">{manifest}</m:manifest>'
    return packed({"mimetype": ODS, "META-INF/manifest.xml": lock.encode(), "content.xml": content.encode()})


def _swollen() -> bytes:
    return packed(small() | {STRINGS: b" " * 60_000_000})


def _overlapping() -> bytes:
    """Return an archive in which ten thousand names stand for the same packed bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("P000.xlsx", b"\0" * 50_000_000)
        for index in range(1, 5_000):
            again = zipfile.ZipInfo(f"P{index}.xlsx")
            first = archive.infolist()[0]
            for key in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(again, key, getattr(first, key))
            archive.filelist.append(again)
    return buffer.getvalue()


def _nested(levels: int, inner: bytes, name: str) -> bytes:
    for level in range(levels):
        inner, name = zipped({name: inner}), f"{level}.zip"
    return inner


def _edited(pattern: str, replacement: str, part: str = BOOK) -> Callable[[], bytes]:
    return lambda: edited(form(), part, pattern, replacement)


def _loaded(*names: str) -> Callable[[], bytes]:
    return lambda: with_parts(form(), dict.fromkeys(names, b"\0"))


OUTSIDE: Final = (
    f'<Relationships {LINKS}><Relationship Id="rId1" Type="{RELATION}/image" Target="http://a.example/b.png" '
    'TargetMode="External"/></Relationships>'
)
_LAUGHS: Final = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
_FILE: Final = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_MANY_CELLS: Final = "".join(f'<row r="{row}">{"<c><v>1</v></c>" * 100}</row>' for row in range(1, 3_001))


def _alphabet(name: str) -> bytes:
    """Return a workbook whose list of sheets declares an entity in another alphabet."""
    text = f'<?xml version="1.0" encoding="{name}"?><!DOCTYPE x [<!ENTITY a "b">]>' + small()[BOOK].decode()
    return packed(small() | {BOOK: text.encode(name)})


def _many_parts() -> bytes:
    return packed(small() | {f"x{index}": b"" for index in range(3_000)}, zipfile.ZIP_STORED)


def _twice() -> bytes:
    buffer = io.BytesIO(form())
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/Worksheets/sheet2.xml", parts(form())[FORM_SHEET])
    return buffer.getvalue()


def _listed(offset: int, value: int) -> Callable[[], bytes]:
    """Return what writes another byte into the entry of the list of sheets in the package's directory."""

    def made() -> bytes:
        content = bytearray(form())
        content[content.rfind(BOOK.encode()) - 46 + offset] = value
        return bytes(content)

    return made


def _spinning() -> bytes:
    info = b'\x04\x00\x04\x00\x40\x00\x00\x00<keyEncryptor spinCount="2000000000"/>'
    return container({"EncryptionInfo": info, "EncryptedPackage": b"x"})


def _shared_formula() -> bytes:
    long = "+".join(["A1"] * 2_000)
    rows = f'<row r="1"><c r="B1"><f t="shared" ref="B1:B9999" si="0">{long}</f></c></row>' + "".join(
        f'<row r="{row}"><c r="B{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 9_999)
    )
    return packed_small(rows)


def _wide_row(row: int) -> bytes:
    return packed_small(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>')


_UNREADABLE: Final = (
    Hostile("空.xlsx", lambda: b"", ("X101",)),
    Hostile("全是零.xlsx", lambda: bytes(50_000), ("X101",)),
    Hostile("文本.xlsx", "项目编码,项目名称".encode, ("X101",)),
    Hostile("网页.xls", lambda: b"<html><table><tr><td>1</td></tr></table></html>", ("X101",)),
    Hostile("扫描件.xlsx", lambda: b"%PDF-1.4\n", ("X101",)),
    Hostile("照片.xlsx", lambda: b"\xff\xd8\xff\xe0" + bytes(100), ("X101",)),
    Hostile("文档.xlsx", lambda: packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), ("X101",)),
    Hostile("旧文档.xls", lambda: container({"WordDocument": b"x"}), ("X101",)),
    Hostile("压缩包.xlsx", lambda: b"Rar!\x1a\x07\x00" + bytes(100), ("X101",)),
    Hostile("几份表.xlsx", lambda: zipped({"P003.xlsx": form()}), ("X101",)),
    Hostile("二进制.xlsb", lambda: packed({"xl/workbook.bin": b"x"}), ("X101",)),
    Hostile("一半.xlsx", lambda: form()[: len(form()) // 2], ("X101",)),
    Hostile("差一个字节.xlsx", lambda: form()[:-1], ("X101",)),
    Hostile("只有开头.xlsx", lambda: form()[:10], ("X101",)),
    Hostile("校验和不对.xlsx", _listed(16, 1), ("X101",)),
    Hostile("压缩方法不明.xlsx", _listed(10, 99), ("X101",)),
    Hostile("部件加密.xlsx", lambda: flagged(form()), ("X101",)),
    Hostile("没有工作簿.xlsx", lambda: packed({"xl/x.xml": b"<a/>"}), ("X101",)),
    Hostile("没有工作表.xlsx", lambda: edited(packed_small(), BOOK, "<sheets>.*</sheets>", ""), ("X101",)),
    Hostile("工作表不在.xlsx", lambda: packed({k: v for k, v in small().items() if k != SHEET}), ("X101",)),
    Hostile("两张同名表.xlsx", _edited('name="填报自查"', 'name="填报说明"'), ("X101",)),
    Hostile("没有结尾.xlsx", _edited("</workbook>", ""), ("X101",)),
    Hostile("层层嵌套.xlsx", lambda: packed_small("<row>" * 100_000), ("X101",)),
    Hostile("文字不在.xlsx", lambda: packed_small('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), ("X101",)),
    Hostile("文字为负.xlsx", lambda: packed_small('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), ("X101",)),
    Hostile("不是数.xlsx", lambda: packed_small('<row r="1"><c r="A1"><v>一</v></c></row>'), ("X101",)),
    Hostile("负的行号.xlsx", lambda: packed_small('<row r="-5"><c><v>1</v></c></row>'), ("X101",)),
    Hostile("旧表的一半.xls", lambda: container({"Workbook": book(number(0, 0, 1.0))})[:3_000], ("X101",)),
    Hostile("旧表是乱码.xls", lambda: container({"Workbook": bytes(range(256)) * 20}), ("X101",)),
    Hostile("只有签名.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ("X101",)),
    Hostile("没有表.ods", lambda: packed({"mimetype": ODS, "content.xml": b"<a/>"}), ("X101",)),
    Hostile("没传完.zip", lambda: zipped({"P003.xlsx": form()})[:5_000], ("X101",)),
)
_LOCKED: Final = (
    Hostile("加密.xlsx", lambda: locked(form()), ("X102",)),
    Hostile("加密的一半.xlsx", lambda: locked(form())[:-9_000], ("X102",)),
    Hostile("加密的旧表.xls", lambda: container({"Workbook": book(extra=record(0x2F, bytes(54)))}), ("X102",)),
    Hostile("加密.ods", lambda: ods("", manifest="<m:encryption-data/>"), ("X102",)),
    Hostile("加密.zip", lambda: flagged(zipped({"P003.xlsx": form()})), ("X102",)),
    Hostile("解不完的密码.xlsx", _spinning, ("X103",)),
)
_SWOLLEN: Final = (
    Hostile("解开六十兆.xlsx", _swollen, ("X103",)),
    Hostile("几千个部件.xlsx", _many_parts, ("X103",)),
    Hostile("三十万格.xlsx", lambda: packed_small(_MANY_CELLS), ("X103",)),
    Hostile("最远的一格.xlsx", lambda: _wide_row(1_048_576), ("X103",)),
    Hostile("行号无边.xlsx", lambda: packed_small(f'<row r="{10**30}"><c><v>1</v></c></row>'), ("X103",)),
    Hostile("一格十万字.xlsx", lambda: packed_small(strings=f"<si><t>{'长' * 100_001}</t></si>"), ("X103",)),
    Hostile("一格百万字.xlsx", lambda: packed_small(strings=f"<si><t>{'长' * 1_000_000}</t></si>"), ("X103",)),
    Hostile(
        "十万种样式.xlsx",
        lambda: packed_small(styles=f"<cellXfs>{'<xf/>' * 100_000}</cellXfs>"),
        ("X103",),
    ),
    Hostile("共用公式.xlsx", _shared_formula, ("X103",)),
    Hostile(
        "三万个区域.xlsx",
        lambda: packed_small(
            sheet_more=f'<dataValidations><dataValidation sqref="{"A1 " * 30_000}"/></dataValidations>'
        ),
        ("X103",),
    ),
    Hostile(
        "百万次重复.ods",
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
            'office:value="1" table:number-columns-repeated="1024"/></table:table-row>'
        ),
        ("X103",),
    ),
    Hostile(
        "旧表的远格.xls",
        lambda: container({"Workbook": book(b"".join(number(row, 255, 1.0) for row in range(40_000)))}),
        ("X103",),
    ),
    Hostile("五千份叠在一起.zip", _overlapping, ("X103",)),
)
_UNSAFE: Final = (
    Hostile("实体炸弹.xlsx", _edited("<workbook xmlns", f"{_LAUGHS}<workbook xmlns"), ("X107",)),
    Hostile("外部实体.xlsx", lambda: edited(form(), STRINGS, "<sst", f"{_FILE}<sst"), ("X107",)),
    Hostile("UTF-16的实体.xlsx", lambda: _alphabet("utf-16"), ("X107",)),
    Hostile("UTF-7的实体.xlsx", lambda: _alphabet("utf-7"), ("X107",)),
    Hostile("实体.ods", lambda: ods("", head=_FILE), ("X107",)),
    Hostile("部件在外.xlsx", lambda: with_parts(form(), {"../../外.xml": b"x"}), ("X107",)),
    Hostile("部件在盘上.xlsx", lambda: with_parts(form(), {"C:\\外.xml": b"x"}), ("X107",)),
    Hostile(
        "链接在外.xlsx",
        _edited('Target="theme/theme1.xml"', 'Target="../../../theme.xml"', "xl/_rels/workbook.xml.rels"),
        ("X107",),
    ),
    Hostile("两个同名部件.xlsx", _twice, ("X107",)),
    Hostile("文件在外.zip", lambda: zipped({"../P003.xlsx": form()}), ("X107",)),
)
_LOADED: Final = (
    Hostile("宏.xlsm", _loaded("xl/vbaProject.bin"), ("X104",), opens=True),
    Hostile("宏改了扩展名.xlsx", _loaded("xl/vbaProject.bin"), ("X104",), opens=True),
    Hostile("宏表.xlsx", _loaded("xl/macrosheets/sheet1.xml"), ("X104",), opens=True),
    Hostile("外部链接.xlsx", _loaded("xl/externalLinks/externalLink1.xml"), ("X105",), opens=True),
    Hostile("数据连接.xlsx", _loaded("xl/connections.xml"), ("X105",), opens=True),
    Hostile("嵌入对象.xlsx", _loaded("xl/embeddings/oleObject1.bin"), ("X105",), opens=True),
    Hostile(
        "宏和链接.xlsm",
        _loaded("xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"),
        ("X104", "X105"),
        opens=True,
    ),
    Hostile(
        "网上的图片.xlsx",
        lambda: with_parts(
            form(),
            {"xl/drawings/_rels/drawing1.xml.rels": OUTSIDE.encode()},
        ),
        ("X105",),
        opens=True,
    ),
    Hostile(
        "DDE.xlsx", lambda: packed_small('<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A1</f></c></row>'), ("S101", "X105")
    ),
    Hostile(
        "旧宏表.xls",
        lambda: container(
            {"Workbook": book(extra=record(0x85, struct.pack("<IBBBB", 0, 0, MACRO_SHEET, 1, 0) + b"m"))}
        ),
        ("S101", "X104", "X106"),
    ),
    Hostile("旧宏.xls", lambda: container({"Workbook": book(), "_VBA_PROJECT_CUR": b"x"}), ("S101", "X104", "X106")),
    Hostile(
        "旧链接.xls",
        lambda: container({"Workbook": book(extra=record(0x01AE, struct.pack("<HHB", 1, 5, 0) + b"a.xls"))}),
        ("S101", "X105", "X106"),
    ),
    Hostile("DDE.ods", lambda: ods("", "<table:dde-links/>"), ("S101", "X105", "X106")),
    Hostile(
        "维度无边.xlsx",
        lambda: edited(form(), FORM_SHEET, '<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD1048576"/>'),
        (),
        opens=True,
    ),
    Hostile("改了扩展名.dat", form, (), opens=True),
    Hostile(
        "网址公式.xlsx",
        lambda: packed_small('<row r="1"><c r="A1"><f>WEBSERVICE("http://a.example")</f></c></row>'),
        ("S101",),
    ),
)
_NO_FORMS: Final = (
    Hostile("附图.jpg", lambda: b"\xff\xd8\xff\xe0", attached="X109"),
    Hostile("盖章.pdf", lambda: b"%PDF-1.4", attached="X109"),
    Hostile(
        "说明.docx", lambda: packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), attached="X109"
    ),
    Hostile("加密的说明.docx", lambda: locked(form()), attached="X109"),
    Hostile("~$P003.xlsx", lambda: b"x" * 165, attached="X109"),
    Hostile("Thumbs.db", lambda: container({"Catalog": b"x"}), attached="X109"),
    Hostile("没有扩展名", lambda: b"x", attached="X109"),
    Hostile("P003.et", lambda: container({"Workbook": book()}), attached="X109/et"),
    Hostile("P003.rar", lambda: b"Rar!\x1a\x07\x00" + bytes(100), attached="X109/packed"),
    Hostile("P003.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100), attached="X109/packed"),
)
HOSTILE: Final = (*_UNREADABLE, *_LOCKED, *_SWOLLEN, *_UNSAFE, *_LOADED, *_NO_FORMS)
