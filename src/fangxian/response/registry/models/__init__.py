"""Tables of the register: persons, and apart from them, who they are."""

from fangxian.response.registry.models.person import Identity, Person
from fangxian.response.registry.models.place import Place

__all__ = ["Identity", "Person", "Place"]
