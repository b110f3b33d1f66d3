"""Django settings: everything that can differ between two installations is an environment variable.

The connection strings are put there by :func:`fangxian.site.workspace.open_workspace`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg import conninfo

from fangxian.site.datadir import data_dir
from fangxian.site.mail import mail_settings
from fangxian.site.secrets import secret

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("FANGXIAN_DEBUG") == "1"
SECRET_KEY = secret("django")
FANGXIAN_IDENTITY_KEY = secret("identity")  # seals names, identity numbers, phones and addresses
FANGXIAN_SHEET_KEY = secret("sheets")  # what the keys that sign co-investigation sheets are drawn from
WORKSPACE = os.environ.get("FANGXIAN_WORKSPACE", "live")
# Stays of phones lie outside the database, under pseudonyms: a folder and a key for each workspace.
FANGXIAN_STAYS = Path(os.environ.get("FANGXIAN_STAYS") or data_dir() / "stays") / WORKSPACE
FANGXIAN_STAYS_KEY = f"{secret('stays')}:{WORKSPACE}"
# Files that people have exported, for some days; only whoever asked for one gets it.
FANGXIAN_EXPORTS = Path(os.environ.get("FANGXIAN_EXPORTS") or data_dir() / "exports") / WORKSPACE
FANGXIAN_EXPORT_DAYS = int(os.environ.get("FANGXIAN_EXPORT_DAYS", "7"))
ALLOWED_HOSTS = os.environ.get("FANGXIAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("FANGXIAN_ORIGINS", "").split(",") if o]
BEHIND_TLS = os.environ.get("FANGXIAN_TLS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
    "fangxian.ui",
    "fangxian.response.jurisdiction",
    "fangxian.response.ledger",
    "fangxian.response.registry",
    "fangxian.response.casework",
    "fangxian.response.investigation",
    "fangxian.response.documents",
    "fangxian.response.companions",
    "fangxian.response.coinvestigation",
    "fangxian.response.rectification",
    "fangxian.response.interchange",
    "fangxian.response.photos",
    "fangxian.response.containment",
    "fangxian.response.bulletins",
    "fangxian.response.information",
    "fangxian.response.rulebook",
    "fangxian.response.testing",
    "fangxian.response.quarantine",
    "fangxian.response.home",
    "fangxian.response.transfer",
    "fangxian.response.resources",
    "fangxian.drill",
    "fangxian.drill.room",
    "fangxian.drill.review",
]

# What runs in the background stands in the jobs.py of each app; the worker imports them when it starts, pages need not.
PROCRASTINATE_IMPORT_PATHS = [
    f"{name}.jobs" for name in INSTALLED_APPS if (PACKAGE.parent / name.replace(".", "/") / "jobs.py").exists()
]

MIDDLEWARE = [
    "fangxian.drill.room.middleware.FaultMiddleware",
    "fangxian.site.middleware.LaneMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fangxian.site.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fangxian.site.middleware.WorkspaceMiddleware",
    "fangxian.response.jurisdiction.middleware.PostMiddleware",
    "fangxian.drill.room.middleware.NetworkMiddleware",
    "fangxian.site.middleware.ErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fangxian.site.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site/templates"],  # before the apps': our sign-in pages replace allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fangxian.ui.context.shell",
            ],
        },
    },
]


def _database(variable: str) -> dict[str, Any]:
    parts = conninfo.conninfo_to_dict(os.environ.get(variable, "dbname=fangxian_unset"))
    named = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    known = {named[key]: str(value) for key, value in parts.items() if key in named}
    options = {key: value for key, value in parts.items() if key not in named}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        **known,
    }


DATABASES = {
    # What pages, API and jobs use: a role that owns nothing, under row-level security.
    "default": _database("FANGXIAN_APP_DSN"),
    # Migrations, bulk loads of reference data, verification of the whole ledger.
    "owner": _database("FANGXIAN_OWNER_DSN"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "jurisdiction.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "fangxian.site.account.Adapter"
ACCOUNT_FORMS = {
    "login": "fangxian.site.forms.LoginForm",
    "change_password": "fangxian.site.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# A whole headquarters signs in from one address at the change of shift. Wrong passwords are counted by axes, for
# all processes and by name and address; "login_failed" is left for wrong codes of a second factor.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "10/300s/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BEHIND_TLS else "http"
MFA_ADAPTER = "fangxian.site.account.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Fangxian 防线"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "fangxian.site.account.locked_out"
AXES_USERNAME_FORM_FIELD = "username"  # the key of the credentials that allauth hands over, not its form's
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 3600  # a long shift
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a page of 500 people sends three fields of each
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("FANGXIAN_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from where the packages keep it: there is nothing to collect
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Digests of the live workspace; without an address none is sent.
globals().update(mail_settings(os.environ.get("FANGXIAN_EMAIL_URL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("FANGXIAN_EMAIL_FROM", "fangxian@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("FANGXIAN_LOG", "WARNING")},
}

SILENCED_SYSTEM_CHECKS = ["security.W019"] if not BEHIND_TLS else []

FANGXIAN_NAVIGATION = (
    ("information:wall", _("Command screen"), "case.read"),
    ("casework:list", _("Cases"), "case.read"),
    ("casework:contacts", _("Contacts"), "case.read"),
    ("testing:list", _("Testing"), "testing.read"),
    ("containment:list", _("Zones"), "zone.read"),
    ("quarantine:list", _("Quarantine"), "site.read"),
    ("home:board", _("At home"), "site.read"),
    ("transfer:board", _("Transfer"), "transfer.read"),
    ("resources:overview", _("Resources"), "stock.read"),
    ("companions:list", _("Companions"), "case.read"),
    ("coinvestigation:list", _("Co-investigation"), "case.read"),
    ("information:mine", _("My tasks"), "task.read"),
    ("information:board", _("Tasks"), "task.read"),
    ("rulebook:coverage", _("No one missed"), "task.read"),
    ("documents:list", _("Documents"), "case.read"),
    ("bulletins:list", _("Bulletins"), "task.read"),
    ("rulebook:list", _("Rulebooks"), "task.read"),
    ("rectification:list", _("Findings"), "finding.manage"),
    ("jurisdiction:offices", _("Offices")),
)
"""URL name and label of each entry of the main navigation, and the right without which it is not shown."""
FANGXIAN_RIGHTS = "fangxian.response.jurisdiction.policies.may"
"""What says whether a post has a right."""
FANGXIAN_NOTICES = ("information:notices", "fangxian.response.ledger.queries.notices.unread")
"""URL name of a person's notices, and what counts those not read."""
FANGXIAN_BANNER = "fangxian.drill.room.queries.banner.banner"
"""What stands on top of every page."""
