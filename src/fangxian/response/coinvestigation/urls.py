"""Addresses of co-investigation."""

from django.urls import path

from fangxian.response.coinvestigation.pages import files, lists, new, sheet

app_name = "coinvestigation"
urlpatterns = [
    path("sheets/", lists.listing, name="list"),
    path("sheets/count/", lists.count, name="list_count"),
    path("sheets/new/", new.new, name="new"),
    path("sheets/files/", files.upload, name="upload"),
    path("sheets/senders/", files.senders, name="senders"),
    path("sheets/senders/<uuid:id>/remove/", files.distrust, name="distrust"),
    path("sheets/people/<uuid:id>/identity/", sheet.identity, name="identity"),
    path("sheets/people/<uuid:id>/correct/", sheet.correct, name="correct"),
    path("sheets/<uuid:id>/", sheet.sheet, name="sheet"),
    path("sheets/<uuid:id>/step/", sheet.step, name="step"),
    path("sheets/<uuid:id>/letter/", sheet.letter, name="letter"),
    path("sheets/<uuid:id>/letter/<str:language>.<str:format>", sheet.letter_as, name="letter_as"),
    path("sheets/<uuid:id>/list.csv", sheet.as_csv, name="csv"),
    path("sheets/<uuid:id>/file/", files.export, name="file"),
    path("sheets/<uuid:id>/answer/", files.answer, name="answer"),
    path("people/<uuid:id>/sheets/", lists.of_person, name="of_person"),
    path("people/<uuid:id>/sheets-because/", lists.of_case, name="of_case"),
]
