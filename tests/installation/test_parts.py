"""Long answers leave in few parts, whole, and whoever makes them is told when they are over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.site import parts
from fangxian.site.parts import in_larger_parts


class Answer:
    """What a WSGI application gives back."""

    def __init__(self, lines: list[bytes], fails: bool = False) -> None:
        self.lines, self.fails, self.closed = lines, fails, 0

    def __iter__(self) -> Iterator[bytes]:
        yield from self.lines
        if self.fails:
            raise OSError("gone")

    def close(self) -> None:
        self.closed += 1


def answering(answer: Answer) -> Callable[..., Answer]:
    def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Answer:
        start_response("200 OK", [])
        return answer

    return application


@given(st.lists(st.binary(max_size=40), max_size=60), st.integers(1, 200))
def test_nothing_is_lost_and_no_part_but_the_last_is_small(lines: list[bytes], part: int) -> None:
    answer, told = Answer(lines), list[str]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART", part)
        sent = list(in_larger_parts(answering(answer))({}, lambda status, _headers: told.append(status)))
    assert b"".join(sent) == b"".join(lines)
    assert all(part <= len(one) < part + 40 for one in sent[:-1])
    assert (told, answer.closed) == (["200 OK"], 1)


def test_an_answer_that_breaks_off_is_closed_all_the_same() -> None:
    answer = Answer([b"first"], fails=True)
    with pytest.raises(OSError, match="gone"):
        list(in_larger_parts(answering(answer))({}, lambda *_said: None))
    assert answer.closed == 1
