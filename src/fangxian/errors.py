"""Errors that a person can act on: a machine code, a sentence, a way out.

Every refusal in the operational record is a `FangxianError`. The API answers its `code` and `status`;
pages and the command line show its sentence and its `remedy` in the reader's language.
"""

from __future__ import annotations

from typing import Any


class FangxianError(Exception):
    """A refusal with a reason.

    Parameters
    ----------
    code : str
        Stable machine code, such as ``case.unknown``.
    message : str
        A translatable sentence with named ``%(placeholders)s``.
    remedy : str
        What to do next, in one sentence; empty where nothing is to be done.
    **context
        Values for the placeholders; also returned by the API.
    """

    status = 400

    def __init__(self, code: str, message: Any, /, *, remedy: Any = "", **context: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.context = context

    def __str__(self) -> str:
        text = str(self.message)
        sentence = text % self.context if self.context else text
        remedy = str(self.remedy) % self.context if self.remedy else ""
        return f"{sentence} {remedy}".strip()


class NotAllowed(FangxianError):
    """The current post may not do this."""

    status = 403


class NotFound(FangxianError):
    """There is no such thing, or it lies outside the current post's area."""

    status = 404


class Conflict(FangxianError):
    """The record already says otherwise."""

    status = 409


class Invalid(FangxianError):
    """The input breaks a rule; `context` names the field."""

    status = 422
