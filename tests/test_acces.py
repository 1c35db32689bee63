"""Every address of the site, as each role and as nobody: the table of who enters what (issue, G1; docs/acces.md).

A new address fails here until it stands in the table. "Enters" means that the view has answered: a page, a redirect of
its own, a refusal of the method, a row that does not exist. "Refused": sign in, prove, 403, or Wagtail's own refusal.
"""

from fnmatch import fnmatchcase

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page

from demarches.models import Demande
from tests.acces_table import PERSONNE, ROLES, TABLE, TOUS
from tests.adresses import toutes
from tests.demarches.outils import nouvelle_adresse

pytestmark = pytest.mark.django_db


def classer(adresse):
    """The set of roles that enter this address: the first line of the table that names it, or None."""
    for motif, roles in TABLE:
        if fnmatchcase(adresse.nom or adresse.motif, motif):
            return roles
    return None


def verdict(reponse):
    """ "entre", "refuse", or "introuvable" (a row of the example that does not exist shows nothing to anybody)."""
    if reponse.status_code == 403:
        return "refuse"
    if reponse.status_code == 404:
        return "introuvable"
    if reponse.status_code in (301, 302) and reponse.url.split("?")[0] in ("/connexion/", "/gestion/"):
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
def adresses(voisin):
    """Every address; where it holds family data, of a household that the parent of the cast is not in."""
    accueil = Page.objects.get(depth=2).pk
    demande = Demande.objects.create(
        code="changement-adresse",
        foyer=voisin.foyer,
        par=voisin.nadia,
        numero="D-2026-00001",
        deposee_le=timezone.now(),
        statut=Demande.Statut.EN_ATTENTE,
    )
    champs = nouvelle_adresse(demande).items()
    demande.saisie = {"adresse": {nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in champs}}
    demande.save()
    lignes = {
        "foyers_modeladmin_adulte": voisin.foyer.responsables.get().pk,
        "foyers_modeladmin_renvoyer_le_lien": voisin.foyer.responsables.get().pk,
        "foyers_modeladmin_enfant": voisin.sami.pk,
        "foyers_modeladmin_residence": voisin.sami.pk,
        "foyers_": voisin.foyer.pk,
        "demandes_": demande.pk,
        "demarches:": demande.pk,
        "famille:enfant": voisin.sami.pk,
        "wagtailadmin_pages:": accueil,
        "wagtailadmin_explore": accueil,
        "wagtaildocs_chooser:chosen": 1,
        "wagtailimages_chooser:chosen": 1,
    }

    def exemple(nom, parametre):
        if nom.startswith("wagtailsettings:"):
            return {"app_name": "cms_pages", "model_name": "identitesite"}.get(parametre)
        if parametre.endswith(("_id", "pk")):
            return next((pk for debut, pk in lignes.items() if nom.startswith(debut)), None)
        return None

    return toutes(exemple)


def test_every_address_stands_in_the_table():
    assert sorted({adresse.nom or adresse.motif for adresse in toutes() if classer(adresse) is None}) == []


def test_every_group_of_the_town_is_a_role_of_the_table(request, groupes):
    roles = [request.getfixturevalue(fixture) for fixture in ROLES.values() if fixture]
    vus = {groupe.name for compte in roles for groupe in getattr(compte, "groups", Group.objects.none()).all()}
    assert vus == set(Group.objects.values_list("name", flat=True))


def test_the_table_names_no_address_that_is_gone():
    noms = [adresse.nom or adresse.motif for adresse in toutes()]
    assert [motif for motif, _roles in TABLE if not any(fnmatchcase(nom, motif) for nom in noms)] == []


DIT_LES_PANNES = {"sante_detail"}  # 503 here, where no worker runs


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


# Refused by Wagtail or by the moment, not by the role: a door that leads to sign-in, a page that cannot be moved, a
# screen that only exists in the middle of signing in.
SE_RETIRENT = frozenset(
    {
        "porte_gestion",
        "porte_pages",
        "wagtailadmin_login",
        "wagtailcore_login",
        "mfa_authenticate",
        "accueil_connecte",
        "wagtailadmin_pages:move",
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
