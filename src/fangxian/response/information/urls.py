"""Addresses of the command screen, the tasks, the notices and the area pages."""

from django.urls import path

from fangxian.response.information.pages import acts, area, board, mine, notices, search, task, wall

app_name = "information"
urlpatterns = [
    path("", wall.wall, name="wall"),
    path("search/", search.search, name="search"),
    path("mine/", mine.mine, name="mine"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("tasks/", board.board, name="board"),
    path("tasks/load/", board.load, name="load"),
    path("tasks/act/<slug:name>/", acts.act, name="act"),
    path("tasks/<uuid:id>/", task.task, name="task"),
    path("tasks/<uuid:id>/acts/", task.acts, name="acts"),
    path("areas/<str:code>/", area.area, name="area"),
]
