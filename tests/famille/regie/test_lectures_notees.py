"""Whatever is sent, an agent who is shown what a household owes is in its journal: what is sent
wrong shows the page too."""

import pytest
from django.urls import reverse

from famille.argent.regie.recouvrement.encaisses import noter_les_recouvrements
from tests.famille.facturation import facturer

from .scene import PLUS_TARD

pytestmark = pytest.mark.django_db


def lectures(foyer):
    return list(foyer.consultations.values_list("quoi", flat=True))


@pytest.mark.parametrize(
    ("adresse", "envoi", "lu"),
    [
        ("regie:foyer", {}, "factures à payer, au guichet de la régie"),
        ("regie:foyer", {"corriger": "1"}, "factures à payer, au guichet de la régie"),
        ("regie:foyer_echeancier", {}, "factures à payer, pour un échéancier"),
    ],
)
def test_what_is_sent_wrong_is_a_reading(
    adresse, envoi, lu, connecter, regisseur, famille_martin, time_machine
):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    facture = facturer(famille_martin.foyer, "20.00")
    page = connecter(regisseur).post(reverse(adresse, args=[famille_martin.foyer.pk]), envoi)
    assert facture.numero in page.text
    assert lectures(famille_martin.foyer) == [lu]


def test_so_is_what_is_checked_before_the_money_is_taken(
    connecter, regisseur, famille_martin, time_machine
):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    facture = facturer(famille_martin.foyer, "20.00")
    bureau, adresse = connecter(regisseur), reverse("regie:foyer", args=[famille_martin.foyer.pk])
    envoi = {
        f"tout_{facture.pk}": "on",
        "moyen": "especes",
        "recu_le": "2026-11-25",
        "saisie": bureau.get(adresse).context["form"]["saisie"].value(),
    }
    page = bureau.post(adresse, envoi)
    assert page.context["titre"] == "Vérifier avant d’encaisser", page.context["form"].errors
    assert len(lectures(famille_martin.foyer)) == 2


def test_so_is_what_the_tresor_has_collected(connecter, regisseur, transmise, famille_martin):
    [note] = noter_les_recouvrements(
        {transmise.pk: 20}, encaisse_le=PLUS_TARD.date(), reference="AV-1", par=regisseur
    )
    adresse = reverse("regie:recouvrements", args=[transmise.numero])
    page = connecter(regisseur).post(adresse, {"ligne": note.pk, "motif": ""})
    assert page.status_code == 422
    assert lectures(famille_martin.foyer) == [f"facture {transmise.numero}, Trésor public"]
