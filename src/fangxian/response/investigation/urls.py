"""Addresses of investigation forms."""

from django.urls import path

from fangxian.response.investigation.pages import fill, manage, view

app_name = "investigation"
urlpatterns = [
    path("cases/<uuid:id>/forms/", view.panel, name="panel"),
    path("cases/<uuid:id>/forms/identity/", fill.identity, name="identity"),
    path("cases/<uuid:id>/forms/<slug:form>/", fill.fill, name="fill"),
    path("cases/<uuid:id>/forms/<slug:form>/answers/<slug:name>/", fill.save, name="save"),
    path("cases/<uuid:id>/forms/<slug:form>/news/", fill.news, name="news"),
    path("cases/<uuid:id>/forms/<slug:form>/discard/", fill.discard, name="discard"),
    path("cases/<uuid:id>/forms/<slug:form>/versions/", view.versions, name="versions"),
    path("cases/<uuid:id>/forms/<slug:form>/versions/<int:version>/", view.version, name="version"),
    path("forms/", manage.listing, name="list"),
    path("forms/<slug:form>/", manage.form, name="form"),
    path("forms/<slug:form>/paper/", view.paper, name="paper"),
    path("forms/<slug:form>/edit/", manage.edit, name="edit"),
]
