"""An opening by wishes: the Wednesdays of January, whole days, two centres; who asks for what."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import time_machine

from reservations.models import EnfantDeListe, Ouverture, Places, VoeuDeListe
from reservations.regles.juge import PARIS, Moment, Unite
from reservations.regles.voeux.tirage import numero
from reservations.voeux import attribution
from reservations.voeux.actions import Souhait, engager, enregistrer_voeux
from reservations.voeux.possibles import ensemble, lire_possibles
from tests.reservations import outils

JANVIER = date(2027, 1, 6)  # a Wednesday
DEUX = ("2027-01-06", "2027-01-13")
VOEUX_DU = datetime(2026, 11, 20, 9, tzinfo=PARIS)
VOEUX_AU = datetime(2026, 12, 4, 18, tzinfo=PARIS)
OUVRE_LE = datetime(2026, 12, 14, 9, tzinfo=PARIS)
APRES = VOEUX_AU + timedelta(days=1)


def creer_ouverture(*, places=1, combien=3):
    """An opening of `combien` Wednesdays of one centre, `places` a day."""
    activite = outils.creer_activite(unite_scolaire=Unite.JOURNEE)
    outils.creer_calendrier()
    outils.creer_mercredis(
        activite, combien, premier=JANVIER, moments=(Moment.JOURNEE,), capacite=places
    )
    ouverture = Ouverture.objects.create(
        nom="Mercredis de janvier",
        debut=JANVIER,
        fin=JANVIER + timedelta(weeks=combien),
        ouvre_le=OUVRE_LE,
        voeux_du=VOEUX_DU,
        voeux_au=VOEUX_AU,
    )
    ouverture.activites.add(activite)
    return SimpleNamespace(activite=activite, ouverture=ouverture, tirage=engager(ouverture))


def _parent(famille):
    return getattr(famille, "camille", None) or famille.nadia


def demander(scene, famille, *enfants, blocs=DEUX, maximum=1, tout_ou_rien=False, le=None):
    """The list of these children, the blocs in the order of what they like."""
    possibles = lire_possibles(famille.foyer, scene.ouverture)
    pks = [enfant.pk for enfant in enfants]
    choix = [ensemble(possibles, pks, f"{scene.activite.pk}:{bloc}") for bloc in blocs]
    souhait = Souhait(choix, maximum, tout_ou_rien)
    return enregistrer_voeux(
        scene.tirage,
        famille.foyer,
        souhait,
        par=_parent(famille),
        maintenant=le or outils.MAINTENANT,
    )


def calculer(scene, agent):
    travail = attribution.demander_l_apercu(scene.tirage, par=agent, maintenant=APRES)
    resultat = attribution.executer_l_apercu(travail, lambda fait, total: None)
    scene.tirage.refresh_from_db()
    return resultat


def publier(scene, agent):
    vu = scene.tirage.empreinte_resultat
    travail = attribution.publier(scene.tirage, vu=vu, par=agent, maintenant=APRES)
    with time_machine.travel(APRES, tick=False):  # nobody is served while wishes are written
        resultat = attribution.executer_la_publication(travail, lambda fait, total: None)
    scene.tirage.refresh_from_db()
    return resultat


def issues(scene):
    """[(first name, bloc, issue)] of all the wishes."""
    lignes = VoeuDeListe.objects.filter(liste__tirage=scene.tirage).order_by("pk")
    return list(lignes.values_list("enfant__prenom", "bloc", "issue"))


def premiers_par_le_lot(scene):
    """The first names of the children of the lists, in the order of their lots."""
    liens = EnfantDeListe.objects.filter(tirage=scene.tirage).select_related("enfant")
    return [
        lien.enfant.prenom
        for lien in sorted(liens, key=lambda un: numero(scene.tirage.graine, str(un.pseudonyme)))
    ]


def prises(scene):
    return dict(
        Places.objects.filter(creneau__activite=scene.activite).values_list(
            "creneau__jour", "prises"
        )
    )
