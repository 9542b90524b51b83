"""The report in a browser: Chromium without a window, every request and every complaint of the console kept."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

_CHROMIUM = shutil.which("chromium")

requires_chromium = pytest.mark.skipif(
    _CHROMIUM is None and os.environ.get("XLGEN_REQUIRE_CHROMIUM") != "1",
    reason="chromium is not installed (XLGEN_REQUIRE_CHROMIUM=1 makes this a failure)",
)
"""Marks a test that needs Chromium. With XLGEN_REQUIRE_CHROMIUM=1 it fails instead of being skipped."""


@dataclass
class Opened:
    """A page as it was opened: what it asked for besides itself, and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextlib.contextmanager
def opened(path: Path, width: int = 1280, height: int = 900) -> Iterator[Opened]:
    """Open a file in a window of that size, in pixels.

    Raises
    ------
    RuntimeError
        Chromium is missing.

    """
    if _CHROMIUM is None:
        message = "chromium is not installed"
        raise RuntimeError(message)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a machine without Chromium may lack it too

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        found = Opened(page)
        page.on("request", lambda each: found.requests.append(each.url))
        page.on("console", lambda each: found.complaints.append(each.text))
        page.on("pageerror", lambda each: found.complaints.append(str(each)))
        page.goto(path.as_uri())
        found.requests.remove(path.as_uri())
        yield found
        browser.close()
