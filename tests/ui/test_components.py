"""Components say in words what their colours say, and let nothing through unescaped."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django import forms

from fangxian.ui import vocabulary
from tests.ui.conftest import NOW, ROOT

Render = Callable[..., str]


def test_a_chip_carries_its_word(render: Render) -> None:
    assert ">overdue<" in render('{% chip "task" "overdue" %}')
    assert "chip-zone-orange" in render('{% chip "zone" "medium_risk" %}')
    assert ">medium-risk area<" in render('{% chip "zone" "medium_risk" %}')


def test_a_chip_of_an_unknown_code_shows_the_code(render: Render) -> None:
    assert ">drone<" in render('{% chip "route" "drone" %}')


def test_a_chip_of_an_unknown_family_is_a_mistake_of_the_template(render: Render) -> None:
    with pytest.raises(KeyError):
        render('{% chip "weather" "rain" %}')


def test_a_chip_escapes_what_it_shows(render: Render) -> None:
    html = render('{% chip "task" code %}', code='"><script>')
    assert "<script>" not in html


@pytest.mark.parametrize("family", ["task", "case"])
def test_every_state_has_a_style(family: str) -> None:
    css = (ROOT / "frontend/src/styles/states.css").read_text(encoding="utf-8")
    for code in vocabulary.FAMILIES[family]:
        assert f".chip-{family}-{code}" in css


def test_every_zone_colour_has_a_style() -> None:
    css = (ROOT / "frontend/src/styles/states.css").read_text(encoding="utf-8")
    assert set(vocabulary.ZONE_COLOURS) == set(vocabulary.ZONE_LEVELS)
    for colour in vocabulary.ZONE_COLOURS.values():
        assert f".chip-zone-{colour} " in css


def test_routes_are_those_that_the_record_knows() -> None:
    from fangxian.response.casework.models import Route

    assert set(Route.values) <= set(vocabulary.ROUTES)


def test_a_running_clock_counts_down_and_goes_on_in_the_browser(render: Render) -> None:
    html = render("{% clock due %}", due=NOW + timedelta(minutes=200), workspace_now=NOW)
    assert "due in 3 h 20 min" in html
    assert 'data-clock data-due="2020-12-08T15:20:00Z"' in html
    assert ">12-08 23:20<" in html


def test_a_clock_past_its_time_is_overdue_whatever_it_was_called(render: Render) -> None:
    html = render('{% clock due "open" %}', due=NOW - timedelta(minutes=26), workspace_now=NOW)
    assert "clock-overdue" in html
    assert "overdue by 26 min" in html


def test_a_clock_of_another_year_says_which(render: Render) -> None:
    html = render('{% clock due "open" %}', due=NOW - timedelta(days=400), workspace_now=NOW)
    assert ">2019-11-04 20:00<" in html


def test_a_clock_read_at_a_past_moment_stands_still(render: Render) -> None:
    html = render("{% clock due now=then %}", due=NOW, then=NOW - timedelta(hours=2), workspace_now=NOW)
    assert "due in 2 h" in html
    assert "data-due" not in html


def test_a_stopped_clock_says_how_late_it_was(render: Render) -> None:
    html = render('{% clock due "discharged" 74 %}', due=NOW, workspace_now=NOW)
    assert "clock-late" in html
    assert "done 1 h 14 min late" in html


def test_a_clock_without_a_due_time_is_nothing(render: Render) -> None:
    assert render("{% clock due %}", due=None) == ""


def test_a_figure_shows_value_share_change_definition_and_time(render: Render) -> None:
    item = {
        "key": "tested", "label": "Tested", "value": 1361105, "unit": "people", "definition": "Results out.",
        "as_of": "2020-12-11T10:00:00+00:00", "delta": -12, "denominator": 1458900,
    }  # fmt: skip
    html = render("{% figure item %}", item=item)
    for said in ("1,361,105", "of 1,458,900", "93.2%", "−12", "Results out.", "2020-12-11 18:00", "people"):
        assert said in html


def test_a_figure_that_is_not_known_is_not_zero(render: Render) -> None:
    html = render("{% figure item %}", item={"key": "x", "label": "X", "value": None, "unit": "people"})
    assert "—" in html
    assert "people" not in html


def test_a_figure_of_zero_is_zero(render: Render) -> None:
    html = render("{% figure item %}", item={"key": "x", "label": "X", "value": 0, "delta": 0})
    assert ">0</data>" in html
    assert "±0" in html


def test_a_bar_is_as_long_as_its_share_of_the_longest(render: Render) -> None:
    html = render("{% stacked_bar row whole=longest %}", row={"open": 1, "overdue": 1}, longest=8)
    widths = [float(w) for w in re.findall(r'width="([\d.]+)%"', html)]
    assert sum(widths) == pytest.approx(25)
    assert 'class="bar-overdue"' in html


def test_a_bar_of_nothing_is_empty(render: Render) -> None:
    assert "<rect" not in render("{% stacked_bar row %}", row={})


def test_the_longest_bar_is_that_of_the_heaviest_level(render: Render) -> None:
    levels = [{"open": 3, "late": 1}, {"discharged": 9}, {}]
    assert render("{{ levels|largest_load }}", levels=levels) == "9"


def test_a_tally_names_what_is_wrong_first(render: Render) -> None:
    clocks = [{"state": s} for s in ("discharged", "overdue", "discharged")]
    html = render("{% tally clocks %}", clocks=clocks)
    assert html.index("overdue 1") < html.index("discharged 2")


class PersonForm(forms.Form):
    """A small form."""

    name = forms.CharField(help_text="family name first")
    age = forms.IntegerField(required=False)


def test_a_field_ties_its_error_to_its_control(render: Render) -> None:
    form = PersonForm({"name": "", "age": "old"})
    html = render("{% field form.name %}{% field form.age %}", form=form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert html.count("This field is required.") == 1
    assert '<label for="id_age">' in html
    assert "optional" in html


def test_who_exposed_whom_is_told_by_name(render: Render) -> None:
    chain = {"nodes": [{"id": "1", "label": "A"}, {"id": "2", "label": "B"}], "links": [{"from": "1", "to": "2"}]}
    assert render("{% exposed_by node chain %}", node=chain["nodes"][1], chain=chain) == "A"
    assert render("{% exposed_by node chain %}", node=chain["nodes"][0], chain=chain) == "—"
