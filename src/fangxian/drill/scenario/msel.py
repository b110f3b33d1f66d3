"""``msel.toml`` or ``msel.xlsx``: the master scenario events list."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fangxian.drill.scenario.parts import Expect, Fault, Id, Says, To, When
from fangxian.drill.scenario.truth import Seed
from fangxian.protocol.schema.base import Section, Sentence, Text

Channel = Literal["phone", "message", "document", "media", "face_to_face", "system"]


class Inject(Section):
    """An entry of the master scenario events list 导调事件.

    Attributes
    ----------
    kind : str
        ``expected`` (planned), ``contingency`` (only if the controllers want it), ``information``.
    sender : Text
        Who it seems to come from.
    to : tuple of To
        Which offices get it.
    expects : tuple of Expect
        What ought to follow; a controller is told when it does not.
    fault : Fault or None
        What breaks from this minute on.
    infects : Seed or None
        People who are infected by it; its own `day` is left at the inject's moment.
    media : tuple of str
        Files under ``media/``.
    """

    id: Id
    title: Text
    text: Text
    kind: Literal["expected", "contingency", "information"] = "expected"
    channel: Channel = "message"
    sender: Text
    to: tuple[To, ...] = Field(min_length=1)
    when: When
    aspect: Id
    expects: tuple[Expect, ...] = Field(default=(), alias="expect")
    says: tuple[Says, ...] = Field(default=(), alias="say")
    """Facts it puts on record when it comes."""
    fault: Fault | None = None
    infects: Seed | None = None
    media: tuple[Sentence, ...] = ()


class InjectFile(Section):
    """``msel.toml``."""

    injects: tuple[Inject, ...] = Field(alias="inject", min_length=1)
