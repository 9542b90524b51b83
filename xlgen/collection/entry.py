"""What a round keeps of one judged file: a few words, whatever the file holds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from xlgen.results import Result


@dataclass(frozen=True, slots=True)
class Spending:
    """What a project, or a whole department for its projects, says that it spent, in yuan; and how finely."""

    yuan: Decimal
    unit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One judged file as the round sees it.

    `manifest` is the digest of the form it was made from, "" where that is not known; `content` tells two files of
    the same record, status and manifest from others; `modified` is when a program last saved it ("" unknown).
    `full` says whether every point was given, `spent` what the project spent and `projects_spent` what a department
    says that its projects did; None where that cannot be said.
    """

    file: str
    sha256: str
    status: str
    trust: str | None
    template: str
    code: str
    name: str
    department: str
    manifest: str
    modified: str
    content: str
    full: bool | None
    spent: Spending | None
    projects_spent: Spending | None


def entry(result: Result, spent: Spending | None, projects_spent: Spending | None) -> Entry:
    """Return what the round keeps of a file that says so of spending."""
    verdict, facts = result.verdict, result.facts
    project: Mapping[str, Any] = verdict.get("project") or {}
    return Entry(
        file=result.file,
        sha256=verdict["sha256"],
        status=verdict["status"],
        trust=verdict["trust"],
        template=verdict["template"] or "",
        code=project.get("code") or "",
        name=project.get("name") or "",
        department=facts.get("supervising_department") or "",
        manifest=facts.get("manifest") or "",
        modified=facts.get("modified") or "",
        content=_content(verdict, facts),
        full=_full(verdict["figures"]),
        spent=spent,
        projects_spent=projects_spent,
    )


def _content(verdict: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """Return what two returns of the same content share, however often a program saved them."""
    if not facts.get("record"):
        return str(verdict["sha256"])
    whole = [facts.get("manifest"), facts["record"], verdict["status"], verdict["figures"]]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def _full(figures: Mapping[str, Any]) -> bool | None:
    total, most = figures.get("total_score"), figures.get("total_max_score")
    if not isinstance(total, int | float) or not isinstance(most, int | float) or not most:
        return None
    return bool(total >= most)
