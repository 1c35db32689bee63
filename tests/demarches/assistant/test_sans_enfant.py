"""A household without a child before a démarche that is about one: what to do is said, nothing
impossible is asked."""

import pytest
from django.urls import reverse

from demarches.models import Demande, ReglageDemarche
from demarches.reglages.initiaux import creer_reglages

PRESENTATION = reverse("demarches:presentation", args=["justificatif-medical"])


@pytest.fixture
def camille(famille_martin, connecter):
    creer_reglages(demo=True)
    famille_martin.foyer.rattachements.all().delete()
    return connecter(famille_martin.camille)


@pytest.mark.parametrize("code", ["justificatif-medical", "place-en-accueil-de-loisirs"])
def test_it_is_told_what_to_do_in_place_of_a_question_without_an_answer(camille, code):
    texte = " ".join(camille.get(reverse("demarches:presentation", args=[code])).text.split())
    assert "Pour quel enfant" not in texte
    assert "votre dossier n’en compte aucun" in texte
    assert f'<a href="{reverse("famille:ecrire")}?objet=enfant">écrivez-lui</a>' in texte
    assert reverse("demarches:presentation", args=["naissance"]) in texte


def test_a_birth_is_proposed_only_where_it_can_be_declared(camille):
    ReglageDemarche.objects.filter(code="naissance").update(etat=ReglageDemarche.Etat.FERMEE)
    assert (
        reverse("demarches:presentation", args=["naissance"]) not in camille.get(PRESENTATION).text
    )


def test_nothing_begins(camille):
    reponse = camille.post(PRESENTATION, {"enfant": "1"}, follow=True)
    assert "votre dossier n’en compte aucun" in reponse.text
    assert not Demande.objects.exists()


def test_with_a_child_it_is_asked_as_before(famille_martin, connecter, db):
    creer_reglages(demo=True)
    texte = connecter(famille_martin.camille).get(PRESENTATION).text
    assert "Pour quel enfant" in texte
    assert "n’en compte aucun" not in texte
