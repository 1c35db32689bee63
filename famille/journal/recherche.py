"""What a household is found by."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils import timezone

from famille.models import AdresseFoyer, Enfant, Foyer
from famille.regles.foyer import chiffres
from famille.socle.texte import normaliser


class Datee(Protocol):
    depuis: date


def rafraichir_recherche(foyer: Foyer) -> None:
    """Write again Foyer.recherche (number, names of adults and children, mails, telephones as
    written and as digits) and Foyer.lieux (where it lives, and will live).

    Adults and children who left stay in it: an agent looks for a file by them too.
    """
    # papers and letters still bear the number of a file that was merged into this one
    anciens = foyer.fusionnes.values_list("numero", flat=True)
    morceaux = [foyer.numero, *anciens, foyer.nom]
    for responsable in foyer.responsables.select_related("utilisateur"):
        morceaux += [responsable.prenom, responsable.nom]
        if responsable.utilisateur:
            morceaux.append(responsable.utilisateur.email)
        for telephone in (responsable.telephone_portable, responsable.telephone_fixe):
            if telephone:
                morceaux += [telephone.as_national, chiffres(telephone.as_e164)]
    for enfant in Enfant.objects.filter(foyers=foyer).distinct():
        morceaux += [enfant.prenom, enfant.nom]
    foyer.recherche, foyer.lieux = en_mots(morceaux), en_mots(_lieux(foyer))
    type(foyer).objects.filter(pk=foyer.pk).update(recherche=foyer.recherche, lieux=foyer.lieux)


def en_mots(morceaux: Iterable[str]) -> str:
    """Each word once, in the order met, as it is sought: the column stays short, and is never
    shown.

    >>> en_mots(["12 rue de l’Église", "Châteauroux", "rue"])
    '12 rue de l eglise chateauroux'
    """
    return " ".join(dict.fromkeys(normaliser(" ".join(morceaux)).split()))


def _lieux(foyer: Foyer) -> list[str]:
    adresses = AdresseFoyer.objects.filter(foyer=foyer).order_by("-depuis", "-pk")
    return [ligne for une in voulues(adresses, timezone.localdate()) for ligne in une.lignes]


def voulues[Adresse: Datee](adresses: Iterable[Adresse], jour: date) -> list[Adresse]:
    """Of a household's addresses, the latest first: those to come and the one in force."""
    adresses = list(adresses)
    vecues = [adresse for adresse in adresses if adresse.depuis <= jour]
    return [*(adresse for adresse in adresses if adresse.depuis > jour), *vecues[:1]]
