"""Issues forms: records → plan → initial values → workbooks, and the ledger that remembers them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from xlgen import (
    files,
    formula,
    framework,
    integrity,
    layout,
    ledger,
    narrative,
    roster,
    scoring,
    signing,
    terms,
)
from xlgen.finding import Finding, Mistake, RosterError, Severity, TemplateError, UsageError, mistake
from xlgen.manifest import Manifest
from xlgen.recompute import proof
from xlgen.recompute.engine import EngineError
from xlgen.strict import nearest_code
from xlgen.template import OwnRule
from xlgen.verbs import handout, issue_list, naming
from xlgen.verbs.workbooks import blank_forms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
    from pathlib import Path

    from xlgen.layout import Plan
    from xlgen.ledger import Issue
    from xlgen.model import Record
    from xlgen.template import Template

    Watched = Callable[[Iterable[bytes], int], Generator[bytes, None, None]]


@dataclass(frozen=True, slots=True)
class Issued:
    """What a run issued: the new forms in order, the codes whose forms are unchanged, and whose files were missing.

    `findings` are what the office should look at in the new forms, each with the project's code.
    """

    folder: Path
    issues: tuple[Issue, ...]
    unchanged: tuple[str, ...]
    restored: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()
    findings: tuple[tuple[str, Finding], ...] = ()
    zips: tuple[Path, ...] = ()


def _unwatched(made: Iterable[bytes], _: int) -> Generator[bytes, None, None]:
    yield from made


def generate(  # noqa: PLR0913 - what may be chosen, each by its name
    source: Path,
    folder: Path,
    *,
    form: str | None = None,
    templates: Sequence[Path] = (),
    withdraw: Sequence[str] = (),
    key: Path | None = None,
    by: str | None = None,
    due: dt.date | None = None,
    zipped: bool = False,
    jobs: int | None = 1,
    watched: Watched = _unwatched,
) -> Issued:
    """Make one workbook a record of `source` in `folder`, its ledger, and 下发清单.xlsx.

    `source` is a project list (.xlsx, .xls), a JSON file or a folder of those. Repeating it adds new projects and
    issues a new version of changed ones; no form is overwritten. Values that the unit supplies are left blank: `fill`
    writes those. The projects of the codes in `withdraw` are wanted back no more; their files stay. With the office's
    private `key` each form carries a check value that its public key proves.

    New forms go into a folder for each value of the head's field `by` (its id or label), all into one without it;
    `zipped` adds a zip of the current forms beside each folder. `due` is noted for every project of the list; without
    it a project keeps the day it has. `jobs` processes make the workbooks, one a core where it is None; what is made
    is the same for any number. `watched` is given the workbooks and how many there will be, and passes them on as they
    are made: whoever looks on is told by it.

    Raises
    ------
    UsageError, RosterError, TemplateError
        Something is wrong with what was given; every mistake is named and nothing was written.

    """
    listed = roster.read_roster(source, tuple(templates), form)
    found = listed.records
    for template in {id(template): template for _, template in found}.values():
        prove(template)
    manifests = signed(_plan(source, found), key)
    path = folder / ledger.FILE_NAME
    earlier = ledger.read(path) if path.is_file() else ()
    before = ledger.latest(earlier)
    _check_withdrawn(source, withdraw, before, {each.code for each in manifests})
    withdrawn = tuple(code for code in dict.fromkeys(withdraw) if not before[code].withdrawn)
    changed = [each for each in manifests if not _stands(before.get(each.code), each)]
    unchanged = [each for each in manifests if _stands(before.get(each.code), each)]
    places = handout.places(manifests, [template for _, template in found], by)
    issues = _issues(changed, earlier, places, due)
    moved = [] if due is None else _moved([before[each.code] for each in unchanged], due)
    _refuse_existing(folder, changed, issues, jobs)
    making = partial(_make, jobs=jobs, watched=watched)
    making(changed, [folder / each.file for each in issues])
    if issues or withdrawn or moved or not (folder / issue_list.FILE_NAME).exists():
        # Before the ledger: where the list is open in another program, the next run does all of this again.
        files.save(folder / issue_list.FILE_NAME, issue_list.made(ledger.with_days(earlier, moved), issues, withdrawn))
    if issues or withdrawn or moved:
        ledger.add(path, issues, withdrawn, moved)
    lost = [each for each in unchanged if not (folder / before[each.code].file).exists()]
    making(lost, [folder / before[each.code].file for each in lost])
    return Issued(
        folder=folder,
        issues=tuple(issues),
        unchanged=_codes(unchanged),
        restored=_codes(lost),
        withdrawn=withdrawn,
        unused=listed.unused,
        unsourced=listed.unsourced,
        findings=tuple((manifest.code, each) for manifest in changed for each in issuing(manifest.plan)),
        zips=handout.zips(folder, ledger.read(path)) if zipped else (),
    )


def _make(manifests: Sequence[Manifest], paths: Sequence[Path], *, jobs: int | None, watched: Watched) -> None:
    with contextlib.closing(watched(blank_forms(manifests, jobs), len(manifests))) as made:
        for path, content in zip(paths, made, strict=True):
            files.save(path, content)


def signed(manifests: Sequence[Manifest], key: Path | None) -> list[Manifest]:
    """Return manifests with the check value of the key in a file; as they are where there is none.

    Raises
    ------
    UsageError
        The file holds no private key.

    """
    if key is None:
        return list(manifests)
    private = signing.private_key(key)
    return [replace(each, signature=signing.sign(private, each.digest)) for each in manifests]


def _codes(manifests: Iterable[Manifest]) -> tuple[str, ...]:
    return tuple(each.code for each in manifests)


def _check_withdrawn(source: Path, codes: Sequence[str], before: Mapping[str, Issue], listed: set[str]) -> None:
    """Refuse to withdraw what was never issued, and what the list still holds."""
    unknown = [
        mistake("withdrawn-unknown", word=code, near=nearest_code(code, before, terms.CORRECT_IT))
        for code in codes
        if code not in before
    ]
    wanted = [mistake("withdrawn-listed", word=code) for code in codes if code in before and code in listed]
    if unknown or wanted:
        raise UsageError(str(source), *unknown, *wanted)


def _stands(issue: Issue | None, manifest: Manifest) -> bool:
    """Return whether a project's last issue is what it would be issued with now."""
    return issue is not None and not issue.withdrawn and issue.digest == manifest.digest


def prove(template: Template) -> None:
    """Refuse a form whose rules can fail for some content of their cells, or give no number for any.

    Raises
    ------
    TemplateError
        A rule can give an error or something undeclared, and the contents that show it are named; or it never gives
        the number that it is for.

    """
    names = frozenset(each.name for each in template.definition.ratings)
    declared = {scoring.EXECUTION_RATE: frozenset({terms.NOT_APPLICABLE}), scoring.RATING: names}
    own = template.definition.scoring.rules.keys() - {scoring.RATING}
    mistakes = [
        each
        for key, rule in template.rules.items()
        if key not in {scoring.PROPOSED, scoring.OPEN}  # composed of the others
        for each in _failure(
            OwnRule(f"scoring.rules.{key}", rule, of_number=key in own), declared.get(key, frozenset()) | {""}
        )
    ]
    # What the form writes itself may say the words that stand in it.
    for each in template.own_rules():
        mistakes.extend(_failure(each, formula.texts(each.rule) | {""}))
    if mistakes:
        raise TemplateError(template.source, *mistakes)


def _failure(own: OwnRule, texts: frozenset[str]) -> Iterable[Mistake]:
    try:
        failures = proof.failures(own.rule, float, texts)
        tried = proof.trials_without_number(own.rule) if own.of_number else 0
    except EngineError:
        yield mistake("rule-not-computable", own.place)
        return
    if failures:
        contents, value = failures[0]
        shown = "，".join(f"{name} = {'、'.join(_shown(each) for each in cells)}" for name, cells in contents.items())
        yield mistake(
            "rule-can-fail", own.place, contents=shown or terms.ANYTHING, result=_shown(value), count=len(failures)
        )
    elif tried:
        yield mistake("never-a-number", own.place, count=tried)


def _shown(content: object) -> str:
    if content is None:
        return terms.BLANK
    return f'"{content}"' if isinstance(content, str) else str(getattr(content, "value", content))


def _plan(source: Path, found: Sequence[tuple[Record, Template]]) -> list[Manifest]:
    manifests: list[Manifest] = []
    mistakes: list[Mistake] = []
    for record, template in found:
        try:
            plan = layout.plan(template, record)
        except RosterError as error:
            mistakes.extend(each.at(record.place(each.place)) for each in error.mistakes)
            continue
        manifests.append(
            Manifest(
                template=template.id,
                template_version=template.definition.version,
                template_sha256=template.sha256,
                fiscal_year=record.fiscal_year,
                plan=plan,
            )
        )
        # Points that do not add up are mended before anything goes out: nobody could mend them in a locked cell.
        wrong = [each for each in issuing(plan) if each.severity is Severity.ERROR]
        mistakes.extend(
            mistake(
                "framework-wrong",
                record.place(each.field),
                title=each.rule.title,
                found=terms.shown(each.found),
                wanted=terms.shown(each.expected),
                sentence=terms.SENTENCES[each.key],
            )
            for each in wrong
        )
    if mistakes:
        raise RosterError(str(source), *mistakes)
    return manifests


def issuing(plan: Plan) -> tuple[Finding, ...]:
    """Return what the office is told of a framework as it issues it, each finding with its place."""
    levels = dict(plan.shape.levels)
    found = (
        replace(each, severity=levels.get(each.code, each.severity))
        for each in (*framework.findings(plan), *narrative.issued(plan))
    )
    return tuple(integrity.described(plan, each) for each in found)


def _issues(
    manifests: Sequence[Manifest], earlier: Sequence[Issue], places: Mapping[str, str], due: dt.date | None
) -> list[Issue]:
    before = ledger.latest(earlier)
    # Forms come back into one folder, whatever folders they went out in.
    taken = {naming.alike(each.file.rpartition("/")[2]) for each in earlier} | {naming.alike(issue_list.FILE_NAME)}
    issues: list[Issue] = []
    for each in manifests:
        last = before.get(each.code)
        number = last.number + 1 if last else 1
        day = due.isoformat() if due else last.due if last else ""
        issues.append(
            ledger.Issue(
                code=each.code,
                number=number,
                name=each.name,
                supervising_department=str(each.plan.issued.get("project.supervising_department") or ""),
                template=each.template,
                template_version=each.template_version,
                template_sha256=each.template_sha256,
                fiscal_year=each.fiscal_year,
                digest=each.digest,
                file=places[each.code] + naming.file_name(each.code, each.name, number, taken),
                due=day,
            )
        )
    return issues


def _moved(issues: Sequence[Issue], due: dt.date) -> list[Issue]:
    """Return the issues whose day is another now, with that day."""
    return [replace(each, due=due.isoformat()) for each in issues if each.due != due.isoformat()]


def _refuse_existing(folder: Path, manifests: Sequence[Manifest], issues: Sequence[Issue], jobs: int | None) -> None:
    """Refuse to write over a file, unless it is the very form: a run that was interrupted goes on."""
    taken = [(each, issue) for each, issue in zip(manifests, issues, strict=True) if (folder / issue.file).exists()]
    forms = blank_forms((manifest for manifest, _ in taken), jobs)
    existing = [
        issue.file for (_, issue), form in zip(taken, forms, strict=True) if (folder / issue.file).read_bytes() != form
    ]
    if existing:
        raise UsageError(str(folder), *(mistake("file-exists", name) for name in existing))
