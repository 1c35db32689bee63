"""The two long jobs of an opening by wishes: play the allocation without writing any booking, then
publish it. Each may stop and go on from where it was."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from famille.models import Travail, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.travaux.actions import lancer
from reservations.models import DemandeReservation, ListeDeVoeux, Tirage, VoeuDeListe
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.moteur.soumettre import essayer, soumettre
from reservations.regles.juge import Motif
from reservations.regles.voeux.affectation import Affectation
from reservations.regles.voeux.dossier import (
    Dossier,
    empreinte_du_resultat,
    lire_dossier,
    resultat,
)
from reservations.regles.voeux.raisons import Issue, Raison, raison

from .courriels import repondre
from .faits import lire_dossier_de, lire_listes, par_rang, place_de
from .mise_en_file import mettre_en_file

if TYPE_CHECKING:
    from famille.travaux.actions import Avancement

CALCUL, PUBLICATION = "voeux-apercu", "voeux-publication"
TROP_TOT = "Les familles peuvent encore changer leurs vœux : attendez la fin de la période."
DEJA = "La réponse à ces vœux est déjà publiée, ou en train de l’être."
SANS_APERCU = "Calculez d’abord l’aperçu, et lisez-le avant de publier."
CHANGE = "Les vœux ont changé depuis cet aperçu : calculez-le de nouveau."
JOUES = ("criteres", "enfants", "listes")  # keys of Dossier.en_donnees
MOTIF = "Réponse aux vœux, demandés à temps."
Etat = Tirage.Etat


@transaction.atomic
def demander_l_apercu(
    tirage: Tirage, *, par: Utilisateur, maintenant: datetime | None = None
) -> Travail:
    """The job that plays it. Refus: families may still write, or it is published."""
    tirage = _saisir(tirage)
    if tirage.etat not in (Etat.ENGAGE, Etat.CALCULE):
        raise Refus(DEJA)
    _exiger_la_fin(tirage, maintenant)
    travail = lancer(CALCUL, f"Aperçu : {tirage.ouverture}", {"tirage": tirage.pk}, par=par)
    Tirage.objects.filter(pk=tirage.pk).update(travail=travail)
    return travail


@transaction.atomic
def publier(
    tirage: Tirage, *, vu: str, par: Utilisateur, maintenant: datetime | None = None
) -> Travail:
    """The job that books what the preview said, queues the rest, and tells families. `vu`: the
    print of the result that the agent has read. Refus: families may write again, another one has
    been computed since, or what it was played on has changed."""
    tirage = _saisir(tirage)
    if tirage.etat in (Etat.PUBLICATION, Etat.PUBLIE):
        raise Refus(DEJA)
    if tirage.etat != Etat.CALCULE or not tirage.empreinte_resultat:
        raise Refus(SANS_APERCU)
    _exiger_la_fin(tirage, maintenant)
    if vu != tirage.empreinte_resultat or _a_change(tirage):
        raise Refus(CHANGE)
    travail = lancer(PUBLICATION, f"Réponses : {tirage.ouverture}", {"tirage": tirage.pk}, par=par)
    Tirage.objects.filter(pk=tirage.pk).update(etat=Etat.PUBLICATION, travail=travail, par=par)
    return travail


def _saisir(tirage: Tirage) -> Tirage:
    """Read again, with its opening, so that two agents do not begin at once and no date moves."""
    lignes = Tirage.objects.select_related("ouverture").select_for_update(of=("self", "ouverture"))
    return lignes.get(pk=tirage.pk)


def _exiger_la_fin(tirage: Tirage, maintenant: datetime | None) -> None:
    au = tirage.ouverture.voeux_au
    if au is None or au > (maintenant or timezone.now()):
        raise Refus(TROP_TOT)


def _a_change(tirage: Tirage) -> bool:
    """Whether a list, a wish, a child, a criterion or who meets it is no longer as it was played.
    Places may be others: the engine has the last word on them."""
    maintenant = lire_dossier_de(tirage, lire_listes(tirage)).en_donnees()
    return any(maintenant[cle] != tirage.dossier.get(cle) for cle in JOUES)


def executer_l_apercu(travail: Travail, avancer: "Avancement") -> dict[str, Any]:
    """The job "voeux-apercu": parametres dict(tirage: pk)."""
    tirage = _trouver(travail)
    if tirage.etat not in (Etat.ENGAGE, Etat.CALCULE):
        raise Refus(DEJA)
    listes = lire_listes(tirage)
    avancer(0, len(listes))
    dossier = lire_dossier_de(tirage, listes)
    fait = dossier.jouer()
    lu = resultat(fait)
    bilan = _bilan(dossier.lieux, dossier.listes, fait)
    Tirage.objects.filter(pk=tirage.pk, etat__in=[Etat.ENGAGE, Etat.CALCULE]).update(
        etat=Etat.CALCULE,
        dossier=dossier.en_donnees(),
        resultat=lu,
        empreinte_resultat=empreinte_du_resultat(lu),
        bilan=bilan,
        calcule_le=timezone.now(),
    )
    avancer(len(listes), len(listes))
    return {"phrase": _phrase(bilan), "tirage": tirage.pk}


def _bilan(lieux: Any, listes: Any, fait: Any) -> dict[str, Any]:
    """{"listes", "servies", "places": {place: [capacity, wished first, wished, given]}}."""
    places = {place: [lieu.capacite, 0, 0, 0] for place, lieu in lieux.items()}
    for liste in listes:
        for rang, parts in enumerate(liste.choix):
            for part in parts:
                places[part.place][1] += rang == 0
                places[part.place][2] += 1
    for place, titulaires in fait.titulaires.items():
        places[place][3] = len(titulaires)
    servies = sum(1 for obtenus in fait.obtenus.values() if obtenus)
    return {"listes": len(listes), "servies": servies, "places": places}


def _phrase(bilan: dict[str, Any]) -> str:
    listes, servies = bilan["listes"], bilan["servies"]
    return (
        f"{compte(listes, 'liste de vœux', 'listes de vœux')} :"
        f" {servies} obtien{'nent' if servies > 1 else 't'} au moins une place. Rien n’est encore"
        " réservé."
    )


def executer_la_publication(travail: Travail, avancer: "Avancement") -> dict[str, Any]:
    """The job "voeux-publication": parametres dict(tirage: pk). A list is done when its `servie_le`
    is written; what the engine booked before a stop is found again by its key."""
    tirage = _trouver(travail)
    dossier = lire_dossier(tirage.dossier)
    fait = dossier.jouer()
    listes = {str(liste.pseudonyme): liste for liste in lire_listes(tirage)}
    a_faire = [cle for cle, liste in sorted(listes.items()) if liste.servie_le is None]
    deja = len(listes) - len(a_faire)
    for rang, cle in enumerate(a_faire, deja + 1):
        _servir(listes[cle], _raisons(dossier, fait, listes[cle]), tirage)
        avancer(rang, len(listes) + 1)
    mettre_en_file(tirage, dossier)
    Tirage.objects.filter(pk=tirage.pk, etat=Etat.PUBLICATION).update(
        etat=Etat.PUBLIE, publie_le=timezone.now()
    )
    tirage.refresh_from_db()
    for foyer in {liste.foyer_id: liste.foyer for liste in listes.values()}.values():
        repondre(tirage, foyer)
    avancer(len(listes) + 1, len(listes) + 1)
    obtenus = VoeuDeListe.objects.filter(
        liste__tirage=tirage, issue=VoeuDeListe.Issue.OBTENU
    ).count()
    suite = "Les familles ont reçu la réponse."
    return {
        "phrase": f"{compte(obtenus, 'vœu obtenu', 'vœux obtenus')}. {suite}",
        "tirage": tirage.pk,
    }


def _trouver(travail: Travail) -> Tirage:
    return Tirage.objects.select_related("ouverture", "par").get(pk=travail.parametres["tirage"])


def _raisons(dossier: Dossier, fait: Affectation, liste: ListeDeVoeux) -> dict[int, Raison]:
    """{rank: what was played of it}. A wish that is not in the file was not played, and gets
    nothing."""
    la = dossier.marche.par_cle.get(str(liste.pseudonyme))
    if la is None:
        return {}
    pseudonymes = {lien.enfant_id: str(lien.pseudonyme) for lien in liste.enfants.all()}
    joues = {
        frozenset((part.enfant, part.place) for part in choix): raison(dossier.marche, fait, la, un)
        for un, choix in enumerate(la.choix)
    }
    rangs = {
        rang: frozenset((pseudonymes.get(un.enfant_id, ""), place_de(un)) for un in voeux)
        for rang, voeux in par_rang(liste.voeux.all())
    }
    if liste.tout_ou_rien:  # one choice of them all
        rangs = dict.fromkeys(rangs, frozenset().union(*rangs.values()))
    return {rang: joues[parts] for rang, parts in rangs.items() if parts in joues}


def _servir(liste: ListeDeVoeux, dites: dict[int, Raison], tirage: Tirage) -> None:
    """Book what this list gets, and note what became of each of its wishes."""
    rangs = par_rang(liste.voeux.all())
    gagnes = {
        rang: voeux for rang, voeux in rangs if rang in dites and dites[rang].issue == Issue.OBTENU
    }
    contre = _reserver(liste, gagnes, tirage) if gagnes else {}
    donnees: dict[str, Any]
    for rang, voeux in rangs:
        dite = dites.get(rang)
        if rang in gagnes and rang not in contre:
            issue, donnees = VoeuDeListe.Issue.OBTENU, {}
        else:
            issue = VoeuDeListe.Issue.NON_OBTENU
            donnees = {"phrase": contre[rang]} if rang in contre else _en_donnees(dite)
        VoeuDeListe.objects.filter(pk__in=[voeu.pk for voeu in voeux]).update(
            issue=issue, raison=donnees
        )
    ListeDeVoeux.objects.filter(pk=liste.pk).update(servie_le=timezone.now())


def _en_donnees(dite: Raison | None) -> dict[str, Any]:
    """What the wish keeps of its reason: counts alone, of nobody in particular."""
    if dite is None:
        return {}
    return {
        "issue": str(dite.issue),
        "place": dite.place,
        "devant": dite.devant,
        "par_critere": [list(un) for un in dite.par_critere],
        "par_tirage": dite.par_tirage,
    }


def _reserver(
    liste: ListeDeVoeux, gagnes: dict[int, list[VoeuDeListe]], tirage: Tirage
) -> dict[int, str]:
    """Book these ranks by the engine, which has the last word; {rank: why not} of those that it
    refuses. One that asks for all or nothing loses all of them."""
    prefixe = f"voeux-{liste.pk}-"
    faites = DemandeReservation.objects.filter(cle__startswith=prefixe).order_by("soumise_le")
    deja = [une for une in faites if une.acceptee]
    if deja:
        return _sans(deja[-1], gagnes)
    essai = faites.count()
    contre: dict[int, str] = {}
    restent = dict(gagnes)
    while restent:
        essai += 1
        refus = _essayer_de_reserver(liste, restent, tirage, f"{prefixe}{essai}")
        if not refus:
            break
        perdus = _rangs_perdus(liste, restent, refus)
        contre |= perdus
        restent = {rang: voeux for rang, voeux in restent.items() if rang not in perdus}
    return contre


def _essayer_de_reserver(
    liste: ListeDeVoeux, gagnes: dict[int, list[VoeuDeListe]], tirage: Tirage, cle: str
) -> dict[tuple[int, int, str], str]:
    """Book all of these ranks, or {line: why not} and nothing is booked. What the family has booked
    by itself meanwhile is hers already."""
    lignes = [_ligne(voeu) for voeux in gagnes.values() for voeu in voeux]
    _lecture, jugements = essayer(liste.foyer, lignes, par=tirage.par, hors_regles=True)
    contre = [
        j for j in jugements if not j.verdict.possible and j.verdict.motif != Motif.DEJA_RESERVE
    ]
    a_faire = [j.ligne for j in jugements if j.verdict.possible]
    if contre or not a_faire:
        return {j.ligne.cle: j.verdict.phrase for j in contre}
    assert tirage.par  # who published it
    demande = soumettre(
        liste.foyer,
        a_faire,
        par=tirage.par,
        cle=cle,
        canal=DemandeReservation.Canal.VOEUX,
        motif=MOTIF,
        hors_regles=True,
    )
    return {
        (une["enfant"], une["activite"], une["bloc"]): une["phrase"]
        for une in demande.lignes
        if une["resultat"] == "refuse"
    }


def _rangs_perdus(
    liste: ListeDeVoeux,
    restent: dict[int, list[VoeuDeListe]],
    refus: dict[tuple[int, int, str], str],
) -> dict[int, str]:
    phrases = {
        rang: next(refus[_ligne(voeu).cle] for voeu in voeux if _ligne(voeu).cle in refus)
        for rang, voeux in restent.items()
        if any(_ligne(voeu).cle in refus for voeu in voeux)
    }
    if liste.tout_ou_rien and phrases:
        premiere = next(iter(phrases.values()))
        return {rang: phrases.get(rang, premiere) for rang in restent}
    return phrases


def _ligne(voeu: VoeuDeListe) -> LigneDemandee:
    return LigneDemandee(voeu.enfant_id, voeu.activite_id, voeu.bloc, Action.RESERVER)


def _sans(demande: DemandeReservation, gagnes: dict[int, list[VoeuDeListe]]) -> dict[int, str]:
    """After a stop: what the receipt already booked; the rest had been refused."""
    prises = {(une["enfant"], une["activite"], une["bloc"]) for une in demande.lignes}
    return {
        rang: "Cette place n’a pas pu être réservée."
        for rang, voeux in gagnes.items()
        if not all(_ligne(voeu).cle in prises for voeu in voeux)
    }
