"""Every démarche given what no honest browser sends: forged pages, other families' keys, absurd
dates, hostile texts.

Nothing is served, nothing is believed, and a text is shown as text on every screen, in mails and in
exports.
"""

import csv
import io

import pytest
from django import forms
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from demarches import catalogue
from demarches.actions import rejeter, valider
from demarches.bureau import url_de_la_liste, urls_de
from demarches.declaration.champ_secret import ChampSecret
from demarches.declaration.etapes import PieceField
from demarches.models import Demande, PieceJointe
from famille.models import Courriel, Document, Enfant, Foyer, Travail, Utilisateur
from famille.socle.saisie.champ_jour import JourField
from tests.demarches.outils import pdf
from tests.demarches.remplissages import parcourir, valeurs_de

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ce_jour")]
HOSTILE = "<script>alert(1)</script>"
TEXTE = f"=1+1 {HOSTILE} 🎈"
NOM = "<img src=x onerror=alert(1)>🎈.pdf"
DATES = ("31/02/2026", "00/00/0000", "01/01/0001", "25/11/9999", "-1", "demain")


def est_libre(champ):
    """bool: a field in which anything may be typed."""
    libres = isinstance(champ.widget, forms.TextInput | forms.Textarea)
    return libres and not isinstance(champ, PieceField | ChampSecret | JourField)


def remplir_en_hostile(navigateur, etape):
    """{field: value}: hostile wherever the page takes it; what it refuses is shown as text too,
    then typed honestly."""
    valeurs = valeurs_de(navigateur, etape)
    form = navigateur.lire(etape).context["form"]
    pieces = {nom: pdf(NOM) for nom, champ in form.fields.items() if isinstance(champ, PieceField)}
    hostiles = {
        nom: TEXTE
        for nom, champ in form.fields.items()
        if nom in valeurs and valeurs[nom] and est_libre(champ)
    }
    essai = navigateur.poster(etape, valeurs | pieces | hostiles, "valider", relire=False)
    if essai.status_code == 302:
        return valeurs_de(navigateur, etape)
    assert HOSTILE not in essai.text
    assert "onerror=alert(1)>" not in essai.text
    refuses = essai.context["form"].errors
    return valeurs_de(navigateur, etape) | {
        nom: valeurs[nom] for nom in hostiles if nom in refuses or "__all__" in refuses
    }


def sans_balise(client, adresses):
    """The screens, joined: none holds the hostile text as a tag."""
    textes = []
    for adresse in adresses:
        reponse = client.get(adresse)
        assert reponse.status_code == 200, adresse
        assert HOSTILE not in reponse.text, adresse
        assert "onerror=alert(1)>" not in reponse.text, adresse
        textes.append(reponse.text)
    return "".join(textes)


def test_a_hostile_text_is_text_everywhere(parent, connecter, habilitee):
    """From the page where it is typed to the family's file once it is validated: screens, papers,
    mails."""
    parcourir(parent, remplir=remplir_en_hostile)
    pk, foyer = parent.demande.pk, parent.demande.foyer
    sans_balise(parent.client, [parent.adresse("recapitulatif"), "/demarches/"])
    parent.poster("recapitulatif", {"certifie": "on"})
    Document.objects.update(etat=Document.Etat.SAIN)
    envoyee, bureau = parent.relue(), connecter(habilitee, Client())
    assert envoyee.statut == Demande.Statut.EN_ATTENTE
    papiers = [reverse(f"demarches:{nom}", args=[pk]) for nom in ("demande", "accuse")]
    sans_balise(parent.client, papiers)
    ecrit = HOSTILE in str(envoyee.recapitulatif)
    assert ("&lt;script&gt;" in sans_balise(bureau, [url_de_la_liste(), urls_de(envoyee)])) == ecrit
    if envoyee.attend_une_decision:
        valider(envoyee, par=habilitee)
        papiers.append(reverse("demarches:decision", args=[pk]))
    if Utilisateur.objects.filter(
        pk=envoyee.par_id, is_active=True
    ).exists():  # a démarche may end the account
        sans_balise(parent.client, [*papiers, *du_dossier(foyer)])
        sans_balise(
            bureau, [urls_de(envoyee), reverse("foyers_modeladmin_inspect", args=[foyer.pk])]
        )
    assert HOSTILE not in "".join(Courriel.objects.values_list("html", flat=True))
    assert "=1+1" not in "".join(Courriel.objects.values_list("texte", flat=True))


def du_dossier(foyer):
    enfants = [reverse("famille:enfant", args=[enfant.pk]) for enfant in Enfant.objects.du([foyer])]
    return [
        reverse("famille:famille"),
        reverse("famille:documents"),
        reverse("famille:historique"),
        *enfants,
    ]


def test_an_agent_s_reason_is_text_too(envoyee, connecter, habilitee):
    if not envoyee.attend_une_decision:
        return
    rejeter(envoyee, par=habilitee, motif=TEXTE)
    client = connecter(envoyee.par)
    lus = sans_balise(
        client, [reverse(f"demarches:{nom}", args=[envoyee.pk]) for nom in ("demande", "decision")]
    )
    assert "&lt;script&gt;" in lus
    assert HOSTILE not in "".join(Courriel.objects.values_list("html", flat=True))


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.parametrize("parent", ["contact", "place-en-accueil-de-loisirs"], indirect=True)
def test_an_export_holds_text_and_no_formula(
    envoyee, connecter, habilitee, format_, django_capture_on_commit_callbacks
):
    """Whatever stands in the names that the list shows."""
    Foyer.objects.filter(pk=envoyee.foyer_id).update(nom=TEXTE)
    Enfant.objects.all().update(prenom=TEXTE)
    bureau = connecter(habilitee, Client())
    with django_capture_on_commit_callbacks(execute=True):
        bureau.post(reverse("demandes_modeladmin_exporter"), {"format": format_})
    cellules = lire_le_tableau(Travail.objects.get().fichier, format_)
    assert any(HOSTILE in str(une) for une in cellules)
    assert [une for une in cellules if str(une).startswith("=")] == []


def lire_le_tableau(nom, format_):
    """list: every cell; of a spreadsheet, "=" comes first in those that are a formula, and in no
    other."""
    with storages["prive"].open(nom) as fichier:
        contenu = fichier.read()
    if format_ == "csv":
        return [
            une
            for ligne in csv.reader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";")
            for une in ligne
        ]
    cellules = [
        une for ligne in load_workbook(io.BytesIO(contenu)).active.iter_rows() for une in ligne
    ]
    return [f"{'=' if une.data_type == 'f' else ' '}{une.value}" for une in cellules]


# What no page offers


def test_a_forged_page_or_action_is_not_served(parent):
    etape = parent.demande.avancement.etape
    for forgee in ("n-existe-pas", "sante-999999", "script"):
        assert parent.client.get(parent.adresse(forgee)).status_code == 404
        assert parent.client.post(parent.adresse(forgee), {"action": "valider"}).status_code == 404
    assert parent.poster(etape, {}, "supprimer-tout").status_code == 400
    autre_page = {"assistant-current_step": "recapitulatif", "action": "valider"}
    assert parent.client.post(parent.adresse(etape), autre_page).status_code == 400
    assert parent.relue().statut == Demande.Statut.BROUILLON


def test_what_is_not_filled_is_not_sent_by_its_address(parent):
    parent.lire(parent.demande.avancement.etape)
    reponse = parent.poster("recapitulatif", {"certifie": "on"}, relire=False)
    assert reponse.status_code == 302
    assert parent.relue().statut == Demande.Statut.BROUILLON


def test_another_family_s_child_is_not_taken(parent, voisin):
    """Neither to begin with, nor in a field, nor as a page of his own."""
    code = parent.demande.code
    if catalogue.obtenir(code).par_enfant:
        reponse = parent.client.post(
            reverse("demarches:presentation", args=[code]),
            {"enfant": str(voisin.sami.pk)},
            follow=True,  # the re-registrations of a family stand on one screen of their own
        )
        assert reponse.status_code == 200
        assert "Sami" not in reponse.text
        assert Demande.objects.count() == 1
    for page in {*catalogue.obtenir(code).etapes, *parent.demande.demarche.pages(parent.demande)}:
        adresse = parent.adresse(f"{page.partition('-')[0]}-{voisin.sami.pk}")
        assert parent.client.get(adresse).status_code == 404
    assert "Sami" not in parent.lire(parent.demande.avancement.etape).text


def test_another_family_s_paper_is_not_joined(parent, voisin):
    """Its key, posted where the file's own papers are proposed again."""
    cle = str(papier(voisin.foyer).pk)
    posees = []

    def forger(navigateur, etape):
        form = navigateur.lire(etape).context["form"]
        for nom in (nom for nom, champ in form.fields.items() if isinstance(champ, PieceField)):
            Document.objects.filter(pk=cle).update(genre=form.fields[nom].genre)
            navigateur.poster(etape, {f"{nom}-dossier": cle}, "enregistrer", relire=False)
            navigateur.poster(etape, {f"{nom}-dossier": "n-est-pas-une-cle"}, "enregistrer")
            posees.append(nom)

    parcourir(parent, avant_chaque_page=forger)
    assert not PieceJointe.objects.filter(document=cle).exists()
    assert PieceJointe.objects.count() == len(posees)  # the family's own, joined since


def papier(foyer):
    champs = {
        "nom": "a.pdf",
        "type_mime": "application/pdf",
        "taille": 4,
        "sha256": "0" * 64,
        "fichier": "a.pdf",
    }
    etat = {
        "etat": Document.Etat.SAIN,
        "classe_le": "2026-11-01 10:00+01:00",
        "valable_jusqu_au": "2027-11-01",
    }
    return Document.objects.create(foyer=foyer, **champs, **etat)


def test_absurd_dates_and_endless_texts_are_refused_with_a_sentence(parent):
    """On each page that asks for one; the page answers, and nothing of it is believed."""

    def abuser(navigateur, etape):
        form = navigateur.lire(etape).context["form"]
        bonnes = {
            nom: v for nom, v in valeurs_de(navigateur, etape).items() if not hasattr(v, "read")
        }
        dates = [nom for nom, champ in form.fields.items() if isinstance(champ, JourField)]
        for date in DATES if dates else ():
            reponse = navigateur.poster(etape, bonnes | dict.fromkeys(dates, date), relire=False)
            assert set(dates) & set(reponse.context["form"].errors), f"{etape}: {date}"
        libres = [nom for nom, champ in form.fields.items() if est_libre(champ)]
        if libres:
            longue = navigateur.poster(
                etape, bonnes | dict.fromkeys(libres, "é🎈" * 5000), relire=False
            )
            assert set(libres) <= set(longue.context["form"].errors), etape
        honnetes[etape] = bonnes

    honnetes = {}
    parcourir(
        parent,
        avant_chaque_page=abuser,
        remplir=lambda nav, etape: valeurs_de(nav, etape) | honnetes[etape],
    )
