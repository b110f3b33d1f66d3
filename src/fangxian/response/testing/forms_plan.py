"""Forms of planning: a shape drawn on the map, a list of buildings, the figures of a plan."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.pack import Pack
from fangxian.response.casework.forms import MomentInput
from fangxian.response.ledger import clock
from fangxian.response.registry.actions import House
from fangxian.response.testing.columns import read_rows
from fangxian.response.testing.models import Plan, Round
from fangxian.response.testing.planning.norms import ROLES, table_limit
from fangxian.response.testing.planning.wish import Spot, Wish

HOUSES = {
    "area": ("area", "area code", "地区代码", "社区代码", "行政区划代码"),
    "compound": ("compound", "小区", "院落"),
    "building": ("building", "楼栋", "幢", "楼栋名称"),
    "stairwell": ("stairwell", "单元"),
    "people": ("people", "residents", "人数", "应检人数", "居民人数"),
    "lon": ("lon", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
}
"""Headings of a list of buildings, in either language."""

HOUSES_HELP = _("Columns: area, building; compound, stairwell, people, lon and lat where they are known.")

SPOTS = {
    "name": ("name", "station", "名称", "采样点"),
    "area": HOUSES["area"],
    "lon": HOUSES["lon"],
    "lat": HOUSES["lat"],
    "tables": ("tables", "台数", "可设台数", "采样台"),
}
"""Headings of a list of places for stations."""


class ShapeField(forms.CharField):
    """A shape as GeoJSON, drawn by the map beside it or pasted."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def clean(self, value: Any) -> dict[str, Any] | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            said = json.loads(text)
        except ValueError as error:
            raise forms.ValidationError(_("This is no GeoJSON; draw the shape on the map again.")) from error
        if isinstance(said, dict) and said.get("type") == "Feature":
            said = said.get("geometry")
        if not isinstance(said, dict):
            raise forms.ValidationError(_("This is no GeoJSON; draw the shape on the map again."))
        return said


class BuildingsForm(forms.Form):
    """A list of buildings."""

    file = forms.FileField(
        label=_("List of buildings (CSV or XLSX)"),
        help_text=HOUSES_HELP,
    )


def read_houses(data: bytes, filename: str) -> list[House]:
    """The buildings of a list.

    Raises
    ------
    Invalid
        The file cannot be read, or a needed column is missing.
    """
    rows = read_rows(data, filename, HOUSES, ("area", "building"))
    return [House(**{"area": "", **said}, line=line) for line, said in rows]


class PlanForm(forms.Form):
    """What a plan rests on: hours, norms, who is there."""

    begins_at = forms.DateTimeField(label=_("First swab"), widget=MomentInput())
    ends_at = forms.DateTimeField(label=_("Last swab"), widget=MomentInput())
    results_at = forms.DateTimeField(label=_("Results due by"), widget=MomentInput())
    day_from = forms.IntegerField(label=_("Stations work from (hour)"), min_value=0, max_value=23, initial=7)
    day_until = forms.IntegerField(label=_("until (hour)"), min_value=1, max_value=24, initial=22)
    slot_h = forms.FloatField(label=_("Hours of a slot"), min_value=0.25, max_value=24, initial=2)
    table_people = forms.IntegerField(label=_("People a table in the round"), min_value=1)
    table_hour = forms.IntegerField(label=_("People a table and hour"), min_value=1)
    walk_m = forms.IntegerField(label=_("Longest way on foot, metres"), min_value=50, max_value=20_000, initial=800)
    station_runners = forms.FloatField(label=_("Runners a station"), min_value=0, max_value=20, initial=1)
    staff_sampler = forms.IntegerField(label=_("Samplers there at once"), min_value=0, required=False)
    staff_registrar = forms.IntegerField(label=_("Registrars there at once"), min_value=0, required=False)
    staff_runner = forms.IntegerField(label=_("Runners there at once"), min_value=0, required=False)
    keep_to_staff = forms.BooleanField(
        label=_("Open no more than they can run"),
        required=False,
        help_text=_("Without this the plan says what is needed and what is missing."),
    )
    spots = forms.FileField(
        label=_("Places for stations (CSV or XLSX)"),
        required=False,
        help_text=_("Columns: name, area, lon, lat, tables. Without a list a station can stand wherever people live."),
    )

    def __init__(self, *args: Any, of: Round, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = of.plans.exclude(state=Plan.State.CANCELLED).order_by("-number").first()
        for name, value in (_again(last) if last else _first(of, pack)).items():
            self.fields[name].initial = value
        for name in ("table_people", "table_hour"):
            limit = table_limit(pack, name)
            if limit is not None:
                said = {"low": limit.low, "high": limit.high}
                self.fields[name].help_text = _("The rulebook: %(low)s to %(high)s.") % said
        for name in ("staff_sampler", "staff_registrar", "staff_runner"):
            self.fields[name].help_text = _("Empty: not compared.")

    def wish(self) -> Wish:
        """The fields as :func:`request_plan` takes them.

        Raises
        ------
        Invalid
            The list of places cannot be read.
        """
        said = dict(self.cleaned_data)
        file = said.pop("spots")
        staff = {role: said.pop(f"staff_{role}") for role in ROLES}
        return Wish(
            **said,
            staff={role: count for role, count in staff.items() if count is not None},
            spots=tuple(read_spots(file.read(), file.name)) if file else (),
        )


def read_spots(data: bytes, filename: str) -> list[Spot]:
    """The places of a list.

    Raises
    ------
    Invalid
        The file cannot be read, a needed column is missing, or a row makes no sense.
    """
    found = []
    for line, said in read_rows(data, filename, SPOTS, ("name", "area", "lon", "lat")):
        try:
            spot = Spot(
                said["name"][:120], said["area"], float(said["lon"]), float(said["lat"]), int(said.get("tables", "10"))
            )
            good = -180 <= spot.lon <= 180 and -90 <= spot.lat <= 90 and 0 < spot.tables <= 200
        except (KeyError, ValueError):
            good = False
        if not good:
            raise Invalid(
                "plan.spot",
                _("Row %(line)s of %(name)s: a place has a name, an area, degrees and 1 to 200 tables."),
                remedy=_("Correct the row and send the file again."),
                field="spots",
                line=line,
                name=filename,
            )
        found.append(spot)
    return found


def _first(of: Round, pack: Pack) -> dict[str, Any]:
    limits = {name: table_limit(pack, name) for name in ("table_people", "table_hour")}
    begin = max(of.opened_at, clock.now()).replace(minute=0, second=0, microsecond=0)
    times = {"begins_at": begin, "ends_at": of.deadline - timedelta(hours=6), "results_at": of.deadline}
    if times["ends_at"] <= begin:
        times["ends_at"] = of.deadline
    return times | {name: limit.low for name, limit in limits.items() if limit is not None}


def _again(last: Plan) -> dict[str, Any]:
    """What was asked for last time."""
    said = dict(last.asked)
    for name in ("begins_at", "ends_at", "results_at"):
        said[name] = datetime.fromisoformat(said[name])
    staff = {f"staff_{role}": count for role, count in said.pop("staff", {}).items()}
    said.pop("spots", None)
    return said | staff
