"""The mail that sums up a submission: once an adult of the household, with an .ics, without a
price."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from unittest import mock

import pytest
from django.core import mail
from icalendar import Calendar

from famille.models import Courriel, Responsable
from reservations import actions, taches
from reservations.models import DemandeReservation, Ouverture, Places, Reservation
from reservations.models.demandes import Action
from reservations.moteur import recapitulatif
from reservations.regles.juge import Moment, Unite
from tests.conftest import creer_foyer
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, envoyer, ligne, reserver
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db
Canal = DemandeReservation.Canal
APRES_MIDI = "2026-12-09-apres-midi"
AUTRE_MERCREDI = "2026-12-16-matin"


@pytest.fixture(autouse=True)
def ce_jour(time_machine, monkeypatch):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    monkeypatch.setitem(recapitulatif._reveil, "dernier", float("-inf"))


@pytest.fixture
def centre(famille_martin):
    activite = creer_centre(famille_martin)
    creer_grille(activite)
    return activite


def courriel():
    return Courriel.objects.get(cle__startswith="recapitulatif-")


def evenements(texte):
    agenda = Calendar.from_ical(texte)
    return agenda, {str(un["uid"]): un for un in agenda.walk("VEVENT")}


def test_each_adult_of_the_household_gets_it_who_asked_first(famille_martin, centre):
    _autre, claude = creer_foyer("2026-00999", "Petit", "Claude", "claude@exemple.fr")
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=claude, prenom="Claude", nom="Petit"
    )
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    assert taches.envoyer_recapitulatifs() == 2
    adresses = Courriel.objects.order_by("cree_le", "pk").values_list("destinataire", flat=True)
    assert set(adresses) == {"camille.martin@exemple.fr", "claude@exemple.fr"}
    demande = DemandeReservation.objects.get()
    demande.par = claude
    assert recapitulatif.destinataires(demande)[0] == claude


@pytest.mark.parametrize(
    ("action", "canal", "sujet", "intro"),
    [
        (Action.RESERVER, Canal.PORTAIL, "Camille a réservé : 1 réservation", "Camille a envoyé"),
        (Action.ANNULER, Canal.PORTAIL, "Camille a annulé : 1 annulation", "Camille a envoyé"),
        (Action.ANNULER, Canal.RAPPEL, "Camille a répondu au rappel : 1 ", "La réponse de Camille"),
        (Action.RESERVER, Canal.OFFRE, "Camille a accepté la place proposée", "Camille a accepté"),
    ],
)
def test_the_other_adult_is_told_who_did_it(famille_martin, centre, action, canal, sujet, intro):
    _autre, claude = creer_foyer("2026-00999", "Petit", "Claude", "claude@exemple.fr")
    Responsable.objects.create(foyer=famille_martin.foyer, utilisateur=claude, prenom="Claude")
    if action == Action.ANNULER:
        reserver(famille_martin, ligne(famille_martin.lea, centre))
        DemandeReservation.objects.update(recapitulatif_le=outils.MAINTENANT)
    envoyer(famille_martin, [ligne(famille_martin.lea, centre, action=action)], canal=canal)
    taches.envoyer_recapitulatifs()
    lui = Courriel.objects.get(destinataire="claude@exemple.fr")
    elle = Courriel.objects.get(destinataire="camille.martin@exemple.fr")
    assert lui.sujet.startswith(sujet)
    assert intro in lui.texte
    assert "otre demande" not in lui.texte + lui.html
    assert "Camille a" not in elle.sujet + elle.texte


def test_the_other_home_of_the_child_is_told_nothing(famille_martin, voisin, centre):
    famille_martin.lea.rattachements.create(foyer=voisin.foyer, debut=date(2026, 1, 1))
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    taches.envoyer_recapitulatifs()
    assert courriel().destinataire == "camille.martin@exemple.fr"


def test_it_says_each_result_and_until_when_it_can_be_cancelled(famille_martin, centre):
    reserver(
        famille_martin,
        ligne(famille_martin.lea, centre),
        ligne(famille_martin.hugo, centre, AUTRE_MERCREDI),
    )
    taches.envoyer_recapitulatifs()
    texte = courriel().texte
    assert courriel().sujet == "Vos réservations : 2 réservations"
    assert "Elle a été reçue le mercredi 25 novembre 2026 à 10\u00a0h." in texte
    assert (
        "- mercredi 9 décembre 2026, matin : réservé. Annulable jusqu’au mercredi 2 décembre 2026 à"
        " minuit." in texte
    )
    assert texte.index("Léa, La Pingaudière") < texte.index("Hugo, La Pingaudière")
    assert f"/reservations/demandes/{DemandeReservation.objects.get().pk}/accuse/" in texte


def test_no_price_travels_by_mail(famille_martin, centre):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    assert demande.lignes[0]["centimes"] == 560
    taches.envoyer_recapitulatifs()
    [piece] = courriel().pieces
    for texte in (courriel().texte, courriel().html, courriel().sujet, piece["texte"]):
        assert "5,60" not in texte
        assert "€" not in texte


def test_a_refused_submission_is_not_mailed(famille_martin, centre):
    Places.objects.update(capacite=0)
    assert not envoyer(famille_martin, [ligne(famille_martin.lea, centre)]).acceptee
    assert taches.envoyer_recapitulatifs() == 0
    assert not Courriel.objects.exists()


def test_two_runs_write_one_mail(famille_martin, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    assert [taches.envoyer_recapitulatifs() for _ in range(2)] == [1, 0]
    assert recapitulatif.recapituler(DemandeReservation.objects.get().pk) == 0
    assert Courriel.objects.count() == 1


def test_a_worker_killed_in_the_middle_loses_nothing(famille_martin, centre):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    panne = mock.patch.object(recapitulatif, "preparer", side_effect=KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt), panne:
        recapitulatif.recapituler(demande.pk)
    assert taches.envoyer_recapitulatifs() == 1


def test_submitting_sends_it_at_once(famille_martin, centre, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        reserver(famille_martin, ligne(famille_martin.lea, centre))
    [message] = mail.outbox
    assert message.to == ["camille.martin@exemple.fr"]
    lu = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    [piece] = lu.iter_attachments()
    assert piece.get_filename() == "reservations.ics"
    assert piece.get_content_type() == "text/calendar"
    assert piece["Content-Type"].params["method"] == "PUBLISH"


def test_a_rush_fills_the_queue_with_one_task(
    famille_martin, centre, django_capture_on_commit_callbacks
):
    confie = mock.patch.object(recapitulatif, "async_task")
    with confie as confier, django_capture_on_commit_callbacks(execute=True):
        reserver(famille_martin, ligne(famille_martin.lea, centre))
        reserver(famille_martin, ligne(famille_martin.hugo, centre))
    confier.assert_called_once_with(recapitulatif.TACHE)
    assert taches.envoyer_recapitulatifs() == 2


def test_in_the_rush_of_an_opening_mails_wait_for_its_end(
    famille_martin, agent, centre, time_machine
):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    jour = outils.MAINTENANT.date()
    Ouverture.objects.create(
        nom="Mercredis", debut=jour, fin=jour, ouvre_le=outils.MAINTENANT - timedelta(minutes=40)
    )
    assert taches.envoyer_recapitulatifs() == 0
    # what the town cancels is told at once
    pks = list(Reservation.objects.values_list("pk", flat=True))
    actions.annuler_reservations(pks, par=agent, motif="Grève du personnel.", servir=False)
    assert taches.envoyer_recapitulatifs() == 1
    time_machine.move_to(outils.MAINTENANT + timedelta(minutes=21), tick=False)
    assert taches.envoyer_recapitulatifs() == 1


def test_what_an_agent_noted_to_pass_a_deadline_is_not_mailed(famille_martin, agent, centre):
    actions.soumettre(
        famille_martin.foyer,
        [ligne(famille_martin.lea, centre)],
        par=agent,
        cle="guichet",
        canal=DemandeReservation.Canal.GUICHET,
        motif="Hospitalisation de la mère",
        hors_regles=True,
    )
    taches.envoyer_recapitulatifs()
    assert courriel().sujet == "Le Pôle Familles a enregistré : 1 réservation"
    assert "Hospitalisation" not in courriel().texte


def test_what_the_town_cancels_says_why_and_that_it_is_free(famille_martin, agent, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    taches.envoyer_recapitulatifs()
    Courriel.objects.all().delete()
    pks = list(Reservation.objects.values_list("pk", flat=True))
    actions.annuler_reservations(pks, par=agent, motif="Grève du personnel.", servir=False)
    taches.envoyer_recapitulatifs()
    assert courriel().sujet == "Accueil annulé : 1 annulation"
    assert courriel().texte.count("Grève du personnel.") == 1
    assert "rien ne vous sera facturé" in courriel().texte


def test_one_day_cancelled_in_a_week_is_not_the_whole_week(famille_martin, agent):
    ados = outils.creer_activite("Pôle Ados", unite_scolaire=Unite.SEMAINE)
    outils.ouvrir(ados)
    outils.inscrire(famille_martin.lea, ados)
    for rang in range(3):
        outils.creer_creneau(ados, date(2026, 12, 7) + timedelta(days=rang), Moment.JOURNEE)
    reserver(famille_martin, ligne(famille_martin.lea, ados, "2026-S50"))
    mardi = Reservation.objects.filter(creneau__jour=date(2026, 12, 8)).values_list("pk", flat=True)
    [un_jour] = actions.annuler_reservations(list(mardi), par=agent, motif="Grève.", servir=False)
    assert [li["libelle"] for li in un_jour.lignes] == ["mardi 8 décembre 2026, journée"]
    reste = list(Reservation.objects.values_list("pk", flat=True))
    [la_semaine] = actions.annuler_reservations(reste, par=agent, motif="Grève.", servir=False)
    assert [li["libelle"] for li in la_semaine.lignes] == ["semaine du 7 au 9 décembre 2026"]


def test_the_ics_holds_each_day_under_the_same_uid_booked_then_cancelled(famille_martin, centre):
    reserver(
        famille_martin,
        ligne(famille_martin.lea, centre),
        ligne(famille_martin.lea, centre, APRES_MIDI),
    )
    taches.envoyer_recapitulatifs()
    agenda, avant = evenements(courriel().pieces[0]["texte"])
    assert agenda["method"] == "PUBLISH"
    assert {str(un["status"]) for un in avant.values()} == {"CONFIRMED"}
    assert [str(un["summary"]) for un in avant.values()] == ["Léa · La Pingaudière"]
    assert {un["dtstart"].dt for un in avant.values()} == {date(2026, 12, 9)}
    for bloc, titre, etat in (
        ("2026-12-09-matin", "Léa · La Pingaudière, après-midi", "CONFIRMED"),
        (APRES_MIDI, "Léa · La Pingaudière, après-midi", "CANCELLED"),
    ):
        Courriel.objects.all().delete()
        reserver(famille_martin, ligne(famille_martin.lea, centre, bloc, action="annuler"))
        taches.envoyer_recapitulatifs()
        _agenda, apres = evenements(courriel().pieces[0]["texte"])
        [(uid, un)] = apres.items()
        assert (str(un["summary"]), str(un["status"])) == (titre, etat)
        assert avant[uid]["sequence"] <= un["sequence"]


def test_a_day_given_back_before_the_mail_leaves_is_cancelled_in_it(famille_martin, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    reserver(famille_martin, ligne(famille_martin.lea, centre, action="annuler"))
    taches.envoyer_recapitulatifs()
    partis = Courriel.objects.all()
    assert len(partis) == 2
    for un in partis:
        _agenda, jours = evenements(un.pieces[0]["texte"])
        assert [str(jour["status"]) for jour in jours.values()] == ["CANCELLED"]


def test_a_place_in_the_queue_has_no_day_in_the_ics(famille_martin, centre):
    Places.objects.update(capacite=0)
    envoyer(famille_martin, [ligne(famille_martin.lea, centre, action="attendre")])
    taches.envoyer_recapitulatifs()
    assert courriel().pieces == []
    assert "En liste d’attente, au 1er rang." in courriel().texte
    assert "fichier joint" not in courriel().texte


@pytest.mark.parametrize("combien", [1, 25])
def test_one_mail_costs_the_same_whatever_its_lines(
    famille_martin, centre, combien, django_assert_max_num_queries
):
    premier = date(2027, 1, 6)
    outils.creer_mercredis(centre, combien, premier=premier, moments=("1-matin",))
    jours = [premier + timedelta(weeks=rang) for rang in range(combien)]
    demande = reserver(
        famille_martin, *[ligne(famille_martin.lea, centre, f"{jour}-matin") for jour in jours]
    )
    with django_assert_max_num_queries(22):
        recapitulatif.recapituler(demande.pk)


def test_it_leads_to_the_month_that_was_booked_and_to_its_receipt(famille_martin, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    taches.envoyer_recapitulatifs()
    assert "Voir mes réservations" in courriel().html
    assert "?mois=2026-12" in courriel().texte
    assert f"/{DemandeReservation.objects.get().pk}/" in courriel().texte
