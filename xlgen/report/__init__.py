"""What the office looks at, hands upward and sends back, written into one folder.

Every part of it shows the same counts: those of `tally`, made in one pass over the results.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlgen import files, terms
from xlgen.report import export, figures, html, lines, lists, overview, projects, sent_back
from xlgen.report.given import Found, Round
from xlgen.report.tally import Tally, tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlgen.report.projects import Projects
    from xlgen.report.sent_back import Remade, Remake

__all__ = ["Found", "Round", "Tally", "Written", "export", "sent_back", "tally", "write"]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the files, the page first; how many forms were made anew; what an export had no row for.

    `parquet` is False where it was left out because pyarrow is not installed. `lost` counts the forms that were not
    made because the returned file is not where it was, `broken` those that broke us.
    """

    files: tuple[Path, ...]
    sent_back: int
    left: tuple[str, ...] = ()
    parquet: bool = True
    lost: int = 0
    broken: int = 0


def write(folder: Path, given: Round, mapping: Path | None = None, remake: Remake | None = None) -> Written:
    """Write the report of a round into a folder; with a `mapping`, an export in another system's rows and columns too.

    `remake` makes the forms of 退回修改, where this process shall not do it itself.

    Raises
    ------
    UsageError
        The folder cannot be written, or the mapping is wrong: then nothing was written; as `remake`.

    """
    mapped = export.load(mapping) if mapping else None
    with contextlib.ExitStack() as opened:
        found = tally(given)
        listed = projects.collect(given, opened, given.folder)
        paths = [folder / html.FILE_NAME, folder / lines.FILE_NAME, folder / figures.CSV]
        with files.draft(paths[0]) as unfinished:
            html.write(unfinished, given, found)
        with files.draft(paths[1]) as unfinished:
            lines.write(unfinished, given)
        with files.draft(paths[2]) as unfinished:
            figures.write_csv(unfinished, listed)
        remade = sent_back.write(folder / terms.RETURNED_FOLDER, given, remake)
        books = {
            overview.FILE_NAME: overview.made(given, found, listed, opened),
            lists.REMINDERS: lists.reminders(given, listed),
            lists.ARCHIVE: lists.archive(given),
        }
        left: list[str] = []
        if mapped and mapping:
            books[f"{mapping.stem}.xlsx"], left = export.made(mapped, given, mapping.stem)
        for name, content in books.items():
            files.save(folder / name, content)
        if not all(each.path for each in remade):
            paths.append(folder / terms.RETURNED_FOLDER / lists.NOT_REMADE)
            files.save(paths[-1], lists.not_remade(given, remade))
        parquet = _parquet(folder, listed)
    return _written((paths[0], *(folder / name for name in books), *paths[1:], *parquet), remade, left)


def _written(paths: tuple[Path, ...], remade: Sequence[Remade], left: Sequence[str]) -> Written:
    reasons = Counter(each.reason for each in remade)
    return Written(
        files=paths,
        sent_back=sum(bool(each.path) for each in remade),
        left=tuple(left),
        parquet=figures.has_parquet(),
        lost=reasons[terms.NOT_FOUND_AGAIN],
        broken=reasons[terms.REMAKING_FAILED],
    )


def _parquet(folder: Path, listed: Projects) -> list[Path]:
    if not figures.has_parquet():
        return []
    path = folder / figures.PARQUET
    with files.draft(path) as unfinished:
        figures.write_parquet(unfinished, listed)
    return [path]
