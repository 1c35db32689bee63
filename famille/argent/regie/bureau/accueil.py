"""What waits for the régie, on the admin's home: each figure leads to its screen."""

from datetime import date, timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import Exists, QuerySet
from django.template import Context
from django.utils import timezone
from wagtail.admin.ui.components import Component

from famille.argent.prelevement.candidats import a_prelever
from famille.argent.regie.recouvrement.tresor import a_transmettre
from famille.argent.regie.relances import lettres_a_imprimer
from famille.argent.regie.tresorerie.candidats import attentes, qui_attendent
from famille.models import EtapeRelance, Facture, LigneARevoir, LigneBancaire, Paiement, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.nombre import Nombre

from .droits import ENCAISSER, PRELEVER, fait_des_titres

# before the announced day: time to prepare a remise and give it to the bank
BIENTOT = timedelta(days=7)
COMPTES_MAX = 990  # whole pages of their lists; further, nobody reads them one by one
GARDE = 60  # seconds: all these debts are read, with who owes them, each time the home is opened


def _qui_attendent(jour: date, parmi: int) -> tuple[int, str]:
    """(how many of these debts no titre would take, why). Kept for as long as they are as many, a
    minute at most: of more than are counted, the home says nothing, and their screen does."""

    def lire() -> tuple[int, str]:
        lues = attentes(qui_attendent(jour))
        return sum(lues.values()), " ; ".join(une.court for une in lues)

    gardee = caches["proche"].get_or_set(f"titres-attentes-{jour}-{parmi}", lire, GARDE)
    return gardee or lire()


class PanneauRegie(Component):
    name = "regie"
    template_name = "famille/regie/bureau/panneau.html"
    order = 60

    def __init__(self, request: RequeteConnectee) -> None:
        self.request = request

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        """Two queries; five more where the town makes titres."""
        jour = timezone.localdate()
        chiffres = self._compter(jour)
        combien, pourquoi = 0, ""
        tous = chiffres["a_transmettre"] <= COMPTES_MAX
        if chiffres["a_transmettre"] and tous and fait_des_titres(self.request.user):
            combien, pourquoi = _qui_attendent(jour, chiffres["a_transmettre"])
        return {
            "chiffres": chiffres,
            "maximum": COMPTES_MAX,
            "rien": not any(chiffres.values()),
            "attendent": combien,
            "pourquoi": pourquoi,
        }

    def _compter(self, jour: date) -> dict[str, int]:
        """In one query, asked on the agent's own row. Counting stops past COMPTES_MAX."""
        lignes: dict[str, QuerySet] = {
            "a_verifier": Paiement.objects.a_verifier(),
            "a_rendre": Facture.objects.trop_percues(),
            "a_revoir": LigneARevoir.objects.a_traiter(),
            "a_imprimer": lettres_a_imprimer(jour),
            "a_transmettre": a_transmettre(jour).filter(Exists(EtapeRelance.objects.all())),
        }
        if self.request.user.has_perm(PRELEVER):
            bientot = a_prelever().libres().filter(echeance__lte=jour + BIENTOT)
            lignes |= {"de_la_banque": LigneBancaire.objects.en_attente(), "a_preparer": bientot}
        nombres = (
            Nombre(une.order_by().values("pk")[: COMPTES_MAX + 1]) for une in lignes.values()
        )
        lus = Utilisateur.objects.filter(pk=self.request.user.pk).values_list(*nombres).get()
        return dict(zip(lignes, lus, strict=True))

    @staticmethod
    def visible(request: RequeteConnectee) -> bool:
        return request.user.has_perm(ENCAISSER)
