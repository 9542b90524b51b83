"""What people and programs do to a workbook that changes nothing of it."""

from __future__ import annotations

import copy
import re

from lxml import etree

from tests.editing import MAIN, removed, without
from tests.manipulations.change import Change, Found, NothingToChange
from tests.packages import BOOK
from xlgen import manifest
from xlgen.layout import Role


def comment_added(change: Change) -> list[Found]:
    """Comment on a result."""
    _, cell = change.number()
    part = "xl/comments1.xml"
    change.book.parts[part] = (
        f'<comments xmlns="{MAIN[1:-1]}"><authors><author>甲</author></authors><commentList>'
        f'<comment ref="{cell.a1}" authorId="0"><text><t>请核实</t></text></comment></commentList></comments>'
    ).encode()
    links = change.book.part_of(change.form.title).replace("worksheets/", "worksheets/_rels/") + ".rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    if links in change.book.parts:
        root = change.book.root(links)
        etree.SubElement(root, f"{{{root.nsmap[None]}}}Relationship", Id="rIdC", Type=kind, Target="../comments1.xml")
    else:
        change.book.parts[links] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rIdC" Type="{kind}" Target="../comments1.xml"/></Relationships>'
        ).encode()
    return []


def column_widened(change: Change) -> list[Found]:
    """Make columns wider."""
    for each in change.book.sheet(change.form.title).iterfind(f"{MAIN}cols/{MAIN}col"):
        each.set("width", str(float(each.get("width", 9)) * 1.5))
    return []


def rows_resized(change: Change) -> list[Found]:
    """Make rows higher and lower."""
    for each in change.book.rows(change.form.title):
        each.set("ht", str(change.chooser.randrange(15, 90)))
        each.set("customHeight", "1")
    return []


def page_set_up(change: Change) -> list[Found]:
    """Print on other paper."""
    root = change.book.sheet(change.form.title)
    for each in root.findall(f"{MAIN}pageSetup"):
        each.set("orientation", "landscape")
        each.set("paperSize", "8")
    for each in root.findall(f"{MAIN}pageMargins"):
        each.set("left", "1.5")
    return []


def looked_at_elsewhere(change: Change) -> list[Found]:
    """Leave another sheet open, zoomed, with frozen panes."""
    for view in change.book.sheet(change.form.title).iter(f"{MAIN}sheetView"):
        view.set("zoomScale", "85")
        view.insert(0, etree.Element(f"{MAIN}pane", ySplit="4", topLeftCell="A5", state="frozen"))
    return []


def sheets_reordered(change: Change) -> list[Found]:
    """Put the first sheet last."""
    entries = change.book.root(BOOK).find(f"{MAIN}sheets")
    if entries is None:
        raise NothingToChange
    entries.append(entries[0])
    for each in change.book.names:
        without(each, "localSheetId")
    return []


def manifest_hidden(change: Change) -> list[Found]:
    """Leave the hidden sheet merely hidden, as LibreOffice does."""
    change.book.entries[manifest.SHEET].set("state", "hidden")
    return []


def spelled_otherwise(change: Change) -> list[Found]:
    """Write formulas in small letters, with spaces, `$` and TRUE()."""
    for name in change.book.entries:
        for each in change.book.sheet(name).iter(f"{MAIN}f"):
            quoted = re.split(r'("(?:[^"]|"")*"|\'[^\']*\')', each.text or "")
            for index in range(0, len(quoted), 2):
                text = re.sub(r"\bTRUE\b", "TRUE()", quoted[index])
                text = re.sub(r"\b([A-Z]{1,2})([0-9]+)\b", r"$\1$\2", text)
                quoted[index] = text.replace(",", " , ").replace("IF(", "if( ").replace("SUM(", "Sum(")
            each.text = "".join(quoted)
    return []


def formats_spelled_otherwise(change: Change) -> list[Found]:
    r"""Spell number formats as LibreOffice does: `\≥0.00%`."""
    for each in change.book.root("xl/styles.xml").iter(f"{MAIN}numFmt"):
        each.set("formatCode", re.sub(r'"([^"])"', r"\\\1", each.get("formatCode", "")))
    return []


def styles_renumbered(change: Change) -> list[Found]:
    """Write the looks in another order."""
    styles = change.book.root("xl/styles.xml").find(f"{MAIN}cellXfs")
    if styles is None:
        raise NothingToChange
    count = len(styles)
    styles.extend([copy.deepcopy(each) for each in reversed(styles)])
    for name in change.book.entries:
        for cell in change.book.sheet(name).iter(f"{MAIN}c"):
            cell.set("s", str(2 * count - 1 - int(cell.get("s", 0))))
    return []


def spaces_in_labels(change: Change) -> list[Found]:
    """Leave spaces and other line ends in labels."""
    labels = {cell.text for _, cell in change.form.plan.shape.of_role(Role.LABEL)} - set(change.form.contents.values())
    for element in change.book.root("xl/sharedStrings.xml").iter(f"{MAIN}t"):
        is_word = element.text in labels and not re.fullmatch("[0-9A-Za-z]+", element.text or "")  # nor of the manifest
        if is_word and change.chooser.random() < 0.3:
            element.text = f"{element.text}\u3000".replace("\n", "\r\n")
    return []


def names_of_programs(change: Change) -> list[Found]:
    """Add the names that programs define for themselves."""
    names = change.book.root(BOOK).find(f"{MAIN}definedNames")
    if names is None:
        raise NothingToChange
    for name, text in (("_xlnm.Print_Area", "$A$1:$H$30"), ("_xlnm._FilterDatabase", "$A$4:$H$30"), ("单位", "$A$1")):
        added = etree.SubElement(names, f"{MAIN}definedName", name=name, localSheetId="1", hidden="1")
        added.text = f"'{change.form.title}'!{text}"
    return []


def inputs_formatted(change: Change) -> list[Found]:
    """Paste inputs with thousands and decimals, in another font."""
    for sheet, cell in change.form.cells(Role.INPUT):
        value = change.form.contents.get(cell.field)
        if isinstance(value, float) and cell.unit != "%" and abs(value) >= 1:
            change.book.restyle(sheet.name, cell.row, cell.column, format="#,##0.00##", font="1F1F7F")
    return []


def protected_otherwise(change: Change) -> list[Found]:
    """Protect with a password, and allow formats."""
    for each in change.book.sheet(change.form.title).findall(f"{MAIN}sheetProtection"):
        each.set("password", "CC1A")
        each.set("formatCells", "0")
    return []


def rules_joined(change: Change) -> list[Found]:
    """Write alike entry rules as one over several cells, defaults filled in."""
    for root in (change.book.sheet(each.name) for each in change.form.plan.shape.sheets):
        joined: dict[tuple[str, ...], etree._Element] = {}
        for rule in root.findall(f"{MAIN}dataValidations/{MAIN}dataValidation"):
            key = (rule.get("type", ""), *(each.text or "" for each in rule), rule.get("showErrorMessage", ""))
            rule.set("errorStyle", "stop")
            first = joined.setdefault(key, rule)
            if first is not rule:
                first.set("sqref", f"{first.get('sqref')} {rule.get('sqref')}")
                removed(rule)
    return []


def empty_sheet_part(change: Change) -> list[Found]:
    """Leave empty, styled cells far below the form."""
    change.book.cell(change.form.title, 300, 3).set("s", "1")
    return []


def far_column_hidden(change: Change) -> list[Found]:
    """Hide the columns beside the form."""
    for each in change.book.sheet(change.form.title).iterfind(f"{MAIN}cols/{MAIN}col"):
        if each.get("max") == "16384":
            each.set("hidden", "1")
    return []


def untouched(_: Change) -> list[Found]:
    """Change nothing."""
    return []
