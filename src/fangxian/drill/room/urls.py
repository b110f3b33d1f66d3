"""Addresses of the control room."""

from django.urls import path

from fangxian.drill.room.pages import control, evaluate, here, play, replay

app_name = "room"
urlpatterns = [
    path("exercise/", here.here, name="here"),
    path("exercise/play/", play.play, name="play"),
    path("exercise/say/", here.remark, name="say"),
    path("exercise/stop/", here.stop, name="stop"),
    path("exercise/messages/<uuid:id>/read/", here.read, name="read"),
    path("exercise/questions/<uuid:id>/answer/", here.answer, name="answer"),
    path("exercise/posts/<int:id>/take/", here.seat, {"take": True}, name="take"),
    path("exercise/posts/<int:id>/back/", here.seat, {"take": False}, name="back"),
    path("exercise/media/<path:name>", here.media, name="media"),
    path("exercise/control/", control.control, name="control"),
    path("exercise/control/journal/", control.journal, name="journal"),
    path("exercise/control/injects/new/", control.new_inject, name="new_inject"),
    path("exercise/control/injects/<uuid:id>/", control.inject, name="inject"),
    path("exercise/control/injects/<uuid:id>/deliver/", control.deliver, name="deliver"),
    path("exercise/control/injects/<uuid:id>/withdraw/", control.withdraw, {"back": False}, name="withdraw"),
    path("exercise/control/injects/<uuid:id>/recall/", control.withdraw, {"back": True}, name="recall"),
    path("exercise/control/faults/<uuid:id>/mend/", control.mend, name="mend"),
    path("exercise/control/pace/<str:command>/", control.pace, name="pace"),
    path("exercise/replay/", replay.replay, name="replay"),
    path("exercise/evaluate/", evaluate.evaluate, name="evaluate"),
    path("exercise/evaluate/ask/", evaluate.ask, name="ask"),
    path("exercise/evaluate/rate/", evaluate.rate, name="rate"),
    path("exercise/evaluate/questions/<uuid:id>/score/", evaluate.score, name="score"),
]
