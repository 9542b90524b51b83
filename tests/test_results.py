"""The results of a run on disk: in order, the last of each file, nothing of an earlier run but what is confirmed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from xlgen import results
from xlgen.finding import UsageError
from xlgen.results import Result, Results

if TYPE_CHECKING:
    from pathlib import Path


def _result(file: str, status: str = "accepted", **facts: Any) -> Result:
    return Result(file=file, verdict={"verdict": 1, "file": file, "status": status}, facts=facts)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "报告" / "store.sqlite"


def test_results_come_in_code_point_order_whatever_order_they_were_added_in(store: Path) -> None:
    # U+FF21 stands before U+20000 as a code point, and after it in UTF-16; \udcff is a byte of a name that is no UTF-8.
    in_order = ["a.zip!/P2", "a/P1", "b", "中", "\udcff", "\uff21", "\U00020000"]

    with Results(store) as kept:
        kept.add(("key", _result(each)) for each in reversed(in_order[:3]))
        kept.add(("key", _result(each)) for each in in_order[3:])

        assert in_order == [each.file for each in kept]
        assert len(in_order) == len(kept)


def test_what_was_kept_comes_back_as_it_was(store: Path) -> None:
    given = Result(
        file="甲.xlsx",
        verdict={"file": "甲.xlsx", "status": "flagged", "figures": {"total_score": 99.49, "rating": None}},
        facts={"record": {"indicators": [{"name": "“引号”\\\n\u2028\ud800", "max_score": 10}]}},
    )

    with Results(store) as kept:
        kept.add([("k", given)])

    with Results(store) as again:
        again.add([], ["甲.xlsx"])
        assert [given] == list(again)


def test_of_two_results_of_one_file_the_later_counts(store: Path) -> None:
    with Results(store) as kept:
        kept.add([("before", _result("a", "sent-back"))])
        kept.add([("after", _result("a", "accepted")), ("b", _result("b", "flagged"))])

        assert {"accepted": 1, "flagged": 1} == kept.statuses()
        assert {"a": "after", "b": "b"} == kept.keys(["a", "b", "c"])


def test_what_an_earlier_run_left_counts_once_it_is_confirmed(store: Path) -> None:
    with Results(store) as earlier:
        earlier.add([("1", _result("a")), ("2", _result("b")), ("3", _result("c"))])

    with Results(store) as kept:
        assert [] == list(kept)
        assert {"a": "1", "b": "2"} == kept.keys(["a", "b"])
        kept.add([("4", _result("b", "flagged"))], ["a"])
        assert [("a", "accepted"), ("b", "flagged")] == [(each.file, each.verdict["status"]) for each in kept]
        kept.forget_earlier()
        assert {"a": "1", "b": "4"} == kept.keys(["a", "b", "c"])


def test_keys_of_more_files_than_one_statement_takes(store: Path) -> None:
    names = [f"P{number:05}" for number in range(2_345)]
    with Results(store) as kept:
        kept.add((name[::-1], _result(name)) for name in names)

        assert {name: name[::-1] for name in names} == kept.keys(names)


def test_a_chunk_is_kept_whole_or_not_at_all(store: Path) -> None:
    def broken() -> Any:
        yield "1", _result("a")
        yield "2", Result(file="b", verdict={"status": "accepted", "odd": object()}, facts={})

    with Results(store) as kept:
        with pytest.raises(TypeError):
            kept.add(broken())
        assert [] == list(kept)


def test_what_was_added_is_there_after_the_process_was_killed(store: Path) -> None:
    killed = """
        import os, pathlib, signal, sys
        from xlgen.results import Result, Results
        kept = Results(pathlib.Path(sys.argv[1]))
        kept.add([("k", Result(file="a", verdict={"status": "accepted"}, facts={}))])
        kept._connection.execute("INSERT INTO result VALUES (?, 'k', 'accepted', '{}', '{}')", (b"b",))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(killed), str(store)], check=False)

    assert done.returncode == -9
    with Results(store) as kept:
        assert {"a": "k"} == kept.keys(["a", "b"])  # b was not committed


def test_two_runs_do_not_share_a_store(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "BUSY_SECONDS", 0.01)
    with Results(store) as kept:
        kept.add([("k", _result("a"))])
        with pytest.raises(UsageError, match="另一次校验正在使用"):
            Results(store)
        assert ["a"] == [each.file for each in kept]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "报告").write_text("", encoding="utf-8")

    with pytest.raises(UsageError, match="校验进度无法读写"):
        Results(tmp_path / "报告" / "store.sqlite")


def test_what_is_no_store_is_made_anew(store: Path) -> None:
    store.parent.mkdir()
    store.write_bytes(b"half a file" * 100)

    with Results(store) as kept:
        kept.add([("k", _result("a"))])
        assert ["a"] == [each.file for each in kept]


def test_a_store_of_another_version_is_made_anew(store: Path) -> None:
    Results(store).close()
    other = sqlite3.connect(store)
    other.executescript("DROP TABLE result; CREATE TABLE result (other); PRAGMA user_version = 99")
    other.close()

    with Results(store) as kept:
        kept.add([("k", _result("a"))])
        assert ["a"] == [each.file for each in kept]
