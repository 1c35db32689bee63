"""Every page that a parent may open, as a browser gets it: what rules about whole pages walk."""

from dataclasses import dataclass, replace

from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from wagtail.models import Page

from demarches import catalogue
from demarches.actions import commencer
from demarches.models import ReglageDemarche
from famille.models import Enfant
from tests.acces.adresses import toutes

# What is no page of a parent: the agents', what machines read, what the demo alone has.
AILLEURS = ("/gestion/", "/documents-publics/", "/_util/", "/demo/", "/metriques/", "/sante/")


@dataclass(frozen=True)
class PageLue:
    nom: str  # of its view, or the address of a public page
    adresse: str
    texte: str


def pages_du_parent(cible):
    """list[PageLue], of the parent of tests/securite/voisine.py: each address with a key of his,
    each page of each démarche, each public page."""
    client, adresses = _du_parent(cible)
    lues = ((nom, adresse, client.get(adresse)) for nom, adresse in adresses)
    return [
        PageLue(nom, adresse, reponse.text)
        for nom, adresse, reponse in lues
        if _est_une_page(reponse)
    ]


def vues_du_parent(cible):
    """{view: address} of the last page of each view among those: once it is found, the other pages
    of that view are not read."""
    client, adresses = _du_parent(cible)
    vues = {}
    for _nom, adresse in reversed(adresses):
        vue = vue_de(adresse)
        if vue not in vues and _est_une_page(client.get(adresse)):
            vues[vue] = adresse
    return vues


def vue_de(adresse):
    """The name of its view; "" where it is none of this site's."""
    try:
        return resolve(adresse.partition("?")[0]).view_name
    except Resolver404:
        return ""


def _du_parent(cible):
    """(his browser, [(name, address)] of what he may open)."""
    Authenticator.objects.filter(
        user=cible.compte
    ).delete()  # a key of the cast that no device has ever made
    client = Client()
    client.force_login(cible.compte)
    adresses = [*_des_vues(cible), *_des_demarches(cible), *_publiques()]
    return client, list(dict.fromkeys(adresses))


def pages_du_visiteur():
    """list[PageLue] of who is not signed in: the doors of the portal."""
    client = Client()
    lues = (
        (une.nom, une.exemple, client.get(une.exemple)) for une in toutes() if _est_du_parent(une)
    )
    return [
        PageLue(nom, adresse, reponse.text)
        for nom, adresse, reponse in lues
        if _est_une_page(reponse)
    ]


def _des_vues(cible):
    def cle(nom, parametre):
        return cible.cles.get((nom, parametre)) or cible.cles.get(("", parametre))

    return [(une.nom, une.exemple) for une in toutes(cle) if _est_du_parent(une)]


def _est_du_parent(adresse):
    return bool(adresse.nom) and not adresse.exemple.startswith(AILLEURS)


def _des_demarches(cible):
    """Each page of a new draft of each démarche; those before it are taken as checked."""
    ouvertes = ReglageDemarche.objects.filter(etat=ReglageDemarche.Etat.OUVERTE).values_list(
        "code", flat=True
    )
    enfant = Enfant.objects.du([cible.foyer]).first()
    for demarche in [une for code, une in catalogue.toutes().items() if code in ouvertes]:
        yield "demarches:presentation", reverse("demarches:presentation", args=[demarche.code])
        demande = commencer(
            demarche.code,
            foyer=cible.foyer,
            par=cible.compte,
            enfant=enfant if demarche.par_enfant else None,
        )
        pages = list(demarche.pages(demande))
        demande.avancement = replace(demande.avancement, validees=pages)
        demande.save()
        for page in [*pages, "recapitulatif"]:
            yield (
                f"demarches:etape {demarche.code} {page}",
                reverse("demarches:etape", args=[demande.pk, page]),
            )


def _publiques():
    return [(page.url, page.url) for page in Page.objects.live().filter(depth__gt=1) if page.url]


def _est_une_page(reponse):
    return (
        reponse.status_code == 200
        and reponse.get("Content-Type", "").startswith("text/html")
        and "<title>" in reponse.text
    )
