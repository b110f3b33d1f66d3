"""Searches run beside the pages: one asks, the other brings in what lies above the line."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from fangxian.response.companions.actions.answer_search import answer_search
from fangxian.response.companions.actions.take_hits import take_hits
from fangxian.response.companions.models import Search
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import context
from fangxian.response.ledger.context import acting


@app.task(name="companions.run")
def run(search_id: str, actor: str) -> None:
    """Take a search one step further, as the person who signed: ask the stays, or take the hits in."""
    with access.everywhere():
        search = Search.objects.get(id=UUID(search_id))
    with access.area(search.area), acting(actor):
        if search.state == Search.State.QUEUED:
            answer_search(search)
        elif search.state == Search.State.TAKING:
            take_hits(search)


def hand_over(search: Search) -> None:
    """Have a search that waits to be run taken further, once what was said until now stands."""
    if search.state in (Search.State.QUEUED, Search.State.TAKING):
        actor = context.actor()
        transaction.on_commit(lambda: run.defer(search_id=str(search.id), actor=actor) and None)
