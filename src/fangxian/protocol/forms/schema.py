"""The schema of an investigation form 调查表: sections, questions, conditions, where an answer belongs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from fangxian.protocol.schema.base import FormId, Mark, Section, Sentence, Sourced, Text
from fangxian.protocol.schema.messages import refusal

Plain = Literal["text", "number", "date", "datetime", "choice", "choices", "yes_no", "person", "place", "area"]
"""Types whose answer is one value, or one list of values.

``text`` words · ``number`` with an optional unit · ``date`` a day · ``datetime`` a day and a time · ``choice`` one
of the options · ``choices`` any of them · ``yes_no`` yes, no or unknown · ``person`` the number that somebody
goes by in the incident, never a name · ``place`` a place by its name · ``area`` an area code.
"""

Type = Plain | Literal["rows", "identity", "record"]
"""``rows`` a table · ``identity`` held in the register, never in an answer · ``record`` read from the record."""

IDENTITY: Final = ("name", "id_number", "phone", "address")
"""Fields that the register holds sealed."""

RECORDS: Final = ("contacts", "visits", "samples")
"""Tables that the record keeps and a form shows."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "case.onset_on": ("date",),
    "case.sampled_at": ("datetime",),
    "case.route": ("choice",),
    "case.severity": ("choice",),
    "case.source": ("text",),
    "case.cluster": ("text",),
    "case.notes": ("text",),
    "person.sex": ("choice",),
    "person.age": ("number",),
    **{f"identity.{name}": ("identity",) for name in IDENTITY},
    **{f"record.{name}": ("record",) for name in RECORDS},
}
"""What an answer may fill, and which types of question can."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""Name of a section, question, column or option; it stays the same as long as answers to it are kept."""

YES_NO: Final = ("yes", "no", "unknown")
"""Answers to a question of the type ``yes_no``."""


class Option(Section):
    """One of the answers to choose from."""

    id: Name
    title: Text


class Test(Section):
    """One comparison of a condition: exactly one of `is`, `in_`, `at_least` and `answered`."""

    question: Name
    is_: str | None = Field(default=None, alias="is")
    in_: tuple[str, ...] | None = Field(default=None, alias="in")
    at_least: float | None = None
    answered: bool | None = None

    @model_validator(mode="after")
    def _compares_once(self) -> Self:
        given = [value for value in (self.is_, self.in_, self.at_least, self.answered) if value is not None]
        if len(given) != 1:
            raise refusal("form.test_one", name=self.question)
        return self


class ShownWhen(Section):
    """When a question is asked: all of `all`, and (where given) one of `any`."""

    all: tuple[Test, ...] = ()
    any: tuple[Test, ...] = ()

    def tests(self) -> Iterator[Test]:
        """Every comparison."""
        yield from self.all
        yield from self.any


class Column(Section):
    """A column of a table of rows."""

    id: Name
    label: Text
    type: Plain = "text"
    options: tuple[Option, ...] = Field(default=(), alias="option")
    unit: Text | None = None
    required: bool = False
    least: float | None = None
    most: float | None = None

    @model_validator(mode="after")
    def _options_where_chosen(self) -> Self:
        if (self.type in ("choice", "choices")) != bool(self.options):
            raise refusal("form.options", name=self.id)
        if len({option.id for option in self.options}) < len(self.options):
            raise refusal("form.option_twice", name=self.id)
        return self


class Question(Section):
    """One question."""

    id: Name
    section: Name
    label: Text
    type: Type = "text"
    options: tuple[Option, ...] = Field(default=(), alias="option")
    columns: tuple[Column, ...] = Field(default=(), alias="column")
    unit: Text | None = None
    required: bool = False
    """Must be answered before the form is filed, where the question is shown."""
    shown_when: ShownWhen | None = None
    maps_to: str | None = None
    """Field of the record that the answer fills: one of :data:`FIELDS`."""
    help: Text | None = None
    least: float | None = None
    """Smallest number that can be right."""
    most: float | None = None
    """Largest number that can be right."""
    long: bool = False
    """Room for several lines."""
    after: Name | None = None
    """In a form that extends another: the question it stands behind; at the end of its section where absent."""
    cite: Sentence | None = None
    """Where the question was read, where it is another text than the form's."""
    mark: Mark | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.type in ("choice", "choices")) != bool(self.options):
            raise refusal("form.options", name=self.id)
        if len({option.id for option in self.options}) < len(self.options):
            raise refusal("form.option_twice", name=self.id)
        if (self.type == "rows") != bool(self.columns):
            raise refusal("form.columns", name=self.id)
        if self.maps_to is not None and self.type not in FIELDS.get(self.maps_to, ()):
            raise refusal("form.maps_to", name=self.maps_to, known=", ".join(FIELDS))
        if self.type in ("identity", "record") and self.maps_to is None:
            raise refusal("form.maps_to", name="", known=", ".join(FIELDS))
        return self

    @property
    def held(self) -> str:
        """The register's field or the record's table of an ``identity`` or ``record`` question; else empty."""
        return self.maps_to.partition(".")[2] if self.maps_to and self.type in ("identity", "record") else ""


class FormSection(Section):
    """A part of a form."""

    id: Name
    title: Text
    note: Text | None = None
    after: Name | None = None
    """In a form that extends another: the section it stands behind; at the end where absent."""


class Form(Sourced):
    """An investigation form with all its layers laid."""

    id: FormId
    title: Text
    fact: Literal["case.core_facts_filed", "case.investigation_filed"]
    """The fact that filing it records, and so the clock that it stops."""
    intro: Text | None = None
    sections: tuple[FormSection, ...] = Field(alias="section", min_length=1)
    questions: tuple[Question, ...] = Field(alias="question", min_length=1)
    layers: tuple[str, ...] = ()
    """What it was built from, the lowest first; written by the loader."""

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> Self:
        sections = [section.id for section in self.sections]
        asked = [question.id for question in self.questions]
        for names in (sections, asked):
            for name in names:
                if names.count(name) > 1:
                    raise refusal("form.name_twice", name=name)
        seen: set[str] = set()
        for question in self.questions:
            if question.section not in sections:
                raise refusal("form.section_unknown", name=question.section, question=question.id)
            for test in question.shown_when.tests() if question.shown_when else ():
                self._check_test(test, question, seen)
            seen.add(question.id)
        return self

    def _check_test(self, test: Test, question: Question, seen: set[str]) -> None:
        if test.question not in seen:
            raise refusal("form.test_unknown", name=test.question, question=question.id)
        asked = self.question(test.question)
        known = YES_NO if asked.type == "yes_no" else tuple(option.id for option in asked.options)
        wanted = (*(test.in_ or ()), *((test.is_,) if test.is_ is not None else ()))
        for value in wanted if known else ():
            if value not in known:
                raise refusal("form.test_value", name=value, question=test.question)

    def question(self, name: str) -> Question:
        """Return a question by id.

        Raises
        ------
        KeyError
            The form asks no such thing.
        """
        for question in self.questions:
            if question.id == name:
                return question
        raise KeyError(name)

    def of_section(self, name: str) -> tuple[Question, ...]:
        """Return the questions of a section, in their order."""
        return tuple(question for question in self.questions if question.section == name)
