"""Two adults, two households, one child: who sees what (D11). Adult × thing × custody, by address
and by what is read.

What is the child's is seen by both his homes; what is a household's, by it alone; a home that he
has left sees nothing of him any more.
"""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from demarches.reglages.initiaux import creer_reglages
from tests.famille.matrice import DE_LEA, batir_tout

pytestmark = pytest.mark.django_db
A, B, C, D = range(4)
LECTEURS = pytest.mark.parametrize(
    "lecteur", [A, B, C, D], ids=["alternée", "l’autre parent", "garde finie", "voisin"]
)
LIENS = re.compile(r'(?:href|src|action)="([^"#]+)')
PORTES = [
    *("famille:tableau_de_bord", "famille:famille", "famille:historique", "famille:consultations"),
    *(
        "famille:documents",
        "famille:papiers",
        "famille:factures",
        "famille:messages",
        "demarches:liste",
    ),
    *(
        "reservations:calendrier",
        "reservations:demandes",
        "reservations:consommation",
        "reservations:absences",
    ),
    *("reservations:attentes", "reservations:ouvertures", "reservations:agenda", "mes_donnees"),
]
PARCOURU = ("/tableau-de-bord/", "/ma-famille/", "/mes-", "/demarches/", "/reservations/")
PAGES_MAX = 150


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture
def monde(agent):
    creer_reglages(demo=True)
    return batir_tout(agent)


def vus(navigateur, objets):
    return {nom: navigateur.get(adresse).status_code for nom, adresse in objets.items()}


@LECTEURS
def test_by_address(monde, connecter, lecteur):
    maisons, _lea, de_lea = monde
    navigateur = connecter(maisons[lecteur].compte)
    for rang, maison in enumerate(maisons):
        attendu = 200 if rang == lecteur else 404
        assert vus(navigateur, maison.objets) == dict.fromkeys(maison.objets, attendu), (
            maison.lettre
        )
    assert vus(navigateur, de_lea) == dict.fromkeys(de_lea, 200 if lecteur in (A, B) else 404)


def _a_suivre(lien):
    """The same page seen otherwise (a month, a filter of the calendar) is not read again; papers as
    PDF have a page."""
    vue = urlsplit(lien)
    autrement = vue.query and not vue.path.startswith(("/ma-famille/", "/mes-"))
    return vue.path.startswith(PARCOURU) and not vue.path.endswith(".pdf") and not autrement


def parcourir(navigateur):
    """{address: text} of every page that this account reaches by links from the doors of the
    portal."""
    a_lire, pages = [reverse(nom) for nom in PORTES], {}
    while a_lire and len(pages) < PAGES_MAX:
        adresse = a_lire.pop(0)
        if adresse in pages:
            continue
        reponse = navigateur.get(adresse, follow=True)
        texte = reponse.content.decode() if "html" in reponse.get("Content-Type", "") else ""
        pages[adresse] = texte
        liens = {unescape(lien) for lien in LIENS.findall(texte)}
        a_lire += sorted(lien for lien in liens if _a_suivre(lien))
    assert len(pages) < PAGES_MAX, "the crawl does not end"
    return pages


@LECTEURS
def test_by_what_is_read_on_every_page(monde, connecter, lecteur):
    maisons, lea, _siens = monde
    pages = parcourir(connecter(maisons[lecteur].compte))
    tout = "\n".join(pages.values())
    for rang, maison in enumerate(maisons):
        if rang == lecteur:
            manquent = [secret for secret in maison.secrets if secret not in tout]
            assert set(manquent) <= {f"objet{maison.lettre}", f"lecture{maison.lettre}"}, manquent
        else:
            fuites = {
                (secret, page)
                for secret in maison.secrets
                for page, texte in pages.items()
                if secret in texte
            }
            assert not fuites
    lus = [mot for mot in DE_LEA if mot in tout]
    assert lus == (DE_LEA if lecteur in (A, B) else [])
    assert reverse("famille:enfant", args=[lea.pk]) in pages or lecteur in (C, D)


@pytest.mark.parametrize("lecteur", [B, C, D])
def test_nothing_of_another_home_is_deleted(monde, connecter, lecteur):
    maisons, _lea, siens = monde
    navigateur = connecter(maisons[lecteur].compte)
    assert navigateur.post(maisons[A].objets["suppression"]).status_code == 404
    carnet = siens["carnet"] + "supprimer/"
    assert navigateur.post(carnet).status_code == (302 if lecteur == B else 404)
    assert connecter(maisons[A].compte).get(siens["carnet"]).status_code == 200


def test_who_authorised_is_named_at_home_only(monde, connecter):
    maisons, lea, _siens = monde
    adresse = reverse("famille:enfant", args=[lea.pk])
    assert "PrenomA NomadulteA" in connecter(maisons[A].compte).get(adresse).content.decode()
    assert (
        "une autre personne autorisée" in connecter(maisons[B].compte).get(adresse).content.decode()
    )
