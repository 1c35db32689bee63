"""Repeat: what a term of Wednesdays gives, seen before it is asked, and put in the basket as it was
ticked."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse

from famille.models import Service
from reservations.calendrier.repetition.regles import EtatProposition, Rythme
from reservations.models import Attente, JourFerie, LignePanier, Places
from reservations.models.demandes import Action
from reservations.regles.juge import Moment, Unite
from tests.outils.lisible import lisible
from tests.reservations import outils

pytestmark = pytest.mark.django_db
ADRESSE = "/reservations/repeter/"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    """Four Wednesdays from 9 December, the last two after Christmas; Léa and Hugo are
    registered."""
    activite = outils.creer_activite()
    outils.creer_calendrier()
    outils.ouvrir(activite)
    outils.creer_mercredis(activite, 2)
    outils.creer_mercredis(activite, 2, premier=date(2027, 1, 6))
    outils.inscrire(famille_martin.lea, activite)
    outils.inscrire(famille_martin.hugo, activite)
    return activite


def qui(famille, enfant, activite):
    return f"{famille.foyer.pk}-{enfant.pk}-{activite.pk}"


def demande(famille, activite, *enfants, **champs):
    valeurs = {
        "voir": "1",
        "qui": [qui(famille, enfant, activite) for enfant in enfants],
        "jours": ["2"],
        "moments": ["matin"],
        "rythme": "toutes",
        "debut": "2026-12-01",
        "fin": "2027-01-31",
    }
    return valeurs | champs


def volets(reponse):
    return reponse.context["volets"]


def dates(volet, etat):
    return [p.bloc.debut.isoformat() for p in volet.propositions if p.etat == etat]


def cles(reponse):
    return [rangee.cle for volet in volets(reponse) for rangee in volet.rangees if rangee.a_cocher]


@pytest.mark.parametrize(
    ("rythme", "gardees"),
    [
        (Rythme.TOUTES, [51, 52, 53, 1, 2]),
        (Rythme.UNE_SUR_DEUX, [51, 53, 2]),  # 53 and 1 are both odd
        (Rythme.L_AUTRE, [52, 1]),
    ],
)
def test_one_week_in_two_stays_regular_over_the_year_s_end(rythme, gardees):
    debut = date(2026, 12, 16)
    mercredis = [debut + timedelta(weeks=n) for n in range(5)]
    jours = [jour for jour in mercredis if rythme.garde(jour, debut)]
    assert [jour.isocalendar().week for jour in jours] == gardees


def test_nothing_is_ticked_first_and_the_moments_are_those_of_what_is_ticked(
    client, famille_martin, centre
):
    """Before: everything ticked to July, the canteen under "Journée", the garderie of the evening
    under "Après-midi"."""
    lea = famille_martin.lea
    cantine, garderie = creer_repas_et_garderie(lea)
    client.force_login(famille_martin.camille)
    form = client.get(ADRESSE).context["form"]
    assert list(form.fields) == ["qui"]
    assert form.initial["qui"] == []
    rien = client.get(ADRESSE, {"suite": "1"}).context["form"]
    assert rien.errors["qui"] == ["Cochez au moins un enfant."]
    deux = [qui(famille_martin, lea, une) for une in (cantine, garderie)]
    form = client.get(ADRESSE, {"suite": "1", "qui": deux}).context["form"]
    noms = [nom for _code, nom in form.fields["moments"].choices]
    assert noms == ["Garderie du matin", "Cantine", "Garderie du soir"]
    assert form.initial["moments"] == []
    assert form.initial["jours"] == [3]  # the only day that there is
    form = client.get(ADRESSE, {"suite": "1", "qui": qui(famille_martin, lea, centre)}).context[
        "form"
    ]
    assert form.initial["debut"] == date(2026, 12, 9)
    assert form.initial["fin"] == date(2027, 7, 6)


def creer_repas_et_garderie(enfant):
    """A meal and both garderies of Thursday 10 December, where this child is registered."""
    cantine = outils.creer_activite(
        "Jean-Zay",
        unite_scolaire=Unite.JOURNEE,
        unite_vacances="",
        jours_scolaires=[3],
        service=Service.RESTAURATION,
    )
    garderie = outils.creer_activite("Zay bis", service=Service.GARDERIE, jours_scolaires=[3])
    outils.ouvrir(cantine)
    outils.ouvrir(garderie)
    outils.creer_creneau(cantine, date(2026, 12, 10), Moment.JOURNEE)
    for moment in (Moment.MATIN, Moment.APRES_MIDI):
        outils.creer_creneau(garderie, date(2026, 12, 10), moment)
    outils.inscrire(enfant, cantine)
    outils.inscrire(enfant, garderie)
    return cantine, garderie


def test_the_evening_at_the_garderie_takes_no_meal_and_a_meal_no_evening(
    client, famille_martin, centre
):
    martin = famille_martin
    cantine, garderie = creer_repas_et_garderie(martin.lea)
    client.force_login(martin.camille)
    deux = [qui(martin, martin.lea, une) for une in (cantine, garderie)]
    questions = demande(martin, centre, qui=deux, jours=["3"], moments=["garderie-soir", "cantine"])
    dits = [p.nom for un in volets(client.get(ADRESSE, questions)) for p in un.propositions]
    assert sorted(dits) == ["cantine", "garderie du soir"]
    form = client.get(ADRESSE, questions | {"moments": ["cantine"]}).context["form"]
    [erreur] = form.errors["moments"]
    assert erreur.startswith(f"Cochez aussi un moment pour {garderie}")


def test_a_whole_day_is_a_morning_and_an_afternoon_where_they_are_booked_apart(
    client, famille_martin, centre
):
    """Before, "Mercredi" and "Journée" dropped the Wednesdays of the term in silence."""
    outils.creer_creneau(centre, date(2026, 12, 23), Moment.JOURNEE)
    client.force_login(famille_martin.camille)
    questions = demande(famille_martin, centre, famille_martin.lea, moments=["journee"])
    reponse = client.get(ADRESSE, questions)
    (volet,) = volets(reponse)
    ordinaires = ["2026-12-09", "2026-12-16", "2027-01-06", "2027-01-13"]
    assert set(ordinaires) <= set(dates(volet, EtatProposition.POSSIBLE))
    assert dict(reponse.context["form"].fields["moments"].choices)["journee"] == "Journée"


def test_what_cannot_be_kept_is_said(client, famille_martin, centre):
    outils.creer_creneau(centre, date(2027, 1, 20), Moment.APRES_MIDI)
    client.force_login(famille_martin.camille)
    questions = demande(famille_martin, centre, famille_martin.lea)
    (volet,) = volets(client.get(ADRESSE, questions))
    assert "mercredi 20 janvier" in volet.sans.replace("\xa0", " ")


def test_the_filters_of_the_calendar_tick_only_those_shown(client, famille_martin, centre):
    client.force_login(famille_martin.camille)
    form = client.get(ADRESSE, {"enfant": famille_martin.lea.pk}).context["form"]
    assert form.initial["qui"] == [qui(famille_martin, famille_martin.lea, centre)]


def test_the_preview_says_what_can_be_had_and_why_not(client, famille_martin, centre):
    client.force_login(famille_martin.camille)
    Places.objects.filter(creneau__jour=date(2026, 12, 16)).update(capacite=0)
    famille_martin.lea.fiche_sanitaire.assurance_fin = date(2026, 12, 31)
    famille_martin.lea.fiche_sanitaire.save()
    reponse = client.get(ADRESSE, demande(famille_martin, centre, famille_martin.lea))
    (volet,) = volets(reponse)
    assert dates(volet, EtatProposition.POSSIBLE) == ["2026-12-09"]
    assert dates(volet, EtatProposition.COMPLET) == ["2026-12-16"]
    assert dates(volet, EtatProposition.REFUSE) == ["2027-01-06", "2027-01-13"]
    page = reponse.content.decode()
    assert "L’assurance n’est valable que jusqu’au 31 décembre 2026" in page
    assert reverse("reservations:suite", args=["sante"]) in page
    assert "Du mercredi 6 janvier au mercredi 13 janvier 2027, 2 dates" in page


def test_the_holidays_that_it_goes_over_are_said(client, famille_martin, centre):
    client.force_login(famille_martin.camille)
    JourFerie.objects.create(jour=date(2027, 1, 20), nom="Fête locale")
    reponse = client.get(ADRESSE, demande(famille_martin, centre, famille_martin.lea))
    (volet,) = volets(reponse)
    assert volet.sans == "Vacances de Noël et mercredi 20 janvier, férié"
    assert "Pas d’accueil, ou pas à ces moments" in reponse.content.decode()


def test_one_week_in_two_leaves_the_others_out(client, famille_martin, centre):
    client.force_login(famille_martin.camille)
    (volet,) = volets(
        client.get(ADRESSE, demande(famille_martin, centre, famille_martin.lea, rythme="l-autre"))
    )
    assert dates(volet, EtatProposition.POSSIBLE) == ["2026-12-09", "2027-01-06"]


def test_both_children_are_put_in_the_basket_at_once_and_nothing_is_booked(
    client, famille_martin, centre
):
    martin = famille_martin
    client.force_login(martin.camille)
    questions = demande(martin, centre, martin.lea, martin.hugo)
    apercu = client.get(ADRESSE, questions)
    reponse = client.post(_adresse(questions), {"garder": cles(apercu)})
    assert reponse["Location"] == reverse("reservations:recapitulatif")
    assert LignePanier.objects.filter(foyer=martin.foyer, action=Action.RESERVER).count() == 8
    assert set(Places.objects.values_list("prises", flat=True)) == {0}


def test_a_date_unticked_stays_out(client, famille_martin, centre):
    client.force_login(famille_martin.camille)
    questions = demande(famille_martin, centre, famille_martin.lea)
    gardees = cles(client.get(ADRESSE, questions))[1:]
    client.post(_adresse(questions), {"garder": gardees})
    assert sorted(LignePanier.objects.values_list("bloc", flat=True)) == [
        "2026-12-16-matin",
        "2027-01-06-matin",
        "2027-01-13-matin",
    ]


@pytest.mark.parametrize(
    ("attendre", "actions"), [(True, {"reserver", "attendre"}), (False, {"reserver"})]
)
def test_full_days_are_queued_for_only_when_asked(
    client, famille_martin, centre, attendre, actions
):
    client.force_login(famille_martin.camille)
    Places.objects.filter(creneau__jour=date(2026, 12, 16)).update(capacite=0)
    questions = demande(famille_martin, centre, famille_martin.lea)
    envoi = {"garder": cles(client.get(ADRESSE, questions))} | (
        {"attendre": "on"} if attendre else {}
    )
    client.post(_adresse(questions), envoi)
    assert set(LignePanier.objects.values_list("action", flat=True)) == actions


def test_where_nothing_is_possible_the_reasons_are_announced_once(client, famille_martin, centre):
    client.force_login(famille_martin.camille)
    Places.objects.update(capacite=0)
    attendue = {"foyer": famille_martin.foyer, "enfant": famille_martin.lea, "activite": centre}
    Attente.objects.create(**attendue, bloc="2026-12-16-matin", debut=date(2026, 12, 16))
    page = client.get(ADRESSE, demande(famille_martin, centre, famille_martin.lea)).text.lower()
    assert "aucune réservation possible" in page
    assert "à laisser de côté" in page
    assert page.count("chaque date dit pourquoi") == 1


def test_what_is_already_asked_is_not_offered_twice(client, famille_martin, centre):
    martin = famille_martin
    client.force_login(martin.camille)
    commun = {"foyer": martin.foyer, "enfant": martin.lea, "activite": centre}
    LignePanier.objects.create(**commun, bloc="2026-12-09-matin", action=Action.RESERVER)
    Places.objects.filter(creneau__jour=date(2026, 12, 16)).update(capacite=0)
    Attente.objects.create(**commun, bloc="2026-12-16-matin", debut=date(2026, 12, 16))
    (volet,) = volets(client.get(ADRESSE, demande(martin, centre, martin.lea)))
    assert dates(volet, EtatProposition.CHOISI) == ["2026-12-09"]
    assert dates(volet, EtatProposition.EN_ATTENTE) == ["2026-12-16"]


def test_a_wrong_choice_is_said_and_what_was_typed_stays(client, famille_martin, centre):
    client.force_login(famille_martin.camille)
    questions = demande(famille_martin, centre, famille_martin.lea, fin="2026-11-01", moments=[])
    page = client.get(ADRESSE, questions).content.decode()
    assert "La fin doit venir après le 1er décembre 2026" in page
    assert "Cochez au moins un moment" in page
    assert re.findall(r'name="fin"\s+value="(\w*)"', page) == ["01", "11", "2026"]


@pytest.mark.parametrize("forge", ["999999-1-1", "x", "1-1-1.5"])
def test_a_forged_child_is_refused_in_a_sentence(client, famille_martin, centre, forge):
    client.force_login(famille_martin.camille)
    reponse = client.get(ADRESSE, demande(famille_martin, centre, qui=[forge]))
    assert "Cet enfant n’est pas inscrit à cette activité" in reponse.content.decode()


def test_another_family_s_dates_are_not_taken(client, famille_martin, voisin, centre):
    outils.inscrire(voisin.sami, centre)
    client.force_login(famille_martin.camille)
    questions = demande(famille_martin, centre, famille_martin.lea)
    etranger = f"{voisin.foyer.pk}-{voisin.sami.pk}-{centre.pk}-20261209"
    page = client.post(_adresse(questions), {"garder": etranger}).content.decode()
    assert "Les dates cochées ne sont plus possibles" in page
    assert not LignePanier.objects.exists()


def test_nothing_ticked_is_said(client, famille_martin, centre):
    client.force_login(famille_martin.camille)
    page = client.post(
        _adresse(demande(famille_martin, centre, famille_martin.lea))
    ).content.decode()
    assert "Cochez au moins une date" in page


def test_no_registration_says_what_to_do(client, voisin, centre):
    client.force_login(voisin.nadia)
    page = client.get(ADRESSE).content.decode()
    assert "un enfant doit être inscrit" in page


@pytest.mark.parametrize("semaines", [1, 30])
def test_the_preview_takes_the_same_queries_whatever_the_dates(
    client, famille_martin, centre, semaines, django_assert_num_queries
):
    outils.creer_mercredis(centre, semaines, premier=date(2027, 1, 20))
    client.force_login(famille_martin.camille)
    questions = demande(famille_martin, centre, famille_martin.lea, fin="2027-07-06")
    client.get(ADRESSE, questions)
    with django_assert_num_queries(13):
        client.get(ADRESSE, questions)


def _adresse(questions):
    valeurs = QueryDict(mutable=True)
    for nom, valeur in questions.items():
        valeurs.setlist(nom, valeur if isinstance(valeur, list) else [valeur])
    return f"{ADRESSE}?{valeurs.urlencode()}"


def test_once_all_is_in_the_basket_the_preview_says_so(famille_martin, centre, connecter):
    client = connecter(famille_martin.camille)
    adresse = f"{ADRESSE}?{urlencode(demande(famille_martin, centre, famille_martin.lea), True)}"
    toutes = [r.cle for v in volets(client.get(adresse)) for r in v.rangees]
    client.post(adresse, {"ajouter": "1", "garder": toutes[:1]})
    page = lisible(client.get(adresse).text)
    assert "1 déjà dans votre demande." in page
    assert "à laisser de côté" not in page
    client.post(adresse, {"ajouter": "1", "garder": toutes})
    page = lisible(client.get(adresse).text)
    assert "Tout est déjà dans votre demande." in page
    assert "Aucune réservation possible" not in page
