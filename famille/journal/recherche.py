"""What a household is found by."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from famille.models import Enfant, Foyer, Responsable
from famille.regles.foyer import chiffres
from famille.socle.texte import normaliser


class Datee(Protocol):
    depuis: date


def rafraichir_recherche(foyer: Foyer) -> None:
    """Write again Foyer.recherche (number, names, mails, telephones as written and as digits, of
    those who left too) and Foyer.lieux (where it lives, and will live)."""
    lu = Foyer(pk=foyer.pk, numero=foyer.numero, nom=foyer.nom)  # whatever its caller has read
    _lire_les_gens([lu])
    foyer.recherche, foyer.lieux = _cherche(lu), en_mots(_lieux(lu))
    type(foyer).objects.filter(pk=foyer.pk).update(recherche=foyer.recherche, lieux=foyer.lieux)


def rafraichir_des(foyers: list[Foyer]) -> None:
    """`rafraichir_recherche` for many households just read, in as many queries as for one."""
    _lire_les_gens(foyers)
    changes = []
    for foyer in foyers:
        recherche, lieux = _cherche(foyer), en_mots(_lieux(foyer))
        if (recherche, lieux) != (foyer.recherche, foyer.lieux):
            foyer.recherche, foyer.lieux = recherche, lieux
            changes.append(foyer)
    Foyer.objects.bulk_update(changes, ["recherche", "lieux"], batch_size=200)


def _lire_les_gens(foyers: list[Foyer]) -> None:
    prefetch_related_objects(
        foyers,
        "fusionnes",
        Prefetch("responsables", Responsable.objects.select_related("utilisateur")),
        Prefetch("enfants", Enfant.objects.order_by("naissance", "pk").distinct()),
        "adresses",
    )


def _cherche(lu: Foyer) -> str:
    # papers and letters still bear the number of a file that was merged into this one
    anciens = [fusionne.numero for fusionne in lu.fusionnes.all()]
    morceaux = [lu.numero, *anciens, lu.nom]
    for responsable in lu.responsables.all():
        morceaux += [responsable.prenom, responsable.nom]
        if responsable.utilisateur:
            morceaux.append(responsable.utilisateur.email)
        for telephone in (responsable.telephone_portable, responsable.telephone_fixe):
            if telephone:
                morceaux += [telephone.as_national, chiffres(telephone.as_e164)]
    for enfant in lu.enfants.all():
        morceaux += [enfant.prenom, enfant.nom]
    return en_mots(morceaux)


def en_mots(morceaux: Iterable[str]) -> str:
    """Each word once, in the order met, as it is sought: the column stays short, and is never
    shown.

    >>> en_mots(["12 rue de l’Église", "Châteauroux", "rue"])
    '12 rue de l eglise chateauroux'
    """
    return " ".join(dict.fromkeys(normaliser(" ".join(morceaux)).split()))


def _lieux(foyer: Foyer) -> list[str]:
    adresses = sorted(foyer.adresses.all(), key=lambda une: (une.depuis, une.pk), reverse=True)
    return [ligne for une in voulues(adresses, timezone.localdate()) for ligne in une.lignes]


def voulues[Adresse: Datee](adresses: Iterable[Adresse], jour: date) -> list[Adresse]:
    """Of a household's addresses, the latest first: those to come and the one in force."""
    adresses = list(adresses)
    vecues = [adresse for adresse in adresses if adresse.depuis <= jour]
    return [*(adresse for adresse in adresses if adresse.depuis > jour), *vecues[:1]]
