"""The only writers of the register, one command a file."""

from fangxian.response.registry.actions.create_person import NewPerson, create_person, create_persons
from fangxian.response.registry.actions.decide_duplicate import reopen_pair, tell_apart
from fangxian.response.registry.actions.find_duplicates import find_duplicates
from fangxian.response.registry.actions.load_units import House, Housed, load_units
from fangxian.response.registry.actions.locate_place import locate_place
from fangxian.response.registry.actions.merge_persons import merge_persons
from fangxian.response.registry.actions.name_place import NamedPlace, name_place, name_places
from fangxian.response.registry.actions.reveal_identity import reveal_identities, reveal_identity
from fangxian.response.registry.actions.set_identity import set_identities, set_identity
from fangxian.response.registry.actions.undo_merge import undo_merge

__all__ = [
    "House",
    "Housed",
    "NamedPlace",
    "NewPerson",
    "create_person",
    "create_persons",
    "find_duplicates",
    "load_units",
    "locate_place",
    "merge_persons",
    "name_place",
    "name_places",
    "reopen_pair",
    "reveal_identities",
    "reveal_identity",
    "set_identities",
    "set_identity",
    "tell_apart",
    "undo_merge",
]
