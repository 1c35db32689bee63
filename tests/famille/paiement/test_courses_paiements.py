"""Two people at the same instant on one invoice: it is held once, and what the bank says of it is
written once."""

import pytest

from famille import actions
from famille.argent.regie.guichet import encaisser_au_guichet
from famille.dossier.fusion.actions import Projet, fusionner
from famille.dossier.fusion.union import Union
from famille.models import Facture, Paiement, PassagePaiement
from famille.socle.erreurs import Refus
from tests.famille.facturation import Prestataire
from tests.famille.fusion.fabrique import un_foyer
from tests.famille.paiement.scene import ouvrir
from tests.reservations.courses import l_une_pendant_l_autre

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgresql,
    pytest.mark.usefixtures("ce_jour"),
]


def test_an_invoice_opened_twice_at_once_is_held_once_and_the_second_is_told_so(
    famille_martin, facture
):
    def payer():
        return actions.ouvrir_paiement(
            famille_martin.foyer, [facture.pk], par=famille_martin.camille
        ).reference

    un, refus = l_une_pendant_l_autre(
        payer, payer, arret="famille.argent.paiement.actions._exiger_libres"
    )
    assert Paiement.objects.get().reference == un
    with pytest.raises(Refus) as dit:
        payer()
    assert str(refus) == str(dit.value)


def test_an_invoice_paid_at_the_counter_while_it_is_opened_online_is_paid_once(
    famille_martin, facture, agent
):
    def payer():
        return actions.ouvrir_paiement(
            famille_martin.foyer, [facture.pk], par=famille_martin.camille
        ).reference

    def encaisser():
        return encaisser_au_guichet(
            famille_martin.foyer, {facture.pk: facture.solde}, moyen="especes", par=agent
        ).reference

    en_ligne, refus = l_une_pendant_l_autre(
        payer, encaisser, arret="famille.argent.paiement.actions.nouvelle_reference"
    )
    assert Paiement.objects.get().reference == en_ligne
    assert "La famille est en train de payer" in str(refus)


def test_a_payment_opened_while_its_household_is_merged_makes_the_merge_wait(
    famille_martin, facture, agent
):
    """Each held what the other asked for: PostgreSQL broke one of the two, with an error page."""
    autre = un_foyer("Martin")

    def payer():
        return actions.ouvrir_paiement(
            famille_martin.foyer, [facture.pk], par=famille_martin.camille
        ).reference

    def reunir():
        union = Union(autre, famille_martin.foyer, {})
        return fusionner(Projet(union), foyer=autre, par=agent).pk

    reference, refus = l_une_pendant_l_autre(
        payer, reunir, arret="famille.argent.paiement.actions.nouvelle_reference"
    )
    assert Paiement.objects.get().reference == reference
    assert "Un paiement est en cours" in str(refus)


def test_a_payment_learnt_twice_at_once_is_written_once(famille_martin, facture):
    paiement = ouvrir(famille_martin, facture)
    Prestataire.repond(paiement.identifiant, "paye")

    def apprendre():
        return actions.interroger_paiement(Paiement.objects.get(pk=paiement.pk))

    donnes = l_une_pendant_l_autre(
        apprendre, apprendre, arret="famille.argent.paiement.actions.passer"
    )
    assert donnes == [Paiement.Etat.PAYE] * 2
    assert PassagePaiement.objects.filter(vers=Paiement.Etat.PAYE).count() == 1
    assert Facture.objects.get().solde == 0
