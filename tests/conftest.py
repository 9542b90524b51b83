"""What many tests stand on: the eight published forms, issued and filled once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

import xlgen

ROOT = Path(__file__).parent.parent
RECORDS = ROOT / "samples" / "futian-2021" / "records"


THOROUGH = (
    *("test_plain_path", "test_round"),
    *("test_three_ways", "test_manipulations", "test_repair", "test_filling_mistakes", "test_findings", "test_many"),
    *("test_published_forms", "test_samples", "test_report", "test_sent_back", "test_collection_files", "test_facts"),
    *("test_nothing_clipped", "test_resaved", "test_integrity", "test_round_trip", "test_blank", "test_batch"),
    *("test_report_page", "test_targets_shown", "test_excel_exact", "test_hostile", "test_check_code", "test_spare"),
    *("test_guide", "test_manual", "test_office", "test_messages", "test_proposed", "test_template_mistakes"),
    *("test_cli", "test_generate", "test_handout", "test_told_once", "test_overview", "test_collection"),
)
"""Modules that compare much with something else: `make test` runs them, and `make check` need not under coverage.

Those that take longest stand first: they are begun first, so that none is left alone at the end.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the thorough modules, and put these first."""
    for item in items:
        if item.path.stem in THOROUGH:
            item.add_marker(pytest.mark.thorough)
    order = {name: place for place, name in enumerate(THOROUGH)}
    items.sort(key=lambda each: order.get(each.path.stem, len(order)))


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
