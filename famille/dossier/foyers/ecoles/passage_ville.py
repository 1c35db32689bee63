"""The town passes to the next school year, a school at a time, now or on the day of the rentrée."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from famille.models import LigneRangee, RangementDEcole, Travail, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.travaux.actions import lancer

from .passage import PASSAGE, preparer, titre_du_passage
from .rangements import DELAI, Bilan, annuler, appliquer

Etat = LigneRangee.Etat
GENRE, GENRE_ANNULATION = "passage-de-classe", "passage-de-classe-annulation"
RIEN_A_ANNULER = "Rien n’est à annuler : aucune école n’est passée depuis moins de trente jours."


def passages(annee: int) -> QuerySet[RangementDEcole]:
    """The passages of the town into that school year, school by school."""
    return (
        RangementDEcole.objects.filter(genre=PASSAGE, annee=annee)
        .select_related("ecole", "ecole__suite")
        .order_by("ecole__nom", "pk")
    )


def a_faire(annee: int) -> QuerySet[RangementDEcole]:
    return passages(annee).filter(Q(applique_le=None) | Q(annule_le__isnull=False))


@transaction.atomic
def demander(annee: int, *, par: Utilisateur) -> Travail | None:
    """Every prepared school passes, by the job returned; None: on the rentrée. Refus: none is."""
    prets = a_faire(annee)
    premier = prets.first()
    if premier is None:
        raise Refus("Aucune école n’est prête : préparez d’abord le passage de classe.")
    prets.update(demande_le=timezone.now(), par=par)
    if premier.effet > timezone.localdate():
        return None
    return lancer(GENRE, titre_du_passage(annee), {"annee": annee}, par=par)


@transaction.atomic
def retirer_la_demande(annee: int, *, par: Utilisateur) -> int:
    """What was asked for the rentrée waits again. How many schools."""
    return a_faire(annee).update(demande_le=None)


def executer(travail: Travail, avancer: Callable[[int, int], None]) -> dict[str, Any]:
    """A school a transaction; those that are done are not done again."""
    annee = travail.parametres["annee"]
    demandes = list(a_faire(annee).exclude(demande_le=None))
    for rang, une in enumerate(demandes):
        avancer(rang, len(demandes))
        passer(une, par=travail.par)
    bilan = bilan_de(annee)
    phrase = compte(bilan.faites, "enfant a changé d’année", "enfants ont changé d’année")
    laisses = compte(bilan.laissees, "enfant est laissé", "enfants sont laissés")
    suite = f" {laisses} comme avant : l’écran de l’école dit pourquoi." if bilan.laissees else ""
    return {"phrase": f"{phrase}.{suite}"}


def passer(rangement: RangementDEcole, *, par: Utilisateur | None) -> Bilan:
    """One school, as it is now: who came or left since it was prepared is seen."""
    with transaction.atomic():
        pret = preparer(rangement.ecole, rangement.annee, par=par)
        return Bilan() if pret.est_fait else appliquer(pret, par=par)


def passer_une_ecole(rangement: RangementDEcole, *, par: Utilisateur) -> Bilan:
    """One school at once: those left to decide too. Refus: before the rentrée."""
    if rangement.effet > timezone.localdate():
        raise Refus(
            "La rentrée n’est pas là : demandez le passage de toutes les écoles, il se fera ce"
            " jour-là."
        )
    return appliquer(rangement, par=par) if rangement.est_fait else passer(rangement, par=par)


@transaction.atomic
def annuler_la_ville(annee: int, *, par: Utilisateur) -> Travail:
    """Refus: nothing is done, or it is too late for all."""
    limite = timezone.now() - DELAI
    if not passages(annee).filter(annule_le=None, applique_le__gte=limite).exists():
        raise Refus(RIEN_A_ANNULER)
    titre = f"Annulation : {titre_du_passage(annee).lower()}"
    return lancer(GENRE_ANNULATION, titre, {"annee": annee}, par=par)


def executer_annulation(travail: Travail, avancer: Callable[[int, int], None]) -> dict[str, Any]:
    limite, par = timezone.now() - DELAI, travail.par
    if par is None:
        raise Refus("La personne qui l’a demandé n’a plus de compte : recommencez.")
    de_l_annee = passages(travail.parametres["annee"])
    faites = list(de_l_annee.filter(annule_le=None, applique_le__gte=limite))
    for rang, une in enumerate(faites):
        avancer(rang, len(faites))
        annuler(une, par=par)
    annulees = de_l_annee.exclude(annule_le=None)
    lignes = LigneRangee.objects.filter(rangement__in=annulees.values("pk"))
    rendues = lignes.filter(etat=Etat.A_FAIRE).exclude(apres={}).count()
    return {"phrase": dire_l_annulation(Bilan(rendues, lignes.filter(etat=Etat.FAITE).count()))}


def dire_l_annulation(bilan: Bilan) -> str:
    phrase = compte(bilan.faites, "enfant a retrouvé sa classe", "enfants ont retrouvé leur classe")
    laisses = compte(bilan.laissees, "enfant a changé", "enfants ont changé")
    suite = f" {laisses} depuis : rien n’est modifié pour eux." if bilan.laissees else ""
    return f"{phrase}.{suite}"


def bilan_de(annee: int) -> Bilan:
    """Of the town, over all runs: who passed, and who did not in the schools that are done."""
    lignes = LigneRangee.objects.filter(
        rangement__genre=PASSAGE,
        rangement__annee=annee,
        rangement__applique_le__isnull=False,
        rangement__annule_le=None,
    )
    faites = lignes.filter(etat=Etat.FAITE).count()
    return Bilan(faites, lignes.count() - faites)


def passer_a_la_rentree() -> int:
    """By the schedule: what was asked before the rentrée is done on its day. How many schools."""
    jour = timezone.localdate()
    dus = RangementDEcole.objects.filter(genre=PASSAGE, applique_le=None, effet__lte=jour)
    combien = 0
    for rangement in dus.exclude(demande_le=None).select_related("ecole", "par"):
        passer(rangement, par=rangement.par)
        combien += 1
    return combien
