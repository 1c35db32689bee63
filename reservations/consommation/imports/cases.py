"""One cell of a file as what it should be. `FauteLigne` says in French why it is not, and what to
do. No database."""

import re
from datetime import date, datetime
from decimal import Decimal

from famille.socle.dire import en_lettres, en_nombre
from famille.socle.saisie.tableaux_lus import FORMULE
from famille.socle.texte import normaliser
from reservations.lecture.filtres import Mois
from reservations.regles.consommation import Statut
from reservations.regles.juge import UniteComptee
from reservations.regles.tarifs import NOMS

LONGUEUR_MAX = 120
_DATE = re.compile(
    r"(?:(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}))|(?:(\d{4})-(\d{2})-(\d{2}))(?:[ T]00:00(?::00)?)?"
)
_QUANTITE = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?")
_DEBUTS_DE_FORMULE = ("=", "+", "@")
QUANTITES_MAX = {
    UniteComptee.REPAS: 3,
    UniteComptee.SEANCE: 4,
    UniteComptee.DEMI_HEURE: 24,
    UniteComptee.HEURE: 24,
}
_PRESENCES = {
    "": Statut.PRESENT,
    "present": Statut.PRESENT,
    "presente": Statut.PRESENT,
    "presence": Statut.PRESENT,
    "absent": Statut.ABSENT,
    "absente": Statut.ABSENT,
    "absence": Statut.ABSENT,
    "absent justifie": Statut.ABSENT_JUSTIFIE,
    "absente justifiee": Statut.ABSENT_JUSTIFIE,
    "absence justifiee": Statut.ABSENT_JUSTIFIE,
}


class FauteLigne(Exception):
    """Why this line cannot be imported."""


def texte(valeur: str, titre: str, *, exige: bool = True) -> str:
    lu = "" if valeur is None else str(valeur).strip()
    if valeur is FORMULE or lu.startswith(_DEBUTS_DE_FORMULE):
        raise FauteLigne(f"La case « {titre} » contient une formule : remplacez-la par sa valeur.")
    if exige and not lu:
        raise FauteLigne(f"La case « {titre} » est vide : remplissez-la.")
    if len(lu) > LONGUEUR_MAX:
        raise FauteLigne(
            f"La case « {titre} » est trop longue : {LONGUEUR_MAX} caractères au plus."
        )
    return lu


def jour(valeur: str, titre: str) -> date:
    if isinstance(valeur, datetime):
        return valeur.date()
    if isinstance(valeur, date):
        return valeur
    lu = texte(valeur, titre)
    trouve = _DATE.fullmatch(lu)
    if not trouve:
        raise FauteLigne(
            f"« {lu[:30]} » n’est pas une date : écrivez-la comme 14/03/2018 dans la case «"
            f" {titre} »."
        )
    jour_mois_annee = trouve.group(1, 2, 3) if trouve[1] else trouve.group(6, 5, 4)
    quantieme, mois, annee = map(int, jour_mois_annee)
    try:
        return date(annee, mois, quantieme)
    except ValueError:
        raise FauteLigne(
            f"Le {lu[:30]} n’existe pas dans le calendrier : corrigez la case « {titre} »."
        ) from None


def jour_du_mois(valeur: str, titre: str, mois: Mois, aujourdhui: date) -> date:
    lu = jour(valeur, titre)
    if lu not in mois:
        raise FauteLigne(
            f"Le {en_lettres(lu)} n’est pas en {mois} : corrigez la date, ou importez-la avec son"
            " mois."
        )
    if lu > aujourdhui:
        raise FauteLigne(
            f"Le {en_lettres(lu)} n’est pas encore venu : on importe ce qui a été consommé."
        )
    return lu


def quantite(valeur: str, titre: str, unite: UniteComptee) -> Decimal:
    """Not below 0 (which puts a day back to nothing); whole numbers, but for hours."""
    lue = _nombre(valeur, titre)
    nom = NOMS[unite][1]
    if lue < 0:
        raise FauteLigne("Une quantité ne peut pas être négative : écrivez 0 pour annuler ce jour.")
    if lue > QUANTITES_MAX[unite]:
        raise FauteLigne(
            f"{en_nombre(lue)} {nom} en un jour, c’est trop : {QUANTITES_MAX[unite]} au plus."
        )
    entiere = unite != UniteComptee.HEURE
    if lue != lue.quantize(Decimal(1) if entiere else Decimal("0.01")):
        raise FauteLigne(
            f"{en_nombre(lue)} {nom} : écrivez un nombre"
            f" {'entier' if entiere else 'de deux décimales au plus'}."
        )
    return lue


def _nombre(valeur: str, titre: str) -> Decimal:
    if isinstance(valeur, (int, float, Decimal)) and not isinstance(valeur, bool):
        lu = str(valeur)
    else:
        lu = texte(valeur, titre).replace("\u00a0", "").replace("\u202f", "")
    if not _QUANTITE.fullmatch(lu):
        raise FauteLigne(f"« {lu[:30]} » n’est pas un nombre : écrivez la quantité en chiffres.")
    return Decimal(lu.replace(",", "."))


def presence(valeur: str, titre: str) -> Statut:
    lue = texte(valeur, titre, exige=False)
    trouvee = _PRESENCES.get(normaliser(lue))
    if trouvee is None:
        raise FauteLigne(
            f"« {lue[:30]} » : écrivez « Présent », « Absent » ou « Absence justifiée », ou laissez"
            " vide."
        )
    return trouvee
