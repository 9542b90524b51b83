"""How forms are handed out: a folder, and a zip beside it, for each department or unit."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from xlgen import files, ledger, terms
from xlgen.finding import UsageError, mistake
from xlgen.strict import nearest
from xlgen.verbs import issue_list, naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlgen.ledger import Issue
    from xlgen.manifest import Manifest
    from xlgen.template import Template

_TOGETHER: Final = f"{terms.ISSUED_TOGETHER}.zip"
"""The zip of the forms that lie in no folder of their own."""

FIRST_YEAR: Final = 1980
"""The years of a zip begin there."""


def places(manifests: Sequence[Manifest], templates: Sequence[Template], by: str | None) -> dict[str, str]:
    """Return the path before the name of each project's file, by its code: empty, or a folder with its slash.

    Raises
    ------
    UsageError
        A form has no field `by` in its head.

    """
    if by is None:
        return dict.fromkeys((each.code for each in manifests), "")
    values: dict[str, str] = {}
    for manifest, template in zip(manifests, templates, strict=True):
        field, label = _field(template, by)
        value = manifest.plan.issued.get(f"project.{field}")
        values[manifest.code] = str(value or "").strip() or terms.WITHOUT.format(label=label)
    beside = (ledger.FILE_NAME, issue_list.FILE_NAME, _TOGETHER, terms.ISSUED_TOGETHER)
    folders = naming.folder_names(values.values(), beside)
    return {code: f"{folders[value]}/" for code, value in values.items()}


def _field(template: Template, by: str) -> tuple[str, str]:
    """Return id and label of the field of a form's head that is called `by`."""
    heads = {each.id: each.label for each in template.definition.header}
    for field, label in heads.items():
        if by in {field, label}:
            return field, label
    near = nearest(by, [*heads, *heads.values()])
    raise UsageError("--by", mistake("by-unknown", form=template.id, word=by, near=near))


def zips(folder: Path, issues: Iterable[Issue]) -> tuple[Path, ...]:
    """Write a zip of the current forms of each folder beside it, and return the zips; the same forms, the same bytes.

    Raises
    ------
    UsageError
        The folder cannot be written.

    """
    together: dict[str, list[Issue]] = defaultdict(list)
    for each in ledger.latest(issues).values():
        if not each.withdrawn and (folder / each.file).is_file():
            together[each.file.rpartition("/")[0]].append(each)
    made = []
    for name, forms in sorted(together.items()):
        path = folder / (f"{name}.zip" if name else _TOGETHER)
        with files.draft(path) as unfinished, zipfile.ZipFile(unfinished, "w") as packed:
            for each in sorted(forms, key=lambda form: form.file):
                _pack(packed, folder / each.file, each.fiscal_year)
        made.append(path)
    return tuple(made)


def _pack(packed: zipfile.ZipFile, path: Path, fiscal_year: int) -> None:
    """Add a form under its own name, without its folder; names that are not ASCII are marked as UTF-8."""
    entry = zipfile.ZipInfo(path.name, (max(fiscal_year, FIRST_YEAR), 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    packed.writestr(entry, path.read_bytes())  # stored as it is: a workbook is compressed already
