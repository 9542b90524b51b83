"""What many tests stand on: the eight published forms, issued and filled once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

import xlgen

ROOT = Path(__file__).parent.parent
RECORDS = ROOT / "samples" / "futian-2021" / "records"


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the eight forms as issued, with their ledger."""
    folder = tmp_path_factory.mktemp("issued")
    xlgen.generate(RECORDS, folder)
    return folder


@pytest.fixture(scope="session")
def filled(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the eight forms as filled."""
    folder = tmp_path_factory.mktemp("filled")
    xlgen.fill(issued, RECORDS, folder)
    return folder
