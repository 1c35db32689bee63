"""An allergy just written is known where the child is looked after, before anybody has checked it
(G14, D10)."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from demarches.actions import (
    annuler,
    commencer,
    demander_complement,
    deposer,
    rejeter,
    retirer_demande,
    valider,
)
from demarches.models import Demande
from famille.actions import rattacher_enfant
from famille.models import Consultation, FicheSanitaire, SanteDeclaree
from reservations.models import Inscription, Reservation
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    SANTE,
    page_sante,
    remplir,
)
from tests.reservations import outils

pytestmark = pytest.mark.django_db
DIT = "Allergie : Arachide"
LAIT = "Allergie de Léa : lait"
QUAND = "Déclaré par le parent le 25 novembre 2026, à vérifier"


def declarer(demande, enfant, **autres):
    """The demande, sent, that says these things of the child's health, and no more of an egg."""
    champs = SANTE | {"regime": "aucun", "retires": ["Allergie de Léa : Œuf"]} | autres
    return deposer(remplir(demande, **{page_sante(enfant): champs}), par=demande.par)


def relue(demande):
    return Demande.objects.select_related("foyer").get(pk=demande.pk)


@pytest.fixture
def declaree(brouillon, famille_martin):
    return declarer(brouillon, famille_martin.lea)


@pytest.fixture
def liste(famille_martin, directrice):
    """Léa is booked today in the centre that she directs."""
    activite = outils.creer_activite()
    activite.structure.directeurs.add(directrice)
    creneau = outils.creer_creneau(activite, date(2026, 11, 25))
    return Reservation.objects.create(
        enfant=famille_martin.lea, creneau=creneau, foyer=famille_martin.foyer
    )


@pytest.fixture
def inscrite(famille_martin):
    """Léa, in a centre."""
    return Inscription.objects.create(
        enfant=famille_martin.lea, activite=outils.creer_activite(), debut=date(2026, 9, 1)
    )


def lire(client, adresse):
    return " ".join(client.get(adresse).text.split())


def test_a_director_reads_it_at_once_and_it_leaves_a_trace(declaree, liste, directrice, connecter):
    client = connecter(directrice)
    page = lire(client, reverse("presences:enfant", args=[liste.pk]))
    assert DIT in page
    assert QUAND in page
    assert Consultation.objects.get().sante_de == liste.enfant


def test_the_printed_sheet_has_it_even_without_a_record(declaree, liste, directrice, connecter):
    page = lire(
        connecter(directrice),
        f"{reverse('presences:feuille')}?activite={liste.creneau.activite_id}",
    )
    assert DIT in page
    assert QUAND in page
    assert Consultation.objects.filter(sante_de=liste.enfant).exists()


def test_the_list_says_that_there_is_something_to_read_and_not_what(
    declaree, liste, directrice, connecter
):
    page = lire(connecter(directrice), reverse("presences:liste"))
    assert "</span> <strong>à vérifier</strong>" in page
    assert "Arachide" not in page


def test_an_allergy_that_stood_stays_beside_the_new_one(
    fiche, declaree, liste, directrice, connecter
):
    page = lire(connecter(directrice), reverse("presences:enfant", args=[liste.pk]))
    assert "Œuf" in page
    assert DIT in page


def test_boxes_ticked_are_known_at_once_and_unticked_ones_wait(
    fiche, brouillon, famille_martin, habilitee
):
    FicheSanitaire.objects.update(allergenes=["lait"])
    demande = declarer(
        brouillon,
        famille_martin.lea,
        allergenes=["gluten"],
        allergies="Œuf",
        allergies_medicaments="Pénicilline",
        retires=[LAIT],
    )
    assert SanteDeclaree.objects.get().dites == [
        "Allergie : gluten",
        "Allergie à un médicament : Pénicilline",
    ]
    assert FicheSanitaire.objects.get().a_table == "lait, Œuf"
    valider(demande, par=habilitee, retraits=[LAIT])
    assert FicheSanitaire.objects.get().allergies_dites == [
        "Allergie : gluten, Œuf",
        "Allergie à un médicament : Pénicilline",
    ]


@pytest.mark.parametrize(
    ("dit", "reste"), [({}, "lait, Œuf"), ({"allergies_medicaments": ""}, "Œuf")]
)
def test_a_page_without_the_boxes_takes_none_off(
    dit, reste, fiche, brouillon, famille_martin, habilitee
):
    """A draft written before they were asked; and a page whose boxes were all unticked."""
    FicheSanitaire.objects.update(allergenes=["lait"])
    demande = declarer(brouillon, famille_martin.lea, allergies="Œuf", retires=[LAIT], **dit)
    valider(demande, par=habilitee, retraits=[LAIT])
    assert FicheSanitaire.objects.get().a_table == reste


def test_an_allergy_taken_off_stands_until_it_is_checked(
    fiche,
    brouillon,
    famille_martin,
):
    declarer(brouillon, famille_martin.lea, allergies="")
    assert not SanteDeclaree.objects.exists()
    assert FicheSanitaire.objects.get().allergies == "Œuf"


def test_agents_who_may_read_health_read_it_and_the_others_do_not(
    declaree, famille_martin, agent, habilitee, connecter
):
    adresse = reverse("foyers_modeladmin_sante", args=[famille_martin.lea.rattachements.first().pk])
    page = lire(connecter(habilitee), adresse)
    assert DIT in page
    assert QUAND in page
    habilitee.groups.remove(habilitee.groups.get(name="Santé des enfants"))
    assert connecter(type(agent).objects.get(pk=agent.pk)).get(adresse).status_code != 200


def test_the_parent_reads_it_on_the_child_s_page_and_is_told_to_speak(
    declaree, inscrite, famille_martin, connecter
):
    client = connecter(famille_martin.camille)
    page = lire(client, reverse("famille:enfant", args=[famille_martin.lea.pk]))
    assert DIT in page
    suivi = lire(client, reverse("demarches:demande", args=[declaree.pk]))
    assert "Parlez-lui-en aussi" in suivi
    assert "Vous n’avez rien à faire" not in suivi


def test_the_other_home_reads_nothing_of_a_demande(
    declaree, famille_martin, voisin, agent, connecter
):
    rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    page = lire(connecter(voisin.nadia), reverse("famille:enfant", args=[famille_martin.lea.pk]))
    assert "Arachide" not in page


def test_it_is_encrypted_in_the_database(declaree):
    with connection.cursor() as curseur:
        curseur.execute("SELECT allergies FROM famille_santedeclaree")
        assert "Arachide" not in str(curseur.fetchall())


def test_it_goes_when_the_demande_is_validated(declaree, famille_martin, habilitee):
    valider(declaree, par=habilitee)
    assert not SanteDeclaree.objects.exists()
    assert FicheSanitaire.objects.get(enfant=famille_martin.lea).allergies == "Arachide"


def test_it_goes_when_the_demande_is_rejected(declaree, habilitee):
    rejeter(declaree, par=habilitee, motif="Illisible")
    assert not SanteDeclaree.objects.exists()


def test_it_goes_when_the_family_takes_its_demande_back(declaree, famille_martin):
    retirer_demande(declaree, par=famille_martin.camille)
    assert not SanteDeclaree.objects.exists()


def test_a_family_is_told_what_the_team_reads_no_more_before_and_after_taking_it_back(
    declaree, inscrite, famille_martin, connecter
):
    client = connecter(famille_martin.camille)
    adresse = reverse("demarches:retirer", args=[declaree.pk])
    assert "L’équipe du centre ne verra plus ce que vous y avez écrit sur la santé" in lire(
        client, adresse
    )
    page = client.post(adresse, follow=True).text
    assert "L’équipe du centre ne voit plus ce que vous y avez écrit sur la santé" in page


def test_of_a_child_registered_nowhere_no_team_is_said_to_read(declaree, famille_martin, connecter):
    client = connecter(famille_martin.camille)
    suivi = lire(client, reverse("demarches:demande", args=[declaree.pk]))
    assert "Le centre verra dès l’inscription ce que vous avez écrit" in suivi
    assert "voit dès maintenant" not in suivi
    retrait = lire(client, reverse("demarches:retirer", args=[declaree.pk]))
    assert "Le centre ne verra pas ce que vous y avez écrit sur la santé." in retrait
    assert "ne verra plus" not in retrait


def test_a_brother_registered_nowhere_is_named(brouillon, inscrite, famille_martin, connecter):
    lea, hugo = famille_martin.lea, famille_martin.hugo
    pages = {page_sante(enfant): SANTE | {"regime": "aucun"} for enfant in (lea, hugo)}
    demande = deposer(remplir(brouillon, **pages), par=brouillon.par)
    page = lire(connecter(famille_martin.camille), reverse("demarches:demande", args=[demande.pk]))
    assert "L’équipe du centre voit dès maintenant" in page
    assert "Pour Hugo, le centre le verra dès l’inscription." in page


def test_taking_back_what_says_nothing_of_health_speaks_of_no_health(
    brouillon, famille_martin, connecter
):
    demande = declarer(brouillon, famille_martin.lea, allergies="")
    client = connecter(famille_martin.camille)
    adresse = reverse("demarches:retirer", args=[demande.pk])
    assert "santé. Si" not in lire(client, adresse)
    assert "écrit sur la santé" not in client.post(adresse, follow=True).text


def test_it_stays_while_a_complement_is_awaited(declaree, famille_martin, habilitee):
    etapes = [page_sante(famille_martin.lea)]
    demander_complement(
        declaree, par=habilitee, etapes=etapes, message="Le PAI ?", limite=date(2026, 12, 9)
    )
    assert SanteDeclaree.objects.get().allergies == "Arachide"


def test_a_validation_taken_back_shows_it_again(declaree, habilitee):
    valider(declaree, par=habilitee)
    annuler(relue(declaree), par=habilitee)
    assert SanteDeclaree.objects.get().allergies == "Arachide"


def test_a_page_left_as_it_is_declares_nothing(fiche, foyer, famille_martin):
    demande = commencer(CODE, foyer=foyer, par=famille_martin.camille)
    declarer(demande, famille_martin.lea, allergies="Œuf", regime="aucun")
    assert not SanteDeclaree.objects.exists()
