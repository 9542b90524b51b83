"""The catalogue of findings as data: complete, consistent, and every message can be rendered."""

from __future__ import annotations

import re
import string

import pytest

from tests.test_rules import CHAINS
from xlgen import finding, terms
from xlgen.finding import RULES, Finding, Owner, Rule, Severity, Status, Where, mistake, status_of


def _code(key: str) -> str:
    return key.partition("/")[0]


def test_codes_and_names_are_unique_and_well_formed() -> None:
    assert len(RULES) == len({rule.code for rule in RULES}) == len({rule.name for rule in RULES})
    assert [] == [rule.code for rule in RULES if not re.fullmatch(r"[XSCVBINR][1-7]\d\d", rule.code)]
    assert [] == [rule.name for rule in RULES if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.name)]


def test_every_rule_has_its_words_and_every_word_its_rule() -> None:
    codes = {rule.code for rule in RULES}

    assert codes == set(terms.TITLES)
    assert codes == set(terms.EXPLANATIONS)
    assert codes == {_code(key) for key in terms.SENTENCES}


def test_what_a_check_may_say_stands_in_the_catalogue_and_every_live_code_is_said() -> None:
    said = {condition.key for chain in CHAINS.values() for condition in chain}

    assert said <= set(terms.SENTENCES)
    assert {rule.code for rule in RULES if Where.CELL in rule.where} == {_code(key) for key in said}


def test_every_code_of_the_family_of_money_texts_and_scores_is_there() -> None:
    """What the catalogue promises for one returned form, and for a round of them."""
    numbered = {
        "V": range(301, 310),
        "B": range(401, 408),
        "I": range(501, 515),
        "N": range(601, 611),
        "R": range(701, 710),
    }
    promised = {f"{family}{number}" for family, numbers in numbered.items() for number in numbers}

    assert promised == {rule.code for rule in RULES if rule.code[0] in numbered}


@pytest.mark.parametrize("sentence", terms.SENTENCES.values())
def test_a_sentence_fits_into_a_formula_and_says_what_to_do(sentence: str) -> None:
    assert len(sentence) <= 255
    assert '"' not in sentence
    assert re.search("请|无需处理", sentence)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_message_renders_with_its_place(rule: Rule) -> None:
    key = next(key for key in terms.SENTENCES if _code(key) == rule.code)
    message = Finding(
        key=key, severity=rule.severity, label="总分·得分", cell="H21", found=98.0, expected=97.14
    ).message

    wanted = {"V303": "读作", "S107": "下发时为"}.get(rule.code, "应为")
    assert f"“总分·得分”（H21）现为 98，{wanted} 97.14。{terms.SENTENCES[key]}" == message


@pytest.mark.parametrize("key", terms.MISTAKES)
def test_every_mistake_renders_with_its_arguments(key: str) -> None:
    fields = {name for text in terms.MISTAKES[key] for _, name, _, _ in string.Formatter().parse(text) if name}

    shown = str(mistake(key, "某处", **dict.fromkeys(fields, "某值")))

    assert shown.startswith("某处：")
    assert "{" not in shown.replace('{"raw"', "")


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ((), Status.ACCEPTED),
        (("C204",), Status.ACCEPTED),
        (("V303",), Status.FLAGGED),
        (("V303", "V301"), Status.SENT_BACK),
        (("V301", "C205"), Status.UNVERIFIABLE),
        (("S102",), Status.UNVERIFIABLE),
        (("X108",), Status.UNVERIFIABLE),
    ],
)
def test_what_a_file_becomes_follows_from_its_findings(codes: tuple[str, ...], status: Status) -> None:
    findings = tuple(Finding(key=code, severity=finding.BY_CODE[code].severity) for code in codes)

    assert status == status_of(findings)


def test_a_finding_of_the_office_never_sends_a_form_back() -> None:
    owners = {rule.owner for rule in RULES if rule.code in finding.UNVERIFIABLE_CODES}

    assert {Owner.OFFICE} == owners


def test_severities_are_listed_from_grave_to_light() -> None:
    assert [Severity.ERROR, Severity.WARNING, Severity.NOTE] == list(Severity)
