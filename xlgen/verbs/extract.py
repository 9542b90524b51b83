"""Takes the submitted record out of a workbook, as `fill` and `generate` would read it."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from xlgen import integrity, recompute, roster
from xlgen.layout import CORRECTION, EXECUTION_MAX_SCORE, Role, proposal
from xlgen.model import CellError, Content, Raw, Value, to_cell, to_decimal
from xlgen.verbs import proposals

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.manifest import Manifest
    from xlgen.recompute import Contents

_GROUPS: Final = frozenset({"project", "funding", "objective", "tables", "indicators", "signoff"})
_STEP: Final = re.compile(r"([A-Za-z0-9_]+)(?=\.|\[|$)|\[(\d+)\]")


def extract(workbook: Path) -> dict[str, Any]:
    """Return the record that a workbook holds: issued values as issued, inputs as read.

    Numbers are the cells' values on 15 significant digits; what does not read as its cell's number stays a text;
    blanks are None.

    Raises
    ------
    UsageError
        The file cannot be read, or is none of ours.

    """
    manifest, inputs = integrity.open_issued(workbook)
    read, _ = recompute.as_read(manifest.plan.shape, inputs)
    return submitted(manifest, read)


def submitted(manifest: Manifest, read: Contents) -> dict[str, Any]:
    """Return the record of a form with these inputs, read as a person reads them."""
    plan = manifest.plan
    record: dict[str, Any] = {
        "record": roster.FORMAT,
        "template": manifest.template,
        "fiscal_year": manifest.fiscal_year,
        "project": {},
        "funding": {},
        "objective": {},
        "indicators": [],
        "signoff": dict.fromkeys(roster.SIGNOFF_KEYS),
        "stated": {},
    }
    fixed = any(field.endswith("].id") for field in plan.issued)
    for field, value in plan.issued.items():
        # Of an indicator that the form fixes, the id says all that was issued.
        if not fixed or not field.startswith("indicators[") or field.endswith("].id"):
            _put(record, field, _issued(value))
    given = {cell.field: _submitted(recompute.from_cell(cell, read)) for _, cell in plan.shape.of_role(Role.INPUT)}
    for field, content in given.items():
        _put(record, field, content)
    for index, each in enumerate(record["indicators"]):
        if "direction" in each:
            for key in proposal.KEYS:
                each.pop(key, None)
            path = f"indicators[{index}]"
            each.update(proposal.joined(path, given, proposal.signs_of(plan.shape, path)))
    record = proposals.compacted(plan, record)
    if not fixed:
        record["indicators"] = [_in_order(each) for each in record["indicators"]]
    return record


def _issued(value: Value) -> object:
    if isinstance(value, Raw):
        return {"raw": value.text}
    return _number(to_cell(value)) if isinstance(value, Decimal) else value


def _submitted(content: Content) -> object:
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    if isinstance(content, CellError):
        return content.value
    return _number(content) if isinstance(content, float) else content or None


def _number(number: float) -> float | int:
    exact = to_decimal(number)
    return int(exact) if exact == exact.to_integral_value() and abs(exact) < 10**15 else float(exact)


def _put(record: dict[str, Any], path: str, value: object) -> None:
    """Set a value at a field path of the record; what the contract's record has no place for is left out."""
    group, _, key = path.partition(".")
    if group in {"responses", "stated"}:
        if value is not None:
            record.setdefault(group, {})[key] = value
        return
    if path == CORRECTION:
        record |= {} if value is None else {path: value}
        return
    steps = [int(index) if index else name for name, index in _STEP.findall(path)]
    if (
        steps[0] not in {"project", "funding", "objective", "tables", "indicators", "signoff"}
        or path == EXECUTION_MAX_SCORE
    ):
        return
    here: Any = record
    for step, after in pairwise(steps):
        if isinstance(step, int):
            while len(here) <= step:
                here.append({})
            here = here[step]
        else:
            here = here.setdefault(step, [] if isinstance(after, int) else {})
    here[steps[-1]] = value


def _in_order(indicator: dict[str, Any]) -> dict[str, Any]:
    return {key: indicator.get(key) for key in roster.INDICATOR_KEYS} | indicator
