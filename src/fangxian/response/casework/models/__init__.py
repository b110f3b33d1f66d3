"""Tables of casework: cases with their status history, relationships, contacts, imports."""

from fangxian.response.casework.models.case import Case, CaseStatus, Classification, Route
from fangxian.response.casework.models.contact import Certainty, Contact, ContactKind, Relationship
from fangxian.response.casework.models.filters import SavedFilter
from fangxian.response.casework.models.linelist import (
    ColumnMapping,
    ImportedRow,
    LineListImport,
    ReviewRow,
    Upload,
)

__all__ = [
    "Case",
    "CaseStatus",
    "Certainty",
    "Classification",
    "ColumnMapping",
    "Contact",
    "ContactKind",
    "ImportedRow",
    "LineListImport",
    "Relationship",
    "ReviewRow",
    "Route",
    "SavedFilter",
    "Upload",
]
