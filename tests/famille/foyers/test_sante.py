"""Authorisations, health and vaccination records, contacts: what is kept of them, and who may read
it (D10, D11)."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from famille import actions
from famille.models import (
    Autorisation,
    ContactFamille,
    Document,
    FicheSanitaire,
    Modification,
    SanteDeclaree,
    Utilisateur,
)
from famille.regles.sante import fin_de_saison
from famille.socle.erreurs import Refus
from tests.outils.lisible import lisible

JOUR = date(2026, 11, 25)
CONTACT = {"prenom": "Jeanne", "nom": "Martin", "lien": "grand-mère", "telephone": "+33639980044"}


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def fiche(famille_martin, agent):
    return actions.tenir_la_fiche(
        famille_martin.lea,
        jour=JOUR,
        auteur=famille_martin.camille,
        par=agent,
        allergies="Arachide",
        pai=True,
    )


def papier(foyer, genre, **champs):
    return Document.objects.create(
        foyer=foyer,
        genre=genre,
        nom="allergie-lea.pdf",
        type_mime="application/pdf",
        taille=4,
        sha256="0",
        **champs,
    )


def journal(foyer):
    return [(m.objet, m.avant, m.apres) for m in foyer.modifications.order_by("pk")]


@pytest.mark.parametrize(
    ("jour", "fin"),
    [
        (date(2026, 9, 1), date(2027, 8, 31)),
        (date(2027, 5, 31), date(2027, 8, 31)),
        (date(2027, 6, 1), date(2028, 8, 31)),
        (date(2027, 8, 31), date(2028, 8, 31)),
    ],
)
def test_a_record_holds_until_the_end_of_the_season(jour, fin):
    assert fin_de_saison(jour) == fin


def test_an_authorisation_adds_a_row_and_keeps_the_others(famille_martin, agent):
    for accordee in (True, True, False):
        actions.autoriser(
            famille_martin.lea,
            "image",
            accordee,
            auteur=famille_martin.camille,
            par=agent,
            origine="x",
        )
    lignes = Autorisation.objects.filter(enfant=famille_martin.lea)
    assert [(ligne.accordee, ligne.par) for ligne in lignes] == [
        (False, famille_martin.camille),
        (True, famille_martin.camille),
    ]
    assert journal(famille_martin.foyer)[-1] == (
        "autorisations de Léa Martin",
        {"Droit à l’image": "oui"},
        {"Droit à l’image": "non"},
    )


def test_the_journal_tells_no_health_value(fiche, famille_martin):
    assert journal(famille_martin.foyer) == [
        (
            "fiche sanitaire de Léa Martin",
            {},
            {"Valable jusqu’au": "31 août 2027", "Contenu": "mis à jour"},
        )
    ]


def test_each_home_of_the_child_is_told(famille_martin, voisin, agent):
    actions.rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    actions.tenir_la_fiche(famille_martin.lea, jour=JOUR, auteur=famille_martin.camille, par=agent)
    objets = set(
        Modification.objects.filter(objet__startswith="fiche").values_list("foyer", flat=True)
    )
    assert objets == {famille_martin.foyer.pk, voisin.foyer.pk}


def test_confirming_changes_the_validity_alone(fiche, famille_martin, agent, time_machine):
    actions.tenir_la_fiche(
        famille_martin.lea, jour=date(2027, 9, 2), auteur=famille_martin.camille, par=agent
    )
    fiche.refresh_from_db()
    assert (fiche.valable_jusqu_au, fiche.allergies, fiche.pai) == (
        date(2028, 8, 31),
        "Arachide",
        True,
    )


def test_a_late_validation_never_shortens_a_record(fiche, famille_martin, agent):
    FicheSanitaire.objects.update(valable_jusqu_au=date(2028, 8, 31))
    actions.tenir_la_fiche(famille_martin.lea, jour=JOUR, auteur=famille_martin.camille, par=agent)
    fiche.refresh_from_db()
    assert fiche.valable_jusqu_au == date(2028, 8, 31)


def test_an_unknown_field_is_a_mistake_of_ours(famille_martin, agent):
    with pytest.raises(TypeError):
        actions.tenir_la_fiche(famille_martin.lea, jour=JOUR, auteur=agent, par=agent, religion="x")


def test_health_papers_become_the_child_s(fiche, famille_martin, agent):
    pai = papier(famille_martin.foyer, "pai")
    vaccins = papier(famille_martin.foyer, "vaccins")
    qui = {"auteur": famille_martin.camille, "par": agent}
    actions.tenir_la_fiche(famille_martin.lea, jour=JOUR, **qui, pai_document=pai)
    actions.deposer_vaccins(famille_martin.lea, vaccins, jour=JOUR, par=agent)
    fiche.refresh_from_db()
    assert (fiche.pai_document, fiche.vaccins_document) == (pai, vaccins)
    for document in Document.objects.all():
        assert (document.foyer, document.enfant) == (None, famille_martin.lea)
        assert document.valable_jusqu_au == date(2027, 8, 31)
    assert not any(
        "allergie" in str(ligne) or "PAI" in str(ligne) for ligne in journal(famille_martin.foyer)
    )


def test_a_vaccination_record_alone_makes_no_health_record(famille_martin, agent):
    vaccins = papier(famille_martin.foyer, "vaccins")
    actions.deposer_vaccins(famille_martin.lea, vaccins, jour=JOUR, par=agent)
    assert not FicheSanitaire.objects.exists()
    fiche = actions.tenir_la_fiche(
        famille_martin.lea, jour=JOUR, auteur=agent, par=agent, regime="aucun"
    )
    assert fiche.vaccins_document == vaccins


def test_a_health_paper_asks_for_its_own_right(famille_martin, agent):
    lisible = papier(famille_martin.foyer, "domicile", remis_le="2026-11-25T10:00Z")
    sante = papier(famille_martin.foyer, "pai", remis_le="2026-11-25T10:00Z")
    assert list(Document.objects.remis(agent)) == [lisible]
    agent.user_permissions.add(Permission.objects.get(codename="view_fichesanitaire"))
    agent = Utilisateur.objects.get(pk=agent.pk)
    assert set(Document.objects.remis(agent)) == {lisible, sante}


def test_contacts_are_named_changed_and_taken_out(famille_martin):
    foyer, par = famille_martin.foyer, famille_martin.camille
    contact = actions.ajouter_contact(foyer, **CONTACT, par=par)
    actions.modifier_contact(contact, telephone="+33639980045", par=par, origine="demande D-1")
    assert journal(foyer)[-1][1:] == (
        {"Téléphone": "06 39 98 00 44"},
        {"Téléphone": "06 39 98 00 45"},
    )
    actions.retirer_contact(ContactFamille.objects.get(), par=par)
    assert not foyer.contacts.exists()
    assert journal(foyer)[-1][1]["Téléphone"] == "06 39 98 00 45"


def test_a_contact_serves_something(famille_martin):
    rien = SimpleNamespace(a_prevenir=False, peut_recuperer=False)
    with pytest.raises(Refus, match="choisissez l’un des deux"):
        actions.ajouter_contact(
            famille_martin.foyer, **CONTACT, **vars(rien), par=famille_martin.camille
        )
    assert not ContactFamille.objects.exists()


def test_a_record_that_no_key_reads_says_so_and_closes_no_page(famille_martin, connecter, settings):
    lea = famille_martin.lea
    FicheSanitaire.objects.create(
        enfant=lea, allergies="Poisson", valable_jusqu_au=date(2027, 8, 31)
    )
    SanteDeclaree.objects.create(
        enfant=lea, foyer=famille_martin.foyer, origine="D-1", allergies="Lait"
    )
    settings.CLES_DE_CHIFFREMENT = ["une clé qui n’a rien écrit " * 3]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre, elle non plus " * 3, []
    client = connecter(famille_martin.camille)
    page = lisible(client.get(reverse("famille:enfant", args=[lea.pk])).text)
    assert "Cette fiche ne peut plus être lue" in page
    assert "Ce qui a été déclaré ne peut plus être lu" in page
    assert "Aucune signalée" not in page
