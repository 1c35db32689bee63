"""A family that leaves the town: what it ends is said first, then done all together."""

from datetime import date

import pytest
from django.urls import reverse

from demarches.reglages.initiaux import creer_reglages
from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.foyers.personnes import rattacher_enfant
from famille.models import Consultation, Courriel, Modification, Notification
from famille.socle.erreurs import Refus
from reservations.guichet import depart as module
from reservations.guichet.depart import faire_partir
from reservations.models import Attente, DemandeReservation, Inscription, Reservation
from tests.demarches.prelevement import un_mandat
from tests.outils.lisible import lisible
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

pytestmark = pytest.mark.django_db
FIN = date(2026, 12, 9)


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def centre(famille_martin):
    """Léa and Hugo are registered; both come on the 9th and on the 16th of December."""
    creer_reglages(demo=True)  # a town that may collect
    activite = creer_centre(famille_martin)
    for enfant in (famille_martin.lea, famille_martin.hugo):
        for bloc in ("2026-12-09-matin", "2026-12-16-matin"):
            reserver(famille_martin, ligne(enfant, activite, bloc))
    return activite


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def adresse(famille_martin):
    return reverse("reservations_bureau:guichet_depart", args=[famille_martin.foyer.pk])


def jours(enfant):
    return set(Reservation.objects.filter(enfant=enfant).values_list("creneau__jour", flat=True))


def test_what_the_departure_ends_is_said_and_nothing_is_written(bureau, adresse, centre):
    page = lisible(bureau.post(adresse, {"dernier_jour": FIN.isoformat()}).text)
    assert "Inscription de Léa à" in page
    assert "2 réservations" in page
    assert "annulées, non facturées" in page
    assert Reservation.objects.count() == 4
    assert not Inscription.objects.exclude(fin=None).exists()


def test_once_confirmed_all_of_it_is_done(bureau, adresse, centre, famille_martin, agent):
    mandat = un_mandat(famille_martin.foyer)
    champs = {"dernier_jour": FIN.isoformat(), "arreter_le_mandat": "on", "confirmer": "oui"}
    bureau.post(adresse, champs)
    for enfant in (famille_martin.lea, famille_martin.hugo):
        assert jours(enfant) == {FIN}
    assert set(Inscription.objects.values_list("fin", flat=True)) == {FIN}
    mandat.refresh_from_db()
    assert not mandat.en_vigueur
    assert Modification.objects.filter(objet="départ de la commune", par=agent).exists()
    annulees = DemandeReservation.objects.filter(motif="Départ de la commune.", acceptee=True)
    assert {une.foyer for une in annulees} == {famille_martin.foyer}


def test_the_family_is_told_once_of_its_last_day(centre, famille_martin, agent):
    """Nobody's name, no sum; what is still booked goes unchanged until that day."""
    un_mandat(famille_martin.foyer)
    for arreter in (False, True):  # the second press stops the mandate: the same last day
        faire_partir(famille_martin.foyer, dernier_jour=FIN, arreter_le_mandat=arreter, par=agent)
    [courriel] = Courriel.objects.filter(cle__startswith="depart-de-la-commune")
    texte = lisible(courriel.texte)
    assert "le 9 décembre 2026 comme dernier jour dans nos accueils" in texte
    assert "Jusqu’à ce jour compris, rien ne change." in texte
    assert "prélèvement est arrêté" not in texte  # said as it was the first time
    assert "Léa" not in texte
    assert Notification.objects.filter(cle=courriel.cle).exists()


def test_the_mandate_stays_for_the_last_invoice_unless_it_is_ticked(
    bureau, adresse, centre, famille_martin
):
    mandat = un_mandat(famille_martin.foyer)
    bureau.post(adresse, {"dernier_jour": FIN.isoformat(), "confirmer": "oui"})
    mandat.refresh_from_db()
    assert mandat.en_vigueur


def test_a_child_who_lives_elsewhere_too_keeps_his_registration(
    centre, famille_martin, voisin, agent
):
    rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    avant = faire_partir(famille_martin.foyer, dernier_jour=FIN, arreter_le_mandat=False, par=agent)
    assert [une.enfant for une in avant.gardees] == [famille_martin.lea]
    assert Inscription.objects.get(enfant=famille_martin.lea).fin is None
    assert Inscription.objects.get(enfant=famille_martin.hugo).fin == FIN
    assert jours(famille_martin.lea) == {FIN}  # what this household had booked


def test_it_is_all_or_nothing(centre, famille_martin, agent, monkeypatch):
    def _refuser(*_args, **_champs):
        raise Refus("Non.")

    un_mandat(famille_martin.foyer)
    monkeypatch.setattr(module, "revoquer_mandat", _refuser)
    with pytest.raises(Refus):
        faire_partir(famille_martin.foyer, dernier_jour=FIN, arreter_le_mandat=True, par=agent)
    assert Reservation.objects.count() == 4
    assert not Inscription.objects.exclude(fin=None).exists()
    assert not Attente.objects.exists()


@pytest.mark.parametrize("fin", [date(2024, 12, 9), date(2028, 12, 9)])
def test_a_day_that_changes_nothing_or_is_long_past_is_refused(centre, famille_martin, agent, fin):
    Inscription.objects.update(fin=date(2027, 8, 31))
    with pytest.raises(Refus):
        faire_partir(famille_martin.foyer, dernier_jour=fin, arreter_le_mandat=False, par=agent)


def test_the_certificate_says_until_when_and_leaves_a_trace(bureau, centre, famille_martin, agent):
    foyer, lea = famille_martin.foyer, famille_martin.lea
    certificat = reverse("reservations_bureau:radiation", args=[foyer.pk, lea.pk])
    encore = bureau.get(certificat, follow=True)
    assert "donnez d’abord une fin" in lisible(encore.text)
    faire_partir(foyer, dernier_jour=FIN, arreter_le_mandat=False, par=agent)
    assert certificat in bureau.get(url_du_foyer(foyer, "papiers")).text
    page = lisible(bureau.get(certificat).text)
    assert "n’est plus inscrit ou inscrite dans ses accueils après le" in page
    assert "<strong>9 décembre 2026</strong>" in page
    assert "certificat de radiation de Léa Martin" in set(
        Consultation.objects.values_list("quoi", flat=True)
    )
    pdf = bureau.get(reverse("reservations_bureau:radiation_pdf", args=[foyer.pk, lea.pk]))
    assert pdf.content.startswith(b"%PDF")


def test_a_certificate_is_of_a_child_of_this_household(bureau, famille_martin, voisin):
    args = [famille_martin.foyer.pk, voisin.sami.pk]
    assert bureau.get(reverse("reservations_bureau:radiation", args=args)).status_code == 404


def test_only_who_may_book_and_change_files_makes_a_family_leave(connecter, directrice, adresse):
    assert connecter(directrice).get(adresse).status_code in (302, 403)
