"""The only writers of casework, one command a file: check, change, record the fact; atomic, harmless when repeated."""

from fangxian.response.casework.actions.add_contact import add_contact
from fangxian.response.casework.actions.add_contacts import NewContact, add_contacts
from fangxian.response.casework.actions.amend_case import Amendment, amend_case, amend_cases
from fangxian.response.casework.actions.amend_visit import amend_visit
from fangxian.response.casework.actions.assign_team import assign_team
from fangxian.response.casework.actions.control_contact import Control, control_contact, control_contacts
from fangxian.response.casework.actions.decide_place import decide_place, disinfect_place
from fangxian.response.casework.actions.end_follow_up import Ending, end_follow_up, end_follow_ups
from fangxian.response.casework.actions.except_contact import except_contact
from fangxian.response.casework.actions.exclude_case import exclude_case
from fangxian.response.casework.actions.extend_quarantine import extend_quarantine
from fangxian.response.casework.actions.file_core_facts import file_core_facts
from fangxian.response.casework.actions.file_investigation import file_investigation
from fangxian.response.casework.actions.file_report import file_report
from fangxian.response.casework.actions.open_incident import open_incident
from fangxian.response.casework.actions.reclassify_case import reclassify_case
from fangxian.response.casework.actions.record_follow_up import FollowUpReport, record_follow_up, record_follow_ups
from fangxian.response.casework.actions.record_onset import record_onset
from fangxian.response.casework.actions.record_outcome import record_outcome
from fangxian.response.casework.actions.record_relationship import (
    Exposure,
    record_relationship,
    record_relationships,
)
from fangxian.response.casework.actions.record_result import Result, record_result, record_results
from fangxian.response.casework.actions.record_sample import Sample, record_sample, record_samples
from fangxian.response.casework.actions.record_visit import VisitReport, expose_places, record_visit, record_visits
from fangxian.response.casework.actions.release_contact import Release, release_contact, release_contacts
from fangxian.response.casework.actions.report_case import CaseReport, report_case, report_cases
from fangxian.response.casework.actions.void_relationship import void_relationship, void_relationships
from fangxian.response.casework.actions.void_visit import void_visit

__all__ = [
    "Amendment",
    "CaseReport",
    "Control",
    "Ending",
    "Exposure",
    "FollowUpReport",
    "NewContact",
    "Release",
    "Result",
    "Sample",
    "VisitReport",
    "add_contact",
    "add_contacts",
    "amend_case",
    "amend_cases",
    "amend_visit",
    "assign_team",
    "control_contact",
    "control_contacts",
    "decide_place",
    "disinfect_place",
    "end_follow_up",
    "end_follow_ups",
    "except_contact",
    "exclude_case",
    "expose_places",
    "extend_quarantine",
    "file_core_facts",
    "file_investigation",
    "file_report",
    "open_incident",
    "reclassify_case",
    "record_follow_up",
    "record_follow_ups",
    "record_onset",
    "record_outcome",
    "record_relationship",
    "record_relationships",
    "record_result",
    "record_results",
    "record_sample",
    "record_samples",
    "record_visit",
    "record_visits",
    "release_contact",
    "release_contacts",
    "report_case",
    "report_cases",
    "void_relationship",
    "void_relationships",
    "void_visit",
]
