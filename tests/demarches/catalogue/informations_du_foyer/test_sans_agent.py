"""Je mets à jour les informations du foyer: what the portal applies at once."""

from datetime import date

import pytest
from django.urls import reverse

from demarches.actions import demander_complement, valider
from demarches.bureau import urls_de
from demarches.instruction.suivi import dire_ce_qui_est_fait, dire_l_envoi
from demarches.models import Demande, ReglageDemarche
from famille.actions import ajouter_contact, modifier_responsable
from famille.models import Courriel
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    CONTACT,
    NOUVEAU,
    SANTE,
    contact_saisi,
    envoyee,
    lignes,
    relire,
    telephones,
    tout_passer,
)
from tests.demarches.outils import Navigateur
from tests.outils.lisible import lisible


@pytest.mark.parametrize("direct", [True, False])
def test_before_sending_it_is_said_in_whole_sentences_what_waits_for_an_agent(
    direct, foyer, brouillon, camille
):
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=direct, delai_jours=14)
    tout_passer(camille)
    camille.poster("foyer", telephones(foyer))
    page = " ".join(camille.lire("recapitulatif").text.split())
    directe = "comme une allergie, est vérifié : le Pôle Familles vous répond en 14 jours"
    assert (directe in page) is direct
    assert ("<li> Le Pôle Familles vous répond en 14 jours" in page) is not direct


def test_what_is_harmless_is_applied_by_the_portal_and_says_so(
    sans_agent, brouillon, foyer, camille
):
    jeanne = ajouter_contact(foyer, **CONTACT, par=brouillon.par)
    contacts = (
        contact_saisi("n1", prenom="Paul")
        | contact_saisi(f"c{jeanne.pk}")
        | {f"c{jeanne.pk}_retirer": "on"}
    )
    demande = envoyee(brouillon, foyer=telephones(foyer), contacts=contacts)
    assert demande.statut == Demande.Statut.VALIDEE
    assert foyer.responsables.get().telephone_portable.as_national == NOUVEAU
    assert [contact.prenom for contact in foyer.contacts.all()] == ["Paul"]
    assert demande.passages.last().par is None
    assert "déjà appliqués par le portail" in demande.accuse.mentions["silence"]
    assert foyer.modifications.filter(origine=f"demande {demande}").count() == 3
    [courriel] = Courriel.objects.all()
    assert "déjà appliqués par le portail" in courriel.texte
    page = camille.client.get(f"/demarches/demande/{demande.pk}/").content.decode()
    assert "Changements appliqués par le portail" in page
    assert "prise par le portail" in page


def test_without_the_setting_an_agent_decides(brouillon, foyer):
    demande = envoyee(brouillon, foyer=telephones(foyer))
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert foyer.responsables.get().telephone_portable.as_national == "06 39 98 00 01"


def test_a_confirmed_record_needs_no_agent(sans_agent, brouillon, fiche):
    assert envoyee(brouillon).statut == Demande.Statut.VALIDEE
    fiche.refresh_from_db()
    assert fiche.valable_jusqu_au == date(2027, 8, 31)


def test_the_rest_waits_for_an_agent(sans_agent, brouillon, famille_martin, habilitee, connecter):
    foyer, lea = famille_martin.foyer, famille_martin.lea
    demande = envoyee(
        brouillon,
        foyer=telephones(foyer, situation="pacses"),
        contacts=contact_saisi("n1"),
        **{f"sante_{lea.pk}": SANTE},
    )
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert foyer.responsables.get().telephone_portable.as_national == NOUVEAU
    assert foyer.contacts.count() == 1
    assert "Camille Martin · Téléphone portable" not in lignes(demande)
    assert lignes(demande)["Situation familiale"] == ("Mariés", "Pacsés")
    assert "appliqué dès l’envoi" in connecter(habilitee).get(urls_de(demande)).content.decode()
    # An agent corrects the number meanwhile: validating the rest does not put the old answer back.
    modifier_responsable(foyer.responsables.get(), telephone_portable="+33639980099", par=habilitee)
    valider(demande, par=habilitee)
    assert foyer.contacts.count() == 1
    assert foyer.responsables.get().telephone_portable.as_national == "06 39 98 00 99"
    libelles = [une["libelle"] for une in relire(demande).changements]
    assert {
        "Camille Martin · Téléphone portable",
        "Contact · Jeanne Martin",
        "Situation familiale",
    } <= set(libelles)


def test_what_is_applied_at_once_says_so_at_once(sans_agent, brouillon, famille_martin, camille):
    foyer, lea = famille_martin.foyer, famille_martin.lea
    demande = envoyee(
        brouillon,
        foyer=telephones(foyer),
        contacts=contact_saisi("n1"),
        **{f"sante_{lea.pk}": SANTE | {"pai": "non"}},
    )
    dite = dire_ce_qui_est_fait(demande)
    faits = "Déjà fait : téléphone portable (Camille Martin) et contact (Jeanne Martin)."
    assert dite.startswith(
        f"{faits} En attente : régime alimentaire (Léa), autre allergie alimentaire (Léa)"
    )
    assert dite in dire_l_envoi(demande)
    page = lisible(camille.client.get(reverse("demarches:demande", args=[demande.pk])).text)
    assert "téléphone portable (Camille Martin), contact (Jeanne Martin)" in page
    assert "autre allergie alimentaire (Léa)" in page
    retiree = lisible(
        camille.client.post(reverse("demarches:retirer", args=[demande.pk]), follow=True).text
    )
    assert "Reste dans votre dossier, déjà fait à l’envoi : téléphone portable" in retiree


def test_all_that_is_applied_at_once_leaves_nothing_to_wait_for(sans_agent, brouillon, foyer):
    dite = dire_ce_qui_est_fait(envoyee(brouillon, foyer=telephones(foyer)))
    assert dite == "Déjà fait : téléphone portable (Camille Martin)."


def test_a_demande_taken_back_says_what_the_portal_had_applied(
    sans_agent, brouillon, foyer, camille
):
    demande = envoyee(brouillon, foyer=telephones(foyer, situation="pacses"))
    adresse = reverse("demarches:retirer", args=[demande.pk])
    avant = camille.client.get(adresse).text
    page = camille.client.post(adresse, follow=True).text
    for texte in (avant, page):
        assert "appliqué dès l’envoi reste dans votre dossier" in texte
        assert NOUVEAU in texte
        assert "rien n’a changé dans votre dossier" not in texte
        assert "rien ne changera dans votre dossier" not in texte
    assert "rien n’a changé" not in camille.client.get(reverse("demarches:liste")).text


def test_contacts_given_back_show_the_file_that_they_have_become(
    sans_agent, brouillon, foyer, agent, connecter
):
    demande = envoyee(
        brouillon, foyer=telephones(foyer, situation="pacses"), contacts=contact_saisi("n1")
    )
    demander_complement(
        demande, par=agent, etapes=["contacts"], message="?", limite=date(2026, 12, 10)
    )
    [jeanne] = foyer.contacts.all()
    camille = Navigateur(connecter(brouillon.par), demande)
    assert f"contacts-c{jeanne.pk}_nom" in camille.lire("contacts").content.decode()
    camille.poster("contacts", contact_saisi(f"c{jeanne.pk}", telephone="06 39 98 00 46"))
    camille.poster("recapitulatif", {"certifie": "on"})
    assert [c.telephone.as_national for c in foyer.contacts.all()] == ["06 39 98 00 46"]
