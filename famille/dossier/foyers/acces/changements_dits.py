"""What an agent changes on a family's file is told to the family: what was touched, never what it
says. Once a day a thing, however many times it is corrected."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Foyer, Modification, Utilisateur

CHANGEMENT = GenreDeCourriel("dossier-change", "famille/dossier_change")


def en_le_disant(
    foyers: Iterable[Foyer],
    quoi: str,
    faire: Callable[[dict[str, Any]], Any],
    *,
    par: Utilisateur,
    cle: object = "",
) -> Callable[[dict[str, Any]], Any]:
    """The action of a form, after which these households are told of `quoi` ("la fiche sanitaire de
    Léa") if their journal has kept a change of it. `cle`: what tells this thing from another of the
    same household."""
    avertis = list(foyers)

    @transaction.atomic
    def _faire(donnees: dict[str, Any]) -> Any:
        # the household's own row, so that a change of a colleague is not taken for this one
        list(Foyer.objects.select_for_update(no_key=True).filter(pk__in=[un.pk for un in avertis]))
        avant = _dernieres(avertis)
        fait = faire(donnees)
        apres = _dernieres(avertis)
        changes = [foyer for foyer in avertis if apres.get(foyer.pk) != avant.get(foyer.pk)]
        annoncer_le_changement(changes, quoi, par=par, cle=cle)
        return fait

    return _faire


def annoncer_le_changement(
    foyers: Iterable[Foyer],
    quoi: str,
    *,
    par: Utilisateur,
    cle: object = "",
    sauf: Utilisateur | None = None,
) -> None:
    """In the caller's transaction; neither `par` is told, nor `sauf`, whom another mail tells."""
    jour = timezone.localdate()
    lien = adresse_absolue(reverse("famille:famille"))
    for foyer, adultes in adultes_de(foyers).items():
        for adulte in adultes:
            if adulte in (par, sauf):
                continue
            preparer(
                CHANGEMENT.cle(foyer, jour, cle or quoi).pour(adulte),
                adulte.email,
                {"prenom": adulte.first_name, "agent": str(par), "quoi": quoi, "lien": lien},
            )


def _dernieres(foyers: list[Foyer]) -> dict[int, int]:
    lues = Modification.objects.filter(foyer__in=foyers).order_by()
    return dict(lues.values_list("foyer").annotate(Max("pk")))
