"""What no keyboard writes: NUL characters, texts longer than any column, numbers of 5,000 digits,
JSON without end.

Every page of a family is asked with every parameter that it reads, every field of every form of it
is sent one; PostgreSQL refuses what SQLite takes, so that this means most on its pass. A
sentence, a 400, a 404: never a 500.
"""

import contextlib
import copy
from functools import partial

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.urls import reverse
from lxml import html

from demarches.actions import commencer
from demarches.reglages.initiaux import creer_reglages
from famille.actions import deposer_document
from famille.comptes.second_facteur.cles import CLE_REFUSEE, REPONSE_MAX, _ReponseField
from portail.middleware.saisie_illisible import SaisieIllisible
from tests.acces.adresses import toutes
from tests.acces.table import PARENT
from tests.acces.test_acces import classer
from tests.famille.documents.test_fichiers import PDF, envoi

pytestmark = pytest.mark.django_db
TEXTES = {"nul": "a\0b", "261 characters": "é" * 261, "digits": "9" * 5000, "lists": "[" * 5000}
# they end the session that tries
NON_JOUES = {"account_logout", "usersessions_list", "fermer_session"}


@pytest.fixture
def essayer(connecter, famille_martin, pages):
    """essayer(method, address, data) -> the answer, which is no fault of ours."""
    client = connecter(famille_martin.camille)
    client.raise_request_exception = False

    def _essayer(methode, adresse, donnees=None):
        reponse = getattr(client, methode)(adresse, donnees)
        noms = {texte: nom for nom, texte in TEXTES.items()}
        fautives = {nom: noms[v] for nom, v in (donnees or {}).items() if v in noms}
        assert reponse.status_code < 500 or reponse.status_code == 503, (methode, adresse, fautives)
        return reponse

    _essayer.client = client
    return _essayer


@contextlib.contextmanager
def comme_si_de_rien_n_etait(client):
    """What was sent is undone: the next one is sent to the same state of things."""
    biscuits = copy.deepcopy(client.cookies)
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = biscuits


def adresses_d_une_famille(famille):
    document = deposer_document(envoi(PDF), foyer=famille.foyer, par=famille.camille)
    connus = {
        "famille:enfant": famille.lea.pk,
        "famille:document": document.pk,
        "famille:apercu": document.pk,
    }

    def exemple(nom, parametre):
        return next((cle for debut, cle in connus.items() if nom.startswith(debut)), None)

    creer_reglages(demo=True)
    for code, page in (("changement-adresse", "adresse"), ("informations-du-foyer", "contacts")):
        yield (
            f"/demarches/brouillon/{commencer(code, foyer=famille.foyer, par=famille.camille).pk}/{page}/"  # noqa: E501
        )
    a_lui = [
        une
        for une in toutes(exemple)
        if PARENT in (classer(une) or ()) and une.nom not in NON_JOUES
    ]
    yield from [une.exemple for une in a_lui]


def test_no_parameter_of_any_page_is_a_fault_of_ours(essayer, famille_martin, ce_que_lit):
    tous = set()
    for adresse in adresses_d_une_famille(famille_martin):
        premier, *autres = TEXTES.values()
        lus = ce_que_lit(partial(essayer, "get", adresse), premier)
        for texte in autres if lus else ():  # what reads nothing is told nothing
            lus |= ce_que_lit(partial(essayer, "get", adresse), texte, lus)
        tous |= lus
    assert {"facture", "q", "enfant", "page"} <= tous


def champs_de(page):
    """[(address, {name: value}, [names to try])] of the forms of a page that are posted."""
    trouves = []
    for formulaire in html.fromstring(page.content).forms if page.content.strip() else []:
        if formulaire.method != "POST" or "/deconnexion/" in (formulaire.action or ""):
            continue
        valeurs = dict(formulaire.form_values())
        noms = {nom for nom in formulaire.fields if nom and nom != "csrfmiddlewaretoken"}
        valeurs |= {
            bouton.get("name"): bouton.get("value", "")
            for bouton in formulaire.xpath(".//button[@name]")[:1]
        }
        trouves.append((formulaire.action or "", valeurs, sorted(noms)))
    return trouves


def test_no_field_of_any_form_is_a_fault_of_ours(essayer, famille_martin):
    essayes = set()
    for adresse in adresses_d_une_famille(famille_martin):
        page = essayer("get", adresse)
        if (
            page.status_code != 200
            or "text/html" not in page.headers.get("Content-Type", "")
            or page.streaming
        ):
            continue
        for action, valeurs, noms in champs_de(page):
            for nom in noms:
                if (action or adresse, nom) in essayes:
                    continue
                essayes.add((action or adresse, nom))
                for texte in TEXTES.values():
                    with comme_si_de_rien_n_etait(essayer.client):
                        essayer("post", action or adresse, valeurs | {nom: texte})
    assert len(essayes) > 30
    assert any(nom == "adresse-voie" for _adresse, nom in essayes)  # a draft's own fields


@pytest.mark.parametrize(
    "adresse", ["account_login", "account_reset_password", "notification_paiement"]
)
@pytest.mark.parametrize("texte", TEXTES.values(), ids=TEXTES)
def test_the_doors_open_to_everybody_take_it_as_any_mistake(client, settings, adresse, texte):
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    client.raise_request_exception = False
    for nom in ("login", "password", "email", "idop", "next"):
        donnees = {"login": "a@exemple.fr", "password": "x", "email": "a@exemple.fr"} | {nom: texte}
        assert client.post(reverse(adresse), donnees).status_code < 500, (adresse, nom)


def test_a_nul_is_dropped_from_what_is_sought(essayer):
    page = essayer("get", "/recherche/", {"q": "canti\0ne"})
    assert page.status_code == 200
    assert 'value="cantine"' in page.text


def test_a_value_that_the_database_refuses_is_told_in_a_sentence(rf):
    demande = rf.get("/")
    demande.resolver_match = type("Trouve", (), {"view_name": "x"})
    reponse = SaisieIllisible(lambda _requete: None).process_exception(
        demande, DataError("value too long")
    )
    assert reponse.status_code == 400
    assert "trop long" in reponse.text


@pytest.mark.parametrize("reponse", ["[" * 15_000, "[" * (REPONSE_MAX + 1)])
def test_an_answer_of_a_passkey_without_end_is_refused_in_a_sentence(reponse):
    with pytest.raises(ValidationError, match=CLE_REFUSEE[:30]):
        _ReponseField().clean(reponse)


def test_ticks_without_end_are_refused(connecter, directrice):
    reponse = connecter(directrice).post(
        reverse("presences:envoyer"), "[" * 100_000, content_type="application/json"
    )
    assert reponse.status_code == 400
    assert reponse.json() == {"erreur": "Ces pointages ne sont pas lisibles."}


def test_a_form_with_files_is_no_batch_of_ticks(connecter, directrice):
    reponse = connecter(directrice).post(reverse("presences:envoyer"), {"pointages": "x"})
    assert reponse.status_code == 400
