"""deploy/surveillance/: what its alerts and its dashboard name is what /metriques/ tells."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from portail.metriques import vues
from portail.metriques.ville import Ville

DOSSIER = Path(__file__).parents[3] / "deploy" / "surveillance"
ALERTES = DOSSIER / "alertes.yml"
_MESURE = re.compile(r"\b(portail_\w+)(?:\{([^}]*)\})?")


@pytest.fixture(scope="module")
def regles():
    [groupe] = yaml.safe_load(ALERTES.read_text())["groups"]
    return groupe["rules"]


@pytest.fixture
def dites(db, client, settings, monkeypatch):
    """{name of a series: the names of its labels}, as the portal tells them after a page."""
    settings.METRIQUES_JETON = "une-longue-cle"
    monkeypatch.setattr(vues, "_ville", Ville())
    client.get("/gestion/rien/")
    client.post("/connexion/", {}, headers={"HX-Request": "true"})
    texte = client.get("/metriques/", headers={"Authorization": "Bearer une-longue-cle"}).content
    familles = list(text_string_to_metric_families(texte.decode()))
    series = {une.name: set(une.labels) for famille in familles for une in famille.samples}
    return {f"{famille.name}_total": set() for famille in familles} | series


def expressions(regles):
    tableau = json.loads((DOSSIER / "tableau-de-bord.json").read_text())
    panneaux = [cible["expr"] for un in tableau["panels"] for cible in un["targets"]]
    return [regle["expr"] for regle in regles] + panneaux


def test_each_series_that_is_named_exists_with_the_labels_that_are_asked(regles, dites):
    dites["portail_battement_secondes"] = set()  # told once a worker has worked
    dites["portail_refus_total"] = {"ecran", "code"}  # told once a page was refused
    demandees = [mesure for expr in expressions(regles) for mesure in _MESURE.findall(expr)]
    assert len(demandees) >= 30
    for nom, choix in demandees:
        assert nom in dites, nom
        assert set(re.findall(r"(\w+)=", choix)) <= dites[nom], (nom, choix)


def test_each_alert_says_what_is_seen_and_what_to_do(regles):
    assert len({regle["alert"] for regle in regles}) == len(regles) >= 10
    for regle in regles:
        assert regle["labels"]["severity"] in {"urgence", "jour"}
        assert regle["annotations"]["summary"].endswith("."), regle["alert"]
        dit = regle["annotations"]["description"].strip()
        assert dit.endswith("."), regle["alert"]
        assert re.search(r"gestion|systemctl|journalctl|docs/|PORTAIL_|/sante/|Facturation", dit), (
            f"{regle['alert']} says nothing to do"
        )
        for page in re.findall(r"docs/\S+?\.md", dit):
            assert (DOSSIER.parents[1] / page).exists(), page


def test_the_panels_of_the_dashboard_say_their_name_and_overlap_nowhere():
    tableau = json.loads((DOSSIER / "tableau-de-bord.json").read_text())
    places = set()
    for panneau in tableau["panels"]:
        ou = panneau["gridPos"]
        sienne = {
            (x, y)
            for x in range(ou["x"], ou["x"] + ou["w"])
            for y in range(ou["y"], ou["y"] + ou["h"])
        }
        assert panneau["title"]
        assert not places & sienne, panneau["title"]
        places |= sienne
    assert max(x for x, _y in places) < 24


def test_prometheus_reads_the_portal_where_it_is(regles):
    [travail] = yaml.safe_load((DOSSIER / "prometheus.yml").read_text())["scrape_configs"]
    assert travail["metrics_path"] == "/metriques/"
    injoignable = next(regle for regle in regles if regle["alert"] == "PortailInjoignable")
    assert f'job="{travail["job_name"]}"' in injoignable["expr"]
    if promtool := shutil.which("promtool"):
        fait = subprocess.run(
            [promtool, "check", "rules", str(ALERTES)], capture_output=True, text=True, check=False
        )
        assert fait.returncode == 0, fait.stdout + fait.stderr
