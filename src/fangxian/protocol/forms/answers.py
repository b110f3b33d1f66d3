"""Answers: what may stand in one, which questions are asked given the others, what is missing."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.forms.schema import YES_NO, Column, Form, Question, ShownWhen, Test

LONGEST: Final = 2000
"""Characters of one answer."""

MOST_ROWS: Final = 200
"""Rows of one table."""

Answers = Mapping[str, Any]
"""Question → value, as JSON keeps it."""

_PERSONAL: Final = (
    (re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)"), "answer.id_number"),
    (re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "answer.phone"),
)
"""Resident identity numbers and mobile numbers: the register keeps them sealed, an answer would not."""


def read_value(asked: Question | Column, given: Any, zone: ZoneInfo, *, field: str = "") -> Any:
    """The value that an answer stands for, or None where nothing was said.

    Parameters
    ----------
    asked : Question or Column
        What was asked; not of the types ``identity`` and ``record``, which have no answers.
    given : Any
        A text; a list of texts for ``choices``; a list of mappings for ``rows``.
    zone : ZoneInfo
        Zone in which times without an offset are meant.

    Raises
    ------
    ProtocolError
        ``answer.*``; names the question (``rows[2].age`` in a table) and the rule.
    """
    field = field or asked.id
    if isinstance(asked, Question) and asked.type == "rows":
        return _rows(asked, given, zone)
    if asked.type == "choices":
        chosen = [text for one in _list(given) if (text := str(one).strip())]
        for one in chosen:
            _known(one, [option.id for option in asked.options], field)
        return chosen or None
    text = str(given).strip() if given is not None else ""
    if not text:
        return None
    if len(text) > LONGEST:
        raise _wrong("answer.long", field, length=len(text), longest=LONGEST)
    return _single(asked, text, zone, field)


def _single(asked: Question | Column, text: str, zone: ZoneInfo, field: str) -> Any:
    match asked.type:
        case "number":
            value: Any = _number(asked, text, field)
        case "date":
            value = _day(text, field)
        case "datetime":
            value = _moment(text, zone, field)
        case "choice":
            value = _known(text, [option.id for option in asked.options], field)
        case "yes_no":
            value = _known(text, YES_NO, field)
        case _:
            value = _words(asked, text, field)
    return value


def _words(asked: Question | Column, text: str, field: str) -> str:
    if asked.type == "area" and not re.fullmatch(r"\d{2,12}", text):
        raise _wrong("answer.area", field, value=text)
    for pattern, code in _PERSONAL:
        if asked.type != "area" and pattern.search(text):
            raise _wrong(code, field)
    return text


def _rows(asked: Question, given: Any, zone: ZoneInfo) -> list[dict[str, Any]] | None:
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(_list(given)):
        read = {
            column.id: value
            for column in asked.columns
            if (value := read_value(column, row.get(column.id), zone, field=f"{asked.id}[{number + 1}].{column.id}"))
            is not None
        }
        if read:
            rows.append(read)
    if len(rows) > MOST_ROWS:
        raise _wrong("answer.rows", asked.id, count=len(rows), most=MOST_ROWS)
    return rows or None


def _number(asked: Question | Column, text: str, field: str) -> int | float:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _wrong("answer.number", field, value=text)
    if (asked.least is not None and value < asked.least) or (asked.most is not None and value > asked.most):
        least = "−∞" if asked.least is None else f"{asked.least:g}"
        most = "∞" if asked.most is None else f"{asked.most:g}"
        raise _wrong("answer.range", field, value=text, least=least, most=most)
    return int(value) if value.is_integer() else value


def _day(text: str, field: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _wrong("answer.date", field, value=text) from None


def _moment(text: str, zone: ZoneInfo, field: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong("answer.datetime", field, value=text) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat(timespec="minutes")


def _known(value: str, known: Collection[str], field: str) -> str:
    if value not in known:
        raise _wrong("answer.choice", field, value=value, known=", ".join(known))
    return value


def _list(given: Any) -> Sequence[Any]:
    if given is None or given == "":
        return ()
    return given if isinstance(given, list | tuple) else (given,)


def _wrong(code: str, field: str, **params: Any) -> ProtocolError:
    return ProtocolError(Problem(code, field, params))


def shown(form: Form, answers: Answers) -> frozenset[str]:
    """The questions that are asked, given the answers. One that hangs on a hidden question is hidden too."""
    asked: set[str] = set()
    for question in form.questions:
        if question.shown_when is None or _holds(question.shown_when, answers, asked):
            asked.add(question.id)
    return frozenset(asked)


def _holds(condition: ShownWhen, answers: Answers, asked: set[str]) -> bool:
    def true(test: Test) -> bool:
        value = answers.get(test.question) if test.question in asked else None
        return _passes(test, value)

    return all(true(test) for test in condition.all) and (
        not condition.any or any(true(test) for test in condition.any)
    )


def _passes(test: Test, value: Any) -> bool:
    given = value not in (None, "", [])
    if test.answered is not None:
        return given == test.answered
    if not given:
        return False
    if test.at_least is not None:
        return isinstance(value, int | float) and value >= test.at_least
    wanted = set(test.in_ or (test.is_,))
    return bool(wanted & set(value)) if isinstance(value, list) else value in wanted


def missing(form: Form, answers: Answers, held: Collection[str] = ()) -> list[Question]:
    """The required questions that are asked and have no answer.

    Parameters
    ----------
    held : collection of str
        Fields of the register and tables of the record that hold something: ``identity.name``, ``record.visits``.
    """
    asked = shown(form, answers)
    return [
        question
        for question in form.questions
        if question.required
        and question.id in asked
        and (question.maps_to not in held if question.held else answers.get(question.id) in (None, "", []))
    ]


def check(form: Form, answers: Answers, held: Collection[str] = ()) -> list[Problem]:
    """What stands between the answers and their being filed: each question that is missing, each cell of a table."""
    problems = [
        Problem("answer.missing", question.id, {"zh": question.label.zh, "en": question.label.en})
        for question in missing(form, answers, held)
    ]
    for question in form.questions:
        if question.id not in shown(form, answers) or question.type != "rows":
            continue
        for number, row in enumerate(answers.get(question.id) or (), 1):
            problems += [
                Problem(
                    "answer.cell_missing",
                    f"{question.id}[{number}].{column.id}",
                    {"row": number, "zh": f"{question.label.zh}：{column.label.zh}",
                     "en": f"{question.label.en}: {column.label.en}"},
                )
                for column in question.columns
                if column.required and column.id not in row
            ]  # fmt: skip
    return problems
