"""Forms for tests: made in memory, filled with what a test says, judged."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.conftest import RECORDS
from xlgen import layout, recompute, roster, template, writer
from xlgen.manifest import Manifest
from xlgen.model import Record
from xlgen.reader import Reader, Source
from xlgen.verbs.verdict import Verdict
from xlgen.verbs.verify import Register, judge_all, open_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlgen.layout import Shape
    from xlgen.model import Content, Value
    from xlgen.recompute import Contents
    from xlgen.template import Template

COLUMNS = ("original_budget", "final_budget", "actual_expenditure")
NO_REGISTER = Register({}, {})


def manifest_of(code: str, records: Path = RECORDS) -> Manifest:
    """Return the manifest that the sample of a code is issued with."""
    for record, form in roster.read_records(records):
        if record.code == code:
            return issued_with(form, record)
    raise LookupError(code)


def good(code: str, records: Path = RECORDS) -> Contents:
    """Return what stands in the issued and input cells of a sample filled as its record says."""
    manifest = manifest_of(code, records)
    for record, _ in roster.read_records(records):
        if record.code == code:
            contents = recompute.issued_contents(manifest.plan)
            for _, cell in manifest.plan.shape.of_role(layout.Role.INPUT):
                value = record.values.get(cell.field)
                contents[cell.field] = recompute.to_content(value, cell.kind, cell.unit)
            return contents
    raise LookupError(code)


def workbook(code: str, changes: Mapping[str, Content] | None = None) -> bytes:
    """Return a sample's workbook with some cells holding something else; formulas carry the values that follow."""
    manifest = manifest_of(code)
    contents = good(code) | dict(changes or {})
    return writer.write(manifest, contents | recompute.evaluate(manifest.plan.shape, [contents])[0])


def judged(content: bytes, folder: Path, register: Register = NO_REGISTER) -> Verdict:
    """Return the verdict of a workbook."""
    path = folder / "收回.xlsx"
    path.write_bytes(content)
    with Reader() as reader:
        opened = open_file(Source(path.name, path), reader, register)
    return opened if isinstance(opened, Verdict) else judge_all([opened])[0]


def variant(folder: Path, text: str, base: str = "national-project-2020") -> Template:
    """Return a form that says a little else than a shipped one: a text that it extends it by."""
    path = folder / "variant.toml"
    path.write_text(f'extends = "{base}"\nid = "variant"\n{text}', "utf-8")
    return template.load(path)


def project(*indicators: tuple[str, object], **values: Value) -> Record:
    """Return a small project of the national form: (target, what the unit fills in) in the outputs, 50 points.

    Its money is 100 of 100, its other sections one indicator each, all met. `values` are further paths, `.` as `__`.
    """
    rows = [("产出指标", "数量指标", f"产出{number}", target) for number, (target, _) in enumerate(indicators, 1)]
    rows += [("效益指标", "社会效益指标", "效益", "≥1项"), ("满意度指标", "服务对象满意度指标", "评价", "≥90%")]
    share = Decimal(50 // len(indicators))
    points = [50 - share * (len(indicators) - 1), *[share] * (len(indicators) - 1), Decimal(30), Decimal(10)]
    actuals = [actual for _, actual in indicators] + [Decimal(1), Decimal("0.9")]
    filled: dict[str, Value] = {
        "project.code": "N1",
        "project.name": "项目",
        "objective.expected_result": "按计划完成各项工作任务。",
        "objective.achieved_result": "各项工作任务均已按计划完成。",
        **{f"funding.appropriation.{column}": Decimal(100) for column in COLUMNS},
    }
    for index, (row, maximum, actual) in enumerate(zip(rows, points, actuals, strict=True)):
        path = f"indicators[{index}]"
        filled |= dict(
            zip((f"{path}.{key}" for key in ("dimension", "category", "name", "target_value")), row, strict=True)
        )
        filled |= {f"{path}.max_score": maximum, f"{path}.actual_value": actual}  # type: ignore[dict-item] # a Value
    filled |= {path.replace("__", "."): value for path, value in values.items()}
    return Record(template="", fiscal_year=2020, values=filled, indicator_count=len(rows))


def issued_with(form: Template, record: Record) -> Manifest:
    """Return the manifest that a record is issued with."""
    return Manifest(
        template=form.id,
        template_version=form.definition.version,
        template_sha256=form.sha256,
        fiscal_year=record.fiscal_year,
        plan=layout.plan(form, record),
    )


def returned(form: Template, record: Record, changes: Mapping[str, Content] | None = None) -> bytes:
    """Return the workbook of a record, filled in as it says, some cells holding something else."""
    manifest = issued_with(form, record)
    contents = recompute.issued_contents(manifest.plan)
    for _, cell in manifest.plan.shape.of_role(layout.Role.INPUT):
        if cell.field in record.values:
            contents[cell.field] = recompute.to_content(record.values[cell.field], cell.kind, cell.unit)
    contents |= changes or {}
    return writer.write(manifest, contents | recompute.evaluate(manifest.plan.shape, [contents])[0])


def part(shape: Shape, sheet: str) -> str:
    """Return the name of a sheet's part within the package."""
    return f"xl/worksheets/sheet{shape.positions[sheet] + 1}.xml"


def edited(content: bytes, name: str, pattern: str, replacement: str) -> bytes:
    """Return a package with one part changed by a regular expression, which must match just once."""
    source = zipfile.ZipFile(io.BytesIO(content))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for each in source.infolist():
            text = source.read(each)
            if each.filename == name:
                changed, count = re.subn(pattern, replacement, text.decode(), flags=re.DOTALL)
                if count != 1:
                    message = f"{pattern} matches {count} times"
                    raise LookupError(message)
                text = changed.encode()
            package.writestr(each, text)  # with the part's own date: the same edit gives the same bytes
    return target.getvalue()
