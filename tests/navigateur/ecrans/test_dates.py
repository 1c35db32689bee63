"""Digits and nothing else, on a phone: the five démarches that ask for a date, the repeat and the
attestation."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from demarches.actions import commencer
from demarches.models import Demande, ReglageDemarche
from famille.socle.dire import en_lettres
from tests.navigateur import pas
from tests.navigateur.centres import creer_centre
from tests.navigateur.conftest import verifier_accessibilite, verifier_sans_debordement

pytestmark = pytest.mark.usefixtures("pages")

HIER = timezone.localdate() - timedelta(days=1)
L_AN_PROCHAIN = date(HIER.year + 1, 8, 31)
# Code of the démarche, page that asks, the names of its dates, what is typed there.
DEMANDEES = [
    ("changement-adresse", "adresse", {"À partir du": HIER}),
    ("naissance", "enfant", {"Né ou née le": HIER}),
    ("justificatif-medical", "absence", {"Du": HIER, "Au": HIER}),
    ("informations-du-foyer", "sante", {"Valable jusqu’au": L_AN_PROCHAIN}),
    ("place-en-accueil-de-loisirs", "sante", {"Valable jusqu’au": L_AN_PROCHAIN}),
]


@pytest.fixture
def telephone(ouvrir, famille_martin):
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    return page


def taper_des_chiffres(page, nom, jour):
    """On the keypad that a telephone shows for these boxes: no letter, no slash, no space."""
    for case, chiffres in zip(pas.cases(page, nom).all(), pas.chiffres(jour), strict=True):
        assert case.get_attribute("inputmode") == "numeric"
        case.click()
        page.keyboard.type(chiffres)


def page_qui_demande(demande, debut):
    return next(code for code in demande.demarche.pages(demande) if code.startswith(debut))


@pytest.mark.parametrize(("code", "debut", "dates"), DEMANDEES, ids=[une[0] for une in DEMANDEES])
def test_a_date_is_given_with_digits_only(telephone, famille_martin, code, debut, dates):
    ReglageDemarche.objects.filter(code=code).update(etat=ReglageDemarche.Etat.OUVERTE)
    enfant = (
        famille_martin.lea
        if code in ("justificatif-medical", "place-en-accueil-de-loisirs")
        else None
    )
    demande = commencer(code, par=famille_martin.camille, foyer=famille_martin.foyer, enfant=enfant)
    etape = page_qui_demande(demande, debut)
    # the pages before it are not the subject
    demande.avancement = replace(demande.avancement, validees=list(demande.demarche.pages(demande)))
    demande.save()
    telephone.goto(reverse("demarches:etape", args=[demande.pk, etape]))
    for nom, jour in dates.items():
        taper_des_chiffres(telephone, nom, jour)
    verifier_sans_debordement(telephone)
    verifier_accessibilite(telephone)
    telephone.get_by_role("button", name="Enregistrer").click()
    for nom, jour in dates.items():
        pas.voir_le_jour(telephone, nom, pas.chiffres(jour))
    lues = Demande.objects.get().donnees[etape]
    assert [valeur for valeur in lues.values() if isinstance(valeur, date)] == list(dates.values())


def test_a_date_typed_in_one_go_is_put_in_its_boxes(telephone, famille_martin):
    pas.commencer(telephone)
    pas.cases(telephone, "À partir du").first.fill(f"{HIER:%d%m%Y}")
    telephone.get_by_role("button", name="Enregistrer").click()
    pas.voir_le_jour(telephone, "À partir du", pas.chiffres(HIER))


def test_the_link_of_a_wrong_date_leads_to_its_first_box(telephone):
    pas.commencer(telephone)
    for case, tape in zip(
        pas.cases(telephone, "À partir du").all(), ("31", "02", "2027"), strict=True
    ):
        case.fill(tape)
    pas.valider(telephone)
    telephone.locator("#erreurs").get_by_role("link", name="n’existe pas").click()
    expect(pas.cases(telephone, "À partir du").first).to_be_focused()
    pas.voir_le_jour(telephone, "À partir du", ["31", "02", "2027"])
    verifier_accessibilite(telephone)


def test_the_dates_of_a_repeat_are_given_with_digits_only(telephone, famille_martin):
    creer_centre(famille_martin.lea)
    telephone.goto(reverse("reservations:repetition"))
    telephone.get_by_label("Mercredi").check()
    telephone.get_by_label("Matin").check()
    fin = timezone.localdate() + timedelta(days=60)
    for case in pas.cases(telephone, "Jusqu’au").all():
        case.fill("")
    taper_des_chiffres(telephone, "Jusqu’au", fin)
    telephone.get_by_role("button", name="Voir les dates").click()
    expect(telephone.get_by_text("réservations possibles")).to_be_visible()
    expect(telephone.get_by_text(f"au {en_lettres(fin)}").first).to_be_visible()
    verifier_sans_debordement(telephone)


def test_the_dates_of_an_attestation_are_given_with_digits_only(telephone, famille_martin):
    telephone.goto(reverse("reservations:attestation", args=[famille_martin.lea.pk]))
    for case in pas.cases(telephone, "Du").all():
        case.fill("")
    taper_des_chiffres(telephone, "Du", HIER)
    telephone.get_by_role("button", name="Afficher ces dates").click()
    pas.voir_le_jour(telephone, "Du", pas.chiffres(HIER))
    expect(telephone.locator("#erreurs")).to_have_count(0)
    verifier_sans_debordement(telephone)
