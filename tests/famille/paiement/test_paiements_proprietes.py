"""Whatever happens, in any order: each basket paid at the provider's ends paid, none twice, no
unpaid one does (D15).

The bank is a plain dict beside: what people did on its page. Notifications come, are lost or
doubled; browsers are closed; the provider is down for a while; the worker ticks or not. Then a week
passes.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from famille import actions, taches
from famille.models import Facture, Paiement, PartPaiement
from famille.socle.erreurs import Refus
from tests.famille.facturation import Prestataire, facturer

pytestmark = pytest.mark.django_db
DEBUT = datetime(2026, 11, 25, 13, 32, tzinfo=UTC)
MONTANTS = ["12.50", "7.50", "3.00"]
FACTURES = st.sets(st.integers(0, len(MONTANTS) - 1), min_size=1)
EVENEMENTS = st.one_of(
    st.tuples(st.just("payer"), FACTURES),
    st.tuples(st.just("a_la_banque"), st.sampled_from(["paye", "paye", "refuse", "abandonne"])),
    st.tuples(st.just("notifier"), st.integers(1, 2)),
    st.tuples(st.just("revenir"), st.just(1)),
    st.tuples(st.just("attendre"), st.sampled_from([1, 4, 12, 21, 130])),
    st.tuples(st.just("panne"), st.booleans()),
)


class Histoire:
    """One household and its attempts; `banque`: identifier → what the person did there, once."""

    def __init__(self, famille, factures, horloge):
        self.famille, self.factures, self.horloge = famille, factures, horloge
        self.banque, self.paiements = {}, []
        self.horloge.move_to(DEBUT, tick=False)

    def payer(self, lesquelles):
        cles = [self.factures[n].pk for n in lesquelles]
        try:
            paiement = actions.ouvrir_paiement(self.famille.foyer, cles, par=self.famille.camille)
            actions.demander_au_fournisseur(
                paiement, courriel="c@exemple.fr", retour="https://x", notification="https://x"
            )
        except Refus:
            return
        self.paiements.append(paiement)

    def a_la_banque(self, fin):
        """The person ends the oldest payment on her screen that is not paid: an abandoned one can
        still be."""
        restants = [un for un in self.paiements if self.banque.get(un.identifiant) != "paye"]
        if restants:
            self.banque[restants[0].identifiant] = fin
            Prestataire.repond(restants[0].identifiant, fin)

    def notifier(self, fois):
        for paiement in self.paiements[-1:] * fois:
            taches.interroger_paiement(paiement.pk)

    def revenir(self, _fois):
        self.notifier(1)

    def attendre(self, minutes):
        self.horloge.move_to(timezone.now() + timedelta(minutes=minutes), tick=False)
        actions.relancer_paiements(timezone.now())

    def panne(self, en_panne):
        Prestataire.en_panne = en_panne

    def finir(self):
        """The provider answers again, every browser is closed, no notification comes any more."""
        Prestataire.en_panne = False
        for _heure in range(9 * 24):
            if not Paiement.objects.filter(prochaine_question_le__isnull=False).exists():
                break
            self.horloge.move_to(timezone.now() + timedelta(hours=1), tick=False)
            actions.relancer_paiements(timezone.now())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(evenements=st.lists(EVENEMENTS, max_size=14))
def test_what_was_paid_ends_paid_and_nothing_else(
    famille_martin, time_machine, reglage_paiement, evenements
):
    histoire = commencer(famille_martin, time_machine)
    for nom, quoi in evenements:
        getattr(histoire, nom)(quoi)
    histoire.finir()
    for paiement in Paiement.objects.filter(pk__in=[un.pk for un in histoire.paiements]):
        assert paiement.paye == (histoire.banque.get(paiement.identifiant) == "paye")
    recus = [un.numero_recu for un in Paiement.objects.payes()]
    assert max(Counter(recus).values(), default=1) == 1
    for facture in Facture.objects.all():
        parts = PartPaiement.objects.filter(facture=facture, paiement__etat="paye")
        assert facture.regle == sum((part.montant for part in parts), Decimal(0))
    assert not PartPaiement.objects.filter(vive=True).exists()


@pytest.fixture
def reglage_paiement(settings):
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}


def commencer(famille, horloge):
    for modele in (PartPaiement, Paiement, Facture):
        modele.objects.all().delete()
    Prestataire.oublier()
    factures = [facturer(famille.foyer, montant) for montant in MONTANTS]
    return Histoire(famille, factures, horloge)
