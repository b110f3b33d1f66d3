"""HL7 version 2: result messages (ORU^R01), one or many in a file, with or without the envelope of a batch.

A specimen begins with its OBR. Its code is SPM-2, else OBR-3, else OBR-2. Each OBX is a threshold (its name says Ct, Cq
or cycle threshold) or a result: a SNOMED CT code, an interpretation flag (OBX-8) or a word in OBX-5. Only final and
corrected results (OBX-11 ``F``, ``C``) are taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.table import decoded
from fangxian.response.testing.results.message import Specimen, bad
from fangxian.response.testing.results.words import FLAGS, SNOMED, reading_of, target_of, threshold

STARTS: Final = (b"MSH|", b"FHS|", b"BHS|")
"""How such a file begins."""

_FINAL: Final = ("F", "C")
_ENVELOPE: Final = ("FHS", "BHS", "BTS", "FTS")


def read_hl7(data: bytes, filename: str) -> list[Specimen]:
    """The specimens of all messages in a file.

    Raises
    ------
    Invalid
        ``results.hl7``: it is no such message, or of another kind. ``results.message``: a segment breaks a rule.
    """
    import hl7

    text = decoded(data, filename).replace("\r\n", "\r").replace("\n", "\r")
    lines = [line for line in text.split("\r") if line.strip() and line[:3] not in _ENVELOPE]
    found: list[Specimen] = []
    starts = [place for place, line in enumerate(lines) if line.startswith("MSH")]
    if not starts:
        raise _unreadable(filename, "MSH?")
    for first, last in zip(starts, [*starts[1:], len(lines)], strict=True):
        try:
            message = hl7.parse("\r".join(lines[first:last]) + "\r")
        except (hl7.HL7Exception, ValueError, IndexError) as error:
            raise _unreadable(filename, str(error)) from error
        kind = _part(message[0], 9)
        if kind != "ORU":
            raise _unreadable(filename, kind or "–")
        found += _specimens(message, first + 1)
    return found


def _specimens(message: Any, line: int) -> Iterator[Specimen]:
    held: Specimen | None = None
    for place, segment in enumerate(message, start=line):
        name = str(segment[0])
        if name == "OBR":
            if held is not None:
                yield held
            held = Specimen(place, _part(segment, 3) or _part(segment, 2))
        elif name == "SPM" and held is not None:
            held.code = _part(segment, 2) or held.code
        elif name == "OBX":
            if held is None:
                raise bad(place, "OBX", _("it belongs to no order (OBR)"))
            _observe(held, segment, place)
    if held is not None:
        yield held


def _observe(held: Specimen, segment: Any, line: int) -> None:
    name = " ".join(filter(None, (_part(segment, 3, 2), _part(segment, 3, 1))))
    status, value = _part(segment, 11), _part(segment, 5)
    if status not in _FINAL:
        raise bad(line, "OBX-11", _("“%(status)s” is not final") % {"status": status or "–"})
    target = target_of(name)
    if target is not None:
        try:
            held.cts[target] = threshold(value)
        except ValueError as error:
            raise bad(line, "OBX-5", _("“%(value)s” is no cycle threshold") % {"value": value}) from error
        return
    words = (SNOMED.get(value), FLAGS.get(_part(segment, 8)), reading_of(_part(segment, 5, 2) or value))
    held.readings[f"{name} (OBX {line})"] = next(word for word in words if word is not None)


def _part(segment: Any, field: int, component: int = 1) -> str:
    """First repetition of a field, one component of it, its first sub-component; empty where it is not there."""
    try:
        repetition = segment[field][0]
        found = repetition if isinstance(repetition, str) else repetition[component - 1]
        if isinstance(repetition, str) and component > 1:
            return ""
        return str(found if isinstance(found, str) else found[0]).strip()
    except (IndexError, KeyError):
        return ""


def _unreadable(filename: str, reason: str) -> Invalid:
    return Invalid(
        "results.hl7",
        _("%(name)s is no HL7 v2 result message (ORU): %(reason)s."),
        remedy=_("Export results as ORU^R01, or as a table."),
        field="file",
        name=filename,
        reason=reason,
    )
