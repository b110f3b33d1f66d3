"""Addresses of casework."""

from django.urls import path

from fangxian.response.casework.pages import case, cases, contacts, followup, imports, paste, places, trajectory

app_name = "casework"
urlpatterns = [
    path("cases/", cases.listing, name="list"),
    path("cases/count/", cases.count, name="list_count"),
    path("cases/new/", cases.new, name="new"),
    path("cases/export/", cases.export_list, name="export"),
    path("cases/filters/", cases.keep_filter, name="keep_filter"),
    path("cases/filters/<int:number>/drop/", cases.drop_filter, name="drop_filter"),
    path("cases/<uuid:id>/", case.case, name="case"),
    path("cases/<uuid:id>/classification/", case.reclassify, name="reclassify"),
    path("cases/<uuid:id>/evidence/", case.evidence, name="evidence"),
    path("cases/<uuid:id>/contacts/new/", case.new_contact, name="new_contact"),
    path("cases/<uuid:id>/links/<uuid:link>/void/", case.void_link, name="void_link"),
    path("cases/<uuid:id>/trajectory/", trajectory.trajectory, name="trajectory"),
    path("cases/<uuid:id>/trajectory/expose/", trajectory.expose, name="expose"),
    path("cases/<uuid:id>/visits/<uuid:visit>/", trajectory.visit, name="visit"),
    path("cases/<uuid:id>/visits/<uuid:visit>/void/", trajectory.void, name="void_visit"),
    path("cases/<uuid:id>/contacts/paste/", paste.paste, name="paste"),
    path("places/<uuid:id>/", places.place, name="place"),
    path("contacts/", contacts.listing, name="contacts"),
    path("contacts/count/", contacts.count, name="contacts_count"),
    path("contacts/follow-up/", followup.listing, name="follow_up"),
    path("contacts/follow-up/many/", followup.many, name="follow_up_many"),
    path("contacts/<uuid:id>/follow-up/", followup.one, name="follow_up_one"),
    path("contacts/<uuid:id>/follow-up/tap/", followup.tap, name="follow_up_tap"),
    path("contacts/<uuid:id>/follow-up/end/", followup.end, name="follow_up_end"),
    path("contacts/<uuid:id>/", contacts.contact, name="contact"),
    path("import/", imports.start, name="import"),
    path("import/files/<uuid:id>/", imports.upload, name="upload"),
    path("import/files/<uuid:id>/progress/", imports.progress, name="progress"),
    path("import/<uuid:id>/", imports.batch, name="batch"),
    path("import/rows/<int:number>/resolve/", imports.resolve, name="resolve"),
]
