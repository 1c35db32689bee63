"""Every démarche with two people at once: two agents on one demande, two parents on one draft, or
on the same wish."""

import threading
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from demarches.actions import valider
from demarches.bureau import urls_de
from demarches.models import Accuse, Demande
from famille.models import Document, Modification
from famille.socle.erreurs import Refus
from tests.demarches.effets import effet_de
from tests.demarches.marche import TOUTES_DECIDEES, commencer, envoyer
from tests.demarches.outils import Navigateur
from tests.demarches.photo import AJOUTE, ecarts, photographier
from tests.demarches.remplissages import parcourir, valeurs_de

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ce_jour")]
decidees = pytest.mark.parametrize("parent", TOUTES_DECIDEES, indirect=True)
Statut = Demande.Statut


def decisions(demande, client):
    """(address, what is posted) of the answer that this demande awaits, from the screen that the
    agent has read."""
    vu = client.get(urls_de(demande)).context["vu"]
    nom, champs = (
        ("valider", {}) if demande.attend_une_decision else ("repondre", {"texte": "C’est fait."})
    )
    return reverse(f"demandes_modeladmin_{nom}", args=[demande.pk]), champs | {"vu": vu}


def test_of_two_agents_on_the_same_screen_the_second_gets_a_sentence(
    envoyee, connecter, habilitee, collegue
):
    collegue.groups.set(habilitee.groups.all())
    bureaux = [connecter(habilitee, Client()), connecter(collegue, Client())]
    gestes = [decisions(envoyee, bureau) for bureau in bureaux]
    bureaux[0].post(*gestes[0])
    avant, journal = photographier(), Modification.objects.count()
    seconde = bureaux[1].post(*gestes[1], follow=True).text
    assert (
        "vient d’être traitée par Sophie Renard" in seconde
        or "Sophie Renard a répondu depuis" in seconde
    )
    assert ecarts(avant, photographier()) == []
    assert Modification.objects.count() == journal
    assert envoyee.passages.count() == 2


def test_one_agent_in_two_tabs_decides_once(envoyee, connecter, habilitee):
    bureau = connecter(habilitee)
    gestes = [decisions(envoyee, bureau) for _onglet in range(2)]
    bureau.post(*gestes[0])
    avant = photographier()
    seconde = bureau.post(*gestes[1], follow=True).text
    assert (
        "vient d’être traitée par Sophie Renard" in seconde
        or "Sophie Renard a répondu depuis" in seconde
    )
    assert ecarts(avant, photographier()) == []
    assert envoyee.passages.count() == 2


def test_of_two_parents_on_the_same_page_the_second_reads_both_and_loses_nothing(
    parent, connecter, dany
):
    etape = parent.demande.avancement.etape
    ailleurs = Navigateur(connecter(dany, Client()), parent.demande)
    champs = valeurs_de(parent, etape)
    ailleurs.lire(etape)
    parent.poster(etape, champs, "enregistrer", relire=False)
    gardee = parent.relue().saisie
    seconde = ailleurs.poster(etape, {}, "enregistrer", relire=False)
    assert seconde.status_code == 409
    assert "autre écran" in seconde.text
    assert parent.relue().saisie == gardee


def test_of_two_parents_who_send_the_same_draft_one_sends_it(parent, connecter, dany):
    parcourir(parent)
    ailleurs = Navigateur(connecter(dany, Client()), parent.demande)
    parcourir(ailleurs)  # where the page must now speak of the second adult
    for navigateur in (parent, ailleurs):
        navigateur.lire("recapitulatif")
    parent.poster("recapitulatif", {"certifie": "on"}, relire=False)
    seconde = ailleurs.poster("recapitulatif", {"certifie": "on"}, relire=False)
    assert seconde.url == reverse("demarches:demande", args=[parent.demande.pk])
    assert "déjà envoyée" in ailleurs.client.get(seconde.url).text
    assert Accuse.objects.count() == Demande.objects.count() == 1
    assert parent.relue().par == parent.demande.par


@decidees
def test_what_two_parents_ask_at_once_is_neither_lost_nor_applied_twice(
    parent, connecter, dany, famille_martin, habilitee
):
    """Each fills his own. The second is told when he sends, or the agent when he validates, or
    nothing is added."""
    ailleurs = commencer(parent.demande.code, connecter(dany, Client()), famille_martin)
    for navigateur in (parent, ailleurs):
        parcourir(navigateur)
    for navigateur in (parent, ailleurs):
        navigateur.poster("recapitulatif", {"certifie": "on"})
    Document.objects.update(etat=Document.Etat.SAIN)
    valider(parent.relue(), par=habilitee)
    seconde, avant = ailleurs.relue(), photographier()
    assert seconde.saisie
    if seconde.statut == Statut.EN_ATTENTE:
        valider_ou_lire(seconde, par=habilitee)
    ajoutes = [
        modele for quoi, modele, *_champs in ecarts(avant, photographier()) if quoi == AJOUTE
    ]
    assert set(ajoutes) <= {"Fil", "Message"}  # an answer to each


def valider_ou_lire(demande, *, par):
    """Validate; a Refus is a sentence for the agent, and no fault of ours."""
    with suppress(Refus):
        valider(demande, par=par)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("parent", ["naissance", "changement-adresse"], indirect=True)
def test_two_agents_who_validate_what_two_parents_sent_at_the_same_instant(
    parent, connecter, dany, famille_martin, habilitee, collegue
):
    """Two demandes, two rows: nothing but the household's file holds them together."""
    ailleurs = commencer(parent.demande.code, connecter(dany, Client()), famille_martin)
    for navigateur in (parent, ailleurs):
        envoyer(navigateur)
    depart, avant = threading.Barrier(2), photographier()
    demandes = [parent.demande, ailleurs.demande]

    def decider(demande, agent):
        lue = Demande.objects.get(pk=demande.pk)
        depart.wait(timeout=20)
        try:
            valider_ou_lire(lue, par=agent)
        finally:
            connection.close()

    fils = [
        threading.Thread(target=decider, args=couple)
        for couple in zip(demandes, (habilitee, collegue), strict=True)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)
    ajoutes = [
        modele for quoi, modele, *_champs in ecarts(avant, photographier()) if quoi == AJOUTE
    ]
    attendus = [
        modele for quoi, modele, *_champs in effet_de(parent.demande.code) if quoi == AJOUTE
    ]
    assert ajoutes == sorted(attendus)
    assert Demande.objects.filter(statut=Statut.VALIDEE).count() == 1
