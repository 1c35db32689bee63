"""A late pick-up: a line of its own, by the grid of its day, from the hours that the door noted."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import permutations
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from famille.models import Facture, Modification, QuotientFamilial
from famille.travaux import actions as travaux
from reservations.facturation.actions import commencer_campagne, publier_campagne
from reservations.lecture.filtres import Mois
from reservations.models import Activite, GrilleTarifaire, Passage, Reservation
from reservations.presences.passages.actions import Depart, noter_les_departs
from reservations.regles.accueil.passages import lire_la_porte
from reservations.regles.accueil.retard import prix_du_retard, regle_du_retard, retard_du_jour
from reservations.regles.juge import PARIS, Moment, Unite
from reservations.regles.tarifs import Grille
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, lire, reserve
from tests.reservations.tarifs.test_prix import creer_grille

JEUDI = date(2026, 11, 5)
FERMETURE = time(18, 30)
HEURES = {
    "ouvre_a": time(7, 30),
    "midi_a": time(8, 30),
    "reprend_a": time(16, 30),
    "ferme_a": FERMETURE,
}
Presence = Reservation.Presence


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-09 10:00+01:00", tick=False)


@pytest.fixture
def garderie(directrice):
    outils.creer_calendrier()
    activite = outils.creer_activite(
        "Garderie",
        unite_scolaire="demi-journee",
        unite_vacances="",
        jours_scolaires=[0, 1, 3, 4],
        **HEURES,
    )
    activite.structure.directeurs.add(directrice)
    creer_grille(activite, reductions=((1, 50),), retard_au_quart="3.00")
    return activite


def soir(famille, garderie, moment=Moment.APRES_MIDI, presence=Presence.PRESENT):
    return reserve(famille.foyer, famille.lea, garderie, JEUDI, moment, presence=presence)


def partir(reservation, heure, par, note_le=None):
    le = datetime.combine(JEUDI, heure, PARIS)
    depart = Depart(reservation.pk, "autre", note_le or le, nom="Odette", motif="appel", a=le)
    [resultat] = noter_les_departs([depart], par=par)
    assert resultat.issue == "fait"


def les_retards(**choix):
    return [une for une in lire(**choix) if une.retard]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heure", "quarts"),
    [((18, 30), 0), ((18, 31), 1), ((18, 45), 1), ((18, 46), 2), ((19, 40), 5), ((17, 0), 0)],
)
def test_each_quarter_of_an_hour_begun_is_charged(
    famille_martin, garderie, directrice, heure, quarts
):
    partir(soir(famille_martin, garderie), time(*heure), directrice)
    assert len(lire()) == 1 + bool(quarts)
    for ligne in les_retards():
        assert (ligne.prix.quantite, ligne.prix.montant) == (quarts, Decimal(3) * quarts)
        assert (ligne.jour, ligne.raison.facturable) == (JEUDI, True)


@pytest.mark.django_db
def test_a_flat_price_is_the_same_for_a_minute_and_an_hour(famille_martin, garderie, directrice):
    GrilleTarifaire.objects.update(retard_au_quart=None, retard_forfait=8)
    partir(soir(famille_martin, garderie), time(19, 30), directrice)
    [ligne] = les_retards()
    assert (ligne.prix.quantite, ligne.prix.montant) == (1, Decimal(8))


@pytest.mark.django_db
def test_neither_quotient_nor_reduction_changes_what_a_late_pick_up_costs(
    famille_martin, garderie, directrice
):
    partir(soir(famille_martin, garderie), time(18, 40), directrice)
    [avant] = les_retards()
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=10, debut=date(2026, 1, 1))
    [jour, apres] = lire()
    assert jour.prix.montant == Decimal("1.05")  # the reduction holds for the day itself
    assert avant.prix.montant == apres.prix.montant == 3


@pytest.mark.django_db
def test_the_grid_of_the_day_says_the_price(famille_martin, garderie, directrice):
    creer_grille(garderie, debut=date(2026, 11, 6), retard_au_quart="9.00")
    partir(soir(famille_martin, garderie), time(18, 40), directrice)
    [ligne] = les_retards()
    assert ligne.prix.montant == 3
    GrilleTarifaire.objects.filter(debut__lt=JEUDI).update(retard_au_quart=None)
    assert les_retards() == []


@pytest.mark.django_db
def test_who_is_late_out_of_the_morning_alone_owes_nothing(famille_martin, garderie, directrice):
    partir(soir(famille_martin, garderie, Moment.MATIN), time(8, 50), directrice)
    assert Passage.objects.exclude(attendu_a=None).exists()
    assert les_retards() == []


@pytest.mark.django_db
def test_an_hour_that_is_corrected_corrects_the_line(famille_martin, garderie, directrice):
    reservation = soir(famille_martin, garderie)
    partir(reservation, time(18, 50), directrice)
    assert [une.prix.montant for une in les_retards()] == [6]
    apres = datetime.combine(JEUDI, time(20), PARIS)
    partir(reservation, time(18, 25), directrice, note_le=apres)
    assert les_retards() == []


@pytest.mark.django_db
def test_new_hours_make_nobody_late_afterwards(famille_martin, garderie, directrice):
    partir(soir(famille_martin, garderie), time(18, 20), directrice)
    Activite.objects.update(ferme_a=time(18))
    assert les_retards() == []


@pytest.mark.django_db
def test_what_is_excused_is_free_with_its_late_pick_up(famille_martin, garderie, directrice):
    reservation = soir(famille_martin, garderie)
    partir(reservation, time(19), directrice)
    Reservation.objects.update(presence=Presence.ABSENT_JUSTIFIE)
    assert les_retards() == []


@pytest.mark.django_db
def test_the_home_that_booked_the_evening_pays_once(famille_martin, voisin, garderie, directrice):
    """Both parts of the day have their list, of two homes: the departure is on one, or on both."""
    matin = soir(famille_martin, garderie, Moment.MATIN)
    apres_midi = soir(famille_martin, garderie)
    Reservation.objects.filter(pk=matin.pk).update(foyer=voisin.foyer)
    partir(apres_midi, time(18, 40), directrice)
    assert [une.quoi.foyer for une in les_retards()] == [famille_martin.foyer.pk]
    partir(matin, time(18, 40), directrice, note_le=datetime.combine(JEUDI, time(19), PARIS))
    assert len(les_retards()) == 1
    assert (
        len(les_retards(foyers=[famille_martin.foyer.pk]))
        + len(les_retards(foyers=[voisin.foyer.pk]))
        == 1
    )


@pytest.mark.django_db
@pytest.mark.parametrize("ordre", list(permutations(["tick", "hour", "count"])))
def test_tick_hour_and_count_give_the_same_lines_in_every_order(
    famille_martin, garderie, directrice, ordre
):
    Activite.objects.update(unite_comptee="seance")
    GrilleTarifaire.objects.update(unite="seance")
    reservation = soir(famille_martin, garderie, presence=Presence.PREVU)
    gestes = {
        "tick": lambda: Reservation.objects.update(presence=Presence.PRESENT),
        "hour": lambda: partir(reservation, time(18, 50), directrice),
        "count": lambda: compter(famille_martin.foyer, famille_martin.lea, garderie, JEUDI),
    }
    for geste in ordre:
        gestes[geste]()
        assert len([une for une in lire() if not une.retard]) == 1
        assert len(les_retards()) <= 1
    [jour, retard] = lire()
    assert (jour.prix.quantite, retard.prix.quantite, retard.prix.montant) == (1, 2, 6)
    assert retard.quoi.source == (
        f"retard:{famille_martin.foyer.pk}:{famille_martin.lea.pk}:{garderie.pk}:2026-11-05"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("combien", [1, 8])
def test_late_pick_ups_cost_one_query_and_none_where_they_have_no_price(
    famille_martin, garderie, directrice, combien, django_assert_num_queries
):
    for rang in range(combien):
        jour = date(2026, 10, 1) + timedelta(days=rang)
        reservation = reserve(
            famille_martin.foyer, famille_martin.lea, garderie, jour, Moment.APRES_MIDI
        )
        Passage.objects.create(
            creneau=reservation.creneau,
            enfant=famille_martin.lea,
            foyer=famille_martin.foyer,
            sens="depart",
            le=datetime.combine(jour, time(19), PARIS),
            attendu_a=datetime.combine(jour, FERMETURE, PARIS),
        )
    foyers, octobre = [famille_martin.foyer.pk], Mois(2026, 10)
    with django_assert_num_queries(9):
        assert len(lire(octobre, foyers=foyers)) == 2 * combien
    GrilleTarifaire.objects.update(retard_au_quart=None)
    with django_assert_num_queries(8):
        assert len(lire(octobre, foyers=foyers)) == combien


@pytest.mark.django_db
def test_the_parent_reads_the_price_before_and_the_line_after(
    famille_martin, garderie, directrice, connecter
):
    reservation = soir(famille_martin, garderie)
    navigateur = connecter(famille_martin.camille)
    page = reverse("reservations:consommation_du_mois", args=["2026-11"])
    avant = navigateur.get(page).text.replace("\xa0", " ")
    assert "Retard : 3,00 € par quart d’heure commencé après la fermeture, sans réduction." in avant
    assert "Départ à" not in avant
    partir(reservation, time(18, 50), directrice)
    apres = connecter(famille_martin.camille).get(page).text.replace("\xa0", " ")
    dit = "Départ à 18 h 50, 20 minutes après la fermeture (18 h 30)."
    assert f"{dit} Retard, compris dans ce prix : 6,00 €." in apres
    assert "8,80 €" in apres  # 2.80 for the evening, 6.00 for the two quarters
    assert "1 demi-journée : 1 présence" in apres


@pytest.mark.django_db
def test_the_invoice_has_its_line_with_its_reasons_and_no_tax_credit(
    famille_martin, garderie, directrice, agent
):
    partir(soir(famille_martin, garderie), time(18, 50), directrice)
    campagne = commencer_campagne(Mois(2026, 11), Activite.objects.all(), par=agent)
    travaux.executer(campagne.travail_id)
    garde, retard = Facture.objects.get().lignes.order_by("pk")
    assert (garde.nature, retard.nature) == ("garde", "autre")
    assert (retard.quantite, retard.prix_unitaire, retard.montant) == (2, 3, 6)
    assert "départ après la fermeture" in retard.libelle
    dites = " ".join(retard.calcul["phrases"]).replace("\xa0", " ")
    assert "20 minutes après la fermeture (18 h 30)" in dites
    assert "3,00 € par quart d’heure commencé" in dites
    assert "délibération n° 2026-112" in dites


@pytest.mark.django_db
def test_a_late_pick_up_is_waived_with_a_reason_and_taken_back(
    famille_martin, garderie, directrice, agent, connecter
):
    reservation = soir(famille_martin, garderie)
    partir(reservation, time(18, 50), directrice)
    page, adresse = (
        reverse(f"presences:{nom}", args=[reservation.pk]) for nom in ("passage", "retard")
    )
    navigateur = connecter(agent)
    assert "Ne pas facturer ce retard" in navigateur.get(page).text
    assert "Écrivez pourquoi" in navigateur.post(adresse, {"motif": " "}, follow=True).text
    assert len(les_retards()) == 1
    dit = navigateur.post(adresse, {"motif": "Car en panne"}, follow=True).text
    assert "Ce retard n’est pas facturé : Car en panne" in dit
    assert les_retards() == []
    # an hour corrected afterwards changes nothing to it
    apres = datetime.combine(JEUDI, time(20), PARIS)
    partir(reservation, time(19, 10), directrice, note_le=apres)
    assert les_retards() == []
    modification = Modification.objects.get(objet__startswith="retard de Léa")
    assert modification.apres == {"Retard": "non facturé : Car en panne"}
    navigateur.post(adresse, {"annuler": "oui"})
    assert [une.prix.quantite for une in les_retards()] == [3]


@pytest.mark.django_db
def test_only_who_plans_waives_and_nothing_that_is_billed(
    famille_martin, garderie, directrice, agent, connecter, time_machine
):
    reservation = soir(famille_martin, garderie)
    partir(reservation, time(18, 50), directrice)
    adresse = reverse("presences:retard", args=[reservation.pk])
    refus = connecter(directrice).post(adresse, {"motif": "Car en panne"})
    assert refus.status_code in (302, 403)
    assert len(les_retards()) == 1
    time_machine.move_to("2026-12-01 10:00+01:00", tick=False)
    campagne = commencer_campagne(Mois(2026, 11), Activite.objects.all(), par=agent)
    travaux.executer(campagne.travail_id)
    campagne.refresh_from_db()
    publier_campagne(campagne, par=agent)
    campagne.refresh_from_db()
    travaux.executer(campagne.travail_id)
    numero = Facture.objects.get(etat="publiee").numero
    dit = connecter(agent).post(adresse, {"motif": "Car en panne"}, follow=True).text
    assert f"déjà sur la facture {numero}" in dit
    assert not Passage.objects.exclude(remis_le=None).exists()


def grille(**champs):
    return Grille(Unite.DEMI_JOURNEE, date(2026, 9, 1), "n° 1", **champs)


NOTES = st.lists(
    st.tuples(
        st.sampled_from([Moment.MATIN, Moment.APRES_MIDI]),
        st.sampled_from(["arrivee", "depart"]),
        st.none() | st.integers(min_value=-120, max_value=180),
    ),
    max_size=8,
)


@given(notes=NOTES, graine=st.randoms(use_true_random=False), au_quart=st.booleans())
def test_whatever_the_order_of_hours_a_day_has_one_price_never_negative(notes, graine, au_quart):
    du = datetime.combine(JEUDI, FERMETURE, PARIS)
    lues = [
        (
            moment,
            SimpleNamespace(
                sens=sens,
                le=None if minutes is None else du + timedelta(minutes=minutes),
                note_le=du + timedelta(hours=4, seconds=rang),
                repris_par="",
                motif="",
                attendu_a=du if sens == "depart" and minutes is not None else None,
            ),
        )
        for rang, (moment, sens, minutes) in enumerate(notes)
    ]
    tarif = grille(retard_au_quart=Decimal(3)) if au_quart else grille(retard_forfait=Decimal(8))

    def prix(dans_l_ordre):
        portes = {
            moment: lire_la_porte(note for autre, note in dans_l_ordre if autre == moment)
            for moment in {moment for moment, _note in dans_l_ordre}
        }
        retard = retard_du_jour(portes, time(8, 30))
        return prix_du_retard(tarif, retard.minutes if retard else 0)

    trouve, melees = prix(lues), list(lues)
    graine.shuffle(melees)
    assert prix(melees) == trouve
    if trouve is not None:
        assert trouve.quantite >= 1
        assert 0 < trouve.montant == trouve.quantite * trouve.prix_unitaire
        assert trouve.montant <= (3 * 12 if au_quart else 8)


def test_a_grid_that_says_nothing_asks_nothing():
    assert prix_du_retard(grille(), 40) is None
    assert prix_du_retard(None, 40) is None
    assert regle_du_retard(grille()) == ""


@pytest.mark.django_db
def test_the_agents_form_says_what_the_two_boxes_are(connecter, administrateur, garderie):
    bureau = connecter(administrateur)
    pk = GrilleTarifaire.objects.get().pk
    texte = bureau.get(reverse("tarifs_modeladmin_edit", args=[pk])).text
    assert "Départ après la fermeture" in texte
    assert "d’après l’heure de départ notée sur la liste de présence" in texte
    page = bureau.get(reverse("tarifs_modeladmin_inspect", args=[pk])).text.replace("\xa0", " ")
    assert "3,00 € par quart d’heure commencé après la fermeture" in page
