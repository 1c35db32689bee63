"""The page of the openings, and the mail to the families for whom something is missing."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse

from famille.models import Courriel, FicheSanitaire, QuotientFamilial, Rattachement, Responsable
from reservations.calendrier.periodes_ouvertes import ouvertures_a_venir
from reservations.lecture.lignes import lire
from reservations.models import Activite, Ouverture, Structure
from reservations.ouvertures import actions
from reservations.ouvertures.actions import prevenir_familles
from reservations.ouvertures.du_foyer import VueOuverture, a_montrer, lire_ouvertures
from reservations.regles.juge import PARIS
from tests.conftest import creer_foyer
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.moteur.scene import envoyer, ligne

JANVIER = date(2027, 1, 6)
OUVRE_LE = datetime(2026, 12, 8, 9, tzinfo=PARIS)
ADRESSE = "/reservations/ouvertures/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def le_25_novembre():
    with time_machine.travel(outils.MAINTENANT, tick=False) as voyage:
        yield voyage


@pytest.fixture
def centre(famille_martin):
    """Wednesdays of January, that open on 8 December; Léa is registered, with all her papers."""
    activite = outils.creer_activite()
    outils.creer_calendrier()
    ouverture = outils.ouvrir(activite, JANVIER, date(2027, 2, 3), OUVRE_LE)
    outils.creer_mercredis(activite, 5, premier=JANVIER)
    outils.inscrire(famille_martin.lea, activite)
    return SimpleNamespace(activite=activite, ouverture=ouverture)


def vues(famille, maintenant=outils.MAINTENANT):
    return lire_ouvertures([famille.foyer], a_montrer(maintenant), maintenant=maintenant)


def fiche(famille, enfant):
    (vue,) = vues(famille)
    return next(une for une in vue.fiches if une.enfant == enfant)


def texte(client):
    return lisible(client.get(ADRESSE).text)


def sans_assurance(enfant):
    FicheSanitaire.objects.filter(enfant=enfant).update(assurance_fin=None)


def cles():
    return list(Courriel.objects.order_by("cle").values_list("cle", flat=True))


def test_the_page_says_when_and_how_long(centre, famille_martin, connecter):
    page = texte(connecter(famille_martin.camille))
    assert "Ouvre le <strong>mardi 8 décembre à 9 h</strong>" in page
    assert "dans 13 jours" in page
    assert f'data-secondes="{int((OUVRE_LE - outils.MAINTENANT).total_seconds())}"' in page


def test_a_child_with_all_his_papers_is_ready(centre, famille_martin):
    assert fiche(famille_martin, famille_martin.lea).pret
    assert vues(famille_martin)[0].toutes_pretes


def test_for_a_child_said_ready_the_engine_books_at_the_minute(centre, famille_martin):
    assert fiche(famille_martin, famille_martin.lea).pret
    voulue = ligne(famille_martin.lea, centre.activite, f"{JANVIER}-matin")
    assert not envoyer(
        famille_martin, [voulue], maintenant=OUVRE_LE - timedelta(minutes=1)
    ).acceptee
    assert envoyer(famille_martin, [voulue], maintenant=OUVRE_LE).acceptee


def test_for_a_child_said_unready_the_engine_refuses_with_the_sentence_of_the_page(
    centre, famille_martin
):
    sans_assurance(famille_martin.lea)
    (manque,) = [p for p in fiche(famille_martin, famille_martin.lea).points if p.etat == "manque"]
    voulue = ligne(famille_martin.lea, centre.activite, f"{JANVIER}-matin")
    demande = envoyer(famille_martin, [voulue], maintenant=OUVRE_LE)
    assert demande.lignes[0]["phrase"] == manque.phrase


def test_ready_before_any_creneau_was_made(famille_martin):
    activite = outils.creer_activite()
    outils.creer_calendrier()
    outils.ouvrir(activite, JANVIER, date(2027, 2, 3), OUVRE_LE)
    outils.inscrire(famille_martin.lea, activite)
    assert fiche(famille_martin, famille_martin.lea).pret


def test_a_brother_who_is_not_registered_is_told_how(centre, famille_martin, connecter):
    lue = fiche(famille_martin, famille_martin.hugo)
    assert not lue.attendu
    assert "Pas encore d’inscription. Pour venir à La Pingaudière" in lue.points[0].phrase
    assert reverse("reservations:suite", args=["inscription"]) in texte(
        connecter(famille_martin.camille)
    )


def test_a_registration_that_ends_before_the_period_is_missing(centre, famille_martin):
    famille_martin.lea.inscriptions.update(fin=date(2026, 12, 31))
    lue = fiche(famille_martin, famille_martin.lea)
    assert lue.manque
    assert "L’inscription s’arrête avant cette période" in lue.points[0].phrase


def test_an_opening_whose_days_are_open_already_is_not_announced(centre, famille_martin):
    outils.ouvrir(
        centre.activite, date(2026, 9, 1), date(2027, 7, 6), datetime(2026, 8, 24, 9, tzinfo=PARIS)
    )
    assert vues(famille_martin) == []


def test_the_quotient_is_asked_for_when_it_is_not_known(centre, famille_martin):
    ((_foyer, point),) = vues(famille_martin)[0].quotients
    assert "vous payez le tarif le plus haut" in point.phrase
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=842, debut=date(2026, 1, 1))
    ((_foyer, point),) = vues(famille_martin)[0].quotients
    assert point.suite is None


def test_the_page_tells_that_it_is_open_once_it_is(
    centre, famille_martin, connecter, le_25_novembre
):
    client = connecter(famille_martin.camille)
    le_25_novembre.move_to(OUVRE_LE + timedelta(minutes=1))
    page = texte(connecter(famille_martin.camille, client))
    assert "Ouvertes depuis peu" in page
    assert "/reservations/?mois=2027-01" in page


def test_a_far_opening_is_only_announced(centre, famille_martin, connecter):
    outils.ouvrir(
        centre.activite, date(2027, 4, 1), date(2027, 6, 30), datetime(2027, 2, 20, 9, tzinfo=PARIS)
    )
    reponse = connecter(famille_martin.camille).get(ADRESSE)
    assert [vue.dans for vue in reponse.context["a_venir"]] == ["dans 13 jours"]
    assert [vue.dans for vue in reponse.context["plus_tard"]] == ["dans 87 jours"]


def test_the_lists_of_the_openings_that_follow_are_folded(centre, famille_martin, connecter):
    """In July there are many of them, with the same children and the same papers."""
    for rang in range(1, 4):
        outils.ouvrir(
            centre.activite,
            JANVIER + timedelta(days=60 * rang),
            JANVIER + timedelta(days=60 * rang + 50),
            OUVRE_LE + timedelta(days=rang),
        )
    page = texte(connecter(famille_martin.camille))
    assert page.count('<details class="pf-detail mt-3">') == 3
    assert page.count("Prêt pour l’ouverture ?") == 4
    assert page.count("tout est prêt") == 3
    assert page.count("<h3>Prêt pour l’ouverture ?</h3>") == 1


@pytest.mark.parametrize(
    ("combien", "dits"),
    [(1, "C0"), (5, "C0, C1, C2, C3 et C4"), (7, "C0, C1, C2, C3 et 3 autres")],
)
def test_many_centres_are_counted(combien, dits):
    activites = [
        Activite(nom="Cantine", structure=Structure(nom=f"C{rang}"))
        for rang in range(combien)
        for _deux in range(2)
    ]
    assert VueOuverture(Ouverture(), outils.MAINTENANT, activites).lieux == dits


def test_the_only_opening_has_its_list_however_far(centre, famille_martin, connecter):
    Ouverture.objects.update(
        ouvre_le=datetime(2027, 2, 20, 9, tzinfo=PARIS),
        debut=date(2027, 4, 1),
        fin=date(2027, 6, 30),
    )
    assert connecter(famille_martin.camille).get(ADRESSE).context["a_venir"][0].fiches


def test_no_opening_says_what_will_happen(famille_martin, connecter):
    assert "Aucune ouverture annoncée" in texte(connecter(famille_martin.camille))


def test_the_neighbour_sees_none_of_it(centre, famille_martin, voisin, connecter):
    page = texte(connecter(voisin.nadia))
    assert "Léa" not in page
    assert "Hugo" not in page


@pytest.mark.parametrize("combien", [1, 30])
def test_the_page_has_the_same_queries_whatever_there_is(
    combien, centre, famille_martin, connecter, django_assert_max_num_queries
):
    for rang in range(combien - 1):
        enfant = famille_martin.foyer.enfants.create(
            prenom=f"Zoé{rang}",
            nom="Martin",
            naissance=date(2018, 1, 1),
            through_defaults={"debut": date(2018, 1, 1), "garde": Rattachement.Garde.ALTERNEE},
        )
        outils.inscrire(enfant, centre.activite)
        outils.ouvrir(
            centre.activite, date(2027, 3, 1) + timedelta(days=rang), date(2027, 6, 30), OUVRE_LE
        )
    client = connecter(famille_martin.camille)
    client.get(ADRESSE)
    with django_assert_max_num_queries(18):
        client.get(ADRESSE)


def test_the_calendar_learns_what_is_to_come_without_a_query(
    centre, famille_martin, django_assert_num_queries
):
    lecture = lire([famille_martin.foyer], debut=date(2027, 1, 1), fin=date(2027, 1, 31))
    with django_assert_num_queries(0):
        (une,) = ouvertures_a_venir(
            lecture.lignes,
            debut=date(2027, 1, 1),
            fin=date(2027, 1, 31),
            maintenant=outils.MAINTENANT,
        )
    assert (une.debut, une.fin, une.centres) == (JANVIER, date(2027, 1, 27), ["La Pingaudière"])
    assert une.quand == "mardi 8 décembre à 9\u00a0h"
    assert (
        ouvertures_a_venir(
            lecture.lignes, debut=date(2027, 1, 1), fin=date(2027, 1, 31), maintenant=OUVRE_LE
        )
        == []
    )


def test_the_calendar_shows_what_is_to_come(centre, famille_martin, connecter):
    page = connecter(famille_martin.camille).get("/reservations/?mois=2027-01").content.decode()
    assert "les réservations ouvrent le <strong>mardi 8 décembre à 9\u00a0h</strong>" in page
    assert f'href="{ADRESSE}"' in page


@pytest.fixture
def cinq_jours_avant(le_25_novembre):
    le_25_novembre.move_to(datetime(2026, 12, 3, 10, tzinfo=PARIS))


def test_a_family_that_is_not_ready_is_told_once_by_each_adult(
    centre, famille_martin, voisin, cinq_jours_avant
):
    sans_assurance(famille_martin.lea)
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=voisin.nadia, prenom="Nadia", nom="Benali"
    )
    assert prevenir_familles() == 2
    assert prevenir_familles() == 0
    Ouverture.objects.update(familles_prevenues_le=None)
    assert prevenir_familles() == 0
    assert len(cles()) == 2


@pytest.mark.parametrize("gardee", [True, False])
def test_the_mail_says_to_sign_in_on_the_eve(
    centre, famille_martin, cinq_jours_avant, settings, gardee
):
    """Where a device may stay signed in: elsewhere the session would be over in the morning."""
    settings.SESSION_GARDEE *= gardee
    sans_assurance(famille_martin.lea)
    prevenir_familles()
    courriel = Courriel.objects.get()
    assert ("Connectez-vous la veille au soir" in courriel.texte) is gardee
    assert ("Connectez-vous la veille au soir" in courriel.html) is gardee


def test_the_mail_names_no_child_and_nothing_of_health(centre, famille_martin, cinq_jours_avant):
    sans_assurance(famille_martin.lea)
    prevenir_familles()
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "camille.martin@exemple.fr"
    assert "mardi 8 décembre à 9\u00a0h" in courriel.texte
    for secret in ("Léa", "assurance", "sanitaire", "santé"):
        assert secret not in courriel.texte + courriel.html + courriel.sujet


def test_a_family_that_is_ready_is_left_in_peace(centre, famille_martin, cinq_jours_avant):
    assert prevenir_familles() == 0
    assert Ouverture.objects.get().familles_prevenues_le is not None


def test_an_unknown_quotient_alone_sends_no_mail(centre, famille_martin, cinq_jours_avant):
    assert QuotientFamilial.objects.count() == 0
    assert prevenir_familles() == 0


def test_a_family_whose_children_are_not_registered_is_left_in_peace(
    centre, voisin, famille_martin, cinq_jours_avant
):
    prevenir_familles()
    assert not Courriel.objects.filter(destinataire="nadia.benali@exemple.fr").exists()


def test_nobody_is_told_at_night_nor_too_early(centre, famille_martin, le_25_novembre):
    sans_assurance(famille_martin.lea)
    assert prevenir_familles() == 0
    le_25_novembre.move_to(datetime(2026, 12, 3, 7, 59, tzinfo=PARIS))
    assert prevenir_familles() == 0
    le_25_novembre.move_to(datetime(2026, 12, 3, 8, 0, tzinfo=PARIS))
    assert prevenir_familles() == 1


def test_an_opening_put_off_is_told_again(centre, famille_martin, cinq_jours_avant, le_25_novembre):
    sans_assurance(famille_martin.lea)
    prevenir_familles()
    Ouverture.objects.update(ouvre_le=datetime(2026, 12, 15, 9, tzinfo=PARIS))
    assert prevenir_familles() == 0
    le_25_novembre.move_to(datetime(2026, 12, 10, 9, tzinfo=PARIS))
    assert prevenir_familles() == 1


def test_an_adult_who_has_left_is_not_told(centre, famille_martin, cinq_jours_avant):
    sans_assurance(famille_martin.lea)
    famille_martin.foyer.responsables.update(fin=date(2026, 11, 30))
    assert prevenir_familles() == 0


@pytest.mark.parametrize("combien", [1, 30])
def test_reading_who_is_ready_costs_the_same_for_thirty_households(
    combien, centre, famille_martin, voisin, django_assert_max_num_queries
):
    foyers = [famille_martin.foyer]
    for rang in range(combien - 1):
        foyer, _compte = creer_foyer(
            f"2026-01{rang:03}",
            "Essai",
            "Ana",
            f"ana{rang}@exemple.fr",
            enfants=[("Noé", date(2018, 1, 1))],
        )
        outils.inscrire(foyer.enfants.get(), centre.activite)
        foyers.append(foyer)
    with django_assert_max_num_queries(11):
        lire_ouvertures(foyers, a_montrer(outils.MAINTENANT), maintenant=outils.MAINTENANT)


def test_an_opening_by_wishes_is_told_before_its_wishes_and_says_until_when(
    centre, famille_martin, le_25_novembre
):
    """On 26 November, five days before the wishes of 1 to 4 December: not of 8 December alone."""
    sans_assurance(famille_martin.lea)
    Ouverture.objects.update(
        voeux_du=datetime(2026, 12, 1, 9, tzinfo=PARIS),
        voeux_au=datetime(2026, 12, 4, 18, tzinfo=PARIS),
    )
    le_25_novembre.move_to(datetime(2026, 11, 26, 10, tzinfo=PARIS))
    assert prevenir_familles() == 1
    le_25_novembre.move_to(datetime(2026, 12, 2, 10, tzinfo=PARIS))
    assert prevenir_familles() == 0
    courriel = Courriel.objects.get()
    texte = " ".join(courriel.texte.split())
    assert "à partir du mardi 1er décembre à 9 h et jusqu’au vendredi 4 décembre à 18 h" in texte
    assert "Les réponses arrivent ensuite par e-mail" in texte
    assert "les places restantes ouvrent à tous le mardi 8 décembre à 9 h" in texte
    assert "ouvrent le" not in texte


def test_nobody_is_told_of_wishes_that_are_over(centre, famille_martin, le_25_novembre):
    sans_assurance(famille_martin.lea)
    Ouverture.objects.update(
        voeux_du=datetime(2026, 12, 1, 9, tzinfo=PARIS),
        voeux_au=datetime(2026, 12, 4, 18, tzinfo=PARIS),
    )
    le_25_novembre.move_to(datetime(2026, 12, 5, 10, tzinfo=PARIS))
    assert prevenir_familles() == 0


def test_a_turn_that_is_stopped_is_followed_behind_the_household_where_it_was(
    centre, famille_martin, voisin, cinq_jours_avant, monkeypatch
):
    """The first of a town, who are ready, looked at again at each turn, kept those who are not from
    being told."""
    monkeypatch.setattr(actions, "LOT", 1)
    monkeypatch.setattr(actions, "DUREE_TOUR", -1)
    outils.inscrire(voisin.sami, centre.activite)
    sans_assurance(voisin.sami)
    assert famille_martin.foyer.pk < voisin.foyer.pk
    for mails in (0, 1):
        assert prevenir_familles() == mails
        assert Ouverture.objects.get().familles_prevenues_le is None
    assert prevenir_familles() == 0
    assert Ouverture.objects.get().familles_prevenues_le is not None
