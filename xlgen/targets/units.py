"""What may follow a number as its unit, and what says more of it: a date, a rough number, a second one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xlgen.targets.spelling import BOUND_TAILS, BOUND_WORDS, any_of, listed

MAX_UNIT: Final = 12
"""Characters of the longest unit."""
COUNTING_WORDS: Final = listed(
    """
    个 台 套 台套 次 场 人 名 位 户 家 项 件 起 条 份 篇 部 本 册 张 块 辆 架 艘 间 所 座 栋 幢 处 口 盏 根 支 只 头
    匹 株 棵 批 轮 班 节 堂 门 款 种 组 队 团 对 双 副 枚 颗 粒 瓶 箱 袋 包 盒 桶 车 趟 班列 航班 字 页 幅 首 集 例 宗
    单 笔 村 镇 乡 校 站 网点 点位 芯 人次 人天 批次 班次 车次 台次 户次 家次 株次 学时 课时
    米 公里 千米 里 亩 公顷 平方米 平方公里 立方米 吨 千克 公斤 克 升 毫升 千瓦 度 元 万元 亿元 分 倍 成 折 百分点
    秒 分钟 小时 天 日 工作日 周 星期 月 个月 季度 学期 年
    """
)
"""Units that a number in a text is told by."""
_PLACES_OF_ONE = "〇零一二两三四五六七八九十百千万亿半几"
NUMERAL: Final = rf"[数上]?[{_PLACES_OF_ONE}]++"
"""The pattern of a number in Chinese characters, rough ones too; it takes all of them at once."""

# A character that mostly makes a unit say more of the number (rough, before, up to, each …), and the words in which it
# does not: those that end in it | those that begin with it.
_GUARDED: Final = {
    "约": ("预 签 合 节 违 履 公 条 契 特 续 租 邀", "谈 定 束 见"),
    "前": ("学 课 产 术 灾 赛", "端 置 台 沿 期 哨 瞻"),
    "后": ("售 课 产 术 灾 病 赛", "台 勤 端 期 备 续 处"),
    "余": ("剩 富 业 其 盈 结", "热 额 缺 粮"),
    "多": ("", "媒体 功能 用途 学科 联机 语种 语言 方 源 元化 层 普勒 参数 通道 模态 晶硅 式联运"),
    "来": ("往 外 未", "访 电 信 件 文 宾 料 源 校"),
    "每": ("/", ""),
    "及": ("普 涉", "时 格"),
    "至": ("", ""),
    "到": ("", "岗 位 访 场 会 账 货 期 达"),
    "近": ("邻 附", "视 代 现 海 亲 岸"),
    "内": ("国 省 市 县 区 境 校 院 室 域 体", "窥 科 部 刊 镜 存 网 涝 陆 容 控 审 训 河"),
    "和": ("", "谐 平 睦"),
    "与": ("参", ""),
    "半": ("", "导 径 成"),
    "零": ("", "售 件 部 距 工 就"),
}
_GUARDS = tuple(
    re.compile(
        "".join(f"(?<!{each})" for each in before.split())
        + character
        + (f"(?!{any_of(after.split())})" if after else "")
    )
    for character, (before, after) in _GUARDED.items()
)
_BANNED = re.compile(
    any_of(
        {each for each in BOUND_WORDS | BOUND_TAILS if len(each) > 1}
        | listed("以外 之外 之间 之前 之后 左右 上下 不等 不到 不足 大约 大概 预计 分之 若干 数十 数百 几 或 且")
    )
    # A rough number: 10多个, 3万余人, 20来个, 10许.
    + r"|^[万亿千百十]*[多余来许]|[万亿千百十][多余]"
    # A date or a time of day: 9月, 5号, 12日上午, 18时. 个月 and 日 alone are lengths of time.
    r"|^月|^号|^日(?![/·]|$)|^时|^季度|^点(?!位|次)"
    # A length of time with more words is no amount of them: 24小时值守, 3年半.
    r"|^(?:个?(?:小时|分钟|秒钟?+|工作日|自然日|日历天|学期|星期)|个(?:季度|月)|天|周(?!岁)|年)(?![/·]|$)"
    # 5元起 is from 5 on; 0起 is a case.
    r"|[^万亿千百]起$"
    # 3级, 2等奖, 5星级 are grades: half of one is none, and which end is the better is not said.
    r"|^(?:级|等奖?|星级?|名次)$"
    # 12345热线 is a name.
    r"|^热线"
    # A capital with a Chinese word names a thing: 5A级, 5G网络, 3D打印. A lone one may count (10W is 100,000).
    r"|^[A-Za-z][一-鿿]|^[AGWwKkXx]$|^[xX×*]"
    # A share with more words, an exponent.
    r"|^[%‰].|^[eE][+-]?[0-9]"
    # A second number in Chinese characters: 10台三套 (一次性 is a kind, 千克 and 百分点 are units).
    r"|[^/](?!千[克米]|百分点)[一二两三四五六七八九十百千]+"
    rf"(?:{any_of(COUNTING_WORDS)})(?!性)"
)
# Digits are part of a unit in these alone.
_WITH_DIGITS = re.compile(
    r"CO2|SO2|NO2|CH4|N2O|PM2\.5|PM10|[KkDdCc]?[Mm][23]"
    r"|(?<=[一-鿿])(?:A[345](?![0-9])|[45]G(?=[一-鿿])|[3-5]A级)"
)
_LETTER = "A-Za-zµÀ-ɏͰ-Ͽ㐀-䶿一-鿿"
# Latin, Greek and Chinese letters, ㎡ and its like; / and · stand between, ² behind a Latin letter (10² is a power).
_UNIT = re.compile(rf"(?:[{_LETTER}℃℉°㎀-㏟](?:[{_LETTER}℃℉°㎀-㏟]|(?<=[A-Za-z])[²³]|[/· ](?=.))*|[%‰])")
_SECOND = re.compile(rf"\((?P<word>{any_of(COUNTING_WORDS)})\)")


def unit_of(text: str) -> str | None:
    """Return the unit that a text behind a number is, in its one spelling, or None where it is no mere unit.

    The text is tidy, its signs in their one spelling; "" is no unit and is returned.
    """
    unit = _close(text)
    if unit == "百分比":
        return "%"
    # 10台（套）: the word in brackets is a second name of the unit.
    bare = _SECOND.sub("", unit, count=1)
    if not bare:
        return None if unit else ""
    return _SECOND.sub(r"（\g<word>）", unit) if len(unit) <= MAX_UNIT and _is_mere_unit(bare) else None


@lru_cache(maxsize=4096)
def _is_mere_unit(bare: str) -> bool:
    if _BANNED.search(bare) or any(guard.search(bare) for guard in _GUARDS):
        return False
    return _UNIT.fullmatch(_WITH_DIGITS.sub("m", bare)) is not None


def _close(text: str) -> str:
    """Return a unit without white space, which is kept between Latin words alone (`person day`)."""
    return re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", text)
