"""A gesture and its refusal: one way for every screen."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory

from famille.socle.ecran import Formulaire, agir
from famille.socle.erreurs import Refus


class UnForm(Formulaire):
    nom = forms.CharField()


class DeuxPhrases(Formulaire):
    motif = forms.CharField()
    fichier = forms.FileField(error_messages={"required": "Choisissez le fichier de la banque."})


def test_an_empty_field_says_what_to_do_in_its_own_words_where_it_has_some():
    assert DeuxPhrases({}).errors == {
        "motif": ["Remplissez ce champ, puis recommencez."],
        "fichier": ["Choisissez le fichier de la banque."],
    }


def test_a_refusal_stands_beside_its_field_else_above_the_form():
    form = UnForm({"nom": "A"})
    for champ in ("nom", "inconnu", None):
        with agir(form):
            raise Refus(f"Non : {champ}.", champ=champ)
    assert form.errors == {"nom": ["Non : nom."], "__all__": ["Non : inconnu.", "Non : None."]}


def test_a_refusal_is_a_message_of_the_request_and_the_view_goes_on():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)

    def vue(refuse):
        with agir(request, "C’est fait."):
            if refuse:
                raise Refus("Trop tard.")
            return "fait"
        return "refuse"

    assert [vue(refuse=False), vue(refuse=True)] == ["fait", "refuse"]
    assert [(m.level_tag, str(m)) for m in get_messages(request)] == [
        ("success", "C’est fait."),
        ("error", "Trop tard."),
    ]


def test_another_fault_is_not_hidden():
    with pytest.raises(ValueError, match="panne"), agir(UnForm({})):
        raise ValueError("panne")
