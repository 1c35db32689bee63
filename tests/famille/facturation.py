"""Invoices and a payment provider for tests: the one that answers what the test has said."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import ClassVar

from famille.actions import ecrire_brouillons, publier_factures
from famille.argent.factures.actions import Brouillon, LigneAFacturer
from famille.argent.paiement.fournisseur import FournisseurIndisponible, OrdreOuvert
from famille.models import Facture
from famille.regles.paiement import EtatReponse, Reponse

NOVEMBRE, PUBLICATION = date(2026, 11, 1), date(2026, 11, 25)
_numeros = count(1)


def ligne(montant="4.20", *, jour=date(2026, 11, 4), enfant=None, source="", **autres):
    """LigneAFacturer of one day."""
    valeurs = {
        "libelle": "La Valla, matin",
        "service": "accueils-de-loisirs",
        "calcul": {"phrases": ["Tarif B."]},
    }
    return LigneAFacturer(
        jour=jour,
        montant=Decimal(montant),
        prix_unitaire=Decimal(montant),
        enfant=enfant.pk if enfant else None,
        enfant_nom=str(enfant) if enfant else "",
        source=source,
        **valeurs | autres,
    )


def facturer(foyer, *montants, enfant=None, par=None, jour=PUBLICATION, mandat=None, lignes=()):
    """A published Facture of these amounts."""
    cle = f"essai-{next(_numeros)}"
    lignes = lignes or [ligne(montant, enfant=enfant) for montant in montants or ["4.20"]]
    brouillon = Brouillon(
        cle=cle,
        foyer=foyer.pk,
        objet="Accueils de loisirs, novembre 2026",
        mois=NOVEMBRE,
        lignes=lignes,
        mandat=mandat,
    )
    ecrire_brouillons([brouillon])
    [publiee] = publier_factures([Facture.objects.get(cle=cle).pk], par=par, jour=jour)
    return publiee


class Prestataire:
    """Named by settings.PAIEMENT. What it knows of each payment is the class's, as at the real
    one's."""

    reponses: ClassVar[dict[str, Reponse]] = {}
    demandes: ClassVar[list[dict]] = []
    en_panne: ClassVar[bool] = False
    questions: ClassVar[int] = 0  # that it was asked, answered or not

    @classmethod
    def oublier(cls):
        cls.reponses, cls.demandes, cls.en_panne, cls.questions = {}, [], False, 0

    @classmethod
    def repond(cls, identifiant, etat, **autres):
        """What it will answer about this payment; reference and amount are those asked, unless said
        otherwise."""
        demande = next(une for une in cls.demandes if une["identifiant"] == identifiant)
        valeurs = {"code": "X", "reference": demande["reference"], "montant": demande["montant"]}
        cls.reponses[identifiant] = Reponse(EtatReponse(etat), **valeurs | autres)

    def demander(self, **demande):
        self._repondre()
        identifiant = f"op-{len(self.demandes) + 1}"
        self.demandes.append(demande | {"identifiant": identifiant})
        return OrdreOuvert(identifiant, f"https://paiement.exemple/{identifiant}")

    def interroger(self, identifiant):
        type(self).questions += 1
        self._repondre()
        return self.reponses.get(identifiant, Reponse(EtatReponse.EN_COURS, "P5"))

    def identifiant_notifie(self, donnees):
        return donnees.get("idop", "")

    def _repondre(self):
        if self.en_panne:
            raise FournisseurIndisponible("down")


def credit_de(foyer):
    """What this household has beyond what it owes, in euros, and that no lot pays back."""
    return -foyer.factures.trop_percues().aux_familles().somme_due()
