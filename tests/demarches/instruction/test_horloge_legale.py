"""The legal clock, day after day, as the family and the agent read it (CRPA L231-1, L231-4, L114-5;
D3).

A change of address sent on 25 November: the service says 14 days, the law 2 months.
"""

from datetime import date

import pytest
from django.test import Client

from demarches.actions import demander_complement
from demarches.bureau import urls_de
from demarches.instruction.liste_des_places import en_retard
from demarches.models import Demande, ReglageDemarche
from famille.models import Courriel
from tests.demarches.depot.test_depot import rouvrir
from tests.demarches.outils import justificatif, nouvelle_adresse

pytestmark = pytest.mark.django_db
Silence = ReglageDemarche.Silence
SORT = {Silence.ACCEPTATION: "acceptée", Silence.REJET: "rejetée"}
les_deux = pytest.mark.parametrize("effet", SORT)
LIMITE = date(2026, 12, 15)


@pytest.fixture
def le(time_machine):
    def aller(jour):
        time_machine.move_to(f"{jour} 10:00+01:00", tick=False)

    aller("2026-11-25")
    return aller


@pytest.fixture
def envoyee(le, camille, effet):
    """Navigateur: Camille, her demande sent; silence means `effet`."""
    ReglageDemarche.objects.filter(code="changement-adresse").update(effet_silence=effet)
    rouvrir(camille)
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif())
    camille.poster("recapitulatif", {"certifie": "on"})
    return camille


@pytest.fixture
def incomplete(envoyee, agent, le):
    """On 5 December an agent asks for a page, by the 15th: ten days."""
    le("2026-12-05")
    demander_complement(
        envoyee.relue(), par=agent, etapes=["justificatif"], message="Illisible.", limite=LIMITE
    )
    return envoyee


def completer(navigateur):
    rouvrir(navigateur)
    navigateur.poster("justificatif", {"nature": "facture", "date_document": "20/11/2026"})
    navigateur.poster("recapitulatif", {"certifie": "on"})


def lu(navigateur):
    """str: the family's page of the demande."""
    rouvrir(navigateur)
    return " ".join(
        navigateur.client.get(f"/demarches/demande/{navigateur.demande.pk}/").text.split()
    )


@les_deux
def test_the_day_of_silence_is_said_before_and_its_effect_after(
    envoyee, effet, le, connecter, agent
):
    assert (
        "Sans réponse au 25 janvier 2027</summary> <p>Si elle est complète, elle sera considérée"
        f" comme {SORT[effet]}" in lu(envoyee)
    )
    le("2027-01-25")
    assert "sera considérée" in lu(envoyee)  # the day itself is still the service's
    assert "Sans réponse le" not in connecter(agent, Client()).get(urls_de(envoyee.relue())).text
    le("2027-01-26")
    echue = (
        "Faute de réponse le 25 janvier 2027, et si elle est complète, elle est considérée comme"
        f" {SORT[effet]}"
    )
    assert echue in lu(envoyee)
    nom = {Silence.ACCEPTATION: "acceptation", Silence.REJET: "rejet"}[effet]
    au_bureau = " ".join(connecter(agent, Client()).get(urls_de(envoyee.relue())).text.split())
    assert f"Le silence vaut {nom} le 25 janvier 2027." in au_bureau
    assert "Sans réponse le 25 janvier 2027, cette demande est" in au_bureau
    assert ("retirer une décision acquise" in au_bureau) is (effet == Silence.ACCEPTATION)
    assert envoyee.relue().statut == Demande.Statut.EN_ATTENTE  # an agent still answers, late


@pytest.mark.parametrize(
    ("effet", "echeance", "phrase"),
    [
        (Silence.ACCEPTATION, None, "ne commence qu’à la réception de ce qui manque"),
        (
            Silence.REJET,
            date(2027, 2, 4),
            "considérée comme rejetée le 4 février 2027 : ce délai est suspendu",
        ),
    ],
)
def test_an_incomplete_demande_stops_the_clock(incomplete, echeance, phrase):
    """Acceptance has no date while something is awaited; rejection waits for the ten days
    granted."""
    assert incomplete.relue().echeance == echeance
    assert phrase in lu(incomplete)
    assert phrase in " ".join(
        Courriel.objects.get(cle__startswith="decision_complement").texte.split()
    )


@pytest.mark.parametrize(
    ("effet", "recu", "silence", "echeance"),
    [
        (Silence.ACCEPTATION, "2026-12-07", "7 février 2027", date(2026, 12, 21)),
        (Silence.ACCEPTATION, "2026-12-30", "28 février 2027", date(2027, 1, 13)),
        (Silence.REJET, "2026-12-07", "27 janvier 2027", date(2026, 12, 21)),
        (Silence.REJET, "2026-12-30", "4 février 2027", date(2027, 1, 13)),
    ],
    ids=["accepted, early", "accepted, late", "rejected, early", "rejected, late"],
)
def test_an_early_or_late_complement_moves_the_day(
    incomplete, effet, recu, silence, echeance, le, connecter, agent
):
    """Acceptance counts again from what was received, even late; rejection from the days that were
    really waited, ten at most."""
    le(recu)
    completer(incomplete)
    assert incomplete.relue().echeance == echeance
    assert (
        f"Sans réponse au {silence}</summary> <p>Si elle est complète, elle sera considérée comme"
        f" {SORT[effet]}" in lu(incomplete)
    )
    recu_du_complement = " ".join(
        Courriel.objects.get(cle__startswith="complement_recu").texte.split()
    )
    assert f"le {silence}" in recu_du_complement
    assert SORT[effet] in recu_du_complement
    assert f"le {silence}." in connecter(agent, Client()).get(urls_de(incomplete.relue())).text


@pytest.mark.parametrize("effet", [Silence.SANS_OBJET])
def test_a_mere_declaration_has_no_legal_day(envoyee, le):
    le("2027-06-01")
    page = lu(envoyee)
    assert "considérée comme" not in page
    assert "la réponse a du retard : elle était attendue le 9 décembre 2026" in page


@les_deux
def test_at_the_desk_the_late_one_is_counted_late_the_day_after(envoyee, le):
    attendue = envoyee.relue().echeance
    assert attendue == date(2026, 12, 9)  # what the service said, earlier than the law
    assert not Demande.objects.a_traiter().filter(en_retard(attendue)).exists()
    assert Demande.objects.a_traiter().filter(en_retard(date(2026, 12, 10))).exists()
