"""What happens in a replay, as plain data in the order of time: the script that the runner performs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


class Verb(IntEnum):
    """What is done; within one tick of the clock, in this order."""

    OPEN_INCIDENT = 0
    ENTER_PERSON = 1
    REPORT_CASE = 2
    RECORD_EXPOSURE = 3
    CONTROL = 4
    SAMPLE = 5
    RESULT = 6
    FILE_PAPER = 7
    CONVERT = 8
    ZONE = 9
    SAY = 10
    RELEASE = 11


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened.

    Attributes
    ----------
    at : datetime
        When.
    verb : Verb
        Which command records it.
    key : str
        Its name, unique in the script; ids follow from it.
    of : object
        What it is about: a statement of the record, or a person made from totals.
    said : Mapping
        What else the command is told.
    """

    at: datetime
    verb: Verb
    key: str
    of: Any = None
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saying:
    """A fact that no command but the ledger's own records."""

    kind: str
    subject: str
    area: str
    attributes: Mapping[str, Any]
