"""A search needs a case, a purpose and a signer, and finds nobody but companions of cases and contacts.

This room cannot know who is a case. The caller says it: a warrant names the persons who may be searched for and the
fact that makes each of them a case or a contact. An index that is kept is searched only under a warrant, and each
search is written to its journal (:mod:`fangxian.science.tracing.index.journal`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading.cases import Case

Standing = Literal["case", "contact"]


@dataclass(frozen=True, slots=True)
class Warrant:
    """Who asks, why, and about whom.

    Attributes
    ----------
    purpose : str
        What the search is for, in words.
    signer : str
        Who answers for it: a post's id.
    subjects : Mapping of (int or str) to Standing
        Pseudonyms that may be searched for, each a case or a contact.
    basis : str
        The fact, order or clause it rests on.
    """

    purpose: str
    signer: str
    subjects: Mapping[int | str, Standing]
    basis: str = ""

    def __post_init__(self) -> None:
        for field, why in (("purpose", "what is the search for"), ("signer", "who answers for it")):
            if not getattr(self, field).strip():
                raise TracingError("search.warrant_missing", field=field, why=why)
        if not self.subjects:
            raise TracingError("search.warrant_missing", field="case", why="whose companions are sought")

    def allows(self, cases: Iterable[Case]) -> None:
        """Raise unless every phone of every case is a subject of this warrant."""
        for case in cases:
            for phone in case.phones:
                if self.subjects.get(phone.person) not in {"case", "contact"}:
                    raise TracingError("search.not_authorised", person=phone.person)

    @classmethod
    def of_cases(cls, cases: Iterable[Case], purpose: str, signer: str, basis: str = "") -> Warrant:
        """Return a warrant for a list of cases that its signer declares to be cases."""
        subjects: dict[int | str, Standing] = {phone.person: "case" for case in cases for phone in case.phones}
        return cls(purpose, signer, subjects, basis)

    def plain(self) -> dict[str, Any]:
        """Return the warrant as plain data, without the subjects: how many there are."""
        return {"purpose": self.purpose, "signer": self.signer, "basis": self.basis, "subjects": len(self.subjects)}
