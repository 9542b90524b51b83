"""Many files through the verifier: found, judged in chunks, in the order of their paths; one bad file costs itself."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from xlgen import ledger as ledgers
from xlgen import reader, signing, template, terms
from xlgen.finding import UsageError, mistake
from xlgen.reader import Reader
from xlgen.verbs.observed import Opened
from xlgen.verbs.verify import Register, judge_all, open_file, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
        ledgers.superseded(ledger) if ledger else {},
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
