"""Whatever is done to a filled form is found where it was done, on every form; what changes nothing is not told.

Each manipulation is made in forms of every shipped template, at places that a seed chooses.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.fillings import Filling, fillings
from tests.forms import NO_REGISTER
from tests.issued import issued_forms
from tests.manipulations import HARMFUL, HARMLESS, Form, Found, Manipulation, NothingToChange, manipulated
from xlgen import recompute
from xlgen.finding import Severity
from xlgen.reader import Reader, Source
from xlgen.verbs.observed import Opened
from xlgen.verbs.verdict import Verdict
from xlgen.verbs.verify import judge_all, open_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlgen.finding import Finding

FORMS: Final[dict[str, tuple[str, ...]]] = {
    "futian-project-2021": ("P001", "P002", "P003", "P004", "P005", "P006", "P007", "P008"),
    **{
        name: (f"{name} (issued)", f"{name} (proposed)")
        for name in (
            *("national-project-2020", "hubei-project-2022", "sichuan-project-2022", "haidian-project-2016"),
            *("yunnan-project-2022", "anhui-rural-project-2022"),
        )
    },
    "national-project-2020 (blank)": ("national-project-2020 (blank)",),
    "futian-key-project-2020": ("FK001",),
    "jinzhai-project-2023": ("JZ001",),
    "luquan-department-2022": ("LQ001",),
    "luohu-department-2022": ("LH001",),
}
"""Each shipped template, and the blank form, with the forms of it that are filled in."""
SEEDS: Final = 2
FORMS_EACH: Final = 2
"""So many forms of a template are changed harmlessly, each in every way."""
LACKING: Final = 8
"""A form may lack what a manipulation changes; no more than so many manipulations may find nothing to change."""


@lru_cache(maxsize=1)
def filled() -> dict[str, list[Form]]:
    """Return fillings of each template whose issued cells hold what was issued."""
    templates = {form: template for template, forms in FORMS.items() for form in forms}
    count = len(issued_forms())
    found: dict[str, list[Form]] = {template: [] for template in FORMS}
    for each in fillings(SEEDS * count):
        template = templates.get(each.form.name)
        if template:
            found[template].append(form_of(each))
    return found


def form_of(filling: Filling) -> Form:
    """Return a filling as a form, with its locked cells as issued and the results that follow."""
    plan = filling.form.manifest.plan
    contents = {**filling.contents, **recompute.locked_contents(plan)}
    return Form(filling.form.manifest, contents | recompute.evaluate(plan.shape, [contents])[0])


def told(contents: Sequence[bytes], folder: Path) -> list[tuple[Finding, ...]]:
    """Return what the verifier says of workbooks; those of one form are computed together."""
    found: list[Opened | Verdict] = []
    path = folder / "收回.xlsx"
    with Reader() as reader:
        for content in contents:
            path.write_bytes(content)
            found.append(open_file(Source(path.name, path), reader, NO_REGISTER))
    verdicts = iter(judge_all([each for each in found if isinstance(each, Opened)]))
    return [(each if isinstance(each, Verdict) else next(verdicts)).findings for each in found]


def grave(findings: tuple[Finding, ...]) -> set[str]:
    """Return the codes of the families S and C that are told above a note."""
    return {each.code for each in findings if each.code[0] in "SC" and each.severity is not Severity.NOTE}


def found_of(template: str, folder: Path, changes: Sequence[Manipulation]) -> dict[str, str]:
    """Return what became of each manipulation in a form of a template: "found", "lacking" or what was told instead."""
    forms = filled()[template]
    made: dict[str, tuple[bytes, tuple[Found, ...]]] = {}
    result = {}
    for number, change in enumerate(changes):
        try:
            made[change.name] = manipulated(forms[number % len(forms)], change, template)
        except NothingToChange:
            result[change.name] = "lacking"
    alone = {each.name for each in changes if each.alone}
    for (name, (_, expected)), findings in zip(
        made.items(), told([content for content, _ in made.values()], folder), strict=True
    ):
        places = {(each.code, each.cell) for each in findings}
        missed = [(code, cells) for code, cells in expected if not places & {(code, cell) for cell in cells.split("|")}]
        besides = grave(findings) - {code for code, _ in expected} if name in alone else set()
        result[name] = f"{missed} {sorted(besides)} {sorted(places)}" if missed or besides else "found"
    return result


@pytest.mark.parametrize("template", FORMS)
def test_what_was_done_is_found_where_it_was_done(template: str, tmp_path: Path) -> None:
    result = found_of(template, tmp_path, HARMFUL)

    assert {} == {name: each for name, each in result.items() if each not in {"found", "lacking"}}
    assert len([each for each in result.values() if each == "lacking"]) <= LACKING


@pytest.mark.parametrize("template", FORMS)
def test_what_changes_nothing_is_not_told(template: str, tmp_path: Path) -> None:
    cases = [(change, form) for change in HARMLESS for form in filled()[template][:FORMS_EACH]]

    findings = told([manipulated(form, change, template)[0] for change, form in cases], tmp_path)

    assert [] == [(change.name, grave(each)) for (change, _), each in zip(cases, findings, strict=True) if grave(each)]


def test_every_manipulation_is_made_in_most_templates_and_there_are_many() -> None:
    assert len(HARMFUL) >= 40
    assert len({each.name for each in (*HARMFUL, *HARMLESS)}) == len(HARMFUL) + len(HARMLESS)
