"""A new season from the last one: read first, done in one press, taken back while nothing is
booked."""

from datetime import date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from famille.socle.dire import PARIS
from famille.socle.erreurs import Refus
from reservations.models import (
    AcceptationReglement,
    Activite,
    Creneau,
    GrilleTarifaire,
    Ouverture,
    PeriodeScolaire,
    Places,
    ReglementInterieur,
    SaisonReprise,
    Structure,
    Territoire,
    TrancheTarif,
    Zone,
)
from reservations.planning.calendrier_initial import choisir_la_zone
from reservations.planning.creneaux import planifier_creneaux
from reservations.saisons.actions import (
    RIEN_A_FAIRE,
    annuler_la_saison,
    preparer_la_saison,
)
from reservations.saisons.plan import Demande, prevoir

pytestmark = pytest.mark.django_db
MERCREDI = 2


@pytest.fixture
def ville(time_machine, agent):
    """Wednesdays of La Valla, from the first one of September 2026 to the last of June 2027, with
    its opening, its tariff and its règlement."""
    time_machine.move_to("2027-06-10 10:00+02:00", tick=False)
    choisir_la_zone(Zone.B, Territoire.METROPOLE, par=agent)
    lieu = Structure.objects.create(nom="La Valla")
    activite = Activite.objects.create(
        structure=lieu,
        nom="Mercredis",
        unite_scolaire="demi-journee",
        jours_scolaires=[MERCREDI],
        age_min=3,
        age_max=11,
        capacite=24,
    )
    planifier_creneaux(activite, date(2026, 9, 1), date(2027, 7, 2), par=agent)
    ouverture = Ouverture.objects.create(
        nom="Mercredis de septembre 2026 à juillet 2027",
        debut=date(2026, 9, 2),
        fin=date(2027, 6, 30),
        ouvre_le=datetime.combine(date(2026, 6, 16), time(9), tzinfo=PARIS),
    )
    ouverture.activites.add(activite)
    grille = GrilleTarifaire.objects.create(
        activite=activite,
        unite="demi-journee",
        debut=date(2026, 9, 1),
        deliberation="n° 2026-112 du 25 juin 2026",
    )
    TrancheTarif.objects.create(grille=grille, prix=Decimal("4.50"))
    ReglementInterieur.objects.create(
        activite=activite, depuis=date(2026, 9, 1), texte="<p>Venez à l’heure.</p>"
    )
    return SimpleNamespace(activite=activite, lieu=lieu)


@pytest.fixture
def demande(ville):
    return Demande(2027, (ville.activite.pk,))


def test_the_days_follow_the_new_school_calendar(ville, demande, agent):
    preparer_la_saison(demande, par=agent)
    nouveaux = Creneau.objects.filter(activite=ville.activite, jour__gte=date(2027, 9, 1))
    jours = sorted(set(nouveaux.values_list("jour", flat=True)))
    assert {jour.weekday() for jour in jours} == {MERCREDI}
    assert (jours[0], jours[-1]) == (date(2027, 9, 8), date(2028, 6, 28))
    vacances = PeriodeScolaire.objects.filter(debut__range=(date(2027, 9, 2), date(2028, 6, 30)))
    assert not any(une.debut <= jour <= une.fin for une in vacances for jour in jours)
    assert Places.objects.filter(creneau__in=nouveaux, capacite=24).count() == nouveaux.count()


def test_openings_tariffs_and_reglements_are_dated_to_the_new_season(ville, demande, agent):
    preparer_la_saison(demande, par=agent)
    ouverture = Ouverture.objects.get(nom="Mercredis de septembre 2027 à juillet 2028")
    assert ouverture.ouvre_le == datetime.combine(date(2027, 6, 15), time(9), tzinfo=PARIS)
    assert list(ouverture.activites.all()) == [ville.activite]
    grille = GrilleTarifaire.objects.get(activite=ville.activite, debut=date(2027, 9, 1))
    assert [une.prix for une in grille.tranches.all()] == [Decimal("4.50")]
    reglement = ReglementInterieur.objects.get(activite=ville.activite, depuis=date(2027, 9, 1))
    assert reglement.texte == "<p>Venez à l’heure.</p>"


def test_reading_writes_nothing_and_shows_the_differences(ville, demande):
    plan = prevoir(demande)
    [une] = plan.activites
    assert plan.a_faire
    assert une.avant == Creneau.objects.count()
    assert [(prevue.debut, prevue.fin) for prevue in plan.ouvertures] == [
        (date(2027, 9, 2), date(2028, 7, 3))
    ]
    assert not SaisonReprise.objects.exists()


def test_a_second_press_changes_nothing_and_says_so(ville, demande, agent):
    preparer_la_saison(demande, par=agent)
    avant = (Creneau.objects.count(), Ouverture.objects.count(), GrilleTarifaire.objects.count())
    with pytest.raises(Refus, match=RIEN_A_FAIRE):
        preparer_la_saison(demande, par=agent)
    assert avant == (
        Creneau.objects.count(),
        Ouverture.objects.count(),
        GrilleTarifaire.objects.count(),
    )


def test_it_is_taken_back_whole_and_only_what_it_made_goes(ville, demande, agent):
    avant = set(Creneau.objects.values_list("pk", flat=True))
    saison = preparer_la_saison(demande, par=agent)
    annuler_la_saison(saison, par=agent)
    assert set(Creneau.objects.values_list("pk", flat=True)) == avant
    assert Ouverture.objects.count() == 1
    assert GrilleTarifaire.objects.count() == 1
    assert ReglementInterieur.objects.count() == 1
    with pytest.raises(Refus, match="déjà annulée"):
        annuler_la_saison(saison, par=agent)


def test_a_price_changed_since_stays(ville, demande, agent):
    saison = preparer_la_saison(demande, par=agent)
    TrancheTarif.objects.filter(grille__debut=date(2027, 9, 1)).update(prix=Decimal("4.70"))
    _retires, grilles_gardees = annuler_la_saison(saison, par=agent)
    assert grilles_gardees == 1
    assert GrilleTarifaire.objects.filter(debut=date(2027, 9, 1)).exists()


def test_what_is_booked_keeps_the_season(ville, demande, agent):
    saison = preparer_la_saison(demande, par=agent)
    creneau = Creneau.objects.filter(jour__gte=date(2027, 9, 1)).first()
    Places.objects.filter(creneau=creneau).update(prises=1)
    with pytest.raises(Refus, match="1 place est déjà prise"):
        annuler_la_saison(saison, par=agent)
    assert Creneau.objects.filter(pk=creneau.pk).exists()


def test_families_who_were_told_keep_the_season(ville, demande, agent):
    saison = preparer_la_saison(demande, par=agent)
    Ouverture.objects.filter(debut__gte=date(2027, 9, 1)).update(
        familles_prevenues_le=datetime(2027, 6, 8, 9, tzinfo=PARIS)
    )
    with pytest.raises(Refus, match="ont été prévenues"):
        annuler_la_saison(saison, par=agent)


def test_a_reglement_that_a_family_has_accepted_keeps_the_season(
    ville, demande, agent, famille_martin
):
    saison = preparer_la_saison(demande, par=agent)
    AcceptationReglement.objects.create(
        reglement=ReglementInterieur.objects.order_by("pk").last(),
        foyer=famille_martin.foyer,
        enfant=famille_martin.lea,
    )
    with pytest.raises(Refus, match="ont accepté le règlement"):
        annuler_la_saison(saison, par=agent)


def test_a_calendar_that_nobody_knows_is_asked_for(ville):
    with pytest.raises(Refus, match="Le calendrier scolaire de 2032-2033"):
        prevoir(Demande(2033, (ville.activite.pk,)))


def test_the_plan_costs_the_same_with_one_activity_or_ten(
    ville, agent, django_assert_max_num_queries
):
    autres = [
        Activite.objects.create(
            structure=ville.lieu,
            nom=f"M{rang}",
            unite_scolaire="demi-journee",
            jours_scolaires=[MERCREDI],
            age_min=3,
            age_max=11,
            capacite=24,
        )
        for rang in range(9)
    ]
    for une in autres:
        planifier_creneaux(une, date(2026, 9, 1), date(2026, 10, 1), par=agent)
    for cles in ([ville.activite.pk], [ville.activite.pk, *(une.pk for une in autres)]):
        with django_assert_max_num_queries(7):
            prevoir(Demande(2027, tuple(cles)))


def test_the_screen_shows_then_does_then_takes_back(
    ville, connecter, agent, django_capture_on_commit_callbacks
):
    bureau, adresse = connecter(agent), reverse("planning:saison")
    choisi = {"structures": [ville.lieu.pk], "quoi": ["creneaux", "ouvertures"]}
    assert "Préparer la saison 2027-2028" in bureau.get(adresse).text
    page = bureau.get(adresse, choisi).text
    assert "Mercredis de septembre 2027 à juillet 2028" in page
    assert not SaisonReprise.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        bureau.post(adresse, choisi)
    saison = SaisonReprise.objects.get()
    assert Creneau.objects.filter(jour__gte=date(2027, 9, 1)).exists()
    assert GrilleTarifaire.objects.count() == 1  # not asked for
    assert "Tout est déjà là" in bureau.get(adresse, choisi).text
    page = bureau.post(reverse("planning:saison_annuler", args=[saison.pk]), follow=True).text
    assert "sont retirés" in page
    assert not Creneau.objects.filter(jour__gte=date(2027, 9, 1)).exists()


def test_nothing_chosen_is_said_at_its_field(ville, connecter, agent):
    page = connecter(agent).post(reverse("planning:saison"), {"quoi": ["creneaux"]}).text
    assert "Remplissez ce champ" in page
