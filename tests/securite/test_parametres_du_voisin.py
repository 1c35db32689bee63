"""Another family's keys beside an address: in every parameter that a page reads, in every hidden
field of its forms.

What a page reads is seen while it reads it: a parameter that nobody has thought of fails here. The
pages are those of an intruder who has a child, an invoice and drafts of his own, so that each form
is there to be changed by hand.
"""

from datetime import date
from functools import partial
from html import unescape
from urllib.parse import unquote_plus

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from famille.models import Enfant, Facture, FicheSanitaire, Paiement, Rattachement
from reservations.actions import soumettre
from reservations.models import Activite, DemandeReservation
from tests.ecrans.pages_de_famille import PageLue, pages_du_parent, vue_de, vues_du_parent
from tests.famille.facturation import Prestataire
from tests.reservations import outils
from tests.reservations.moteur import scene
from tests.securite.voisine import Cible, batir, ecrites, empreinte

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("proche")]
# Parameters that name nothing of a household.
SANS_CLE = {
    *("page", "q", "genre", "etat", "voir", "mois", "activite", "next", "idop", "HX-Request"),
    *(
        "code",
        "ecran",
        "etape",
        "piece",
        "telecharger",
        "verifier",
        "retour",
        "csrfmiddlewaretoken",
    ),
    *("debut", "fin", "jours", "moments", "rythme", "du", "au", "action", "objet"),
    *("phrase", "garder", "restaurant", "suite"),
}
NON_JOUES = ("account_logout", "session")  # they end the session that tries


@pytest.fixture(autouse=True)
def un_mercredi(time_machine, settings):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    Prestataire.oublier()
    cache.clear()


@pytest.fixture
def cible(agent, regisseur, pages):
    return batir(agent, regisseur)


@pytest.fixture
def intrus(cible):
    """Cible, the intruder's own: a child registered where the neighbour's is, a booking, what he
    owns by its keys."""
    foyer = cible.intrus.responsabilites.get().foyer
    zoe = Enfant.objects.create(prenom="Zoé", nom="Sienne", naissance=date(2018, 5, 2))
    Rattachement.objects.create(enfant=zoe, foyer=foyer, debut=date(2022, 1, 1))
    bon = date(2027, 8, 31)
    FicheSanitaire.objects.create(enfant=zoe, valable_jusqu_au=bon, assurance_fin=bon)
    centre = Activite.objects.get()
    outils.inscrire(zoe, centre)
    assert soumettre(
        foyer, [scene.ligne(zoe, centre)], par=cible.intrus, cle="de-l-intrus"
    ).acceptee
    for compte, cles in (
        (cible.intrus, (foyer.pk, zoe.pk)),
        (cible.compte, cible.champs["choix"].split(".")[:2]),
    ):
        panier = "{}.{}.{}.2026-12-09-apres-midi.reserver".format(*cles, centre.pk)
        _navigateur(compte).post(reverse("reservations:choisir"), {"choix": panier})
    cles = {
        ("famille:enfant", "pk"): str(zoe.pk),
        ("famille:fil", "pk"): str(foyer.fils.get().pk),
        ("", "numero"): Facture.objects.get(foyer=foyer).numero,
        ("demarches:demande", "pk"): str(foyer.demandes.get().pk),
    }
    return Cible(foyer, cible.intrus, cible.compte, cles, {})


def valeurs_du_voisin(cible):
    """{parameter: [the neighbour's values]}."""
    facture = Facture.objects.get(numero=cible.champs["facture"])
    valeurs = {nom: [valeur] for nom, valeur in cible.champs.items()}
    valeurs["foyer"].append(cible.foyer.numero)
    valeurs["facture"].append(a_payer(cible).numero)
    valeurs["demande"].append(cible.foyer.demandes.exclude(numero=None).get().numero)
    return valeurs | {
        "ligne": [str(facture.lignes.first().pk)],
        "qui": [".".join(cible.champs["choix"].split(".")[:3])],
        "brouillon": [str(cible.foyer.demandes.brouillons()[0].pk)],
        "cle": [DemandeReservation.objects.get(foyer=cible.foyer).cle],
        "annulee": [str(DemandeReservation.objects.get(foyer=cible.foyer).pk)],
        "reference": [Paiement.objects.filter(foyer=cible.foyer)[0].reference],
        "reponse": [_jeton(cible)],
    }


def _navigateur(compte):
    navigateur = Client(headers={"Sec-Fetch-Mode": "navigate"})
    navigateur.force_login(compte)
    return navigateur


def a_payer(cible):
    return Facture.objects.a_payer().filter(foyer=cible.foyer, mandat=None)[0]


def pages_de(cible):
    """Its pages, and that of an invoice to be paid."""
    payer = reverse("famille:payer", query={"facture": a_payer(cible).numero})
    texte = _navigateur(cible.compte).get(payer).text
    return [*pages_du_parent(cible), PageLue("famille:payer", payer, texte)]


def _jeton(cible):
    """The key of a page that the neighbour has still to correct."""
    navigateur = _navigateur(cible.compte)
    navigateur.get(reverse("famille:ecrire"))
    envoyee = navigateur.post(
        reverse("famille:ecrire"), {"sujet": "", "texte": "VoieA et AllergieDeLéa"}
    )
    adresse = envoyee.headers["Location"]
    assert "AllergieDeLéa" in navigateur.get(adresse).text
    return adresse.partition("reponse=")[2]


def montre(cible, reponse, *tapes):
    """Secrets of the neighbour's in an answer, but what was typed and is written back."""
    if reponse.status_code == 404 or reponse.streaming:
        return []
    # the number is typed: an invoice is known by what is due
    reste = str(a_payer(cible).solde).replace(".", ",")
    return [
        secret
        for secret in (*cible.secrets, reste)
        if secret in reponse.text and secret not in " ".join(tapes)
    ]


def test_no_parameter_of_any_page_shows_a_neighbour(cible, intrus, client, connecter, ce_que_lit):
    valeurs = valeurs_du_voisin(cible)
    adresses = vues_du_parent(intrus) | {"famille:payer": reverse("famille:payer")}
    connecter(cible.intrus)
    inconnus, vus, essayes = {}, {}, set()
    for adresse in adresses.values():
        for nom in ce_que_lit(partial(client.get, adresse)) - SANS_CLE:
            if nom not in valeurs:
                inconnus[nom] = adresse
            for valeur in valeurs.get(nom, ()):
                essayes.add(nom)
                reponse = client.get(adresse, {nom: valeur}, follow=True)
                if trouves := montre(cible, reponse, valeur):
                    vus[adresse, nom] = trouves
    assert inconnus == {}, (
        "which of the neighbour's keys goes there? (valeurs_du_voisin, or SANS_CLE)"
    )
    assert vus == {}
    assert essayes >= {"enfant", "facture", "ligne", "qui", "demande", "reponse"}


def formulaires(page):
    """[(address, {name: value}, {hidden name: value})] of the forms of a page that are posted."""
    for formulaire in html.fromstring(page.texte).forms:
        adresse = unquote_plus(unescape(formulaire.action or page.adresse))
        if formulaire.method != "POST" or vue_de(adresse) in NON_JOUES:
            continue
        valeurs = dict(formulaire.form_values())
        valeurs |= {
            b.get("name"): b.get("value", "") for b in formulaire.xpath(".//button[@name]")[:1]
        }
        caches = {
            une.get("name"): une.get("value", "")
            for une in formulaire.xpath(".//input[@type='hidden'][@name]")
        }
        yield (
            adresse,
            valeurs,
            {nom: valeur for nom, valeur in caches.items() if nom != "csrfmiddlewaretoken"},
        )


def essais(cible, intrus):
    """{(view, name, value): (address, fields)}: the intruder's forms with one hidden field of the
    neighbour's, then the neighbour's whole."""
    siens = [un for page in pages_de(cible) for un in formulaires(page)]
    miens = [un for page in pages_de(intrus) for un in formulaires(page)]
    du_voisin = valeurs_du_voisin(cible)
    for _adresse, _champs, caches in siens:
        for nom, valeur in caches.items():
            du_voisin.setdefault(nom, []).append(valeur)
    trouves = {}
    for adresse, champs, caches in miens:
        for nom in caches:
            for valeur in [v for v in dict.fromkeys(du_voisin.get(nom, ())) if v != caches[nom]][
                :3
            ]:
                trouves[vue_de(adresse), nom, valeur] = adresse, champs | {nom: valeur}
    for adresse, champs, caches in siens:
        if caches:
            trouves[vue_de(adresse), "tous", str(caches)] = adresse, champs
    return trouves


def test_no_hidden_field_of_any_form_reaches_a_neighbour(cible, intrus, client, connecter):
    a_jouer = essais(cible, intrus)
    a_lui = cible.foyer, cible.compte
    avant, vus = empreinte(*a_lui), {}
    for (vue, nom, valeur), (adresse, champs) in a_jouer.items():
        with transaction.atomic():
            connecter(cible.intrus)
            with ecrites() as tables:
                reponse = client.post(adresse, champs, follow=True)
            trouves = montre(cible, reponse, *champs.values())
            if trouves or not empreinte(*a_lui, tables=tables).items() <= avant.items():
                vus[vue, nom, valeur] = trouves or "changed"
            transaction.set_rollback(True)
    assert vus == {}
    assert {(vue, nom) for vue, nom, _valeur in a_jouer} >= {
        *(("reservations:soumettre", nom) for nom in ("foyer", "cle", "empreinte")),
        *(
            ("famille:payer", "facture"),
            ("reservations:agenda", "foyer"),
            ("famille:ecrire", "cle"),
        ),
    }
