"""A statement as the payer reads it: a table of days, and what Chorus Pro asks of a public one."""

import io
from decimal import Decimal

from famille.models import PartPayeur, RelevePayeur
from famille.socle.dire import en_chiffres, en_nombre
from famille.socle.tableaux import TableauCsv, TableauXlsx

from .releves import lire_les_comptes

ENTETES = [
    *("Enfant", "Jours", "Nombre de jours", "Activité", "Aide", "Numéro chez le payeur"),
    *("Montant", "Refusé", "Facture", "Dossier"),
]
DE_CHORUS = [
    *("Numéro", "Date", "SIRET du destinataire", "Code service", "Numéro d’engagement"),
    *("Montant", "Mois"),
]
PAR_LECTURE = 500


def ecrire_le_releve(releve: RelevePayeur) -> bytes:
    """XLSX, a row a line of an invoice. Read by 500: a payer may have a town's children."""
    fichier = io.BytesIO()
    tableau = TableauXlsx(fichier, ENTETES)
    lues = releve.parts.select_related("ligne__facture__foyer", "droit").order_by(
        "ligne__enfant_nom", "ligne__jour", "pk"
    )
    for debut in range(0, lues.count(), PAR_LECTURE):
        for part in lues[debut : debut + PAR_LECTURE]:
            tableau.ajouter(_ligne(part))
    tableau.finir()
    return fichier.getvalue()


def ecrire_pour_chorus(releve: RelevePayeur) -> bytes:
    """CSV, one row: what is typed in Chorus Pro, or given to the software that sends it there."""
    fichier, payeur = io.BytesIO(), releve.payeur
    comptes = lire_les_comptes(releve)
    tableau = TableauCsv(fichier, DE_CHORUS)
    tableau.ajouter(
        [
            releve.numero,
            releve.envoye_le or "",
            payeur.siret,
            payeur.code_service,
            payeur.engagement,
            en_nombre(comptes.demande - comptes.refuse),
            f"{releve.mois:%m/%Y}",
        ]
    )
    tableau.finir()
    return fichier.getvalue()


def _ligne(part: PartPayeur) -> list[object]:
    ligne, signe = part.ligne, 1 if part.montant > 0 else -1
    return [
        ligne.enfant_nom,
        ", ".join(en_chiffres(jour) for jour in part.jours),
        signe * len(part.dates),
        ligne.libelle,
        part.droit.quoi,
        part.droit.reference,
        part.montant,
        part.montant if part.refusee_le else Decimal("0.00"),
        ligne.facture.numero or "",
        ligne.facture.foyer.numero,
    ]
