"""A reduction that the régie grants: priced while booking as it is billed, told on the invoice,
seen red in what was billed before it (docs/comprendre/tarifs.md)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from famille.models import LigneARevoir, LigneFacture, Modification
from famille.socle.erreurs import Refus
from reservations.consommation.lignes import lire_consommations
from reservations.facturation.actions import publier_campagne
from reservations.lecture.filtres import Mois
from reservations.models import ReductionAccordee, ReductionVotee, TrancheTarif
from reservations.reductions.actions import (
    accorder_une_reduction,
    finir_une_reduction,
    retirer_une_reduction,
)
from tests.reservations.consommation.scene import reserve
from tests.reservations.facturation.scene import calculer, executer
from tests.reservations.tarifs.test_prix import bloc, creer_activite, inscrire, le_prix

pytestmark = pytest.mark.django_db
JOURS = [date(2026, 11, 4), date(2026, 11, 18)]
NOVEMBRE = Mois(2026, 11)
PLEIN = Decimal("5.60")


@pytest.fixture(autouse=True)
def en_decembre(time_machine):
    time_machine.move_to("2026-12-02 10:00+01:00", tick=False)


def accorder(par, **champs):
    valeurs = {
        "genre": "sans-condition",
        "seuil": 0,
        "valeur": Decimal(10),
        "mesure": "pourcent",
        "motif": "Aide du CCAS",
        "debut": date(2026, 9, 1),
        "fin": None,
    }
    return accorder_une_reduction(ReductionAccordee(**valeurs | champs), par=par)


def billed(foyer):
    lignes = lire_consommations(NOVEMBRE, foyers=[foyer.pk])
    return [(ligne.jour, ligne.prix.montant) for ligne in lignes]


@pytest.fixture
def novembre(famille_martin, voisin, activite):
    for jour in JOURS:
        reserve(famille_martin.foyer, famille_martin.lea, activite, jour)
    reserve(voisin.foyer, voisin.sami, activite, JOURS[0])


@pytest.mark.parametrize(
    ("champs", "attendus"),
    [
        ({}, ["5.04", "5.04"]),
        ({"valeur": Decimal("0.60"), "mesure": "montant"}, ["5.00", "5.00"]),
        ({"debut": date(2026, 11, 5)}, ["5.60", "5.04"]),
        ({"fin": date(2026, 11, 4)}, ["5.04", "5.60"]),  # its last day is one of its days
        ({"genre": "rang-de-l-enfant", "seuil": 2}, ["5.60", "5.60"]),  # the eldest
    ],
)
def test_a_household_pays_less_on_its_days_alone(
    famille_martin, voisin, activite, novembre, agent, champs, attendus
):
    accorder(agent, foyer=famille_martin.foyer, **champs)
    assert [str(montant) for _jour, montant in billed(famille_martin.foyer)] == attendus
    assert billed(voisin.foyer) == [(JOURS[0], PLEIN)]


def test_what_is_shown_while_booking_is_what_is_billed(famille_martin, activite, novembre, agent):
    inscrire(famille_martin.lea, activite)
    ReductionVotee.objects.create(
        grille=activite.grilles.get(), genre="rang-de-l-enfant", seuil=2, valeur=10
    )
    accorder(agent, foyer=famille_martin.foyer, valeur=Decimal("33.33"))
    accorder(agent, structure=activite.structure, mesure="montant", motif="Travaux")
    ReductionAccordee.objects.filter(motif="Travaux").update(valeur="0.40")
    montre = le_prix(famille_martin.foyer, famille_martin.lea, activite, bloc(JOURS[0]))
    (ligne, *_autre) = lire_consommations(NOVEMBRE, foyers=[famille_martin.foyer.pk])
    assert Decimal(montre.centimes) / 100 == ligne.prix.montant == Decimal("3.47")
    dites = " ".join(ligne.raison.calcul["phrases"]).replace("\u00a0", " ")
    for dite in montre.reductions_dites:
        assert dite[1:].replace("\u00a0", " ") in dites
    assert dites.index("Travaux") < dites.index("Aide du CCAS")


def test_a_centre_s_reduction_is_not_another_s(famille_martin, activite, agent):
    ailleurs = creer_activite("Mercredis", "La Valla")
    accorder(agent, structure=ailleurs.structure)
    assert not le_prix(famille_martin.foyer, famille_martin.lea, activite).reductions


def test_the_invoice_s_line_says_it(famille_martin, activite, novembre, agent):
    accorder(agent, foyer=famille_martin.foyer)
    calculer(agent)
    ligne = LigneFacture.objects.filter(facture__foyer=famille_martin.foyer).first()
    phrases = [une.replace("\u00a0", " ") for une in ligne.calcul["phrases"]]
    assert "Réduction (Aide du CCAS) : − 10 %." in phrases
    assert any("arrondi au centime" in une for une in phrases)


def test_what_was_billed_before_is_listed_until_it_is_right_again(
    famille_martin, activite, novembre, agent
):
    campagne = calculer(agent)
    publier_campagne(campagne, par=agent)
    executer(campagne)
    accordee = accorder(agent, foyer=famille_martin.foyer)
    assert {str(une.trop) for une in LigneARevoir.objects.all()} == {"0.56"}
    assert LigneARevoir.objects.count() == 2
    finir_une_reduction(accordee, fin=JOURS[0], par=agent)
    assert LigneARevoir.objects.count() == 1
    retirer_une_reduction(ReductionAccordee.objects.get(), par=agent)
    assert not LigneARevoir.objects.exists()
    dites = Modification.objects.filter(foyer=famille_martin.foyer, objet="réduction")
    assert dites.count() == 3


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"foyer": None}, "foyer"),
        ({"motif": " "}, "motif"),
        ({"fin": date(2026, 8, 31)}, "fin"),
        ({"valeur": Decimal(101)}, "valeur"),
        ({"valeur": Decimal(0)}, "valeur"),
        ({"genre": "rang-de-l-enfant", "seuil": 1}, "seuil"),
        ({"seuil": 3}, "seuil"),
    ],
)
def test_what_cannot_be_granted_is_said_at_its_field(famille_martin, agent, champs, champ):
    with pytest.raises(Refus) as refus:
        accorder(agent, **{"foyer": famille_martin.foyer} | champs)
    assert refus.value.champ == champ
    assert not ReductionAccordee.objects.exists()


def test_an_activity_of_another_centre_is_refused(agent, activite):
    ailleurs = creer_activite("Mercredis", "La Valla")
    with pytest.raises(Refus) as refus:
        accorder(agent, structure=ailleurs.structure, activite=activite)
    assert refus.value.champ == "activite"


def test_the_regie_grants_ends_and_takes_back_one_on_its_screens(
    connecter, regisseur, famille_martin
):
    navigateur = connecter(regisseur)
    saisie = {
        "foyer": famille_martin.foyer.numero,
        "genre": "sans-condition",
        "valeur": "12,50",
        "mesure": "pourcent",
        "motif": "Agent de la ville",
        "debut": "01/09/2026",
    }
    nouvelle = reverse("reservations_bureau:reduction_nouvelle")
    assert "Aucun dossier" in navigateur.post(nouvelle, saisie | {"foyer": "x"}, follow=True).text
    navigateur.post(nouvelle, saisie)
    accordee = ReductionAccordee.objects.get()
    assert (accordee.foyer, accordee.valeur) == (famille_martin.foyer, Decimal("12.50"))
    liste = navigateur.get(reverse("reservations_bureau:reductions")).text
    assert "Agent de la ville" in liste
    assert "après la dernière" in liste  # the order and the rounding
    page = reverse("reservations_bureau:reduction", args=[accordee.pk])
    assert "Agent de la ville" in navigateur.get(page).text
    navigateur.post(page, {"fin": "31/12/2026"})
    accordee.refresh_from_db()
    assert accordee.fin == date(2026, 12, 31)
    navigateur.post(page, {"retirer": "oui"})
    assert not ReductionAccordee.objects.exists()


def test_who_only_reads_them_changes_none(connecter, agent, famille_martin):
    accordee = accorder(agent, foyer=famille_martin.foyer)
    page = reverse("reservations_bureau:reduction", args=[accordee.pk])
    navigateur = connecter(agent)
    assert navigateur.get(page).status_code == 200
    navigateur.post(page, {"retirer": "oui"})
    assert ReductionAccordee.objects.exists()


def lignes_de(tirage):
    return st.lists(tirage, max_size=3)


VOTEES = lignes_de(st.tuples(st.integers(2, 4), st.integers(1, 100)))
ACCORDEES = lignes_de(
    st.tuples(
        st.sampled_from(["foyer", "structure", "activite"]),
        st.sampled_from(["pourcent", "montant"]),
        st.integers(1, 99),
        st.sampled_from(JOURS),
    )
)


def plainement(activite, jour, rang):
    """The price of a half-day for a quotient of 800, out of the rows alone, in the town's words."""
    prix = TrancheTarif.objects.get(grille__activite=activite, jusqua=None).prix
    votees = ReductionVotee.objects.filter(grille__activite=activite, seuil__lte=rang)
    if sienne := votees.order_by("-seuil").first():
        prix = prix * (100 - sienne.valeur) / 100
    for du_foyer in (False, True):
        for mesure in ("pourcent", "montant"):
            for une in ReductionAccordee.objects.filter(
                foyer__isnull=not du_foyer, mesure=mesure, debut__lte=jour
            ):
                if mesure == "pourcent":
                    prix = prix * (100 - une.valeur) / 100
                else:
                    prix = max(prix - une.valeur, Decimal(0))
    return prix.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(votees=VOTEES, accordees=ACCORDEES)
def test_what_is_billed_is_what_a_plain_reckoning_of_the_rows_gives(
    votees, accordees, famille_martin, activite, agent
):
    foyer = famille_martin.foyer
    ReductionVotee.objects.all().delete()
    ReductionAccordee.objects.all().delete()
    for enfant in (famille_martin.lea, famille_martin.hugo):
        if not enfant.inscriptions.exists():
            inscrire(enfant, activite)
            for jour in JOURS:
                reserve(foyer, enfant, activite, jour)
    for seuil, valeur in dict(votees).items():
        ReductionVotee.objects.create(
            grille=activite.grilles.get(), genre="rang-de-l-enfant", seuil=seuil, valeur=valeur
        )
    lieux = {"foyer": foyer, "structure": activite.structure, "activite": activite}
    for ou, mesure, valeur, debut in accordees:
        combien = Decimal(valeur) if mesure == "pourcent" else Decimal(valeur) / 10
        champs = {"mesure": mesure, "valeur": combien, "debut": debut, ou: lieux[ou]}
        accorder(agent, **champs)
    rangs = {famille_martin.lea.pk: 1, famille_martin.hugo.pk: 2}
    lues = list(lire_consommations(NOVEMBRE, foyers=[foyer.pk]))
    assert len(lues) == 4
    for ligne in lues:
        assert ligne.prix.montant == plainement(activite, ligne.jour, rangs[ligne.quoi.enfant])


def test_whatever_is_sent_who_reads_it_is_in_the_household_s_journal(
    famille_martin, regisseur, connecter
):
    accordee = accorder(regisseur, foyer=famille_martin.foyer)
    adresse = reverse("reservations_bureau:reduction", args=[accordee.pk])
    assert connecter(regisseur).post(adresse, {"fin": "jamais"}).status_code == 422
    assert famille_martin.foyer.consultations.get().par == regisseur
