"""Who to call when the portal itself is down: what this process last read of the town's identity.
The page of a fault asks nothing of a database that may be the fault."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms_pages.models import IdentiteSite

_lu: dict[str, str] = {}
# "telephone" and "portail": empty in a process that has not shown a page yet.
DERNIER_LU: Mapping[str, str] = MappingProxyType(_lu)


def retenir(identite: "IdentiteSite") -> None:
    _lu.update(telephone=identite.telephone, portail=identite.nom_portail)
