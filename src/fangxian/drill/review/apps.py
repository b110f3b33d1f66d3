from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "fangxian.drill.review"
    label = "review"
