"""How often people on exposed posts are tested."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from fangxian.protocol.schema.base import Days, Key, Share, Sourced, Text
from fangxian.protocol.schema.messages import refusal


class KeyPost(Sourced):
    """A group of posts and its frequency, stated in exactly one way."""

    id: Key
    title: Text
    posts: Text
    every_days: Days | None = None
    per_week: int | None = Field(default=None, ge=1, le=14)
    share_per_day: Share | None = None
    """This part of the people is tested each day."""
    when: Literal["always", "local_cases"] = "always"
    clause: Key | None = None

    @model_validator(mode="after")
    def _one_frequency(self) -> Self:
        stated = (self.every_days, self.per_week, self.share_per_day)
        if sum(value is not None for value in stated) != 1:
            raise refusal("key_post.one_frequency")
        return self
