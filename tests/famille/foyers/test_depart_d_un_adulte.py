"""An adult who leaves a household: nothing more of it from that day, but what was billed for his
days."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from famille.argent.regie.guichet import encaisser_au_guichet
from famille.dossier.foyers.bureau import url
from famille.dossier.foyers.bureau.gestes.avant_apres import essayer
from famille.dossier.foyers.personnes import ajouter_responsable, modifier_responsable
from famille.models import (
    AccesAConfirmer,
    Courriel,
    Enfant,
    Facture,
    Foyer,
    Modification,
    Paiement,
)
from famille.mouvements.departs.actions import faire_quitter
from famille.socle.erreurs import Refus
from reservations.models import Reservation
from tests.famille.facturation import facturer, ligne
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
JOUR, VEILLE = date(2026, 12, 14), date(2026, 12, 13)


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def dany(famille_martin, agent):
    dany = ajouter_responsable(
        famille_martin.foyer,
        prenom="Dany",
        nom="Roux",
        courriel="dany@exemple.fr",
        telephone_portable="+33639980009",
        par=agent,
        a_confirmer=False,
    )
    dany.utilisateur.set_password("une phrase de passe")
    dany.utilisateur.last_login = timezone.now()
    dany.utilisateur.save()
    return dany


def _payer(facture, par):
    return encaisser_au_guichet(
        facture.foyer, {facture.pk: facture.total}, moyen=Paiement.Moyen.ESPECES, par=par
    )


@pytest.fixture
def parti(famille_martin, dany, regisseur, agent, time_machine):
    """Gone on 14 December: an invoice of his days, paid, and one of January, paid too."""
    sienne = facturer(famille_martin.foyer, "21.00", enfant=famille_martin.lea)
    recu = _payer(sienne, regisseur)
    faire_quitter(dany, depuis=JOUR, par=agent)
    time_machine.move_to("2027-01-20 10:00+01:00", tick=False)
    apres = facturer(
        famille_martin.foyer,
        lignes=[ligne("9.00", jour=date(2027, 1, 6), enfant=famille_martin.lea)],
        jour=date(2027, 1, 20),
    )
    recu_d_apres = _payer(apres, regisseur)
    dany.refresh_from_db()
    recus = {"recu": recu, "recu_d_apres": recu_d_apres}
    return recus | {"dany": dany, "sienne": sienne, "apres": apres}


def test_from_that_day_he_sees_nothing_more_of_the_household(parti, famille_martin):
    compte = parti["dany"].utilisateur
    assert parti["dany"].fin == VEILLE
    assert not Foyer.objects.de(compte).exists()
    assert not Enfant.objects.de(compte).exists()
    assert not Reservation.objects.de(compte).exists()
    assert list(Foyer.objects.de(famille_martin.camille)) == [famille_martin.foyer]


def test_what_he_was_billed_for_his_days_stays_readable_to_him(parti, connecter):
    compte = parti["dany"].utilisateur
    assert list(Facture.objects.de(compte)) == [parti["sienne"]]
    assert list(Paiement.objects.de(compte)) == [parti["recu"]]
    client, numero = connecter(compte), parti["sienne"].numero
    for nom, *arguments in (
        ("facture", numero),
        ("facture_papier", numero),
        ("facture_pdf", numero),
        ("recu", parti["recu"].numero_recu),
        ("attestation_fiscale", "2026-00417", 2026),
        ("attestation_fiscale_pdf", "2026-00417", 2026),
    ):
        assert client.get(reverse(f"famille:{nom}", args=arguments)).status_code == 200, nom
    liste = lisible(client.get(reverse("famille:factures")).text)
    assert numero in liste
    assert "foyer que vous avez quitté" in liste


def test_what_is_of_the_days_after_is_not_his(parti, connecter):
    client = connecter(parti["dany"].utilisateur)
    for nom, *arguments in (
        ("facture", parti["apres"].numero),
        ("facture_papier", parti["apres"].numero),
        ("facture_pdf", parti["apres"].numero),
        ("recu", parti["recu_d_apres"].numero_recu),
        ("attestation_fiscale", "2026-00417", 2027),
        ("question_facture", parti["sienne"].numero),
    ):
        assert client.get(reverse(f"famille:{nom}", args=arguments)).status_code == 404, nom


def test_a_neighbour_reads_none_of_it(parti, connecter, voisin):
    client = connecter(voisin.nadia)
    for nom, *arguments in (
        ("facture", parti["sienne"].numero),
        ("recu", parti["recu"].numero_recu),
        ("attestation_fiscale", "2026-00417", 2026),
    ):
        assert client.get(reverse(f"famille:{nom}", args=arguments)).status_code == 404, nom


def test_the_tax_certificate_keeps_his_address_and_his_payments(parti, connecter, famille_martin):
    """Where the household lives since is not his to know."""
    famille_martin.foyer.adresses.create(
        voie="4 allée des Lilas", code_postal="36130", commune="Déols", depuis=date(2027, 1, 2)
    )
    lien = reverse("famille:attestation_fiscale", args=["2026-00417", 2026])
    dite = lisible(connecter(parti["dany"].utilisateur).get(lien).text)
    assert "12 rue Bourdillon" in dite
    assert "Lilas" not in dite
    assert "jusqu’au 13 décembre 2026" in dite


def test_he_pays_nothing_online_for_it(famille_martin, dany, agent, connecter, time_machine):
    due = facturer(famille_martin.foyer, "21.00")
    faire_quitter(dany, depuis=JOUR, par=agent)
    time_machine.move_to("2026-12-20 10:00+01:00", tick=False)
    client = connecter(dany.utilisateur)
    assert "Payer" not in client.get(reverse("famille:facture", args=[due.numero])).text
    page = client.get(reverse("famille:payer") + f"?facture={due.numero}")
    assert page.status_code == 302
    liste = lisible(client.get(reverse("famille:factures")).text)
    assert "Reste à payer" not in liste
    assert "vous ne devez rien" not in liste
    assert "n’est pas encore soldée" in liste


def test_one_taken_off_by_a_correction_keeps_nothing(famille_martin, dany, agent, time_machine):
    """One added by mistake: a last day typed on his file opens nothing."""
    facturer(famille_martin.foyer, "21.00")
    modifier_responsable(dany, fin=VEILLE, par=agent)
    time_machine.move_to("2026-12-20 10:00+01:00", tick=False)
    assert not Facture.objects.de(dany.utilisateur).exists()


def test_both_adults_are_told_and_the_journal_keeps_it(parti, famille_martin):
    compte = parti["dany"].utilisateur
    lettre = Courriel.objects.get(cle__startswith="depart-du-foyer-")
    assert lettre.destinataire == compte.email
    assert "reste à vous" in lisible(lettre.texte)
    [autre] = Courriel.objects.filter(cle__startswith="dossier-change-")
    assert autre.destinataire == famille_martin.camille.email
    assert Modification.objects.filter(
        foyer=famille_martin.foyer, origine="départ de Dany Roux du foyer"
    ).exists()
    [note] = famille_martin.foyer.notes.filter(a_savoir=True)
    assert note.texte.startswith("Quotient familial à redemander")


def test_he_may_stay_somebody_to_call(famille_martin, dany, agent):
    faire_quitter(dany, depuis=JOUR, peut_recuperer=True, par=agent)
    contact = famille_martin.foyer.contacts.get()
    assert (str(contact), contact.a_prevenir, contact.peut_recuperer) == ("Dany Roux", False, True)


def test_the_preview_writes_nothing(famille_martin, dany, agent):
    annonce = essayer(faire_quitter, dany, depuis=JOUR, a_prevenir=True, par=agent)
    assert ("Pour les enfants", "adulte du foyer", "personne à appeler : à prévenir") in (annonce)
    dany.refresh_from_db()
    assert dany.fin is None
    assert not famille_martin.foyer.contacts.exists()
    assert not Courriel.objects.filter(cle__startswith="depart-du-foyer-").exists()


def test_a_past_day_an_only_adult_and_one_not_confirmed_are_refused(famille_martin, dany, agent):
    with pytest.raises(Refus, match="aujourd’hui ou plus tard"):
        faire_quitter(dany, depuis=date(2026, 11, 24), par=agent)
    AccesAConfirmer.objects.create(
        foyer=famille_martin.foyer,
        nature=AccesAConfirmer.Nature.ADULTE,
        responsable=dany,
        par=agent,
    )
    with pytest.raises(Refus, match="pas encore confirmé"):
        faire_quitter(dany, depuis=JOUR, par=agent)
    AccesAConfirmer.objects.all().delete()
    faire_quitter(dany, depuis=JOUR, par=agent)
    camille = famille_martin.foyer.responsables.get(prenom="Camille")
    with pytest.raises(Refus, match="qu’un adulte reste"):
        faire_quitter(camille, depuis=JOUR, par=agent)


def test_the_screen_shows_then_does(connecter, agent, famille_martin, dany):
    bureau, ecran = connecter(agent), url("depart_d_un_adulte", famille_martin.foyer.pk)
    champs = {"responsable": dany.pk, "depuis": JOUR.isoformat(), "peut_recuperer": "on"}
    annonce = lisible(bureau.post(ecran, champs).text)
    assert "plus rien à partir du 14 décembre 2026" in annonce
    dany.refresh_from_db()
    assert dany.fin is None
    fait = lisible(bureau.post(ecran, champs | {"confirmer": "oui"}, follow=True).text)
    assert "Le départ de Dany Roux est enregistré" in fait
    dany.refresh_from_db()
    assert dany.fin == VEILLE
