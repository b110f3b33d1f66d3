"""What the station page 采样点登记页 is made of: its shell, its service worker, its manifest, its sign-in.

The shell holds nothing of anybody and needs no sign-in: a device keeps it, and opens it with no server at all.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.testing import tokens
from fangxian.response.testing.actions import take_outbox
from fangxian.response.testing.lane.seats import Seat, seat
from fangxian.response.testing.methods import OWN_GROUPS, pack_in_force, pools
from fangxian.response.testing.models import Round, Station
from fangxian.ui import assets
from fangxian.ui.context import WATERMARKS

_ICONS = ("station-192.png", "station-512.png")


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The page itself; the same for everybody, in both languages."""
    response = HttpResponse(_markup())
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it keeps; another list makes it another worker."""
    entry = assets.entry("station/worker", assets.STATION)
    kept = [reverse("testing:app"), reverse("testing:app_manifest"), *map(assets.url, _ICONS), *_scripts()]
    source = (assets.ROOT / entry.script.rpartition("/ui/")[2]).read_text("utf-8") if entry else ""
    mark = hashlib.sha256("\n".join(kept).encode() + _markup().encode()).hexdigest()[:16]
    head = f"self.FANGXIAN_SHELL={json.dumps(kept)};self.FANGXIAN_MARK={json.dumps(mark)};\n"
    response = HttpResponse(head + source, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the page."""
    page = {
        "id": reverse("testing:app"),
        "name": _("Fangxian sampling station"),
        "short_name": _("Sampling"),
        "lang": translation.get_language(),
        "start_url": reverse("testing:app"),
        "scope": reverse("testing:app"),
        "display": "standalone",
        "background_color": "#121d29",
        "theme_color": "#121d29",
        "icons": [
            {"src": assets.url(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
            for name, size in zip(_ICONS, (192, 512), strict=True)
        ],
    }
    return HttpResponse(json.dumps(page, ensure_ascii=False), content_type="application/manifest+json")


@require_GET
def sitting(request: HttpRequest) -> HttpResponse:
    """Where the device that sent its key sits, what its round allows, and the key that seals its records."""
    try:
        held = seat(_bearer(request), clock.now())
        said = _said(held, _bearer(request))
    except FangxianError as error:
        return _refused(error)
    response = JsonResponse(said)
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_POST
def outbox(request: HttpRequest) -> HttpResponse:
    """Takes the sealed outbox of another device, read from its screen by one that is signed in."""
    try:
        seat(_bearer(request), clock.now())
        taken = take_outbox(request.body)
    except FangxianError as error:
        return _refused(error)
    counts = {"accepted": taken.accepted, "duplicates": taken.duplicates, "refused": len(taken.refused)}
    return JsonResponse(counts)


def _refused(error: FangxianError) -> HttpResponse:
    said = {"code": error.code, "message": str(error.message), "remedy": str(error.remedy)}
    return JsonResponse(said, status=error.status)


def _scripts() -> list[str]:
    """All files of the page's build but the worker, which a browser keeps by itself."""
    own = assets.entry("station/worker", assets.STATION)
    return [name for name in assets.everything(assets.STATION) if own is None or name != own.script]


def _markup() -> str:
    # Without the request: nothing of whoever asks, no cookie, no query.
    return render_to_string("testing/station_app.html", {"entry": assets.entry("station", assets.STATION)})


def _bearer(request: HttpRequest) -> str:
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _said(held: Seat, key: str) -> dict[str, Any]:
    with access.everywhere():
        station = get_object_or_404(Station.objects.select_related("round"), id=held.station)
        groups = _groups(station.round)
    until = tokens.read(key)
    assert until is not None
    kind = clock.workspace().kind
    return {
        "station": held.station,
        "device": held.device,
        "round": station.round.number,
        "serial": held.serial,
        "name": station.name,
        "area": held.area,
        "groups": groups,
        # Not when: the workspace's clock may be another than the device's.
        "seconds": int((until[1] - clock.now()).total_seconds()),
        "watermark": WATERMARKS.get(kind, ""),
        "seal": urlsafe_b64encode(tokens.seal_key(held.device)).decode().rstrip("="),
    }


def _groups(of: Round) -> list[dict[str, Any]]:
    """The groups that the round tests, the largest tubes first, then those of every round; named in both languages."""
    known = pools(pack_in_force(of.incident_id, clock.now()))
    rows = [
        {"id": group, "size": size, "zh": known[group].population.zh, "en": known[group].population.en}
        for group, size in sorted(of.methods.items(), key=lambda one: (-one[1], one[0]))
        if group in known
    ]
    own: dict[str, dict[str, Any]] = {key: {"id": key, "size": 1} for key in OWN_GROUPS}
    for short, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            for key, title in OWN_GROUPS.items():
                own[key][short] = _(title)
    return [*rows, *own.values()]
