"""A démarche whose legal settings are missing cannot be opened, and says which (D2)."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from demarches.catalogue import toutes
from demarches.models import Demande, ReglageDemarche
from demarches.reglages.initiaux import PAR_USAGE, creer_reglages
from famille.models import CreancierSEPA

pytestmark = pytest.mark.django_db
CODE = "changement-adresse"
TOUT_CE_QUI_MANQUE = [
    "l’effet du silence",
    "le délai du silence, en mois",
    "le délai laissé à la famille pour compléter",
    "le choix du justificatif (obligatoire, facultatif…)",
    "l’adresse postale ou l’adresse e-mail du service",
    "le téléphone du service",
    "les voies et délais de recours",
]


def reglage(**champs):
    return ReglageDemarche(code=CODE, titre="Je déménage", notice_donnees="Vos droits.", **champs)


def test_what_is_missing_is_listed_exactly():
    assert reglage().manques() == TOUT_CE_QUI_MANQUE


def test_a_simple_declaration_needs_no_delay_of_silence():
    assert "le délai du silence, en mois" not in reglage(effet_silence="sans-objet").manques()


def test_a_postal_address_or_a_mail_is_enough():
    for champ in ("service_adresse", "service_courriel"):
        assert (
            "l’adresse postale ou l’adresse e-mail du service"
            not in reglage(**{champ: "x"}).manques()
        )


def test_the_demo_town_s_démarches_lack_nothing_and_are_open():
    creer_reglages(demo=True)
    manques = {ouverte.code: ouverte.manques() for ouverte in ReglageDemarche.objects.ouvertes()}
    assert CODE in manques
    assert {code: liste for code, liste in manques.items() if liste} == {}


def test_a_real_town_chooses_everything_itself():
    creer_reglages(demo=False)
    assert not ReglageDemarche.objects.ouvertes().exists()
    assert not CreancierSEPA.objects.exists()  # the demo town's is nobody's
    neuf = ReglageDemarche.objects.get(code=CODE)
    assert (neuf.effet_silence, neuf.delai_silence_mois, neuf.justificatif, neuf.service) == (
        "",
        None,
        "",
        "",
    )


def test_making_the_settings_again_keeps_what_the_town_wrote():
    creer_reglages(demo=True)
    ReglageDemarche.objects.filter(code=CODE).update(titre="Autre titre", etat="fermee")
    creer_reglages(demo=True)
    garde = ReglageDemarche.objects.get(code=CODE)
    assert (garde.titre, garde.etat) == ("Autre titre", "fermee")


def test_each_démarche_of_the_catalogue_has_its_settings():
    creer_reglages(demo=False)
    assert set(toutes()) <= set(ReglageDemarche.objects.values_list("code", flat=True))


def test_a_démarche_without_a_form_can_only_be_announced():
    creer_reglages(demo=True)
    annoncees = ReglageDemarche.objects.annoncees()
    assert annoncees
    for annoncee in annoncees:
        assert annoncee.manques() == [
            "le formulaire : cette version du portail ne le contient pas encore"
        ]


def test_the_database_refuses_an_open_démarche_that_does_not_say_what_silence_means():
    with pytest.raises(IntegrityError):
        ReglageDemarche.objects.create(code="x", titre="X", etat="ouverte")


# In the admin


def adresse(nom, *arguments):
    return reverse(f"reglages-des-demarches_modeladmin_{nom}", args=arguments)


def donnees(reglage, **changees):
    champs = [
        champ.name
        for champ in ReglageDemarche._meta.fields
        if champ.name not in ("id", "code", "introduction")
    ]
    valeurs = {nom: getattr(reglage, nom) for nom in champs}
    # Draftail posts its own JSON.
    return (
        {nom: "" if valeur is None else valeur for nom, valeur in valeurs.items()}
        | {"introduction": "null"}
        | changees
    )


def test_each_setting_is_on_its_page(connecter, administrateur):
    creer_reglages(demo=True)
    page = (
        connecter(administrateur)
        .get(adresse("edit", ReglageDemarche.objects.get(code="contact").pk))
        .text
    )
    champs = {champ.name for champ in ReglageDemarche._meta.fields} - {"id", "code"}
    assert [nom for nom in sorted(champs) if f'name="{nom}"' not in page] == []


def test_opening_what_lacks_something_is_refused_with_the_list(connecter, administrateur):
    creer_reglages(demo=False)
    ferme = ReglageDemarche.objects.get(code=CODE)
    client = connecter(administrateur)
    reponse = client.post(adresse("edit", ferme.pk), donnees(ferme, etat="ouverte"))
    assert f"il manque {' ; '.join(TOUT_CE_QUI_MANQUE)}." in reponse.text
    ferme.refresh_from_db()
    assert ferme.etat == ReglageDemarche.Etat.FERMEE


def test_a_démarche_that_has_everything_is_opened(connecter, administrateur):
    creer_reglages(demo=True)
    ReglageDemarche.objects.filter(code=CODE).update(etat="fermee")
    ferme = ReglageDemarche.objects.get(code=CODE)
    connecter(administrateur).post(adresse("edit", ferme.pk), donnees(ferme, etat="ouverte"))
    ferme.refresh_from_db()
    assert ferme.etat == ReglageDemarche.Etat.OUVERTE


def test_what_a_town_announces_gets_a_code_and_cannot_be_opened(connecter, administrateur):
    client = connecter(administrateur)
    annonce = donnees(
        ReglageDemarche(titre="Je demande le passeport jeune", ordre=40, etat="annoncee")
    )
    client.post(adresse("create"), annonce)
    cree = ReglageDemarche.objects.get(code="je-demande-le-passeport-jeune")
    reponse = client.post(adresse("edit", cree.pk), annonce | {"etat": "ouverte"})
    assert "cette version du portail ne le contient pas encore" in reponse.text


@pytest.mark.parametrize("qui", ["agent", "redactrice", "directrice"])
def test_only_the_administration_changes_the_settings(connecter, request, qui):
    creer_reglages(demo=True)
    pk = ReglageDemarche.objects.get(code=CODE).pk
    client = connecter(request.getfixturevalue(qui))
    for page in (adresse("index"), adresse("edit", pk), adresse("create")):
        assert client.get(page).status_code in (302, 403)


def test_what_is_announced_is_shown_and_cannot_be_begun(famille_martin, connecter):
    creer_reglages(demo=True)
    client = connecter(famille_martin.camille)
    annoncees = {reglage.code for reglage in ReglageDemarche.objects.annoncees()}
    assert {"place-en-creche", "inscription-scolaire"} <= annoncees
    for code in annoncees:
        assert (
            "Cette démarche n’est pas ouverte"
            in client.post(f"/demarches/{code}/", follow=True).text
        )
    assert not Demande.objects.exists()


def test_what_families_look_for_most_comes_first_even_in_a_town_that_is_there_already(db):
    ReglageDemarche.objects.create(
        code="effacement-des-donnees", titre="Effacement", ordre=1, etat="annoncee"
    )
    creer_reglages(demo=True)
    codes = list(ReglageDemarche.objects.values_list("code", flat=True))
    assert codes[:3] == [
        *("informations-du-foyer", "place-en-accueil-de-loisirs", "quotient-familial"),
    ]
    assert codes.index("effacement-des-donnees") > codes.index("naissance")
    assert ReglageDemarche.objects.get(code="effacement-des-donnees").etat == "annoncee"


def test_each_demarche_put_in_order_exists(db):
    creer_reglages(demo=False)
    assert set(PAR_USAGE) <= set(ReglageDemarche.objects.values_list("code", flat=True))
