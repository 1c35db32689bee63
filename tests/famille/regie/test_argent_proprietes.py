"""Whatever happens to a household's money, in any order, what each invoice says it owes is what a
plain recomputation from the rows gives: lines, credit notes, payments, credits deducted, refunds;
discounts, plans and the Trésor change no sum."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from famille.actions import corriger_facture
from famille.argent.factures.en_plusieurs_fois import en_cours
from famille.argent.paiement.remboursements import rembourser_trop_percu
from famille.argent.prelevement.lots import (
    abandonner_lot,
    preparer_lot,
    telecharger_lot,
    transmettre_lot,
)
from famille.argent.regie.guichet import annuler_encaissement
from famille.argent.regie.recouvrement.echeanciers import (
    accorder_echeancier,
    rompre_echeancier,
    suivre_les_echeanciers,
)
from famille.argent.regie.recouvrement.encaisses import (
    noter_les_recouvrements,
    retirer_un_recouvrement,
)
from famille.argent.regie.recouvrement.tresor import annuler_la_transmission, transmettre_au_tresor
from famille.models import (
    CreanceTransmise,
    Echeancier,
    EtatNominatif,
    Facture,
    Imputation,
    LigneFacture,
    LotRemboursement,
    MandatSEPA,
    Paiement,
    PartPaiement,
    RecouvrementTresor,
    Remboursement,
)
from famille.regles.echeances import proposer
from famille.socle.erreurs import Refus
from tests.famille.facturation import credit_de, facturer, ligne
from tests.famille.regie.scene import PUBLIE_LE, especes, mandat

pytestmark = pytest.mark.django_db
JOUR = PUBLIE_LE.date()
IL_Y_A = JOUR - timedelta(days=90)
ZERO = Decimal("0.00")
RANG = st.integers(0, 9)
EVENEMENTS = st.one_of(
    st.tuples(st.just("facturer"), st.lists(st.integers(100, 3000), min_size=1, max_size=3)),
    st.tuples(st.just("facturer_avec_remise"), st.lists(st.integers(300, 900), min_size=1)),
    st.tuples(st.just("facturer"), st.lists(st.integers(100, 900), min_size=2, max_size=2)),
    *(
        st.tuples(st.just(nom), RANG)
        for nom in (
            *("payer", "payer", "payer_une_part", "reprendre_l_argent", "corriger", "corriger"),
            *("rendre", "preparer_un_lot", "finir_le_lot", "abandonner_le_lot"),
            *("accorder", "rompre", "suivre", "transmettre", "ramener"),
            *("recouvrer", "oublier_un_recouvrement"),
        )
    ),
)

# paid, then corrected: there is a credit from the start
DEPART = [("facturer", [2000, 1500]), ("payer", 0), ("facturer", [900]), ("corriger", 0)]


class Menage:
    """One household and what is done to its money; a refusal changes nothing."""

    def __init__(self, foyer, par):
        self.foyer, self.par = foyer, par

    def faire(self, quoi, combien):
        avant = photo(self.foyer)
        try:
            getattr(self, quoi)(combien)
        except Refus:
            assert photo(self.foyer) == avant

    def une(self, lignes, rang):
        """One of these rows; Refus: there is none."""
        trouvees = list(lignes.order_by("pk"))
        if not trouvees:
            raise Refus("none")
        return trouvees[rang % len(trouvees)]

    def facturer(self, centimes):
        facturer(self.foyer, *[str(Decimal(un) / 100) for un in centimes], jour=IL_Y_A)

    def facturer_avec_remise(self, centimes):
        lignes = [ligne(str(Decimal(un) / 100)) for un in centimes]
        facturer(self.foyer, lignes=[*lignes, ligne("-2.50", nature="autre")], jour=IL_Y_A)

    def payer(self, rang):
        especes(self.une(self.foyer.factures.a_payer(), rang), par=self.par)

    def payer_une_part(self, rang):
        especes(self.une(self.foyer.factures.a_payer(), rang), "0.75", par=self.par)

    def reprendre_l_argent(self, rang):
        paye = self.une(Paiement.objects.payes().filter(foyer=self.foyer), rang)
        annuler_encaissement(paye, motif="Erreur", par=self.par)

    def corriger(self, rang):
        lignes = LigneFacture.objects.filter(
            facture__in=self.foyer.factures.filter(genre="facture"), corrigee=False
        )
        une = self.une(lignes, rang)
        corriger_facture(une.facture, [une], motif="Absence", par=self.par, jour=JOUR)

    def rendre(self, rang):
        trop = self.une(self.foyer.factures.trop_percues(), rang)
        rembourser_trop_percu(trop, -trop.solde, comment="Virement", par=self.par)

    def preparer_un_lot(self, rang):
        cles = [une.pk for une in self.foyer.factures.trop_percues()]
        preparer_lot(LotRemboursement.Genre.values[rang % 2], cles, par=self.par)

    def finir_le_lot(self, rang):
        lot = self.une(LotRemboursement.objects.filter(etat="prepare"), rang)
        telecharger_lot(lot, par=self.par)
        transmettre_lot(lot, par=self.par)

    def abandonner_le_lot(self, rang):
        abandonner_lot(self.une(LotRemboursement.objects.all(), rang), par=self.par, motif="Erreur")

    def accorder(self, rang):
        dues = list(self.foyer.factures.a_payer().order_by("pk"))[: rang % 3 + 1]
        montant = sum((une.solde for une in dues), ZERO)
        echeances = proposer(montant, 2 + rang % 3, JOUR + timedelta(days=10))
        cles = [une.pk for une in dues]
        accorder_echeancier(self.foyer, cles, echeances, motif="", par=self.par)

    def rompre(self, rang):
        plan = self.une(Echeancier.objects.all(), rang)
        rompre_echeancier(plan, motif="Retards", par=self.par)

    def suivre(self, _rang):
        suivre_les_echeanciers(JOUR)

    def transmettre(self, rang):
        transmettre_au_tresor([self.une(self.foyer.factures.a_payer(), rang).pk], par=self.par)

    def ramener(self, rang):
        annuler_la_transmission(
            self.une(self.foyer.factures.au_tresor(), rang), motif="Accord", par=self.par
        )

    def recouvrer(self, rang):
        """A part, then what is left."""
        une = self.une(self.foyer.factures.au_tresor(), rang)
        combien = une.solde if rang % 2 else min(une.solde, Decimal("0.50"))
        noter_les_recouvrements(
            {une.pk: combien}, encaisse_le=JOUR, reference=f"AV-{rang}", par=self.par
        )

    def oublier_un_recouvrement(self, rang):
        note = self.une(RecouvrementTresor.objects.filter(annule_le=None), rang)
        retirer_un_recouvrement(note, motif="Erreur", par=self.par)


def photo(foyer):
    """What the household owes, invoice by invoice."""
    return list(
        foyer.factures.order_by("pk").values_list(
            "pk", "total", "regle", "echeancier", "au_tresor_le"
        )
    )


def recalcule(foyer):
    """invoice → what it owes, from the rows alone: neither `total` nor `regle` is read."""
    du = defaultdict(lambda: ZERO)
    lignes = LigneFacture.objects.filter(facture__foyer=foyer)
    for facture, corrigee, montant in lignes.values_list("facture", "facture__corrige", "montant"):
        du[corrigee or facture] += montant  # a credit note's line is negative
    parts = PartPaiement.objects.filter(paiement__foyer=foyer, paiement__etat="paye")
    for facture, montant in parts.values_list("facture", "montant"):
        du[facture] -= montant
    rendus = Remboursement.objects.filter(facture__foyer=foyer, annule_le=None)
    for facture, montant in rendus.values_list("facture", "montant"):
        du[facture] += montant
    recouvres = RecouvrementTresor.objects.filter(facture__foyer=foyer, annule_le=None)
    for facture, montant in recouvres.values_list("facture", "montant"):
        du[facture] -= montant
    for de, vers, montant in Imputation.objects.filter(de__foyer=foyer).values_list(
        "de", "vers", "montant"
    ):
        du[de] += montant
        du[vers] -= montant
    return dict(du)


def verifier(foyer):
    factures = list(foyer.factures.filter(genre="facture"))
    assert {une.pk: une.solde for une in factures} == recalcule(foyer)
    assert all(une.regle >= 0 and une.total >= 0 for une in factures)
    assert credit_de(foyer) == sum((-une.solde for une in factures if une.solde < 0), ZERO)
    for lot in LotRemboursement.objects.all():
        assert lot.montant == sum(un.montant for un in lot.remboursements.all())
    a_payer, au_tresor = foyer.factures.a_payer(), foyer.factures.au_tresor()
    assert not a_payer.filter(pk__in=au_tresor.values("pk")).exists()
    assert a_payer.somme_due() + au_tresor.somme_due() == sum(
        (une.solde for une in factures if une.solde > 0), ZERO
    )
    for plan in Echeancier.objects.all():
        assert plan.montant == sum(une.montant for une in plan.echeances.all())
    for lu in en_cours([foyer.pk], JOUR):
        assert sum(due.reste for due in lu.dues) == min(lu.reste_du, lu.echeancier.montant)
        assert sum(lu.parts.values()) == lu.a_payer <= lu.reste_du


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example is short: no need to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(evenements=st.lists(EVENEMENTS, min_size=12, max_size=20))
def test_what_is_owed_is_what_the_rows_say_whatever_the_order(
    evenements, famille_martin, regisseur, time_machine
):
    time_machine.move_to(PUBLIE_LE, tick=False)
    effacer(famille_martin.foyer)
    mandat(famille_martin.foyer)
    menage = Menage(famille_martin.foyer, regisseur)
    for quoi, combien in [*DEPART, *evenements]:
        menage.faire(quoi, combien)
        verifier(famille_martin.foyer)


def effacer(foyer):
    """Nothing of the example before is left."""
    RecouvrementTresor.objects.all().delete()
    for modele in (PartPaiement, Paiement, Remboursement, LotRemboursement, Imputation):
        modele.objects.all().delete()
    LigneFacture.objects.update(corrige=None)
    LigneFacture.objects.all().delete()
    CreanceTransmise.objects.all().delete()
    EtatNominatif.objects.all().delete()
    Facture.objects.filter(genre="avoir").delete()
    Facture.objects.all().delete()
    Echeancier.objects.all().delete()
    MandatSEPA.objects.filter(foyer=foyer).delete()
