"""The basket of a household, kept on the server: nothing is held for it until it is submitted
(G29)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.lecture.lignes import BlocLu, Lecture
from reservations.models import DemandeReservation, LignePanier
from reservations.models.demandes import Action
from reservations.moteur.demande import INCONNUE, LIGNES_MAX, RIEN, LigneDemandee, controler
from reservations.moteur.jugement import Jugement, a_payer
from reservations.moteur.soumettre import essayer, soumettre
from reservations.regles.dire import rang_du_moment
from reservations.regles.juge import etendue
from reservations.tarifs.faits import les_grilles_montrees
from reservations.tarifs.prix import prix_de

from .panier import demandee, perimee

if TYPE_CHECKING:
    from reservations.regles.blocs import Bloc
    from reservations.regles.tarifs import Prix


PLEIN = (
    f"Votre demande compte déjà {LIGNES_MAX} changements, le plus qu’elle puisse en contenir. "
    "Soumettez-la, puis continuez."
)
CHANGE = (
    "Votre demande a changé depuis l’affichage de ce récapitulatif, sur un autre appareil ou par un"
    " autre adulte. Rien n’a été enregistré : vérifiez-la de nouveau."
)
RETIRER = "retirer"


class Choisi(NamedTuple):
    """The result of one change. `refus`: why it is refused, or ""; `lu`: its line and bloc as they
    were read, None if nothing had to be."""

    refus: str = ""
    lu: BlocLu | None = None


def choisir(foyer: Foyer, voulues: Sequence[LigneDemandee], *, par: Utilisateur) -> list[Choisi]:
    """Put each of these changes in the basket, or remove it ("retirer"); one that the engine would
    refuse stops no other. A wait for a bloc where a place has come free becomes a booking. The
    result of each, in their order.

    They are read and judged together, or one by one where that is refused (one day twice, a full
    basket)."""
    try:
        return _choisir_ensemble(foyer, voulues, par)
    except Refus as refus:
        if len(voulues) == 1:
            return [Choisi(str(refus))]
    return [fait for une in voulues for fait in choisir(foyer, [une], par=par)]


def _choisir_ensemble(
    foyer: Foyer, voulues: Sequence[LigneDemandee], par: Utilisateur
) -> list[Choisi]:
    _plausibles([replace(une, action=Action.RESERVER) for une in voulues])  # no day twice
    demandees = [une for une in voulues if une.action != RETIRER]
    faits: dict[tuple[int, int, str], Choisi] = {}
    if demandees:
        lecture, jugements = essayer(foyer, _plausibles(demandees), par=par)
        jugements = [_reserver_plutot(jugement) for jugement in jugements]
        for jugement in jugements:
            juge, cle = jugement.verdict, jugement.ligne.cle
            lu = lecture.bloc(foyer.pk, *cle) if lecture else None
            faits[cle] = Choisi("" if juge.possible else juge.phrase, lu)
        gardes = [jugement for jugement in jugements if jugement.verdict.possible]
        if gardes:
            _ecrire(foyer, lecture, gardes, par)
    for une in voulues:
        if une.action == RETIRER:
            LignePanier.objects.filter(
                foyer=foyer, enfant=une.enfant_id, activite=une.activite_id, bloc=une.bloc
            ).delete()
    return [faits.get(une.cle, Choisi()) for une in voulues]


def ajouter(foyer: Foyer, lignes: Sequence[LigneDemandee], *, par: Utilisateur) -> int:
    """Put many changes in the basket at once; those that the rules refuse are left aside. How many
    were added.

    Refus: more than the basket can hold, or what no page of ours sends; nothing has changed.
    """
    lecture, jugements = essayer(foyer, _plausibles(lignes), par=par)
    gardes = [un for un in map(_reserver_plutot, jugements) if un.verdict.possible]
    return _ecrire(foyer, lecture, gardes, par) if gardes else 0


def retirer(foyer: Foyer, lignes: Iterable[int]) -> int:
    """Take these lines (pks) out of the basket. How many there were."""
    return LignePanier.objects.filter(foyer=foyer, pk__in=list(lignes)).delete()[0]


def vider(foyer: Foyer) -> int:
    """Empty the basket. How many lines there were."""
    return LignePanier.objects.filter(foyer=foyer).delete()[0]


def soumettre_panier(
    foyer: Foyer, *, par: Utilisateur, cle: str, empreinte: str
) -> DemandeReservation:
    """Submit the whole basket as the summary showed it (`empreinte`), and empty it once accepted.
    The same `cle` again gives the same answer, and so do changes that another adult, or another
    device, has just submitted. Refus: nothing to submit, or not what was shown; the basket stays as
    it is."""
    if not cle.isprintable():
        raise Refus(INCONNUE)
    maintenant = timezone.now()
    lues = list(LignePanier.objects.filter(foyer=foyer).select_related("activite"))
    lignes = sorted((une for une in lues if not perimee(une, maintenant)), key=_ordre)
    if lignes and empreinte_de(lignes) == empreinte:
        demande = soumettre(foyer, list(map(demandee, lignes)), par=par, cle=cle)
    else:
        demande = _deja_soumis(foyer, cle, empreinte, RIEN if not lignes else CHANGE)
    if demande.acceptee:
        _oublier(lues, demande, maintenant)
    return demande


def _deja_soumis(foyer: Foyer, cle: str, empreinte: str, refus: str) -> DemandeReservation:
    """The receipt of this key, or of these very changes within the hour. Refus: there is none."""
    depuis = timezone.now() - timedelta(hours=1)
    deja = Q(cle=cle) | Q(acceptee=True, soumise_le__gte=depuis)
    for demande in DemandeReservation.objects.filter(deja, foyer=foyer):
        contenu = [
            (une["enfant"], une["activite"], une["bloc"], une["action"]) for une in demande.lignes
        ]
        if demande.cle == cle or _empreinte(contenu) == empreinte:
            return demande
    raise Refus(refus)


def _ordre(ligne: LignePanier) -> tuple[date, int, int]:
    """The order of the receipt: mornings before afternoons."""
    return etendue(ligne.bloc)[0], rang_du_moment(ligne.bloc), ligne.pk


def empreinte_de(lignes: Iterable[LignePanier]) -> str:
    """A hash of the basket that a summary shows, in 32 characters."""
    return _empreinte(
        (ligne.enfant_id, ligne.activite_id, ligne.bloc, str(ligne.action)) for ligne in lignes
    )


def _empreinte(contenu: Iterable[tuple[int, int, str, str]]) -> str:
    return hashlib.sha256(repr(sorted(contenu)).encode()).hexdigest()[:32]


def _plausibles(lignes: Sequence[LigneDemandee]) -> tuple[LigneDemandee, ...]:
    return controler(lignes, cle="panier", maintenant=timezone.now(), motif="", hors_regles=False)


def _oublier(lues: list[LignePanier], demande: DemandeReservation, maintenant: datetime) -> None:
    """Remove from the basket what was submitted and what had expired; what was changed there
    meanwhile stays."""
    faites = {itemgetter("enfant", "activite", "bloc", "action")(une) for une in demande.lignes}
    par_action: dict[str, list[int]] = defaultdict(list)
    for ligne in lues:
        if (*ligne.cle[1:], ligne.action) in faites or perimee(ligne, maintenant):
            par_action[ligne.action].append(ligne.pk)
    for action, cles in par_action.items():
        LignePanier.objects.filter(pk__in=cles, action=action).delete()


def _reserver_plutot(jugement: Jugement) -> Jugement:
    """Make a wait a booking, where there is a place."""
    ligne, verdict = jugement.ligne, jugement.verdict
    if ligne.action != Action.ATTENDRE or verdict.suite or verdict.possible:
        return jugement
    reserver = replace(ligne, action=Action.RESERVER)
    return replace(jugement, ligne=reserver, verdict=replace(verdict, motif=None))


@transaction.atomic
def _ecrire(
    foyer: Foyer, lecture: Lecture | None, jugements: list[Jugement], par: Utilisateur
) -> int:
    deja = LignePanier.objects.filter(foyer=foyer).count()
    if deja + len(jugements) > LIGNES_MAX:
        raise Refus(PLEIN)
    prix = prix_de(a_payer(foyer.pk, jugements), grilles_de=les_grilles_montrees)
    lignes_du_panier = [
        LignePanier(
            foyer=foyer,
            par=par,
            vu=_vu(jugement.bloc, prix.get(jugement.ligne.cle)),
            **vars(jugement.ligne),  # child, activity, bloc, action
        )
        for jugement in jugements
    ]
    LignePanier.objects.bulk_create(
        lignes_du_panier, update_conflicts=True, unique_fields=_CLE, update_fields=_REDIT
    )
    return len(jugements)


# The key of a line, and what a new choice of it overwrites.
_CLE, _REDIT = ("foyer", "enfant", "activite", "bloc"), ("action", "vu", "par", "cree_le")


def _vu(bloc: "Bloc | None", prix: "Prix | None") -> dict[str, Any]:
    """What the page shows now, so that the summary can tell what has changed since."""
    assert bloc is not None, "what a line that is possible is about"
    if prix is None:
        return {"places": bloc.places}
    return {"places": bloc.places, "centimes": prix.centimes, "avis_quotient": prix.avis_quotient}
