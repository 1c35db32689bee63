"""A submission as its receipt and the history tell it (D1): when it came, who asked, what each line
got and costs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from famille.socle.dire import compte, du_au, en_euros, en_mois, en_moment, enumerer
from famille.socle.noms import nom_propre
from famille.socle.ville import service
from famille.socle.ville.phrases import dit
from reservations.consommation.apercu_des_aides import MOIS_LUS, lignes_aidees
from reservations.consommation.lignes import LigneConsommee
from reservations.lecture.aides_dites import PrixMontre, avant_les_aides
from reservations.lecture.filtres import Mois
from reservations.lecture.lignes import lire
from reservations.models import DemandeReservation
from reservations.moteur.recit import Recit, activites_de, raconter
from reservations.moteur.resultat import rangs_des_enfants, titre_de
from reservations.regles.juge import etendue
from reservations.tarifs.prix import APayer, prix_de

Canal = DemandeReservation.Canal
ZERO = Decimal("0.00")
SANS_AIDE = (
    "À ce jour, vos aides ne paient rien de cette demande : elles ne valent pas pour ces jours, ou"
    " tout ce qu’elles pouvaient payer est déjà pris."
)
ANNULES = (
    "Prix avant aide : si vos aides payaient une part de ces jours, votre facture baisse de votre"
    " seule part."
)
DES_LIGNES = (
    "Ces jours comptent dans votre mois avec d’autres, ou bien l’un d’eux ou leur prix a changé :"
    " sur toutes ces lignes, vos aides paient {aide} et il vous reste {reste}, à ce jour."
)
ANNULES_AUSSI = "Pour les jours annulés, votre facture baisse de votre seule part."
_COMMENT = {
    Canal.PORTAIL: "sur le portail",
    Canal.GUICHET: "enregistrée par un agent",
    Canal.RAPPEL: "depuis le rappel reçu par e-mail",
    Canal.OFFRE: "en acceptant une place proposée",
    Canal.EVENEMENT: dit("à l’initiative {du_service}"),
    Canal.SUR_PLACE: "notée par le centre, à l’arrivée de l’enfant",
    Canal.VOEUX: "en réponse à vos vœux",
    Canal.BOURSE: "par une place cédée",
}


@dataclass(frozen=True)
class ApresAides:
    """What is left to the family, in euros; where days of this demande count with others, or at
    another price since, what the lines of the month that hold them say. `rien`: it is reckoned that
    nobody pays any of it, and nothing is to be announced."""

    reste: str = ""
    des_lignes: str = ""
    rien: str = ""


@dataclass(frozen=True)
class Accuse:
    """`tarifs`: how the prices of the lines are made, where the grids of today still give them."""

    recu_le: str
    demandeur: str
    comment: str
    recit: Recit
    tarifs: list[str]
    avant_aides: str = ""
    apres_aides: ApresAides = ApresAides()


def lire_accuse(demande: DemandeReservation) -> Accuse:
    """Sixteen queries at most, whatever the number of lines; ten more a month where somebody helps
    to pay."""
    aides = avant_aides(demande)
    return Accuse(
        en_moment(demande.soumise_le),
        demandeur(demande),
        _COMMENT[Canal(demande.canal)],
        raconter(demande, activites_de(demande)),
        _tarifs(demande),
        aides,
        reste_apres_aides(demande) if aides else ApresAides(),
    )


def avant_aides(demande: DemandeReservation) -> str:
    """That its prices are before what others pay of them; "" when nobody does."""
    foyer, montres = demande.foyer_id, []
    for une in demande.lignes:
        if une["resultat"] in ("reserve", "annule") and une.get("centimes") is not None:
            montres.append(PrixMontre(foyer, une["enfant"], une["activite"], *etendue(une["bloc"])))
    return avant_les_aides(montres).get(foyer, "")


def reste_apres_aides(demande: DemandeReservation) -> ApresAides:
    """Of what it books, as its invoices would say it today; of what it cancels, that its price is
    more than what the family pays less. Nothing of the first where a line is booked no more on any
    of its days, or it goes over more than MOIS_LUS."""
    reservees = [une for une in demande.lignes if une["resultat"] == "reserve"]
    annule = any(une["resultat"] == "annule" for une in demande.lignes)
    if annule and not reservees:
        return ApresAides(rien=ANNULES)
    connus = all(une.get("centimes") is not None for une in reservees)
    trouve = _des_reservees(demande.foyer_id, reservees) if connus else ApresAides()
    return _avec_les_annules(trouve) if annule else trouve


def _avec_les_annules(trouve: ApresAides) -> ApresAides:
    dit = trouve.des_lignes
    if trouve.reste:
        dit = f"Pour les jours réservés, il vous reste {trouve.reste}, à ce jour."
    elif trouve.rien:
        dit = "Pour les jours réservés, vos aides ne paient rien, à ce jour."
    return ApresAides(des_lignes=f"{dit} {ANNULES_AUSSI}".strip())


def _des_reservees(foyer: int, reservees: list[dict[str, Any]]) -> ApresAides:
    jours: dict[tuple[int, int], set[date]] = defaultdict(set)
    blocs = [((une["enfant"], une["activite"]), _jours_du_bloc(une["bloc"])) for une in reservees]
    for cle, siens in blocs:
        jours[cle] |= siens
    tous = sorted(jour for siens in jours.values() for jour in siens)
    mois = [Mois.du(tous[0]).decale(rang) for rang in range(MOIS_LUS)] if tous else []
    if not mois or tous[-1] > mois[-1].fin:
        return ApresAides()
    mois = [un for un in mois if un.debut <= tous[-1]]
    lignes = [
        ligne
        for ligne in lignes_aidees(foyer, mois)
        if not ligne.retard
        and ligne.prix.montant is not None
        and _jours(ligne) & jours.get((ligne.quoi.enfant, ligne.quoi.activite), set())
    ]
    reste = sum((ligne.prix.montant or ZERO for ligne in lignes), ZERO)
    aide = sum((ligne.prix.aide for ligne in lignes), ZERO)
    comptes: dict[tuple[int, int], set[date]] = defaultdict(set)
    for ligne in lignes:
        comptes[ligne.quoi.enfant, ligne.quoi.activite] |= _jours(ligne)
    comptees = all(siens & comptes[cle] for cle, siens in blocs)
    if comptees and not aide:
        return ApresAides(rien=SANS_AIDE)
    seules = all(_jours(une) <= jours[une.quoi.enfant, une.quoi.activite] for une in lignes)
    if seules and reste + aide == Decimal(sum(une["centimes"] for une in reservees)).scaleb(-2):
        return ApresAides(reste=en_euros(reste))
    dit = DES_LIGNES.format(aide=en_euros(aide), reste=en_euros(reste))
    return ApresAides(des_lignes=dit if comptees else "")


def _jours_du_bloc(bloc: str) -> set[date]:
    debut, fin = etendue(bloc)
    return {debut + timedelta(days=rang) for rang in range((fin - debut).days + 1)}


def _jours(ligne: LigneConsommee) -> set[date]:
    return {creneau.jour for creneau in ligne.quoi.creneaux}


def demandeur(demande: DemandeReservation) -> str:
    """An adult of the household by name; whoever else asked is the Pôle Familles."""
    par = demande.par
    if par and demande.foyer.responsables.filter(utilisateur=par).exists():
        return par.get_full_name()
    return service().en_titre


def resumer(demandes: Iterable[DemandeReservation]) -> list[dict]:
    """The lines of the history: dict(demande, mois, recu_le, titre, pour, comment, statut, mot)."""
    toutes = list(demandes)
    rangs = rangs_des_enfants(*toutes)
    return [_resumer(une, rangs) for une in toutes]


def _resumer(demande: DemandeReservation, rangs: dict[int, int]) -> dict:
    statut, mot = ("validee", "Enregistrée") if demande.acceptee else ("rejetee", "Refusée")
    return {
        "demande": demande,
        "mois": en_mois(timezone.localdate(demande.soumise_le)).capitalize(),
        "recu_le": en_moment(demande.soumise_le),
        "titre": titre_de(demande),
        "pour": _pour_qui(demande, rangs),
        "comment": _COMMENT[Canal(demande.canal)],
        "statut": statut,
        "mot": mot,
    }


def _pour_qui(demande: DemandeReservation, rangs: dict[int, int]) -> dict[str, str]:
    """dict(prenoms, ou, quand): by which one is told from another of the same minute."""
    activites = list(dict.fromkeys(ligne["activite_nom"] for ligne in demande.lignes))
    seule = len(activites) == 1
    bornes = [jour for ligne in demande.lignes for jour in etendue(ligne["bloc"])]
    if not bornes:
        return {}
    lignes = sorted(demande.lignes, key=lambda ligne: rangs[ligne["enfant"]])
    return {
        "prenoms": enumerer(dict.fromkeys(ligne["prenom"] for ligne in lignes)),
        "ou": nom_propre(activites[0]) if seule else compte(len(activites), "activité"),
        "quand": du_au(min(bornes), max(bornes)),
    }


def _tarifs(demande: DemandeReservation) -> list[str]:
    """The sentences of the prices, each once. One that no longer gives the price asked then is left
    out: the amount of the receipt does not change."""
    reservees = {
        (ligne["enfant"], ligne["activite"], ligne["bloc"]): ligne["centimes"]
        for ligne in demande.lignes
        if ligne["resultat"] == "reserve" and ligne.get("centimes") is not None
    }
    if not reservees:
        return []
    bornes = [etendue(bloc) for _enfant, _activite, bloc in reservees]
    lecture = lire(
        [demande.foyer],
        debut=min(debut for debut, _fin in bornes),
        fin=max(fin for _debut, fin in bornes),
        enfants={enfant for enfant, _activite, _bloc in reservees},
        activites={activite for _enfant, activite, _bloc in reservees},
    )
    prix = prix_de(
        APayer(
            demande.foyer_id,
            ligne.enfant.pk,
            ligne.activite.pk,
            ligne.activite.structure_id,
            bloc,
            demande.canal == Canal.SUR_PLACE,
        )
        for ligne in lecture.lignes
        for bloc in ligne.blocs
        if (ligne.enfant.pk, ligne.activite.pk, bloc.cle) in reservees
    )
    noms = {ligne.activite.pk: str(ligne.activite) for ligne in lecture.lignes}
    phrases = [
        f"{noms[cle[1]]} : {prix[cle].phrase}"
        for cle in reservees
        if cle in prix and prix[cle].centimes == reservees[cle]
    ]
    return list(dict.fromkeys(phrases))
