"""A new season from the one before: one press, an activity a transaction; pressed again, it adds
what is missing. Taken back while nothing of it is booked."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from famille.models import Travail, Utilisateur
from famille.regles.scolarite import dire_annee
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.travaux.actions import lancer
from reservations.models import (
    AcceptationReglement,
    Creneau,
    ElementDeSaison,
    GrilleTarifaire,
    Ouverture,
    Places,
    ReglementInterieur,
    SaisonReprise,
)
from reservations.moteur.verrou import ecriture
from reservations.planning.creneaux import creer_les_creneaux
from reservations.tarifs.actions import copier_la_grille

from .plan import Copie, Demande, OuverturePrevue, PlanDActivite, PlanDeSaison, prevoir

GENRE = "saison"
RIEN_A_FAIRE = "Tout est déjà là : cette saison a ses créneaux, ses ouvertures et ses tarifs."
Genre = ElementDeSaison.Genre
_LOT = 500


@transaction.atomic
def demander_la_saison(demande: Demande, *, par: Utilisateur) -> Travail:
    """The job that makes it. Refus: the calendar is not known, or nothing is missing."""
    saison = _commencer(demande, par=par)
    titre = f"Préparer la saison {dire_annee(demande.annee)}"
    return lancer(GENRE, titre, {"saison": saison.pk}, par=par)


def preparer_la_saison(demande: Demande, *, par: Utilisateur) -> SaisonReprise:
    """The same, at once. Refus: as above."""
    saison = _commencer(demande, par=par)
    _faire(saison, par=par, avancer=lambda _fait, _total: None)
    return saison


def _commencer(demande: Demande, *, par: Utilisateur) -> SaisonReprise:
    if not prevoir(demande).a_faire:
        raise Refus(RIEN_A_FAIRE)
    return SaisonReprise.objects.create(annee=demande.annee, demande=asdict(demande), par=par)


def executer(travail: Travail, avancer: Callable[[int, int], None]) -> dict[str, Any]:
    saison = SaisonReprise.objects.get(pk=travail.parametres["saison"])
    _faire(saison, par=travail.par, avancer=avancer)
    return {"phrase": dire_ce_qui_est_fait(saison)}


def _faire(
    saison: SaisonReprise, *, par: Utilisateur | None, avancer: Callable[[int, int], None]
) -> None:
    lue = saison.demande | {"activites": tuple(saison.demande["activites"])}
    plan = prevoir(Demande(**lue))
    for rang, une in enumerate(plan.activites):
        avancer(rang, len(plan.activites))
        _faire_une_activite(saison, une, par=par)
    _ouvrir(saison, plan, par=par)
    SaisonReprise.objects.filter(pk=saison.pk).update(finie_le=timezone.now())


def _faire_une_activite(
    saison: SaisonReprise, plan: PlanDActivite, *, par: Utilisateur | None
) -> None:
    activite = plan.activite
    with ecriture():
        if plan.jours:
            plage = (plan.jours[0][0], plan.jours[-1][0])
            crees = creer_les_creneaux(activite, plan.jours, activite.capacite, plage=plage)
            _retenir(saison, Genre.CRENEAUX, crees, plan)
        deliberation = saison.demande["deliberation"]
        grilles = [_copier(une, deliberation, par=par).pk for une in plan.tarifs if not une.deja]
        if grilles:
            _retenir(saison, Genre.TARIF, grilles, plan)
        if plan.reglement and not plan.reglement.deja:
            _retenir(saison, Genre.REGLEMENT, [_recopier(plan.reglement, par=par).pk], plan)


def _retenir(
    saison: SaisonReprise, genre: ElementDeSaison.Genre, cles: list[int], plan: PlanDActivite
) -> None:
    element, _nouveau = ElementDeSaison.objects.get_or_create(
        saison=saison, genre=genre, activite=plan.activite
    )
    element.cles = [*element.cles, *cles]
    element.save(update_fields=["cles"])


def _copier(copie: Copie, deliberation: str, *, par: Utilisateur | None) -> GrilleTarifaire:
    """The prices are those of the old one, until somebody changes them."""
    grille = copie.ancienne
    assert isinstance(grille, GrilleTarifaire)
    return copier_la_grille(
        grille, debut=copie.debut, deliberation=deliberation or grille.deliberation, par=par
    )


def _recopier(copie: Copie, *, par: Utilisateur | None) -> ReglementInterieur:
    """A new version of the same text: families accept it for the new season."""
    assert isinstance(copie.ancienne, ReglementInterieur)
    nouveau = ReglementInterieur.objects.create(
        activite_id=copie.ancienne.activite_id, depuis=copie.debut, texte=copie.ancienne.texte
    )
    log(instance=nouveau, action="wagtail.create", user=par)
    return nouveau


@transaction.atomic
def _ouvrir(saison: SaisonReprise, plan: PlanDeSaison, *, par: Utilisateur | None) -> None:
    cles = [_une_ouverture(une, par=par).pk for une in plan.ouvertures if not une.deja]
    if cles:
        ElementDeSaison.objects.create(saison=saison, genre=Genre.OUVERTURE, cles=cles)


def _une_ouverture(prevue: OuverturePrevue, *, par: Utilisateur | None) -> Ouverture:
    ouverture = Ouverture.objects.create(
        nom=prevue.nom[:80], debut=prevue.debut, fin=prevue.fin, ouvre_le=prevue.ouvre_le
    )
    ouverture.activites.set(prevue.activites)
    log(instance=ouverture, action="wagtail.create", user=par)
    return ouverture


def dire_ce_qui_est_fait(saison: SaisonReprise) -> str:
    """ "212 créneaux, 3 ouvertures et 4 tarifs sont prêts.", whatever the number of runs."""
    cles = _par_genre(saison)
    dits = [
        compte(len(cles[genre]), mot, plusieurs)
        for genre, mot, plusieurs in (
            (Genre.CRENEAUX, "créneau", "créneaux"),
            (Genre.OUVERTURE, "ouverture", "ouvertures"),
            (Genre.TARIF, "grille tarifaire", "grilles tarifaires"),
            (Genre.REGLEMENT, "règlement", "règlements"),
        )
        if cles[genre]
    ]
    return f"La saison {dire_annee(saison.annee)} a en plus : {', '.join(dits) or 'rien'}."


def annuler_la_saison(saison: SaisonReprise, *, par: Utilisateur) -> tuple[int, int]:
    """Everything that this press made goes. (rows that went, grids that stay because their prices
    were changed since). Refus: taken back already, or families have booked,
    been told of an opening, or accepted a règlement."""
    with ecriture():
        saison = SaisonReprise.objects.select_for_update().get(pk=saison.pk)
        if saison.annulee_le or not saison.finie_le:
            raise Refus("Cette préparation est déjà annulée, ou n’est pas finie.")
        par_genre = _par_genre(saison)
        _refuser_si_servie(par_genre)
        retires = 0
        for lot in batched(par_genre[Genre.CRENEAUX], _LOT, strict=False):
            retires += Creneau.objects.filter(pk__in=lot).delete()[1].get("reservations.Creneau", 0)
        for modele, genre in ((Ouverture, Genre.OUVERTURE), (ReglementInterieur, Genre.REGLEMENT)):
            siens = modele._default_manager.filter(pk__in=par_genre[genre])
            retires += siens.count()
            siens.delete()
        grilles = GrilleTarifaire.objects.filter(pk__in=par_genre[Genre.TARIF])
        intactes = [une.pk for une in grilles.prefetch_related("tranches") if _intacte(une)]
        GrilleTarifaire.objects.filter(pk__in=intactes).delete()
        SaisonReprise.objects.filter(pk=saison.pk).update(annulee_le=timezone.now())
        log(instance=saison, action="wagtail.edit", user=par, title=f"{saison} : annulée")
    return retires + len(intactes), len(grilles) - len(intactes)


def _par_genre(saison: SaisonReprise) -> dict[ElementDeSaison.Genre, list[int]]:
    cles: dict[ElementDeSaison.Genre, list[int]] = defaultdict(list)
    for element in saison.elements.all():
        cles[Genre(element.genre)] += element.cles
    return cles


def _refuser_si_servie(par_genre: dict[ElementDeSaison.Genre, list[int]]) -> None:
    """The counters are held, in the order of their keys: nobody books meanwhile."""
    prises = 0
    for lot in batched(sorted(par_genre[Genre.CRENEAUX]), _LOT, strict=False):
        tenues = Places.objects.filter(creneau__in=lot).order_by("creneau").select_for_update()
        prises += sum(tenues.values_list("prises", flat=True))
    if prises:
        raise Refus(
            f"{compte(prises, 'place est déjà prise', 'places sont déjà prises')} dans cette"
            " saison : elle ne s’annule plus. Fermez les jours concernés par un événement."
        )
    dites = Ouverture.objects.filter(pk__in=par_genre[Genre.OUVERTURE])
    if dites.exclude(familles_prevenues_le=None).exists():
        raise Refus(
            "Des familles ont été prévenues d’une ouverture de cette saison : elle ne s’annule"
            " plus. Modifiez cette ouverture."
        )
    if AcceptationReglement.objects.filter(reglement__in=par_genre[Genre.REGLEMENT]).exists():
        raise Refus(
            "Des familles ont accepté le règlement de cette saison : elle ne s’annule plus."
        )


def _intacte(grille: GrilleTarifaire) -> bool:
    """Whether its prices are still those of the grid that it was copied from."""
    siennes = GrilleTarifaire.objects.filter(activite=grille.activite_id, unite=grille.unite)
    avant = siennes.filter(debut__lt=grille.debut).order_by("-debut").first()
    return avant is not None and _prix(avant) == _prix(grille)


def _prix(grille: GrilleTarifaire) -> tuple[Any, ...]:
    champs = (
        *("mode", "taux", "plancher", "plafond", "hors_commune", "sans_reservation"),
        *("non_consommee", "retard_au_quart", "retard_forfait"),
    )
    tranches = sorted(
        (str(une.jusqua), une.prix, str(une.prix_hors_commune)) for une in grille.tranches.all()
    )
    return (*(getattr(grille, nom) for nom in champs), tranches)
