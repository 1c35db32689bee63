"""A hostile text in every text that the database holds, then every screen of a family and of an
agent: none lets it be a tag. What a form accepts does not matter then: rows came from forms,
imports, other years.
"""

from fnmatch import fnmatchcase

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import CharField, EmailField, FileField, SlugField, TextField, URLField

from famille.models import Consultation, Courriel, Document
from tests.acces.adresses import toutes
from tests.demarches.catalogue.test_catalogue_hostile import HOSTILE as BALISE
from tests.securite.test_cles_du_voisin import a_cle, sans_cle
from tests.securite.voisine import batir

pytestmark = pytest.mark.django_db
MARQUE = "'\"><xss>"
APPS = ("famille", "demarches", "reservations")
# Words of the code, not of people: keys, codes, paths, numbers. Changed, the row would no longer be
# one.
DU_CODE = {
    *(
        "cle",
        "jeton",
        "bloc",
        "code",
        "genre",
        "nature",
        "moment",
        "unite",
        "origine",
        "numero_recu",
        "reference",
    ),
    *(
        "identifiant",
        "type_mime",
        "sha256",
        "fichier",
        "password",
        "iban_chiffre",
        "iban",
        "bic",
        "ics",
        "rum",
    ),
    *(
        "telephone_portable",
        "telephone_fixe",
        "telephone",
        "medecin_telephone",
        "lien",
        "empreinte",
        "vu",
        "pays",
    ),
    *(
        "icone",
        "etat",
        "de",
        "vers",
        "suite",
        "source",
        "html",
        "texte_html",
        "couleur",
        "recherche",
        "code_postal",
        "service_code",
        "semaines",
    ),
}
DU_BUREAU = [
    *(
        "foyers_*",
        "demandes_*",
        "boite:*",
        "factures:*",
        "planning:*",
        "reservations_bureau:*",
        "presences:*",
    ),
    *(
        "reponses-types_*",
        "activites_*",
        "inscriptions_*",
        "ouvertures_*",
        "fermetures_*",
        "reglements_*",
    ),
]
# reads a real key, which the example is not; it shows no text of a person
CLE_A_LIRE = "mfa_reauthenticate_webauthn"
DE_LA_REGIE = ["regie:*", "etapes-de-relance_*"]


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    cache.clear()


def textes(modele):
    """Its fields where a person has written, at some time, what he wanted."""
    uniques = {nom for une in modele._meta.constraints for nom in getattr(une, "fields", ())}
    return [
        champ.name
        for champ in modele._meta.concrete_fields
        if isinstance(champ, CharField | TextField)
        and not isinstance(champ, EmailField | FileField | SlugField | URLField)
        and not (champ.choices or champ.unique or champ.name in DU_CODE | uniques)
        and (champ.max_length or 300) >= len(MARQUE)
    ]


def marquer(modele, marques):
    """In each row; beside them for the readings, which PostgreSQL lets nobody change."""
    if modele is not Consultation:
        modele._base_manager.update(**marques)
        return
    lues = list(Consultation.objects.all())
    for ligne in lues:
        ligne.pk = None
        for nom, valeur in marques.items():
            setattr(ligne, nom, valeur)
    Consultation.objects.bulk_create(lues)


@pytest.fixture
def cible(agent, regisseur, habilitee):
    cible = batir(agent, regisseur)
    for modele in apps.get_models():
        if modele._meta.app_label in APPS and (noms := textes(modele)):
            marquer(modele, dict.fromkeys(noms, MARQUE))
    Document.objects.update(etat=Document.Etat.SAIN)
    return cible


def exemple(cible):
    cles = {nom.split(":")[-1]: valeur for (nom, _p), valeur in cible.cles.items()}
    lignes = {
        "foyers_modeladmin_enfant": cles["enfant"],
        "foyers_modeladmin_adulte": cible.foyer.responsables.get().pk,
        "foyers_": cible.foyer.pk,
        "boite:ecrire": cible.foyer.pk,
        "boite:": cles["fil"],
        "demandes_": cles["demande"],
        "regie:foyer": cible.foyer.pk,
        "regie:recu": cles["recu"],
        "presences:enfant": cles["enfant"],
        "reservations_bureau:guichet": cible.foyer.pk,
    }

    def trouver(nom, parametre):
        if parametre in ("pk", "instance_pk", "object_id", "numero"):
            return next((pk for debut, pk in lignes.items() if nom.startswith(debut)), None)
        return cible.cles.get(("", parametre)) if parametre in ("reference", "foyer") else None

    return trouver


def lus(client, adresses):
    """(names of the pages that let the text be a tag, how many showed it as a text)."""
    fautes, montres = [], 0
    for une in adresses:
        reponse = client.get(une.exemple)
        if reponse.streaming or not reponse.get("Content-Type", "").startswith("text/html"):
            continue
        if "<xss" in reponse.text.lower() or BALISE in reponse.text:
            fautes.append(f"{une.nom} {une.exemple}")
        montres += "&lt;xss&gt;" in reponse.text
        assert reponse.status_code < 500, une.nom
    return fautes, montres


def test_no_page_of_a_family_lets_a_text_be_a_tag(cible, client, connecter):
    connecter(cible.compte)
    adresses = [*sans_cle(), *a_cle(cible)]
    pages = [une for une in adresses if une.nom != CLE_A_LIRE and not une.exemple.endswith(".pdf")]
    fautes, montres = lus(client, pages)
    assert fautes == []
    assert montres > 25


@pytest.mark.parametrize(
    ("qui", "motifs", "au_moins"),
    [("habilitee", DU_BUREAU, 20), ("regisseur", DE_LA_REGIE, 3)],
    ids=["agent", "régie"],
)
def test_no_screen_of_an_agent_does(cible, client, connecter, request, qui, motifs, au_moins):
    connecter(request.getfixturevalue(qui))
    adresses = [
        une
        for une in toutes(exemple(cible))
        if any(fnmatchcase(une.nom, motif) for motif in motifs)
    ]
    fautes, montres = lus(client, adresses)
    assert fautes == []
    assert montres >= au_moins


def test_no_mail_does(cible, client, connecter, habilitee):
    """Those that follow what an agent does with the hostile rows."""
    connecter(habilitee)
    fil = cible.foyer.fils.first()
    client.post(f"/gestion/messages/{fil.pk}/repondre/", {"texte": f"{MARQUE} {BALISE}"})
    html = "".join(Courriel.objects.exclude(html=MARQUE).values_list("html", flat=True))
    assert "<xss" not in html
    assert BALISE not in html
