"""Workers that begin before it is known how many are needed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from xlgen import batch, pool

if TYPE_CHECKING:
    from pathlib import Path


def _folder(folder: Path, count: int) -> str:
    for number in range(count):
        (folder / f"{number}.xlsx").touch()
    return str(folder)


@pytest.mark.parametrize(("begun", "needed"), [(3, 2), (2, 3), (2, 2)])
def test_so_many_work_as_are_needed_whatever_begun(begun: int, needed: int, tmp_path: Path) -> None:
    """That the workers are busy when their number changes is no reason for a warning (here it would be an error)."""
    pool.begin([str(tmp_path)], begun, "xlgen.batch.judging")

    workers = pool.executor(needed)

    assert needed == workers._max_workers  # type: ignore[attr-defined] # noqa: SLF001 - loky's, which does not tell otherwise
    assert os.getpid() == workers.submit(os.getppid).result()


def test_none_begins_for_few_files_or_for_what_cannot_be_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "executor", lambda _: pytest.fail("begun"))

    pool.begin([_folder(tmp_path, pool.FEW), "memory://round", str(tmp_path / "nothing")], None, "xlgen")
    pool.begin([_folder(tmp_path, pool.FEW + 1)], 1, "xlgen")


def test_more_files_than_a_few_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loky.cpu_count", lambda: 16)

    assert [1, 2, 3, 16] == [pool.jobs_for(count) for count in (40, 41, 100, 10_000)]


def test_nobody_gets_a_thousand_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    assert [1, 3, 8, 8] == [pool.at_most(jobs) for jobs in (1, 3, 9, 1000)]
    assert 8 == batch.spread_for(5, jobs=1000).jobs
