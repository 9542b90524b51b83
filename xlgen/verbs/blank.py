"""Makes a blank form: one for all units that propose their own indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import files, layout, template
from xlgen.finding import UsageError, mistake
from xlgen.verbs import proposals
from xlgen.verbs.generate import prove, signed
from xlgen.verbs.workbooks import blank_forms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ENDING: Final = ".xlsx"


def make(form: str, output: Path, *, templates: Sequence[Path] = (), key: Path | None = None) -> int:
    """Write the blank form of a template to `output`, and return how many rows it has for indicators.

    A template whose targets are otherwise the office's gives one too: that the units propose is what the office says
    by asking for a blank form. Nothing is noted in a ledger: what comes back says itself which project it is.

    Raises
    ------
    UsageError, TemplateError
        There is no such form, it has mistakes or no indicators to propose, `output` exists or is no .xlsx file, or
        `key` holds no private key.

    """
    chosen = template.pick(form, tuple(templates))
    if output.suffix.lower() != ENDING:
        raise UsageError(str(output), mistake("blank-not-xlsx", found=output.name))
    if output.exists():
        raise UsageError(str(output), mistake("roster-exists"))
    prove(chosen)
    (manifest,) = signed([proposals.manifest_of(chosen)], key)
    (content,) = blank_forms([manifest])
    files.save(output, content)
    return len(layout.proposable(manifest.plan))
