"""The end of an offer: accepted, refused, expired; and the steps shared with giving a place.
Counters are always locked first; then attentes are read again, judged and booked."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from reservations.lecture import file_attente
from reservations.lecture.lignes import BlocLu
from reservations.models import Attente, DemandeReservation, Reservation
from reservations.models.demandes import Action
from reservations.moteur import recapitulatif
from reservations.moteur.demande import Envoi, LigneDemandee
from reservations.moteur.file import avis
from reservations.moteur.file.lien_file import avec_une_place, conclure, servir
from reservations.moteur.jugement import (
    JOUR_PASSE,
    Jugement,
    accuse,
    deja_ouvert,
    sans_delais,
    sans_les_prises,
)
from reservations.moteur.verrou import (
    ARefaire,
    compter,
    ecriture,
    rejouer,
    reservation,
    verrouiller,
    verrouiller_inscriptions,
)
from reservations.regles.juge import Bloc, Motif, Verdict, empechements, est_passe, verdict
from reservations.regles.tarifs import Prix
from reservations.tarifs.prix import APayer, prix_de

Etat = Attente.Etat
Canal = DemandeReservation.Canal
# A missing paper can still be given while the offer stands; any other reason ends it.
_REPARABLES = {Motif.FICHE, Motif.ASSURANCE}
_FINIES = {
    Etat.EN_ATTENTE: "Cette place n’est plus proposée : vous êtes toujours en liste d’attente.",
    Etat.ACCEPTEE: "Cette place est déjà réservée.",
    Etat.REFUSEE: "Vous avez refusé cette place : elle n’est plus gardée pour vous.",
    Etat.EXPIREE: (
        "Le délai pour accepter cette place est passé : elle n’est plus gardée pour vous."
    ),
    Etat.RETIREE: "Vous n’êtes plus en liste d’attente pour ce jour.",
}
AUTRES_PROPOSEES = "Sa place n’est plus gardée pour vous ; les autres vous restent proposées."


def accepter(
    attente: Attente, *, par: Utilisateur, maintenant: datetime | None = None
) -> DemandeReservation:
    """Book the place offered, and those of the brothers and sisters offered with it. A second call
    returns the same receipt.

    Refus: the offer is over, or the rules are now against it; the place has then gone to the next.
    """
    return conclu(
        lambda instant: _accepter(attente, par=par, maintenant=instant), maintenant, "accepter"
    )


def refuser(attente: Attente, *, par: Utilisateur, maintenant: datetime | None = None) -> None:
    """Give back the place offered, and those offered with it; they go to the next. Refus: the offer
    is over."""
    conclu(lambda instant: _refuser(attente, maintenant=instant), maintenant, "refuser")


def expirer_offres(*, maintenant: datetime | None = None) -> int:
    """End the offers that nobody answered in time and serve the next; how many. Safe to run
    twice."""
    maintenant = maintenant or timezone.now()
    passees = Attente.objects.filter(etat=Etat.PROPOSEE, expire_le__lte=maintenant).select_related(
        "foyer", "enfant"
    )
    return sum(rejouer(partial(_expirer, offre, maintenant), quoi="expirer") for offre in passees)


def _accepter(attente: Attente, *, par: Utilisateur, maintenant: datetime) -> Any:
    saisie = saisir(attente, ensemble=True)
    premiere = saisie.attentes[0]
    cle = f"offre-{premiere.ensemble or premiere.reference}"
    if premiere.etat != Etat.PROPOSEE:
        deja = DemandeReservation.objects.filter(cle=cle, foyer=premiere.foyer_id).first()
        return deja, None if deja else Refus(_FINIES[Etat(premiere.etat)])
    if premiere.est_echue(maintenant):
        return None, _fin_de_l_offre(saisie, Etat.EXPIREE, maintenant)
    jugements = juger(saisie, maintenant)
    contre = [
        (a, j) for a, j in zip(saisie.attentes, jugements, strict=True) if not j.verdict.possible
    ]
    if contre:
        return None, _sans_ceux_qui_ne_peuvent_plus(saisie, contre, maintenant)
    envoi = Envoi(
        premiere.foyer, tuple(j.ligne for j in jugements), par, cle, maintenant, canal=Canal.OFFRE
    )
    return reserver(saisie.attentes, jugements, envoi), None


def _sans_ceux_qui_ne_peuvent_plus(
    saisie: "Saisie", contre: list[tuple[Attente, Any]], maintenant: datetime
) -> Refus:
    """End the offers that the rules forbid: their places go to the next; the others stay offered. A
    missing paper ends nothing: it can be given until the offer expires. The Refus to raise."""
    phrases = [phrase_de(attente, jugement) for attente, jugement in contre]
    finis = [attente for attente, jugement in contre if jugement.verdict.motif not in _REPARABLES]
    for attente in finis:
        _rendre_et_conclure(attente, Etat.RETIREE, maintenant)
    if not finis:
        phrases.append("La place vous reste proposée jusqu’à son échéance.")
    else:
        servir(saisie.creneaux, maintenant=maintenant)
        autres = len(saisie.attentes) > len(finis)
        phrases.append("La place n’est plus gardée pour vous." if not autres else AUTRES_PROPOSEES)
    return Refus(" ".join(phrases))


def _rendre_et_conclure(attente: Attente, etat: Attente.Etat, maintenant: datetime) -> bool:
    """End the offer and give its places back. False: it was already ended."""
    if not conclure(attente, etat, maintenant=maintenant, creneaux=[]):
        return False
    compter(attente.creneaux, signe=-1)
    return True


def _refuser(attente: Attente, *, maintenant: datetime) -> tuple[None, Refus | None]:
    saisie = saisir(attente, ensemble=True)
    premiere = saisie.attentes[0]
    if premiere.etat == Etat.REFUSEE:
        return None, None
    if premiere.etat != Etat.PROPOSEE:
        return None, Refus(_FINIES[Etat(premiere.etat)])
    return None, _fin_de_l_offre(saisie, Etat.REFUSEE, maintenant)


def _fin_de_l_offre(saisie: "Saisie", etat: Attente.Etat, maintenant: datetime) -> Refus | None:
    """End all the offers of the group and serve the next. The Refus to raise; None when ending was
    asked for."""
    finies = [
        attente for attente in saisie.attentes if _rendre_et_conclure(attente, etat, maintenant)
    ]
    servir(saisie.creneaux, maintenant=maintenant)
    if etat != Etat.EXPIREE:
        return None
    if finies:
        avis.dire_expiree(finies, maintenant)
    return Refus(_FINIES[Etat.EXPIREE])


def _expirer(offre: Attente, maintenant: datetime) -> int:
    """End this expired offer and those made with it. How many."""
    with ecriture():
        saisie = saisir(offre, ensemble=True)
        echues = [a for a in saisie.attentes if a.etat == Etat.PROPOSEE and a.est_echue(maintenant)]
        if not echues:
            return 0
        _fin_de_l_offre(replace(saisie, attentes=echues), Etat.EXPIREE, maintenant)
        return len(echues)


PLUS_INSCRIT = "l’inscription à cette activité est terminée."


@dataclass
class Saisie:
    """Attentes read again with their counters locked. `creneaux`: what is locked."""

    attentes: list[Attente]
    creneaux: set[int]


def conclu[T](
    faire: Callable[[datetime], tuple[T, Refus | None]], maintenant: datetime | None, quoi: str
) -> T:
    """Run `faire(instant)` → (answer, refusal or None) and commit it, even when it refuses."""

    def essai() -> tuple[T, Refus | None]:
        with ecriture():
            return faire(maintenant or timezone.now())

    reponse, refus = rejouer(essai, quoi=quoi)
    if refus:
        raise refus
    return reponse


def saisir(attente: Attente, *, ensemble: bool) -> Saisie:
    """Lock all that this wait, the offers made with it (`ensemble`) and the next ones may touch;
    then read them again. ARefaire: they moved meanwhile. Refus: the row is gone."""
    prevus = file_attente.creneaux_de(_avec_les_siens(attente, ensemble))
    creneaux = file_attente.a_verrouiller(prevus)
    verrouiller(creneaux)
    attentes = _avec_les_siens(attente, ensemble)
    if not attentes:
        raise Refus("Cette demande n’est plus dans la liste d’attente.")
    if not file_attente.creneaux_de(attentes) <= creneaux:
        raise ARefaire
    verrouiller_inscriptions({a.enfant_id for a in attentes}, {a.activite_id for a in attentes})
    return Saisie(attentes, creneaux)


def _avec_les_siens(attente: Attente, ensemble: bool) -> list[Attente]:
    lignes = Attente.objects.select_related("foyer", "enfant", "activite__structure").order_by("pk")
    la = list(lignes.filter(pk=attente.pk))
    if ensemble and la and la[0].ensemble and la[0].etat == Etat.PROPOSEE:
        return list(
            lignes.filter(ensemble=la[0].ensemble, foyer=la[0].foyer_id, etat=Etat.PROPOSEE)
        )
    return la


def juger(saisie: Saisie, maintenant: datetime, *, hors_regles: bool = False) -> list[Jugement]:
    """Judge each wait, in order, as if it had the places held for it."""
    lus = file_attente.lire_blocs(saisie.attentes)
    prix = prix_des(saisie.attentes, lus)
    # taken by the ones before, where a week has won a day that nobody holds
    deja: Counter[int] = Counter()
    jugements = []
    for attente in saisie.attentes:
        lu = lus.get(attente.pk)
        reponse = _verdict(attente, lu, deja, maintenant, hors_regles)
        jugements.append(jugement_de(attente, lu and lu[1], reponse, prix.get(attente.pk)))
        if reponse.possible:
            deja.update(set(jugements[-1].pks) - set(attente.creneaux))
    return jugements


def prix_des(attentes: Iterable[Attente], lus: Mapping[int, BlocLu]) -> dict[int, Prix]:
    """{pk: the price of its bloc}, of those that have one."""
    lues = [une for une in attentes if une.pk in lus]
    prix = prix_de(
        APayer(a.foyer_id, a.enfant_id, a.activite_id, a.activite.structure_id, lus[a.pk][1])
        for a in lues
    )
    cles = {une.pk: (une.enfant_id, une.activite_id, une.bloc) for une in lues}
    return {pk: prix[cle] for pk, cle in cles.items() if cle in prix}


def jugement_de(
    attente: Attente, bloc: Bloc | None, reponse: Verdict, prix: Prix | None
) -> Jugement:
    """The Jugement of the booking that a wait asks for."""
    ligne = LigneDemandee(attente.enfant_id, attente.activite_id, attente.bloc, Action.RESERVER)
    centimes = prix.centimes if prix else None
    return Jugement(ligne, attente.enfant.prenom, attente.activite, bloc, reponse, centimes)


def _verdict(
    attente: Attente,
    lu: BlocLu | None,
    deja: Mapping[int, int],
    maintenant: datetime,
    hors_regles: bool,
) -> Verdict:
    if lu is None:
        return Verdict(f"{attente.enfant.prenom} : {PLUS_INSCRIT}", Motif.NON_INSCRIT)
    faits, bloc = deja_ouvert(lu[0].faits), lu[1]
    if hors_regles and est_passe(bloc, maintenant):
        return Verdict(JOUR_PASSE, Motif.TROP_TARD)
    if hors_regles:
        faits = sans_delais(faits)
    vu = avec_une_place(sans_les_prises(bloc, deja), attente.creneaux)
    return verdict(vu, faits, maintenant=maintenant)


def empechements_de(attente: Attente, maintenant: datetime) -> list[Verdict]:
    """All the reasons against giving this place, deadlines aside."""
    lu = file_attente.lire_blocs([attente]).get(attente.pk)
    if lu is None:
        return []
    faits = sans_delais(deja_ouvert(lu[0].faits))
    return empechements(avec_une_place(lu[1], attente.creneaux), faits, maintenant=maintenant)


def reserver(
    attentes: list[Attente], jugements: list[Jugement], envoi: Envoi, **champs: Any
) -> DemandeReservation:
    """Write the receipt and the bookings, with the places held. A day that the week has won or lost
    meanwhile is taken or given back."""
    demande = accuse(envoi, jugements, acceptee=True)
    demande.save(force_insert=True)
    reservations = []
    for attente, jugement in zip(attentes, jugements, strict=True):
        tenus, voulus = set(attente.creneaux), set(jugement.pks)
        compter(voulus - tenus)
        compter(tenus - voulus, signe=-1)
        conclure(attente, Etat.ACCEPTEE, maintenant=envoi.maintenant, creneaux=[], **champs)
        reservations += [reservation(demande, attente.enfant_id, pk) for pk in sorted(voulus)]
    Reservation.objects.bulk_create(reservations)
    recapitulatif.reveiller()
    return demande


def phrase_de(attente: Attente, jugement: Jugement) -> str:
    phrase = jugement.verdict.phrase
    return (
        phrase
        if phrase.startswith(attente.enfant.prenom)
        else f"{attente.enfant.prenom} : {phrase}"
    )
