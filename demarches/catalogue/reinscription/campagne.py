"""Campaigns: the one that a demande answers, the children it asks about, the answers."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from demarches.models import (
    CampagneReinscription,
    Demande,
    ReglageDemarche,
    ReponseDeReinscription,
    VueDeCampagne,
)
from famille.models import Enfant, Foyer, Rattachement, Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus
from reservations.models import Activite, Inscription
from reservations.regles.juge import bornes_de_saison

if TYPE_CHECKING:
    from uuid import UUID

    from django_stubs_ext import WithAnnotations

    class AvecSaReponse(TypedDict):
        """The annotations of `avec_reponse`."""

        demande_pk: UUID | None
        statut: str | None
        revient: bool | None
        reponse_foyer: int | None
        repondue_le: Any
        brouillon_foyer: int | None
        canal: str | None
        vue_le: Any

    EnfantAttendu = WithAnnotations[Enfant, AvecSaReponse]


CODE = "reinscription"
PAGE = "annee"
Statut = Demande.Statut
# the columns of `avec_reponse`
REPONSE = (
    *("demande_pk", "statut", "revient", "reponse_foyer", "repondue_le", "canal"),
    *("brouillon_foyer", "vue_le"),
)
SANS_REPONSE = Q(statut=None) | Q(statut=Statut.REJETEE)  # of a row of `avec_reponse`
_GARDEE = "_campagne"  # of a Demande: read once in the life of this object


def campagne_de(demande: Demande) -> CampagneReinscription | None:
    """The campaign that it answers; for a draft, the last that has begun."""
    if _GARDEE not in demande.__dict__:
        demande.__dict__[_GARDEE] = _campagne_de(demande)
    return demande.__dict__[_GARDEE]


def _campagne_de(demande: Demande) -> CampagneReinscription | None:
    siennes = ReponseDeReinscription.objects.filter(demande=demande.pk)
    if reponse := siennes.select_related("campagne").first():
        return reponse.campagne
    return CampagneReinscription.objects.commencees(timezone.localdate()).first()


def campagne_en_cours() -> CampagneReinscription | None:
    """The campaign that families answer today, or None."""
    return CampagneReinscription.objects.ouvertes(timezone.localdate()).first()


def rentree(campagne: CampagneReinscription) -> tuple[date, date]:
    """The first and last day of the school year of the campaign."""
    return bornes_de_saison(campagne.annee)


def inscriptions_d_avant(campagne: CampagneReinscription) -> QuerySet[Inscription]:
    """The registrations to its activities that still hold when it begins (or at the end of the
    school year, if it begins late): those who left during the year are not asked."""
    veille = bornes_de_saison(campagne.annee - 1)[1]
    encore = Q(fin=None) | Q(fin__gte=min(campagne.debut, veille))
    siennes = Inscription.objects.filter(
        encore, activite__in=campagne.activites.all(), debut__lte=veille
    )
    return siennes.select_related("activite__structure")


def enfants_attendus(
    campagne: CampagneReinscription, jour: date | None = None
) -> "QuerySet[EnfantAttendu]":
    """The children about whom it asks, with their answers (`avec_reponse`)."""
    jour = jour or timezone.localdate()
    ici = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)
    inscrits = Enfant.objects.filter(pk__in=inscriptions_d_avant(campagne).values("enfant"))
    return avec_reponse(inscrits.filter(pk__in=ici.values("enfant")), campagne)


def avec_reponse(
    enfants: QuerySet[Enfant], campagne: CampagneReinscription
) -> "QuerySet[EnfantAttendu]":
    """Annotate each child with the last answer sent and not taken back, a draft that waits, and
    when one of his homes first opened the page."""
    siennes = Demande.objects.filter(enfant=OuterRef("pk"), code=CODE).order_by(
        "-deposee_le", "-numero"
    )
    envoyees = siennes.filter(reinscription__campagne=campagne).exclude(statut=Statut.RETIREE)
    commencees = siennes.filter(statut=Statut.BROUILLON, cree_le__date__gte=campagne.debut)
    jour = timezone.localdate()
    vues = VueDeCampagne.objects.filter(
        Q(foyer__rattachements__fin=None) | Q(foyer__rattachements__fin__gte=jour),
        campagne=campagne,
        foyer__rattachements__enfant=OuterRef("pk"),
    ).order_by("le")
    return enfants.annotate(
        demande_pk=Subquery(envoyees.values("pk")[:1]),
        statut=Subquery(envoyees.values("statut")[:1]),
        revient=Subquery(envoyees.values("reinscription__revient")[:1]),
        reponse_foyer=Subquery(envoyees.values("foyer")[:1]),
        repondue_le=Subquery(envoyees.values("deposee_le")[:1]),
        canal=Subquery(envoyees.values("canal")[:1]),
        brouillon_foyer=Subquery(commencees.order_by("-modifie_le").values("foyer")[:1]),
        vue_le=Subquery(vues.values("le")[:1]),
    )


def qui_reviennent(annee: int) -> QuerySet[ReponseDeReinscription, Any]:
    """Keys of the children whose family has answered yes for that school year."""
    dites = ReponseDeReinscription.objects.filter(campagne__annee=annee, revient=True)
    contre = (Statut.RETIREE, Statut.REJETEE)
    return dites.exclude(demande__statut__in=contre).values("demande__enfant")


def noter_la_vue(campagne: CampagneReinscription, foyers: Iterable[Foyer]) -> None:
    """These households have opened the page. One query once it is noted, two the first time."""
    foyers = list(foyers)
    vues = VueDeCampagne.objects.filter(campagne=campagne, foyer__in=foyers)
    deja = set(vues.values_list("foyer", flat=True))
    neuves = [VueDeCampagne(campagne=campagne, foyer=un) for un in foyers if un.pk not in deja]
    if neuves:
        VueDeCampagne.objects.bulk_create(neuves, ignore_conflicts=True)


def sans_reponse(campagne: CampagneReinscription, foyers: Iterable[Foyer]) -> list[Any]:
    """The children of these households who wait for an answer. One query."""
    siens = Enfant.objects.du(foyers).values("pk")
    return list(enfants_attendus(campagne).filter(SANS_REPONSE, pk__in=siens))


def deja_repondue(demande: Demande) -> Demande | None:
    """The answer "yes" for this child that another home or adult has sent; a "no" may still be
    changed. None without one."""
    campagne = campagne_de(demande)
    if campagne is None:
        return None
    siennes = Demande.objects.filter(code=CODE, enfant=demande.enfant_id).exclude(pk=demande.pk)
    autres = siennes.filter(reinscription__campagne=campagne, reinscription__revient=True)
    return autres.exclude(statut__in=(Statut.RETIREE, Statut.REJETEE)).first()


def est_attendu(demande: Demande) -> bool:
    """Whether the campaign asks about this child."""
    campagne = campagne_de(demande)
    return campagne is not None and (
        inscriptions_d_avant(campagne).filter(enfant=demande.enfant_id).exists()
    )


@transaction.atomic
def ouvrir_campagne(
    *, activites: Iterable[Activite], par: Utilisateur, **champs: Any
) -> CampagneReinscription:
    """Refus: this year has one, its dates are in disorder, or another one is open."""
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
    """Refus: as `ouvrir_campagne`; or it was answered, and its year may not change."""
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
    """Hold the campaign's mails until an agent releases them."""
    CampagneReinscription.objects.filter(pk=campagne.pk, rappels_retenus_le=None).update(
        rappels_retenus_le=timezone.now(), par=par
    )


@transaction.atomic
def laisser_partir_les_courriels(campagne: CampagneReinscription, *, par: Utilisateur) -> None:
    CampagneReinscription.objects.filter(pk=campagne.pk).update(rappels_retenus_le=None, par=par)


def _un_a_la_fois() -> None:
    """Lock the settings of the démarche, so that two agents write campaigns in turn: the database
    does not compare their dates."""
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
