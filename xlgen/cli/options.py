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
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", min=1, help="同时用几个进程；不写则按处理器核数，1 为不另开进程。结果与进程数无关。", metavar="个数"
    ),
]
Backend = Annotated[
    str, typer.Option("--backend", help="loky 用本机的进程，dask 用集群（与 --scheduler 同用）。", metavar="loky|dask")
]
Scheduler = Annotated[str, typer.Option("--scheduler", help="dask 调度器的地址。", metavar="地址")]
Part = Annotated[
    str | None,
    typer.Option(
        "--shard",
        help="只校验其中一份，如 1/4：全部文件按名称排序，第 1、5、9…个归第 1 份。各份用 xlgen merge 合并。",
        metavar="第几份/共几份",
    ),
]
