"""Fills issued workbooks from records: manifest word for word, plan + values + the one writer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import files, integrity, layout, recompute, roster, terms, writer
from xlgen.finding import Mistake, RosterError, UsageError, mistake
from xlgen.layout import Kind, Role
from xlgen.strict import nearest
from xlgen.verbs import proposals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xlgen.layout import Plan
    from xlgen.manifest import Manifest
    from xlgen.model import Content, Record, Value
    from xlgen.recompute import Contents

_BESIDE: Final = frozenset({"record", "template", "fiscal_year"})
"""What a record carries beside the fields of the form."""


def fill(workbooks: Path, records: Path, output: Path, *, templates: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Write records' values into the input cells of issued workbooks, joined by project code.

    `workbooks` is a file (then `output` is one, or a folder that is there, in which it keeps its name) or a folder
    (then `output` is one too, and files keep their places). What a record does not speak of stays as it is in the
    workbook. A blank form is of the project whose code is typed in; one without a code takes the only record. Rows in
    which units propose indicators are filled anew: with those of the record beyond the issued ones, in its order.
    Returns the files written.

    Raises
    ------
    UsageError, RosterError
        A file is none of ours, a record belongs to no workbook or to another issue; nothing was written.

    """
    by_code = {record.code: record for record, _ in roster.read_records(records, tuple(templates))}
    targets = _targets(workbooks, output)
    if any(path.resolve() == target.resolve() for path, target in targets.items()):
        raise UsageError(str(output), mistake("would-overwrite"))
    filled: dict[Path, tuple[Manifest, Contents]] = {}
    matching: dict[str, list[Mistake]] = {}
    for path, target in targets.items():
        manifest, contents = integrity.open_issued(path)
        code, _ = proposals.identity(manifest, contents)
        if not code and path == workbooks and layout.blank.is_blank(manifest.plan):
            code = proposals.sole_record(list(by_code.values()), records).code
        record = by_code.get(code)
        if record is None:
            continue
        record, differing = _placed(manifest, record)
        if not differing:
            filled[target] = (manifest, _contents(manifest.plan, contents, record))
            matching[code] = []
        elif matching.get(code) != []:  # of a form issued twice, the one that the record is of counts
            matching[code] = differing
    mistakes = [each for differing in matching.values() for each in differing]
    forms = "、".join(path.name for path in targets)
    left = sorted(set(by_code) - set(matching))
    mistakes.extend(mistake("no-workbook", "project.code", word=code, wanted=forms) for code in left)
    if mistakes:
        raise RosterError(str(records), *mistakes)
    given = recompute.evaluate_each([(manifest.plan.shape, contents) for manifest, contents in filled.values()])
    for (target, (manifest, contents)), computed in zip(filled.items(), given, strict=True):
        files.save(target, writer.write(manifest, contents | computed))
    return tuple(filled)


def _placed(manifest: Manifest, record: Record) -> tuple[Record, list[Mistake]]:
    """Return a record with its indicators where they stand in the form, and what shows that it is not of this issue."""
    try:
        placed = proposals.placed(manifest.plan, record)
    except RosterError as error:
        return record, list(error.mistakes)
    return placed, list(_differences(manifest, placed))


def _targets(workbooks: Path, output: Path) -> dict[Path, Path]:
    """Return what is read → what is written."""
    if workbooks.is_dir():
        found = {
            path: output / path.relative_to(workbooks)
            for path in sorted(workbooks.rglob("*.xlsx"))
            if not path.name.startswith("~$") and path.name != f"{terms.ISSUE_LIST}.xlsx"
        }
        if not found:
            raise UsageError(str(workbooks), mistake("folder-empty", ending=".xlsx", wanted=terms.WORKBOOK))
        return found
    return {workbooks: output / workbooks.name if output.is_dir() else output}


def _differences(manifest: Manifest, record: Record) -> Iterator[Mistake]:
    """Yield what shows that a record is not of this issue: other issued values, or fields the form does not have."""
    plan = manifest.plan
    if (record.template, record.fiscal_year) != (manifest.template, manifest.fiscal_year):
        found = terms.FORM_AND_YEAR.format(form=record.template, year=record.fiscal_year)
        expected = terms.FORM_AND_YEAR.format(form=manifest.template, year=manifest.fiscal_year)
        yield mistake("other-issue", f"{record.code} template", found=found, wanted=expected)
        return
    known = {path for path in plan.shape.places if not path.startswith("self_check")} | set(plan.issued)
    stating = any(path.startswith("stated.") for path in known)
    for path, value in record.values.items():
        group = path.partition(".")[0]
        # What is stated is only compared: a form that states nothing has nothing to compare it with.
        if path in _BESIDE or (path not in known and (value in {None, ""} or (group == "stated" and not stating))):
            continue
        if path not in known:
            yield mistake("field-unknown", f"{record.code} {path}", near=_nearest_field(plan, path, known))
        elif path not in plan.issued and value is not None and plan.shape.places[path][1].role is Role.FORMULA:
            yield mistake("computed-not-filled", f"{record.code} {path}")
        elif path in plan.issued and value is not None and not _is_correctable(plan, path):
            ours, theirs = (_as_cell(plan, path, each) for each in (plan.issued[path], value))
            if ours != theirs:
                found, wanted = terms.shown(theirs), terms.shown(ours)
                yield mistake("issued-differs", f"{record.code} {path}", found=found, wanted=wanted)
    yield from (each for each in _proposed(plan, record) if isinstance(each, Mistake))


def _nearest_field(plan: Plan, path: str, known: Iterable[str]) -> str:
    """Return the remedy that names the field that was meant: what is filled in beside it, else the nearest one.

    Spelling alone would name the same key of another row.
    """
    row = path.rpartition(".")[0]
    inputs = (cell.field for _, cell in plan.shape.of_role(Role.INPUT))
    beside = {field for field in inputs if row and field.rpartition(".")[0] == row}
    return nearest(path, beside or known)


def _is_correctable(plan: Plan, path: str) -> bool:
    return path in plan.shape.places and plan.shape.places[path][1].role is Role.INPUT


def _as_cell(plan: Plan, path: str, value: Value) -> Content:
    """Return a value as its cell would hold it; what has no cell (a first-level indicator) is a text."""
    if path not in plan.shape.places:
        return recompute.to_content(value, Kind.TEXT, "")
    _, cell = plan.shape.places[path]
    return recompute.to_content(value, cell.kind, cell.unit)


def _contents(plan: Plan, stored: Contents, record: Record) -> Contents:
    """Return what stands in the issued and input cells once the record is filled in."""
    contents = recompute.issued_contents(plan)
    values = dict(record.values)
    for found in _proposed(plan, record):
        values |= found if not isinstance(found, Mistake) else {}
    inputs = [cell for _, cell in plan.shape.of_role(Role.INPUT)]
    # What sign and unit say decides how the numbers beside them are written.
    for cell in sorted(inputs, key=lambda each: bool(each.unit_field)):
        spoken, value = cell.field in values, values.get(cell.field)
        contents[cell.field] = recompute.into_cell(cell, value, contents) if spoken else stored.get(cell.field)
    return contents


def _proposed(plan: Plan, record: Record) -> Iterator[dict[str, Value] | Mistake]:
    """Yield what each target that the unit proposes is in its cells, or why it cannot be proposed."""
    for index in range(record.indicator_count):
        path = f"indicators[{index}]"
        if f"{path}.direction" in plan.shape.places:
            yield proposals.target_of(plan, record, path)
