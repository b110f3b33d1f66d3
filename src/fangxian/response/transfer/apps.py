from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "fangxian.response.transfer"
    label = "transfer"
    person_follower = "fangxian.response.transfer.following"
    stay_follower = "fangxian.response.transfer.arriving"
