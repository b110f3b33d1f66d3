"""Forms of documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.documents.filling import LARGEST
from fangxian.response.documents.kinds import LANGUAGES, Kind

_OWN = {
    "quarantine_notice": ("where", "legal_basis"),
    "release_certificate": (),
    "investigation_report": ("summary",),
    "search_notice": ("advice",),
}
"""What each kind says that the record does not know."""


class IssueForm(forms.Form):
    """What the record does not know of a document."""

    purpose = forms.CharField(label=_("What it is needed for"), max_length=200)
    signer = forms.CharField(label=_("Signed by"), max_length=120)
    help_line = forms.CharField(label=_("Help line"), max_length=80)
    where = forms.CharField(label=_("Place of quarantine"), required=False, max_length=200)
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=600)
    summary = forms.CharField(
        label=_("Conclusion and advice"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
    advice = forms.CharField(
        label=_("What people should do"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("where", "legal_basis", "summary", "advice"):
            if name not in _OWN[kind.key]:
                del self.fields[name]
        if "help_line" not in kind.must_state:
            self.fields["help_line"].required = False

    def said(self) -> dict[str, str]:
        """The fields that go into the document."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("purpose", "signer")}


class TakeOutForm(forms.Form):
    """Which file, and what for."""

    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))
    format = forms.ChoiceField(label=_("Format"), choices=[("pdf", "PDF"), ("docx", "DOCX")])
    named = forms.BooleanField(
        label=_("With name and document number"),
        required=False,
        help_text=_("The reading and its purpose are recorded."),
    )
    purpose = forms.CharField(label=_("What it is needed for"), required=False, max_length=200)


class RevokeForm(forms.Form):
    """Why a document is revoked, and who signs."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    signer = forms.CharField(label=_("Signed by"), max_length=120)


class TemplateForm(forms.Form):
    """A Word template to put in force."""

    file = forms.FileField(label=_("Word template (.docx)"))
    signed_by = forms.CharField(label=_("Signed by"), max_length=120)

    def clean_file(self) -> Any:
        """The file, if it is not too large to read at all."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file
