"""Offices and those who act for them: opened, appointed, given a key."""

from __future__ import annotations

from fangxian.protocol.words.spec import LEVEL, REASON, UNTIL, Attribute, Kind

_POST = ("post",)
_USER = ("user",)
_DUTY = Attribute("duty", "key", "职责", "duty", required=True)
_TITLE = Attribute("title", "text", "职务", "title")
_HOLDER = Attribute("holder", "subject", "任职人", "who holds it", required=True, choices=("user",))
_TOKEN = Attribute("token", "text", "密钥名称", "name of the key", required=True)
_SENDER = ("sender",)
_KEY = (
    Attribute("name", "text", "来函方名称", "name of the sender", required=True),
    Attribute("fingerprint", "text", "公钥指纹", "fingerprint of its public key", required=True),
)
_ACTOR = Attribute("actor", "text", "经办人", "who did it")

STAFF: tuple[Kind, ...] = (
    Kind(
        "office.opened",
        ("office",),
        "设立单位",
        "Office opened",
        (
            Attribute("role", "key", "角色", "role", required=True),
            Attribute("name", "text", "名称", "name", required=True),
            LEVEL,
            Attribute("superior", "subject", "上级单位", "superior office", choices=("office",)),
        ),
        "opened_at",
    ),
    Kind(
        "post.created",
        _POST,
        "设置岗位",
        "Post created",
        (Attribute("office", "subject", "单位", "office", required=True, choices=("office",)), _DUTY, _TITLE),
    ),
    Kind("post.appointed", _POST, "任命", "Appointed to a post", (_HOLDER, _DUTY), "appointed_at"),
    Kind("post.vacated", _POST, "离任", "Post vacated", (_HOLDER, REASON)),
    Kind("user.created", _USER, "开通账号", "Account made", (Attribute("username", "text", "用户名", "user name"),)),
    Kind("user.password_reset", _USER, "重置密码", "Password reset", ()),
    Kind("token.issued", _POST, "签发密钥", "Key issued", (_TOKEN, UNTIL)),
    Kind("token.revoked", _POST, "吊销密钥", "Key revoked", (_TOKEN, REASON)),
    Kind("sender.trusted", _SENDER, "信任来函方", "Sender of signed sheets trusted", (*_KEY, _ACTOR)),
    Kind("sender.distrusted", _SENDER, "取消信任来函方", "Sender of signed sheets trusted no more", (*_KEY, _ACTOR)),
)
