"""The only writers of the register, one command a file."""

from fangxian.response.registry.actions.create_person import NewPerson, create_person, create_persons
from fangxian.response.registry.actions.reveal_identity import reveal_identity
from fangxian.response.registry.actions.set_identity import set_identities, set_identity

__all__ = [
    "NewPerson",
    "create_person",
    "create_persons",
    "reveal_identity",
    "set_identities",
    "set_identity",
]
