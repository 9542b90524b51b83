"""What is seen in one returned file once it is recomputed: each finding with its field, not yet with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from xlgen import formula, framework, integrity, layout, narrative, recompute, stated, targets, terms
from xlgen.finding import Finding, Owner, Severity
from xlgen.model import CellError, Content
from xlgen.verbs import operands

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    from xlgen.integrity import Held
    from xlgen.manifest import Manifest
    from xlgen.recompute import Contents

_SCORED_BY: Final = (".actual_value", ".score", ".judged_score")
_FOLLOWS: Final = frozenset({"score", "deviation_explanation"})
"""What is told of an indicator by its score."""
_SAID_BY: Final = {"N609": frozenset({"B406"}), "N610": frozenset({"B406", "I511"})}
"""Notes that say again what another finding says: money in the wrong unit, nothing spent and all done."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is one of our forms: its bytes' digest, its manifest, what it holds, when it says it was saved.

    `far_above` is by how many percentage points scores may exceed the execution rate unremarked.
    """

    file: str
    sha256: str
    manifest: Manifest
    trust: str
    held: Held
    modified: str
    far_above: Decimal


@dataclass(frozen=True, slots=True)
class Computed:
    """What the formulas give: for the cells as they stand, and for the inputs as read (those included)."""

    stored: Contents
    read: Contents
    numbers_as_text: tuple[str, ...]


def findings(opened: Opened, computed: Computed) -> list[Finding]:
    """Return all that is seen in a file whose form is there."""
    plan = opened.manifest.plan
    lost = opened.held.gone | recompute.following(plan.shape, opened.held.gone)
    without = {each.field for each in opened.held.findings if each.key in integrity.NO_VALUE}
    found = [
        *opened.held.findings,
        *_issued_differs(opened, computed),
        *_corrected(opened, computed),
        *_shown_differs(opened, computed, lost),
        *_not_computed(opened, computed),
        *_texts(opened, computed),
        # A picture leaves its cell without a value: that it is missing is the same thing said again.
        *(each for each in _lines(opened, computed, lost) if each.field not in without),
        *stated.findings(plan.shape, computed.read),
        *framework.findings(plan),
        *narrative.issued(plan),
        *narrative.filled(plan, computed.read, opened.far_above),
        *_correction(computed),
    ]
    wrong = {each.field for each in found if each.code.startswith("V") and each.severity is Severity.ERROR}
    # What is no proper value is no correction.
    found = [each for each in found if each.key != "S107/corrected" or each.field not in wrong]
    # A date where a number belongs is told as that, and not also as a format that shows another number.
    found = [each for each in found if each.code != "S114" or each.field not in without]
    said = {each.code for each in found}
    found = [each for each in found if not said & _SAID_BY.get(each.code, frozenset())]
    # Of cells that are gone nothing is said but that; what follows from them is not known.
    found = [each for each in found if each.field not in lost or each.code[0] in "SC"]
    return [*found, *_unexplained(plan.shape, computed.read, found)]


def answer(opened: Opened, field: str) -> str:
    """Return what the unit wrote into a line's 情况说明."""
    content = opened.held.inputs.get(field) if field else None
    return content.strip() if isinstance(content, str) and not formula.is_blank(content) else ""


def _shown_differs(opened: Opened, computed: Computed, lost: AbstractSet[str]) -> Iterable[Finding]:
    """Yield C203 for each stored result that does not follow from the cells, or C204 once where none was computed."""
    held = opened.held
    if held.values_only:
        return
    shape = opened.manifest.plan.shape
    expected = {
        field: computed.stored.get(field)
        for field, (_, cell) in shape.places.items()
        if cell.role is layout.Role.FORMULA and field not in held.overwritten and field not in lost
    }
    # Where the formula gives "", nothing stored and "" stored look alike.
    absent = [field for field, value in expected.items() if field not in held.shown and value != ""]
    differing = [
        field
        for field, value in expected.items()
        if field in held.shown and not integrity.same(held.shown[field], value)
    ]
    if not absent and not differing:
        return
    initial = recompute.issued_contents(opened.manifest.plan)
    issued = recompute.evaluate(shape, [initial])[0]
    if all(integrity.same(held.shown[field], issued[field]) for field in differing):
        yield Finding(key="C204", severity=Severity.NOTE)
        return
    severity = Severity.WARNING if opened.held.manual else Severity.ERROR
    # What still shows the issued result follows from not computing; the others show something else.
    for field in (each for each in differing if not integrity.same(held.shown[each], issued[each])):
        found, right = integrity.plain(held.shown[field]), integrity.plain(expected[field])
        yield Finding(key="C203", severity=severity, field=field, found=found, expected=right)


def _issued_differs(opened: Opened, computed: Computed) -> Iterable[Finding]:
    """Yield S107 for each label and each issued value that is not what was issued."""
    shape = opened.manifest.plan.shape
    # Most of what is printed stands there letter for letter.
    others = {place for place, _ in opened.held.given.items() - shape.printed.items()}
    for (sheet, row, column), found in opened.held.given.items() if others else ():
        if (sheet, row, column) not in others:
            continue
        cell = shape.cells[sheet, row, column]
        expected = computed.read.get(cell.field) if cell.role is layout.Role.ISSUED else cell.text
        if not integrity.same_text(found, expected):
            shown, issued = integrity.plain(found), integrity.plain(expected)
            seen = Finding(key="S107", severity=Severity.ERROR, found=shown, expected=issued)
            first = cell.field and shape.places[cell.field][1] is cell
            place = (sheet, row, column)
            yield replace(seen, field=cell.field) if first else integrity.at(shape, place, seen, opened.held.standing)


def _corrected(opened: Opened, computed: Computed) -> Iterable[Finding]:
    """Yield a note for each issued value that the unit was free to correct, and did; its own is used."""
    for field, issued in recompute.correctable_contents(opened.manifest.plan).items():
        found = computed.read.get(field)
        if field not in opened.held.gone and not integrity.same_text(found, issued):
            shown, given = integrity.plain(found), integrity.plain(issued)
            yield Finding(key="S107/corrected", severity=Severity.NOTE, field=field, found=shown, expected=given)


def _not_computed(opened: Opened, computed: Computed) -> Iterable[Finding]:
    """Yield C205 where our own formula gives an error: total rules never do."""
    errors = {field for field, value in computed.read.items() if isinstance(value, CellError)}
    for field, (_, cell) in opened.manifest.plan.shape.places.items() if errors else ():
        value = computed.read.get(field) if field in errors else None
        if cell.role is layout.Role.FORMULA and isinstance(value, CellError):
            yield Finding(key="C205", severity=Severity.ERROR, field=field, found=value.value)


def _unexplained(shape: layout.Shape, read: Mapping[str, Content], findings: Sequence[Finding]) -> Iterable[Finding]:
    """Yield C205 for a figure that is missing without an error of the unit's: not computed is never a pass."""
    told = {each.field for each in findings if each.code == "C205"}
    if not any(each.severity is Severity.ERROR and each.cured_by is Owner.FILLER for each in findings):
        for name in shape.figures:
            # A text that a rule declares (不适用) is an answer; "" is none, but in a table nothing need follow.
            if not name.startswith("tables.") and read.get(name) in {None, ""} and name not in told:
                yield Finding(key="C205", severity=Severity.ERROR, field=name)


def _texts(opened: Opened, computed: Computed) -> Iterable[Finding]:
    for field in computed.numbers_as_text:
        found = opened.held.inputs[field]
        expected = integrity.plain(computed.read[field])
        _, cell = opened.manifest.plan.shape.places[field]
        percent = cell.unit == "%" or targets.tidy(str(found)).endswith("%")
        key = "V303/percent" if percent else "V303"
        yield Finding(key=key, severity=Severity.WARNING, field=field, found=found, expected=expected)


def _lines(opened: Opened, computed: Computed, lost: AbstractSet[str]) -> Iterable[Finding]:
    """Yield what the lines of the self-check say of the inputs as read.

    What is no proper value is told once: that its indicator is far from its target, or above its maximum, follows.
    """
    told = list(_said(opened, computed, lost))
    improper = {each.field for each in told if each.code.startswith("V") and each.severity is Severity.ERROR}
    # What an indicator's score follows from: its achievement, its criteria, the score that a person gives.
    rows = {each.partition(".")[0] for each in improper if each.endswith(_SCORED_BY)}
    for each in told:
        row, _, key = each.field.partition(".")
        follows = each.field in improper or (row in rows and key in _FOLLOWS)
        if each.code[0] != "I" or not follows:
            yield each


def _said(opened: Opened, computed: Computed, lost: AbstractSet[str]) -> Iterable[Finding]:
    for line in opened.manifest.plan.shape.lines:
        key = computed.read.get(line.field) if line.field not in lost - opened.held.gone else ""
        for outcome in line.outcomes:
            if outcome.key == key:
                seen, detail = operands.shown(opened.manifest.plan.shape, line, outcome, computed.read)
                yield Finding(
                    key=outcome.key,
                    severity=outcome.severity,
                    field=outcome.about,
                    found=integrity.plain(computed.read.get(outcome.about)),
                    owner=outcome.owner,
                    response=answer(opened, line.response),
                    seen=seen,
                    detail=detail,
                )


def _correction(computed: Computed) -> Iterable[Finding]:
    """Yield R709 where the unit says that what was issued is wrong."""
    wanted = computed.read.get(layout.CORRECTION)
    if isinstance(wanted, str) and wanted.strip() not in {"", *terms.NIL_WORDS}:
        yield Finding(key="R709", severity=Severity.NOTE, field=layout.CORRECTION, found=wanted)
