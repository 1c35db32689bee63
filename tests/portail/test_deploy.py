"""What is in deploy/, as far as it can be read without running it; `make test-deploiement` runs
what can be."""

import configparser
import json
import re
import shutil
import stat
import subprocess
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from portail.surveillance.pannes import REVENIR
from portail.version import version as version_du_portail

RACINE = Path(__file__).parents[2]
DEPLOY = RACINE / "deploy"
VAR = "/var/lib/portail"
UNITES = sorted(
    fichier for fichier in DEPLOY.iterdir() if fichier.suffix in {".service", ".socket", ".timer"}
)


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def reglages_connus():
    page = (RACINE / "docs" / "reglages.md").read_text()
    return set(re.findall(r"^\| `(PORTAIL_[A-Z0-9_]+)` \|", page, re.MULTILINE))


def commandes(texte):
    return set(re.findall(r"manage\.py[\", ]+([a-z_]+)", texte))


def test_compose_starts_the_portal_with_known_settings_and_known_commands(compose):
    for nom, service in compose["services"].items():
        donnes = {
            variable
            for variable in service.get("environment", {})
            if variable.startswith("PORTAIL_")
        }
        assert donnes <= reglages_connus(), nom
        assert set(service.get("depends_on", ())) <= set(compose["services"]), nom
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= {
            *compose["volumes"],
            "${CERTIFICATS",
            "${SAUVEGARDES",
        }, nom
    lancees = commandes((DEPLOY / "compose.yaml").read_text())
    assert lancees == {"preparer", "travailler", "sauvegarder"}


def test_compose_asks_only_for_what_its_example_names():
    demandes = set(re.findall(r"\$\{([A-Z0-9_]+)", (DEPLOY / "compose.yaml").read_text()))
    donnes = set(
        re.findall(r"^([A-Z0-9_]+)=", (DEPLOY / "compose.env.example").read_text(), re.MULTILINE)
    )
    assert demandes == donnes


@pytest.fixture(scope="module")
def compose_demo():
    return yaml.safe_load((DEPLOY / "compose.demo.yaml").read_text())


def test_the_demo_in_a_container_is_one_service_that_this_machine_alone_reaches(compose_demo):
    """Its accounts, codes and mails are shown to all. The settings and the command exist."""
    [service] = compose_demo["services"].values()
    assert [port.partition(":")[0] for port in service["ports"]] == ["127.0.0.1"]
    assert service["environment"].keys() - reglages_connus() == {"DJANGO_SETTINGS_MODULE"}
    assert service["environment"]["DJANGO_SETTINGS_MODULE"] == "portail.settings.dev"
    assert service["command"][1:] == ["manage.py", "lancer", "--ville-demo"]
    assert service["build"]["target"] == "portail"


def test_the_portal_s_containers_write_in_their_folder_only_and_gain_no_right(
    compose, compose_demo
):
    siens = [
        service
        for service in [*compose["services"].values(), *compose_demo["services"].values()]
        if service.get("image", "").startswith("portail-famille:")
    ]
    assert len(siens) == 6
    for service in siens:
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["tmpfs"] == ["/tmp"]
    image = (DEPLOY / "Containerfile").read_text()
    assert re.search(r"^USER portail$", image, re.MULTILINE)
    assert f"PORTAIL_VAR={VAR}" in image
    for service in siens:
        assert any(volume.endswith(f":{VAR}") for volume in service["volumes"])


def test_what_serves_in_a_container_is_asked_whether_it_does(compose, compose_demo):
    suivis = {nom for nom, un in compose["services"].items() if "test" in un.get("healthcheck", {})}
    assert {"web", "soumettre", "base", "redis"} <= suivis
    assert "test" in compose_demo["services"]["portail"]["healthcheck"]


def test_each_image_is_named_by_its_version(compose):
    images = {service["image"] for service in compose["services"].values()}
    bases = re.findall(r"^FROM (\S+/\S+) AS", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert len(bases) == 3
    for image in [*images, *bases]:
        assert re.search(r":(\d[\w.-]*|\$\{VERSION_DU_PORTAIL:\?\})$", image), image
    exemple = (DEPLOY / "compose.env.example").read_text()
    assert f"\nVERSION_DU_PORTAIL={version_du_portail()}\n" in exemple


@pytest.mark.parametrize("liste", [".gitignore", ".dockerignore"])
def test_the_secrets_of_compose_go_neither_into_git_nor_into_an_image(liste):
    assert "deploy/.env" in [
        ligne.removeprefix("/") for ligne in (RACINE / liste).read_text().splitlines()
    ]


def test_everything_that_serves_is_there_once_the_base_is_prepared(compose):
    services = compose["services"]
    assert {"web", "soumettre", "taches", "base", "redis", "s3", "clamd", "facade"} <= set(services)
    for nom in ("web", "soumettre", "taches"):
        assert (
            services[nom]["depends_on"]["preparation"]["condition"]
            == "service_completed_successfully"
        )


def test_the_images_copy_what_exists_and_replace_what_nginx_says():
    texte = (DEPLOY / "Containerfile").read_text()
    etapes = set(re.findall(r"^FROM \S+ AS (\w+)", texte, re.MULTILINE))
    assert set(re.findall(r"--from=(\w+)", texte)) <= etapes
    for source in re.findall(r"^COPY (?!--from)(\S+) ", texte, re.MULTILINE):
        assert (RACINE / source).exists(), source
    nginx = (DEPLOY / "nginx.conf").read_text() + (DEPLOY / "nginx-fichiers.conf").read_text()
    for ancien in re.findall(r"s\|([^|]+)\|", texte):
        assert ancien.replace("\\", "") in nginx


def test_redis_and_the_base_are_seen_by_the_portal_only(compose):
    services = compose["services"]
    assert compose["networks"]["donnees"]["internal"]
    membres = {nom for nom, service in services.items() if "donnees" in service.get("networks", ())}
    du_portail = {"preparation", "web", "soumettre", "taches", "sauvegarde"}
    assert membres == du_portail | {"base", "redis"}
    assert services["redis"]["networks"] == services["base"]["networks"] == ["donnees"]


def test_only_the_pictures_of_compose_s_public_bucket_are_read_by_all(compose):
    identites = json.loads(
        compose["configs"]["identites"]["content"].replace("${SECRET_DE_S3:?}", "secret")
    )
    [passants] = [une for une in identites["identities"] if une["name"] == "anonymous"]
    assert passants["actions"] == ["Read:public/images/*", "Read:public/original_images/*"]


def ce_qui_est_dit():
    """str: what docs/exploiter/ says, all its pages."""
    pages = sorted((RACINE / "docs" / "exploiter").glob("*.md"))
    return "\n".join(page.read_text() for page in pages)


def test_no_file_of_secrets_is_installed_for_a_group():
    """root alone reads them: systemd does it for the portal."""
    docs = ce_qui_est_dit()
    posees = [
        ligne
        for ligne in docs.splitlines()
        if re.match(r"(install|cp) .*/etc/portail\S*\.env", ligne)
    ]
    assert len(posees) >= 4
    assert [
        ligne for ligne in posees if not re.match(r"install -m 600 (-o portail )?[^-]", ligne)
    ] == []


DURCIES = {
    "CapabilityBoundingSet": "",
    "SystemCallArchitectures": "native",
    "RestrictNamespaces": "yes",
    "ProtectProc": "invisible",
    "OOMPolicy": "continue",
}


@pytest.mark.parametrize(
    "unite", [u for u in UNITES if u.suffix == ".service"], ids=lambda unite: unite.name
)
def test_a_unit_may_do_what_a_service_does_and_no_more(unite):
    lignes = re.findall(r"^(\w+)=(.*)$", unite.read_text(), re.MULTILINE)
    assert [valeur for cle, valeur in lignes if cle == "SystemCallFilter"] == [
        "@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self",
        "~@privileged @resources",
    ]
    dites = dict(lignes)
    assert {"MemoryMax", "TasksMax"} <= set(dites)
    attendues = (
        DURCIES
        if dites.get("Restart")
        else {cle: DURCIES[cle] for cle in DURCIES if cle != "OOMPolicy"}
    )
    assert {cle: dites.get(cle) for cle in attendues} == attendues


@pytest.fixture
def systemd_analyze():
    return shutil.which("systemd-analyze")


@pytest.mark.parametrize(
    "unite", [u for u in UNITES if u.suffix == ".service"], ids=lambda unite: unite.name
)
def test_systemd_finds_little_left_exposed(unite, systemd_analyze):
    commande = [
        systemd_analyze,
        "security",
        "--offline=true",
        "--no-pager",
        "--threshold=15",
        str(unite),
    ]
    # 10 is 1.0: the network, above all
    fait = subprocess.run(commande, capture_output=True, text=True, check=False)
    assert fait.returncode == 0, fait.stdout[-2000:] + fait.stderr
    assert "Unknown" not in fait.stderr


@pytest.mark.parametrize("fichier", ["portail-web@.service", "Containerfile"])
def test_the_threads_of_a_web_process_take_their_memory_in_one_place(fichier):
    assert "MALLOC_ARENA_MAX=1" in (DEPLOY / fichier).read_text()


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
    texte = ce_qui_est_dit()
    assert [
        unite.name for unite in UNITES if unite.name.partition(".")[0].rstrip("@") not in texte
    ] == []
    dits = set(re.findall(r"`(portail-[a-z]+@?)", texte)) | set(
        re.findall(r"deploy/(portail-[a-z]+@?)[.*]", texte)
    )
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
    lignes = re.findall(
        r"^(IPAddress\w+)=(\S+)$", (DEPLOY / "sorties.conf").read_text(), re.MULTILINE
    )
    assert lignes[:2] == [("IPAddressDeny", "any"), ("IPAddressAllow", "localhost")]
    assert {cle for cle, _valeur in lignes[1:]} == {"IPAddressAllow"}
    assert all(ip_network(adresse) for _cle, adresse in lignes[2:])


def test_compose_gives_no_secret_of_its_own(compose):
    """Each password of a part comes from the town, and its absence stops all; the example leaves
    them empty."""
    exemple = (DEPLOY / "compose.env.example").read_text()
    texte = (DEPLOY / "compose.yaml").read_text()
    secrets = set(re.findall(r"\$\{((?:SECRET_\w+|PORTAIL_CLE\w*))", texte))
    assert {
        "SECRET_DE_LA_BASE",
        "SECRET_DE_REDIS",
        "SECRET_DE_S3",
        "PORTAIL_CLE_SECRETE",
    } <= secrets
    assert [nom for nom in secrets if re.search(rf"\$\{{{nom}(?!:\?)", texte)] == []
    assert [nom for nom in secrets if f"\n{nom}=\n" not in exemple] == []
    assert (
        compose["services"]["base"]["environment"]["POSTGRES_PASSWORD"] == "${SECRET_DE_LA_BASE:?}"
    )
    assert "POSTGRES_HOST_AUTH_METHOD" not in texte


def test_nginx_reads_the_pictures_and_the_families_files_and_nothing_else(tmp_path):
    """`www-data` in the group `portail` read the base and the backups of a town on SQLite. The
    commands are those of the page; what they give is what the file system then says."""
    page = (RACINE / "docs/exploiter/installer.md").read_text()
    bloc = page.partition("## La machine et le portail")[2].partition("## ")[0]
    droits = re.findall(r"^install -d -o portail -g www-data -m (\d+) (.+)$", bloc, re.MULTILINE)
    assert droits == [
        ("710", "/var/lib/portail"),
        ("2750", "/var/lib/portail/public /var/lib/portail/prive"),
    ]
    assert "adduser www-data" not in bloc
    for mode, dossiers in droits:
        for dossier in dossiers.split():
            lieu = tmp_path / dossier.lstrip("/")
            lieu.mkdir(parents=True, exist_ok=True)
            lieu.chmod(int(mode, 8))
    ville = tmp_path / "var/lib/portail"
    assert ville.stat().st_mode & 0o077 == 0o010  # crossed, not listed
    (ville / "prive/ab").mkdir()
    assert (ville / "prive/ab").stat().st_mode & stat.S_ISGID
    assert (ville / "prive/ab").stat().st_gid == (ville / "prive").stat().st_gid
