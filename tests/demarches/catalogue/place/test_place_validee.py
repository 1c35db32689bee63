"""Je demande une place en accueil de loisirs (G21): sent, sent twice, what its validation
registers, and who sees it."""

from datetime import date

import pytest

from demarches.actions import PageARevoir, demander_complement, deposer, rejeter, valider
from demarches.models import Demande, PlaceDemandee
from famille.models import Modification, Rattachement
from famille.socle.erreurs import Refus
from reservations.models import AcceptationReglement, Inscription, ReglementInterieur
from tests.demarches.outils import Navigateur
from tests.demarches.place import NOEL, accord, choix, envoyee, relue, remplie, valla

pytestmark = pytest.mark.usefixtures("le_25_novembre")


def test_a_draft_is_resumed_by_another_session(
    camille, activite, client, connecter, famille_martin
):
    camille.poster("place", choix(activite), action="enregistrer")
    autre = Navigateur(connecter(famille_martin.camille, type(client)()), camille.demande)
    assert f'value="{activite.pk}"' in autre.lire("place").content.decode()
    assert autre.poster("place", choix(activite)).url == autre.adresse("reglement")
    assert autre.poster("reglement", accord(activite)).url == autre.adresse("recapitulatif")
    page = autre.lire("recapitulatif").content.decode()
    assert "Léa Martin" in page
    assert "Année scolaire 2026-2027" in page
    autre.poster("recapitulatif", {"certifie": "on"})
    assert autre.relue().statut == Demande.Statut.EN_ATTENTE


def test_validation_registers_the_child(famille_martin, lea, activite, agent, time_machine):
    demande = envoyee(famille_martin, lea, activite)
    time_machine.move_to("2026-12-02 09:00+01:00", tick=False)
    valider(demande, par=agent)
    [inscription] = Inscription.objects.all()
    assert (inscription.enfant, inscription.activite, inscription.par) == (lea, activite, agent)
    assert (inscription.debut, inscription.fin) == (date(2026, 11, 25), date(2027, 8, 31))
    assert Modification.objects.filter(
        foyer=famille_martin.foyer, origine="demande D-2026-00001"
    ).exists()
    assert (
        relue(demande)
        .changements[0]["apres"]
        .startswith("La Valla · Accueil de loisirs, du 25 novembre 2026")
    )


def test_holidays_register_for_their_days_only(famille_martin, lea, activite, agent):
    valider(envoyee(famille_martin, lea, activite, periode=NOEL), par=agent)
    inscription = Inscription.objects.get()
    assert (inscription.debut, inscription.fin) == (date(2026, 12, 19), date(2027, 1, 3))


def test_a_rejection_registers_nobody_and_leaves_the_list(famille_martin, lea, activite, agent):
    demande = envoyee(famille_martin, lea, activite)
    rejeter(demande, par=agent, motif="Hors secteur.")
    assert not Inscription.objects.exists()
    assert not PlaceDemandee.objects.en_jeu().exists()


def test_a_complement_may_change_the_activity_and_its_list(
    famille_martin, lea, activite, agent, connecter
):
    autre = valla(structure="La Pingaudière")
    demande = envoyee(famille_martin, lea, activite)
    demander_complement(
        demande,
        par=agent,
        etapes=["place", "reglement"],
        message="Choisissez l’autre centre.",
        limite=date(2026, 12, 5),
    )
    parent = Navigateur(connecter(famille_martin.camille), demande)
    parent.poster("place", choix(autre))
    parent.poster("reglement", accord(autre))
    parent.poster("recapitulatif", {"certifie": "on"})
    place = PlaceDemandee.objects.get(demande=demande)
    assert place.activite == autre
    assert AcceptationReglement.objects.count() == 2
    valider(relue(demande), par=agent)
    assert Inscription.objects.get().activite == autre


def test_a_place_taken_meanwhile_by_another_home_is_refused_in_a_sentence(
    famille_martin, lea, activite, agent
):
    demande = envoyee(famille_martin, lea, activite)
    Inscription.objects.create(enfant=lea, activite=activite, debut=date(2026, 9, 1))
    with pytest.raises(Refus, match="déjà inscrit"):
        valider(demande, par=agent)
    assert relue(demande).statut == Demande.Statut.EN_ATTENTE


def test_a_child_who_left_the_household_is_not_registered(famille_martin, lea, activite, agent):
    demande = envoyee(famille_martin, lea, activite)
    Rattachement.objects.filter(enfant=lea).update(fin=date(2026, 11, 24))
    with pytest.raises(Refus, match="plus dans ce dossier"):
        valider(demande, par=agent)


def test_the_other_home_sees_the_registration_and_nothing_of_the_demande(
    famille_martin, lea, activite, agent, voisin, connecter
):
    Rattachement.objects.create(
        enfant=lea, foyer=voisin.foyer, debut=date(2026, 1, 1), garde="alternee"
    )
    demande = envoyee(famille_martin, lea, activite)
    valider(demande, par=agent)
    assert Inscription.objects.de(voisin.nadia).exists()
    assert connecter(voisin.nadia).get(f"/demarches/demande/{demande.pk}/").status_code == 404


def test_the_neighbour_gets_404(camille, voisin, connecter):
    assert connecter(voisin.nadia).get(camille.adresse("place")).status_code == 404


def test_two_adults_send_the_same_place_once(famille_martin, lea, activite):
    un, deux = remplie(famille_martin, lea, activite), remplie(famille_martin, lea, activite)
    deposer(un, par=famille_martin.camille)
    with pytest.raises(PageARevoir, match="déjà demandée"):
        deposer(deux, par=famille_martin.camille)


def test_the_same_draft_sent_twice_is_one_demande(famille_martin, lea, activite):
    demande = remplie(famille_martin, lea, activite)
    deposer(demande, par=famille_martin.camille)
    with pytest.raises(Refus, match="déjà envoyée"):
        deposer(demande, par=famille_martin.camille)
    assert PlaceDemandee.objects.count() == AcceptationReglement.objects.count() == 1


def test_an_accepted_version_is_kept_as_it_was(famille_martin, lea, activite, agent, connecter):
    envoyee(famille_martin, lea, activite)
    version = activite.reglements.get()
    bureau = connecter(agent)
    assert bureau.get(f"/gestion/reglements/edit/{version.pk}/").status_code in (302, 403)
    libre = ReglementInterieur.objects.create(
        activite=activite, depuis=date(2027, 1, 1), texte="<p>x</p>"
    )
    assert bureau.get(f"/gestion/reglements/edit/{libre.pk}/").status_code == 200
    assert bureau.get("/gestion/reglements/").status_code == 200
