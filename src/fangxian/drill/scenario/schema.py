"""A whole scenario package. :mod:`fangxian.drill.scenario.load` reads it from a folder or a zip."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property

from pydantic import Field

from fangxian.drill.scenario.guide import Check, Question, RoleCard
from fangxian.drill.scenario.manifest import Aspect, Manifest, Variant
from fangxian.drill.scenario.msel import Inject
from fangxian.drill.scenario.truth import HiddenTruth
from fangxian.protocol.schema.base import Section, Text


class Package(Section):
    """A whole scenario.

    Attributes
    ----------
    manifest, truth, injects, questions, guide, roles
        The files. Injects come in the order of the file.
    briefing : Mapping
        ``zh`` and ``en``: Markdown.
    media : Mapping
        Name of a file under ``media/`` → its bytes.
    digest : str
        SHA-256 over all files: equal digests are equal packages.
    """

    manifest: Manifest
    truth: HiddenTruth
    injects: tuple[Inject, ...]
    questions: tuple[Question, ...]
    guide: tuple[Check, ...]
    roles: tuple[RoleCard, ...]
    briefing: Mapping[str, str]
    media: Mapping[str, bytes] = Field(default_factory=dict)
    digest: str

    @property
    def id(self) -> str:
        """The scenario's id."""
        return self.manifest.id

    @property
    def title(self) -> Text:
        """The scenario's title."""
        return self.manifest.title

    @cached_property
    def inject_of(self) -> dict[str, Inject]:
        """Injects by id."""
        return {one.id: one for one in self.injects}

    @cached_property
    def question_of(self) -> dict[str, Question]:
        """Questions by id."""
        return {one.id: one for one in self.questions}

    @cached_property
    def aspect_of(self) -> dict[str, Aspect]:
        """Aspects by id."""
        return {one.id: one for one in self.manifest.aspects}

    def starts_at(self, variant: Variant | None = None) -> datetime:
        """When the clock of the exercise begins: the start of day 0, local."""
        return self.manifest.midnight(variant or self.manifest.variant())

    def ends_at(self, variant: Variant | None = None) -> datetime:
        """When it ends: after the last day."""
        return self.starts_at(variant) + timedelta(days=self.manifest.length_days + 1)
