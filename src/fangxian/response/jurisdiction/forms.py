"""Forms of accounts, offices and posts; a refusal of a command becomes an error of its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError, NotAllowed
from fangxian.protocol.roles import ROLES
from fangxian.response.jurisdiction.codes import LEVEL_TITLES
from fangxian.response.jurisdiction.models import User
from fangxian.response.jurisdiction.policies import DUTY_TITLES
from fangxian.response.ledger.language import either
from fangxian.ui.fields import offer


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


def role_title(role: str) -> str:
    """A role in the reader's language; one that a city added stands as it is."""
    if role == "street_office":
        return str(_("Street office"))
    return either(*ROLES[role]) if role in ROLES else role


def duty_title(duty: str) -> str:
    """A duty in the reader's language."""
    return either(*DUTY_TITLES[duty]) if duty in DUTY_TITLES else duty


class OfficeFilter(forms.Form):
    """The filter bar over the offices."""

    text = forms.CharField(label=_("Name or area code"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role, role_title(role)) for role in (*ROLES, "street_office")]
        offer(self, "role", [("", _("all")), *roles])
        offer(self, "level", [("", _("all")), *LEVEL_TITLES.items()])


class OfficeForm(forms.Form):
    """A new office."""

    area = forms.CharField(label=_("Area code"), max_length=20)
    role = forms.ChoiceField(label=_("Role"), help_text=_("The word that rules use for whoever owes a task."))
    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", [(role, role_title(role)) for role in (*ROLES, "street_office")])


class PostForm(forms.Form):
    """A new post in an office."""

    duty = forms.ChoiceField(label=_("Duty"), help_text=_("Decides what the post may do."))
    title = forms.CharField(label=_("Title"), max_length=80)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "duty", [(duty, duty_title(duty)) for duty in DUTY_TITLES])


class AppointForm(forms.Form):
    """Who is to hold a post."""

    username = forms.CharField(label=_("User name"), max_length=150)

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no such account."))
        return user


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class TokenForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    days = forms.IntegerField(label=_("Holds for how many days"), min_value=1, max_value=366, initial=90)


class UserForm(forms.Form):
    """A new account."""

    username = forms.CharField(label=_("User name"), max_length=150)
    full_name = forms.CharField(label=_("Name"), max_length=150, required=False)
