"""What is said of an import: its preview, its counts."""

from collections import defaultdict
from decimal import Decimal

from famille.socle.dire import compte, en_lettres, en_nombre, pluriel
from reservations.models import ConsommationImportee, ImportConsommation
from reservations.regles.consommation import Statut

from .controle import Controle, LigneLue

_APERCU = 10
_PRESENCES = {
    Statut.PRESENT: "présent",
    Statut.ABSENT: "absent",
    Statut.ABSENT_JUSTIFIE: "absence justifiée",
}


def bilan_de(depose: ImportConsommation, controle: Controle) -> dict:
    """What the preview shows; its names go once the file does."""
    faits = ImportConsommation.objects.filter(etat=ImportConsommation.Etat.FAIT).exclude(
        pk=depose.pk
    )
    memes = faits.filter(sha256=depose.sha256, mois=depose.mois)
    identique = memes.order_by("-fait_le").values_list("fait_le", flat=True).first()
    return {
        "nouvelles": len(controle.nouvelles),
        "modifiees": len(controle.modifiees),
        "identiques": len(controle.identiques),
        "fautes": len(controle.fautes),
        "inconnues": controle.inconnues,
        "deja_importe_le": identique and identique.isoformat(),
        "activites": totaux(controle),
        "apercu": [ligne_dite(ligne) for ligne in controle.bonnes[:_APERCU]],
        "changements": [changement_dit(*une) for une in controle.modifiees[:_APERCU]],
    }


def phrase_du_bilan(bilan: dict) -> str:
    """ "12 lignes nouvelles, 3 modifiées, 85 inchangées." """
    nouvelles = f"{compte(bilan['nouvelles'], 'ligne')} nouvelle"
    pluriels = [pluriel(bilan[nom]) for nom in ("nouvelles", "modifiees", "identiques")]
    return (
        f"{nouvelles}{pluriels[0]}, {bilan['modifiees']} modifiée{pluriels[1]}, "
        f"{bilan['identiques']} inchangée{pluriels[2]}."
    )


def totaux(controle: Controle) -> list[dict]:
    """What the file holds, activity by activity."""
    sommes: dict[str, list] = defaultdict(lambda: [0, Decimal(0), set()])
    for ligne in controle.bonnes:
        somme = sommes[ligne.quoi]
        somme[0] += 1
        somme[1] += ligne.quantite
        somme[2].add(ligne.enfant)
    return [
        {
            "activite": quoi,
            "lignes": lignes,
            "quantite": en_nombre(quantite),
            "enfants": len(enfants),
        }
        for quoi, (lignes, quantite, enfants) in sorted(sommes.items())
    ]


def ligne_dite(ligne: LigneLue) -> dict:
    return {
        "numero": ligne.numero,
        "qui": ligne.qui,
        "quoi": ligne.quoi,
        "jour": en_lettres(ligne.jour),
        "combien": combien_dit(ligne.quantite, ligne.presence),
    }


def changement_dit(ligne: LigneLue, rangee: ConsommationImportee) -> dict:
    foyer = "" if ligne.foyer == rangee.foyer_id else "un autre foyer paie ce jour"
    return ligne_dite(ligne) | {
        "avant": combien_dit(rangee.quantite, rangee.presence),
        "foyer": foyer,
    }


def combien_dit(quantite: Decimal, presence: str) -> str:
    """ "1, présent"."""
    return f"{en_nombre(quantite)}, {_PRESENCES.get(Statut(presence), 'prévu')}"
