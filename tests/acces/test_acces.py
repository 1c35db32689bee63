"""Every address of the site, as each role and as nobody: the table of who enters what (issue, G1;
docs/comprendre/acces.md).

A new address fails here until it stands in the table. "Enters" means that the view has answered: a
page, a redirect of its own, a refusal of the method. "Refused": sign in, prove, 403, or Wagtail's
own refusal. A 404 is taken for a refusal only because the row exists, which is a test of its own.
"""

from fnmatch import fnmatchcase

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from famille.models import Utilisateur
from tests.acces.adresses import toutes
from tests.acces.lignes import exemples
from tests.acces.table import PERSONNE, ROLES, TABLE, TOUS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("proche")]


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00")


def classer(adresse):
    """The set of roles that enter this address: the first line of the table that names it, or
    None."""
    for motif, roles in TABLE:
        if fnmatchcase(adresse.nom or adresse.motif, motif):
            return roles
    return None


def verdict(reponse):
    """ "entre", "refuse", or "introuvable": the row exists, and is not shown to this account."""
    if reponse.status_code in (401, 403):
        return "refuse"
    if reponse.status_code == 404:
        return "introuvable"
    if reponse.status_code in (301, 302) and reponse.url.split("?")[0] in (
        "/connexion/",
        "/gestion/",
    ):
        return "refuse"
    return "entre"


@pytest.fixture
def role(request, client, connecter):
    """The client signed in as request.param, with the second factor where it is due."""
    cache.clear()
    request.getfixturevalue("groupes")
    nom, fixture = request.param, ROLES[request.param]
    if fixture:
        compte = request.getfixturevalue(fixture)
        connecter(getattr(compte, "camille", compte))
    client.raise_request_exception = False
    return nom


@pytest.fixture
def lignes(agent, regisseur, groupes):
    return exemples(agent, regisseur)


@pytest.fixture
def adresses(lignes):
    """Every address; where it names a row, one that exists: of a household that the parent of the
    cast is not in."""
    return toutes(lignes[0])


# What a walk without a story does not reach: each is refused to who may not by a test of its own,
# or shows no row.
SANS_LIGNE = {
    "vers_l_annuaire": "where the town has a directory (tests/comptes/annuaire)",
    "retour_de_l_annuaire": "where the town has a directory (tests/comptes/annuaire)",
    "sortie_de_l_annuaire": "where the town has a directory (tests/comptes/annuaire)",
    "vers_franceconnect": "where the town has FranceConnect (tests/famille/franceconnect)",
    "retour_de_franceconnect": "where the town has FranceConnect (tests/famille/franceconnect)",
    "sortie_de_franceconnect": "where the town has FranceConnect (tests/famille/franceconnect)",
    "franceconnect_inconnu": "where the town has FranceConnect (tests/famille/franceconnect)",
    "relier_franceconnect": "where the town has FranceConnect (tests/famille/franceconnect)",
    "donnees_ouvertes": "where the town publishes (tests/reservations/test_donnees_ouvertes.py)",
    "api:api-root": "nothing is at the root of the interface",
    "metriques": "closed unless the town opens it (tests/portail/test_metriques.py)",
    "cms_pages:media": "a public picture",
    **dict.fromkeys(
        [
            *("demo:franceconnect_authorize", "demo:franceconnect_configuration"),
            *("demo:franceconnect_fin", "demo:franceconnect_jwks"),
            "demo:franceconnect_userinfo",
        ],
        "where the settings name it (tests/demo/test_franceconnect.py)",
    ),
    "demo:courriel": "the demo’s mailbox",
    "demo:paiement": "the demo’s bank: a number drawn at random is its own right",
    "demo:courriel_html": "the demo’s mailbox",
    "demo:tresorerie_acquit": "the demo’s trésorerie: no bordereau is on its way",
    "demo:tresorerie_retour": "the demo’s trésorerie: no bordereau is on its way",
    "flux_agenda": "a secret address is its own right",
    "retour_sms": "a secret address is its own right (tests/comptes/alertes/test_mes_alertes.py)",
    "mfa_deactivate_totp": "of one’s own account: no key in it",
    "mfa_download_recovery_codes": "of one’s own account: no key in it",
    "mfa_view_recovery_codes": "of one’s own account: no key in it",
    "famille:contester_adresse": "a signed link is its own right",
    "reservations:rappel": "a signed link is its own right",
    "reservations:suite": "the name of a next step",
    "wagtailcore_authenticate_with_password": "a public page under a password: there is none",
    "wagtaildocs_authenticate_with_password": "a public document under a password: there is none",
    "wagtaildocs_serve": "a public document",
}


def test_a_404_is_a_proof_because_the_row_exists(lignes, adresses, connecter):
    """Somebody enters each address that names a row: who has every right, or the household that
    owns it."""
    tout = Utilisateur.objects.create_superuser(
        "tout@exemple.fr", "x", first_name="Tous", last_name="Droits"
    )
    absentes = set(adresses)
    for compte in (lignes[1], tout):
        for adresse in sorted(absentes):
            navigateur = Client(raise_request_exception=False)
            if connecter(compte, navigateur).get(adresse.exemple).status_code != 404:
                absentes.remove(adresse)
    assert sorted(adresse.nom or adresse.exemple for adresse in absentes) == sorted(SANS_LIGNE)


def test_every_address_stands_in_the_table():
    assert (
        sorted({adresse.nom or adresse.motif for adresse in toutes() if classer(adresse) is None})
        == []
    )


def test_every_group_of_the_town_is_a_role_of_the_table(request, groupes):
    roles = [request.getfixturevalue(fixture) for fixture in ROLES.values() if fixture]
    vus = {
        groupe.name
        for compte in roles
        for groupe in getattr(compte, "groups", Group.objects.none()).all()
    }
    vus.add("Lettres d’invitation")  # a gesture of a screen that its agents read already
    assert vus == set(Group.objects.values_list("name", flat=True))


def test_the_table_names_no_address_that_is_gone():
    noms = [adresse.nom or adresse.motif for adresse in toutes()]
    assert [
        motif for motif, _roles in TABLE if not any(fnmatchcase(nom, motif) for nom in noms)
    ] == []


DIT_LES_PANNES = {"sante_detail"}  # 503 here, where no worker runs


@pytest.mark.long
@pytest.mark.parametrize("role", list(ROLES), indirect=True)
def test_each_role_enters_what_it_may_and_nothing_else(role, client, adresses):
    fautes = []
    for adresse in adresses:
        permis = classer(adresse) or frozenset()
        reponse = client.get(adresse.exemple)
        obtenu = verdict(reponse)
        if reponse.status_code >= 500 and adresse.nom not in DIT_LES_PANNES:
            fautes.append(f"{adresse.nom} {adresse.exemple}: broken for {role}")
        if role in permis:
            if obtenu == "refuse" and adresse.nom not in SE_RETIRENT:
                fautes.append(f"{adresse.nom} {adresse.exemple}: refused to {role}")
        elif obtenu == "entre" and verdict(client.post(adresse.exemple)) == "entre":
            fautes.append(f"{adresse.nom} {adresse.exemple}: open to {role}")
    assert fautes == []


# Refused by Wagtail or by the moment, not by the role: a door that leads to sign-in, a screen that
# only exists in the middle of signing in.
SE_RETIRENT = frozenset(
    {
        "porte_gestion",
        "porte_pages",
        "wagtailadmin_login",
        "wagtailcore_login",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "accueil_connecte",
        "wagtailadmin_pages:workflow_preview",
        "wagtailadmin_workflows:usage",
        "wagtailadmin_workflows:usage_results",
        "wagtailsnippets:index",
        "wagtailusers_users:delete",
    }
)


@pytest.mark.parametrize("role", [PERSONNE], indirect=True)
def test_what_is_open_to_nobody_signed_in_is_listed_one_by_one(role):
    """No star may open a door to everybody."""
    assert [motif for motif, roles in TABLE if roles == TOUS and "*" in motif] == []
