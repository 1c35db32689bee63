"""The services by which people sign in instead of a password: the directory of the town's staff,
where it has one (docs/exploiter/brancher_l_annuaire.md). What is wrong in them stops the start."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from famille.comptes.annuaire.modele import CODE, AnnuaireDesAgents
from famille.comptes.openid.service import PORTEES, ServiceOpenID
from famille.comptes.openid.service_franceconnect import PORTEES as PORTEES_FRANCECONNECT
from famille.comptes.openid.service_franceconnect import franceconnect

from .lecture import Env, est_cette_machine

FRANCECONNECT = "https://oidc.franceconnect.gouv.fr/api/v2"
SIRET = 14  # digits
VOIR = "voir docs/exploiter/brancher_l_annuaire.md"


def annuaire(env: Env) -> AnnuaireDesAgents | None:
    """Of PORTAIL_ANNUAIRE_…; None where the town has none. Raises ImproperlyConfigured."""
    if not (emetteur := env.str("PORTAIL_ANNUAIRE", default="").rstrip("/")):
        return None
    _exiger_un_emetteur("PORTAIL_ANNUAIRE", emetteur)
    preuves = _couples(env, "PORTAIL_ANNUAIRE_PREUVES", "amr=mfa")
    return AnnuaireDesAgents(
        code=CODE,
        nom=env.str("PORTAIL_ANNUAIRE_NOM", default="l’annuaire"),
        emetteur=emetteur,
        client=_obligatoire(env, "PORTAIL_ANNUAIRE_CLIENT"),
        secret=_obligatoire(env, "PORTAIL_ANNUAIRE_SECRET"),
        retour="retour_de_l_annuaire",
        sortie="sortie_de_l_annuaire",
        portees=tuple(env.str("PORTAIL_ANNUAIRE_PORTEES", default=" ".join(PORTEES)).split()),
        acr=tuple(valeur for champ, valeur in preuves if champ == "acr"),
        amr=any(champ == "amr" for champ, _valeur in preuves),
        sirets=_sirets(env),
        groupes=_couples(env, "PORTAIL_ANNUAIRE_GROUPES", ""),
        champ_des_groupes=env.str("PORTAIL_ANNUAIRE_CHAMP_DES_GROUPES", default="groups"),
        preuves=preuves,
        adresses_sures=env.bool("PORTAIL_ANNUAIRE_ADRESSES_SURES", default=False),
    )


def franceconnect_des_familles(env: Env) -> ServiceOpenID | None:
    """Of PORTAIL_FRANCECONNECT_…; None where the town has it not. Raises ImproperlyConfigured."""
    if not (client := env.str("PORTAIL_FRANCECONNECT_CLIENT", default="")):
        return None
    if not (secret := env.str("PORTAIL_FRANCECONNECT_SECRET", default="")):
        raise ImproperlyConfigured(
            "PORTAIL_FRANCECONNECT_CLIENT est défini sans PORTAIL_FRANCECONNECT_SECRET : voir"
            " docs/exploiter/franceconnect.md."
        )
    emetteur = env.str("PORTAIL_FRANCECONNECT", default=FRANCECONNECT).rstrip("/")
    _exiger_un_emetteur("PORTAIL_FRANCECONNECT", emetteur)
    portees = env.str("PORTAIL_FRANCECONNECT_PORTEES", default=" ".join(PORTEES_FRANCECONNECT))
    return franceconnect(emetteur, client, secret, tuple(portees.split()))


def est_un_essai(service: ServiceOpenID | None) -> bool:
    """Whether the parents' service is the sandbox of FranceConnect, or another than the real one:
    its persons are invented, and anybody may be one."""
    return service is not None and service.emetteur != FRANCECONNECT


def franceconnect_de_demonstration(port: int) -> ServiceOpenID:
    """The demo's: its pretend service (demo.franceconnect) is at the portal's own address. It gives
    the right to ask the CAF too."""
    return franceconnect(
        f"http://127.0.0.1:{port}/demo/franceconnect",
        "portail-de-demonstration",
        "secret-de-demonstration",
        (*PORTEES_FRANCECONNECT, "cnaf_quotient_familial"),
    )


def services(*connus: ServiceOpenID | None) -> dict[str, ServiceOpenID]:
    """The OPENID setting: code → service, of those that the town has."""
    return {service.code: service for service in connus if service}


def _exiger_un_emetteur(nom: str, adresse: str) -> None:
    morceaux = urlsplit(adresse)
    ici = morceaux.scheme == "http" and est_cette_machine(morceaux.hostname or "")
    if not morceaux.hostname or not (morceaux.scheme == "https" or ici):
        raise _faute(nom, "c’est l’adresse de l’émetteur, https://…")


def _couples(env: Env, nom: str, defaut: str) -> tuple[tuple[str, str], ...]:
    """ "a=b,c=d". The same name may come twice."""
    couples = []
    for morceau in filter(None, map(str.strip, env.str(nom, default=defaut).split(","))):
        dit, egal, ici = (un.strip() for un in morceau.rpartition("="))
        if not (dit and egal and ici):
            raise _faute(nom, "ce sont des couples séparés par des virgules : a=b,c=d")
        couples.append((dit, ici))
    return tuple(couples)


def _sirets(env: Env) -> tuple[str, ...]:
    sirets = tuple(
        un.replace(" ", "") for un in env.list("PORTAIL_ANNUAIRE_SIRET", default=[]) if un.strip()
    )
    if any(len(un) != SIRET or not un.isdigit() for un in sirets):
        raise _faute("PORTAIL_ANNUAIRE_SIRET", "un SIRET a 14 chiffres")
    return sirets


def _obligatoire(env: Env, nom: str) -> str:
    if not (valeur := env.str(nom, default="")):
        raise ImproperlyConfigured(f"PORTAIL_ANNUAIRE est défini sans {nom} : {VOIR}.")
    return valeur


def _faute(nom: str, pourquoi: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"La valeur de {nom} n’est pas comprise : {pourquoi} ({VOIR}).")
