from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "fangxian.drill.room"
    label = "room"
