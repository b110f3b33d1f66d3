"""Addresses of accounts, offices and posts."""

from django.urls import path

from fangxian.response.jurisdiction.pages import account, offices, users

app_name = "jurisdiction"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/keys", account.issue, name="issue_own_token"),
    path("account/keys/<int:number>/revoke", account.revoke, name="revoke_own_token"),
    path("posts/switch", account.switch, name="switch_post"),
    path("offices/", offices.offices, name="offices"),
    path("offices/new", offices.new_office, name="new_office"),
    path("offices/<int:number>/", offices.office, name="office"),
    path("offices/<int:number>/posts", offices.new_post, name="new_post"),
    path("posts/<int:number>/appoint", offices.appoint, name="appoint"),
    path("posts/<int:number>/vacate", offices.vacate, name="vacate"),
    path("posts/<int:number>/keys", offices.issue, name="issue_token"),
    path("keys/<int:number>/revoke", offices.revoke, name="revoke_token"),
    path("users/", users.users, name="users"),
    path("users/new", users.new_user, name="new_user"),
    path("users/<int:number>/reset", users.reset, name="reset_password"),
]
