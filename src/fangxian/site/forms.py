"""The forms of an account, with our words: accounts have no e-mail address and forget no password by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth has no types
    """Name, password, and whether the session outlives the browser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("login", _("User name")), ("password", _("Password"))):
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("Stay signed in for a shift of 12 hours")


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The password in use, and the new one twice; nothing leads to a reset by e-mail, which there is not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = _("Whoever has forgotten it asks an administrator for a new one.")
        labels = (("oldpassword", _("Current password")), ("password1", pgettext_lazy("field", "New password")),
                  ("password2", _("New password, again")))  # fmt: skip
        for name, label in labels:
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
