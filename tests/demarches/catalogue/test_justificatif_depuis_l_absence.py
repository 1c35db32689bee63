"""The certificate, from the absence that was just said to the centre: the child and the days are
known already."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from demarches.actions import commencer
from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.socle.offres import lien_de_page
from reservations.models import Reservation
from tests.demarches.assistant.test_ouverture import poster
from tests.outils.lisible import lisible
from tests.reservations import outils

CODE = "justificatif-medical"
JEUDI, VENDREDI = date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def camille(connecter, famille_martin):
    """Léa on Thursday and Friday, Hugo on Friday: too near to be cancelled."""
    creer_reglages(demo=True)
    activite = outils.creer_activite()
    outils.ouvrir(activite)
    for jour, venus in ((JEUDI, ["lea"]), (VENDREDI, ["lea", "hugo"])):
        creneau = outils.creer_creneau(activite, jour, prises=len(venus))
        for qui in venus:
            Reservation.objects.create(
                foyer=famille_martin.foyer, enfant=getattr(famille_martin, qui), creneau=creneau
            )
    return connecter(famille_martin.camille)


def liens(camille, *enfants):
    """{"Déposer le certificat de Léa": address} of the page that says that they do not come."""
    plage = {"action": "plage", "enfant": [un.pk for un in enfants], "du": JEUDI, "au": VENDREDI}
    page = camille.post(reverse("reservations:absences"), plage, follow=True).text
    lus = re.findall(r'href="([^"]+)"><span>(Déposer le certificat .*?)</span></a>', page)
    return {lisible(mot): unescape(lien) for lien, mot in lus}


def jours(page, champ):
    """The three boxes of a date."""
    return re.findall(rf'name="absence-{champ}"\s+value="(\d*)"', page)


def test_it_opens_on_the_child_and_the_days_that_were_said(camille, famille_martin):
    lus = liens(camille, famille_martin.lea, famille_martin.hugo)
    assert list(lus) == ["Déposer le certificat de Léa", "Déposer le certificat de Hugo"]
    page = camille.get(lus["Déposer le certificat de Léa"]).text
    assert re.search(r'value="loisirs"[^>]*checked', page)
    assert jours(page, "debut") == ["26", "11", "2026"]
    assert jours(page, "fin") == ["27", "11", "2026"]
    assert jours(camille.get(lus["Déposer le certificat de Hugo"]).text, "debut")[0] == "27"
    assert not Demande.objects.exists(), "a GET has written"


def test_what_it_knows_can_be_corrected(camille, famille_martin):
    adresse = liens(camille, famille_martin.lea)["Déposer le certificat de Léa"]
    champs = {"lieu": "loisirs", "debut": "27/11/2026", "fin": "27/11/2026"}
    suite = poster(camille, adresse, "absence", **champs)
    demande = Demande.objects.get()
    assert suite.url == reverse("demarches:etape", args=[demande.pk, "certificat"])
    assert demande.enfant == famille_martin.lea
    assert demande.donnees["absence"]["debut"] == VENDREDI


def test_another_draft_does_not_hide_it_and_its_own_is_taken_up(
    camille, famille_martin, time_machine
):
    commencer(
        CODE, foyer=famille_martin.foyer, par=famille_martin.camille, enfant=famille_martin.lea
    )
    time_machine.shift(60)
    adresse = liens(camille, famille_martin.lea)["Déposer le certificat de Léa"]
    champs = {"lieu": "loisirs", "debut": "26/11/2026", "fin": "27/11/2026"}
    poster(camille, adresse, "absence", "enregistrer", **champs)
    la_sienne = Demande.objects.latest("cree_le")
    assert Demande.objects.count() == 2
    reprise = camille.get(adresse).url
    assert reprise.startswith(reverse("demarches:etape", args=[la_sienne.pk, "absence"]))


def test_an_address_that_says_no_days_asks_for_them(camille, famille_martin):
    for dates in ({"du": "hier", "au": "demain"}, {}):
        adresse = lien_de_page(CODE, "absence", enfant=famille_martin.lea.pk, **dates)
        assert jours(camille.get(adresse).text, "debut") == ["", "", ""]


def test_a_neighbour_s_child_is_not_found(camille, voisin):
    adresse = lien_de_page(CODE, "absence", enfant=voisin.sami.pk, du=JEUDI, au=VENDREDI)
    assert camille.get(adresse).status_code == 404
