"""What every section of a pack is made of: a strict model, two languages, a source for each figure."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from fangxian.protocol.schema.messages import refusal

Mark = Literal["S", "V", "V2", "R", "D"]
"""How sure a figure is.

``S`` quoted in one of the founding documents; ``V`` read in a copy of a law, paper, official notice or
named major-media text; ``V2`` read only in a local plan, an encyclopaedia or an unattributed page; ``R``
recalled, unverified; ``D`` our own derivation or default, to be confirmed by the user.
"""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")]
"""A machine name: lower case, digits, underscores, dots between parts."""

FormId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Id of an investigation form, which is also the name of its file."""

Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

Days = Annotated[int, Field(ge=0, le=3650)]
"""Whole days; day 0 is the day of the anchor, a day ends at 24:00 local time."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A part of the whole, 0 to 1."""


class Section(BaseModel):
    """A part of a pack: it cannot change once read, and a name it does not know is an error."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        validate_default=True,
        use_attribute_docstrings=True,
    )


class Text(Section):
    """One sentence in the two languages of the house."""

    zh: Sentence
    en: Sentence


class Sourced(Section):
    """A section that says where its figures come from.

    A row has one `cite` and one `mark`; where single figures of the row are known less surely, `marks`
    names them: ``marks = { to_days = "R" }``.
    """

    cite: Sentence
    """The text the figures were read in, in words."""
    mark: Mark
    """How sure the figures of this row are."""
    marks: dict[str, Mark] = Field(default_factory=dict)
    """Figures of this row whose certainty differs from `mark`."""
    note: Text | None = None
    """What a reader must know before relying on the row: a conflict of sources, a default to confirm."""

    @model_validator(mode="after")
    def _marks_name_fields(self) -> Self:
        known = {field.alias or name for name, field in type(self).model_fields.items()}
        for name in self.marks:
            if name not in known:
                raise refusal("row.mark_unknown", name=name)
        return self

    def mark_of(self, field: str) -> Mark:
        """Return how sure one figure of this row is."""
        return self.marks.get(field, self.mark)
