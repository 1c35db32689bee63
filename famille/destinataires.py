"""To whom a household's mails go."""

from collections.abc import Iterable

from famille.models import Foyer, Responsable, Utilisateur


def adultes_de(foyers: Iterable[Foyer]) -> dict[int, list[Utilisateur]]:
    """household (pk) → its current adults who have an account in use. One query."""
    siens: dict[int, list[Utilisateur]] = {}
    responsables = Responsable.objects.actuels().filter(foyer__in=list(foyers), utilisateur__is_active=True)
    for responsable in responsables.select_related("utilisateur").order_by("pk"):
        siens.setdefault(responsable.foyer_id, []).append(responsable.utilisateur)
    return siens
