"""What the régie's screens share: their ways back, the boxes ticked, the receipt."""

from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse

from famille.argent.factures.papiers import feuille_du_recu
from famille.dossier.papiers.feuille import Feuille
from famille.models import Paiement
from famille.regles.foyer import entier

ENCAISSER = ("Encaisser", "regie:encaisser")
JOURNAL = ("Journal de la régie", "regie:journal")
A_VERIFIER = ("À vérifier", "regie:a_verifier")
REMISES = ("Prélèvements", "regie:remises")
RELANCES = ("Relances", "regie:relances")


def recu_du_guichet(paiement: Paiement) -> Feuille:
    """The family's own receipt, on a page of the régie."""
    return replace(
        feuille_du_recu(paiement),
        page="famille/regie/bureau/recu.html",
        lien_html=reverse("regie:recu", args=[paiement.numero_recu]),
        lien_pdf=reverse("regie:recu_pdf", args=[paiement.numero_recu]),
    )


def cles_cochees(request: HttpRequest, maximum: int, nom: str = "facture") -> list[int]:
    """The keys that the boxes `nom` send, `maximum` at most."""
    lues = map(entier, request.POST.getlist(nom)[:maximum])
    return [cle for cle in lues if cle is not None]
