"""A form as a page shows it: each question with its value, its words, and who changed it last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from fangxian.protocol.forms import Column, Form, Question, shown
from fangxian.response.casework.models import Case
from fangxian.response.investigation import record
from fangxian.response.investigation.models import FormAnswer
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.authors import who
from fangxian.response.ledger.language import say
from fangxian.response.registry.queries import masked_identity
from fangxian.ui import formats

SPARE_ROWS = 1
"""Empty rows below a table, for the next entry."""

INPUTS = {"number": "number", "date": "date", "datetime": "datetime-local"}
"""Kinds of input that a browser knows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One input: of a question, or of a column in a row."""

    name: str
    label: str
    type: str
    value: Any
    options: list[tuple[str, str]]
    unit: str
    required: bool
    least: Any = None
    most: Any = None
    long: bool = False

    @property
    def input(self) -> str:
        """Type of the HTML input."""
        return INPUTS.get(self.type, "text")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a form on a page."""

    id: str
    type: str
    label: str
    help: str
    cell: Cell
    columns: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    held: str = ""
    words: Any = ""
    shown: bool = True
    required: bool = False
    revision: int = 0
    changed: str = ""
    """Who changed it last, and when."""


class Sheet:
    """A form with answers, ready for a template."""

    def __init__(self, form: Form, answers: Mapping[str, Any], case: Case | None = None, **more: Any) -> None:
        self.form, self.answers, self.case = form, answers, case
        self.touched: Mapping[str, Any] = more.get("touched") or {}
        self.spare: int = more.get("spare", SPARE_ROWS)
        self.asked = shown(form, answers)
        self.title = say(form.title)
        self.intro = say(form.intro) if form.intro else ""
        self._held: dict[str, Any] = {}

    def sections(self) -> list[dict[str, Any]]:
        """Sections with their questions."""
        return [
            {
                "title": say(section.title),
                "note": say(section.note) if section.note else "",
                "id": section.id,
                "questions": [self.question(one) for one in self.form.of_section(section.id)],
            }
            for section in self.form.sections
        ]

    def question(self, one: Question, extra_rows: int = 0) -> Asked:
        """One question; tables with room for the next row."""
        value = self.answers.get(one.id)
        revision, actor, at = self.touched.get(one.id, (0, "", ""))
        rows = list(value or []) + [{}] * (self.spare + extra_rows) if one.type == "rows" else []
        return Asked(
            id=one.id,
            type=one.type,
            label=say(one.label),
            help=say(one.help) if one.help else "",
            cell=_cell(one, one.id, value),
            columns=[_cell(column, column.id, None) for column in one.columns],
            rows=[
                [_cell(column, f"{one.id}.{number}.{column.id}", row.get(column.id)) for column in one.columns]
                for number, row in enumerate(rows)
            ],
            held=one.held,
            words=self._of_record(one) if one.held else words(one, value),
            shown=one.id in self.asked,
            required=one.required,
            revision=revision,
            changed=f"{who(actor)} · {formats.moment(datetime.fromisoformat(at))}" if actor else "",
        )

    def _of_record(self, one: Question) -> Any:
        if self.case is None:
            return ""
        if one.type == "identity":
            if "card" not in self._held:
                self._held["card"] = masked_identity(self.case.person)
            card = self._held["card"]
            return getattr(card, one.held, "") if card is not None else ""
        if one.held == "visits":
            return [
                f"{formats.moment(row.began_at)} – {formats.moment(row.ended_at)} · {row.place_name}"
                for row in record.visits(self.case)[:100]
            ]
        if one.held == "contacts":
            rows = record.exposed(self.case).select_related("person")[:200]
            return [f"{row.number} · {row.get_kind_display()} · {area_path(row.area)}" for row in rows]
        return []


def of_draft(draft: FormAnswer, form: Form) -> Sheet:
    """The sheet of a draft."""
    return Sheet(form, draft.answers, draft.case, touched=draft.touched)


def given(form: Form, name: str, posted: QueryDict) -> Any:
    """What was typed for a question: a text, a list, or rows."""
    one = form.question(name)
    if one.type == "choices":
        return posted.getlist(name)
    if one.type != "rows":
        return posted.get(name, "")
    rows: dict[int, dict[str, Any]] = {}
    for key in posted:
        parts = key.split(".")
        if len(parts) == 3 and parts[0] == name and parts[1].isdigit() and len(parts[1]) < 5:
            column = next((column for column in one.columns if column.id == parts[2]), None)
            if column is not None:
                several = column.type == "choices"
                rows.setdefault(int(parts[1]), {})[parts[2]] = posted.getlist(key) if several else posted[key]
    return [rows[number] for number in sorted(rows)]


def words(one: Question | Column, value: Any) -> str:
    """An answer in words."""
    if value in (None, "", []):
        return ""
    titles = {option.id: say(option.title) for option in one.options}
    if isinstance(one, Question) and one.type == "rows":
        return "\n".join(
            " · ".join(text for column in one.columns if (text := words(column, row.get(column.id)))) for row in value
        )
    match one.type:
        case "choices":
            text = "、".join(titles.get(each, each) for each in value) if value else ""
        case "choice":
            text = titles.get(value, value)
        case "yes_no":
            text = {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}.get(value, value)
        case "datetime":
            text = formats.moment(datetime.fromisoformat(value))
        case "area":
            text = area_path(value)
        case _:
            text = f"{value} {say(one.unit)}" if one.unit else str(value)
    return text


def _cell(one: Question | Column, name: str, value: Any) -> Cell:
    options = [(option.id, say(option.title)) for option in one.options]
    if one.type == "yes_no":
        options = [("yes", _("yes")), ("no", _("no")), ("unknown", _("unknown"))]
    if one.type == "datetime" and value:
        value = datetime.fromisoformat(value).astimezone(clock.zone()).strftime("%Y-%m-%dT%H:%M")
    return Cell(
        name=name,
        label=say(one.label),
        type=one.type,
        value="" if value is None else value,
        options=options,
        unit=say(one.unit) if one.unit else "",
        required=one.required,
        least=one.least,
        most=one.most,
        long=isinstance(one, Question) and one.long,
    )
