"""Many files through the verifier: found, spread over workers, kept on disk, in the order of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import ledger as ledgers
from xlgen import reader, terms
from xlgen.batch import addresses
from xlgen.batch.limits import Limits
from xlgen.batch.making import made
from xlgen.batch.running import KEPT, MOST, Step, run, spread_for, store
from xlgen.batch.setting import Setting, setting_of
from xlgen.batch.shards import Shard, StoredSources, merge, shard, shard_line, shard_summary
from xlgen.batch.workers import DASK, LOKY, Spread
from xlgen.finding import UsageError, mistake
from xlgen.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlgen.reader import Found, Source
    from xlgen.verbs.verdict import Verdict

__all__ = [
    "DASK",
    "KEPT",
    "LOKY",
    "Limits",
    "Setting",
    "Shard",
    "Spread",
    "Step",
    "StoredSources",
    "collect",
    "made",
    "merge",
    "run",
    "setting_of",
    "shard",
    "shard_line",
    "shard_summary",
    "spread_for",
    "store",
    "verify",
]

_OURS: Final = frozenset({ledgers.FILE_NAME, f"{terms.ISSUE_LIST}.xlsx", terms.PROGRESS_FILE})
"""What `generate` and `verify` write beside the forms."""


def collect(paths: Sequence[Path | str], output: Path | None = None) -> Found:
    """Return what is to be verified: files by the name they are reported under, and what lies beside them.

    What a file is, is told from its content; archives are gone through. A path may be an address (`s3://…`) of what
    fsspec reads. What lies in the folder of the report, `output`, is passed over where that lies in one of the paths.

    Raises
    ------
    UsageError
        A path does not exist, or an address cannot be read.

    """
    places = [addresses.place(each) for each in paths]
    missing = [path for path in places if not addresses.exists(path)]
    if missing:
        mistakes = [mistake("path-missing", str(path), wanted=terms.RETURNS) for path in missing]
        raise UsageError("verify", *mistakes)
    return reader.find(places, _OURS, output)


def verify(
    paths: Sequence[Path | str],
    *,
    ledger: Path | None = None,
    templates: Sequence[Path] = (),
    trust: Path | None = None,
    password: str = "",
) -> Iterator[Verdict]:
    """Yield the verdict of each file in code-point order of the paths; `password` opens what is encrypted.

    All is done in this process, a chunk of files at a time as verdicts are taken, and nothing of it is kept. Nothing
    bounds what a file may cost in time: that takes workers, which `xlgen verify` has.

    Raises
    ------
    UsageError
        A path, the ledger, the public key to `trust` or a folder of forms is wrong; nothing was judged.

    """
    found = collect(paths)
    given = setting_of(ledger=ledger, templates=templates, trust=trust, password=password)
    return _verdicts(list(found.sources.values()), given)


def _verdicts(sources: Sequence[Source], given: Setting) -> Iterator[Verdict]:
    from xlgen.batch import judging  # noqa: PLC0415 - loads the engine

    register = given.register()
    with Reader(given.password) as opening:
        for start in range(0, len(sources), MOST):
            found = judging.judged(sources[start : start + MOST], register, opening, Limits(seconds=0))
            yield from (each.verdict for each in found)
