"""Addresses of quarantine sites."""

from django.urls import path

from fangxian.response.quarantine.pages import health, running, sites, stays, troubles

app_name = "quarantine"
urlpatterns = [
    path("quarantine/", sites.listing, name="list"),
    path("quarantine/new/", sites.new, name="new"),
    path("quarantine/sites/<uuid:id>/", sites.site, name="site"),
    path("quarantine/sites/<uuid:id>/rooms/", sites.rooms, name="rooms"),
    path("quarantine/sites/<uuid:id>/rooms/state/", sites.states, name="states"),
    path("quarantine/sites/<uuid:id>/samples/", sites.samples, name="samples"),
    path("quarantine/sites/<uuid:id>/close/", sites.close, name="close"),
    path("quarantine/sites/<uuid:id>/admit/", stays.new, name="admit"),
    path("quarantine/sites/<uuid:id>/health/", health.daily, name="health"),
    path("quarantine/sites/<uuid:id>/troubles/new/", troubles.new, name="new_trouble"),
    path("quarantine/sites/<uuid:id>/checks/", running.checks, name="checks"),
    path("quarantine/sites/<uuid:id>/checks/new/", running.new_check, name="new_check"),
    path("quarantine/checks/<uuid:id>/photos/", running.check_photo, name="check_photo"),
    path("quarantine/sites/<uuid:id>/staff/", running.staff, name="staff"),
    path("quarantine/sites/<uuid:id>/staff/new/", running.new_staff, name="new_staff"),
    path("quarantine/sites/<uuid:id>/staff/samples/", running.test_staff, name="test_staff"),
    path("quarantine/staff/<uuid:id>/leave/", running.drop_staff, name="drop_staff"),
    path("quarantine/sites/<uuid:id>/waste/", running.waste, name="waste"),
    path("quarantine/sites/<uuid:id>/waste/new/", running.new_waste, name="new_waste"),
    path("quarantine/waste/<uuid:id>/<str:what>/", running.move_waste, name="move_waste"),
    path("quarantine/troubles/<uuid:id>/", troubles.right, name="put_right"),
    path("quarantine/stays/<uuid:id>/", stays.stay, name="stay"),
    path("quarantine/stays/<uuid:id>/result/", stays.result, name="result"),
    path("quarantine/stays/<uuid:id>/mates/", stays.mates, name="mates"),
    path("quarantine/stays/<uuid:id>/release/", stays.release, name="release"),
    path("quarantine/stays/<uuid:id>/move/", stays.move, name="move"),
    path("quarantine/stays/<uuid:id>/leave/", stays.leave, name="leave"),
    path("quarantine/stays/<uuid:id>/health/", health.one, name="health_one"),
    path("quarantine/stays/<uuid:id>/health/tap/", health.tap, name="health_tap"),
]
