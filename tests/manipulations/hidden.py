"""The hidden sheet edited, exchanged or forged."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

from tests.manipulations.change import Change, Found, NothingToChange
from xlgen import layout, manifest
from xlgen.manifest import Manifest

if TYPE_CHECKING:
    from xlgen.layout import Plan


def _with_manifest(change: Change, rows: list[list[str]]) -> None:
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            change.book.put(manifest.SHEET, row, column, words)


def manifest_edited(change: Change) -> list[Found]:
    """Edit what the hidden sheet says."""
    rows = manifest.to_rows(change.form.manifest)
    rows[6][1] = str(int(rows[6][1]) + 1)
    _with_manifest(change, rows)
    return [("S103", "")]


def manifest_swapped(change: Change) -> list[Found]:
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


def rule_of_ones_own(change: Change) -> list[Found]:
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
