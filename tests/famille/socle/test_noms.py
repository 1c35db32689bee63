"""A name that holds a sign of a tag is refused wherever one is given: typed, read of a file, told
by FranceConnect, or of the town itself."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from cms_pages.models import IdentiteSite
from demarches.catalogue.informations_du_foyer.contacts import ContactsForm
from famille.comptes.bureau.vues import CreationForm, ModificationForm
from famille.dossier.foyers.bureau.formulaires import (
    EnfantForm,
    FoyerForm,
    ModifierResponsableForm,
    ResponsableForm,
)
from famille.dossier.foyers.bureau.gestes.contacts import ContactForm
from famille.dossier.identites.formulaires import IdentiteForm
from famille.mouvements.franceconnect.entree import lire_l_identite
from famille.mouvements.reprise.declaration import CaseFautive
from famille.mouvements.reprise.registre import sujets
from famille.socle.erreurs import Refus
from famille.socle.saisie.noms import dire_un_chevron
from reservations.presences.passages.formulaires import PassageForm

BALISE = '<meta http-equiv="refresh" content="0;url=//x.fr">'
FORMULAIRES = [
    (FoyerForm, "nom"),
    *((un, nom) for un in (ResponsableForm, ModifierResponsableForm) for nom in ("prenom", "nom")),
    *((un, nom) for un in (EnfantForm, ContactForm) for nom in ("prenom", "nom")),
    *((IdentiteForm, nom) for nom in ("nom", "prenoms")),
    (PassageForm, "nom"),
]


@pytest.mark.parametrize(("formulaire", "champ"), FORMULAIRES)
def test_a_form_refuses_it(formulaire, champ):
    with pytest.raises(ValidationError, match="retirez ces signes"):
        formulaire.base_fields[champ].clean(BALISE)
    assert formulaire.base_fields[champ].clean("D’Almeida") == "D’Almeida"


@pytest.mark.parametrize("formulaire", [CreationForm, ModificationForm])
@pytest.mark.parametrize("champ", ["first_name", "last_name", "qualite", "service"])
@pytest.mark.django_db
def test_an_account_of_the_staff_refuses_it(formulaire, champ, administrateur):
    form = formulaire({champ: BALISE}, par=administrateur)
    assert any("retirez ces signes" in phrase for phrase in form.errors[champ])


def test_a_contact_of_a_demarche_refuses_it():
    champs = {}
    ContactsForm._ajouter_les_champs(SimpleNamespace(fields=champs), "c1")
    for nom in ("c1_prenom", "c1_nom"):
        with pytest.raises(ValidationError, match="retirez ces signes"):
            champs[nom].clean(BALISE)


@pytest.mark.parametrize("champ", ["ville", "nom_portail", "service"])
def test_the_town_s_own_names_refuse_it(champ):
    with pytest.raises(ValidationError) as erreur:
        IdentiteSite(**{champ: BALISE}).clean()
    assert erreur.value.message_dict == {champ: [dire_un_chevron(BALISE)]}


def test_a_file_of_families_refuses_it_in_every_name():
    noms = {"nom", "prenom", "nom_complet", "nom_de_naissance", "tous_les_prenoms", "titulaire"}
    lus = [champ for sujet in sujets().values() for champ in sujet.champs if champ.nom in noms]
    assert {champ.nom for champ in lus} == noms
    for champ in lus:
        with pytest.raises(CaseFautive, match="retirez ces signes"):
            champ.lire(BALISE)


def test_a_civil_identity_told_by_franceconnect_refuses_it():
    dits = {
        "family_name": "Martin",
        "given_name_array": ["Camille"],
        "birthdate": "1992-11-03",
        "birthplace": "36044",
        "birthcountry": "99100",
    }
    assert lire_l_identite(dits).nom == "Martin"
    for faux in ({"family_name": BALISE}, {"given_name_array": ["Camille", BALISE]}):
        with pytest.raises(Refus):
            lire_l_identite(dits | faux)
