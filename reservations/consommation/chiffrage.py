"""What a line costs and why, worked out once for all those that look alike (consommations)."""

from datetime import date
from decimal import Decimal

from reservations.regles.accueil.retard import regle_du_retard
from reservations.regles.consommation import (
    Anomalie,
    JourCompte,
    JourFacturable,
    Montant,
    calcul_de,
    juger,
    juger_un_jour_compte,
    montant_du,
)
from reservations.regles.juge import Unite, UniteComptee
from reservations.regles.tarifs import SANS_TARIF, Grille, Prix, prix
from reservations.tarifs.faits import FaitsTarifaires, Grilles
from reservations.tarifs.prix import grille_du, nombre_d_unites

from .lecture import ActiviteLue, Consomme

Trouve = tuple[Prix | None, dict]
_SANS_PRIX: Trouve = (None, {"phrases": [SANS_TARIF]})


class Chiffrage:
    """Judgements, grids, prices and computations already worked out, each once. No query."""

    def __init__(self, grilles: Grilles, *, aujourdhui: date, facturer_non_pointees: bool) -> None:
        self.grilles, self.aujourdhui = grilles, aujourdhui
        self.facturer_non_pointees = facturer_non_pointees
        self.jugements: dict[tuple, JourFacturable] = {}
        self.jours: dict[tuple, JourCompte] = {}
        self.grilles_connues: dict[tuple, Grille | None] = {}
        self.prix_connus: dict[tuple, Trouve] = {}
        self.calculs: dict[tuple, dict] = {}

    def juger(self, un: Consomme) -> JourFacturable:
        """The same judgement serves all the blocs that have the same presences, over or not."""
        cle = tuple((creneau.presence, creneau.jour < self.aujourdhui) for creneau in un.creneaux)
        if cle not in self.jugements:
            presences = [(creneau.jour, creneau.presence) for creneau in un.creneaux]
            self.jugements[cle] = juger(
                presences,
                aujourdhui=self.aujourdhui,
                facturer_non_pointees=self.facturer_non_pointees,
            )
        return self.jugements[cle]

    def juger_le_jour(self, un: Consomme) -> JourCompte:
        """The same of a day of what is booked *and* counted."""
        jour = un.creneaux[0].jour
        cle = (un.reserve, un.compte, jour < self.aujourdhui)
        if cle not in self.jours:
            self.jours[cle] = juger_un_jour_compte(
                un.reserve,
                jour,
                un.compte,
                aujourdhui=self.aujourdhui,
                facturer_non_pointees=self.facturer_non_pointees,
            )
        return self.jours[cle]

    def prix(self, un: Consomme, activite: ActiviteLue, faits: FaitsTarifaires) -> Trouve:
        """The price of the first day and how it is made."""
        jour = un.creneaux[0].jour
        grille = self.grille(un.activite, un.unite, jour)
        if grille is None:
            return _SANS_PRIX
        combien = 1
        if grille.unite != un.unite:
            combien = nombre_d_unites(
                un.unite,
                [(creneau.jour, creneau.moment) for creneau in un.creneaux if creneau.moment],
                grille.unite,
            )
        quotient, membre = faits.quotient_date(un.foyer, jour), faits.membre(un.foyer, jour)
        rang = faits.rang(un.foyer, activite.structure, un.enfant, jour)
        accordees = faits.reductions(un.foyer, activite.structure, un.activite, jour)
        cle = (grille.pk, combien, quotient, membre, rang, un.sur_place, accordees)
        if cle not in self.prix_connus:
            valeur = quotient and quotient[2]
            trouve = prix(
                grille,
                quotient=valeur,
                membre=membre,
                rang_enfant=rang,
                sans_reservation=un.sur_place,
                accordees=accordees,
            ).fois(combien)
            calcul = calcul_de(trouve, quotient, tarif=activite.nom)
            if regle := regle_du_retard(grille):  # told to the parent before it happens
                calcul["retard"] = f"Retard : {regle}."
            self.prix_connus[cle] = trouve, calcul
        return self.prix_connus[cle]

    def grille(self, activite: int, unite: Unite | UniteComptee, jour: date) -> Grille | None:
        cle = (activite, unite, jour)
        if cle not in self.grilles_connues:
            self.grilles_connues[cle] = grille_du(unite, self.grilles.get(activite, {}), jour)
        return self.grilles_connues[cle]

    def payant_les_retards(self) -> list[int]:
        """The activities of which some grid, in force or not, prices a late pick-up."""
        return [
            pk
            for pk, par_unite in self.grilles.items()
            if any(regle_du_retard(une) for siennes in par_unite.values() for une in siennes)
        ]

    def calcul(self, calcul: dict, jugement: JourFacturable, de_plus: str = "") -> dict:
        """The price's own, with what the presences change to it. `calcul` is one of those kept
        here; `de_plus`: what else is to be said of this line."""
        cle = (id(calcul), jugement, de_plus)
        if cle not in self.calculs:
            self.calculs[cle] = calcul | {
                "statut": str(jugement.statut),
                "dus": jugement.dus,
                "sur": jugement.sur,
                "partage": jugement.partage,
                "regles": [*calcul["phrases"], *filter(None, [calcul.get("retard")])],
                "phrases": [
                    *filter(None, (jugement.phrase, de_plus, jugement.partage)),
                    *calcul["phrases"],
                ],
            }
        return self.calculs[cle]


def montant(
    un: Consomme, jugement: JourFacturable, trouve: Prix | None, jour: JourCompte | None = None
) -> Montant | None:
    """`jour`: of what is booked *and* counted."""
    if trouve is None:
        return None
    if jour is not None:
        quantite = jour.quantite(trouve.non_consommee)
        return Montant(quantite, trouve.unite, Decimal(trouve.unitaire).scaleb(-2))
    nombre = trouve.nombre if un.nombre is None else un.nombre
    return montant_du(trouve.unitaire, nombre, trouve.unite, jugement, un.creneaux[0].moment)


def anomalies(
    jugement: JourFacturable, trouve: Prix | None, *, a_accepter: bool
) -> tuple[Anomalie, ...]:
    """`a_accepter`: nobody had booked it, and no agent has read that yet."""
    trouvees = []
    if jugement.pas_notee:
        trouvees.append(Anomalie.PAS_NOTEE)
    if jugement.dus and trouve is None:
        trouvees.append(Anomalie.SANS_TARIF)
    elif jugement.dus and trouve and trouve.au_maximum:
        trouvees.append(Anomalie.SANS_QUOTIENT)
    if jugement.dus and trouve and not trouve.unitaire:
        trouvees.append(Anomalie.PRIX_NUL)
    if a_accepter:
        trouvees.append(Anomalie.SANS_RESERVATION)
    return tuple(trouvees)
