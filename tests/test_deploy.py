"""What is in deploy/, as far as it can be read without running it; `make test-deploiement` runs what can be."""

import configparser
import re
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from portail.pannes import REVENIR

RACINE = Path(__file__).parents[1]
DEPLOY = RACINE / "deploy"
UNITES = sorted(fichier for fichier in DEPLOY.iterdir() if fichier.suffix in {".service", ".socket", ".timer"})


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def reglages_connus():
    return set(re.findall(r"^\| `(PORTAIL_[A-Z0-9_]+)` \|", (RACINE / "README.md").read_text(), re.MULTILINE))


def commandes(texte):
    return set(re.findall(r"manage\.py[\", ]+([a-z_]+)", texte))


def test_compose_starts_the_portal_with_known_settings_and_known_commands(compose):
    for nom, service in compose["services"].items():
        donnes = {variable for variable in service.get("environment", {}) if variable.startswith("PORTAIL_")}
        assert donnes <= reglages_connus(), nom
        assert set(service.get("depends_on", ())) <= set(compose["services"]), nom
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= {
            *compose["volumes"],
            "${CERTIFICATS",
        }, nom
    assert commandes((DEPLOY / "compose.yaml").read_text()) == {"preparer", "travailler"}


def test_compose_asks_only_for_what_its_example_names():
    demandes = set(re.findall(r"\$\{([A-Z0-9_]+)", (DEPLOY / "compose.yaml").read_text()))
    donnes = set(re.findall(r"^([A-Z0-9_]+)=", (DEPLOY / "compose.env.example").read_text(), re.MULTILINE))
    assert demandes == donnes


@pytest.mark.parametrize("liste", [".gitignore", ".dockerignore"])
def test_the_secrets_of_compose_go_neither_into_git_nor_into_an_image(liste):
    assert "deploy/.env" in [ligne.removeprefix("/") for ligne in (RACINE / liste).read_text().splitlines()]


def test_everything_that_serves_is_there_once_the_base_is_prepared(compose):
    services = compose["services"]
    assert {"web", "soumettre", "taches", "base", "redis", "s3", "clamd", "facade"} <= set(services)
    for nom in ("web", "soumettre", "taches"):
        assert services[nom]["depends_on"]["preparation"]["condition"] == "service_completed_successfully"


def test_the_images_copy_what_exists_and_replace_what_nginx_says():
    texte = (DEPLOY / "Containerfile").read_text()
    etapes = set(re.findall(r"^FROM \S+ AS (\w+)", texte, re.MULTILINE))
    assert set(re.findall(r"--from=(\w+)", texte)) <= etapes
    for source in re.findall(r"^COPY (?!--from)(\S+) ", texte, re.MULTILINE):
        assert (RACINE / source).exists(), source
    nginx = (DEPLOY / "nginx.conf").read_text() + (DEPLOY / "nginx-fichiers.conf").read_text()
    for ancien in re.findall(r"s\|([^|]+)\|", texte):
        assert ancien.replace("\\", "") in nginx


@pytest.mark.parametrize("unite", UNITES, ids=lambda unite: unite.name)
def test_a_unit_runs_as_the_portals_account_what_exists(unite):
    lue = configparser.ConfigParser(strict=False, interpolation=None)
    lue.optionxform = str
    lue.read(unite)
    assert lue["Unit"]["Description"].startswith("Portail Famille")
    assert commandes(unite.read_text()) <= set(get_commands())
    if unite.suffix == ".service":
        service = lue["Service"]
        assert service["User"] == service["Group"] == "portail"
        assert service["ProtectSystem"] == "strict"
        assert service["ExecStart"].startswith("/opt/portail/.venv/bin/")


def test_the_documentation_installs_every_unit():
    texte = (RACINE / "docs" / "exploitation.md").read_text()
    assert [unite.name for unite in UNITES if unite.name.partition(".")[0].rstrip("@") not in texte] == []
    dits = set(re.findall(r"`(portail-[a-z]+@?)", texte)) | set(re.findall(r"deploy/(portail-[a-z]+@?)[.*]", texte))
    assert dits <= {unite.name.partition(".")[0] for unite in UNITES} | {"portail-metriques"}


def test_nginx_says_when_to_come_back_as_the_portal_does():
    assert f"/_erreurs/503.html {REVENIR};" in (DEPLOY / "nginx.conf").read_text()


def test_nginx_lets_through_more_than_a_piece_may_weigh_and_keeps_the_private_folder_shut(settings):
    texte = (DEPLOY / "nginx.conf").read_text()
    [octets] = re.findall(r"client_max_body_size (\d+)m;", texte)
    assert int(octets) * 2**20 >= 3 * settings.TAILLE_MAX_PIECE
    prive = texte[texte.index("location /_prive/") :]
    assert "internal;" in prive[: prive.index("}")]


def test_the_drop_in_of_outgoing_addresses_denies_first_and_keeps_this_machine():
    lignes = re.findall(r"^(IPAddress\w+)=(\S+)$", (DEPLOY / "sorties.conf").read_text(), re.MULTILINE)
    assert lignes[:2] == [("IPAddressDeny", "any"), ("IPAddressAllow", "localhost")]
    assert {cle for cle, _valeur in lignes[1:]} == {"IPAddressAllow"}
    assert all(ip_network(adresse) for _cle, adresse in lignes[2:])
