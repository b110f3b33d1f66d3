"""Reading results of a plate, whatever a laboratory sends: a table, HL7 v2 messages, or FHIR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangxian.response.testing.results.fhir import read_fhir
from fangxian.response.testing.results.hl7v2 import STARTS, read_hl7
from fangxian.response.testing.results.message import in_wells
from fangxian.response.testing.results.table import read_table

if TYPE_CHECKING:
    from fangxian.response.testing.actions.enter_results import Reading
    from fangxian.response.testing.models import Plate

__all__ = ["read_results"]


def read_results(data: bytes, filename: str, plate: Plate) -> list[Reading]:
    """The readings in a file, whose kind is found out by looking at it.

    Raises
    ------
    Invalid
        It cannot be read, or a row or segment breaks a rule; names the row, the field and the rule.
    """
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:4]
    if start in STARTS:
        return list(in_wells(read_hl7(data, filename), plate))
    if start[:1] == b"{":
        return list(in_wells(read_fhir(data, filename), plate))
    return read_table(data, filename, plate)
