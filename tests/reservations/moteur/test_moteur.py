"""One press of "Soumettre": all or nothing, the same key the same answer, a sentence for each
refusal."""

from datetime import date

import pytest

from famille.models import Enfant
from famille.socle.erreurs import Refus
from reservations.actions import LigneDemandee, soumettre
from reservations.lecture.blocs_reserves import lire_blocs_reserves
from reservations.lecture.lignes import lire
from reservations.models import DemandeReservation, PeriodeScolaire, Places, Reservation
from reservations.models.demandes import Action
from tests.reservations import outils
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("depot")]


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


def test_two_children_and_two_days_are_booked_at_once(famille_martin, centre):
    martin = famille_martin
    blocs = ["2026-12-09-matin", "2026-12-16-apres-midi"]
    demande = envoyer(
        martin,
        [ligne(enfant, centre, bloc) for enfant in (martin.lea, martin.hugo) for bloc in blocs],
    )
    assert demande.acceptee
    assert [rang["resultat"] for rang in demande.lignes] == ["reserve"] * 4
    assert demande.lignes[0] | {"centimes": None} == {
        "enfant": martin.lea.pk,
        "prenom": "Léa",
        "activite": centre.pk,
        "activite_nom": "La Pingaudière · Accueil de loisirs",
        "bloc": "2026-12-09-matin",
        "libelle": "mercredi 9 décembre 2026, matin",
        "action": "reserver",
        "resultat": "reserve",
        "phrase": "Réservé.",
        "motif": "",
        "suite": "",
        "centimes": None,
        "debut": "2026-12-09",
    }
    assert compte() == 4
    assert set(Reservation.objects.values_list("foyer", "demande")) == {
        (martin.foyer.pk, demande.pk)
    }


def test_one_refused_line_and_nothing_is_done(famille_martin, centre):
    demande = envoyer(
        famille_martin,
        [ligne(famille_martin.lea, centre), ligne(famille_martin.lea, centre, "2026-12-01")],
    )
    assert not demande.acceptee
    possible, refuse = demande.lignes
    assert possible["resultat"] == "possible"
    assert refuse["resultat"] == "refuse"
    assert "choisissez parmi les jours du calendrier" in refuse["phrase"]
    assert compte() == 0


def test_the_same_key_twice_is_one_effect_and_one_answer(famille_martin, centre):
    lignes = [ligne(famille_martin.lea, centre)]
    premiere, seconde = (
        envoyer(famille_martin, lignes, "cle"),
        envoyer(famille_martin, lignes, "cle"),
    )
    assert premiere == seconde
    assert seconde.acceptee
    assert compte() == 1


def test_a_refusal_keeps_its_answer_when_sent_again(famille_martin, centre):
    lignes = [ligne(famille_martin.lea, centre)]
    Places.objects.update(capacite=0)
    assert not envoyer(famille_martin, lignes, "cle").acceptee
    Places.objects.update(capacite=10)
    assert not envoyer(famille_martin, lignes, "cle").acceptee
    assert compte() == 0


def test_a_key_of_another_household_gives_nothing_away(famille_martin, voisin, centre):
    envoyer(famille_martin, [ligne(famille_martin.lea, centre)], "cle")
    outils.inscrire(voisin.sami, centre)
    with pytest.raises(Refus, match="déjà servi"):
        soumettre(voisin.foyer, [ligne(voisin.sami, centre)], par=voisin.nadia, cle="cle")
    assert compte() == 1


def test_brother_and_sister_on_the_last_place_are_both_told(famille_martin, centre):
    Places.objects.update(capacite=1)
    demande = envoyer(
        famille_martin, [ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre)]
    )
    assert [rang["resultat"] for rang in demande.lignes] == ["possible", "refuse"]
    assert demande.lignes[1]["suite"] == "attente"
    assert compte() == 0


def test_cancelling_gives_the_place_back(famille_martin, centre):
    envoyer(famille_martin, [ligne(famille_martin.lea, centre)])
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, centre, action=Action.ANNULER)])
    assert demande.lignes[0]["resultat"] == "annule"
    assert compte() == 0


def test_bookings_and_cancellings_in_one_press(famille_martin, centre):
    envoyer(famille_martin, [ligne(famille_martin.lea, centre)])
    demande = envoyer(
        famille_martin,
        [
            ligne(famille_martin.lea, centre, action=Action.ANNULER),
            ligne(famille_martin.lea, centre, "2026-12-16-matin"),
        ],
    )
    assert [rang["resultat"] for rang in demande.lignes] == ["annule", "reserve"]
    assert Reservation.objects.get().creneau.jour == date(2026, 12, 16)
    assert compte() == 1


def test_what_is_not_booked_cannot_be_cancelled(famille_martin, centre):
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, centre, action=Action.ANNULER)])
    assert not demande.acceptee


def test_past_the_deadline_only_an_agent_with_a_reason_books(
    famille_martin, agent, centre, time_machine
):
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=7), tick=False)
    lignes = [ligne(famille_martin.lea, centre)]
    refus = envoyer(famille_martin, lignes)
    assert (
        refus.lignes[0]["phrase"]
        == "La réservation était possible jusqu’au mercredi 2 décembre à minuit."
    )
    with pytest.raises(Refus, match="Indiquez pourquoi"):
        soumettre(famille_martin.foyer, lignes, par=agent, cle="a", hors_regles=True)
    demande = soumettre(
        famille_martin.foyer,
        lignes,
        par=agent,
        cle="b",
        canal="guichet",
        motif="Hospitalisation",
        hors_regles=True,
    )
    assert demande.acceptee
    assert (demande.motif, demande.canal) == ("Hospitalisation", "guichet")
    Places.objects.update(capacite=1)
    complet = soumettre(
        famille_martin.foyer,
        [ligne(famille_martin.hugo, centre)],
        par=agent,
        cle="c",
        motif="Urgence",
        hors_regles=True,
    )
    assert complet.lignes[0]["motif"] == "complet"


def test_a_past_day_is_refused_even_to_an_agent(famille_martin, agent, centre, time_machine):
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=10), tick=False)
    demande = soumettre(
        famille_martin.foyer,
        [ligne(famille_martin.lea, centre)],
        par=agent,
        cle="a",
        motif="Oubli",
        hors_regles=True,
    )
    assert demande.lignes[0]["phrase"].startswith("Ce jour est passé")


@pytest.mark.parametrize(
    "bloc",
    [
        "",
        "demain",
        "2026-13-45",
        "9999-12-31",
        "0001-01-01-matin",
        "2026-S99",
        "2026-12-09-nuit",
        "-2026-12-09",
    ],
)
def test_a_key_that_is_none_is_refused_in_a_sentence(famille_martin, centre, bloc):
    with pytest.raises(Refus, match="rechargez le calendrier"):
        envoyer(famille_martin, [ligne(famille_martin.lea, centre, bloc)])
    assert not DemandeReservation.objects.exists()


def test_the_child_of_another_household_is_refused(famille_martin, voisin, centre):
    outils.inscrire(voisin.sami, centre)
    with pytest.raises(Refus, match="rechargez le calendrier"):
        envoyer(famille_martin, [ligne(famille_martin.lea, centre), ligne(voisin.sami, centre)])
    assert not DemandeReservation.objects.exists()
    assert compte() == 0


@pytest.mark.parametrize(("enfant", "activite"), [(-1, None), (None, -1), (0, None), (None, 2**70)])
def test_numbers_that_no_page_of_ours_sends_are_refused(famille_martin, centre, enfant, activite):
    with pytest.raises(Refus):
        envoyer(
            famille_martin,
            [
                LigneDemandee(
                    enfant if enfant is not None else famille_martin.lea.pk,
                    activite or centre.pk,
                    "2026-12-09-matin",
                )
            ],
        )
    assert not DemandeReservation.objects.exists()


def test_five_thousand_lines_are_refused(famille_martin, centre):
    with pytest.raises(Refus, match="plus de 500 changements"):
        envoyer(famille_martin, [ligne(famille_martin.lea, centre)] * 5000)


def test_the_same_line_twice_is_refused(famille_martin, centre):
    with pytest.raises(Refus, match="deux fois"):
        envoyer(famille_martin, [ligne(famille_martin.lea, centre)] * 2)


def test_nothing_at_all_is_refused(famille_martin, centre):
    with pytest.raises(Refus, match="demande est vide"):
        envoyer(famille_martin, [])


def test_a_child_who_is_not_registered_is_told_how(famille_martin, centre):
    autre = outils.creer_activite("La Valla")
    outils.creer_mercredis(autre, 1)
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, autre)])
    assert (
        demande.lignes[0]["phrase"]
        == "Pas d’inscription à La Valla ce jour-là : demandez d’abord une place."
    )


def test_half_a_week_is_no_bloc(famille_martin):
    activite = outils.creer_activite(unite_scolaire="semaine", unite_vacances="semaine")
    outils.ouvrir(activite)
    outils.inscrire(famille_martin.lea, activite)
    lundi = date(2026, 12, 14)
    for rang in range(5):
        outils.creer_creneau(
            activite, date.fromordinal(lundi.toordinal() + rang), outils.Moment.JOURNEE
        )
    for bloc in ("2026-12-14", "2026-12-14-journee"):
        assert not envoyer(famille_martin, [ligne(famille_martin.lea, activite, bloc)]).acceptee
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, activite, "2026-S51")])
    assert demande.lignes[0]["libelle"] == "semaine du 14 au 18 décembre 2026"
    assert compte() == 5


def test_the_other_home_learns_only_that_the_day_is_booked(famille_martin, voisin, centre):
    lea = Enfant.objects.get(pk=famille_martin.lea.pk)
    lea.rattachements.create(foyer=voisin.foyer, debut=date(2026, 1, 1))
    soumettre(voisin.foyer, [ligne(lea, centre)], par=voisin.nadia, cle="chez-nadia")
    demande = envoyer(famille_martin, [ligne(lea, centre)])
    assert demande.lignes[0]["phrase"] == "Déjà réservé pour ce jour."
    annulation = envoyer(famille_martin, [ligne(lea, centre, action=Action.ANNULER)])
    assert not annulation.acceptee
    assert compte() == 1


def test_a_child_already_ticked_is_not_cancelled(famille_martin, centre):
    centre.delai_annulation = 0
    centre.save()
    envoyer(famille_martin, [ligne(famille_martin.lea, centre)])
    Reservation.objects.update(presence=Reservation.Presence.PRESENT)
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, centre, action=Action.ANNULER)])
    assert "déjà été pointé" in demande.lignes[0]["phrase"]
    assert compte() == 1


@pytest.mark.parametrize("reste", ["ended", "moved"])
def test_what_was_booked_is_cancelled_though_its_day_is_proposed_no_more(famille_martin, reste):
    """The holidays on which a holiday centre was booked have left the school calendar, which has
    ended there, or knows this day as one of school."""
    lundi, lea, hugo = date(2026, 12, 21), famille_martin.lea, famille_martin.hugo
    centre = outils.creer_activite(unite_scolaire="", unite_vacances="journee")
    outils.creer_calendrier()
    outils.ouvrir(centre)
    outils.creer_creneau(centre, lundi, "3-journee")
    outils.inscrire(lea, centre)
    outils.inscrire(hugo, centre)
    assert envoyer(famille_martin, [ligne(lea, centre, "2026-12-21")]).acceptee
    noel = PeriodeScolaire.objects.filter(nom="Vacances de Noël")
    if reste == "ended":
        PeriodeScolaire.objects.all().delete()
    else:
        noel.update(debut=date(2026, 12, 26))
    lignes = lire([famille_martin.foyer], debut=lundi, fin=lundi).lignes
    assert [(un.enfant, [bloc.cle for bloc in un.blocs]) for un in lignes] == [
        (lea, ["2026-12-21"]),
        (hugo, []),
    ], "who has not booked it is not offered it"
    [reserve] = lire_blocs_reserves([famille_martin.foyer], lundi, lundi)
    assert reserve.bloc.cle == "2026-12-21", "told as it is on the calendar"
    assert not envoyer(famille_martin, [ligne(hugo, centre, "2026-12-21")]).acceptee
    annulation = envoyer(famille_martin, [ligne(lea, centre, "2026-12-21", Action.ANNULER)])
    assert annulation.acceptee, annulation.lignes
    assert compte() == 0
