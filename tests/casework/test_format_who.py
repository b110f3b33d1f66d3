"""WHO's line list, by the variable names of its form."""

from __future__ import annotations

from fangxian.response.casework.actions.import_linelist import import_delivery
from fangxian.response.casework.linelist.formats import read_delivery
from fangxian.response.casework.models import Case

LIST = (
    "patinfo_ID,report_date,report_test_reason,patinfo_sex,patinfo_ageonset,Lab_date1,patcourse_dateonset,"
    "outcome_patcourse_status,outcome_date_of_outcome\n"
    "W-1,2020-12-07,Contact of a case,Female,7 months,2020-12-06,2020-12-04,Death,2020-12-08\n"
    "W-2,2020-12-07,Unknown,M,40,,,Not recovered,\n"
)


def test_its_columns_are_known_and_its_rows_are_confirmed_cases(outbreak):
    delivery = read_delivery(LIST.encode(), "who.csv")
    assert delivery.format == "who"
    result = import_delivery(outbreak, delivery)
    assert not result.problems
    first, second = Case.objects.order_by("number")
    assert (first.classification, first.route, first.outcome, first.person.age) == ("confirmed", "contact", "died", 0)
    assert (first.onset_on.isoformat(), first.person.sex) == ("2020-12-04", "F")
    assert (second.classification, second.route, second.outcome) == ("confirmed", "", "")
