"""What an agent decides: applied whole or not at all, signed, announced, and by one agent only."""

import threading
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from demarches.actions import (
    PassageImpossible,
    confier,
    demander_complement,
    noter,
    prendre,
    rejeter,
    rendre,
    valider,
)
from demarches.models import Demande, Passage
from famille.models import AdresseFoyer, Alerte, Courriel, Document
from reservations.regles.juge import PARIS
from tests.demarches.essai import DemarcheEssai, joindre, le

pytestmark = pytest.mark.django_db
DANS_DIX_JOURS = timedelta(days=10)


def relire(demande):
    return Demande.objects.get(pk=demande.pk)


def test_validating_changes_the_household_and_freezes_what_it_changed(demande, agent):
    valider(demande, par=agent)
    relue = relire(demande)
    assert relue.statut == Demande.Statut.VALIDEE
    assert relue.foyer.adresse.voie == "4 allée des Lilas"
    assert relue.changements[0] == {
        "libelle": "Rue",
        "avant": "12 rue Bourdillon",
        "apres": "4 allée des Lilas",
    }


def test_a_decision_keeps_who_signed_it(demande, agent):
    passage = valider(demande, par=agent)
    agent.qualite = "autre chose"
    agent.save()
    assert Passage.objects.get(pk=passage.pk).signature == {
        "prenom": "Sophie",
        "nom": "Renard",
        "qualite": "gestionnaire des dossiers familles",
        "service": "Pôle Familles",
    }


def test_an_account_that_cannot_sign_cannot_decide(demande, agent):
    agent.qualite = ""
    with pytest.raises(PassageImpossible, match="la qualité"):
        valider(demande, par=agent)
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE


def test_a_failure_in_the_middle_leaves_everything_as_it_was(demande, agent, monkeypatch):
    appliquer = DemarcheEssai.appliquer

    def appliquer_puis_echouer(self, demande, *, par):
        appliquer(self, demande, par=par)
        raise RuntimeError("no more disk")

    monkeypatch.setattr(DemarcheEssai, "appliquer", appliquer_puis_echouer)
    with pytest.raises(RuntimeError):
        valider(demande, par=agent)
    relue = relire(demande)
    assert (relue.statut, relue.agent, relue.changements) == (Demande.Statut.EN_ATTENTE, None, [])
    assert relue.foyer.adresse.voie == "12 rue Bourdillon"
    assert relue.passages.count() == 1
    assert not Courriel.objects.exists()


def test_a_decision_is_announced_by_mail_and_read_in_the_portal(demande, agent):
    rejeter(demande, par=agent, motif="La facture a plus de trois mois.")
    [courriel] = Courriel.objects.all()
    assert courriel.destinataire == "camille.martin@exemple.fr"
    assert f"/demarches/demande/{demande.pk}/" in courriel.texte
    assert "Sophie Renard, gestionnaire des dossiers familles" in courriel.texte
    assert "facture" not in courriel.texte + courriel.html
    assert "Lilas" not in courriel.texte + courriel.html


def test_a_telephone_that_asked_is_told_that_there_is_an_answer_and_not_which(
    demande, agent, famille_martin, abonner_un_telephone
):
    abonner_un_telephone(famille_martin.camille)
    rejeter(demande, par=agent, motif="La facture a plus de trois mois.")
    [alerte] = Alerte.objects.all()
    assert alerte.texte == "Une de vos démarches a reçu sa réponse. Lisez-la dans le portail."
    assert alerte.lien == f"/demarches/demande/{demande.pk}/"
    assert alerte.prochain_essai_le == Courriel.objects.get().prochain_essai_le


def test_an_adult_is_told_of_what_an_agent_entered_for_him(demande, agent):
    Demande.objects.filter(pk=demande.pk).update(par=agent)
    valider(demande, par=agent)
    assert [courriel.destinataire for courriel in Courriel.objects.all()] == [
        "camille.martin@exemple.fr"
    ]


def test_rejecting_without_a_reason_is_impossible(demande, agent):
    with pytest.raises(PassageImpossible, match="motivé"):
        rejeter(demande, par=agent, motif="  ")
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE


def test_a_rejection_keeps_its_reason_and_changes_nothing_of_the_household(demande, agent):
    rejeter(demande, par=agent, motif="La facture a plus de trois mois.")
    assert demande.passages.last().motif == "La facture a plus de trois mois."
    assert relire(demande).foyer.adresse.voie == "12 rue Bourdillon"


@pytest.mark.parametrize(
    ("etat", "phrase"),
    [
        (Document.Etat.INFECTE, "contient un virus"),
        (Document.Etat.EN_ANALYSE, "en cours d’analyse"),
    ],
)
def test_a_demande_whose_piece_is_not_safe_is_not_validated(demande, agent, etat, phrase):
    joindre(demande, etat=etat)
    with pytest.raises(PassageImpossible, match=phrase):
        valider(demande, par=agent)
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE


def test_a_piece_that_no_antivirus_has_read_does_not_stop_the_agent(demande, agent):
    joindre(demande, etat=Document.Etat.NON_ANALYSE)
    valider(demande, par=agent)
    assert relire(demande).statut == Demande.Statut.VALIDEE


def test_an_infected_piece_does_not_stop_a_complement(demande, agent):
    joindre(demande, etat=Document.Etat.INFECTE)
    demander_complement(
        demande,
        par=agent,
        etapes=["preuve"],
        message="Autre fichier.",
        limite=timezone.localdate() + DANS_DIX_JOURS,
    )
    assert relire(demande).statut == Demande.Statut.A_COMPLETER


@time_machine.travel(le(2026, 11, 25), tick=False)
def test_a_complement_gives_pages_back_and_suspends_the_clock(demande, agent):
    Demande.objects.filter(pk=demande.pk).update(deposee_le=le(2026, 11, 18))
    demander_complement(
        demande,
        par=agent,
        etapes=["preuve"],
        message="Une facture lisible.",
        limite=date(2026, 12, 10),
    )
    relue = relire(demande)
    complement = relue.complements.get()
    assert (relue.statut, complement.etapes, complement.message) == (
        "a-completer",
        ["preuve"],
        "Une facture lisible.",
    )
    assert relue.echeance == date(2027, 2, 2)  # 18 January, 15 days later
    assert "jeudi 10 décembre 2026" in Courriel.objects.get().texte


@pytest.mark.parametrize(
    ("manque", "phrase"),
    [
        ({"etapes": []}, "au moins une page"),
        ({"etapes": ["inconnue"]}, "au moins une page"),
        ({"message": " "}, "ce qui manque"),
        ({"limite": date(2020, 1, 1)}, "après aujourd’hui"),
    ],
)
def test_a_complement_says_what_pages_what_is_missing_and_by_when(demande, agent, manque, phrase):
    entier = {
        "etapes": ["preuve"],
        "message": "La facture.",
        "limite": timezone.localdate() + DANS_DIX_JOURS,
    }
    with pytest.raises(PassageImpossible, match=phrase):
        demander_complement(demande, par=agent, **(entier | manque))
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE


def test_a_demande_without_an_answer_to_its_complement_is_rejected_once_the_delay_is_over(
    demande, agent, time_machine
):
    limite = timezone.localdate() + DANS_DIX_JOURS
    demander_complement(demande, par=agent, etapes=["preuve"], message="La facture.", limite=limite)
    with pytest.raises(PassageImpossible, match="La famille a jusqu’au"):
        rejeter(demande, par=agent, motif="Vous n’avez pas envoyé la facture demandée.")
    assert relire(demande).statut == Demande.Statut.A_COMPLETER
    time_machine.move_to(timezone.now() + DANS_DIX_JOURS + timedelta(days=1))
    rejeter(demande, par=agent, motif="Vous n’avez pas envoyé la facture demandée.")
    assert relire(demande).statut == Demande.Statut.REJETEE


def test_the_last_day_granted_is_still_the_family_s(demande, agent, time_machine):
    limite = timezone.localdate() + DANS_DIX_JOURS
    demander_complement(demande, par=agent, etapes=["preuve"], message="La facture.", limite=limite)
    time_machine.move_to(datetime.combine(limite, time(23, 59), PARIS), tick=False)
    with pytest.raises(PassageImpossible, match="La famille a jusqu’au"):
        rejeter(demande, par=agent, motif="Vous n’avez pas envoyé la facture demandée.")
    assert relire(demande).statut == Demande.Statut.A_COMPLETER


def test_the_second_agent_is_told_who_decided(demande, agent, collegue):
    ouverte_avant = relire(demande)
    valider(demande, par=agent)
    with pytest.raises(PassageImpossible, match="vient d’être traitée par Sophie Renard"):
        rejeter(ouverte_avant, par=collegue, motif="Non.")
    assert relire(demande).statut == Demande.Statut.VALIDEE


def test_a_demande_that_moved_since_it_was_read_is_not_decided(demande, agent):
    vu = demande.passages.last().pk
    Passage.objects.create(demande=demande, de="a-completer", vers="en-attente", par=demande.par)
    with pytest.raises(PassageImpossible, match="a changé depuis"):
        valider(demande, par=agent, vu=vu)


def test_deciding_takes_the_demande(demande, agent):
    valider(demande, par=agent)
    assert relire(demande).agent == agent


def test_a_demande_taken_by_a_colleague_is_not_decided_by_another(demande, agent, collegue):
    prendre(demande, par=collegue)
    with pytest.raises(PassageImpossible, match="prise en charge par Marc Petit"):
        valider(demande, par=agent)
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE


def test_taking_twice_ones_own_demande_changes_nothing(demande, agent):
    prendre(demande, par=agent)
    prise_le = relire(demande).prise_le
    prendre(relire(demande), par=agent)
    assert relire(demande).prise_le == prise_le


def test_a_demande_given_back_can_be_taken_by_another(demande, agent, collegue):
    prendre(demande, par=agent)
    rendre(demande, par=agent)
    prendre(demande, par=collegue)
    assert relire(demande).agent == collegue


def test_only_ones_own_demande_is_given_back(demande, agent, collegue):
    prendre(demande, par=collegue)
    with pytest.raises(PassageImpossible, match="n’est plus la vôtre"):
        rendre(relire(demande), par=agent)
    assert relire(demande).agent == collegue


def test_handing_over_is_noted(demande, agent, collegue):
    prendre(demande, par=collegue)
    confier(relire(demande), par=agent, agent=agent)
    assert relire(demande).agent == agent
    assert demande.notes.get().texte == "Demande confiée à Sophie Renard."


def test_a_demande_is_not_handed_to_someone_who_may_not_decide(demande, agent, redactrice):
    with pytest.raises(PassageImpossible, match="ne peut pas traiter"):
        confier(demande, par=agent, agent=redactrice)


def test_an_empty_note_is_refused(demande, agent):
    with pytest.raises(PassageImpossible, match="vide"):
        noter(demande, "  ", par=agent)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_agents_who_validate_at_once_one_wins_and_the_other_is_told(
    demande, agent, collegue
):
    depart = threading.Barrier(2)
    refus, erreurs = [], []

    def essayer(qui):
        try:
            lue = relire(demande)
            depart.wait(timeout=20)
            valider(lue, par=qui)
        except PassageImpossible as refuse:
            refus.append(str(refuse))
        except BaseException as erreur:  # noqa: BLE001 - shown by the assertion below
            erreurs.append(erreur)
        finally:
            connection.close()

    fils = [threading.Thread(target=essayer, args=[qui]) for qui in (agent, collegue)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)
    assert erreurs == []
    assert len(refus) == 1
    assert "traitée par" in refus[0]
    assert relire(demande).passages.filter(vers=Demande.Statut.VALIDEE).count() == 1
    assert AdresseFoyer.objects.filter(foyer=demande.foyer, voie="4 allée des Lilas").count() == 1
    assert Courriel.objects.count() == 1
