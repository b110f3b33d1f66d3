"""One address names the mail server."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from fangxian.site.mail import NO_MAIL, mail_settings


def test_without_an_address_nothing_is_sent() -> None:
    assert mail_settings("") == {"EMAIL_BACKEND": NO_MAIL}


def test_a_server_is_asked_for_encryption_on_the_port_for_submission() -> None:
    made = mail_settings("smtp://post%40city:p%2Fw@mail.example.org")
    assert made["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (made["EMAIL_HOST_USER"], made["EMAIL_HOST_PASSWORD"]) == ("post@city", "p/w")
    assert (made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (True, False)


def test_a_server_on_this_host_may_be_spoken_to_in_the_clear() -> None:
    made = mail_settings("smtp://localhost:25?tls=none")
    assert (made["EMAIL_PORT"], made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (25, False, False)


def test_encryption_from_the_first_byte_has_a_port_of_its_own() -> None:
    made = mail_settings("smtps://mail.example.org")
    assert (made["EMAIL_PORT"], made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (465, False, True)


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://host?tls=maybe"])
def test_any_other_address_is_refused_with_the_right_form(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="smtp://"):
        mail_settings(url)
