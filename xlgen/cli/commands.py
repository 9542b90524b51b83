"""The commands themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import xlgen
from xlgen import terms
from xlgen.cli import application, command, office, show
from xlgen.cli.options import (
    Backend,
    By,
    Closing,
    Department,
    Due,
    DueBack,
    Jobs,
    Mapping,
    Part,
    Policies,
    Scheduler,
    Today,
    Twice,
    Zipped,
)
from xlgen.finding import BY_CODE, RULES, UsageError, mistake
from xlgen.results import as_json

if TYPE_CHECKING:
    from xlgen.collection import Taking

app = application("绩效自评表：下发可离线填报的工作簿，校验收回的文件。不联网，不上传。涉密项目不得使用。")
forms = application("表样：检查、结构和样子。")
app.add_typer(forms, name="template", help="表样：检查、结构和样子。")
lists = application("项目名单：新建。")
app.add_typer(lists, name="roster", help="项目名单：新建。")
keys = application("防改动校验的密钥：新建。")
app.add_typer(keys, name="key", help="防改动校验的密钥：新建。")
policies_app = application("放行清单：新建。")
app.add_typer(policies_app, name="policy", help="放行清单：新建。")
app.add_typer(office.app, name="office", help="工作文件夹：双击脚本即可下发、校验、汇总。")


def told_of_faulty(folders: list[Path]) -> list[Path]:
    """Name the files in an office's folders that are no sound forms: they are not used, and stop nothing else."""
    if folders:
        from xlgen import template  # noqa: PLC0415 - the libraries load when they are needed

        for path in template.library(tuple(folders)).faulty:
            typer.echo(terms.TEMPLATE_FAULTY.format(file=path), err=True)
    return folders


Folders = Annotated[
    list[Path],
    typer.Option("--templates", help="自备表样所在文件夹，可重复。", metavar="文件夹", callback=told_of_faulty),
]
Form = Annotated[str | None, typer.Option("-t", "--template", help="表样的 id。", metavar="ID")]
NONE: list[Path] = []
NO_CODES: list[str] = []


@command(app, "demo")
def demo(
    output: Annotated[Path, typer.Option("-o", help="结果放在哪个文件夹。", metavar="文件夹")] = Path("xlgen-demo"),
) -> int:
    """用随附的八个真实项目走一遍：下发、填报、校验，并与应有的结论对照。"""
    from xlgen.cli.demo import run  # noqa: PLC0415 - the libraries load when they are needed

    return run(output)


@command(app, "templates")
def list_templates(folders: Folders = NONE) -> None:
    """列出可用的表样。"""
    from xlgen import template  # noqa: PLC0415 - the same

    rows = (
        (
            each.id,
            str(each.definition.version),
            each.definition.title,
            each.definition.place,
            str(each.definition.fiscal_year),
        )
        for each in template.library(tuple(folders)).values()
    )
    show.table("表样", ("id", "版本", "名称", "地区", "年度"), rows)


@command(forms, "check")
def check_template(file: Annotated[Path, typer.Argument(help="表样文件（.toml）。", metavar="文件")]) -> None:
    """检查一份表样，一次列出全部错误；每条规则都在各种填法下试算，会出错的不予通过。"""
    from xlgen import template  # noqa: PLC0415 - the same
    from xlgen.verbs.generate import prove  # noqa: PLC0415 - the same

    found = template.load(file)
    prove(found)
    for line in template.warnings(found.definition):
        show.say(f"{terms.SEVERITIES['warning']} {line}")
    show.say(f"{file}：表样“{found.id}”第 {found.definition.version} 版没有错误。")


@command(forms, "schema")
def template_schema(
    form: Annotated[str | None, typer.Argument(help="表样的 id；不写则为表样文件自身。", metavar="[ID]")] = None,
    folders: Folders = NONE,
) -> None:
    """输出该表样记录的 JSON Schema；不写 ID 时输出表样文件（.toml）的 JSON Schema，供编辑器提示和检查。"""
    from xlgen import roster, template  # noqa: PLC0415 - the same

    found = template.file_schema() if form is None else roster.schema(template.pick(form, tuple(folders)))
    show.say(as_json(found))


@command(forms, "show")
def show_template(
    form: Annotated[str, typer.Argument(help="表样的 id。", metavar="ID")], folders: Folders = NONE
) -> None:
    """在终端里列出一份表样：分值、口径、评分办法、等级、检查和界限。"""
    from xlgen import template  # noqa: PLC0415 - the same
    from xlgen.cli.form import tables  # noqa: PLC0415 - the same

    definition = template.pick(form, tuple(folders)).definition
    show.say(f"{definition.title}（{definition.place}，{definition.fiscal_year} 年度）：{definition.basis}")
    for each in tables(definition):
        show.say(f"\n{each.title}")
        show.table("", each.heads, each.rows)


@command(lists, "new")
def new_roster(
    form: Annotated[str, typer.Option("-t", "--template", help="表样的 id。", metavar="ID")],
    output: Annotated[Path, typer.Option("-o", help="写到哪个文件（.xlsx）。", metavar="文件")],
    records: Annotated[
        Path | None, typer.Option("--from", help="上一年度的名单或记录，据此编制本年度名单。", metavar="名单")
    ] = None,
    folders: Folders = NONE,
) -> None:
    """新建一份项目名单；有上一年度记录的，沿用其项目和指标，金额和预期目标留空，年度加一。"""
    from xlgen.verbs.new_roster import begin  # noqa: PLC0415 - the same

    count = begin(form, output, records=records, templates=folders)
    show.say(f"已新建名单，{count} 个项目，见 {output}。")


@command(app, "generate")
def generate(  # noqa: PLR0913, PLR0917 - one a word of the command line
    output: Annotated[
        Path,
        typer.Option("-o", help="工作簿和台账放在哪个文件夹；空白表写到哪个文件（.xlsx）。", metavar="文件夹|文件"),
    ],
    roster: Annotated[
        Path | None,
        typer.Argument(help="项目名单（.xlsx、.xls），或项目记录（.json 文件，或其文件夹）。", metavar="名单"),
    ] = None,
    form: Form = None,
    blank: Annotated[  # noqa: FBT002 - a switch of the command line
        bool, typer.Option("--blank", help="只做一份空白表，指标由单位自行提出；用 -t 指定表样，不用名单。")
    ] = False,
    withdraw: Annotated[
        list[str], typer.Option("--withdraw", help="撤销已下发的项目，可重复；名单中应已没有它。", metavar="编码")
    ] = NO_CODES,
    key: Annotated[
        Path | None, typer.Option("--key", help="私钥文件，为每份表加防改动校验值。", metavar="文件")
    ] = None,
    by: By = None,
    due: Due = None,
    zipped: Zipped = False,  # noqa: FBT002 - a switch of the command line
    jobs: Jobs = None,
    folders: Folders = NONE,
) -> None:
    """按名单下发：每个项目一份工作簿，并记入台账和下发清单。重复运行只补新增和有变动的项目。"""
    if blank:
        given = {str(roster): roster, "--withdraw": withdraw, "--by": by, "--due": due, "--zip": zipped}
        _blank(output, form, folders, key, others=[name for name, each in given.items() if each])
        return
    if roster is None:
        raise UsageError("generate", mistake("roster-missing"))
    from xlgen.cli.progress import progress  # noqa: PLC0415 - the same

    day = due.date() if due else None
    done = xlgen.generate(
        roster,
        output,
        form=form,
        templates=folders,
        withdraw=withdraw,
        key=key,
        by=by,
        due=day,
        zipped=zipped,
        jobs=jobs,
        watched=lambda made, wanted: progress(made, wanted, lambda _: 1, terms.MAKING),
    )
    show.issued(done)


def _blank(output: Path, form: str | None, folders: list[Path], key: Path | None, *, others: list[str]) -> None:
    """Make one blank form; what belongs to a list of projects does not go with it."""
    from xlgen import template  # noqa: PLC0415 - the same
    from xlgen.verbs.blank import make  # noqa: PLC0415 - the same

    if others:
        raise UsageError("generate", *(mistake("blank-alone", found=each) for each in others))
    if form is None:
        known = "、".join(template.library(tuple(folders)))
        raise UsageError("generate", mistake("blank-form-missing", wanted=known))
    rows = make(form, output, templates=folders, key=key)
    show.say(f"已生成空白表，可填 {rows} 个指标，见 {output}。空白表不记入台账，收回时按填写的项目编码区分。")


@command(app, "fill")
def fill(
    workbook: Annotated[Path, typer.Argument(help="下发的工作簿，或其文件夹。", metavar="工作簿")],
    record: Annotated[Path, typer.Argument(help="填报记录：一个 .json 文件，或其文件夹。", metavar="记录")],
    output: Annotated[Path, typer.Option("-o", help="写到哪个文件（或文件夹）。", metavar="文件")],
    folders: Folders = NONE,
) -> None:
    """把记录中的值填入下发的工作簿，按项目编码对应。"""
    written = xlgen.fill(workbook, record, output, templates=folders)
    show.say(f"已填写 {len(written)} 份，见 {output}。")


@command(app, "extract")
def extract(workbook: Annotated[Path, typer.Argument(help="工作簿。", metavar="工作簿")]) -> None:
    """从工作簿中取出填报记录（JSON）。"""
    import json  # noqa: PLC0415 - the same

    show.say(json.dumps(xlgen.extract(workbook), ensure_ascii=False, indent=2))


@command(app, "verify")
def verify(  # noqa: PLR0913, PLR0917 - one a word of the command line
    paths: Annotated[
        list[str],
        typer.Argument(help="收回的文件、文件夹或 .zip 压缩包；也可以是 s3:// 等网络地址。", metavar="路径..."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", help="报告（网页、汇总表、退回修改、问题清单等）放在哪个文件夹。", metavar="文件夹"),
    ] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", help="下发时的台账。", metavar="文件")] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", help="JSON Lines 写到文件，- 为标准输出。", metavar="文件|-")
    ] = None,
    trust: Annotated[
        Path | None, typer.Option("--trust", help="下发单位的公钥（.pub），核对防改动校验值。", metavar="文件")
    ] = None,
    password: Annotated[str, typer.Option("--password", help="打开加密文件的密码。", metavar="密码")] = "",
    jobs: Jobs = None,
    backend: Backend = "loky",
    scheduler: Scheduler = "",
    shard: Part = None,
    folders: Folders = NONE,
    final: Closing = False,  # noqa: FBT002 - a switch of the command line
    due: DueBack = None,
    duplicates: Twice = "ask",
    department: Department = None,
    policies: Policies = NONE,
    today: Today = None,
    mapping: Mapping = None,
) -> int:
    """校验收回的文件：是不是下发的表、算得对不对、填得妥不妥；有台账的，列出未报、重报和变化。"""
    if backend == "loky":
        from xlgen import pool  # noqa: PLC0415 - the same

        pool.begin(paths, jobs, "xlgen.batch.judging")
    from xlgen import batch  # noqa: PLC0415 - the same
    from xlgen.cli import verifying  # noqa: PLC0415 - the same

    taking = _taking(ledger, (due, today), duplicates, policies, templates=folders, final=final, department=department)
    part = batch.shard(shard) if shard else None
    # A part of a run writes nothing into the ledger.
    (taking if part is None else dataclasses.replace(taking, today=None)).check()
    if mapping is not None and output is None:
        raise UsageError("verify", mistake("export-without-folder"))
    found = batch.collect(paths, output)
    if part is not None:
        part, found = part.part(found)
    return verifying.verify(
        verifying.Asked(
            found=found,
            setting=batch.setting_of(
                ledger=ledger,
                templates=folders,
                trust=trust,
                password=password,
                decided=taking.policy.on(taking.today),
            ),
            spread=batch.spread_for(len(found.sources), jobs=jobs, backend=backend, scheduler=scheduler),
            shard=part,
            taking=taking,
            output=output,
            mapping=mapping,
            json_file=json_file,
        )
    )


@command(app, "merge")
def merge(  # noqa: PLR0913, PLR0917 - one a word of the command line
    files: Annotated[
        list[Path], typer.Argument(help="各份的结果：verify --shard 用 --json 写出的文件。", metavar="文件...")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            help="报告放在哪个文件夹，与 verify -o 相同；写明扩展名的（如 .jsonl）只写合并后的 JSON Lines。",
            metavar="文件夹|文件",
        ),
    ],
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="下发时的台账；不写则用校验各份时的台账。", metavar="文件")
    ] = None,
    final: Closing = False,  # noqa: FBT002 - a switch of the command line
    due: DueBack = None,
    duplicates: Twice = "ask",
    department: Department = None,
    policies: Policies = NONE,
    folders: Folders = NONE,
    today: Today = None,
    mapping: Mapping = None,
    password: Annotated[
        str, typer.Option("--password", help="打开加密文件的密码，做退回修改的表时用。", metavar="密码")
    ] = "",
    jobs: Jobs = None,
) -> int:
    """合并 verify --shard 的各份结果，与一次校验的结果和报告相同；退回修改的表须能读到收回的原文件。"""
    from xlgen.cli import verifying  # noqa: PLC0415 - the same

    days = (due, today)
    taking = _taking(ledger, days, duplicates, policies, templates=folders, final=final, department=department)
    return verifying.merge(
        verifying.Merging(files=files, output=output, taking=taking, mapping=mapping, password=password, jobs=jobs)
    )


def _taking(
    ledger: Path | None,
    days: tuple[dt.datetime | None, dt.datetime | None],
    duplicates: str,
    policies: list[Path],
    **others: Any,  # noqa: ANN401 - the other options as they are
) -> Taking:
    """Return how a round is taken: by which ledger, due and taken on which `days` (today, where it is not said)."""
    from xlgen import collection, policy  # noqa: PLC0415 - the same

    due, today = days
    return collection.Taking(
        ledger=ledger,
        due=due.date() if due else None,
        today=(today or dt.datetime.now().astimezone()).date(),
        duplicates=collection.Duplicates(duplicates),
        policy=policy.read(policies),
        **others,
    )


@command(keys, "new")
def new_key(
    file: Annotated[Path, typer.Argument(help="私钥写到哪个文件；公钥写到同名的 .pub 文件。", metavar="文件")],
) -> None:
    """新建一对防改动校验的密钥：私钥下发时用（--key），公钥校验时用（--trust）。"""
    from xlgen import signing  # noqa: PLC0415 - the same

    public = signing.new_pair(file)
    show.say(f"私钥 {file}：只由下发单位保管，不要外传。\n公钥 {public}：交给校验的人。")


@command(policies_app, "new")
def new_policy(
    output: Annotated[Path, typer.Option("-o", help="写到哪个文件（.xlsx）。", metavar="文件")],
) -> None:
    """新建一份空白放行清单：项目编码、代码、理由、批准人、有效期；校验时用 --policy 读取。"""
    from xlgen.policy import listed  # noqa: PLC0415 - the same

    listed.begin(output, dt.datetime.now().astimezone().year)
    show.say(f"已新建放行清单，见 {output}。")


@command(app, "rules")
def rules() -> None:
    """列出全部检查。"""
    rows = (
        (
            rule.code,
            rule.title,
            terms.SEVERITIES[rule.severity.value],
            "、".join(terms.WHERES[str(each.name).lower()] for each in rule.where),
            terms.OWNERS[rule.owner.value],
        )
        for rule in RULES
    )
    show.table("检查", ("代码", "名称", "级别", "在哪里查", "由谁处理"), rows)


@command(app, "explain")
def explain(code: Annotated[str, typer.Argument(help="检查的代码，如 I505。", metavar="代码")]) -> None:
    """详细说明一项检查。"""
    rule = BY_CODE.get(code.upper())
    if rule is None:
        from xlgen.strict import nearest  # noqa: PLC0415 - the same

        raise UsageError("explain", mistake("code-unknown", code, near=nearest(code.upper(), BY_CODE)))
    show.say(
        f"{rule.code} {rule.title}（{terms.SEVERITIES[rule.severity.value]}，由{terms.OWNERS[rule.owner.value]}处理）"
    )
    show.say(terms.EXPLANATIONS[rule.code])
    for key, sentence in terms.SENTENCES.items():
        if key.partition("/")[0] == rule.code:
            show.say(f"提示：{sentence}")
