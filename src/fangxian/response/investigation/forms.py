"""Forms around the forms: filing, identity, changing what is asked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.forms import MomentInput
from fangxian.response.registry.identity import DOCUMENTS


class FilingForm(forms.Form):
    """When it was investigated, by whom on paper, why it changes."""

    at = forms.DateTimeField(
        label=_("Investigated at"), widget=MomentInput(),
        help_text=_("For a paper form: when the paper was filled in."),
    )  # fmt: skip
    paper_by = forms.CharField(
        label=_("Entered from paper, filled in by"), required=False, max_length=80,
        help_text=_("Office or post; leave it empty if no paper was used."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why it is changed"), required=False, max_length=300)

    def needs_reason(self, filed_before: bool) -> None:
        """Ask for a reason where the form was filed before; else do not show the field."""
        if filed_before:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class IdentityForm(forms.Form):
    """Who a person is; fields left empty stay as they are."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), required=False, max_length=80)
    id_kind = forms.ChoiceField(label=_("Identity document"), required=False, choices=list(DOCUMENTS.items()))
    id_number = forms.CharField(label=_("Number of the document"), required=False, max_length=40)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)


class OverlayForm(forms.Form):
    """The text of an overlay."""

    text = forms.CharField(
        label=_("Questions added, replaced or dropped (TOML)"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )  # fmt: skip
    file = forms.FileField(label=_("or a file"), required=False)

    def said(self) -> str:
        """The text, or that of the file."""
        file = self.cleaned_data.get("file")
        if file is None:
            return str(self.cleaned_data["text"]).replace("\r\n", "\n")
        try:
            return str(file.read().decode("utf-8")).replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is no UTF-8 text."))
            return str(self.cleaned_data["text"])


class SignerForm(forms.Form):
    """Who signs."""

    signed_by = forms.CharField(label=_("Signed by"), max_length=120)
