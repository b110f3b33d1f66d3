"""Mail settings from one address: ``smtp://name:password@host:587?tls=starttls``."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

NO_MAIL: Final = "django.core.mail.backends.dummy.EmailBackend"
"""What stands where no server is named: nothing is sent, and nothing is marked as sent."""

_PORTS: Final = {"smtp": 587, "smtps": 465}


def mail_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for a mail server.

    Parameters
    ----------
    url : str
        ``smtp://`` speaks in the clear and asks for encryption (STARTTLS) unless it says ``?tls=none``;
        ``smtps://`` is encrypted from the first byte. A name and a password are given per cent-encoded. The empty
        address sends nothing.

    Raises
    ------
    ImproperlyConfigured
        The address has another scheme, no host, or asks for an unknown kind of encryption.
    """
    if not url:
        return {"EMAIL_BACKEND": NO_MAIL}
    parts = urlsplit(url)
    tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
    if parts.scheme not in _PORTS or not parts.hostname or tls not in {"starttls", "none"}:
        raise ImproperlyConfigured(
            "FANGXIAN_EMAIL_URL must read smtp://[name:password@]host[:port][?tls=none] or smtps://…"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and tls == "starttls",
        "EMAIL_TIMEOUT": 20,
    }
