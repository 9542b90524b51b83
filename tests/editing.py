"""A workbook's package open for editing, as a spreadsheet program edits it: what a change drags along is changed too.

Rows and columns count from 0, as in the plan. What is not touched keeps its bytes' meaning, stored results included.
"""

from __future__ import annotations

import copy
import itertools
import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from tests.packages import BOOK, BOOK_LINKS, TYPES, packed, parts
from xlgen.formula import a1, column_number

if TYPE_CHECKING:
    from collections.abc import Callable

    Element = etree._Element  # noqa: SLF001 - lxml's only name of the type
    Change = Callable[[int], int | None]
    """Where a row or column goes; None where it is deleted."""

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STYLES: Final = "xl/styles.xml"
_REFERENCE: Final = re.compile(
    r'"(?:[^"]|"")*"'  # what stands in quotes is no reference
    r"|(?P<sheet>'(?:[^']|'')+'!|[^\W\d]\w*!)?"
    r"(?P<first>\$?[A-Z]{1,3}\$?[0-9]{1,7})(?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]{1,7}))?(?![\w(!])"
)
_PLACED: Final = (
    f"{MAIN}dataValidations/{MAIN}dataValidation",
    f"{MAIN}conditionalFormatting",
    f"{MAIN}hyperlinks/{MAIN}hyperlink",
)
"""What says itself to which cells it belongs."""
_CELL: Final = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")


def position(address: str) -> tuple[int, int]:
    """Return the row and column of an address."""
    match = _CELL.fullmatch(address)
    if match is None:
        raise LookupError(address)
    return int(match[4]) - 1, column_number(match[2])


def without(element: Element, key: str) -> None:
    """Drop an attribute, where it is there."""
    if key in element.attrib:
        del element.attrib[key]


def removed(element: Element) -> None:
    """Drop an element from where it stands."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


class Workbook:
    """A package whose parts are read as they are asked for, and written back."""

    def __init__(self, content: bytes) -> None:
        self.parts = parts(content)
        self._roots: dict[str, Element] = {}

    def root(self, name: str) -> Element:
        """Return a part's root element."""
        if name not in self._roots:
            self._roots[name] = etree.fromstring(self.parts[name])
        return self._roots[name]

    def content(self) -> bytes:
        """Return the package with what was changed."""
        written = {
            name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, root in self._roots.items()
        }
        return packed(self.parts | written)

    @staticmethod
    def found(root: Element, tag: str) -> Element:
        """Return an element that must be there."""
        found = root.find(f"{MAIN}{tag}")
        if found is None:
            raise LookupError(tag)
        return found

    # --- sheets ----------------------------------------------------------------------------------------------------

    @property
    def entries(self) -> dict[str, Element]:
        """The sheets' entries in the workbook, by name."""
        return {each.get("name", ""): each for each in self.root(BOOK).iterfind(f"{MAIN}sheets/{MAIN}sheet")}

    def part_of(self, sheet: str) -> str:
        """Return the name of a sheet's part."""
        wanted = self.entries[sheet].get(LINK)
        for each in self.root(BOOK_LINKS):
            if each.get("Id") == wanted:
                return f"xl/{each.get('Target')}"
        raise LookupError(sheet)

    def sheet(self, name: str) -> Element:
        """Return a sheet's root element."""
        return self.root(self.part_of(name))

    def add_sheet(self, name: str, root: Element) -> None:
        """Add a sheet behind the others."""
        number = 1 + sum(1 for each in self.parts if each.startswith("xl/worksheets/sheet"))
        part, link = f"worksheets/sheet{number}.xml", f"rIdAdded{number}"
        self.parts[f"xl/{part}"] = b""
        self._roots[f"xl/{part}"] = root
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        links = self.root(BOOK_LINKS)
        etree.SubElement(links, f"{{{links.nsmap[None]}}}Relationship", Id=link, Type=kind, Target=part)
        types = self.root(TYPES)
        content = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        etree.SubElement(types, f"{{{types.nsmap[None]}}}Override", PartName=f"/xl/{part}", ContentType=content)
        entry = etree.SubElement(self.found(self.root(BOOK), "sheets"), f"{MAIN}sheet", name=name)
        entry.set("sheetId", str(100 + number))
        entry.set(LINK, link)

    def copy_sheet(self, name: str, into: str) -> None:
        """Copy a sheet as programs do: its own references speak of itself, so they stay as they are."""
        self.add_sheet(into, copy.deepcopy(self.sheet(name)))

    def rename_sheet(self, name: str, into: str) -> None:
        """Rename a sheet; formulas and names follow."""
        self.entries[name].set("name", into)
        pattern = re.compile(rf"'{re.escape(name)}'!|(?<![\w']){re.escape(name)}!")
        for each in self.formulas():
            each.text = pattern.sub(f"'{into}'!", each.text or "")

    # --- cells -----------------------------------------------------------------------------------------------------

    def rows(self, sheet: str) -> list[Element]:
        """Return the rows of a sheet."""
        return self.sheet(sheet).findall(f"{MAIN}sheetData/{MAIN}row")

    def cell(self, sheet: str, row: int, column: int) -> Element:
        """Return a cell, made where there is none."""
        data = self.found(self.sheet(sheet), "sheetData")
        line = next((each for each in data if each.get("r") == str(row + 1)), None)
        if line is None:
            line = etree.Element(f"{MAIN}row", r=str(row + 1))
            before = sum(1 for each in data if int(each.get("r", 0)) <= row)
            data.insert(before, line)
        for index, each in enumerate(line):
            at = position(each.get("r", ""))[1]
            if at == column:
                return each
            if at > column:
                made = etree.Element(f"{MAIN}c", r=a1(row, column))
                line.insert(index, made)
                return made
        return etree.SubElement(line, f"{MAIN}c", r=a1(row, column))

    def put(self, sheet: str, row: int, column: int, content: float | str | None) -> None:
        """Put a number or a text over whatever stands in a cell; its look stays."""
        cell = self.cell(sheet, row, column)
        for each in list(cell):
            cell.remove(each)
        without(cell, "t")
        if isinstance(content, str):
            cell.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = content
        elif content is not None:
            etree.SubElement(cell, f"{MAIN}v").text = repr(content)

    def put_formula(self, sheet: str, row: int, column: int, text: str, value: float | str) -> None:
        """Put a formula and its stored value over whatever stands in a cell."""
        self.put(sheet, row, column, None)
        cell = self.cell(sheet, row, column)
        etree.SubElement(cell, f"{MAIN}f").text = text
        if isinstance(value, str):
            cell.set("t", "str")
        etree.SubElement(cell, f"{MAIN}v").text = value if isinstance(value, str) else repr(value)

    def formula(self, sheet: str, row: int, column: int) -> Element:
        """Return a cell's formula element."""
        found = self.cell(sheet, row, column).find(f"{MAIN}f")
        if found is None:
            raise LookupError(a1(row, column))
        return found

    def stored(self, sheet: str, row: int, column: int) -> Element:
        """Return a cell's stored value."""
        found = self.cell(sheet, row, column).find(f"{MAIN}v")
        if found is None:
            raise LookupError(a1(row, column))
        return found

    def formulas(self) -> list[Element]:
        """Return every formula and every name of the workbook."""
        found = [
            each
            for name in self.entries
            for each in self.sheet(name).iter(f"{MAIN}f", f"{MAIN}formula", f"{MAIN}formula1")
        ]
        return [*found, *self.names]

    @property
    def names(self) -> list[Element]:
        """The defined names."""
        return self.root(BOOK).findall(f"{MAIN}definedNames/{MAIN}definedName")

    def name(self, wanted: str) -> Element:
        """Return a defined name."""
        return next(each for each in self.names if each.get("name") == wanted)

    # --- looks -----------------------------------------------------------------------------------------------------

    def restyle(self, sheet: str, row: int, column: int, **change: str) -> None:
        """Give a cell a look of its own: `format`, `font`, `fill` (RRGGBB), `size`, `locked`."""
        cell = self.cell(sheet, row, column)
        looks = self.root(STYLES)
        styles = self.found(looks, "cellXfs")
        look = copy.deepcopy(styles[int(cell.get("s", 0))])
        styles.append(look)
        cell.set("s", str(len(styles) - 1))
        if "format" in change:
            look.set("numFmtId", str(self.number_format(change["format"])))
            look.set("applyNumberFormat", "1")
        if "font" in change or "size" in change:
            fonts = self.found(looks, "fonts")
            font = copy.deepcopy(fonts[int(look.get("fontId", 0))])
            for tag, key, value in (("color", "rgb", change.get("font")), ("sz", "val", change.get("size"))):
                if value:
                    old = font.find(f"{MAIN}{tag}")
                    at = len(font) if old is None else font.index(old)
                    if old is not None:
                        font.remove(old)
                    font.insert(at, etree.Element(f"{MAIN}{tag}", {key: f"FF{value}" if tag == "color" else value}))
            fonts.append(font)
            look.set("fontId", str(len(fonts) - 1))
            look.set("applyFont", "1")
        if "locked" in change:
            for each in look.findall(f"{MAIN}protection"):
                look.remove(each)
            etree.SubElement(look, f"{MAIN}protection", locked=change["locked"])
            look.set("applyProtection", "1")

    def number_format(self, code: str) -> int:
        """Return the number of a number format, added to those of the workbook."""
        looks = self.root(STYLES)
        formats = looks.find(f"{MAIN}numFmts")
        if formats is None:
            formats = etree.Element(f"{MAIN}numFmts")
            looks.insert(0, formats)
        number = 1 + max((int(each.get("numFmtId", 0)) for each in formats), default=200)
        etree.SubElement(formats, f"{MAIN}numFmt", numFmtId=str(number), formatCode=code)
        return number

    def add_effect(self, xml: str) -> int:
        """Return the number of a new effect of conditional formats."""
        effects = self.found(self.root(STYLES), "dxfs")
        effects.append(etree.fromstring(f'<dxf xmlns="{MAIN[1:-1]}">{xml}</dxf>'))
        return len(effects) - 1

    def add_rule(self, sheet: str, place: str, effect: int) -> None:
        """Add a conditional format that always holds."""
        group = etree.Element(f"{MAIN}conditionalFormatting", sqref=place)
        rule = etree.SubElement(group, f"{MAIN}cfRule", type="expression", dxfId=str(effect), priority="1")
        etree.SubElement(rule, f"{MAIN}formula").text = "TRUE"
        self.after(sheet, group, "conditionalFormatting", "mergeCells", "sheetProtection", "sheetData")

    def after(self, sheet: str, element: Element, *tags: str) -> None:
        """Put an element into a sheet behind the first of some elements that is there."""
        root = self.sheet(sheet)
        for tag in tags:
            found = root.findall(f"{MAIN}{tag}")
            if found:
                found[-1].addnext(element)
                return
        raise LookupError(tags)

    # --- rows and columns ------------------------------------------------------------------------------------------

    def shift(self, sheet: str, rows: Change, columns: Change, *, follow: bool = True) -> None:
        """Move rows and columns; merges, rules and, where they `follow`, formulas and names are moved along."""
        root = self.sheet(sheet)
        self._shift_cells(root, rows, columns)
        _shift_widths(root, columns)
        for each in root.findall(f"{MAIN}mergeCells/{MAIN}mergeCell"):
            moved = shifted(each.get("ref", ""), rows, columns) or ""
            if len(set(moved.split(":"))) > 1:
                each.set("ref", moved)
            else:
                removed(each)
        for each in itertools.chain.from_iterable(map(root.findall, _PLACED)):
            key = "ref" if "ref" in each.attrib else "sqref"
            moved = " ".join(filter(None, (shifted(part, rows, columns) for part in each.get(key, "").split())))
            each.set(key, moved)
            if not moved:
                removed(each)
        if follow:
            self._follow(sheet, rows, columns)

    def _follow(self, sheet: str, rows: Change, columns: Change) -> None:
        for name in self.entries:
            for formula in self.sheet(name).iter(f"{MAIN}f"):
                formula.text = followed(formula.text or "", name, sheet, rows, columns)
        for defined in self.names:
            defined.text = followed(defined.text or "", "", sheet, rows, columns)

    def _shift_cells(self, root: Element, rows: Change, columns: Change) -> None:
        data = self.found(root, "sheetData")
        kept = []
        for line in list(data):
            data.remove(line)
            row = rows(int(line.get("r", 0)) - 1)
            if row is None:
                continue
            line.set("r", str(row + 1))
            without(line, "spans")
            for cell in list(line):
                line.remove(cell)
                column = columns(position(cell.get("r", ""))[1])
                if column is not None:
                    cell.set("r", a1(row, column))
                    kept.append((row, column, line, cell))
            data.append(line)
        for _, _, line, cell in sorted(kept, key=lambda each: each[:2]):
            line.append(cell)
        data[:] = sorted(data, key=lambda line: int(line.get("r", 0)))


def _shift_widths(root: Element, columns: Change) -> None:
    for each in root.findall(f"{MAIN}cols/{MAIN}col"):
        first, last = (columns(int(each.get(key, 1)) - 1) for key in ("min", "max"))
        if first is None or last is None:
            removed(each)
        else:
            each.set("min", str(first + 1))
            each.set("max", str(min(last + 1, 16_384)))


def _place(address: str, rows: Change, columns: Change) -> str | None:
    match = _CELL.fullmatch(address)
    if match is None:
        raise LookupError(address)
    row, column = rows(int(match[4]) - 1), columns(column_number(match[2]))
    if row is None or column is None:
        return None
    letters = a1(0, column)[:-1]
    return f"{match[1]}{letters}{match[3]}{row + 1}"


def shifted(reference: str, rows: Change, columns: Change) -> str | None:
    """Return a reference after a shift; a block loses what was deleted of it, and is None where that is all."""
    first, _, last = reference.partition(":")
    if not last:
        return _place(first, rows, columns)
    (top, left), (bottom, right) = position(first), position(last)
    down = [each for each in map(rows, range(top, bottom + 1)) if each is not None]
    across = [each for each in map(columns, range(left, right + 1)) if each is not None]
    if not down or not across:
        return None
    return f"{_like(first, min(down), min(across))}:{_like(last, max(down), max(across))}"


def _like(address: str, row: int, column: int) -> str:
    """Return an address spelled with the `$` of another."""
    match = _CELL.fullmatch(address)
    if match is None:
        raise LookupError(address)
    return f"{match[1]}{a1(0, column)[:-1]}{match[3]}{row + 1}"


def followed(text: str, own: str, sheet: str, rows: Change, columns: Change) -> str:
    """Return a formula that lies on the sheet `own` after rows and columns of `sheet` were shifted."""

    def one(match: re.Match[str]) -> str:
        if not match["first"]:
            return match[0]
        named = match["sheet"] or ""
        if (named.rstrip("!").strip("'") or own) != sheet:
            return match[0]
        reference = match["first"] + (f":{match['last']}" if match["last"] else "")
        return named + (shifted(reference, rows, columns) or "#REF!")

    return _REFERENCE.sub(one, text)
