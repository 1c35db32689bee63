"""Opening a campaign, changing it, holding its mails."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from demarches.models import CampagneReinscription, ReglageDemarche, VueDeCampagne
from famille.models import Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus
from reservations.models import Activite

from .campagne import CODE


@transaction.atomic
def ouvrir_campagne(
    *, activites: Iterable[Activite], par: Utilisateur, **champs: Any
) -> CampagneReinscription:
    """A new campaign. Refus: this year has one, its dates are in disorder, or another one is open
    on some of its days."""
    _un_a_la_fois()
    campagne = CampagneReinscription(par=par, **champs)
    if CampagneReinscription.objects.filter(annee=campagne.annee).exists():
        raise Refus(
            f"Il y a déjà une campagne pour {campagne.saison} : changez plutôt ses dates.",
            champ="annee",
        )
    return _enregistrer(campagne, activites)


@transaction.atomic
def changer_campagne(
    campagne: CampagneReinscription,
    *,
    activites: Iterable[Activite],
    par: Utilisateur,
    **champs: Any,
) -> CampagneReinscription:
    """Refus: as `ouvrir_campagne`; or it was answered, and its year or a later beginning would make
    it another."""
    _un_a_la_fois()
    tenue = CampagneReinscription.objects.select_for_update().get(pk=campagne.pk)
    if tenue.reponses.exists() and champs.get("annee", tenue.annee) != tenue.annee:
        raise Refus(
            "Des familles ont déjà répondu : l’année scolaire ne peut plus changer.", champ="annee"
        )
    for nom, valeur in champs.items():
        setattr(tenue, nom, valeur)
    tenue.par = par
    return _enregistrer(tenue, activites)


@transaction.atomic
def retenir_les_courriels(campagne: CampagneReinscription, *, par: Utilisateur) -> None:
    """Nothing leaves any more until they are let go."""
    CampagneReinscription.objects.filter(pk=campagne.pk, rappels_retenus_le=None).update(
        rappels_retenus_le=timezone.now(), par=par
    )


@transaction.atomic
def laisser_partir_les_courriels(campagne: CampagneReinscription, *, par: Utilisateur) -> None:
    CampagneReinscription.objects.filter(pk=campagne.pk).update(rappels_retenus_le=None, par=par)


def _un_a_la_fois() -> None:
    """Dates are compared with those of the others, which nothing of the database does: two agents
    wait for each other at the settings of the démarche."""
    ReglageDemarche.objects.select_for_update(no_key=True).filter(code=CODE).first()


def _enregistrer(
    campagne: CampagneReinscription, activites: Iterable[Activite]
) -> CampagneReinscription:
    if campagne.fin < campagne.debut:
        raise Refus("La fin de la campagne vient avant son début.", champ="fin")
    if campagne.assurance_demandee and not campagne.fiche_demandee:
        raise Refus(
            "L’assurance se donne avec la fiche sanitaire : cochez les deux, ou aucune.",
            champ="assurance_demandee",
        )
    autres = CampagneReinscription.objects.filter(
        debut__lte=campagne.fin, fin__gte=campagne.debut
    ).exclude(pk=campagne.pk)
    if autre := autres.first():
        raise Refus(
            f"« {autre} » est ouverte du {en_lettres(autre.debut)} au {en_lettres(autre.fin)} :"
            " choisissez d’autres dates.",
            champ="debut",
        )
    campagne.save()
    VueDeCampagne.objects.filter(campagne__annee__lt=campagne.annee).delete()
    campagne.activites.set(activites)
    return campagne
