"""What is wrong with a form definition beyond its shape: each inspection with the parts that it looks at."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, get_args

from xlgen import finding, scoring, terms
from xlgen.finding import Mistake, mistake
from xlgen.model import plain
from xlgen.strict import Declared, place, unknown
from xlgen.template import expressions, rules, score_tables, words
from xlgen.template.definition import IndicatorColumn
from xlgen.template.words import repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xlgen.strict import Location
    from xlgen.template.definition import Definition

_RESERVED: Final = frozenset({terms.GUIDE_SHEET, terms.CHECK_SHEET, terms.MANIFEST_SHEET.casefold(), "history"})
"""Names of other sheets of the workbook, and the one that Excel keeps for itself, case aside."""
_FULL: Final = 100
"""The scale of every form."""
_COLUMN_IDS: Final = ("max_score", "execution_rate")
_LINE_IDS: Final = ("total_funds",)
_HEADER_IDS: Final = ("code",)
"""Ids of what the tool itself puts beside the form's own fields."""


def inconsistencies(definition: Definition, wrong: Iterable[Location], stem: str) -> Iterator[Mistake]:
    """Yield the mistakes of a definition whose file's name (without ending) is `stem`.

    Parts at the places `wrong` have been refused already; an inspection that looks at one of them is left out.
    """
    places = list(wrong)
    if _sound("id", places) and definition.id != stem:
        yield mistake("id-not-file-name", "id", found=definition.id, wanted=stem)
    for needs, inspection in _INSPECTIONS:
        if all(_sound(each, places) for each in needs.split()):
            yield from inspection(definition)


def _sound(need: str, wrong: Iterable[Location]) -> bool:
    """Return whether nothing is wrong at, in or around a part."""
    steps = tuple(need.split("."))
    return not any(all(a == b for a, b in zip(steps, each, strict=False)) for each in wrong)


# --- head and money -------------------------------------------------------------------------------------------------


def _title(definition: Definition) -> Iterator[Mistake]:
    if definition.title.casefold() in _RESERVED:
        yield mistake("title-reserved", "title", found=definition.title)


def _ids(where: str, ids: Sequence[str], taken: Iterable[str]) -> Iterator[Mistake]:
    """Yield ids that stand twice, or that are names of the tool's own or of the shape that holds them."""
    yield from repeated(where, ids)
    for index, word in enumerate(ids):
        if word in taken or hasattr(Declared, word) or word.startswith("model_"):
            yield mistake("id-taken", f"{where}[{index}].id", word=word)


def _header(definition: Definition) -> Iterator[Mistake]:
    yield from _ids("header", [each.id for each in definition.header], _HEADER_IDS)
    names = [(index, each) for index, each in enumerate(definition.header) if each.id == "name"]
    if not names:
        yield mistake("key-missing", "header", wanted='id = "name"')
    for index, each in names:
        if each.kind != "text":
            yield mistake("name-not-issued", f"header[{index}].kind", found=each.kind, wanted="text")
        if each.supplied == "filled":
            yield mistake("name-not-issued", f"header[{index}].supplied", found=each.supplied, wanted="issued")


def _funding_ids(definition: Definition) -> Iterator[Mistake]:
    funding = definition.funding
    yield from _ids("funding.columns", [each.id for each in funding.columns], _COLUMN_IDS)
    yield from _ids("funding.lines", [each.id for each in funding.lines], _LINE_IDS)
    merged: dict[str, str] = {}
    columns = [*(each.id for each in funding.columns), *_COLUMN_IDS]
    for index, line in enumerate(funding.lines):
        for column in columns:
            path = f"{line.id}.{column}"
            other = merged.setdefault(path.replace(".", "_"), path)
            if other != path:
                yield mistake("ids-merge", f"funding.lines[{index}].id", word=other)


def _funding_words(definition: Definition) -> Iterator[Mistake]:
    funding = definition.funding
    lines = {each.id for each in funding.lines}
    for index, word in enumerate(funding.other_lines):
        if word not in lines:
            yield unknown(f"funding.other_lines[{index}]", word, lines)
    yield from repeated("funding.other_lines", funding.other_lines)


def _rate(definition: Definition) -> Iterator[Mistake]:
    funding = definition.funding
    columns = {each.id for each in funding.columns}
    if not definition.has_funding:
        return
    for key in ("numerator", "denominator"):
        word = getattr(funding, key)
        if word not in columns:
            yield unknown(f"funding.{key}", word, columns)
    if funding.numerator == funding.denominator:
        yield mistake("rate-of-itself", "funding.denominator", found=funding.denominator)


def _objective(definition: Definition) -> Iterator[Mistake]:
    for key, half in definition.objective_texts:
        if half.shortest > half.longest:
            yield mistake("lengths-crossed", f"objective.{key}.shortest", found=half.shortest, longest=half.longest)


# --- indicators -----------------------------------------------------------------------------------------------------


_OPTIONAL_COLUMNS: Final = frozenset({"category", "direction", "unit_of_measure", "stated_score"})
_TARGET_COLUMNS: Final = frozenset({"direction", "unit_of_measure"})


def _columns(definition: Definition) -> Iterator[Mistake]:
    """Yield columns that stand twice or are missing; sign and unit come together, a stated score with its head."""
    own = definition.indicators
    yield from repeated("indicators.columns", own.columns)
    needed = set(get_args(IndicatorColumn)) - _OPTIONAL_COLUMNS
    if _TARGET_COLUMNS & set(own.columns):
        needed |= _TARGET_COLUMNS
    for name in get_args(IndicatorColumn):
        if name in needed and name not in own.columns:
            yield mistake("key-missing", "indicators.columns", wanted=f'"{name}"')
    if "stated_score" in own.columns and own.stated_score is None:
        yield mistake("key-missing", "indicators.stated_score", wanted=terms.WANTED["string_type"])


# --- sections and scores --------------------------------------------------------------------------------------------


def _sections(definition: Definition) -> Iterator[Mistake]:
    yield from repeated("sections", [each.label for each in definition.sections])
    for index, each in enumerate(definition.sections):
        yield from repeated(f"sections[{index}].categories", each.categories)
        if each.blank_rows is not None and each.blank_rows < len(each.categories):
            where, least = f"sections[{index}].blank_rows", len(each.categories)
            yield mistake("blank-rows-few", where, found=each.blank_rows, least=least)


def _spare_rows(definition: Definition) -> Iterator[Mistake]:
    """Yield rows for indicators of the unit's own where it can have none, or where a lack of them costs points."""
    for index, each in enumerate(definition.sections):
        where = f"sections[{index}].spare_rows"
        if not each.spare_rows:
            continue
        if definition.evaluation is not None:
            yield mistake("spare-unsuited", where)
        elif "category" not in definition.indicators.columns:
            yield mistake("open-without-category", where)
        if definition.scoring.missing:
            yield mistake("spare-and-missing", where)


def _indicators(definition: Definition) -> Iterator[Mistake]:
    """Yield what keeps a form from having indicators, or gives it two kinds of them."""
    if definition.has_sections and definition.sections and not definition.sections:
        yield mistake("key-missing", "sections", wanted="[[sections]]")
    if not definition.has_sections and (definition.sections or definition.evaluation):
        yield mistake("free-and-fixed", "indicators.free")


def _points(definition: Definition) -> Iterator[Mistake]:
    """Yield points that are not 100; where only the heads of sections are at fault, each is told at its own place."""
    points = definition.funding.max_score + sum(each.max_score for each in definition.sections)
    evaluation = definition.evaluation
    fixed = () if evaluation is None else evaluation.indicators
    told = definition.funding.max_score + sum(each.max_score for each in fixed) == _FULL
    if definition.has_sections and points != _FULL and not (fixed and told):
        yield mistake("points-not-100", "sections", found=plain(points))


def _bands(definition: Definition) -> Iterator[Mistake]:
    """Yield bands that are upside down, leave a gap or overlap; a band of a single score needs no neighbour."""
    bands = definition.scoring.bands
    for index, each in enumerate(bands):
        if each.least > each.most:
            yield mistake("band-impossible", f"scoring.bands[{index}]", found=f"{plain(each.least)}–{plain(each.most)}")
    if bands and bands[0].most != 1:
        yield mistake("bands-first", "scoring.bands[0].most", found=plain(bands[0].most))
    for index, (upper, lower) in enumerate(itertools.pairwise(bands), start=1):
        single = upper.least == upper.most or lower.least == lower.most
        if lower.most > upper.least or (lower.most < upper.least and not single):
            above, most = plain(upper.least), plain(lower.most)
            yield mistake("bands-apart", f"scoring.bands[{index}].most", found=most, above=above)


def _bands_wanted(definition: Definition) -> Iterator[Mistake]:
    own = definition.scoring
    if scoring.QUALITATIVE in own.methods.values() and not own.bands:
        yield mistake("key-missing", "scoring.bands", wanted=terms.BANDS_WANTED)


def _caps(definition: Definition) -> Iterator[Mistake]:
    if definition.scoring.caps and not definition.has_funding and "execution_rate" not in definition.figures:
        yield mistake("key-missing", "figures.execution_rate", wanted=terms.RATE_WANTED)
    caps = sorted((each.below, each.total) for each in definition.scoring.caps)
    if any(low[0] == high[0] or low[1] >= high[1] for low, high in itertools.pairwise(caps)):
        found = "、".join(f"{plain(below)}→{plain(total)}" for below, total in reversed(caps))
        yield mistake("caps-order", "scoring.caps", found=found)


def _missing(definition: Definition) -> Iterator[Mistake]:
    known = {each.label for each in definition.sections}
    known.update(word for each in definition.sections for word in each.categories)
    names = [each.indicator for each in definition.scoring.missing]
    for index, name in enumerate(names):
        if name not in known:
            yield unknown(f"scoring.missing[{index}].indicator", name, known)
    yield from repeated("scoring.missing", names)


def _rating_row(definition: Definition) -> Iterator[Mistake]:
    if definition.rating_row == "total" and not definition.ratings:
        yield mistake("key-missing", "ratings", wanted=terms.RATINGS_WANTED)


def _ratings(definition: Definition) -> Iterator[Mistake]:
    bounds = [each.least for each in definition.ratings]
    if bounds != sorted(set(bounds), reverse=True) or (bounds and bounds[-1] != 0):
        yield mistake("ratings-order", "ratings", found="、".join(map(plain, bounds)))
    yield from words.rating_names(definition)


def _stated(definition: Definition) -> Iterator[Mistake]:
    yield from repeated("stated", definition.stated)
    if "rating" in definition.stated and not definition.ratings:
        yield mistake("key-missing", "ratings", wanted=terms.RATINGS_WANTED)


# --- checks and the rest --------------------------------------------------------------------------------------------


NEEDED: Final = ("V301", "V302", "V304", "V305", "V306")
"""The checks that say whether a value is one at all."""


def _applied(definition: Definition) -> Iterator[Mistake]:
    known = {rule.code for rule in finding.RULES if rule.where & (finding.Where.CELL | finding.Where.ISSUE)}
    for index, code in enumerate(definition.checks.apply):
        if code not in known:
            yield unknown(f"checks.apply[{index}]", code, known)
    yield from repeated("checks.apply", definition.checks.apply)
    # Whatever is scored rests on these: without them a form that is wrong would pass, or seem a fault of ours.
    for code in NEEDED:
        if code not in definition.checks.apply:
            yield mistake("check-needed", "checks.apply", code=code)


def _levels(definition: Definition) -> Iterator[Mistake]:
    codes = {rule.code for rule in finding.RULES}
    for code in definition.checks.levels:
        if code not in codes:
            yield unknown(place(("checks", "levels", code)), code, codes)
        elif code in NEEDED and definition.checks.levels[code] != "error":
            yield mistake("check-needed", place(("checks", "levels", code)), code=code)


def _signoff(definition: Definition) -> Iterator[Mistake]:
    yield from repeated("signoff.fields", [each.id for each in definition.signoff.fields])


_LABELS: Final = "indicators.dimension indicators.category indicators.name indicators.target_value"
_MORE_LABELS: Final = (
    "indicators.actual_value indicators.deviation_explanation indicators.max_score indicators.score "
    "indicators.direction indicators.unit_of_measure indicators.stated_score"
)
_INSPECTIONS: Final[tuple[tuple[str, Callable[[Definition], Iterable[Mistake]]], ...]] = (
    ("title", _title),
    ("title tables funding.columns funding.lines", expressions.table_mistakes),
    ("tables evaluation sections scoring.scales funding.columns funding.lines", score_tables.evaluation_mistakes),
    ("tables figures funding.columns funding.lines", expressions.figure_mistakes),
    ("evaluation indicators sections", _indicators),
    ("header", _header),
    ("header objective.expected_result objective.achieved_result", words.head_labels),
    ("funding.columns funding.lines", _funding_ids),
    ("funding.columns funding.lines funding.total_label", words.funding_labels),
    ("funding.columns funding.numerator funding.denominator", _rate),
    ("funding.lines funding.other_lines", _funding_words),
    ("objective.expected_result objective.achieved_result", _objective),
    ("sections", _sections),
    ("sections evaluation indicators.columns scoring.missing", _spare_rows),
    ("sections funding.max_score", _points),
    (f"{_LABELS} {_MORE_LABELS}", words.indicator_labels),
    ("indicators.columns indicators.stated_score", _columns),
    ("scoring.methods scoring.rules evaluation", rules.method_mistakes),
    ("scoring.methods indicators.target_supplied", rules.proposal_mistakes),
    ("scoring.methods scoring.rules", rules.rule_mistakes),
    ("scoring.bands", _bands),
    ("scoring.bands scoring.methods", _bands_wanted),
    ("scoring.bands scoring.scales scoring.verdicts indicators.actual_value", words.choices),
    ("scoring.caps figures funding.columns", _caps),
    ("sections scoring.missing", _missing),
    ("ratings", _ratings),
    ("ratings rating_row", _rating_row),
    ("ratings stated", _stated),
    ("signoff.fields", _signoff),
    ("checks.apply", _applied),
    ("checks.levels", _levels),
    (f"roster header objective funding.columns funding.lines {_LABELS} {_MORE_LABELS}", words.alias_mistakes),
)
"""The parts of a definition, apart by white space, that an inspection looks at."""
