"""Addresses of documents and their templates."""

from django.urls import path

from fangxian.response.documents.pages import issuing, templates

app_name = "documents"
urlpatterns = [
    path("documents/", issuing.listing, name="list"),
    path("documents/of/<str:about>/<uuid:id>/", issuing.panel, name="panel"),
    path("documents/new/<slug:kind>/<uuid:id>/", issuing.issue, name="issue"),
    path("documents/<uuid:id>/", issuing.document, name="document"),
    path("documents/<uuid:id>/file/", issuing.file, name="file"),
    path("documents/<uuid:id>/revoke/", issuing.revoke, name="revoke"),
    path("documents/templates/", templates.listing, name="templates"),
    path("documents/templates/<slug:kind>/<str:language>/", templates.template, name="template"),
    path("documents/templates/<slug:kind>/<str:language>/file/", templates.file, name="template_file"),
    path("documents/templates/<slug:kind>/<str:language>/sample/", templates.sample, name="template_sample"),
]
