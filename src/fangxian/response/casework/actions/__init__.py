"""The only writers of casework, one command a file: check, change, record the fact; atomic, harmless when repeated."""

from fangxian.response.casework.actions.add_contact import add_contact
from fangxian.response.casework.actions.amend_case import Amendment, amend_case, amend_cases
from fangxian.response.casework.actions.control_contact import Control, control_contact, control_contacts
from fangxian.response.casework.actions.exclude_case import exclude_case
from fangxian.response.casework.actions.file_core_facts import file_core_facts
from fangxian.response.casework.actions.file_investigation import file_investigation
from fangxian.response.casework.actions.file_report import file_report
from fangxian.response.casework.actions.open_incident import open_incident
from fangxian.response.casework.actions.reclassify_case import reclassify_case
from fangxian.response.casework.actions.record_onset import record_onset
from fangxian.response.casework.actions.record_outcome import record_outcome
from fangxian.response.casework.actions.record_relationship import (
    Exposure,
    record_relationship,
    record_relationships,
)
from fangxian.response.casework.actions.record_result import Result, record_result, record_results
from fangxian.response.casework.actions.record_sample import Sample, record_sample, record_samples
from fangxian.response.casework.actions.release_contact import Release, release_contact, release_contacts
from fangxian.response.casework.actions.report_case import CaseReport, report_case, report_cases
from fangxian.response.casework.actions.void_relationship import void_relationship, void_relationships

__all__ = [
    "Amendment",
    "CaseReport",
    "Control",
    "Exposure",
    "Release",
    "Result",
    "Sample",
    "add_contact",
    "amend_case",
    "amend_cases",
    "control_contact",
    "control_contacts",
    "exclude_case",
    "file_core_facts",
    "file_investigation",
    "file_report",
    "open_incident",
    "reclassify_case",
    "record_onset",
    "record_outcome",
    "record_relationship",
    "record_relationships",
    "record_result",
    "record_results",
    "record_sample",
    "record_samples",
    "release_contact",
    "release_contacts",
    "report_case",
    "report_cases",
    "void_relationship",
    "void_relationships",
]
