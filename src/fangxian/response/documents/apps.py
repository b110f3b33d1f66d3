from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "fangxian.response.documents"
    label = "documents"
    fact_words = "fangxian.response.documents.kinds.WORDS"
