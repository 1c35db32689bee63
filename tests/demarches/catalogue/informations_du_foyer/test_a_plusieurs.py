"""Je mets à jour les informations du foyer: two adults at once, two homes, forged pages."""

from django.test import Client

from demarches.actions import commencer, valider
from famille.actions import (
    ajouter_contact,
    autoriser,
    modifier_contact,
    rattacher_enfant,
)
from famille.models import Responsable
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    CONTACT,
    NOUVEAU,
    autorisations,
    contact_saisi,
    envoyee,
    page_sante,
    telephones,
    tout_passer,
)
from tests.demarches.outils import Navigateur


def test_what_the_other_adult_changed_meanwhile_is_not_undone(brouillon, foyer, agent):
    jeanne, paul = (
        ajouter_contact(foyer, **CONTACT | {"prenom": p}, par=agent) for p in ("Jeanne", "Paul")
    )
    saisie = contact_saisi(f"c{jeanne.pk}", telephone="06 39 98 00 45", roles=["a_prevenir"])
    demande = envoyee(
        brouillon,
        contacts=saisie | contact_saisi(f"c{paul.pk}", prenom="Paul", roles=["a_prevenir"]),
    )
    modifier_contact(paul, telephone="+33639980088", par=agent)
    ajouter_contact(foyer, **CONTACT | {"prenom": "Rose"}, par=agent)
    valider(demande, par=agent)
    contacts = {contact.prenom: contact.telephone.as_national for contact in foyer.contacts.all()}
    assert contacts == {
        "Jeanne": "06 39 98 00 45",
        "Paul": "06 39 98 00 88",
        "Rose": "06 39 98 00 44",
    }


def test_two_drafts_of_one_household_both_reach_the_file(
    brouillon, foyer, agent, django_user_model
):
    luc = django_user_model.objects.create_user("luc@exemple.fr", "un cheval blanc au galop")
    Responsable.objects.create(foyer=foyer, utilisateur=luc, prenom="Luc", nom="Martin")
    second = commencer(CODE, foyer=foyer, par=luc)
    camille = foyer.responsables.get(prenom="Camille")
    premiere = envoyee(
        brouillon, foyer={"situation": "maries", f"telephone_portable_{camille.pk}": NOUVEAU}
    )
    seconde = envoyee(second, contacts=contact_saisi("n1"))
    for demande in (premiere, seconde):
        valider(demande, par=agent)
    camille.refresh_from_db()
    assert camille.telephone_portable.as_national == NOUVEAU
    assert foyer.contacts.count() == 1


def test_another_screen_is_told_that_the_page_was_written(camille, connecter, famille_martin):
    luc = Navigateur(connecter(famille_martin.camille, Client()), camille.demande)
    luc.lire("foyer")
    camille.poster("foyer", telephones(famille_martin.foyer), "enregistrer")
    assert luc.poster("foyer", {}, "inchange", relire=False).status_code == 409


def test_the_health_record_is_shared_by_both_homes_and_its_refusals_are_looked_at(
    brouillon, voisin, famille_martin, agent
):
    rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    lea = famille_martin.lea
    non = autoriser(lea, "image", False, auteur=voisin.nadia, par=agent)
    demande = envoyee(brouillon, autorisations=autorisations(lea, image=f"oui-{non.pk}"))
    [verification] = demande.demarche.verifications(demande)
    assert "l’accord des deux parents" in verification["texte"]
    page = demande.demarche.formulaire(demande, "autorisations")
    assert "Nadia" not in page.fields[f"image_{famille_martin.lea.pk}"].help_text
    valider(demande, par=agent)
    assert famille_martin.lea.autorisations.filter(genre="image").count() == 2


def test_the_neighbour_gets_404(camille, connecter, voisin):
    assert connecter(voisin.nadia).get(camille.adresse("foyer")).status_code == 404


def test_a_forged_child_has_no_page(camille, voisin):
    tout_passer(camille)
    etape = page_sante(voisin.sami)
    assert camille.client.get(camille.adresse(etape)).status_code == 404
    forge = {"assistant-current_step": etape, "action": "valider"}
    assert camille.client.post(camille.adresse(etape), forge).status_code == 404
    camille.poster("autorisations", autorisations(voisin.sami))
    assert not camille.relue().demarche.changements(camille.relue())
