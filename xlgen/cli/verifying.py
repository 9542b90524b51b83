"""The plumbing of `xlgen verify`: files into the store, and out of it in their order as soon as they are known."""

from __future__ import annotations

import contextlib
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlgen import batch, collection, files, terms
from xlgen.cli import INTERRUPTED, show
from xlgen.cli.progress import progress
from xlgen.finding import UsageError, mistake
from xlgen.results import as_json, json_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlgen.batch import Setting, Shard, Spread
    from xlgen.collection import Taking
    from xlgen.reader import Found
    from xlgen.results import Result, Results

STANDARD_OUTPUT = "-"
_ENDING = re.compile(r"\.[A-Za-z]+")
"""How the name of a file ends; 报告2022.3 may be a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run is to verify, how it is spread, and where its outcome goes."""

    found: Found
    setting: Setting
    spread: Spread
    taking: Taking
    shard: Shard | None = None
    output: Path | None = None
    mapping: Path | None = None
    json_file: str | None = None

    def line(self, result: Result) -> str:
        """Return a result as a line of JSON; of a shard, with what the whole needs to know of it."""
        return as_json(result.verdict if self.shard is None else batch.shard_line(result))

    def lines(self, kept: Results, summary: dict[str, Any]) -> Iterator[str]:
        """Yield the JSON Lines of the run."""
        yield from map(self.line, kept)
        yield as_json(summary)


def verify(asked: Asked) -> int:
    """Judge files, print and write what came of it, and return the exit code."""
    if asked.mapping is not None:
        from xlgen.cli import reporting  # noqa: PLC0415 - loads much

        reporting.check(asked.mapping)
    if asked.json_file not in {None, STANDARD_OUTPUT}:
        files.check_writable(Path(str(asked.json_file)))
    sources = list(asked.found.sources.values())
    with batch.store(asked.output) as kept:
        try:
            with contextlib.closing(batch.run(sources, asked.setting, kept, asked.spread)) as steps:
                _stream([each.name for each in sources], _headed(asked, steps), kept, _printer(asked))
        except KeyboardInterrupt:
            text = terms.STOPPED if asked.output is None else terms.STOPPED_KEPT
            show.complain(text.format(total=len(sources), done=len(kept), file=kept.path))
            return INTERRUPTED
        asked = replace(asked, setting=asked.setting.spent())
        return _close(asked, kept)


def _printer(asked: Asked) -> Callable[[Result], None] | None:
    """Return what prints a result as soon as all before it are known; None where a table is drawn at the end."""
    if asked.json_file == STANDARD_OUTPUT:
        return lambda result: show.say(asked.line(result))
    return None if show.looked_at() else lambda result: show.row_piped(show.verdict_row(result.verdict))


def _headed(asked: Asked, steps: Iterator[batch.Step]) -> Iterator[batch.Step]:
    """Yield the steps, with a bar where somebody looks on, and the table's head printed when the first is there."""
    headed = asked.json_file == STANDARD_OUTPUT or show.looked_at()
    for step in progress(steps, len(asked.found.sources), lambda each: each.counts.total(), terms.VERIFYING):
        if not headed:
            show.row_piped(show.VERDICT_HEADS)
            headed = True
        yield step
    if not headed:
        show.row_piped(show.VERDICT_HEADS)


def _stream(
    names: list[str], steps: Iterator[batch.Step], kept: Results, printer: Callable[[Result], None] | None
) -> None:
    shown = 0
    for step in steps:
        if printer is not None:
            for each in kept.of(names[shown : step.in_order]):
                printer(each)
            sys.stdout.flush()
        shown = step.in_order


def _close(asked: Asked, kept: Results) -> int:
    """Write and print what is known once all files are judged."""
    # A part of a run knows nothing of the others: the round is taken when they are put together.
    taking = asked.taking if asked.shard is None else collection.Taking(policy=asked.taking.policy)
    summary = collection.close(kept, asked.found.attachments, taking)
    if asked.shard is not None:
        summary = batch.shard_summary(summary, asked.shard, asked.setting, asked.taking.ledger)
    elsewhere = terms.IN_FULL
    written = None
    if asked.output is not None and asked.shard is not None:
        elsewhere = str(show.report(asked.output, asked.lines(kept, summary)))
    elif asked.output is not None:
        from xlgen.cli import reporting  # noqa: PLC0415 - loads much

        elsewhere = str(asked.output / show.REPORT)
        given = reporting.round_of(asked.taking, kept, summary, asked.found.sources, asked.setting.password)
        written = reporting.write(asked.output, given, asked.mapping, asked.spread)
    if asked.json_file == STANDARD_OUTPUT:
        show.say(as_json(summary))
        return collection.exit_code(summary)
    if asked.json_file is not None:
        elsewhere = asked.json_file
        show.save_lines(Path(asked.json_file), asked.lines(kept, summary))
    if show.looked_at():  # a pipe has had the rows
        show.rows(kept, elsewhere)
    show.verdicts(kept, elsewhere)
    show.say("")
    for line in show.closing(summary):
        show.say(line)
    show.attachments(asked.found.attachments)
    if asked.shard is not None:
        show.say(terms.SHARD.format(number=asked.shard.number, of=asked.shard.of))
    if written is not None and asked.output is not None:
        show.written(asked.output, written)
    return collection.exit_code(summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """What parts are put together, how the round is taken, and where its outcome goes.

    `output` is a file of JSON Lines, or the folder of a report. `mapping`, `password` and `jobs` are the report's.
    """

    files: Sequence[Path]
    output: Path
    taking: Taking
    mapping: Path | None = None
    password: str = ""
    jobs: int | None = None

    @property
    def into_folder(self) -> bool:
        """Whether a report is wanted: the output is a folder, or has no ending of a file."""
        return self.output.is_dir() or not _ENDING.fullmatch(self.output.suffix)


def merge(asked: Merging) -> int:
    """Put the parts of a run together, write and print what came of it, and return the exit code."""
    if asked.into_folder:
        from xlgen.cli import reporting  # noqa: PLC0415 - loads much

        reporting.check(asked.mapping)
    elif asked.mapping is not None:
        raise UsageError("merge", mistake("export-without-folder"))
    written = None
    with batch.store(None) as kept:
        merged = batch.merge(asked.files, kept)
        taking = replace(asked.taking, ledger=asked.taking.ledger or merged.ledger)
        taking.check()
        summary = collection.close(kept, merged.attachments, taking)
        if asked.into_folder:
            given = reporting.round_of(taking, kept, summary, batch.StoredSources(kept), asked.password)
            spread = batch.spread_for(summary["summary"]["files"], jobs=asked.jobs)
            written = reporting.write(asked.output, given, asked.mapping, spread)
        else:
            show.save_lines(asked.output, json_lines(kept, summary))
    for line in show.closing(summary):
        show.say(line)
    show.say(terms.MERGED.format(count=len(asked.files), file=asked.output))
    if written is not None:
        show.written(asked.output, written)
        if merged.bare:
            show.say(terms.MERGED_BARE.format(count=merged.bare))
    return collection.exit_code(summary)
