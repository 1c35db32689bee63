"""A hostile text in every text that the database holds, then every screen of a family and of an
agent: none lets it be a tag. What a form accepts does not matter then: rows came from forms,
imports, other years.
"""

from fnmatch import fnmatchcase

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db.models import (
    CharField,
    EmailField,
    FileField,
    SlugField,
    TextField,
    URLField,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.fields import RichTextField
from wagtail.models import Page, Site

from cms_pages.models import IdentiteSite
from demarches import catalogue
from demarches.actions import commencer
from demarches.models import Demande
from famille.models import Consultation, Courriel, Document, ReglageRegie
from reservations.models import Activite
from tests.acces.adresses import toutes
from tests.demarches.catalogue.test_catalogue_hostile import HOSTILE as BALISE
from tests.securite.test_cles_du_voisin import a_cle, sans_cle
from tests.securite.voisine import batir

pytestmark = pytest.mark.django_db
MARQUE = "'\"><xss>"
APPS = ("famille", "demarches", "reservations", "cms_pages", "portail")
D_AILLEURS = (Page, Site, Group)  # what a town writes in tables that are not ours
# a shape is asked of it; what an editor writes as HTML is cleaned by Wagtail
DE_FORME = (EmailField, FileField, SlugField, URLField, PhoneNumberField, RichTextField)
# Words of the code, not of people: keys, codes, paths, numbers. Changed, the row would no longer be
# one. Under their name wherever it means that; under their model's where a person writes elsewhere.
DU_CODE = {
    *("cle", "jeton", "bloc", "genre", "moment", "unite", "sha256", "type_mime", "fichier"),
    *("identifiant", "empreinte", "prefixe", "vu", "recherche", "password", "serie", "signature"),
    *("rum", "ics", "bic", "iban", "iban_chiffre", "numero", "numero_recu", "icone", "couleur"),
    *("path", "url_path", "slug", "file_hash", "filter_spec", "focal_point_key", "session_key"),
    *("couleur_principale", "couleur_sombre", "couleur_accent", "locale", "codename", "hostname"),
    *("Alerte.lien", "Notification.lien", "FormulaireRecu.suite", "Fil.origine", "Invitation.code"),
    *("LigneFacture.source", "LigneARevoir.origine", "SanteDeclaree.origine", "Demande.code"),
    *("AcceptationReglement.origine", "Modification.origine", "CleEtrangere.source"),
    *("QuotientDemande.code", "ReponseType.code", "PieceJointe.etape", "PieceJointe.champ"),
    *("RappelDossier.piece", "Paiement.reference", "Paiement.code", "PassagePaiement.de"),
    *("PassagePaiement.vers", "VueDeListe.liste", "CleEtrangere.sujet", "LigneDeReprise.sujet"),
    *("IdentitePivot.lieu", "IdentitePivot.pays", "IdentitePivot.naissance", "Livraison.fait"),
    *("AdresseFoyer.pays", "MandatSEPA.pays", "FicheSanitaire.medecin_telephone"),
    "Placement.telephone",
    # written by the portal, as HTML
    *("Courriel.html", "Message.texte_html"),
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
    """Its columns where a person has written, at some time, what he wanted; and those alone."""
    return [
        champ
        for champ in modele._meta.local_concrete_fields
        if isinstance(champ, CharField | TextField)
        and not isinstance(champ, DE_FORME)
        and not champ.choices
        and not {champ.name, f"{modele.__name__}.{champ.name}"} & DU_CODE
        and (champ.max_length or 300) >= len(MARQUE)
    ]


def marque(modele, champ):
    """The hostile text; of what is one a row, with its key."""
    uniques = {nom for une in modele._meta.constraints for nom in getattr(une, "fields", ())}
    if champ.unique or champ.name in uniques:
        return Concat(Value(MARQUE), Cast("pk", output_field=CharField()))
    return MARQUE


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
    IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    ReglageRegie.objects.get_or_create()
    for modele in apps.get_models():
        siens = modele._meta.app_label in APPS or modele in D_AILLEURS
        if siens and (champs := textes(modele)):
            marquer(modele, {champ.name: marque(modele, champ) for champ in champs})
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


def test_no_page_open_to_everybody_does(cible, client):
    """What the town says of itself: its name, its service, its portal."""
    noms = {"account_login", "account_reset_password", "creer_un_compte", "famille:invitation"}
    fautes, montres = lus(client, [une for une in toutes() if une.nom in noms])
    assert fautes == []
    assert montres >= 3


def test_no_page_of_any_demarche_does(cible, client, connecter):
    """With one activity alone, of which the help of a field says the child's name."""
    connecter(cible.compte)
    seule = Activite.objects.actives().first()
    Activite.objects.exclude(pk=seule.pk).update(active=False)
    Activite.objects.update(age_min=0, age_max=17)
    enfant = cible.foyer.enfants.first()
    lues = ""
    for code, demarche in catalogue.toutes().items():
        Demande.objects.filter(foyer=cible.foyer, statut=Demande.Statut.BROUILLON).delete()
        concerne = enfant if demarche.par_enfant else None
        demande = commencer(code, foyer=cible.foyer, par=cible.compte, enfant=concerne)
        for nom in demarche.pages(demande):
            page = client.get(reverse("demarches:etape", args=[demande.pk, nom]), follow=True)
            assert "<xss" not in page.text, f"{code} {nom}"
            lues += page.text
    assert "La seule qui accueille un enfant" in lues


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
