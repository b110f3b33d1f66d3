"""Tables of casework: cases with their status history, relationships, contacts, imports."""

from fangxian.response.casework.models.case import Case, CaseStatus, Classification, Route
from fangxian.response.casework.models.contact import Certainty, Contact, ContactKind, Relationship
from fangxian.response.casework.models.filters import SavedFilter
from fangxian.response.casework.models.followup import FollowUp, Method, Outcome
from fangxian.response.casework.models.linelist import (
    ColumnMapping,
    ImportedRow,
    LineListImport,
    ReviewRow,
    Upload,
)
from fangxian.response.casework.models.visit import Mask, ToldBy, Transport, Visit

__all__ = [
    "Case",
    "CaseStatus",
    "Certainty",
    "Classification",
    "ColumnMapping",
    "Contact",
    "ContactKind",
    "FollowUp",
    "ImportedRow",
    "LineListImport",
    "Mask",
    "Method",
    "Outcome",
    "Relationship",
    "ReviewRow",
    "Route",
    "SavedFilter",
    "ToldBy",
    "Transport",
    "Upload",
    "Visit",
]
