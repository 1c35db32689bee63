"""The client against the contract: the official OpenAPI and the answers that the State's staging
server plays back."""

import json
from datetime import date

import pytest
import yaml

from demo.caf import contrat
from famille.echanges.api_particulier.client import EAJE, QUOTIENT
from famille.echanges.api_particulier.personne import Personne
from famille.echanges.api_particulier.reponses import (
    Echec,
    Issue,
    echec_de,
    participation_de,
    quotient_de,
)
from tests.ville.caisses import JETON, OFFICIELS, SIRET

SANS_EUX = pytest.mark.skipif(
    not OFFICIELS.is_dir(), reason="API Particulier's official data is not beside the repository"
)
CAMILLE = Personne("MARTIN", ("Camille", "Rose"), "F", 1988, 3, 9, commune="36044")
JOUR = date(2024, 12, 15)


def officielles(dossier):
    return list(_officielles(dossier))


def _officielles(dossier):
    for fichier in sorted((OFFICIELS / "payloads").glob(f"*{dossier}*/*.y*ml")):
        dit = yaml.safe_load(fichier.read_text())
        if "payload" in dit:
            yield pytest.param(dit, id=fichier.stem)


def etat_civil(dits):
    return Personne(
        dits.get("nomNaissance", ""),
        tuple(dits.get("prenoms", ())),
        dits.get("sexeEtatCivil", ""),
        *(
            dits.get(nom)
            for nom in ("anneeDateNaissance", "moisDateNaissance", "jourDateNaissance")
        ),
        pays=dits["codeCogInseePaysNaissance"],
        commune=dits.get("codeCogInseeCommuneNaissance", ""),
        nom_usage=dits.get("nomUsage", ""),
    )


@SANS_EUX
@pytest.mark.parametrize("dit", officielles("quotient_familial") if OFFICIELS.is_dir() else [])
def test_each_official_answer_has_its_meaning(dit):
    lu, statut = json.loads(dit["payload"]), dit["status"]
    if statut == 200:
        attendu = lu["data"]["quotient_familial"]
        trouve = quotient_de(lu, JOUR)
        assert trouve.valeur == attendu["valeur"]
        assert (trouve.mois.year, trouve.mois.month) == (attendu["annee"], attendu["mois"])
        assert trouve.calcule == date(attendu["annee_calcul"], attendu["mois_calcul"], 1)
        assert trouve.regime == {"CNAF": "CAF", "MSA": "MSA"}[attendu["fournisseur"]]
    else:
        issues = {404: Issue.ABSENT, 429: Issue.TROP, 502: Issue.PANNE, 504: Issue.PANNE}
        assert echec_de(statut, {}, lu, None).issue is issues[statut]


@SANS_EUX
@pytest.mark.parametrize("dit", officielles("eaje") if OFFICIELS.is_dir() else [])
def test_each_official_answer_for_the_creche_has_its_meaning(dit):
    lu = json.loads(dit["payload"])
    if dit["status"] == 200:
        attendu = lu["data"]["parametres_calcul_participation_familiale"]
        trouve = participation_de(lu)
        assert trouve.ressources == attendu["base_ressources_annuelles"]["valeur"]
        assert trouve.enfants_aeeh == attendu["nombre_enfants_beneficiaire_aeeh"]
    else:
        assert echec_de(dit["status"], {}, lu, None).issue is not Issue.FERME


@SANS_EUX
def test_each_example_of_error_of_the_openapi_has_its_meaning():
    lu = yaml.safe_load((OFFICIELS / "openapi_extrait.yaml").read_text())
    issues = {
        "401": {Issue.FERME},
        "403": {Issue.FERME},
        "404": {Issue.ABSENT, Issue.INCONNU},
        "409": {Issue.DOUBLE},
        "422": {Issue.INCONNU, Issue.FERME},
        "429": {Issue.TROP},
        "502": {Issue.PANNE},
        "504": {Issue.PANNE},
    }
    vus = 0
    for chemin, dits in lu["paths"].items():
        if "/dss/" not in chemin:
            continue
        for statut, dit in dits["get"]["responses"].items():
            exemples = dit.get("content", {}).get("application/json", {}).get("examples", {})
            for exemple in exemples.values() if statut != "200" else ():
                trouve = echec_de(int(statut), {}, exemple["value"], None)
                assert trouve.issue in issues[statut], (chemin, statut)
                vus += 1
    assert vus > 40


@pytest.mark.parametrize(
    "mois",
    [{"annee": "deux"}, {"annee": "2026", "mois": "13"}, {"mois": "²"}, {"annee": "2026"}],
)
def test_a_month_that_is_none_is_refused_by_the_pretend_service(mois):
    dits = {nom: [un] for nom, un in mois.items()} | {"recipient": [SIRET]}
    refus = contrat.controler(f"Bearer {JETON}", JETON, dits, identite=False)
    assert refus.statut == 422
    bons = {"annee": ["2026"], "mois": ["11"], "recipient": [SIRET]}
    assert contrat.controler(f"Bearer {JETON}", JETON, bons, identite=False) is None


@SANS_EUX
@pytest.mark.parametrize("route", [f"{QUOTIENT}/identite", f"{EAJE}/identite"])
def test_what_is_sent_is_what_the_openapi_names(route, faux_caisses):
    lu = yaml.safe_load((OFFICIELS / "openapi_extrait.yaml").read_text())
    dits = [un for un in lu["paths"][route]["get"]["parameters"] if un["in"] == "query"]
    faux_caisses.trouver("MARTIN", 742, date.today())
    demander = (
        faux_caisses.client().quotient
        if route.startswith(QUOTIENT)
        else faux_caisses.client().participation
    )
    with pytest.raises(Echec) if route.startswith(EAJE) else _rien():
        demander(CAMILLE)
    chemin, envoyes, porteur = faux_caisses.recues[-1]
    assert chemin == route
    assert porteur == f"Bearer {JETON}"
    assert set(envoyes) <= {un["name"] for un in dits}
    assert {un["name"] for un in dits if un.get("required")} <= set(envoyes)
    assert envoyes["recipient"] == [SIRET]
    assert envoyes["prenoms[]"] == ["Camille", "Rose"]


@SANS_EUX
@pytest.mark.parametrize("dit", officielles("familial_with_civility") if OFFICIELS.is_dir() else [])
def test_each_official_question_is_the_one_that_we_ask(dit):
    dits = dit["params"]
    sans = {"annee", "mois", "prenoms"}
    envoyes = etat_civil(dits).parametres()
    if dits["codeCogInseePaysNaissance"] != "99100":
        sans.add("codeCogInseeCommuneNaissance")  # "do not fill it for a birth abroad"
    assert dict(envoyes) | {"prenoms[]": ""} == {
        nom: str(valeur) for nom, valeur in dits.items() if nom not in sans
    } | {"prenoms[]": ""}
    assert [un for nom, un in envoyes if nom == "prenoms[]"] == dits.get("prenoms", [])


@SANS_EUX
def test_the_pretend_services_answer_as_the_official_one():
    lu = yaml.safe_load((OFFICIELS / "openapi_extrait.yaml").read_text())
    reponses = lu["paths"][f"{QUOTIENT}/identite"]["get"]["responses"]
    schema = reponses["200"]["content"]["application/json"]["schema"]["properties"]["data"]
    trouve = contrat.quotient(742, 2026, 11, regime="CNAF", dits={}).corps["data"]
    assert set(trouve) == set(schema["properties"])
    for nom, sorte in (("quotient_familial", "properties"), ("allocataires", "items")):
        dit = schema["properties"][nom][sorte]
        champs = dit["properties"] if sorte == "items" else dit
        siens = trouve[nom][0] if sorte == "items" else trouve[nom]
        assert set(siens) == set(champs)


def _rien():
    from contextlib import nullcontext

    return nullcontext()
