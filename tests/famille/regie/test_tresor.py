"""A debt given to the Trésor public is received, debited and reminded by nobody here, is said as it
is to its family, and comes back; how old debts are."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from famille.argent.factures.panneau import PanneauDesFactures
from famille.argent.paiement.actions import ouvrir_paiement
from famille.argent.regie.recouvrement.balance import NOMS, balance, totaux_de_la_balance
from famille.argent.regie.recouvrement.tresor import (
    a_transmettre,
    annuler_la_transmission,
    transmettre_au_tresor,
)
from famille.argent.regie.relances import a_relancer
from famille.dossier.papiers import moteur
from famille.models import Consultation, Courriel, EtapeRelance, EtatNominatif, Facture, Travail
from famille.mouvements.donnees.effacement import obstacles_de_la_compta
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from tests.famille.facturation import facturer
from tests.famille.regie.scene import PLUS_TARD, PUBLIE_LE, especes

pytestmark = pytest.mark.django_db
JOUR = PLUS_TARD.date()


def test_a_debt_is_brought_to_the_tresor_and_back(relancee, regisseur, connecter, famille_martin):
    regie = connecter(regisseur)
    assert relancee.numero in regie.get(reverse("regie:tresor")).text
    regie.post(reverse("regie:tresor_transmettre"), {"facture": relancee.pk})
    etat = EtatNominatif.objects.get()
    assert (etat.montant, etat.nombre) == (20, 1)
    [lettre] = Courriel.objects.filter(cle__startswith="tresor-")
    # a locked telephone shows the subject to whoever is near
    assert lettre.sujet == f"Votre facture {relancee.numero} : un message à lire"
    assert "Trésor public" in lettre.texte
    assert "20,00" not in lettre.texte
    regie.post(reverse("regie:reprendre", args=[relancee.numero]), {"motif": "Accord trouvé"})
    relancee.refresh_from_db()
    assert relancee.au_tresor_le is None
    assert "Accord trouvé" in regie.get(reverse("regie:etat", args=[etat.pk])).text
    assert Courriel.objects.filter(cle__startswith="tresor-reprise-").exists()
    especes(relancee, par=regisseur)
    with pytest.raises(Refus, match="n’est plus"):
        annuler_la_transmission(relancee, motif="Encore", par=regisseur)


def test_nobody_receives_debits_or_reminds_it(transmise, regisseur, famille_martin):
    assert not Facture.objects.a_payer().exists()
    assert not a_relancer(JOUR).exists()
    assert not a_transmettre(JOUR).exists()
    with pytest.raises(Refus, match="Trésor public"):
        especes(transmise, par=regisseur)
    with pytest.raises(Refus, match="Trésor public"):
        ouvrir_paiement(famille_martin.foyer, [transmise.pk], par=famille_martin.camille)
    with pytest.raises(Refus, match="Cochez au moins"):
        transmettre_au_tresor([transmise.pk], par=regisseur)
    assert obstacles_de_la_compta(famille_martin.foyer)  # it is owed all the same


def test_a_debt_that_is_not_ready_is_not_given_up(famille_martin, regisseur, time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)
    facture = facturer(famille_martin.foyer, "20.00")
    EtapeRelance.objects.create(jours=15, sujet="Rappel", texte="Payez {factures}")
    time_machine.move_to(PLUS_TARD, tick=False)
    with pytest.raises(Refus, match="dernière relance"):
        transmettre_au_tresor([facture.pk], par=regisseur)
    assert not EtatNominatif.objects.exists()


def test_its_family_reads_where_it_is_to_be_paid(transmise, famille_martin, connecter, monkeypatch):
    famille = connecter(famille_martin.camille)
    page = famille.get(reverse("famille:facture", args=[transmise.numero])).text
    assert "transmise au Trésor public depuis le 24 janvier 2027" in page
    assert "Payer 20,00" not in page
    liste = famille.get(reverse("famille:factures")).text
    assert "20,00\u00a0€ sont au Trésor public" in liste
    assert "Tout est payé" not in liste
    assert "pf-pastille-rejetee" not in liste + page  # it is calm: there is nothing to mend
    accueil = famille.get(reverse("famille:tableau_de_bord")).text
    panneau = PanneauDesFactures()
    panneau.lire(None, [famille_martin.foyer])
    assert panneau.boutons()[0].precision == "20,00\u00a0€ au Trésor public"
    assert "en retard de paiement" not in accueil
    payer = famille.get(reverse("famille:payer"), {"facture": transmise.numero}, follow=True).text
    assert "au Trésor public" in payer
    lus = []
    monkeypatch.setattr(moteur, "produire", lambda html, styles="": lus.append(html) or b"%PDF")
    famille.get(reverse("famille:facture_pdf", args=[transmise.numero]))
    assert "est au Trésor public depuis le 24 janvier 2027" in lus[0]
    assert "payer en ligne" not in lus[0]


def test_agents_read_it_too(transmise, agent, regisseur, connecter, famille_martin):
    bureau = connecter(agent)
    assert (
        "Au Trésor public depuis"
        in bureau.get(reverse("factures:facture", args=[transmise.numero])).text
    )
    assert transmise.numero in bureau.get(reverse("factures:liste"), {"etat": "tresor"}).text
    guichet = connecter(regisseur).get(reverse("regie:foyer", args=[famille_martin.foyer.pk])).text
    assert "20,00\u00a0€ sont au Trésor public" in guichet


def test_the_list_is_a_table_and_a_paper_and_says_who_took_it(
    transmise, regisseur, connecter, monkeypatch
):
    etat, regie = EtatNominatif.objects.get(), connecter(regisseur)
    fichier = regie.get(reverse("regie:etat_fichier", args=[etat.pk]))
    _titres, ligne = load_workbook(io.BytesIO(fichier.content)).active.values
    assert ligne[0] == etat.numero
    assert (ligne[5], ligne[9]) == (transmise.numero, 20)
    lus = []
    monkeypatch.setattr(moteur, "produire", lambda html, styles="": lus.append(html) or b"%PDF")
    pdf = regie.get(reverse("regie:etat_pdf", args=[etat.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert transmise.numero in lus[0]
    assert Consultation.objects.filter(quoi__contains=etat.numero, par=regisseur).count() >= 1


def test_the_balance_tells_how_old_each_debt_is(famille_martin, voisin, time_machine, regisseur):
    """Due after 30 days: published 20, 45, 75, 105, 200 days before."""
    time_machine.move_to(PLUS_TARD, tick=False)
    for rang, depuis in enumerate((20, 45, 75, 105, 200), 1):
        facturer(famille_martin.foyer, f"{rang}.00", jour=JOUR - timedelta(days=depuis))
    facturer(voisin.foyer, "8.00", jour=JOUR - timedelta(days=200))
    [martin, benali] = balance(JOUR).order_by(
        "pk" if famille_martin.foyer.pk < voisin.foyer.pk else "-pk"
    )
    assert [getattr(martin, nom) for nom in NOMS] == [1, 2, 3, 4, 5]
    assert (martin.du, benali.plus_de_90, benali.du) == (15, 8, 8)
    totaux = totaux_de_la_balance(JOUR)
    assert sum(totaux[nom] for nom in NOMS) == totaux["du"] == Decimal("23.00")
    transmettre_au_tresor([Facture.objects.get(foyer=voisin.foyer).pk], par=regisseur)
    totaux = totaux_de_la_balance(JOUR)
    assert (totaux["au_tresor"], totaux["plus_de_90"], totaux["du"]) == (8, 5, 23)


def test_the_balance_is_a_list_that_is_exported(relancee, regisseur, connecter):
    regie = connecter(regisseur)
    page = regie.get(reverse("regie:balance")).text
    assert "20,00\u00a0€" in page
    regie.post(reverse("regie:balance_exporter"), {"format": "csv"})
    travail = Travail.objects.get(genre="balance-agee")
    travaux.executer(travail.pk)
    travail.refresh_from_db()
    assert travail.etat == "fini"
