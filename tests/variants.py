"""Form definitions for tests: variants written in a few lines, and a small record that fits any form."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlgen import layout, recompute, writer
from xlgen.manifest import Manifest
from xlgen.model import Record
from xlgen.roster.records import shaped

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.template import Template

TARGETS = ("≥95%", "10台", "≤3天", "不适用", "10-20次", "优良", "≥良好", "2021年12月前", "")
"""Targets of every kind; a form that does not know the grade refuses that one."""


def variant(folder: Path, text: str, name: str = "mine") -> Path:
    """Return the file of a variant of the general form: `text` after the lines that say what it is."""
    path = folder / f"{name}.toml"
    path.write_text(f'extends = "national-project-2020"\nid = "{name}"\n{text}\n', "utf-8")
    return path


def toml_of(content: dict[str, Any]) -> str:
    """Return a parsed TOML text as TOML again: one line a top-level key."""
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in content.items())


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | float):
        return str(value).lower().replace("infinity", "inf")
    return str(value)


def small_record(form: Template, *targets: str) -> Record:
    """Return a record of a form with an indicator a target in its first section, and one in each of the others."""
    definition = form.definition
    rows = [(definition.sections[0], target) for target in targets]
    rows += [(each, targets[0]) for each in definition.sections[1:]]
    content: dict[str, Any] = {
        "record": 1,
        "template": form.id,
        "fiscal_year": definition.fiscal_year,
        "project": {"code": "P1", "name": "项目"},
        "indicators": [
            {
                "dimension": each.label,
                "category": each.categories[0],
                "name": f"指标{index}",
                "target_value": target or None,
                "max_score": 0 if target == "不适用" else 1,
            }
            for index, (each, target) in enumerate(rows)
        ],
    }
    found = shaped(content, form)
    assert isinstance(found, Record), [str(each) for each in found]
    return found


def manifest_of(form: Template, *targets: str) -> Manifest:
    """Return what the small record of a form is issued with."""
    return Manifest(
        template=form.id,
        template_version=form.definition.version,
        template_sha256=form.sha256,
        fiscal_year=form.definition.fiscal_year,
        plan=layout.plan(form, small_record(form, *targets)),
    )


def drawn(form: Template, *targets: str) -> bytes:
    """Return the blank workbook of a form's small record, its formulas not computed."""
    manifest = manifest_of(form, *targets)
    return writer.write(manifest, recompute.issued_contents(manifest.plan))


__all__ = ["TARGETS", "drawn", "manifest_of", "small_record", "toml_of", "variant"]
