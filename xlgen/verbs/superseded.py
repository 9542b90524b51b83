"""Tells what changed since a form was issued that comes back after its project was issued anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import integrity, recompute, terms
from xlgen.finding import BY_CODE, Finding, Severity, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.ledger import Superseded
    from xlgen.manifest import Manifest

MOST_NAMED: Final = 5


def finding(manifest: Manifest, by: Superseded) -> Finding:
    """Return R708 for a form that was superseded, and what the later issue says otherwise, where it is there."""
    try:
        later, _ = integrity.open_issued(by.file)
    except UsageError:  # moved away since, or lost: that it was superseded the ledger knows
        changed, detail = None, terms.LATER_FILE_GONE
    else:
        changes = list(_changes(manifest, later))
        changed = [_json(each) for each in changes]
        detail = terms.CHANGED_SINCE.format(changes=_told(changes)) if changes else terms.LAID_OUT_OTHERWISE
    return Finding(
        key="R708",
        severity=BY_CODE["R708"].severity,
        found={"number": by.number},
        expected={"number": by.later, "changed": changed},
        seen=terms.ISSUE_NUMBER.format(number=by.number),
        wanted=terms.ISSUE_NUMBER.format(number=by.later),
        detail=detail,
    )


def _changes(old: Manifest, new: Manifest) -> Iterator[Finding]:
    """Yield each issued value that is another now, or stands in one of the two issues only, with its place."""
    before, after = recompute.issued_contents(old.plan), recompute.issued_contents(new.plan)
    for field in (*after, *(each for each in before if each not in after)):
        was, now = integrity.plain(before.get(field)), integrity.plain(after.get(field))
        if not integrity.same_text(before.get(field), after.get(field)):
            plan = (new if field in new.plan.shape.places else old).plan
            changed = Finding(key="S107", severity=Severity.NOTE, field=field, found=now, expected=was)
            yield integrity.described(plan, changed)


def _json(change: Finding) -> dict[str, object]:
    return {"field": change.field, "label": change.label, "from": change.expected, "to": change.found}


def _told(changes: list[Finding]) -> str:
    said = (
        terms.CHANGED_FROM_TO.format(
            label=terms.shown(each.label),
            was=each.wanted or terms.quoted(each.expected),
            now=each.seen or terms.quoted(each.found),
        )
        for each in changes[:MOST_NAMED]
    )
    more = terms.CHANGES_MORE.format(count=len(changes)) if len(changes) > MOST_NAMED else ""
    return "；".join(said) + more
