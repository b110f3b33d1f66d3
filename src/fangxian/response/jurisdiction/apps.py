"""Areas, offices, posts and users: who answers for what, and who may see what."""

from django.apps import AppConfig


class JurisdictionConfig(AppConfig):
    name = "fangxian.response.jurisdiction"
    label = "jurisdiction"
