"""A « Non » to a photo, to going home alone, to bathing or to a ride is so at once, on the sheets
too; a « Oui » waits for the agent, and never follows a « Non » that came after it (G14)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.actions import commencer, demander_complement, deposer, valider
from demarches.models import Demande
from famille.actions import autoriser
from reservations.models import Reservation
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    SANTE,
    autorisations,
    page_sante,
    relire,
    remplir,
)
from tests.demarches.outils import Navigateur
from tests.reservations import outils

pytestmark = pytest.mark.django_db
REFUS = ["image", "sortie-seul", "transport", "baignade"]


@pytest.fixture
def lea(famille_martin, agent):
    for genre in [*REFUS, "hospitalisation"]:
        autoriser(famille_martin.lea, genre, True, auteur=famille_martin.camille, par=agent)
    return famille_martin.lea


def envoyer(foyer, par, enfant, **reponses):
    demande = commencer(CODE, foyer=foyer, par=par)
    return deposer(remplir(demande, autorisations=autorisations(enfant, **reponses)), par=par)


def en_vigueur(enfant):
    return {une.genre: une.accordee for une in enfant.autorisations.order_by("le", "pk")}


@pytest.mark.parametrize("genre", REFUS)
def test_a_non_is_so_as_soon_as_it_is_sent(lea, foyer, famille_martin, genre, time_machine):
    time_machine.shift(60)
    envoyer(foyer, famille_martin.camille, lea, **{genre: "non"})
    assert en_vigueur(lea)[genre] is False
    assert sum(en_vigueur(lea).values()) == 4
    derniere = lea.autorisations.order_by("-le").first()
    assert derniere.par == famille_martin.camille


def test_a_oui_waits_for_the_agent(foyer, famille_martin, habilitee):
    demande = envoyer(foyer, famille_martin.camille, famille_martin.lea)
    assert en_vigueur(famille_martin.lea) == {}
    valider(demande, par=habilitee)
    assert all(en_vigueur(famille_martin.lea).values())


def test_care_in_an_emergency_is_spoken_of_first(lea, foyer, famille_martin, time_machine):
    time_machine.shift(60)
    envoyer(foyer, famille_martin.camille, lea, hospitalisation="non")
    assert en_vigueur(lea)["hospitalisation"] is True


def test_what_waits_of_the_same_demande_is_still_decided(lea, foyer, famille_martin, habilitee):
    demande = commencer(CODE, foyer=foyer, par=famille_martin.camille)
    pages = {"autorisations": autorisations(lea, image="non"), page_sante(lea): SANTE}
    deposer(remplir(demande, **pages), par=demande.par)
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE
    [fait] = relire(demande).changements
    assert (fait["libelle"], fait["avant"], fait["apres"]) == (
        "Léa · Droit à l’image",
        "Oui",
        "Non",
    )
    valider(relire(demande), par=habilitee)
    assert lea.autorisations.filter(genre="image").count() == 2


def test_a_oui_that_waits_does_not_lift_the_non_that_followed(
    foyer, famille_martin, habilitee, time_machine
):
    """Sent on Monday, forbidden on Tuesday, looked at on Wednesday."""
    premiere = envoyer(foyer, famille_martin.camille, famille_martin.lea)
    time_machine.shift(timedelta(days=1))
    envoyer(foyer, famille_martin.camille, famille_martin.lea, image="non")
    time_machine.shift(timedelta(days=1))
    valider(relire(premiere), par=habilitee)
    assert en_vigueur(famille_martin.lea)["image"] is False
    assert en_vigueur(famille_martin.lea)["baignade"] is True


def test_a_non_given_in_a_complement_is_so_at_once(
    lea, foyer, famille_martin, habilitee, connecter
):
    demande = envoyer(foyer, famille_martin.camille, lea, hospitalisation="non")
    limite = timezone.localdate() + timedelta(days=9)
    demander_complement(
        relire(demande), par=habilitee, etapes=["autorisations"], message="?", limite=limite
    )
    camille = Navigateur(connecter(famille_martin.camille), demande)
    camille.poster("autorisations", autorisations(lea, baignade="non"))
    camille.poster("recapitulatif", {"certifie": "on"})
    assert en_vigueur(lea)["baignade"] is False


def test_the_sheet_of_the_day_says_it(
    lea, foyer, famille_martin, directrice, connecter, time_machine
):
    activite = outils.creer_activite()
    activite.structure.directeurs.add(directrice)
    creneau = outils.creer_creneau(activite, timezone.localdate())
    Reservation.objects.create(enfant=lea, creneau=creneau, foyer=foyer)
    client, adresse = connecter(directrice), reverse("presences:feuille")
    adresse = f"{adresse}?activite={activite.pk}"
    avant = client.get(adresse).text
    time_machine.shift(60)
    envoyer(foyer, famille_martin.camille, lea, **dict.fromkeys(REFUS, "non"))
    apres = client.get(adresse).text
    assert "Pas de photo" not in avant
    assert "Pas de photo" in apres
