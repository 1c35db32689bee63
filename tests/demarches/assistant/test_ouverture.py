"""A démarche opened on the one page that matters, from the card that shows it: nothing is written
before the family writes, and what is known is not asked."""

import re
from datetime import date

import pytest
from django.urls import reverse

from demarches.actions import commencer, demander_complement
from demarches.models import Demande, ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from famille.models import Enfant, FicheSanitaire, Rattachement
from famille.socle.offres import lien_de_page
from tests.outils.lisible import lisible

CODE = "informations-du-foyer"


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def camille(connecter, famille_martin):
    creer_reglages(demo=True)
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, regime="aucun", valable_jusqu_au=date(2027, 8, 31)
    )
    return connecter(famille_martin.camille)


def sante(enfant):
    return f"sante-{enfant.pk}"


def ouvrir(enfant):
    return lien_de_page(CODE, sante(enfant))


def poster(client, adresse, etape, action="valider", *, page=None, **champs):
    html = (page or client.get(adresse)).text
    caches = {
        nom: re.search(rf'name="{nom}"\s+value="([^"]*)"', html).group(1)
        for nom in ("version", "ecran", "retour")
    }
    donnees = caches | {"assistant-current_step": etape, "action": action}
    return client.post(adresse, donnees | {f"{etape}-{nom}": v for nom, v in champs.items()})


def fiche(**autres):
    return {"regime": "aucun", "allergies": "", "pai": "non"} | autres


def test_the_health_card_opens_health_for_that_child(camille, famille_martin):
    adresse = reverse("famille:enfant", args=[famille_martin.lea.pk])
    assert f'href="{ouvrir(famille_martin.lea)}"' in camille.get(adresse).text
    page = camille.get(ouvrir(famille_martin.lea)).text
    assert "Étape 1 sur 2 : la santé de Léa" in lisible(page)
    assert not Demande.objects.exists(), "a GET has written"


def test_one_allergy_takes_three_screens(camille, famille_martin):
    etape = sante(famille_martin.lea)
    suite = poster(camille, ouvrir(famille_martin.lea), etape, **fiche(allergies="Arachide"))
    demande = Demande.objects.get()
    assert suite.url == reverse("demarches:etape", args=[demande.pk, "recapitulatif"])
    verifier = camille.get(suite.url)
    assert "Étape 2 sur 2" in lisible(verifier.text)
    assert "Arachide" in verifier.text
    assert "En envoyant cette demande, vous déclarez" in lisible(verifier.text)
    poster(camille, suite.url, "recapitulatif", page=verifier)
    demande = Demande.objects.get()
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert [page["etape"] for page in demande.recapitulatif] == [etape]


def test_what_is_typed_twice_on_one_screen_makes_one_draft(camille, famille_martin):
    adresse, etape = ouvrir(famille_martin.lea), sante(famille_martin.lea)
    page = camille.get(adresse)
    for allergie in ("Ara", "Arachide"):
        poster(camille, adresse, etape, "auto", page=page, **fiche(allergies=allergie))
    assert Demande.objects.get().saisie[etape]["allergies"] == ["Arachide"]


def test_a_page_begun_is_taken_up_where_it_was(camille, famille_martin):
    adresse, etape = ouvrir(famille_martin.lea), sante(famille_martin.lea)
    poster(camille, adresse, etape, "enregistrer", **fiche(allergies="Kiwi"))
    demande = Demande.objects.get()
    assert camille.get(adresse).url == reverse("demarches:etape", args=[demande.pk, etape])


def test_leaving_before_anything_is_kept_leaves_no_draft(camille, famille_martin):
    adresse, etape = ouvrir(famille_martin.lea), sante(famille_martin.lea)
    assert poster(camille, adresse, etape, "annuler").url == reverse("demarches:liste")
    assert not Demande.objects.exists()


def test_a_page_to_correct_keeps_its_draft_and_says_what_is_wrong(camille, famille_martin):
    adresse, etape = ouvrir(famille_martin.lea), sante(famille_martin.lea)
    page = poster(camille, adresse, etape, **fiche(pai="oui"))
    assert "Joignez le PAI de Léa" in lisible(page.text)
    ici = reverse("demarches:etape", args=[Demande.objects.get().pk, etape])
    assert f'action="{ici}"' in page.text


def test_a_neighbour_s_child_is_not_found(camille, voisin):
    for methode in (camille.get, camille.post):
        assert methode(ouvrir(voisin.sami)).status_code == 404
    assert not Demande.objects.exists()


def test_several_missing_papers_are_asked_together_and_nothing_else(camille, famille_martin):
    adresse = lien_de_page(CODE, sante(famille_martin.lea), "vaccins")
    page = lisible(camille.get(adresse).text)
    assert "Étape 1 sur 3" in page
    assert "Vaccinations" in page
    assert "Contacts" not in page


def test_all_the_pages_are_one_press_away(camille, famille_martin):
    etape = sante(famille_martin.lea)
    suite = poster(camille, ouvrir(famille_martin.lea), etape, **fiche(allergies="Kiwi")).url
    apres = poster(camille, suite, "recapitulatif", "toutes").url
    page = lisible(camille.get(apres).text)
    assert "Étape 1 sur 7 : votre foyer" in page
    assert page.count("(remplie)") == 1


def test_a_complement_may_ask_for_another_page(camille, famille_martin, habilitee):
    etape = sante(famille_martin.lea)
    suite = poster(camille, ouvrir(famille_martin.lea), etape, **fiche(allergies="Kiwi")).url
    poster(camille, suite, "recapitulatif")
    demande = Demande.objects.get()
    demander_complement(
        demande,
        par=habilitee,
        etapes=["contacts"],
        message="Vos contacts ?",
        limite=date(2026, 12, 15),
    )
    demande = Demande.objects.get()
    assert list(demande.demarche.pages_a_remplir(demande)) == ["contacts"]
    assert list(demande.demarche.pages(demande)) == ["contacts", etape]


def test_a_closed_demarche_is_not_opened(camille, famille_martin):
    ReglageDemarche.objects.filter(code=CODE).update(etat=ReglageDemarche.Etat.FERMEE)
    suite = camille.get(ouvrir(famille_martin.lea), follow=True)
    assert "n’est pas ouverte en ce moment" in lisible(suite.text)


def test_the_quotient_opens_at_once_and_an_older_draft_is_offered(camille, famille_martin):
    adresse = lien_de_page("quotient-familial", "quotient")
    assert "votre quotient familial" in lisible(camille.get(adresse).text)
    poster(camille, adresse, "quotient", "enregistrer", organisme="caf")
    assert Demande.objects.count() == 1
    assert camille.get(adresse).url == reverse("demarches:presentation", args=["quotient-familial"])


def test_a_button_pressed_twice_begins_one_draft(camille, famille_martin):
    adresse = lien_de_page("quotient-familial", "quotient")
    page = camille.get(adresse)
    champs = {"organisme": "caf", "numero": "1234567", "valeur": "842", "mois": "2026-11-01"}
    suites = [
        poster(camille, adresse, "quotient", page=page, **champs).url for _pression in range(2)
    ]
    assert suites[0] == suites[1]
    assert Demande.objects.count() == 1


def test_the_only_child_is_not_asked(camille, famille_martin):
    presentation = reverse("demarches:presentation", args=["justificatif-medical"])
    assert "Pour quel enfant" in camille.get(presentation).text
    famille_martin.foyer.rattachements.exclude(enfant=famille_martin.lea).delete()
    page = lisible(camille.get(presentation).text)
    assert "Pour quel enfant" not in page
    assert "Pour Léa." in page
    camille.post(presentation)
    assert Demande.objects.get().enfant == famille_martin.lea


def test_a_whole_demarche_still_asks_for_the_box(camille, famille_martin):
    demande = commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille)
    for etape in demande.demarche.pages(demande):
        adresse = reverse("demarches:etape", args=[demande.pk, etape])
        champs = fiche(allergies="Kiwi") if etape == sante(famille_martin.lea) else {}
        poster(camille, adresse, etape, "valider" if champs else "inchange", **champs)
    adresse = reverse("demarches:etape", args=[demande.pk, "recapitulatif"])
    assert "Cochez cette case" in poster(camille, adresse, "recapitulatif").text


def test_a_page_takes_few_queries_whatever_the_household_holds(
    camille, famille_martin, django_assert_max_num_queries, django_assert_num_queries
):
    camille.get(ouvrir(famille_martin.lea))  # what is written once
    with django_assert_max_num_queries(16) as lues:
        camille.get(ouvrir(famille_martin.lea))
    for rang in range(8):
        enfant = Enfant.objects.create(
            prenom=f"Enfant{rang}", nom="Martin", naissance=date(2019, 1, 1 + rang)
        )
        Rattachement.objects.create(
            foyer=famille_martin.foyer, enfant=enfant, debut=date(2020, 1, 1)
        )
    with django_assert_num_queries(len(lues)):
        camille.get(ouvrir(famille_martin.lea))


def test_a_link_that_names_its_pages_in_another_order_opens_on_the_first(camille, famille_martin):
    """A dashboard's first to-do: health, then authorisations, which the démarche asks before."""
    adresse = lien_de_page(CODE, sante(famille_martin.lea), "autorisations")
    reponse = camille.get(adresse, follow=True)
    assert reponse.status_code == 200
    assert "ce que vous autorisez" in lisible(reponse.text)
    assert "Santé de Léa" in lisible(reponse.text)
    assert not Demande.objects.exists(), "a GET has written"
