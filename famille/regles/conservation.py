"""What the town may choose to delete, and after how long: texts for agents and families.

The figures are proposals, drawn from what the CNIL and the archives recommend. None is a default
(docs/droit/registre.md).
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from famille.socle.dire import compte

MOIS, ANNEES = "mois", "années"


@dataclass(frozen=True)
class Duree:
    """`depart`: from when; `fondement`: why, what is proposed; `famille`: for families."""

    titre: str
    unite: str
    depart: str
    fondement: str
    famille: str


DUREES = {
    "sante": Duree(
        "Santé des enfants",
        MOIS,
        "Comptés depuis la fin de validité de la fiche sanitaire ou du document (la fin de la"
        " saison).",
        "Donnée sensible (RGPD, article 9), gardée le temps de l’accueil. Proposé : 1. 0 : dès le"
        " lendemain.",
        "Fiche sanitaire, carnet de vaccination, PAI, certificats médicaux, soins notés au centre",
    ),
    "lectures": Duree(
        "Trace des consultations de dossiers",
        MOIS,
        "Comptés depuis la consultation.",
        "La CNIL recommande de garder les journaux de 6 mois à 1 an (délibération 2021-122) : 6 au"
        " moins. Proposé : 12.",
        "Qui a consulté votre dossier, et quand",
    ),
    "courriels": Duree(
        "E-mails envoyés",
        MOIS,
        "Comptés depuis l’envoi.",
        "Preuve d’envoi, et mémoire des rappels : 6 au moins. Proposé : 6.",
        "Copie des e-mails et des alertes que le portail vous a envoyés",
    ),
    "notifications": Duree(
        "Notifications",
        MOIS,
        "Comptés depuis leur date, lues ou non.",
        "Simple avertissement : ce qu’elle annonce est ailleurs. Proposé : 12.",
        "Notifications de votre espace",
    ),
    "conversations": Duree(
        "Conversations closes",
        MOIS,
        "Comptés depuis le dernier message. Celles qui attendent une réponse restent.",
        "Suivi de la relation avec l’usager. Proposé : 24.",
        "Messages échangés avec le service, une fois la conversation close",
    ),
    "demandes": Duree(
        "Démarches validées, avec leurs pièces",
        MOIS,
        "Comptés depuis la décision. Ce que la démarche a changé au dossier y reste.",
        "Délais de recours et contrôle des organismes financeurs. Proposé : 36.",
        "Démarches acceptées, avec leurs pièces et leur accusé de réception",
    ),
    "demandes_sans_suite": Duree(
        "Démarches rejetées ou retirées, avec leurs pièces",
        MOIS,
        "Comptés depuis la décision ou le retrait.",
        "Délais de recours gracieux et contentieux. Proposé : 12.",
        "Démarches rejetées ou retirées, avec leurs pièces",
    ),
    "voeux": Duree(
        "Vœux et priorités déclarées",
        MOIS,
        "Comptés depuis le dernier jour que les vœux demandaient, ou la fin de la priorité.",
        "Délais de recours contre la répartition ; le tirage publié reste, sans personne. Proposé :"
        " 12.",
        "Vos vœux pour une ouverture, leur réponse, et les priorités que vous avez déclarées",
    ),
    "reservations": Duree(
        "Réservations, présences et consommations",
        ANNEES,
        "Comptées depuis le 31 décembre de l’année du jour réservé ou consommé. Un foyer dont une"
        " facture est à revoir les garde.",
        "Ce qui prouve une facture, tant qu’elle peut être contestée ou recouvrée : 4 ans (loi"
        " n° 68-1250, article 1er ; CGCT, L. 1617-5). La facture reste ensuite, avec ses lignes."
        " 2 au moins. Proposé : 4.",
        "Réservations, présences, heures d’arrivée et de départ, repas et garderie, listes"
        " d’attente",
    ),
    "modifications": Duree(
        "Journal des modifications du dossier",
        MOIS,
        "Comptés depuis la modification. Le dossier garde ce qui en résulte.",
        "Preuve de qui a changé quoi, aussi longtemps que la démarche validée qui l’a demandé : 12"
        " au moins. Proposé : 36.",
        "Qui a changé votre dossier, quand, et ce qui y était avant",
    ),
    "factures": Duree(
        "Factures, paiements et mandats",
        ANNEES,
        "Comptées depuis le 31 décembre de l’année d’émission. Une facture impayée reste, et ce qui"
        " va avec elle.",
        "Durée d’usage des pièces comptables : 10 ans. Proposé : 10.",
        "Factures, paiements et mandats de prélèvement, pièces de la comptabilité publique",
    ),
    "foyers": Duree(
        "Dossiers des familles parties",
        ANNEES,
        "Comptées depuis la dernière activité : connexion, démarche, réservation, présence,"
        " facture, message. Un impayé, une démarche ouverte ou une inscription en cours protège le"
        " dossier.",
        "Minimisation (RGPD, article 5.1.e). Ce que la comptabilité doit garder reste sans le reste"
        " du dossier. Proposé : 2.",
        "Votre dossier et votre compte, après votre dernière activité",
    ),
}


def limite(code: str, nombre: int, jour: date) -> date:
    """The day before which what is of this kind goes.

    >>> limite("courriels", 6, date(2026, 8, 31))
    datetime.date(2026, 2, 28)
    >>> limite("factures", 10, date(2037, 3, 1))
    datetime.date(2027, 1, 1)
    """
    if code in ("factures", "reservations"):  # whole years that ended `nombre` years ago at least
        return date(jour.year - nombre, 1, 1)
    mois = nombre * (12 if DUREES[code].unite == ANNEES else 1)
    return jour - relativedelta(months=mois)


def dire(code: str, nombre: int) -> str:
    """The period in words: "12 mois", "2 ans", "1 an", "dès la fin"."""
    if nombre == 0:
        return "jusqu’à la fin de leur utilité"
    if DUREES[code].unite == ANNEES:
        return compte(nombre, "an")
    return f"{nombre} mois"
