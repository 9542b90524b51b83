"""What is kept of a file beside its verdict: its record, the working of its figures, what stands around a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlgen import formula, integrity, layout, recompute, terms
from xlgen.layout import Role
from xlgen.model import to_decimal
from xlgen.verbs import extract, verify, working
from xlgen.verbs.verdict import to_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.finding import Finding
    from xlgen.layout import Cell, Plan, Sheet
    from xlgen.model import Content
    from xlgen.verbs.observed import Computed, Opened
    from xlgen.verbs.verdict import Verdict

MOST: Final = 60
"""Of so many findings of a file the cell's surroundings are kept."""
_LONGEST: Final = 40
_FEW: Final = 2
"""So many words in a line may be names of what stands beside them, and no heads."""
_ADDRESS: Final = re.compile(r"([A-Z]+)([0-9]+)")
_MONEY: Final = ("original_budget", "final_budget", "actual_expenditure")
_STANDARD: Final = frozenset({*layout.FIGURES, layout.RATING})


@dataclass(frozen=True, slots=True)
class Judged:
    """A file with what was computed of it and what is said of it."""

    opened: Opened
    computed: Computed
    verdict: Verdict


def gathered(files: Sequence[Judged]) -> list[dict[str, Any]]:
    """Return for each file what the round and the report need beside its verdict, as JSON.

    `filled` is what the unit itself filled in, by field.
    `not_run` are the codes of the catalogue that were not checked in this file, each with the key of the reason;
    `shown` is what was found and what was expected as the cell shows them, by the index of a finding. `working` tells
    the rate, the scores, the total, and every indicator without full marks or with a finding; `surroundings` are by the
    index of a finding: its label, its row and column, and the cells of its row with their heads as they stand there,
    `at` being the place of its own among them.

    Raises
    ------
    InternalError
        A formula is outside the engine's allow-list.

    """
    asked = []
    for each in files:
        shape = each.opened.manifest.plan.shape
        touched = {finding.field for finding in each.verdict.findings if finding.field}
        rows = {f"{name.rpartition('.')[0]}.score" for name in touched if name.startswith("indicators[")}
        fields = working.asked_for(shape, each.computed.read, touched | rows)
        asked.append((each.opened.manifest.plan, each.computed.read, fields))
    return [_facts(each, own) for each, own in zip(files, working.workings(asked), strict=True)]


def _facts(judged: Judged, own: list[dict[str, object]]) -> dict[str, Any]:
    opened, read = judged.opened, judged.computed.read
    manifest = opened.manifest
    shape = manifest.plan.shape
    labels = {
        name: shape.places[field][1].label for name, (field, _) in shape.named_figures.items() if name not in _STANDARD
    }
    found: dict[str, Any] = {
        "supervising_department": _text(manifest.plan, read, "project.supervising_department"),
        "implementing_agency": _text(manifest.plan, read, "project.implementing_agency"),
        "fiscal_year": manifest.fiscal_year,
        "manifest": manifest.digest,
        "modified": opened.modified or None,
        "title": shape.title,
        "amount_unit": layout.amount_unit(shape),
        "money": {each: _number(read.get(f"funding.total_funds.{each}")) for each in _MONEY},
        "record": extract.submitted(manifest, read),
        "filled": dict(_filled(manifest.plan, read)),
        "working": own,
        "surroundings": dict(_surroundings(judged)),
        "shown": {
            str(index): [each.seen, each.wanted]
            for index, each in enumerate(judged.verdict.findings)
            if each.seen or each.wanted
        },
        "not_run": verify.not_run(opened),
    }
    return found | ({"labels": labels} if labels else {})


def _filled(plan: Plan, read: Mapping[str, Content]) -> Iterator[tuple[str, str | float | int]]:
    """Yield what the unit itself filled in, text or number, by field; what it left as issued is not its own."""
    issued = recompute.issued_contents(plan)
    for _, cell in plan.shape.of_role(Role.INPUT):
        value = read.get(cell.field)
        if cell.field in issued and integrity.same_text(value, issued[cell.field]):
            continue
        if isinstance(value, str) and value.strip():
            yield cell.field, value
        elif isinstance(value, float):
            yield cell.field, to_number(to_decimal(value))  # type: ignore[misc] # a number stays one


def _text(plan: Plan, read: Mapping[str, Content], field: str) -> str:
    value = read.get(field, plan.issued.get(field))
    return value.strip() if isinstance(value, str) else ""


def _number(value: Content) -> float | int | str | None:
    return to_number(to_decimal(value)) if isinstance(value, float) else None


def _surroundings(judged: Judged) -> Iterator[tuple[str, dict[str, object]]]:
    plan = judged.opened.manifest.plan
    for index, finding in enumerate(judged.verdict.findings[:MOST]):
        if not finding.cell:
            continue
        place = _place(judged.opened, finding)
        found: dict[str, object] = {"label": finding.label}
        if place is not None:
            found |= _around(judged.opened, plan, *place)
        yield str(index), found


def _place(opened: Opened, finding: Finding) -> tuple[Sheet, int, int] | None:
    """Return where a finding lies in the plan; None where its cell is none of the plan's sheets, or was shifted."""
    shape = opened.manifest.plan.shape
    if finding.field in shape.places:
        sheet, cell = shape.places[finding.field]
        return sheet, cell.row, cell.column
    address = _ADDRESS.fullmatch(finding.cell)
    sheets = [each for each in shape.sheets if each.name == finding.sheet]
    if not address or not sheets or finding.sheet in opened.held.standing.rows:
        return None
    return sheets[0], int(address[2]) - 1, formula.column_number(address[1])


def _around(opened: Opened, plan: Plan, sheet: Sheet, row: int, column: int) -> dict[str, object]:
    cells = [each for each in sheet.cells if each.row <= row < each.row + each.rows]
    cells.sort(key=lambda each: each.column)
    heads = _heads(sheet, row)
    # What stands beside the whole table tells nothing of one of its rows.
    cells = [each for each in cells if each.rows == 1 or _covers(each, column) or _head(heads, each)]
    shown = [(_head(heads, each), _stands(opened, sheet, each)) for each in cells]
    at = next((index for index, each in enumerate(cells) if _covers(each, column)), None)
    own = cells[at] if at is not None else None
    labels = (_short(each.text) for each in cells if each.role is Role.LABEL and each.text)
    return {
        "row": _row_name(opened, plan, cells, own) or next(labels, ""),
        "column": shown[at][0] if at is not None else "",
        "cells": [list(each) for each in shown],
        "at": at,
    }


def _row_name(opened: Opened, plan: Plan, cells: Sequence[Cell], own: Cell | None) -> str:
    """Return what a row is called by what stands in one of its cells: the indicator's name, as issued or filled in."""
    fields = [each.row_label for each in (own, *cells) if each and each.row_label]
    contents = (plan.issued.get(field) or opened.held.inputs.get(field) for field in fields)
    return next((_short(each) for each in contents if isinstance(each, str) and each.strip()), "")


def _covers(cell: Cell, column: int) -> bool:
    return cell.column <= column < cell.column + cell.columns


def _heads(sheet: Sheet, row: int) -> list[Cell]:
    """Return the line of heads that stands nearest above a row, with the heads that reach down into it.

    A line of one or two words with what belongs to them beside them (主管部门 …) is no head of what stands below it.
    """
    above = [each for each in sheet.cells if each.style == "head" and each.row < row]
    nearest = max((each.row for each in above), default=row)
    line = [each for each in above if each.row + each.rows > nearest]
    beside = any(each.row == nearest and each.role is not Role.LABEL for each in sheet.cells)
    return [] if beside and len(line) <= _FEW else line


def _head(heads: Sequence[Cell], cell: Cell) -> str:
    """Return the head in a cell's column."""
    above = [each for each in heads if _covers(each, cell.column)]
    return _short(max(above, key=lambda each: each.row).text) if above else ""


def _stands(opened: Opened, sheet: Sheet, cell: Cell) -> str:
    """Return what stands in a cell of the file, as it is shown."""
    held = opened.held
    content: Content
    if cell.role is Role.FORMULA:
        content = held.overwritten.get(cell.field, held.shown.get(cell.field))
    elif cell.role is Role.LABEL:
        content = held.given.get((sheet.name, cell.row, cell.column), cell.text)
    else:
        content = held.inputs.get(cell.field)
    if content is None or content == "":
        return ""
    return integrity.as_shown(cell, content) or _short(terms.shown(integrity.plain(content)))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
