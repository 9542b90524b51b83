"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

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
DueBack = Annotated[
    dt.datetime | None,
    typer.Option(
        "--due",
        formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"],
        help="报送期限，如 2026-03-31；不写则以台账中的为准。",
        metavar="日期",
    ),
]
Closing = Annotated[bool, typer.Option("--final", help="收表结束：没有收到的一律算未报。")]
Twice = Annotated[
    Literal["ask", "newest", "oldest"],
    typer.Option(
        "--duplicates",
        help="同一项目报送多份、内容不同时：ask 由下发单位决定，newest 以最后保存的为准，oldest 以最早保存的为准。",
        metavar="ask|newest|oldest",
    ),
]
Department = Annotated[
    str | None, typer.Option("--department", help="只看台账中这个主管部门的项目。", metavar="主管部门")
]
Policies = Annotated[
    list[Path],
    typer.Option("--policy", help="校验政策（.toml）或放行清单（.xlsx），可重复。", metavar="文件"),
]
Today = Annotated[dt.datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], hidden=True)]
"""The day on which a round is taken; the clock is asked where it is not given."""
Zipped = Annotated[bool, typer.Option("--zip", help="每个文件夹另打成一个压缩包。")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        help="同时用几个进程；不写则按处理器核数，1 为不另开进程，最多每核四个。结果与进程数无关。",
        metavar="个数",
    ),
]
Mapping = Annotated[
    Path | None,
    typer.Option(
        "--export", help="另按其他系统的行列导出一份，对照关系写在该 .toml 文件中；与 -o 同用。", metavar="文件"
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
