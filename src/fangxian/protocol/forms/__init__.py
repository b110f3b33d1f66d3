"""Investigation forms as data: what they ask, what is shown when, what an answer may be, what is missing.

A form is a TOML file; a pack's investigation stage names it, and a city's overlay adds, replaces or drops
questions. No Django here: pages and actions of the response read forms through these functions.
"""

from __future__ import annotations

from fangxian.protocol.forms.answers import check, missing, read_value, shown
from fangxian.protocol.forms.differences import Difference, differences
from fangxian.protocol.forms.load import digest, form_text, forms_of, lay_overlays, load_form, parse_form, shipped_forms
from fangxian.protocol.forms.schema import Column, Form, FormSection, Option, Question

__all__ = [
    "Column",
    "Difference",
    "Form",
    "FormSection",
    "Option",
    "Question",
    "check",
    "differences",
    "digest",
    "form_text",
    "forms_of",
    "lay_overlays",
    "load_form",
    "missing",
    "parse_form",
    "read_value",
    "shipped_forms",
    "shown",
]
