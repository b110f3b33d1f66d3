"""What a laboratory system's message says of one specimen, and the well of the plate that it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid

if TYPE_CHECKING:
    from fangxian.response.testing.actions.enter_results import Reading
    from fangxian.response.testing.models import Plate

_CONTROLS: Final = {"PC": "positive", "NC": "negative"}


@dataclass(slots=True)
class Specimen:
    """A specimen as a message reports it.

    Attributes
    ----------
    line : int
        Number of the segment or resource in the message, from 1.
    code : str
        Code of the tube, or of a control: ``PC``, ``NC``, or its well.
    readings : dict
        What each observation reads, by the name it is reported under.
    cts : dict
        Thresholds by gene.
    """

    line: int
    code: str
    readings: dict[str, str] = field(default_factory=dict)
    cts: dict[str, float | None] = field(default_factory=dict)


def bad(line: int, name: str, rule: str | Promise) -> Invalid:
    """A part of a message that breaks a rule."""
    return Invalid(
        "results.message",
        _("Part %(line)s of the message, %(part)s: %(rule)s."),
        remedy=_("Have the laboratory's system send it again; nothing was entered."),
        field=name,
        line=line,
        part=name,
        rule=rule,
    )


def in_wells(specimens: Iterable[Specimen], plate: Plate) -> Iterator[Reading]:
    """The readings of a plate.

    Raises
    ------
    Invalid
        ``results.message``: a specimen is not on the plate, has no result, or results that contradict each other.
    """
    from fangxian.response.testing.actions.enter_results import Reading

    places: dict[str, str] = {}
    for well in plate.wells.all():
        places[well.tube or well.position] = well.position
        places |= {name: well.position for name, kind in _CONTROLS.items() if kind == well.control}
    for one in specimens:
        if one.code not in places:
            raise bad(one.line, one.code or "–", _("this tube is not on the plate"))
        said = set(one.readings.values())
        if len(said) != 1:
            told = ", ".join(f"{name} = {reading}" for name, reading in one.readings.items())
            rule = _("its observations contradict each other: %(told)s") % {"told": told} if told else _("no result")
            raise bad(one.line, one.code, rule)
        yield Reading(places[one.code], said.pop(), one.cts, one.line)
