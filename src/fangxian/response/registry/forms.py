"""Forms of the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError, NotAllowed
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.actions.review_reading import DECISIONS
from fangxian.response.registry.documents import DOCUMENTS, NO_DOCUMENT
from fangxian.ui.fields import offer


class PurposeForm(forms.Form):
    """What an identity is needed for."""

    purpose = forms.CharField(label=_("What it is needed for"), max_length=200)
    incident = forms.ModelChoiceField(Incident.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        incident = self.fields["incident"]
        assert isinstance(incident, forms.ModelChoiceField)
        incident.queryset = Incident.objects.all()

    def clean_incident(self) -> UUID | None:
        """Its id."""
        found: Incident | None = self.cleaned_data["incident"]
        return found.id if found else None


class MergeForm(forms.Form):
    """Which entry is kept, and why the two are one."""

    keep = forms.ChoiceField(label=_("Entry to keep"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why they are one person"), max_length=300, required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "keep", people)


class NoteForm(forms.Form):
    """Why the two are not one person."""

    note = forms.CharField(label=_("Why they are two people"), max_length=300, required=False)


class UndoForm(forms.Form):
    """Why a merge was wrong."""

    reason = forms.CharField(label=_("Why the merge was wrong"), max_length=300)


class ReviewForm(forms.Form):
    """Whether an emergency reading was justified."""

    reading = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label=_("Review"), choices=list(DECISIONS.items()))


class EmergencyForm(forms.Form):
    """Whose identity is read outside the post's area, and why."""

    id_kind = forms.ChoiceField(
        label=_("Identity document"), choices=[(k, v) for k, v in DOCUMENTS.items() if k != NO_DOCUMENT]
    )
    id_number = forms.CharField(label=_("Number of the document"), max_length=40)
    purpose = forms.CharField(
        label=_("What the emergency is"), max_length=200, help_text=_("Ten characters or more; a supervisor reads it.")
    )


def attempt(form: forms.Form, command: Callable[[], Any]) -> Any:
    """What the command gives, or None with its refusal shown in the form; a missing right is no form's error."""
    try:
        return command()
    except NotAllowed:
        raise
    except FangxianError as error:
        field = error.context.get("field")
        form.add_error(field if field in form.fields else None, str(error))
    return None
