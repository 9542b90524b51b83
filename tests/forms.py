"""Forms for tests: made in memory, filled with what a test says, judged."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from tests.conftest import RECORDS
from xlgen import layout, recompute, roster, writer
from xlgen.manifest import Manifest
from xlgen.verbs.verdict import Verdict
from xlgen.verbs.verify import Register, judge_all, open_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlgen.layout import Shape
    from xlgen.model import Content
    from xlgen.recompute import Contents

NO_REGISTER = Register({}, {})


def manifest_of(code: str, records: Path = RECORDS) -> Manifest:
    """Return the manifest that the sample of a code is issued with."""
    for record, template in roster.read_records(records):
        if record.code == code:
            return Manifest(
                template=template.id,
                template_version=template.definition.version,
                template_sha256=template.sha256,
                fiscal_year=record.fiscal_year,
                plan=layout.plan(template, record),
            )
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
    opened = open_file(path, path.name, register)
    return opened if isinstance(opened, Verdict) else judge_all([opened])[0]


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
