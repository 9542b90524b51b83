"""What a finding says beside its rule: where it is, what its cell should show, which figures it reaches and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlgen import integrity, layout, recompute, terms
from xlgen.finding import Finding, Severity

if TYPE_CHECKING:
    from xlgen.verbs.observed import Computed, Opened

_OF_SHEETS: Final = frozenset({"S104", "S106"})
"""What may leave cells without a place: whatever follows from them is reached."""
_OF_FORMULAS: Final = frozenset({"C201", "C202", "C203"})
_REPLACED: Final = frozenset({"C201", "C202"})
"""Something else stands where a formula of ours was: what that gives is told."""
_SHOWN_ONLY: Final = frozenset({"S108", "S109", "S110", "S111", "S113", "S114", "S115"})
"""What changes how a cell is seen or found, and no figure."""


def described(opened: Opened, computed: Computed, finding: Finding) -> Finding:
    """Return a finding with its place, its row's name, what a formula gives, and the figures it reaches."""
    plan = opened.manifest.plan
    reached = _reached(opened, finding)
    told = integrity.described(plan, replace(finding, affects=reached), opened.held.standing)
    told = replace(told, detail=told.detail + _by_formula(opened, computed, told))
    if finding.code[0] not in "SC" or not reached:
        return told
    labels = dict.fromkeys(_figure(opened, computed, name) for name in reached)
    return replace(told, after=told.after + terms.REACHES.format(figures="、".join(labels)))


def _by_formula(opened: Opened, computed: Computed, finding: Finding) -> str:
    """Return what the formula gives that something else stands in the place of; "" where that is no number."""
    value = computed.read.get(finding.field)
    if finding.code not in _REPLACED or not isinstance(value, float):
        return ""
    found = opened.held.overwritten.get(finding.field)
    if integrity.same(found, value):
        return terms.AS_BY_FORMULA
    shape = opened.manifest.plan.shape
    return terms.BY_FORMULA.format(right=_shown(shape, finding.field, value, found))


def _figure(opened: Opened, computed: Computed, name: str) -> str:
    """Return the name of a figure, and what the sheet shows where that is not what the formulas give."""
    shape = opened.manifest.plan.shape
    field = shape.named_figures[name][0]
    label = shape.places[field][1].label
    shown, right = opened.held.shown.get(field), computed.read.get(field)
    if not isinstance(shown, float) or not isinstance(right, float) or integrity.same(shown, right):
        return label
    return terms.REACHED_FIGURE.format(
        label=label, shown=_shown(shape, field, shown, right), right=_shown(shape, field, right, shown)
    )


def _shown(shape: layout.Shape, field: str, value: float, beside: object) -> str:
    """Return a number as its cell shows it, told apart from another one."""
    apart = [integrity.fifteen(beside)] if isinstance(beside, float) else []
    return integrity.as_shown(shape.places[field][1], value, apart) or terms.quoted(value)


def _reached(opened: Opened, finding: Finding) -> tuple[str, ...]:
    """Return the figures that a finding reaches: those that follow from its cell, or from the cells that are gone."""
    shape = opened.manifest.plan.shape
    if finding.severity is Severity.NOTE or finding.code in _SHOWN_ONLY:
        return ()
    if finding.code in _OF_SHEETS:
        gone = {field for field in opened.held.gone if shape.places[field][0].name == finding.sheet}
        own = {name for name, (figure, _) in shape.named_figures.items() if figure in gone}
        return tuple(name for name in shape.named_figures if name in own or name in recompute.reached(shape, gone))
    if not finding.field:
        return ()
    # Of a formula that is not ours, or whose result is not, the figure that it gives is reached too.
    own = {finding.field} if finding.code in _OF_FORMULAS else set()
    follow = recompute.reached(shape, [finding.field])
    return tuple(name for name, (figure, _) in shape.named_figures.items() if name in follow or figure in own)
