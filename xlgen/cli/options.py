"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

By = Annotated[
    str | None,
    typer.Option(
        "--by",
        help="按表头的这一项分文件夹存放，如 supervising_department（主管部门）、implementing_agency（实施单位）。",
        metavar="项",
    ),
]
Due = Annotated[
    dt.datetime | None,
    typer.Option(
        "--due",
        formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"],
        help="报送期限，如 2026-03-31；记入台账和下发清单。",
        metavar="日期",
    ),
]
Zipped = Annotated[bool, typer.Option("--zip", help="每个文件夹另打成一个压缩包。")]
