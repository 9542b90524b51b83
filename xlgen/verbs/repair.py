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
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from xlgen.integrity import Held
    from xlgen.manifest import Manifest
    from xlgen.model import Content
    from xlgen.recompute import Contents
    from xlgen.writer import Notice


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
    return anew(*integrity.open_held(workbook))


def anew(manifest: Manifest, held: Held, told: Callable[[tuple[Finding, ...]], Notice] | None = None) -> Repaired:
    """Return the form of a manifest made anew with the inputs that a file holds.

    What `told` makes of what could not be carried over goes before the form.
    """
    plan = manifest.plan
    pictures = {each.field for each in held.findings if each.code == "V308"}
    read, _ = recompute.as_read(plan.shape, held.inputs)
    contents: Contents = recompute.issued_contents(plan)
    left_out: list[Finding] = []
    for _, cell in plan.shape.of_role(Role.INPUT):
        content = read.get(cell.field)
        lost = _lost(cell.field, content, held, pictures)
        contents[cell.field] = None if lost else content
        if lost:
            found = content.value if isinstance(content, CellError) else None
            finding = Finding(key=lost, severity=BY_CODE[lost].severity, field=cell.field, found=found)
            left_out.append(integrity.described(plan, finding))
    (computed,) = recompute.evaluate(plan.shape, [contents])
    missing = tuple(left_out)
    return Repaired(writer.write(manifest, contents | computed, told(missing) if told else None), missing)


def _lost(field: str, content: Content, held: Held, pictures: AbstractSet[str]) -> str:
    """Return the code of why a content cannot be carried over; "" where it can."""
    if field in held.gone:
        return "S106"
    if field in pictures:
        return "V308"
    return "V306" if isinstance(content, CellError) else ""
