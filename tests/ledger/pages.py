"""What page tests share: signing in, and reading a page as its reader would."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from fangxian.response.jurisdiction.models import Post


def signed_in(post: Post, language: str = "en") -> Client:
    """A browser of the post's holder."""
    client = Client(headers={"accept-language": language})
    assert post.holder is not None
    client.force_login(post.holder)
    return client


def words(response: Any) -> str:
    """The text of a page, on one line."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def told(client: Client, response: Any) -> str:
    """The messages on the page that a form led to."""
    page = client.get(response.url)
    found = re.search(r'<div class="messages".*?</div>', page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""
