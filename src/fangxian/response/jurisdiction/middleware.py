"""Puts the current post on the request and opens exactly its area to the database connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from fangxian.response.jurisdiction import access, tokens
from fangxian.response.jurisdiction.models import ApiToken, Post, User
from fangxian.response.jurisdiction.queries.names import remembering
from fangxian.response.ledger.context import acting

GetResponse = Callable[[HttpRequest], HttpResponse]


class PostMiddleware:
    """A signed-in user, or a program with a token, acts for one post; without a post nothing is visible.

    Leaves on the request: ``post``; ``token``, the :class:`ApiToken` where one was sent and holds.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        post, token = _who(request)
        request.post = post  # type: ignore[attr-defined]
        request.token = token  # type: ignore[attr-defined]
        actor = _actor(request, post, token)
        with remembering(), acting(actor), _scope(post):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            # The body is made after the view has returned: the same scope is opened again for it.
            response.streaming_content = _within(response.streaming_content, post, actor)
        return response


def current_post(user: User) -> Post | None:
    """The post a user acts for: the chosen one while they still hold it, else their first."""
    held = Post.objects.select_related("office").filter(holder=user, office__closed_at=None).order_by("id")
    posts = list(held)
    return next((post for post in posts if post.pk == user.current_post_id), posts[0] if posts else None)


def _who(request: HttpRequest) -> tuple[Post | None, ApiToken | None]:
    key = tokens.sent(request)
    if key is not None:
        # A token stands alone: a request that names one is never answered for the session beside it.
        token = tokens.holding(key, request.workspace_now)  # type: ignore[attr-defined]
        return (None if token is None else token.post), token
    if request.user.is_authenticated:
        return current_post(request.user), None
    return None, None


def _actor(request: HttpRequest, post: Post | None, token: ApiToken | None) -> str:
    if token is not None:
        return f"token:{token.pk}/post:{token.post_id}"
    if request.user.is_authenticated:
        return f"user:{request.user.pk}" + (f"/post:{post.pk}" if post else "")
    return "anonymous"


def _scope(post: Post | None) -> AbstractContextManager[None]:
    return access.nowhere() if post is None else access.area(post.area)


def _within(content: Iterable[bytes], post: Post | None, actor: str) -> Iterator[bytes]:
    with remembering(), acting(actor), _scope(post):
        yield from content
