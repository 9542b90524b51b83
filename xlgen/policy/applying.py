"""Applies a policy to what was found, late: to a verdict as JSON, and to what is said of the round."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from xlgen.finding import OF_A_FILE, Owner, Severity, Standing, status_from
from xlgen.results import not_run

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from xlgen.policy.decided import Policy
    from xlgen.results import Result

_ORDER: Final = [each.value for each in Severity]
_OF_FILES: Final = frozenset(rule.code for rule in OF_A_FILE)


def applied(result: Result, policy: Policy) -> Result:
    """Return a result with what a policy that holds decides of its findings, and the status that follows.

    What follows from a finding stands on its own where only one of the two is let pass; that it is on trial is no
    reason. Where gravity changes, so does
    the order, and all that goes by a finding's place with it.
    """
    if not policy.codes and not policy.waivers:
        return result
    verdict = result.verdict
    code = (verdict.get("project") or {}).get("code") or ""
    touched = [_touched(each, code, policy) for each in verdict["findings"]]
    for each in touched:
        root = each.get("follows")
        if root is not None and _stands_alone(each, touched[root]):
            touched[root]["consequences"] = [n for n in touched[root]["consequences"] if touched[n] is not each]
            del each["follows"]
    order = sorted(range(len(touched)), key=lambda index: _ORDER.index(touched[index]["severity"]))
    place = {old: new for new, old in enumerate(order)}
    findings = [_moved(touched[old], place) for old in order]
    facts = dict(result.facts)
    for key in {"surroundings", "shown"} & facts.keys():
        facts[key] = {str(place[int(old)]): each for old, each in facts[key].items()}
    status = status_from(_standing(each) for each in findings).value
    missed = not_run(verdict, facts)
    rules = _rules(verdict["rules"], policy, missed)
    facts["not_run"] = missed | dict.fromkeys(_off(policy), "off")
    judged = {**verdict, "status": status, "findings": findings, "rules": rules}
    return type(result)(file=result.file, verdict=judged, facts=facts)


def applied_to_round(findings: Iterable[Mapping[str, Any]], policy: Policy) -> list[dict[str, Any]]:
    """Return what is said of a round with what the policy decides of it."""
    return [_touched(each, each.get("project") or "", policy) for each in findings]


def _touched(finding: Mapping[str, Any], project: str, policy: Policy) -> dict[str, Any]:
    found = dict(finding)
    level = policy.codes.get(finding["code"])
    if level is not None:
        if level.severity and level.severity != finding["severity"]:
            found |= {"severity": level.severity, "severity_before": finding["severity"]}
        found |= {"off": True} if level.off else {}
        if level.beta is not None:
            found.pop("beta", None)
            found |= {"beta": True} if level.beta else {}
    for each in policy.waivers:
        if (each.project, each.code) == (project, finding["code"]):
            until = each.until.isoformat() if each.until else None
            return found | {"waived": {"reason": each.reason, "by": each.by, "until": until}}
    return found


def _is_settled(finding: Mapping[str, Any]) -> bool:
    return bool(finding.get("off") or finding.get("beta") or finding.get("waived"))


def _stands_alone(finding: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """Return whether what follows from a root is no longer told with it."""
    if _is_settled(root):
        return not _is_settled(finding)
    return bool(finding.get("off") or finding.get("waived"))


def _moved(finding: dict[str, Any], place: Mapping[int, int]) -> dict[str, Any]:
    if finding.get("follows") is not None:
        finding["follows"] = place[finding["follows"]]
    if "consequences" in finding:
        finding["consequences"] = sorted(place[each] for each in finding["consequences"])
        if not finding["consequences"]:
            del finding["consequences"]
    return finding


def _standing(finding: Mapping[str, Any]) -> Standing:
    return Standing(
        finding["code"],
        Severity(finding["severity"]),
        Owner(finding["owner"]),
        answered=bool(finding.get("response")),
        settled=_is_settled(finding),
    )


def _off(policy: Policy) -> frozenset[str]:
    """Return the codes of files that are switched off."""
    return frozenset(code for code, level in policy.codes.items() if level.off and code in _OF_FILES)


def _rules(rules: Mapping[str, int], policy: Policy, missed: Collection[str]) -> dict[str, int]:
    """Return how many rules ran: one that is switched off is not among them, nor among those skipped."""
    off = _off(policy)
    ran = Counter(code in missed for code in off)
    return {
        **rules,
        "ran": rules["ran"] - ran[False],
        "skipped": rules["skipped"] - ran[True],
        "off": len(off),
    }
