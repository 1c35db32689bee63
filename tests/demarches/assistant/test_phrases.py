"""What the pages of a démarche say of themselves is true: what must be filled, how many pages there
are, which drawing is whose."""

import pytest
from django import forms
from django.urls import reverse

from demarches.actions import commencer
from demarches.models import Demande, ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from deploy.icones import ICONES
from portail.templatetags.facade import obligatoires
from tests.demarches.outils import Navigateur
from tests.outils.lisible import lisible


class Seule(forms.Form):
    nom = forms.CharField()


class Tout(Seule):
    prenom = forms.CharField()


class Rien(forms.Form):
    nom = forms.CharField(required=False)
    cle = forms.CharField(widget=forms.HiddenInput)


class UnPeu(Tout):
    surnom = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("formulaire", "phrase"),
    [
        (Tout, "Tous les champs sont obligatoires."),
        (Seule, ""),
        (Rien, ""),
        (
            UnPeu,
            ("Tous les champs sont obligatoires, sauf ceux qui portent la mention « facultatif »."),
        ),
    ],
)
def test_a_page_says_which_fields_must_be_filled(formulaire, phrase):
    assert obligatoires(formulaire()).replace("\u00a0", " ") == phrase


@pytest.fixture
def camille(connecter, famille_martin):
    creer_reglages(demo=True)
    return connecter(famille_martin.camille)


def premiere_page(camille, famille_martin, code):
    demande = commencer(code, foyer=famille_martin.foyer, par=famille_martin.camille)
    return lisible(Navigateur(camille, demande).lire(demande.avancement.etape).text)


def test_a_page_on_which_nothing_is_due_does_not_say_that_all_is(camille, famille_martin):
    assert "obligatoires" not in premiere_page(camille, famille_martin, "informations-du-foyer")


def test_the_number_of_pages_is_not_said_while_an_answer_chooses_them(camille, famille_martin):
    demande = commencer(
        "place-en-accueil-de-loisirs",
        foyer=famille_martin.foyer,
        enfant=famille_martin.lea,
        par=famille_martin.camille,
    )
    page = lisible(Navigateur(camille, demande).lire("place").text)
    assert "Étape 1 : l’activité" in page
    assert "La suite, selon votre réponse" in page
    assert "étape 1, Activité" in lisible(camille.get(reverse("demarches:liste")).text)
    assert "Étape 1 sur 3" in premiere_page(camille, famille_martin, "changement-adresse")


def test_each_demarche_has_a_drawing_of_its_own(db):
    creer_reglages(demo=True)
    dessins = [ICONES[une.icone] for une in ReglageDemarche.objects.all()]
    assert len(dessins) == len(set(dessins))


def test_one_writes_to_the_service_by_one_page(camille, famille_martin):
    liste, presentation = (
        reverse("demarches:liste"),
        reverse("demarches:presentation", args=["contact"]),
    )
    page = camille.get(liste).text
    assert f'href="{reverse("famille:ecrire")}"' in page
    assert f'href="{presentation}"' not in page
    assert camille.get(presentation).url == reverse("famille:ecrire")
    demande = commencer("contact", foyer=famille_martin.foyer, par=famille_martin.camille)
    reprise = f'href="{reverse("famille:ecrire")}?brouillon={demande.pk}"'
    assert reprise in camille.get(presentation, follow=True).text, "a draft is taken up there"
    assert Demande.objects.get() == demande
