"""A file's name, an address, a surname, a link in a message: none has a space to break at, and the
page keeps its width."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from demarches.models import Demande
from famille.dossier.messages.actions import ouvrir_fil
from famille.models import Enfant, Foyer, Responsable
from reservations.models import Reservation
from tests.navigateur import pas
from tests.navigateur.conftest import verifier_sans_debordement
from tests.reservations import file, outils
from tests.reservations.moteur import scene

pytestmark = pytest.mark.usefixtures("pages")

FICHIER = "Attestation_de_quotient_familial_CAF_novembre_2026_scan_telephone_version_definitive.pdf"
LONG = "Maximilienneanastasieferdinande" * 2


def test_a_text_without_a_space_never_widens_a_page(ouvrir, famille_martin):
    Enfant.objects.filter(pk=famille_martin.lea.pk).update(
        prenom=LONG[:60], nom=LONG[:60], ecole_dite=LONG[:60]
    )
    Responsable.objects.update(nom=LONG[:60])
    Foyer.objects.update(nom=f"Foyer {LONG}"[:100])
    fil = ouvrir_fil(
        famille_martin.foyer,
        par=famille_martin.camille,
        sujet=LONG,
        texte=f"https://exemple.fr/{LONG * 3}",
    )
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    pas.commencer(page)
    demande = Demande.objects.get()
    pas.remplir_adresse(page)
    pas.valider(page)
    pas.remplir_justificatif(page, fichier=False)
    pas.joindre(page, pas.facture(FICHIER))
    expect(page.get_by_role("link", name=FICHIER)).to_be_visible()
    verifier_sans_debordement(page)
    pas.valider(page)
    expect(page.get_by_role("heading", name="Étape 3 sur 3")).to_be_visible()
    verifier_sans_debordement(page)
    for adresse in (
        *map(
            reverse,
            ["famille:tableau_de_bord", "famille:famille", "famille:messages", "demarches:liste"],
        ),
        reverse("famille:enfant", args=[famille_martin.lea.pk]),
        reverse("famille:fil", args=[fil.pk]),
        reverse("demarches:annuler", args=[demande.pk]),
    ):
        page.goto(adresse)
        verifier_sans_debordement(page)


def test_first_names_without_end_keep_the_buttons_of_absences_in_the_page(
    ouvrir, famille_martin, time_machine
):
    time_machine.move_to(outils.MAINTENANT)
    demain = outils.creer_creneau(scene.creer_centre(famille_martin), date(2026, 11, 26), prises=2)
    for enfant in (famille_martin.lea, famille_martin.hugo):
        Reservation.objects.create(enfant=enfant, foyer=famille_martin.foyer, creneau=demain)
        Enfant.objects.filter(pk=enfant.pk).update(prenom=f"{enfant.prenom}{LONG}"[:60])
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    page.goto(reverse("reservations:absences"))
    expect(page.get_by_role("button", name="ne viennent pas")).to_be_visible()
    verifier_sans_debordement(page)


def test_a_first_name_without_end_keeps_the_button_that_leaves_a_queue_in_the_page(
    ouvrir, famille_martin, voisin, time_machine
):
    time_machine.move_to(outils.MAINTENANT)
    centre = file.creer_file(famille_martin, voisin)
    file.attendre(famille_martin.foyer, famille_martin.hugo, centre, par=famille_martin.camille)
    Enfant.objects.filter(pk=famille_martin.hugo.pk).update(prenom=LONG[:60])
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    page.goto(reverse("reservations:attentes"))
    page.get_by_text("Quitter la liste").click()
    expect(page.get_by_role("button", name="Oui, retirer")).to_be_visible()
    verifier_sans_debordement(page)
