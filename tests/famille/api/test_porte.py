"""The door of the interface: a key, for what it was given, at its pace; everything else is refused
in a sentence (docs/comprendre/api.md)."""

from datetime import date, timedelta

import pytest
from django.test import Client

from famille.echanges.api.cles import creer_cle, revoquer_cle
from famille.echanges.api.montage import l_api
from famille.echanges.api.portees import portees
from famille.echanges.api.problemes import TYPE
from famille.models import AppelAPI, CleAPI
from famille.socle.erreurs import Refus
from famille.socle.offres import offres
from tests.famille.api.test_ressources import TOUTES

pytestmark = pytest.mark.django_db


def probleme(reponse, statut, code):
    """The document of a refusal."""
    assert (reponse.status_code, reponse.headers["Content-Type"]) == (statut, TYPE)
    assert reponse.headers["Cache-Control"] == "no-store"
    dit = reponse.json()
    assert (dit["status"], dit["type"]) == (statut, f"urn:portail-famille:{code}")
    assert dit["title"]
    assert dit["detail"].endswith(".")
    return dit


def chemin(ressource):
    return ressource.partition("?")[0].partition("/")[0]


@pytest.mark.parametrize("ressource", TOUTES)
def test_nobody_reads_without_a_key(groupes, connecter, administrateur, ressource):
    """A session opens nothing, an administrator's neither."""
    reponse = connecter(administrateur).get(f"/api/v1/{ressource}")
    probleme(reponse, 401, "cle")
    assert reponse.headers["WWW-Authenticate"].startswith("Bearer")


def test_every_resource_of_the_schema_was_walked():
    chemins = [une.removeprefix("/api/v1/") for une in l_api().get_openapi_schema()["paths"]]
    assert sorted(map(chemin, TOUTES)) == sorted(map(chemin, chemins))


@pytest.mark.parametrize(
    "jeton",
    ["", "pf_", "pf_x_y", "autre_x_y", "pf__", "é", "pf_" + "a" * 5000 + "_b", "pf_a\t_b", "'--"],
)
def test_what_is_no_key_is_refused(groupes, demander, jeton):
    probleme(demander("structures", jeton), 401, "cle")


def test_the_secret_of_another_key_is_refused(groupes, demander, faire):
    (_une, jeton), (_autre, second) = faire("centres"), faire("centres")
    melange = "_".join([*jeton.split("_")[:2], second.split("_", 2)[2]])
    probleme(demander("structures", melange), 401, "cle")


def test_a_revoked_key_is_refused_at_once(groupes, demander, faire, administrateur):
    cle, jeton = faire("centres")
    assert demander("structures", jeton).status_code == 200
    revoquer_cle(cle, par=administrateur)
    probleme(demander("structures", jeton), 401, "cle")


def test_a_key_serves_until_its_last_day(groupes, demander, faire, time_machine):
    _cle, jeton = faire("centres", expire_le=date(2026, 11, 30))
    time_machine.move_to("2026-11-30 23:00+01:00")
    assert demander("structures", jeton).status_code == 200
    time_machine.move_to("2026-12-01 00:30+01:00")
    probleme(demander("structures", jeton), 401, "cle")


QUI_OUVRE = {
    **dict.fromkeys(["structures", "activites", "places"], "centres"),
    "journees": "effectifs",
    **{un: un for un in ("inscriptions", "reservations", "factures", "demandes")},
}


@pytest.mark.parametrize("ressource", TOUTES)
def test_a_key_without_this_right_is_refused_with_all_the_others(ville, demander, faire, ressource):
    sienne = QUI_OUVRE[chemin(ressource)]
    _cle, jeton = faire(*(code for code in portees() if code != sienne))
    dit = probleme(demander(ressource, jeton), 403, "portee")
    assert portees()[sienne].titre in dit["detail"]
    _cle, jeton = faire(sienne)
    assert demander(ressource, jeton).status_code == 200


def test_a_flood_is_slowed_down_key_by_key(groupes, demander, faire, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"api": "2/m/key"}
    (_une, jeton), (_autre, second) = faire("centres"), faire("centres")
    assert [demander("structures", jeton).status_code for _ in range(2)] == [200, 200]
    reponse = demander("structures", jeton)
    probleme(reponse, 429, "rythme")
    assert reponse.headers["Retry-After"] == "60"
    assert demander("structures", second).status_code == 200


def test_who_tries_keys_is_slowed_down(groupes, demander, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"api_refus": "2/m/ip"}
    statuts = [demander("structures", "pf_x_y").status_code for _ in range(3)]
    assert statuts == [401, 401, 429]


@pytest.mark.parametrize(
    "question",
    [
        "structures?taille=0",
        "structures?taille=501",
        "structures?taille=x",
        "structures?curseur=x",
        "structures?curseur=WyIxIiwiMiJd",
        "structures?curseur=WyIxJyBPUiAxPTEiXQ",
        "structures?curseur=WzFlOTk5XQ",
        "structures?curseur=W251bGxd",
        "structures?curseur=bnVsbA",
        "structures?curseur=e30",
        "factures?curseur=WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ",
        "demandes?curseur=WyIxIl0",
        "activites?structure=1%20OR%201=1",
        "activites?structure=99999999999999999999",
        "places?du=2026-13-01",
        "places?du=2026-12-01&au=2026-11-01",
        "places?du=2026-01-01&au=2026-12-31",
        "places?du=9999-12-31",
        "factures?emises_depuis='",
        "demandes?statut=%00",
        "journees/demain",
        "journees/2026-12-09'--",
    ],
)
def test_a_value_that_is_none_is_refused_without_being_repeated(ville, demander, question):
    dit = probleme(demander(question), 422, "question")
    assert "OR 1" not in str(dit)


def test_only_reading_exists(groupes, faire):
    _cle, jeton = faire()
    for methode in ("post", "put", "patch", "delete"):
        reponse = getattr(Client(), methode)(
            "/api/v1/structures", headers={"Authorization": f"Bearer {jeton}"}
        )
        assert reponse.status_code == 405


def test_the_schema_is_for_everybody_and_holds_nobody(client, groupes):
    reponse = client.get("/api/v1/openapi.json")
    assert reponse.json()["openapi"] == "3.1.0"
    assert client.get("/api/v1/docs/").status_code == 404


def test_the_secret_is_kept_nowhere(groupes, faire):
    cle, jeton = faire("centres")
    secret = jeton.split("_", 2)[2]
    assert len(secret) >= 43
    ligne = CleAPI.objects.filter(pk=cle.pk).values()[0]
    assert not [nom for nom, valeur in ligne.items() if secret in str(valeur)]


@pytest.mark.parametrize(
    ("codes", "jour"),
    [
        ([], date(2027, 1, 1)),
        (["inventee"], date(2027, 1, 1)),
        (["centres", "inventee"], date(2027, 1, 1)),
        (["centres"], date(2026, 11, 24)),
        (["centres"], date(2026, 11, 25) + timedelta(days=800)),
    ],
)
def test_a_key_for_nothing_or_for_ever_is_not_made(administrateur, codes, jour):
    with pytest.raises(Refus):
        creer_cle("Un logiciel", codes, expire_le=jour, par=administrateur)
    assert not CleAPI.objects.exists()


def test_health_and_names_each_have_a_right_of_their_own():
    assert [code for code, une in portees().items() if une.sensible] == ["regimes", "identites"]


def test_no_room_names_what_another_one_reads():
    codes = [une.code for offre in offres() for offert in offre.api for une in offert.portees]
    assert len(codes) == len(set(codes))


def test_the_journals_tell_no_secret(groupes, demander, faire, caplog):
    caplog.set_level("INFO")
    _cle, jeton = faire("centres")
    demander("factures", jeton)
    demander("factures", f"{jeton}x")
    assert jeton.split("_", 2)[2] not in caplog.text
    assert AppelAPI.objects.count() == 1
