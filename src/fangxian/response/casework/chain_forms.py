"""The filter over the network of an incident, and the form of its export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.forms import AreaField, all_or, incidents, keep_within
from fangxian.response.casework.queries.network import LAYOUTS, UNLINKED, NetworkFilter
from fangxian.response.casework.titles import SETTING_TITLES
from fangxian.science.tracing.chains import Chains
from fangxian.ui.fields import offer


class NetworkForm(forms.Form):
    """The filter bar over the chains."""

    incident = forms.ChoiceField(label=_("Incident"), required=False)
    # What there is to choose is known once the chains are read: see `offer`.
    cluster = forms.CharField(label=_("Cluster"), required=False)
    setting = forms.CharField(label=_("Setting of the exposure"), required=False)
    generation = forms.CharField(label=_("Generation"), required=False)
    area = AreaField(label=_("Area"), required=False)
    layout = forms.ChoiceField(choices=list(LAYOUTS.items()), required=False, widget=forms.HiddenInput)
    at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        keep_within(self, "area", root)

    def chosen(self) -> NetworkFilter:
        """The filter; a field that cannot be read filters nothing."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name, "") for name in ("cluster", "setting", "area", "generation")}
        return NetworkFilter(**said)

    def layout_chosen(self) -> str:
        """The layout asked for, else along the days."""
        return self.cleaned_data.get("layout") or "onset"

    def offer(self, chains: Chains) -> None:
        """Offer the clusters, settings and generations that there are."""
        clusters = sorted({case.cluster for case in chains.cases.values()} - {""})
        settings = sorted({link.setting for link in chains.links} - {""})
        generations = [str(number) for number in sorted(set(chains.generation.values()))]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "cluster": [(name, name) for name in clusters],
            "setting": [(name, SETTING_TITLES.get(name, name)) for name in settings],
            "generation": [(name, name) for name in generations],
        }
        if chains.unlinked:
            choices["generation"].append((UNLINKED, _("unlinked")))
        for name, offered in choices.items():
            self.fields[name].widget = forms.Select(choices=all_or(offered))


class NetworkExportForm(forms.Form):
    """Which table of the network to take away, and what for."""

    purpose = forms.CharField(label=_("What it is needed for"), max_length=200)
    what = forms.ChoiceField(
        label=_("Table"), choices=[("cases", pgettext_lazy("rows", "cases")), ("links", _("links"))]
    )
