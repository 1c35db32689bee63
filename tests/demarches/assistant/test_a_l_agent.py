"""A démarche entered at the counter speaks to the agent, who certifies nothing for the family
(D8)."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.html import strip_tags

from demarches.actions import demander_complement
from demarches.bureau import urls_de
from demarches.declaration.a_l_agent import a_l_agent
from demarches.depot.brouillon import commencer
from demarches.depot.depot import commencer_la_saisie
from demarches.instruction.papiers import feuille_de_l_accuse
from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.models import Courriel
from famille.socle.dire import en_lettres
from famille.socle.ville import service
from famille.socle.ville.phrases import mots
from tests.demarches.marche import DU_CATALOGUE
from tests.demarches.outils import Navigateur
from tests.demarches.remplissages import parcourir, preparer

RACINE = Path(__file__).parents[3]
DES_PAGES = [
    *sorted((RACINE / "demarches/catalogue").rglob("*.py")),
    *sorted((RACINE / "demarches/declaration").rglob("*.py")),
    RACINE / "famille/dossier/foyers/saisie_adresse.py",
]
AU_PARENT = re.compile(
    r"\b(votre|vos|je|mon|ma|mes|nous)\b|\bj’|(?<!ssurez-)\bvous\b"
    r"|ontactez le Pôle|Pôle Familles s’en occupe",
    re.IGNORECASE,
)
# What no agent fills: a démarche in the parents' list, its oath (which is quoted to them), the
# choice that the counter does not offer, the text of the mandate that its holder signs.
AUTRES_NOMS = {"resume", "declaration", "ADULTE_AU_PORTAIL", "TEXTE", "QUI"}
AUTRES_MODULES = {
    *("commencer.py", "deja_fait.py", "fins.py", "rappel.py", "textes.py"),
    *("verifications.py", "a_l_agent.py"),
}
DE_L_AGENT = (
    "Sujet Mon dossier",  # what was answered, as it will be kept
    "Vous saisissez pour",  # and the rest of what is said to him
    "Vous pouvez enregistrer et reprendre plus tard, depuis « Saisir pour une famille »",
    "vous imprimerez l’accusé de réception",
    "dès que vous l’écrivez",
    "analyse antivirus en cours : vous pouvez continuer",
    "parcourez vos fichiers",
)
LU_PAR_LE_TITULAIRE = re.compile(r'<div class="pf-mandat">.*?</dl>', re.DOTALL)
CITE = re.compile(r"La famille l’a déclaré [\w ]+ : « .*? »")


def phrases(module):
    """The sentences that a page may show, a value written as D-1."""
    arbre = ast.parse(module.read_text())
    laissees = set()
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant):
            laissees.add(noeud.value)  # a docstring
        if (
            isinstance(noeud, ast.Assign)
            and {getattr(cible, "id", "") for cible in noeud.targets} & AUTRES_NOMS
        ):
            laissees |= set(ast.walk(noeud))
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.JoinedStr) and noeud not in laissees:
            laissees |= set(ast.walk(noeud)) - {noeud}
            yield "".join(
                getattr(un, "value", "") if isinstance(un, ast.Constant) else valeur(un)
                for un in noeud.values
            )
    for noeud in ast.walk(arbre):
        if (
            isinstance(noeud, ast.Constant)
            and isinstance(noeud.value, str)
            and noeud not in laissees
            and not noeud.value.startswith(("Je ", "J’"))
        ):
            yield re.sub(r"\{(\w+)\}", lambda mot: mots().get(mot[1], mot[0]), noeud.value)


def valeur(noeud):
    """ "le Pôle Familles" for {service().le}, "D-1" for what a demande only knows."""
    code = ast.unparse(noeud.value)
    return getattr(service(), code.partition("service().")[2], "D-1") if code else "D-1"


@pytest.mark.parametrize("module", DES_PAGES, ids=lambda un: f"{un.parent.name}/{un.name}")
def test_every_sentence_of_a_page_is_said_to_the_agent_who_fills_it(module):
    dites = [] if module.name in AUTRES_MODULES else [a_l_agent(une) for une in phrases(module)]
    assert [une for une in dites if AU_PARENT.search(une)] == []


def texte_de(reponse):
    """What the page says, its frame left out: one line."""
    html = LU_PAR_LE_TITULAIRE.sub("", reponse.text.split('<div class="pf-page">')[1])
    html = html.split("</main>")[0].split("<details")[0]
    return " ".join(strip_tags(html).split())


def parle_au_parent(texte):
    """The sentences that are still the parent's."""
    texte = CITE.sub("", texte.replace("\xa0", " "))
    for phrase in DE_L_AGENT:
        texte = texte.replace(phrase, "")
    return [texte[max(0, un.start() - 60) : un.end() + 60] for un in AU_PARENT.finditer(texte)]


@pytest.fixture
def jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    return timezone.localdate()


@pytest.fixture
def guichet(jour, connecter, agent, famille_martin):
    """A function: code of a démarche → Navigateur of the agent who enters it by telephone."""
    agent.groups.add(Group.objects.get(name="Santé des enfants"))
    creer_reglages(demo=True)

    def _commencer(code):
        preparer(code, famille_martin)
        enfant = {"enfant": famille_martin.lea} if demarche_de(code).par_enfant else {}
        demande = commencer(
            code, foyer=famille_martin.foyer, par=agent, canal="telephone", **enfant
        )
        return Navigateur(connecter(agent), demande)

    return _commencer


def demarche_de(code):
    return Demande(code=code).sa_demarche


@pytest.mark.django_db
@pytest.mark.parametrize("code", DU_CATALOGUE)
def test_no_page_of_the_counter_speaks_to_the_parent(guichet, code):
    lues = {}

    def lire(navigateur, etape):
        lues[etape] = texte_de(navigateur.lire(etape))
        # and in error, with nothing written
        lues[f"{etape}, vide"] = (
            texte_de(navigateur.poster(etape, {}, relire=False))
            if (
                etape not in ("contacts", "vaccins", "autorisations", "foyer")
                and not etape.startswith("sante")
            )
            else ""
        )

    navigateur = guichet(code)
    parcourir(navigateur, avant_chaque_page=lire)
    lues["recapitulatif"] = texte_de(navigateur.lire("recapitulatif"))
    assert {etape: dit for etape, texte in lues.items() if (dit := parle_au_parent(texte))} == {}


@pytest.mark.django_db
def test_the_agent_says_that_the_family_declared_it_and_when(guichet, jour, famille_martin):
    navigateur = guichet("changement-adresse")
    parcourir(navigateur)
    page = texte_de(navigateur.lire("recapitulatif"))
    assert "La famille l’a déclaré par téléphone : « Je certifie que tous les membres" in page
    assert "Vous recevez tout de suite" not in page
    hier = jour - timedelta(days=1)
    navigateur.poster("recapitulatif", {"certifie": "on", "declaree_le": hier.isoformat()})
    envoyee = navigateur.relue()
    dit = f"par téléphone, le {en_lettres(hier)} : « Je certifie que tous les membres du foyer"
    assert envoyee.accuse.mentions["declaree"].startswith(dit)
    bureau = " ".join(navigateur.client.get(urls_de(envoyee)).text.split())
    assert f"La famille l’a déclaré {dit}" in bureau
    faits = dict(feuille_de_l_accuse(envoyee, avec_la_sante=False).contexte["faits"])
    assert faits["Vous l’avez déclaré"].startswith(dit)
    assert "Vous l’avez déclaré" in Courriel.objects.get(cle__startswith="are-").texte


@pytest.mark.django_db
@pytest.mark.parametrize("ecart", [1, -400])
def test_a_family_has_not_declared_it_tomorrow_nor_last_year(guichet, jour, ecart):
    navigateur = guichet("changement-adresse")
    parcourir(navigateur)
    refuse = (jour + timedelta(days=ecart)).isoformat()
    reponse = navigateur.poster("recapitulatif", {"certifie": "on", "declaree_le": refuse})
    assert "Indiquez le jour où la famille l’a déclaré" in reponse.text
    assert navigateur.relue().statut == Demande.Statut.BROUILLON


@pytest.mark.django_db
def test_the_box_of_what_the_family_declares_is_to_be_ticked(guichet):
    navigateur = guichet("changement-adresse")
    parcourir(navigateur)
    assert "Lisez cette phrase à la famille" in navigateur.poster("recapitulatif", {}).text
    assert navigateur.relue().statut == Demande.Statut.BROUILLON


@pytest.mark.django_db
def test_a_complement_entered_for_the_family_says_who_declared_it(guichet, jour, collegue, agent):
    navigateur = guichet("changement-adresse")
    parcourir(navigateur)
    navigateur.poster("recapitulatif", {"certifie": "on"})
    demander_complement(
        navigateur.relue(),
        par=collegue,
        etapes=["justificatif"],
        message="Le document est illisible.",
        limite=jour + timedelta(days=10),
    )
    commencer_la_saisie(navigateur.relue(), par=agent, canal="guichet")
    parcourir(navigateur)
    navigateur.poster("recapitulatif", {"certifie": "on"})
    [complement] = navigateur.relue().complements.all()
    assert complement.mentions["declaree"].startswith(f"au guichet, le {en_lettres(jour)} : «")
    assert (
        "La famille l’a déclaré au guichet"
        in navigateur.client.get(urls_de(navigateur.relue())).text
    )


@pytest.mark.django_db
def test_the_family_s_own_pages_are_unchanged(jour, connecter, famille_martin):
    creer_reglages(demo=True)
    demande = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    navigateur = Navigateur(connecter(famille_martin.camille), demande)
    assert "votre nouvelle adresse" in texte_de(navigateur.lire("adresse"))
    parcourir(navigateur)
    page = texte_de(navigateur.lire("recapitulatif"))
    assert "Vous recevez tout de suite un accusé" in page
    assert "l’a déclaré" not in page
    navigateur.poster("recapitulatif", {"certifie": "on"})
    assert navigateur.relue().accuse.mentions["declaree"] == ""
