from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "fangxian.response.documents"
    label = "documents"
