"""A campaign on paper and in figures: one PDF by postcode, for those without a mail; its totals add
up."""

import io

import pikepdf
import pytest
from django.core.files.storage import storages
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from famille.dossier.papiers import moteur
from famille.models import AdresseFoyer, Consultation, Facture, Responsable, Travail
from famille.travaux import actions as travaux
from reservations.facturation import impression
from reservations.facturation.bureau import editions
from reservations.facturation.bureau.editions import repartir
from reservations.facturation.impression import a_imprimer

from .scene import calculer, publier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_decembre")]


@pytest.fixture
def publiee(agent, novembre, voisin, famille_martin):
    AdresseFoyer.objects.filter(foyer=famille_martin.foyer).update(code_postal="42740")
    AdresseFoyer.objects.filter(foyer=voisin.foyer).update(code_postal="36000")
    return publier(calculer(agent), agent)


def imprimer(client, campagne, **choix):
    adresse = reverse("reservations_bureau:campagne_imprimer", args=[campagne.pk])
    return client.post(adresse, {"qui": "toutes", "partie": "1"} | choix, follow=True)


def fini(travail):
    travaux.executer(travail.pk)
    travail.refresh_from_db()
    return travail


def test_invoices_are_ordered_by_postcode(publiee, voisin, famille_martin):
    foyers = [Facture.objects.get(pk=pk).foyer for pk in a_imprimer(publiee, sans_courriel=False)]
    assert foyers == [voisin.foyer, famille_martin.foyer]


def test_only_those_without_a_mail_are_printed_by_default(publiee, voisin, agent, connecter):
    assert a_imprimer(publiee, sans_courriel=True) == []
    page = imprimer(connecter(agent), publiee, qui="sans-courriel").text
    assert "chaque famille facturée reçoit ses factures par e-mail" in page
    Responsable.objects.filter(foyer=voisin.foyer).update(utilisateur=None)
    [seule] = a_imprimer(publiee, sans_courriel=True)
    assert Facture.objects.get(pk=seule).foyer == voisin.foyer


def test_what_has_no_choice_is_not_asked(publiee, voisin, agent, connecter, monkeypatch):
    client = connecter(agent)
    adresse = reverse("reservations_bureau:campagne_imprimer", args=[publiee.pk])

    def dit():
        page = html.fromstring(client.get(adresse).text)
        [coche] = page.xpath("//input[@name='qui'][@checked]/@value")
        [partie] = page.xpath("//input[@name='partie']/@type")
        return coche, partie

    assert dit() == ("toutes", "hidden")
    Responsable.objects.filter(foyer=voisin.foyer).update(utilisateur=None)
    monkeypatch.setattr(editions, "FACTURES_MAX", 1)
    assert dit() == ("sans-courriel", "number")


def test_the_campaign_is_one_pdf_and_a_job_stopped_goes_on(
    publiee, agent, connecter, monkeypatch, voisin
):
    client = connecter(agent)
    imprimer(client, publiee, recto_verso="on")
    travail = Travail.objects.get(genre=impression.GENRE)
    monkeypatch.setattr(impression, "DUREE_TOUR", -1)
    assert travaux.executer(travail.pk) == Travail.Etat.EN_COURS
    monkeypatch.setattr(impression, "DUREE_TOUR", 40)
    monkeypatch.setattr(impression, "ENSEMBLE", 1)
    assert "2 factures" in fini(travail).resultat["phrase"]
    with storages["prive"].open(travail.fichier) as fichier, pikepdf.open(fichier) as pdf:
        assert len(pdf.pages) == 4  # each begins a sheet
    reponse = client.get(reverse("travaux:fichier", args=[travail.pk]))
    assert reponse["Content-Type"] == "application/pdf"
    traces = Consultation.objects.filter(quoi__contains="impression des factures")
    assert set(traces.values_list("foyer", flat=True)) >= {voisin.foyer.pk}


def test_a_machine_without_pdf_says_so(publiee, agent, connecter, monkeypatch):
    monkeypatch.setattr(moteur, "disponible", lambda: False)
    assert "ne prépare pas de PDF" in imprimer(connecter(agent), publiee).text
    assert not Travail.objects.filter(genre=impression.GENRE).exists()


def test_totals_add_up_by_service_by_structure_by_nature(publiee, cantine, agent, connecter):
    total = sum(facture.total for facture in Facture.objects.all())
    repartitions = repartir(publiee)
    assert {sum(part.montant for part in parts) for parts in repartitions.values()} == {total}
    structures = {part.libelle: part for part in repartitions["Par structure"]}
    assert structures[cantine.structure.nom].lignes >= 1
    assert {part.libelle for part in repartitions["Par nature"]} == {"Garde", "Repas"}
    client = connecter(agent)
    page = client.get(reverse("reservations_bureau:campagne_totaux", args=[publiee.pk])).text
    assert "Restauration scolaire" in page
    fichier = client.get(reverse("reservations_bureau:campagne_totaux_fichier", args=[publiee.pk]))
    lignes = list(load_workbook(io.BytesIO(fichier.content)).active.values)[1:]
    par_service = [ligne[3] for ligne in lignes if ligne[0] == "Par service"]
    assert round(sum(par_service), 2) == float(total)
