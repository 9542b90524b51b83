"""Makes a returned form anew: its plan and the values submitted, nothing else of the file.

Formulas, locks, entry rules and looks are thereby those that were issued, and no foreign content travels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlgen import integrity, recompute, writer
from xlgen.finding import BY_CODE, Finding
from xlgen.layout import Role
from xlgen.model import CellError

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.recompute import Contents


@dataclass(frozen=True, slots=True)
class Repaired:
    """A form made anew; `left_out` is what could not be carried over: those inputs are blank."""

    content: bytes
    left_out: tuple[Finding, ...]


def repair(workbook: Path) -> Repaired:
    """Return a returned form made anew, with its inputs as `extract` reads them.

    An error value, a picture and what stood in a cell that is gone are not carried over.

    Raises
    ------
    UsageError
        The file cannot be read, or is none of ours.

    """
    manifest, held = integrity.open_held(workbook)
    plan = manifest.plan
    pictures = {each.field for each in held.findings if each.code == "V308"}
    read, _ = recompute.as_read(plan.shape, held.inputs)
    contents: Contents = recompute.issued_contents(plan)
    left_out: list[Finding] = []
    for _, cell in plan.shape.of_role(Role.INPUT):
        content = read.get(cell.field)
        lost = ""
        if cell.field in held.gone:
            lost = "S106"
        elif cell.field in pictures:
            lost = "V308"
        elif isinstance(content, CellError):
            lost = "V306"
        contents[cell.field] = None if lost else content
        if lost:
            found = content.value if isinstance(content, CellError) else None
            told = Finding(key=lost, severity=BY_CODE[lost].severity, field=cell.field, found=found)
            left_out.append(integrity.described(plan, told))
    (computed,) = recompute.evaluate(plan.shape, [contents])
    return Repaired(writer.write(manifest, contents | computed), tuple(left_out))
