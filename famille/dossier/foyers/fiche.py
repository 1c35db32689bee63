"""What a parent reads of the household's file, in a fixed number of queries. Nothing comes from
another household, even of the same child (D11): a second home is told, never described."""

from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from famille.models import Consultation, Enfant, Foyer, Modification, Rattachement, Utilisateur

CONTACTS_RACONTES = 30  # changes of the contacts on the family's page
RECENTES = 5  # lines of history on the family's page; the history page has them all
INCONNU = "une autre personne autorisée"
SANS_COMPTE = "un agent dont le compte n’existe plus"


def en_vigueur(jour: date) -> Q:
    """Q on Rattachement or QuotientFamilial: true on `jour` (date)."""
    return Q(debut__lte=jour) & (Q(fin=None) | Q(fin__gte=jour))


def rattachements_de(foyers: list[Foyer]) -> QuerySet[Rattachement]:
    """Today's, the eldest child first, each with `ailleurs` (bool): he has another home too."""
    du_jour = Rattachement.objects.filter(en_vigueur(timezone.localdate()))
    autres = du_jour.filter(enfant=OuterRef("enfant")).exclude(foyer__in=foyers)
    siens: Any = du_jour.filter(foyer__in=foyers).select_related("enfant__ecole", "enfant__classe")
    return siens.annotate(ailleurs=Exists(autres)).order_by("enfant__naissance", "enfant")


def modifications(foyers: list[Foyer]) -> QuerySet[Modification]:
    """QuerySet of Modification of these households alone, newest first."""
    siennes = Modification.objects.filter(foyer__in=Foyer.objects.avec_les_fusionnes(foyers))
    return siennes.select_related("par", "foyer")


def consultations(foyers: list[Foyer], sante_de: Enfant | None = None) -> QuerySet[Consultation]:
    """Each reading by an agent, newest first (D10). `sante_de`: of this child's health alone."""
    lectures = Consultation.objects.filter(foyer__in=Foyer.objects.avec_les_fusionnes(foyers))
    if sante_de:
        lectures = lectures.filter(Q(sante_de=sante_de) | Q(sante_de__fusionne_dans=sante_de))
    return lectures.select_related("par", "foyer")


def changements(ligne: Modification) -> list[tuple[str, str, str]]:
    """[(label, before, after)]."""
    return [
        (libelle, ligne.avant.get(libelle, ""), ligne.apres.get(libelle, ""))
        for libelle in {**ligne.avant, **ligne.apres}
    ]


def raconter_modifications(lignes: QuerySet[Modification] | Page, foyers: list[Foyer]) -> list[Any]:
    """list[dict(quoi, le, par, origine, foyer, changements)] for the page."""
    miens = comptes_du_foyer(foyers)
    return [
        {
            "quoi": ligne.objet[:1].upper() + ligne.objet[1:],
            "le": ligne.le,
            "par": auteur(ligne.par, miens),
            "origine": ligne.origine,
            "foyer": ligne.foyer,
            "changements": changements(ligne),
        }
        for ligne in lignes
    ]


def raconter_consultations(lignes: QuerySet[Consultation] | Page, foyers: list[Foyer]) -> list[Any]:
    """list[dict(quoi, le, par, qualite, foyer)] for the page."""
    miens = comptes_du_foyer(foyers)
    return [
        {
            "quoi": ligne.quoi,
            "le": ligne.le,
            "par": auteur(ligne.par, miens) if ligne.par else SANS_COMPTE,
            "qualite": ligne.par.qualite if ligne.par else "",
            "foyer": ligne.foyer,
        }
        for ligne in lignes
    ]


def comptes_du_foyer(foyers: list[Foyer]) -> set[int]:
    """The accounts (pk) of the adults of these households, whose `responsables` are prefetched."""
    adultes = (adulte for foyer in foyers for adulte in foyer.responsables.all())
    return {compte for adulte in adultes if (compte := adulte.utilisateur_id)}


def auteur(compte: Utilisateur | None, miens: set[int]) -> str:
    """The author, as a parent may read it: an adult of another household is not named (D11)."""
    if compte is None:
        return "le portail"
    if compte.pk in miens:
        return compte.get_full_name()
    if compte.service:
        return f"{compte.get_full_name()} ({compte.service})"
    return INCONNU
