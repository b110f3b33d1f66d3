from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "fangxian.response.photos"
    label = "photos"
