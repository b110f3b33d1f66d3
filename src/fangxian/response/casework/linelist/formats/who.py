"""WHO: the line list of the case-based reporting form.

Headings are the variable names of the *Revised case report form for confirmed novel coronavirus COVID-19* (27 February
2020) and of its data dictionary, as the questionnaire of openhie/covid-ig writes them (``WhoCrQuestionnaireCovid19
Surveillance``): ``patinfo_ID``, ``report_date``, ``Lab_date1``, ``patcourse_dateonset``, ``outcome_patcourse_status`` …
The form is for confirmed cases, so a row that says nothing else is one.
"""

from __future__ import annotations

from typing import Final

from fangxian.response.casework.linelist.formats.delivery import Delivery, Sheet
from fangxian.response.casework.linelist.headings import normal
from fangxian.response.casework.linelist.kinds import CASES
from fangxian.response.casework.linelist.mapping import Mapping, date_forms
from fangxian.response.casework.linelist.table import Table

_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "number": ("patinfo_ID", "patinfo_caseid", "case_id"),
    "classification": ("report_classif", "case_classification", "patcourse_classif"),
    "reported_on": ("report_date",),
    "confirmed_on": ("Lab_date1", "lab_date"),
    "onset_on": ("patcourse_dateonset",),
    "sex": ("patinfo_sex",),
    "age": ("patinfo_ageonset", "patinfo_age"),
    "area": ("patinfo_idadmin3", "patinfo_idadmin2", "patinfo_resadmin3", "patinfo_resadmin2", "patinfo_idadmin1",
             "patinfo_resadmin1"),
    "route": ("report_test_reason",),
    "outcome": ("outcome_patcourse_status", "patcourse_status"),
    "outcome_on": ("outcome_date_of_outcome", "outcome_datedeath"),
    "source_cases": ("expo_caseid1", "expo_ID1", "expo_case_id"),
    "last_exposure_on": ("expo_case_date_last", "expo_case_date_last1"),
    "name": ("patinfo_name", "patinfo_first_name"),
    "notes": ("additional_information", "notes"),
}  # fmt: skip
_VALUES: Final[dict[str, dict[str, str]]] = {
    "outcome": {"death": "died", "died": "died", "recovered": "recovered", "recovered/healthy": "recovered",
                "not recovered": "", "unknown": "", "other": "", "alive": ""},
    "route": {"contact of a case": "contact", "contact of case": "contact",
              "ill seeking healthcare due to suspicion of covid-19": "fever_clinic",
              "detected at point of entry": "arrival", "repatriation": "arrival",
              "routine respiratory disease surveillance": "fever_clinic", "unknown": "", "other": ""},
}  # fmt: skip
_SIGNS: Final = ("patinfo_", "patcourse_", "outcome_patcourse", "report_test_reason", "comcond_", "expo_")


def is_who(table: Table) -> bool:
    """Whether the headings are the form's variable names."""
    return sum(heading.casefold().startswith(_SIGNS) for heading in table.headings) >= 3


def read(table: Table) -> Delivery:
    """Bring the line list into rows."""
    written = {normal(heading): heading for heading in table.headings if heading}
    columns: dict[str, str | list[str]] = {}
    for field, names in _COLUMNS.items():
        found = next((written[normal(name)] for name in names if normal(name) in written), None)
        if found is not None:
            columns[field] = found
    mapping = Mapping(
        columns=columns,
        defaults={"classification": "confirmed"},
        dates=tuple(date_forms(table, columns, CASES)[:1]),
        values=_VALUES,
    )
    return Delivery("who", table.filename, table.digest, (Sheet(CASES, table, mapping),))
