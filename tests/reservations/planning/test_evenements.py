"""An event cancels a day or a group in one action, and is undone: what is foreseen is what is
done."""

from datetime import date, timedelta

import pytest

from famille.models import Alerte, Courriel, Travail, Utilisateur
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from reservations.actions import annoncer_absence, changer_capacite
from reservations.attente import actions as file
from reservations.models import (
    Attente,
    DemandeReservation,
    Evenement,
    Fermeture,
    Groupe,
    Places,
    Reservation,
)
from reservations.planning.evenements.actions import creer
from reservations.planning.fermetures import fermer
from reservations.planning.portee import Portee, prevoir
from reservations.planning.retrait import retirer
from reservations.taches import envoyer_recapitulatifs
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne, reserver

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]
LE_9 = date(2026, 12, 9)
MOTIF = "Grève des animateurs"


@pytest.fixture(autouse=True)
def sans_attendre(monkeypatch):
    monkeypatch.setattr("reservations.planning.evenements.actions._RETARDATAIRES", 0)


@pytest.fixture
def centre(famille_martin, voisin):
    """Two Wednesdays; Léa, Hugo (the Martins) and Sami (the Benalis) are booked on the 9th, Léa on
    the 16th too."""
    centre = creer_centre(famille_martin)
    outils.inscrire(voisin.sami, centre)
    reserver(
        famille_martin,
        ligne(famille_martin.lea, centre),
        ligne(famille_martin.hugo, centre),
        ligne(famille_martin.lea, centre, "2026-12-16-matin"),
    )
    reserver(_du(voisin), ligne(voisin.sami, centre))
    return centre


def _du(voisin):
    voisin.camille = voisin.nadia
    return voisin


@pytest.fixture
def petits(centre):
    """Hugo is five, Léa eight and Sami seven."""
    return Groupe.objects.create(activite=centre, nom="Les petits", age_min=3, age_max=5)


def appliquer(centre, *, par=None, **champs):
    valeurs = {
        "nature": "greve",
        "motif": MOTIF,
        "activites": [centre],
        "debut": LE_9,
        "fin": LE_9,
        "par": par,
    }
    evenement, travail = creer(**valeurs | champs)
    executer(travail)
    evenement.refresh_from_db()
    return evenement


def executer(travail):
    assert travaux.executer(str(travail.pk)) == "fini"
    travail.refresh_from_db()
    return travail.resultat["phrase"]


def reserves(jour=LE_9):
    return sorted(
        Reservation.objects.filter(creneau__jour=jour).values_list("enfant__prenom", flat=True)
    )


def ouverts(jour=LE_9):
    return set(Places.objects.filter(creneau__jour=jour).values_list("ouvert", flat=True))


def recus(foyer):
    return list(
        DemandeReservation.objects.filter(foyer=foyer, canal="evenement").order_by("soumise_le")
    )


def test_what_is_foreseen_is_what_is_done(centre):
    apercu = prevoir(Portee(frozenset([centre.pk]), LE_9, LE_9))
    assert (apercu.enfants, len(apercu.foyers), apercu.jours, apercu.places) == (3, 2, 1, 3)
    evenement = appliquer(centre)
    assert len(evenement.effets) == apercu.places
    assert {effet["foyer"] for effet in evenement.effets} == {
        touche.foyer.pk for touche in apercu.foyers
    }
    assert evenement.applique_le == outils.MAINTENANT
    assert compte() == 1


def test_foreseeing_writes_nothing_and_names_each_child_and_household(centre):
    apercu = prevoir(Portee(frozenset([centre.pk]), LE_9, LE_9))
    assert [(str(t.foyer), [str(e) for e, _jours, _file in t.enfants]) for t in apercu.foyers] == [
        (str(apercu.foyers[0].foyer), ["Sami Benali"]),
        (str(apercu.foyers[1].foyer), ["Léa Martin", "Hugo Martin"]),
    ]
    assert (compte(), Evenement.objects.count(), ouverts()) == (4, 0, {True})


def test_a_household_that_no_mail_reaches_is_named(centre, voisin):
    Utilisateur.objects.filter(pk=voisin.nadia.pk).update(is_active=False)
    apercu = prevoir(Portee(frozenset([centre.pk]), LE_9, LE_9))
    assert apercu.injoignables == [voisin.foyer]


def test_the_day_closes_with_its_reason_and_other_days_stay(centre, famille_martin):
    appliquer(centre)
    assert (ouverts(), ouverts(date(2026, 12, 16))) == ({False}, {True})
    refus = envoyer(famille_martin, [ligne(famille_martin.lea, centre)])
    assert refus.lignes[0]["phrase"] == f"Fermé : {MOTIF}."
    assert reserves(date(2026, 12, 16)) == ["Léa"]


def test_a_household_has_one_receipt_with_the_reason_and_nothing_to_pay(
    centre, famille_martin, agent
):
    appliquer(centre, par=agent)
    [recu] = recus(famille_martin.foyer)
    assert (recu.canal, recu.motif, recu.par, recu.acceptee) == ("evenement", MOTIF, agent, True)
    assert sorted(
        (li["prenom"], li["resultat"], li["phrase"], li["centimes"]) for li in recu.lignes
    ) == [
        ("Hugo", "annule", MOTIF, None),
        ("Léa", "annule", MOTIF, None),
    ]


def test_a_booking_ticked_already_stays_and_is_counted_apart(centre, famille_martin):
    Reservation.objects.filter(enfant=famille_martin.hugo).update(presence="present")
    assert prevoir(Portee(frozenset([centre.pk]), LE_9, LE_9)).pointees == 1
    appliquer(centre)
    assert reserves() == ["Hugo"]


def test_asked_twice_there_is_one_event_and_one_effect(centre):
    valeurs = {
        "nature": "greve",
        "motif": MOTIF,
        "activites": [centre],
        "debut": LE_9,
        "fin": LE_9,
        "par": None,
    }
    evenement, travail = creer(**valeurs)
    assert creer(**valeurs) == (evenement, None)
    executer(travail)
    Travail.objects.update(etat="en-cours")
    executer(travail)
    assert (compte(), DemandeReservation.objects.filter(canal="evenement").count()) == (1, 2)
    assert Fermeture.objects.count() == 1


def test_a_job_killed_after_the_first_household_goes_on_where_it_was(
    centre, voisin, famille_martin, monkeypatch
):
    monkeypatch.setattr("reservations.planning.evenements.actions._FOYERS", 1)
    _evenement, travail = creer(
        nature="greve", motif=MOTIF, activites=[centre], debut=LE_9, fin=LE_9, par=None
    )
    with pytest.raises(KeyboardInterrupt):
        _tuer_apres_un_foyer(travail)
    assert reserves() in (["Hugo", "Léa"], ["Sami"])
    executer(travail)
    assert (reserves(), len(recus(voisin.foyer)), len(recus(famille_martin.foyer))) == ([], 1, 1)
    assert len(Evenement.objects.get().effets) == 3


def _tuer_apres_un_foyer(travail):
    def avancer(fait, total):
        raise KeyboardInterrupt

    from reservations.planning.evenements.actions import executer as appliquer_seul

    appliquer_seul(travail, avancer)


def test_a_booking_made_after_the_dry_run_is_cancelled_too(centre, voisin, famille_martin):
    prevoir(Portee(frozenset([centre.pk]), LE_9, LE_9))
    reserver(famille_martin, ligne(famille_martin.lea, centre, "2026-12-09-apres-midi"))
    evenement = appliquer(centre)
    assert (reserves(), len(evenement.effets)) == ([], 4)


def test_an_event_of_a_group_leaves_the_day_to_the_others(centre, petits):
    appliquer(centre, nature="sortie", motif="Sortie à la ferme", groupe=petits)
    assert (reserves(), ouverts()) == (["Léa", "Sami"], {True})


def test_the_children_of_the_group_cannot_book_that_day_again(centre, petits, famille_martin):
    appliquer(centre, nature="sortie", motif="Sortie à la ferme", groupe=petits)
    refus = envoyer(famille_martin, [ligne(famille_martin.hugo, centre)])
    assert refus.lignes[0]["phrase"] == "Fermé : Sortie à la ferme."
    reserver(famille_martin, ligne(famille_martin.lea, centre, "2026-12-09-apres-midi"))


def test_the_queue_of_the_day_ends_offers_included(centre, famille_martin, voisin):
    Places.objects.filter(creneau__jour=LE_9, creneau__moment="2-apres-midi").update(capacite=0)
    envoyer(
        famille_martin, [ligne(famille_martin.lea, centre, "2026-12-09-apres-midi", "attendre")]
    )
    envoyer(_du(voisin), [ligne(voisin.sami, centre, "2026-12-09-apres-midi", "attendre")])
    pks = list(Places.objects.filter(capacite=0).values_list("pk", flat=True))
    changer_capacite(pks, 1, par=None)
    assert Attente.objects.filter(etat="proposee").count() == 1
    appliquer(centre)
    assert set(Attente.objects.values_list("etat", flat=True)) == {"retiree"}
    assert Places.objects.get(pk=pks[0]).prises == 0
    libelles = [li["libelle"] for recu in recus(famille_martin.foyer) for li in recu.lignes]
    assert "mercredi 9 décembre 2026, après-midi, liste d’attente" in libelles
    assert compte() == 1


def test_undone_everybody_has_his_place_again_and_is_told(centre, famille_martin, voisin):
    evenement = appliquer(centre)
    assert (
        executer(retirer(evenement, par=None))
        == "L’événement est retiré : 3 réservations rétablies."
    )
    assert (reserves(), ouverts(), compte()) == (["Hugo", "Léa", "Sami"], {True}, 4)
    _annule, retabli = recus(voisin.foyer)
    assert [(li["resultat"], li["libelle"]) for li in retabli.lignes] == [
        ("reserve", "mercredi 9 décembre 2026, matin")
    ]
    assert not Fermeture.objects.exists()


def test_a_telephone_that_asked_is_told_of_the_cancelled_day_and_not_of_its_return(
    centre, famille_martin, voisin, abonner_un_telephone
):
    abonner_un_telephone(famille_martin.camille)
    envoyer_recapitulatifs()
    evenement = appliquer(centre)
    envoyer_recapitulatifs()
    executer(retirer(evenement, par=None))
    envoyer_recapitulatifs()
    [alerte] = Alerte.objects.all()
    assert alerte.utilisateur == famille_martin.camille
    assert alerte.texte == ("Accueil annulé le mercredi 9 décembre. Le détail est dans le portail.")
    assert alerte.lien == "/reservations/?mois=2026-12"


def test_undone_a_booking_keeps_the_day_on_which_it_was_made(centre, time_machine):
    time_machine.move_to("2026-11-27 10:00:00+01:00", tick=False)
    executer(retirer(appliquer(centre), par=None))
    assert set(Reservation.objects.values_list("creee_le", flat=True)) == {outils.MAINTENANT}


@pytest.mark.parametrize(
    ("le", "dit"),
    [
        ("2026-11-27", "annulez ceux qui peuvent encore l’être dans le calendrier, ou appelez le"),
        ("2026-12-08", "Ces jours ne s’annulent plus dans le calendrier : s’ils ne vous"),
    ],
)
def test_the_mail_of_days_given_back_says_to_cancel_them_only_where_one_can(
    centre, voisin, time_machine, le, dit
):
    evenement = appliquer(centre)
    envoyer_recapitulatifs()
    time_machine.move_to(f"{le} 10:00:00+01:00", tick=False)
    executer(retirer(evenement, par=None))
    envoyer_recapitulatifs()
    siens = Courriel.objects.filter(destinataire=voisin.nadia.email)
    [courriel] = siens.filter(sujet__startswith="Accueil rétabli")
    assert dit in lisible(courriel.texte)


def test_undone_where_nothing_was_given_back_the_mail_says_to_cancel_nothing(
    centre, voisin, time_machine
):
    evenement = appliquer(centre)
    envoyer_recapitulatifs()
    Places.objects.filter(creneau__jour=LE_9).update(capacite=0)
    executer(retirer(evenement, par=None))
    envoyer_recapitulatifs()
    siens = Courriel.objects.filter(destinataire=voisin.nadia.email)
    [courriel] = siens.filter(sujet__startswith="Accueil rétabli")
    assert "annule" not in lisible(courriel.texte).partition("finalement lieu")[2]
    assert "Une question ? Appelez le Pôle Familles." in lisible(courriel.texte)


def test_undone_an_absence_stays_announced(centre, famille_martin, time_machine):
    """The director is told of it again, and the parent has nothing to say twice."""
    duo = famille_martin.lea, famille_martin.hugo
    lea, hugo = (Reservation.objects.get(enfant=enfant, creneau__jour=LE_9) for enfant in duo)
    annoncer_absence([lea])
    lea.refresh_from_db()
    time_machine.shift(timedelta(hours=1))
    executer(retirer(appliquer(centre), par=None))
    dites = dict(
        Reservation.objects.filter(creneau__jour=LE_9).values_list("enfant", "absence_annoncee_le")
    )
    assert (dites[lea.enfant_id], dites[hugo.enfant_id]) == (lea.absence_annoncee_le, None)
    assert lea.absence_annoncee_le


def test_undone_who_has_no_place_left_is_listed_with_the_reason(centre):
    evenement = appliquer(centre)
    Places.objects.filter(creneau__jour=LE_9).update(capacite=2)
    phrase = executer(retirer(evenement, par=None))
    assert phrase == "L’événement est retiré : 2 réservations rétablies. 1 n’a pas pu l’être."
    evenement.refresh_from_db()
    assert [e["suite"] for e in evenement.effets if e["suite"]] == [
        "Il n’y a plus de place ce jour-là."
    ]
    assert compte() == 3


def test_undone_a_day_that_another_closure_covers_stays_closed(centre):
    evenement = appliquer(centre)
    fermer(debut=LE_9, fin=LE_9, motif="Neige", par=None)
    executer(retirer(evenement, par=None))
    assert (ouverts(), reserves()) == ({False}, [])


def test_undone_the_queue_has_its_ranks_again(centre, famille_martin, voisin):
    Places.objects.filter(creneau__jour=LE_9, creneau__moment="2-apres-midi").update(capacite=0)
    envoyer(
        famille_martin, [ligne(famille_martin.lea, centre, "2026-12-09-apres-midi", "attendre")]
    )
    evenement = appliquer(centre)
    executer(retirer(evenement, par=None))
    assert Attente.objects.get().etat == "en-attente"


@pytest.fixture
def apres_midi(centre, famille_martin):
    """Hugo and Léa wait together for the afternoon, of which there is no place."""
    places = Places.objects.filter(creneau__jour=LE_9, creneau__moment="2-apres-midi")
    places.update(capacite=0)
    duo = famille_martin.hugo, famille_martin.lea
    envoyer(famille_martin, [ligne(un, centre, "2026-12-09-apres-midi", "attendre") for un in duo])
    file.servir_ensemble(list(Attente.objects.all()), par=famille_martin.camille)
    return places.get().pk


def test_undone_a_brother_whose_sister_was_served_meanwhile_has_an_answer_of_his_own(
    centre, petits, apres_midi, famille_martin
):
    """Her receipt bore the key of both: his could never be written."""
    hugo, lea = (Attente.objects.get(enfant=un) for un in (famille_martin.hugo, famille_martin.lea))
    evenement = appliquer(centre, nature="sortie", motif="Sortie", groupe=petits)
    changer_capacite([apres_midi], 1, par=None)
    file.accepter(lea, par=famille_martin.camille)
    executer(retirer(evenement, par=None))
    changer_capacite([apres_midi], 2, par=None)
    demande = file.accepter(hugo, par=famille_martin.camille)
    assert [rang["prenom"] for rang in demande.lignes] == ["Hugo"]
    assert set(Attente.objects.values_list("etat", flat=True)) == {"acceptee"}
    assert compte() == 6


def test_undone_who_waited_together_wait_together_again(centre, apres_midi):
    executer(retirer(appliquer(centre), par=None))
    un, autre = Attente.objects.all()
    assert un.etat == autre.etat == "en-attente"
    assert un.ensemble == autre.ensemble is not None


def test_undone_twice_nobody_is_booked_twice(centre, voisin):
    evenement = appliquer(centre)
    travail = retirer(evenement, par=None)
    assert retirer(evenement, par=None) == travail
    executer(travail)
    Travail.objects.update(etat="en-cours")
    executer(travail)
    assert (compte(), len(recus(voisin.foyer))) == (4, 2)


def test_undoing_the_event_of_a_group_gives_the_day_back_to_it(centre, petits, famille_martin):
    evenement = appliquer(centre, nature="sortie", motif="Sortie", groupe=petits)
    executer(retirer(evenement, par=None))
    assert reserves() == ["Hugo", "Léa", "Sami"]
    reserver(famille_martin, ligne(famille_martin.hugo, centre, "2026-12-09-apres-midi"))


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"activites": []}, "au moins une activité"),
        ({"debut": date(2026, 11, 24)}, "passé"),
        ({"fin": date(2026, 12, 8)}, "avant le premier"),
        ({"fin": date(2028, 12, 8)}, "trop long"),
    ],
)
def test_an_impossible_event_is_refused_in_a_sentence(centre, champs, dit):
    with pytest.raises(Refus, match=dit):
        appliquer(centre, **champs)
    assert not Evenement.objects.exists()


def test_a_group_of_another_activity_is_refused(centre, petits):
    with pytest.raises(Refus, match="autre activité"):
        appliquer(outils.creer_activite("La Valla"), groupe=petits)


def test_an_event_that_is_not_applied_yet_cannot_be_undone(centre):
    evenement, _travail = creer(
        nature="greve", motif=MOTIF, activites=[centre], debut=LE_9, fin=LE_9, par=None
    )
    with pytest.raises(Refus, match="en cours"):
        retirer(evenement, par=None)


@pytest.mark.time_machine(outils.MAINTENANT, tick=False)
def test_a_past_event_cannot_be_undone(centre, time_machine):
    evenement = appliquer(centre)
    time_machine.move_to("2026-12-10 10:00:00+01:00")
    with pytest.raises(Refus, match="passés"):
        retirer(evenement, par=None)


def test_a_week_that_loses_a_day_is_still_waited_for(famille_martin):
    ados = outils.creer_activite("Pôle Ados", unite_scolaire="", unite_vacances="semaine")
    outils.creer_calendrier()
    for jour in (21, 22, 23):
        outils.creer_creneau(ados, date(2026, 12, jour), "3-journee")
    Attente.objects.create(
        enfant=famille_martin.lea,
        activite=ados,
        foyer=famille_martin.foyer,
        bloc="2026-S52",
        debut=date(2026, 12, 21),
    )
    un_jour = Portee(frozenset([ados.pk]), date(2026, 12, 22), date(2026, 12, 22))
    tous = Portee(frozenset([ados.pk]), date(2026, 12, 21), date(2026, 12, 25))
    assert (len(un_jour.attentes()), len(tous.attentes())) == (0, 1)
