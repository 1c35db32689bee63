"""Nothing of a child’s health leaves his file unseen: the family says it, the agent names it, and
two updates that wait erase nothing of each other (G14, D10)."""

from datetime import date

import pytest
from django.urls import reverse

from demarches.actions import PageARevoir, PassageImpossible, commencer, deposer, rejeter, valider
from demarches.instruction.decider import reste_a_voir
from demarches.models import Demande
from famille.models import FicheSanitaire
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    SANTE,
    erreurs,
    page_sante,
    relire,
    remplir,
)
from tests.demarches.outils import Navigateur

pytestmark = pytest.mark.django_db
OEUF = "Allergie de Léa : Œuf"
SAINE = SANTE | {"regime": "aucun"}


@pytest.fixture
def neuve(foyer, famille_martin):
    """A new update of the household, each time it is called."""
    page = page_sante(famille_martin.lea)
    return lambda: commencer(CODE, foyer=foyer, par=famille_martin.camille, seules=[page])


def envoyer(demande, enfant, allergies, **autres):
    champs = SAINE | {"allergies": allergies} | autres
    return deposer(remplir(demande, **{page_sante(enfant): champs}), par=demande.par)


def sans(erreurs_dites):
    return erreurs_dites["retires"][0]


def allergies():
    return FicheSanitaire.objects.get().allergies


@pytest.mark.parametrize(
    ("autres", "quoi"),
    [
        ({"allergies": ""}, OEUF),
        ({"allergies": "Arachide"}, OEUF),
        ({"allergies": "Œuf", "regime": "aucun"}, "Régime de Léa : Sans porc"),
        ({"allergies": "Œuf", "regime": "sans-porc", "pai": "non"}, "PAI de Léa"),
    ],
)
def test_what_a_family_takes_off_is_asked_by_its_name(fiche, neuve, famille_martin, autres, quoi):
    FicheSanitaire.objects.update(
        regime="sans-porc" if "Œuf" in autres["allergies"] else "aucun", pai="pai" in autres
    )
    page = page_sante(famille_martin.lea)
    dites = erreurs(neuve(), page, SAINE | autres)
    assert list(dites) == ["retires"]
    assert quoi in sans(dites)
    assert erreurs(neuve(), page, SAINE | autres | {"retires": [quoi]}) == {}


def test_what_is_added_is_asked_nothing(fiche, neuve, famille_martin):
    page = page_sante(famille_martin.lea)
    assert erreurs(neuve(), page, SAINE | {"allergies": "Œufs et arachide"}) == {}


def test_the_page_shows_a_box_for_each_thing_that_goes(fiche, neuve, famille_martin, connecter):
    camille, page = (
        Navigateur(connecter(famille_martin.camille), neuve()),
        page_sante(famille_martin.lea),
    )
    assert "Ce n’est plus vrai" not in camille.lire(page).text
    refusee = camille.poster(page, SAINE | {"allergies": ""})
    assert f'value="{OEUF}"' in refusee.text
    assert camille.poster(page, SAINE | {"allergies": "", "retires": [OEUF]}).status_code == 302


def test_a_demande_that_takes_off_without_a_word_is_not_sent(fiche, neuve, famille_martin):
    with pytest.raises(PageARevoir):
        envoyer(neuve(), famille_martin.lea, "")


def test_an_agent_names_each_thing_that_he_takes_off(fiche, neuve, famille_martin, habilitee):
    demande = envoyer(neuve(), famille_martin.lea, "Arachide", retires=[OEUF])
    with pytest.raises(PassageImpossible, match="Allergie de Léa : Œuf"):
        valider(demande, par=habilitee)
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE
    valider(relire(demande), par=habilitee, retraits=[OEUF])
    assert allergies() == "Arachide"


def test_the_desk_shows_what_goes_and_takes_the_names_ticked(
    fiche, neuve, famille_martin, habilitee, connecter
):
    demande = envoyer(neuve(), famille_martin.lea, "", retires=[OEUF])
    client = connecter(habilitee)
    assert (
        f'value="{OEUF}"'
        in client.get(reverse("demandes_modeladmin_inspect", args=[demande.pk])).text
    )
    adresse = reverse("demandes_modeladmin_valider", args=[demande.pk])
    assert "Confirmez chaque retrait" in client.post(adresse, follow=True).text
    assert allergies() == "Œuf"
    client.post(adresse, {"retrait": [OEUF]})
    assert allergies() == ""


def test_many_at_once_leave_it_to_a_person(fiche, neuve, famille_martin):
    demande = envoyer(neuve(), famille_martin.lea, "", retires=[OEUF])
    assert reste_a_voir(demande) == "Elle retire quelque chose de la santé : ouvrez-la."


def test_who_sorts_an_allergy_removes_none(neuve, fiche, famille_martin):
    page = page_sante(famille_martin.lea)
    FicheSanitaire.objects.update(allergies="Œuf, pénicilline")
    range_ = {"allergenes": ["oeufs"], "allergies": "", "allergies_medicaments": "Pénicilline"}
    assert erreurs(neuve(), page, SAINE | range_) == {}
    oubliee = range_ | {"allergies_medicaments": ""}
    assert list(erreurs(neuve(), page, SAINE | oubliee)) == ["retires"]


def test_a_box_that_came_meanwhile_stays(neuve, fiche, famille_martin, habilitee):
    page = page_sante(famille_martin.lea)
    dites = {"allergies": "Œuf", "allergies_medicaments": "", "allergenes": ["lait"]}
    demande = deposer(remplir(neuve(), **{page: SAINE | dites}), par=famille_martin.camille)
    FicheSanitaire.objects.update(allergenes=["soja"])
    valider(relire(demande), par=habilitee)
    assert FicheSanitaire.objects.get().allergenes == ["soja", "lait"]


@pytest.mark.parametrize("ordre", [(0, 1), (1, 0)])
def test_two_updates_that_wait_keep_both_allergies(fiche, neuve, famille_martin, habilitee, ordre):
    """Whichever is validated first; the second was begun before the first was sent."""
    demandes = [neuve(), neuve()]
    for demande, dites in zip(demandes, ["Œuf, arachide", "Œuf, kiwi"], strict=True):
        remplir(demande, **{page_sante(famille_martin.lea): SAINE | {"allergies": dites}})
    for demande in demandes:
        deposer(demande, par=demande.par)
    for rang in ordre:
        valider(relire(demandes[rang]), par=habilitee)
    assert set(allergies().lower().split(", ")) == {"œuf", "arachide", "kiwi"}


def test_the_form_opens_on_the_file_and_on_what_waits_and_says_so(
    fiche, neuve, famille_martin, connecter
):
    envoyee = envoyer(neuve(), famille_martin.lea, "Œuf, arachide")
    page = page_sante(famille_martin.lea)
    camille = Navigateur(connecter(famille_martin.camille), neuve())
    lue = " ".join(camille.lire(page).text.split())
    assert 'value="Œuf, arachide"' in lue
    assert f"{envoyee.numero}</a>, reçue le 25 novembre 2026, est à l’étude" in lue
    assert 'value="inchange"' in lue
    camille.poster(page, {}, "inchange")
    assert "arachide" not in camille.lire("recapitulatif").text


def test_what_waits_and_is_rejected_is_still_in_the_second(fiche, neuve, famille_martin, habilitee):
    premiere = envoyer(neuve(), famille_martin.lea, "Œuf, arachide")
    seconde = envoyer(neuve(), famille_martin.lea, "Œuf, arachide, kiwi")
    rejeter(premiere, par=habilitee, motif="Illisible")
    valider(relire(seconde), par=habilitee)
    assert allergies() == "Œuf, arachide, kiwi"


def test_what_is_not_sent_yet_is_not_what_waits(fiche, neuve, famille_martin, connecter):
    remplir(neuve(), **{page_sante(famille_martin.lea): SAINE | {"allergies": "Œuf, kiwi"}})
    camille = Navigateur(connecter(famille_martin.camille), neuve())
    assert "kiwi" not in camille.lire(page_sante(famille_martin.lea)).text


def test_an_insurance_that_waits_is_not_asked_again(neuve, foyer, famille_martin, connecter):
    envoyer(neuve(), famille_martin.lea, "", assurance_fin="31/08/2027")
    camille = Navigateur(connecter(famille_martin.camille), neuve())
    assert "ES0012" in camille.lire(page_sante(famille_martin.lea)).text
    assert not FicheSanitaire.objects.filter(assurance_fin=date(2027, 8, 31)).exists()
