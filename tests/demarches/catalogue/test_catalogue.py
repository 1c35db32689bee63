"""Every démarche of the catalogue, walked as a browser does: a new one is tested by existing.

Pages are filled from what their fields say; what only a person could know stands in `remplissages`,
and what validation changes in `effets`. See also test_catalogue_a_plusieurs.py and
test_catalogue_hostile.py.
"""

from datetime import timedelta

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demarches.actions import demander_complement, rejeter, valider
from demarches.declaration.champ_secret import ChampSecret
from demarches.declaration.etapes import PieceField
from demarches.models import Accuse, Demande, ReglageDemarche
from famille.models import Document, Modification
from famille.socle.erreurs import Refus
from tests.demarches.effets import effet_de
from tests.demarches.marche import TOUTES_DECIDEES
from tests.demarches.photo import ecarts, photographier
from tests.demarches.remplissages import fautes_de, parcourir, valeurs_de

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ce_jour")]
decidees = pytest.mark.parametrize("parent", TOUTES_DECIDEES, indirect=True)
ERREUR = "<title>Erreur"
Statut = Demande.Statut


def test_it_is_presented_open(parent):
    assert (
        ReglageDemarche.objects.get(code=parent.demande.code).etat == ReglageDemarche.Etat.OUVERTE
    )
    presentation = reverse("demarches:presentation", args=[parent.demande.code])
    assert parent.client.get(presentation, follow=True).status_code == 200


# The four states of each page


def test_each_page_empty_partial_in_error_and_complete(parent):
    bonnes = {}

    def trois_etats(parent, etape):
        bonnes[etape] = vide_partielle_puis_fausse(parent, etape)

    def complete(parent, etape):
        """As typed before the faults; what is hidden or a file, as the page is now."""
        return valeurs_de(parent, etape) | bonnes[etape]

    assert parcourir(parent, avant_chaque_page=trois_etats, remplir=complete)


def vide_partielle_puis_fausse(parent, etape):
    """{field: right value} of the page's text and choices."""
    vide = parent.lire(etape)
    assert vide.status_code == 200
    assert ERREUR not in vide.text
    form, valeurs = vide.context["form"], valeurs_de(parent, etape)
    partielle = dict(list(valeurs.items())[: (len(valeurs) + 1) // 2])
    assert parent.poster(etape, partielle, "enregistrer", relire=False).status_code == 302
    assert ERREUR not in parent.lire(etape).text  # saving does not scold
    fausse = parent.poster(etape, fautes_de(form), relire=False)
    assert fausse.status_code == 200, f"{etape}: taken with {fautes_de(form)}"
    assert ERREUR in fausse.text
    phrases = [phrase for erreurs in fausse.context["form"].errors.values() for phrase in erreurs]
    assert all(phrase[:1].isupper() and phrase[-1] in ".?»" for phrase in phrases), phrases
    assert etape in parent.relue().saisie
    return {
        nom: v
        for nom, v in valeurs.items()
        if nom in form.fields and not isinstance(form.fields[nom], PieceField)
    }


def test_each_page_is_taken_up_by_another_session(parent, connecter):
    """What is saved on one device is on the other, files included, page after page."""
    appareils = [parent.client, connecter(parent.demande.par, Client())]

    def changer_d_appareil(navigateur, etape):
        champs = valeurs_de(navigateur, etape)
        navigateur.poster(etape, champs, "enregistrer", relire=False)
        appareils.reverse()
        navigateur.client = appareils[0]
        form = navigateur.lire(etape).context["form"]
        for nom, valeur in champs.items():
            assert est_retrouve(form, nom, valeur), nom

    assert parcourir(parent, avant_chaque_page=changer_d_appareil)


def est_retrouve(form, nom, valeur):
    champ = form.fields[nom]
    if isinstance(champ, PieceField):
        return bool(champ.widget.piece)
    if isinstance(champ, ChampSecret) or champ.widget.is_hidden:
        return True  # never given back as it was typed
    if isinstance(champ, forms.BooleanField):
        return bool(form[nom].value()) == bool(valeur)
    return en_liste(form[nom].value()) == en_liste(valeur)


def en_liste(valeur):
    return [str(une) for une in valeur] if isinstance(valeur, list | tuple) else [str(valeur)]


# Sent, and decided


def test_it_is_sent_once_with_its_receipt(parent):
    parcourir(parent)
    parent.poster("recapitulatif", {"certifie": "on"})
    seconde = parent.poster("recapitulatif", {"certifie": "on"}, relire=False)
    assert seconde.url == reverse("demarches:demande", args=[parent.demande.pk])
    assert Demande.objects.count() == Accuse.objects.count() == 1
    envoyee = parent.relue()
    assert envoyee.statut == Statut.EN_ATTENTE
    assert envoyee.numero
    assert envoyee.accuse.mentions["numero"] == envoyee.numero
    assert envoyee.recapitulatif


def test_an_agent_reads_it_on_its_screen(envoyee, connecter, habilitee):
    client = connecter(habilitee)
    assert (
        envoyee.numero in client.get(reverse("demandes_modeladmin_inspect", args=[envoyee.pk])).text
    )


def test_sent_and_validated_it_changes_every_field_it_must_and_no_other(parent, habilitee):
    parcourir(parent)
    Document.objects.update(etat=Document.Etat.SAIN)
    avant = photographier()
    parent.poster("recapitulatif", {"certifie": "on"})
    if parent.relue().attend_une_decision:
        valider(parent.relue(), par=habilitee)
    faits, attendus = ecarts(avant, photographier()), effet_de(parent.demande.code)
    assert (
        [un for un in faits if un not in attendus],
        [un for un in attendus if un not in faits],
    ) == ([], [])


def test_a_demarche_whose_effects_nobody_has_said_is_told_at_once():
    with pytest.raises(AssertionError, match="does not say what validating « une-autre » changes"):
        effet_de("une-autre")


@decidees
def test_it_is_validated_with_a_signature_and_the_journal_keeps_who_asked(envoyee, habilitee):
    valider(envoyee, par=habilitee)
    validee = Demande.objects.get()
    assert validee.statut == Statut.VALIDEE
    assert validee.passages.last().signature["nom"] == habilitee.last_name
    assert validee.changements
    origines = set(Modification.objects.values_list("origine", flat=True))
    assert f"demande {validee.numero}" in origines


@decidees
def test_a_failure_in_the_middle_leaves_all_as_it_was(envoyee, habilitee, monkeypatch):
    """What `appliquer` has written goes with the decision."""
    classe, appliquer = type(envoyee.demarche), type(envoyee.demarche).appliquer

    def casser(self, demande, *, par):
        appliquer(self, demande, par=par)
        raise Refus("Le disque est plein.")

    monkeypatch.setattr(classe, "appliquer", casser)
    avant, journal = photographier(), Modification.objects.count()
    with pytest.raises(Refus, match="disque"):
        valider(envoyee, par=habilitee)
    assert Demande.objects.get().statut == Statut.EN_ATTENTE
    assert ecarts(avant, photographier()) == []
    assert Modification.objects.count() == journal


@decidees
def test_it_is_rejected_with_a_reason_and_the_file_stays(envoyee, habilitee):
    avant = photographier()
    rejeter(envoyee, par=habilitee, motif="Le document n’est pas lisible.")
    assert Demande.objects.get().statut == Statut.REJETEE
    changes = ecarts(avant, photographier())
    # What was shown as declared while the demande waited is shown no more.
    assert [(quoi, modele) for quoi, modele, *_ in changes if modele != "SanteDeclaree"] == []


@decidees
def test_each_page_given_back_comes_back_complete(parent, envoyee, habilitee):
    etapes = list(envoyee.demarche.pages(envoyee))
    limite = timezone.localdate() + timedelta(days=15)
    demander_complement(
        envoyee, par=habilitee, etapes=etapes, message="Reprenez ces pages.", limite=limite
    )
    assert parcourir(parent) == etapes
    parent.poster("recapitulatif", {"certifie": "on"})
    assert Demande.objects.get().statut == Statut.EN_ATTENTE
    assert Demande.objects.get().complements.get().recu_le


def test_going_back_into_a_draft_that_one_has_given_up_says_so(parent):
    etape = parent.adresse(parent.demande.avancement.etape)
    annuler = reverse("demarches:annuler", args=[parent.demande.pk])
    parent.client.post(annuler)
    for adresse in (etape, annuler):
        page = parent.client.get(adresse)
        assert page.status_code == 410
        assert "Vous avez annulé cette démarche avant de l’envoyer" in page.text


def test_the_neighbour_finds_nothing(parent, connecter, voisin):
    etape = parent.demande.avancement.etape
    client = connecter(voisin.nadia)
    for adresse in (parent.adresse(etape), reverse("demarches:annuler", args=[parent.demande.pk])):
        assert client.get(adresse).status_code == 404
        assert client.post(adresse, {"action": "valider"}).status_code == 404
