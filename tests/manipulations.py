"""What may happen to a filled form on its way back: named changes, each saying what the verifier must find and where.

A change is made in the package's XML, as a person in a spreadsheet program, a library or an editor leaves it. It picks
its place by the seeded chooser that it is given, and returns the (code, cell) that must be found; those without a
finding are harmless. A form that has nothing of the kind raises `NothingToChange`.
"""

from __future__ import annotations

import base64
import copy
import json
import random
import re
import zlib
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from lxml import etree

from tests.editing import MAIN, Workbook, removed, without
from tests.packages import BOOK, with_picture, without_sheet
from xlgen import layout, manifest, recompute, terms, writer
from xlgen.formula import a1
from xlgen.layout import Role
from xlgen.layout.entry import entry
from xlgen.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xlgen.layout import Cell, Plan, Sheet
    from xlgen.model import Content
    from xlgen.recompute import Contents

Found = tuple[str, str]
"""A code and the cell it must be told of, or cells with | between; "" where it is told of a sheet or of the file."""


class NothingToChange(Exception):  # noqa: N818 - no fault
    """The form has nothing of the kind that a manipulation changes."""


@dataclass(frozen=True)
class Form:
    """A form filled in: its manifest, and what stands in its cells, results included."""

    manifest: Manifest
    contents: Contents

    @property
    def plan(self) -> Plan:
        """The plan it was issued with."""
        return self.manifest.plan

    @property
    def title(self) -> str:
        """The name of its form sheet."""
        return self.plan.shape.title

    @cached_property
    def results(self) -> frozenset[str]:
        """The fields that formulas give."""
        return frozenset(cell.field for _, cell in self.plan.shape.of_role(Role.FORMULA))

    @cached_property
    def content(self) -> bytes:
        """The workbook's bytes."""
        return writer.write(self.manifest, self.contents)

    @property
    def marks(self) -> list[tuple[Sheet, Cell]]:
        """The cells of the self-check that show a mark."""
        return [each for each in self.cells(Role.FORMULA, named=False) if each[1].style == "check_mark"]

    def cells(self, role: Role, *, named: bool = True) -> list[tuple[Sheet, Cell]]:
        """Return the cells of a role, first cells of their fields; `named` those of sheets whose cells have names."""
        return [
            (sheet, cell)
            for sheet, cell in self.plan.shape.places.values()
            if cell.role is role and not (named and sheet.name in terms.SHEETS)
        ]


@dataclass
class Change:
    """One manipulation at work: the form, its open package, and the chooser of the place."""

    form: Form
    book: Workbook
    chooser: random.Random

    def computed(self, changes: Mapping[str, Content]) -> None:
        """Begin again with the results that follow where some cells hold something else."""
        contents = {field: each for field, each in self.form.contents.items() if field not in self.form.results}
        contents |= changes
        given = recompute.evaluate(self.form.plan.shape, [contents])[0]
        self.book = Workbook(writer.write(self.form.manifest, contents | given))

    def pick(self, choices: Iterable[tuple[Sheet, Cell]]) -> tuple[Sheet, Cell]:
        """Return one of some cells."""
        found = list(choices)
        if not found:
            raise NothingToChange
        return self.chooser.choice(found)

    def formula(self, pattern: str = "", *, replacing: str = "") -> tuple[Sheet, Cell, str]:
        """Return a formula cell whose text holds a pattern, with that replaced once: another text."""
        found = []
        for sheet, cell in self.form.cells(Role.FORMULA, named=False):
            changed = re.sub(pattern, replacing, cell.text, count=1)
            if changed != cell.text:
                found.append((sheet, cell))
        sheet, cell = self.pick(found)
        return sheet, cell, re.sub(pattern, replacing, cell.text, count=1)

    def number(self, role: Role = Role.FORMULA) -> tuple[Sheet, Cell]:
        """Return a cell that shows a number."""
        return self.pick(
            (sheet, cell)
            for sheet, cell in self.form.cells(role)
            if isinstance(self.form.contents.get(cell.field), float)
        )

    def issued(self, *endings: str) -> tuple[Sheet, Cell]:
        """Return an issued cell whose field ends so, and that holds something."""
        return self.pick(
            (sheet, cell)
            for sheet, cell in self.form.cells(Role.ISSUED)
            if cell.field.endswith(endings) and self.form.contents.get(cell.field) not in {None, ""}
        )

    def row(self) -> tuple[str, int]:
        """Return a row of the form that holds something, and neither begins nor ends a block merged over rows."""
        sheet = next(each for each in self.form.plan.shape.sheets if each.name == self.form.title)
        edges = {edge for cell in sheet.cells if cell.rows > 1 for edge in (cell.row, cell.row + cell.rows - 1)}
        held = {cell.row for cell in sheet.cells if cell.field and self.form.plan.shape.places[cell.field][1] is cell}
        rows = [row for row in sorted(held) if row not in edges and row > 3]
        if not rows:
            raise NothingToChange
        return sheet.name, self.chooser.choice(rows)


@dataclass(frozen=True)
class Manipulation:
    """A named change; `alone` where nothing else above a note may be told of the families S and C."""

    name: str
    make: Callable[[Change], Sequence[Found]]
    alone: bool = True


def manipulated(form: Form, change: Manipulation, seed: object) -> tuple[bytes, tuple[Found, ...]]:
    """Return a form's workbook changed, and what must be found in it."""
    at_work = Change(form, Workbook(form.content), random.Random(f"{change.name} {seed}"))
    expected = tuple(change.make(at_work))
    return at_work.book.content(), expected


# --- formulas and results -------------------------------------------------------------------------------------------


def _constant_over_formula(change: Change) -> list[Found]:
    sheet, cell = change.number()
    change.computed({cell.field: 95.5})
    change.book.put(sheet.name, cell.row, cell.column, 95.5)
    return [("C201", cell.a1)]


def _result_pasted(change: Change) -> list[Found]:
    sheet, cell = change.number()
    value = change.form.contents[cell.field]
    change.book.put(sheet.name, cell.row, cell.column, float(str(value)))
    return [("C201", cell.a1)]


def _formula_emptied(change: Change) -> list[Found]:
    sheet, cell = change.pick(change.form.cells(Role.FORMULA, named=False))
    change.computed({cell.field: None})
    change.book.put(sheet.name, cell.row, cell.column, None)
    return [("C201", cell.a1)]


def _edited(change: Change, pattern: str, replacing: str) -> list[Found]:
    """Edit a formula and leave its result as it was, as where the edit changes nothing for these inputs."""
    sheet, cell, text = change.formula(pattern, replacing=replacing)
    change.book.formula(sheet.name, cell.row, cell.column).text = text
    return [("C202", cell.a1)]


def _weight_constant(change: Change) -> list[Found]:
    """Put the number in the place of a reference to it."""
    sheet, cell = change.pick(
        (sheet, cell) for sheet, cell in change.form.cells(Role.FORMULA) if re.search(r"\b[A-Z]{1,2}\d+\b", cell.text)
    )
    text = re.sub(r"\b[A-Z]{1,2}\d+\b(?!:)", "10", cell.text, count=1)
    change.book.formula(sheet.name, cell.row, cell.column).text = text
    return [("C202", cell.a1)]


def _one_row_short(change: Change) -> list[Found]:
    def shorter(match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}:{match[3]}{int(match[4]) - 1}"

    pattern = re.compile(r"([A-Z]{1,2})(\d+):([A-Z]{1,2})(\d+)")
    found = [
        (sheet, cell)
        for sheet, cell in change.form.cells(Role.FORMULA, named=False)
        if (match := pattern.search(cell.text)) and int(match[2]) < int(match[4])
    ]
    sheet, cell = change.pick(found)
    change.book.formula(sheet.name, cell.row, cell.column).text = pattern.sub(shorter, cell.text, count=1)
    return [("C202", cell.a1)]


def _replaced_wholly(change: Change) -> list[Found]:
    sheet, cell = change.number()
    change.computed({cell.field: 100.0})
    change.book.put_formula(sheet.name, cell.row, cell.column, "100-0", 100.0)
    return [("C202", cell.a1)]


def _result_forged(change: Change) -> list[Found]:
    sheet, cell = change.number()
    value = change.book.stored(sheet.name, cell.row, cell.column)
    value.text = repr(float(value.text or 0) + 1.5)
    return [("C203", cell.a1)]


def _mark_forged(change: Change) -> list[Found]:
    """Make a line of the self-check say that what it found is but a hint."""
    sheet, cell = change.pick(change.form.marks)
    value = change.book.stored(sheet.name, cell.row, cell.column)
    value.text = terms.PASSED if value.text == terms.MARKS["note"] else terms.MARKS["note"]
    return [("C203", cell.a1)]


def _manual(change: Change) -> None:
    calculation = change.book.root(BOOK).find(f"{MAIN}calcPr")
    if calculation is None:
        raise NothingToChange
    calculation.set("calcMode", "manual")


def _stale(change: Change) -> list[Found]:
    """Leave all results as they were issued, in a workbook that computes when told to."""
    _manual(change)
    blank = recompute.issued_contents(change.form.plan)
    issued = recompute.evaluate(change.form.plan.shape, [blank])[0]
    other = Workbook(writer.write(change.form.manifest, change.form.contents | issued))
    differs = [field for field, value in issued.items() if change.form.contents.get(field) != value]
    if not differs:
        raise NothingToChange
    _manual(Change(change.form, other, change.chooser))
    change.book = other
    return [("C204", "")]


def _manual_and_forged(change: Change) -> list[Found]:
    _manual(change)
    return _result_forged(change)


def _never_computed(change: Change) -> list[Found]:
    """Drop every result, as some libraries do."""
    for name in change.book.entries:
        for cell in change.book.sheet(name).iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if cell.find(f"{MAIN}f") is not None and value is not None:
                cell.remove(value)
    return [("C204", "")]


# --- what was issued ------------------------------------------------------------------------------------------------


def _issued_changed(change: Change, *endings: str) -> list[Found]:
    sheet, cell = change.issued(*endings)
    value = change.form.contents[cell.field]
    other = value + 1 if isinstance(value, float) else f"{value}甲"
    change.computed({cell.field: other})
    change.book.put(sheet.name, cell.row, cell.column, other)
    return [("S107", cell.a1)]


def _label_changed(change: Change) -> list[Found]:
    labels = [
        (sheet, cell)
        for sheet, cell in change.form.plan.shape.of_role(Role.LABEL)
        if cell.text.strip() and not cell.link
    ]
    sheet, cell = change.pick(labels)
    change.book.put(sheet.name, cell.row, cell.column, f"{cell.text}（改）")
    return [("S107", cell.a1)]


def _weights_swapped(change: Change) -> list[Found]:
    weights = [
        (sheet, cell)
        for sheet, cell in change.form.cells(Role.ISSUED)
        if cell.field.endswith(".max_score") and isinstance(change.form.contents.get(cell.field), float)
    ]
    sheet, first = change.pick(weights)
    value = change.form.contents[first.field]
    _, second = change.pick(
        each for each in weights if change.form.contents[each[1].field] != value and each[0] is sheet
    )
    change.computed({first.field: change.form.contents[second.field], second.field: value})
    return [("S107", first.a1), ("S107", second.a1)]


# --- rows and columns -----------------------------------------------------------------------------------------------


def _kept(number: int) -> int:
    return number


def _row_deleted(change: Change) -> list[Found]:
    sheet, row = change.row()
    change.book.shift(sheet, lambda each: None if each == row else each - (each > row), _kept)
    return [("S106", a1(row, 0))]


def _rows_inserted(change: Change, count: int, *, follow: bool = True) -> list[Found]:
    sheet, row = change.row()
    change.book.shift(sheet, lambda each: each + count * (each >= row), _kept, follow=follow)
    return [("S106", a1(row, 0))]


def _row_inserted_and_filled(change: Change) -> list[Found]:
    """Insert a row and write an indicator of one's own into it."""
    sheet, row = change.row()
    change.book.shift(sheet, lambda each: each + (each >= row), _kept)
    for column, content in ((2, "自行增加的指标"), (4, 5.0), (5, 5.0), (6, 2.0)):
        change.book.put(sheet, row, column, content)
    return [("S106", a1(row, 0))]


def _rows_swapped(change: Change) -> list[Found]:
    """Cut an indicator's row and insert it above the one before it."""
    shape = change.form.plan.shape
    rows = {
        cell.row
        for sheet, cell in change.form.cells(Role.ISSUED)
        if sheet.name == change.form.title and re.fullmatch(r"indicators\[\d+\]\.name", cell.field)
    }
    sheet = next(each for each in shape.sheets if each.name == change.form.title)
    edges = {cell.row for cell in sheet.cells if cell.rows > 1}
    pairs = sorted(row for row in rows if row - 1 in rows and row not in edges and row - 1 not in edges)
    if not pairs:
        raise NothingToChange
    row = change.chooser.choice(pairs)
    places = {row: row - 1, row - 1: row}
    change.book.shift(sheet.name, lambda each: places.get(each, each), _kept)
    return [("S106", f"{a1(row - 1, 0)}|{a1(row, 0)}")]  # either of the two has moved


def _column_inserted(change: Change) -> list[Found]:
    column = change.chooser.randrange(1, 4)
    change.book.shift(change.form.title, _kept, lambda each: each + (each >= column))
    return [("S106", a1(0, column))]


def _column_deleted(change: Change) -> list[Found]:
    """Delete the column of what was achieved."""
    _, cell = change.pick(
        (sheet, cell)
        for sheet, cell in change.form.cells(Role.INPUT)
        if sheet.name == change.form.title and cell.field.startswith("indicators[") and cell.columns == 1
    )
    column = cell.column
    change.book.shift(change.form.title, _kept, lambda each: None if each == column else each - (each > column))
    return [("S106", a1(0, column))]


def _row_hidden(change: Change, **attributes: str) -> list[Found]:
    sheet, row = change.row()
    for each in change.book.rows(sheet):
        if each.get("r") == str(row + 1):
            for key, value in attributes.items():
                each.set(key, value)
    return [("S110", a1(row, 0))]


def _column_hidden(change: Change, **attributes: str) -> list[Found]:
    column = change.chooser.randrange(4)
    for each in change.book.sheet(change.form.title).iterfind(f"{MAIN}cols/{MAIN}col"):
        if each.get("min") == str(column + 1):
            for key, value in attributes.items():
                each.set(key, value)
    return [("S110", a1(0, column))]


# --- sheets ----------------------------------------------------------------------------------------------------------


def _sheet_renamed(change: Change) -> list[Found]:
    sheet = change.chooser.choice(change.form.plan.shape.sheets)
    change.book.rename_sheet(sheet.name, "Sheet 1")
    return [("S112", "")]


def _sheet_copied(change: Change) -> list[Found]:
    change.book.copy_sheet(change.form.title, f"{change.form.title} (2)")
    return [("S105", "")]


def _sheet_deleted(change: Change, *names: str) -> list[Found]:
    """Delete a sheet; what spoke of it says #REF!."""
    shape = change.form.plan.shape
    tables = [each.name for each in shape.sheets if each.name not in {*terms.SHEETS, shape.title}]
    wanted = [each for each in names or tables if each in shape.positions]
    if not wanted:
        raise NothingToChange
    name = change.chooser.choice(wanted)
    change.book = Workbook(without_sheet(change.book.content(), shape.positions[name], name))
    return [("S104", "")]


def _form_deleted(change: Change) -> list[Found]:
    return _sheet_deleted(change, change.form.title)


def _sheet_added(change: Change) -> list[Found]:
    page = etree.fromstring(
        f'<worksheet xmlns="{MAIN[1:-1]}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    change.book.add_sheet("Sheet1", page)
    return [("S105", "")]


def _sheet_hidden(change: Change) -> list[Found]:
    sheet = change.chooser.choice(change.form.plan.shape.sheets)
    change.book.entries[sheet.name].set("state", "hidden")
    return [("S110", "")]


def _other_form_beside(change: Change) -> list[Found]:
    """Move the form of another project into the same workbook."""
    other = copy.deepcopy(change.book.sheet(change.form.title))
    change.book.add_sheet("另一项目的自评表", other)
    change.book.put("另一项目的自评表", 2, 2, "另一项目")
    return [("S105", "")]


def _pasted_into_another(change: Change) -> list[Found]:
    """Copy the form's sheets into a new workbook, without the hidden one."""
    entry_of = change.book.entries[manifest.SHEET]
    removed(entry_of)
    return [("S101", "")]


# --- names, rules, protection -----------------------------------------------------------------------------------------


def _named(change: Change) -> tuple[Sheet, Cell, str]:
    roles = (Role.FORMULA, Role.INPUT, Role.ISSUED)
    sheet, cell = change.pick(each for role in roles for each in change.form.cells(role))
    return sheet, cell, layout.defined_name(cell.field)


def _name_deleted(change: Change) -> list[Found]:
    _, cell, name = _named(change)
    removed(change.book.name(name))
    return [("S113", cell.a1)]


def _name_redirected(change: Change) -> list[Found]:
    _, cell, name = _named(change)
    change.book.name(name).text = f"'{change.form.title}'!$A$1"
    return [("S113", cell.a1)]


def _names_deleted(change: Change) -> list[Found]:
    """Drop all names, as a program may that does not know them."""
    for each in change.book.names:
        if (each.get("name") or "").startswith(layout.NAME_PREFIX):
            removed(each)
    first = next(cell for sheet, cell in _in_order(change.form) if sheet.name not in terms.SHEETS)
    return [("S113", first.a1)]


def _in_order(form: Form) -> list[tuple[Sheet, Cell]]:
    """Return the cells that carry a name, in the order of the sheets."""
    return list(form.plan.shape.places.values())


def _ruled(change: Change, *, listed: bool) -> tuple[Cell, etree._Element]:
    """Return an input with an entry rule, of words or of numbers, and the rule."""
    found = []
    for sheet, cell in change.form.cells(Role.INPUT, named=False):
        taken = entry(cell)
        if taken and bool(taken.choices) is listed:
            found.append((sheet, cell))
    sheet, cell = change.pick(found)
    for rule in change.book.sheet(sheet.name).iter(f"{MAIN}dataValidation"):
        if cell.a1 in (rule.get("sqref") or "").split():
            return cell, rule
    raise NothingToChange


def _rule_removed(change: Change) -> list[Found]:
    cell, rule = _ruled(change, listed=False)
    removed(rule)
    return [("S109", cell.a1)]


def _rule_loosened(change: Change) -> list[Found]:
    cell, rule = _ruled(change, listed=False)
    rule.set("errorStyle", "warning")
    return [("S109", cell.a1)]


def _bound_loosened(change: Change) -> list[Found]:
    cell, rule = _ruled(change, listed=False)
    for each in rule.iterfind(f"{MAIN}formula1"):
        each.text = "-999"
    return [("S109", cell.a1)]


def _list_extended(change: Change) -> list[Found]:
    cell, rule = _ruled(change, listed=True)
    for each in rule.iterfind(f"{MAIN}formula1"):
        each.text = f'"{(each.text or "").strip(chr(34))},其他"'
    return [("S109", cell.a1)]


def _rules_lost(change: Change) -> list[Found]:
    """Drop all entry rules of a sheet."""
    root = change.book.sheet(change.form.title)
    for each in root.findall(f"{MAIN}dataValidations"):
        root.remove(each)
    ruled = [cell for sheet, cell in change.form.cells(Role.INPUT) if sheet.name == change.form.title and entry(cell)]
    if not ruled:
        raise NothingToChange
    return [("S109", min(ruled, key=lambda cell: (cell.row, cell.column)).a1)]


def _unprotected(change: Change, *, every: bool) -> list[Found]:
    names = [each.name for each in change.form.plan.shape.sheets]
    for name in names if every else [change.chooser.choice(names)]:
        root = change.book.sheet(name)
        for each in root.findall(f"{MAIN}sheetProtection"):
            root.remove(each)
    return [("S108", "")]


def _unlocked(change: Change) -> list[Found]:
    sheet, cell = change.number()
    change.book.restyle(sheet.name, cell.row, cell.column, locked="0")
    return [("S108", cell.a1)]


# --- the hidden sheet ------------------------------------------------------------------------------------------------


def _with_manifest(change: Change, rows: list[list[str]]) -> None:
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            change.book.put(manifest.SHEET, row, column, words)


def _manifest_edited(change: Change) -> list[Found]:
    rows = manifest.to_rows(change.form.manifest)
    rows[6][1] = str(int(rows[6][1]) + 1)
    _with_manifest(change, rows)
    return [("S103", "")]


def _manifest_swapped(change: Change) -> list[Found]:
    """Put the hidden sheet of another project of the same form into the workbook."""
    issued = {**change.form.plan.issued, "project.code": "另一编码", "project.name": "另一项目"}
    if layout.blank.is_blank(change.form.plan):
        raise NothingToChange
    plan = layout.Plan(shape=change.form.plan.shape, issued=issued)
    _with_manifest(change, manifest.to_rows(_with_plan(change.form.manifest, plan)))
    return [("S103", "")]


def _with_plan(found: Manifest, plan: Plan) -> Manifest:
    return Manifest(
        template=found.template,
        template_version=found.template_version,
        template_sha256=found.template_sha256,
        fiscal_year=found.fiscal_year,
        plan=plan,
    )


def _rule_of_ones_own(change: Change) -> list[Found]:
    """Write a manifest, digest and all, whose plan has a formula outside the language."""
    shape = json.loads(change.form.plan.shape.json)
    cells = [cell for sheet in shape["sheets"] for cell in sheet["cells"] if cell["role"] == "formula"]
    change.chooser.choice(cells)["text"] = 'WEBSERVICE("https://example.org/")'
    packed = json.dumps(shape, ensure_ascii=False).encode()
    rows = [row if row[0] != "plan" else ["plan", *_packed(packed)] for row in manifest.to_rows(change.form.manifest)]
    _with_manifest(change, rows)
    return [("S102", "")]


def _packed(content: bytes) -> list[str]:
    text = base64.b64encode(zlib.compress(content, 9)).decode()
    return [text[start : start + manifest.CHUNK] for start in range(0, len(text), manifest.CHUNK)]


# --- what is shown ---------------------------------------------------------------------------------------------------


def _formatted(change: Change, role: Role, *codes: str) -> list[Found]:
    found = [
        (sheet, cell)
        for sheet, cell in change.form.cells(role)
        if isinstance(change.form.contents.get(cell.field), float) and change.form.contents[cell.field] != 0
    ]
    sheet, cell = change.pick(found)
    change.book.restyle(sheet.name, cell.row, cell.column, format=change.chooser.choice(codes))
    return [("S114", cell.a1)]


def _coloured(change: Change, **look: str) -> list[Found]:
    """Write in the colour of the paper, or too small to be read."""
    sheet, cell = change.number()
    change.book.restyle(sheet.name, cell.row, cell.column, **look)
    return [("S114", cell.a1)]


def _words_hidden(change: Change) -> list[Found]:
    """Show nothing of a text that was filled in or issued."""
    texts = [
        (sheet, cell)
        for sheet, cell in [*change.form.cells(Role.ISSUED), *change.form.cells(Role.INPUT)]
        if isinstance(change.form.contents.get(cell.field), str)
        and str(change.form.contents[cell.field]).strip("\u3000\xa0 \n")
    ]
    sheet, cell = change.pick(texts)
    change.book.restyle(sheet.name, cell.row, cell.column, format=';;;"已完成"')
    return [("S114", cell.a1)]


def _mark_hidden(change: Change) -> list[Found]:
    """Paint over the ✗ of the self-check by a conditional format."""
    sheet, cell = change.pick(change.form.marks)
    white = change.book.add_effect('<font><color rgb="FFFFFFFF"/></font>')
    change.book.add_rule(sheet.name, cell.a1, white)
    return [("S114", cell.a1)]


def _number_by_condition(change: Change) -> list[Found]:
    sheet, cell = change.number()
    effect = change.book.add_effect('<numFmt numFmtId="300" formatCode="&quot;100.00&quot;"/>')
    change.book.add_rule(sheet.name, cell.a1, effect)
    return [("S114", cell.a1)]


def _white_text_added(change: Change) -> list[Found]:
    """Write in white upon white, beside the form."""
    row, column = change.chooser.randrange(1, 12), 25
    change.book.put(change.form.title, row, column, "另有约定")
    change.book.restyle(change.form.title, row, column, font="FFFFFF")
    return [("S111", a1(row, column))]


def _text_beside(change: Change) -> list[Found]:
    row, column = change.chooser.randrange(1, 12), 12 + change.chooser.randrange(8)
    change.book.put(change.form.title, row, column, 12.5)
    return [("S111", a1(row, column))]


def _drawn_over(change: Change) -> list[Found]:
    sheet, cell = change.number()
    part = change.book.part_of(sheet.name)
    change.book = Workbook(with_picture(change.book.content(), part, cell.row, cell.column))
    return [("S111", cell.a1)]


# --- merges and inputs ------------------------------------------------------------


def _merge_split(change: Change) -> list[Found]:
    sheet = next(each for each in change.form.plan.shape.sheets if each.name == change.form.title)
    merged = [(sheet, cell) for cell in sheet.cells if (cell.rows, cell.columns) != (1, 1)]
    _, cell = change.pick(merged)
    for each in change.book.sheet(sheet.name).findall(f"{MAIN}mergeCells/{MAIN}mergeCell"):
        if (each.get("ref") or "").partition(":")[0] == cell.a1:
            removed(each)
    return [("S115", cell.a1)]


def _merge_added(change: Change) -> list[Found]:
    """Merge a score with what stands right of it."""
    sheet = next(each for each in change.form.plan.shape.sheets if each.name == change.form.title)
    single = {(cell.row, cell.column): cell for cell in sheet.cells if (cell.rows, cell.columns) == (1, 1)}
    _, cell = change.pick((sheet, cell) for (row, column), cell in single.items() if (row, column + 1) in single)
    merges = change.book.sheet(sheet.name).find(f"{MAIN}mergeCells")
    if merges is None:
        raise NothingToChange
    etree.SubElement(merges, f"{MAIN}mergeCell", ref=f"{cell.a1}:{a1(cell.row, cell.column + 1)}")
    return [("S115", cell.a1)]


def _input(change: Change) -> tuple[Sheet, Cell]:
    """Return an input of the form that holds a number."""
    return change.pick(
        (sheet, cell)
        for sheet, cell in change.form.cells(Role.INPUT)
        if isinstance(change.form.contents.get(cell.field), float) and entry(cell) and not cell.unit_field
    )


def _formula_in_input(change: Change, text: str) -> list[Found]:
    sheet, cell = _input(change)
    change.book.put_formula(sheet.name, cell.row, cell.column, text, float(str(change.form.contents[cell.field])))
    return [("V307", cell.a1)]


def _picture_in_input(change: Change) -> list[Found]:
    sheet, cell = _input(change)
    picture = 'DISPIMG("ID_1",1)'
    change.book.put_formula(sheet.name, cell.row, cell.column, f"_xlfn.{picture}", f"={picture}")
    return [("V308", cell.a1)]


# --- harmless --------------------------------------------------------------------------------------------------------


def _comment_added(change: Change) -> list[Found]:
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


def _column_widened(change: Change) -> list[Found]:
    for each in change.book.sheet(change.form.title).iterfind(f"{MAIN}cols/{MAIN}col"):
        each.set("width", str(float(each.get("width", 9)) * 1.5))
    return []


def _rows_resized(change: Change) -> list[Found]:
    for each in change.book.rows(change.form.title):
        each.set("ht", str(change.chooser.randrange(15, 90)))
        each.set("customHeight", "1")
    return []


def _page_set_up(change: Change) -> list[Found]:
    root = change.book.sheet(change.form.title)
    for each in root.findall(f"{MAIN}pageSetup"):
        each.set("orientation", "landscape")
        each.set("paperSize", "8")
    for each in root.findall(f"{MAIN}pageMargins"):
        each.set("left", "1.5")
    return []


def _looked_at_elsewhere(change: Change) -> list[Found]:
    """Leave another sheet open, zoomed, with frozen panes."""
    for view in change.book.sheet(change.form.title).iter(f"{MAIN}sheetView"):
        view.set("zoomScale", "85")
        view.insert(0, etree.Element(f"{MAIN}pane", ySplit="4", topLeftCell="A5", state="frozen"))
    return []


def _sheets_reordered(change: Change) -> list[Found]:
    entries = change.book.root(BOOK).find(f"{MAIN}sheets")
    if entries is None:
        raise NothingToChange
    entries.append(entries[0])
    for each in change.book.names:
        without(each, "localSheetId")
    return []


def _manifest_hidden(change: Change) -> list[Found]:
    """Leave the hidden sheet merely hidden, as LibreOffice does."""
    change.book.entries[manifest.SHEET].set("state", "hidden")
    return []


def _spelled_otherwise(change: Change) -> list[Found]:
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


def _formats_spelled_otherwise(change: Change) -> list[Found]:
    r"""Spell number formats as LibreOffice does: `\≥0.00%`."""
    for each in change.book.root("xl/styles.xml").iter(f"{MAIN}numFmt"):
        each.set("formatCode", re.sub(r'"([^"])"', r"\\\1", each.get("formatCode", "")))
    return []


def _styles_renumbered(change: Change) -> list[Found]:
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


def _spaces_in_labels(change: Change) -> list[Found]:
    for element in change.book.root("xl/sharedStrings.xml").iter(f"{MAIN}t"):
        if change.chooser.random() < 0.3 and not re.fullmatch(r"[A-Za-z0-9+/=_.-]+", element.text or ""):
            element.text = f"{element.text}\u3000".replace("\n", "\r\n")
    return []


def _names_of_programs(change: Change) -> list[Found]:
    """Add the names that programs define for themselves."""
    names = change.book.root(BOOK).find(f"{MAIN}definedNames")
    if names is None:
        raise NothingToChange
    for name, text in (("_xlnm.Print_Area", "$A$1:$H$30"), ("_xlnm._FilterDatabase", "$A$4:$H$30"), ("单位", "$A$1")):
        added = etree.SubElement(names, f"{MAIN}definedName", name=name, localSheetId="1", hidden="1")
        added.text = f"'{change.form.title}'!{text}"
    return []


def _inputs_formatted(change: Change) -> list[Found]:
    """Paste inputs with thousands and decimals, in another font."""
    for sheet, cell in change.form.cells(Role.INPUT):
        value = change.form.contents.get(cell.field)
        if isinstance(value, float) and cell.unit != "%" and abs(value) >= 1:
            change.book.restyle(sheet.name, cell.row, cell.column, format="#,##0.00##", font="1F1F7F")
    return []


def _protected_otherwise(change: Change) -> list[Found]:
    for each in change.book.sheet(change.form.title).findall(f"{MAIN}sheetProtection"):
        each.set("password", "CC1A")
        each.set("formatCells", "0")
    return []


def _rules_joined(change: Change) -> list[Found]:
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


def _empty_sheet_part(change: Change) -> list[Found]:
    """Leave empty, styled cells far below the form."""
    change.book.cell(change.form.title, 300, 3).set("s", "1")
    return []


def _far_column_hidden(change: Change) -> list[Found]:
    for each in change.book.sheet(change.form.title).iterfind(f"{MAIN}cols/{MAIN}col"):
        if each.get("max") == "16384":
            each.set("hidden", "1")
    return []


def _untouched(_: Change) -> list[Found]:
    return []


HARMFUL: Final = (
    Manipulation("数覆盖公式", _constant_over_formula),
    Manipulation("公式粘贴成数值", _result_pasted),
    Manipulation("公式清空", _formula_emptied),
    Manipulation("求和少一行", _one_row_short),
    Manipulation("分值写成常数", _weight_constant),
    Manipulation("去掉封顶", partial(_edited, pattern=r"MIN\(", replacing="MAX(")),
    Manipulation("改舍入位数", partial(_edited, pattern=r",2\)", replacing=",1)")),
    Manipulation("改比较号", partial(_edited, pattern=r"<>0", replacing=">0")),
    Manipulation("改界限", partial(_edited, pattern=r">0", replacing=">0.01")),
    Manipulation("公式末尾加分", partial(_edited, pattern=r"\Z", replacing="+1")),
    Manipulation("改取最大", partial(_edited, pattern=r"SUM\(", replacing="MAX(")),
    Manipulation("引用错一行", partial(_edited, pattern=r"\b([A-Z])(\d)(\d)\b", replacing=r"\g<1>\g<2>\g<3>0")),
    Manipulation("整条公式换掉", _replaced_wholly),
    Manipulation("显示值改动", _result_forged),
    Manipulation("自查标记改动", _mark_forged),
    Manipulation("手动计算并改显示值", _manual_and_forged),
    Manipulation("手动计算未重算", _stale),
    Manipulation("结果全部缺失", _never_computed),
    Manipulation("改指标值", lambda change: _issued_changed(change, ".target_value")),
    Manipulation("改分值", lambda change: _issued_changed(change, ".max_score")),
    Manipulation("改指标名称", lambda change: _issued_changed(change, ".name")),
    Manipulation("改项目名称", lambda change: _issued_changed(change, "project.name")),
    Manipulation("改项目编码", lambda change: _issued_changed(change, "project.code")),
    Manipulation("改标签", _label_changed),
    Manipulation("对调分值", _weights_swapped),
    Manipulation("删一行", _row_deleted),
    Manipulation("插一行", partial(_rows_inserted, count=1)),
    Manipulation("插三行", partial(_rows_inserted, count=3)),
    Manipulation("插一行并填写", _row_inserted_and_filled),
    Manipulation("程序插行而引用不动", partial(_rows_inserted, count=1, follow=False)),
    Manipulation("移动一行", _rows_swapped),
    Manipulation("插一列", _column_inserted),
    Manipulation("删完成值列", _column_deleted),
    Manipulation("隐藏一行", partial(_row_hidden, hidden="1")),
    Manipulation("行高为零", partial(_row_hidden, ht="0", customHeight="1")),
    Manipulation("隐藏一列", partial(_column_hidden, hidden="1")),
    Manipulation("列宽为零", partial(_column_hidden, width="0")),
    Manipulation("工作表改名", _sheet_renamed),
    Manipulation("复制工作表", _sheet_copied),
    Manipulation("删自评表", _form_deleted),
    Manipulation("删填报说明", lambda change: _sheet_deleted(change, terms.GUIDE_SHEET)),
    Manipulation("删填报自查", lambda change: _sheet_deleted(change, terms.CHECK_SHEET)),
    Manipulation("删附表", _sheet_deleted),
    Manipulation("加工作表", _sheet_added),
    Manipulation("隐藏工作表", _sheet_hidden),
    Manipulation("并入另一项目的表", _other_form_beside),
    Manipulation("复制到另一工作簿", _pasted_into_another),
    Manipulation("删一个名称", _name_deleted),
    Manipulation("名称改指别处", _name_redirected),
    Manipulation("名称全部丢失", _names_deleted),
    Manipulation("删一条有效性", _rule_removed),
    Manipulation("有效性改为警告", _rule_loosened),
    Manipulation("有效性下限放宽", _bound_loosened),
    Manipulation("下拉选项增加", _list_extended),
    Manipulation("有效性全部丢失", _rules_lost),
    Manipulation("取消一张表的保护", partial(_unprotected, every=False)),
    Manipulation("取消全部保护", partial(_unprotected, every=True)),
    Manipulation("解除公式的锁定", _unlocked),
    Manipulation("改隐藏表", _manifest_edited),
    Manipulation("换成另一项目的隐藏表", _manifest_swapped),
    Manipulation("隐藏表中加入禁用函数", _rule_of_ones_own),
    Manipulation("公式格改数字格式", lambda change: _formatted(change, Role.FORMULA, '"100"', "0.0000,", ";;;")),
    Manipulation("下发数改数字格式", lambda change: _formatted(change, Role.ISSUED, '"100"', "0.0000,", ";;;")),
    Manipulation("填写项改数字格式", lambda change: _formatted(change, Role.INPUT, '"100"', "0.0000,", ";;;")),
    Manipulation("白字", partial(_coloured, font="FFFFFF")),
    Manipulation("字号过小", partial(_coloured, size="1")),
    Manipulation("文字显示成别的", _words_hidden),
    Manipulation("条件格式遮住标记", _mark_hidden),
    Manipulation("条件格式改显示", _number_by_condition),
    Manipulation("表外白字", _white_text_added),
    Manipulation("表外另写", _text_beside),
    Manipulation("图片盖住结果", _drawn_over),
    Manipulation("拆开合并", _merge_split),
    Manipulation("另行合并", _merge_added),
    Manipulation("填写项写算式", partial(_formula_in_input, text="1+1"), alone=False),
    Manipulation("填写项引用别的文件", partial(_formula_in_input, text="'[1]Sheet1'!A1"), alone=False),
    Manipulation("填写项放图片", _picture_in_input, alone=False),
)
HARMLESS: Final = (
    Manipulation("未改动", _untouched),
    Manipulation("加批注", _comment_added),
    Manipulation("加宽各列", _column_widened),
    Manipulation("调行高", _rows_resized),
    Manipulation("改页面设置", _page_set_up),
    Manipulation("改视图", _looked_at_elsewhere),
    Manipulation("调整工作表顺序", _sheets_reordered),
    Manipulation("隐藏表改为普通隐藏", _manifest_hidden),
    Manipulation("公式换写法", _spelled_otherwise),
    Manipulation("数字格式换写法", _formats_spelled_otherwise),
    Manipulation("样式重新编号", _styles_renumbered),
    Manipulation("标签多空格", _spaces_in_labels),
    Manipulation("程序自加的名称", _names_of_programs),
    Manipulation("填写项带千分位", _inputs_formatted),
    Manipulation("保护加密码", _protected_otherwise),
    Manipulation("有效性合并书写", _rules_joined),
    Manipulation("表外留空样式", _empty_sheet_part),
    Manipulation("隐藏表外的列", _far_column_hidden),
)
