"""The demo town obeys the rules that it shows: no date, no absence and no sentence that its own
data contradict."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.utils import timezone

from demarches.models import Demande
from demo.ville.activites.inscrits import SEUL_DES
from demo.ville.comptes import FAMILLES
from demo.ville.facturation.comptages import jours_depuis_le_fichier
from demo.ville.foyers.personnages import NON_ACTIVE
from demo.ville.jours import JOUR_DE_FACTURATION
from famille.models import (
    Autorisation,
    Courriel,
    Facture,
    FicheSanitaire,
    Foyer,
    Message,
    Modification,
    Paiement,
)
from famille.regles.foyer import age_le
from famille.socle.dire import en_moment
from reservations.facturation.panneau import a_signaler
from reservations.models import ConsommationImportee, Ouverture, ReglageReservations, Reservation

pytestmark = pytest.mark.usefixtures("village")
Presence = Reservation.Presence


def _jour(instant):
    return timezone.localdate(instant) if hasattr(instant, "hour") else instant


@pytest.mark.parametrize(
    ("modele", "foyer", "date"),
    [
        (Facture, "foyer", "emise_le"),
        (Demande, "foyer", "deposee_le"),
        (Reservation, "foyer", "creee_le"),
        (Reservation, "foyer", "creneau__jour"),
        (ConsommationImportee, "foyer", "jour"),
        (Paiement, "foyer", "ouvert_le"),
        (Message, "fil__foyer", "le"),
        (Modification, "foyer", "le"),
    ],
)
def test_nothing_happens_to_a_household_before_its_file_is_open(modele, foyer, date):
    ouverts = {pk: _jour(le) for pk, le in Foyer.objects.values_list("pk", "cree_le")}
    lignes = modele.objects.exclude(**{date: None}).values_list(foyer, date)
    assert len(lignes) > 1
    assert [(pk, le) for pk, le in lignes if _jour(le) < ouverts[pk]] == []


def test_a_health_record_was_not_changed_on_the_day_the_town_was_made():
    """Its last change is told to its family, above the readings of agents in the weeks before."""
    assert FicheSanitaire.objects.count() > 10
    assert not FicheSanitaire.objects.filter(modifiee_le__date=timezone.localdate()).exists()


def test_no_sick_day_is_excused_that_the_rules_leave_charged():
    """Of the booked days of a child, one after the other, the first ones of each absence stay
    charged."""
    carence = ReglageReservations.load().carence_jours
    jours = defaultdict(dict)
    lues = Reservation.objects.exclude(presence=Presence.PREVU).order_by("creneau__jour")
    for cle in lues.values_list(
        "enfant", "foyer", "creneau__activite", "creneau__jour", "presence"
    ):
        jours[cle[:3]].setdefault(cle[3], set()).add(cle[4])
    excuses, fautes = 0, []
    for enfant, siens in jours.items():
        suite = 0
        for jour, presences in siens.items():
            suite = 0 if Presence.PRESENT in presences else suite + 1
            if Presence.ABSENT_JUSTIFIE in presences:
                excuses += 1
                fautes += [(enfant, jour)] if suite <= carence else []
    assert fautes == []
    assert excuses > 3
    assert not ConsommationImportee.objects.filter(presence=Presence.ABSENT_JUSTIFIE).exists()


def test_the_certificate_that_waits_would_change_something():
    demande = Demande.objects.get(code="justificatif-medical")
    assert any(
        ligne["apres"] == "Absence justifiée, non facturée"
        for ligne in demande.demarche.changements(demande)
    )


def test_an_agent_s_answer_says_the_opening_that_is_planned():
    ouverture = (
        Ouverture.objects.filter(ouvre_le__gt=timezone.now()).order_by("ouvre_le", "debut").first()
    )
    dits = " ".join(
        Message.objects.filter(fil__foyer__numero="2026-00417").values_list("texte", flat=True)
    )
    if ouverture:
        assert (
            f"s’ouvre à la réservation le {en_moment(ouverture.ouvre_le, timezone.now())}" in dits
        )
        assert ouverture.nom[1:] in dits
    else:  # in July the year's last one is behind
        assert "s’ouvre à la réservation le" not in dits
        assert "La date n’est pas encore fixée" in dits


def test_the_activation_mail_that_the_page_promises_is_about_to_be_in_the_box():
    """The worker delivers what is not marked as sent; everybody else of the box has activated long
    ago."""
    attendus = Courriel.objects.filter(cle__startswith="compte-activation-", envoye_le=None)
    assert [courriel.destinataire for courriel in attendus] == [NON_ACTIVE]
    assert NON_ACTIVE not in {fiche["courriel"] for fiche in FAMILLES}


@pytest.mark.parametrize("quantieme", range(1, 32))
def test_a_month_is_counted_before_it_is_billed(quantieme):
    jour = date(2027, 1, quantieme)
    assert (jour - timedelta(days=jours_depuis_le_fichier(jour))).day < JOUR_DE_FACTURATION


def test_the_town_has_forgotten_to_bill_no_month():
    assert Facture.objects.exists()
    assert [str(un) for un in a_signaler(timezone.localdate())] == []


def test_no_little_one_goes_home_alone():
    seuls = Autorisation.objects.filter(
        genre=Autorisation.Genre.SORTIE_SEUL, accordee=True
    ).select_related("enfant")
    assert len(seuls) > 5
    assert [
        seul.enfant
        for seul in seuls
        if age_le(timezone.localdate(seul.le), seul.enfant.naissance) < SEUL_DES
    ] == []
