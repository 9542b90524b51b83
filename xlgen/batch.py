"""Many files through the verifier: found, judged in chunks, in the order of their paths; one bad file costs itself."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from xlgen import ledger as ledgers
from xlgen import reader, signing, template, terms
from xlgen.finding import Finding, Severity, Status, UsageError, mistake
from xlgen.reader import Reader
from xlgen.verbs.observed import Opened
from xlgen.verbs.verdict import finding_json
from xlgen.verbs.verify import Register, judge_all, open_file, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlgen.reader import Found, Source
    from xlgen.verbs.verdict import Verdict


CHUNK: Final = 100
"""Files recomputed together; more costs memory and gains nothing."""

_OURS: Final = frozenset({ledgers.FILE_NAME, f"{terms.ISSUE_LIST}.xlsx"})
"""What `generate` writes beside the forms."""

_log = logging.getLogger(__name__)


def collect(paths: Sequence[Path]) -> Found:
    """Return what is to be verified: files by the name they are reported under, and what lies beside them.

    What a file is, is told from its content; archives are gone through.

    Raises
    ------
    UsageError
        A path does not exist.

    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        mistakes = [mistake("path-missing", str(path), wanted=terms.RETURNS) for path in missing]
        raise UsageError("verify", *mistakes)
    return reader.find(paths, _OURS)


def verify(
    paths: Sequence[Path],
    *,
    ledger: Path | None = None,
    templates: Sequence[Path] = (),
    trust: Path | None = None,
    password: str = "",
) -> Iterator[Verdict]:
    """Yield the verdict of each file in code-point order of the paths; `password` opens what is encrypted.

    Raises
    ------
    UsageError
        A path, the ledger, the public key to `trust` or a folder of forms is wrong; nothing was judged.

    """
    found = collect(paths)
    register = Register(
        template.library(tuple(templates)),
        ledgers.digests(ledger) if ledger else {},
        signing.public_key(trust) if trust else None,
    )
    return _verdicts(list(found.sources.values()), register, password)


def _verdicts(sources: Sequence[Source], register: Register, password: str) -> Iterator[Verdict]:
    with Reader(password) as opening:
        for start in range(0, len(sources), CHUNK):
            opened = [_open(source, opening, register) for source in sources[start : start + CHUNK]]
            judged = iter(_judge([each for each in opened if isinstance(each, Opened)]))
            yield from (next(judged) if isinstance(each, Opened) else each for each in opened)


def _open(source: Source, opening: Reader, register: Register) -> Opened | Verdict:
    try:
        return open_file(source, opening, register)
    except Exception:  # noqa: BLE001 - the edge: one file must not stop a round; it is told and logged
        _log.warning("could not read %s", source.name, exc_info=True)
        return refused(source.name, "", "X108")


def _judge(opened: Sequence[Opened]) -> list[Verdict]:
    try:
        return judge_all(opened)
    except Exception:  # noqa: BLE001 - the same edge: find the file that did it, judge the others
        if len(opened) == 1:
            _log.warning("could not judge %s", opened[0].file, exc_info=True)
            return [refused(opened[0].file, opened[0].sha256, "X108")]
        return [verdict for each in opened for verdict in _judge([each])]


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """Return the exit code: 3 for a fault of ours, 1 where a file is sent back, else 0."""
    statuses = {each.status for each in verdicts}
    if Status.UNVERIFIABLE in statuses:
        return 3
    return 1 if Status.SENT_BACK in statuses else 0


def summary(
    verdicts: Sequence[Verdict], attachments: Mapping[str, str] | Iterable[tuple[str, str]], ledger: Path | None
) -> dict[str, object]:
    """Return the summary that ends the JSON Lines; what is missing is known only with a ledger.

    `attachments` are files that were not judged, each with the key of the finding that says what it is.

    Raises
    ------
    UsageError
        The ledger cannot be read.

    """
    statuses = Counter(each.status for each in verdicts)
    files: dict[str, list[str]] = defaultdict(list)
    for each in verdicts:
        if each.project and each.project["code"]:
            files[each.project["code"]].append(each.file)
    known = ledgers.latest(ledgers.read(ledger)) if ledger else {}
    issued = {code: each for code, each in known.items() if not each.withdrawn}
    # A blank form with the code of a project typed in is not the form that was issued to it.
    ours = {each.file for each in verdicts if each.trust != "digest-only"}
    received = {code for code, names in files.items() if ours.intersection(names)}
    found = {
        "files": len(verdicts),
        **{status.value: statuses[status] for status in Status},
        "findings": [
            {"file": name} | finding_json(Finding(key=key, severity=Severity.NOTE))
            for name, key in dict(attachments).items()
        ],
        "missing": [
            {"code": code, "name": each.name, "supervising_department": each.supervising_department}
            for code, each in sorted(issued.items())
            if code not in received
        ],
        "duplicates": [
            {"code": code, "files": names, "counted": None} for code, names in sorted(files.items()) if len(names) > 1
        ],
        "unexpected": sorted(
            each.file
            for each in verdicts
            if ledger and each.project and (each.project["code"] not in issued or each.file not in ours)
        ),
        "attachments": list(dict(attachments)),
    }
    return {"summary": found}
