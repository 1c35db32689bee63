"""Several demandes at once: each on its own, and what could not be done is told with its reason."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.actions import prendre, rejeter
from demarches.declaration.verifications import antivirus
from demarches.models import Demande
from famille.models import AdresseFoyer, Document, Enfant
from tests.conftest import creer_foyer
from tests.demarches.essai import DemarcheEssai, deposee, joindre

pytestmark = [pytest.mark.django_db, pytest.mark.horloge]
Statut = Demande.Statut
LOT = "/gestion/demandes/lot/"
VERIFIE = [{"ok": True, "texte": "Adresse connue."}]


@pytest.fixture
def tout_est_verifie(monkeypatch):
    monkeypatch.setattr(DemarcheEssai, "verifications", lambda self, demande: VERIFIE)


@pytest.fixture
def trois(demarche):
    """Three households' demandes."""
    demandes = []
    for rang in range(3):
        foyer, compte = creer_foyer(
            f"2026-0100{rang}", f"Nom{rang}", "Alex", f"alex{rang}@exemple.fr"
        )
        demandes.append(deposee(foyer, compte, f"D-2026-0100{rang}"))
    return demandes


@pytest.fixture
def bureau(connecter, agent, trois):
    return connecter(agent)


def envoyer(bureau, action, demandes, **champs):
    return bureau.post(
        LOT, {"action": action, "demande": [d.pk for d in demandes]} | champs, follow=True
    )


def confirmer(bureau, demandes, **champs):
    vus = {f"vu-{d.pk}": d.passages.last().pk for d in demandes}
    return envoyer(bureau, "confirmer", demandes, **(vus | champs))


def statuts(demandes):
    return [Demande.objects.get(pk=d.pk).statut for d in demandes]


def test_several_are_taken_at_once(bureau, trois, agent):
    reponse = envoyer(bureau, "prendre", trois)
    assert "3 demandes prises en charge." in reponse.text
    assert Demande.objects.filter(agent=agent).count() == 3


def test_one_that_a_colleague_has_is_told_and_the_others_are_taken(bureau, trois, agent, collegue):
    prendre(trois[1], par=collegue)
    texte = envoyer(bureau, "prendre", trois).text
    assert "2 demandes prises en charge." in texte
    assert "déjà prise en charge par Marc Petit" in texte
    assert Demande.objects.filter(agent=agent).count() == 2


def test_several_are_handed_over(bureau, trois, collegue):
    envoyer(bureau, "confier", trois, agent=collegue.pk)
    assert Demande.objects.filter(agent=collegue).count() == 3


def test_handing_over_to_nobody_says_what_is_missing(bureau, trois):
    assert "à qui les confier" in envoyer(bureau, "confier", trois).text


def test_nothing_ticked_says_what_to_do(bureau):
    assert "Cochez d’abord les demandes" in envoyer(bureau, "prendre", []).text


def test_a_forged_key_is_ignored(bureau, trois, agent):
    bureau.post(LOT, {"action": "prendre", "demande": ["x", "1", trois[0].pk]})
    assert Demande.objects.filter(agent=agent).count() == 1


def test_a_draft_is_not_touched(bureau, trois, agent):
    brouillon = Demande.objects.create(code="essai", foyer=trois[0].foyer, par=trois[0].par)
    envoyer(bureau, "prendre", [brouillon])
    assert Demande.objects.get(pk=brouillon.pk).agent is None


def test_validating_asks_first_and_shows_what_would_change(bureau, trois, tout_est_verifie):
    texte = envoyer(bureau, "valider", trois).text
    assert "Prêtes à valider : 3" in texte
    assert "<ins>4 allée des Lilas</ins>" in texte
    assert statuts(trois) == [Statut.EN_ATTENTE] * 3


def test_what_is_shown_leaves_a_trace_on_each_household(bureau, trois, tout_est_verifie, agent):
    envoyer(bureau, "valider", trois)
    for demande in trois:
        assert demande.foyer.consultations.get().par == agent


def test_once_confirmed_each_is_validated_and_applied(bureau, trois, tout_est_verifie):
    reponse = confirmer(bureau, trois)
    assert "3 demandes validées." in reponse.text
    assert statuts(trois) == [Statut.VALIDEE] * 3
    assert AdresseFoyer.objects.filter(voie="4 allée des Lilas").count() == 3


def test_what_a_person_must_see_is_never_validated_in_a_row(bureau, trois):
    assert "Aucune des demandes cochées" in envoyer(bureau, "valider", trois).text
    texte = confirmer(bureau, trois).text
    assert "Le nom sur le justificatif est à comparer" in texte
    assert statuts(trois) == [Statut.EN_ATTENTE] * 3


def test_a_démarche_that_verifies_nothing_is_not_either(bureau, trois, monkeypatch):
    monkeypatch.setattr(DemarcheEssai, "verifications", lambda self, demande: [])
    confirmer(bureau, trois)
    assert statuts(trois) == [Statut.EN_ATTENTE] * 3


@pytest.mark.parametrize(
    "etat", [Document.Etat.NON_ANALYSE, Document.Etat.EN_ANALYSE, Document.Etat.INFECTE]
)
def test_a_piece_that_the_antivirus_has_not_cleared_must_be_opened(
    bureau, trois, tout_est_verifie, etat, settings
):
    settings.CLAMD = "tcp://127.0.0.1:9"
    joindre(trois[0], etat=etat)
    joindre(trois[1], etat=Document.Etat.SAIN)
    texte = confirmer(bureau, trois[:2]).text
    assert "n’a pas été déclarée saine" in texte
    assert statuts(trois[:2]) == [Statut.EN_ATTENTE, Statut.VALIDEE]


def test_a_town_without_antivirus_validates_in_a_row_too(bureau, trois, monkeypatch, settings):
    """Opening an unscanned paper proves nothing: what the screen of one demande admits, this one
    does."""
    settings.CLAMD = ""
    lues = [{"ok": True, "texte": "Tout est vérifié."}]
    monkeypatch.setattr(
        DemarcheEssai,
        "verifications",
        lambda self, demande: [*lues, *(antivirus(p.document) for p in demande.pieces_jointes)],
    )
    joindre(trois[0], etat=Document.Etat.NON_ANALYSE)
    joindre(trois[1], etat=Document.Etat.EN_ANALYSE)
    confirmer(bureau, trois[:2])
    assert statuts(trois[:2]) == [Statut.VALIDEE, Statut.EN_ATTENTE]


def test_one_that_fails_leaves_the_others_validated(bureau, trois, tout_est_verifie, agent):
    rejeter(trois[1], par=agent, motif="Hors de la commune.")
    texte = confirmer(bureau, trois).text
    assert "2 demandes validées." in texte
    assert "Elle n’est pas à valider : rejetée." in texte
    assert statuts(trois) == [Statut.VALIDEE, Statut.REJETEE, Statut.VALIDEE]


def test_one_that_moved_since_the_page_was_shown_is_not_validated_blindly(
    bureau, trois, tout_est_verifie
):
    envoyer(bureau, "confirmer", trois[:1])
    confirmer(bureau, trois[1:2], **{f"vu-{trois[1].pk}": trois[1].passages.last().pk - 1})
    assert statuts(trois[:2]) == [Statut.EN_ATTENTE] * 2


def test_one_goes_back_to_the_list_as_it_was_filtered(bureau, trois):
    reponse = envoyer(bureau, "prendre", trois[:1], retour="agent=personne&etat=")
    assert reponse.redirect_chain == [("/gestion/demandes/?agent=personne&etat=", 302)]
    confirmation = envoyer(bureau, "valider", trois[1:], retour="agent=personne&etat=").text
    assert (
        '<a href="/gestion/demandes/?agent=personne&amp;etat=">Revenir aux demandes</a>'
        in confirmation
    )


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_those_who_may_decide(connecter, request, trois, tout_est_verifie, qui):
    client = connecter(request.getfixturevalue(qui))
    assert client.post(LOT, {"action": "prendre", "demande": [trois[0].pk]}).status_code in (
        302,
        403,
    )
    assert Demande.objects.get(pk=trois[0].pk).agent is None


def test_nothing_is_done_by_a_link(bureau):
    assert bureau.get(LOT).status_code == 405


# With one reason, and one after the other.


def test_several_are_rejected_with_one_reason(bureau, trois):
    page = envoyer(bureau, "rejeter", trois).text
    assert "Rejeter 3 demandes et prévenir" in page
    vide = bureau.post(LOT, {"action": "confirmer-rejet", "demande": [d.pk for d in trois]})
    assert vide.status_code == 422
    assert statuts(trois) == [Statut.EN_ATTENTE] * 3
    vus = {f"vu-{d.pk}": d.passages.last().pk for d in trois}
    reponse = envoyer(
        bureau, "confirmer-rejet", trois, motif="La facture est trop ancienne.", **vus
    )
    assert "3 demandes rejetées." in reponse.text
    assert statuts(trois) == [Statut.REJETEE] * 3
    assert {d.passages.last().motif for d in trois} == {"La facture est trop ancienne."}
    assert all(d.passages.last().signature["nom"] == "Renard" for d in trois)


def test_one_that_moved_meanwhile_is_not_rejected_with_the_others(bureau, trois, agent):
    vus = {f"vu-{d.pk}": d.passages.last().pk for d in trois}
    rejeter(trois[0], par=agent, motif="Déjà.")
    texte = envoyer(bureau, "confirmer-rejet", trois, motif="Trop ancienne.", **vus).text
    assert "2 demandes rejetées." in texte
    assert "Votre décision n’a pas été enregistrée" in texte
    assert trois[0].passages.last().motif == "Déjà."


def test_a_complement_is_asked_of_several_families_at_once(bureau, trois):
    assert "Demander à 3 familles" in envoyer(bureau, "completer", trois).text
    champs = {
        "etapes": ["preuve"],
        "message": "Le document est flou.",
        "limite": (timezone.localdate() + timedelta(days=10)).isoformat(),
    } | {f"vu-{d.pk}": d.passages.last().pk for d in trois}
    reponse = envoyer(bureau, "confirmer-complement", trois, **champs)
    assert "3 demandes rendues à leur famille pour être complétées." in reponse.text
    assert statuts(trois) == [Statut.A_COMPLETER] * 3
    assert {d.complements.get().message for d in trois} == {"Le document est flou."}


def test_a_complement_of_two_démarches_at_once_says_why_it_is_not_asked(bureau, trois):
    Demande.objects.filter(pk=trois[0].pk).update(code="changement-adresse")
    assert "d’une seule démarche" in envoyer(bureau, "completer", trois).text


def test_a_complement_of_several_gives_back_the_pages_that_all_have(bureau, trois):
    """A page of health is one child's."""
    Demande.objects.update(code="informations-du-foyer")
    for rang, demande in enumerate(trois):
        enfant = Enfant.objects.create(prenom="Lou", nom="Nom", naissance=date(2019, 1, 1 + rang))
        enfant.rattachements.create(foyer=demande.foyer, debut=date(2019, 1, 1))
    form = envoyer(bureau, "completer", trois).context["form"]
    pages = [code for code, _titre in form.fields["etapes"].choices]
    assert pages == ["foyer", "autorisations", "contacts", "vaccins"]


def lue(demande):
    return reverse("demandes_modeladmin_lire", args=[demande.pk])


def test_the_ticked_ones_are_read_one_after_the_other(bureau, trois):
    joindre(trois[0])
    premiere = envoyer(bureau, "lire", trois, retour="q=nom")
    assert premiere.redirect_chain[-1][0] == lue(trois[0])
    assert "1 sur 3" in premiere.text
    assert "Le nom sur le justificatif est à comparer" in premiere.text
    assert "Pièce : facture.pdf" in premiere.text
    assert "data-presse" not in premiere.text  # what cannot be taken back waits for Enter
    vu = trois[0].passages.last().pk
    suivante = bureau.post(lue(trois[0]), {"decision": "valider", "vu": vu}, follow=True)
    assert suivante.redirect_chain[-1][0] == lue(trois[1])
    assert "D-2026-01000 validée" in suivante.text
    sans_motif = bureau.post(lue(trois[1]), {"decision": "rejeter"})
    assert sans_motif.status_code == 422
    bureau.post(lue(trois[1]), {"decision": "rejeter", "motif": "Trop ancien."})
    limite = (timezone.localdate() + timedelta(days=10)).isoformat()
    champs = {"etapes": ["preuve"], "message": "Flou.", "limite": limite}
    derniere = bureau.post(lue(trois[2]), {"decision": "completer"} | champs)
    assert derniere.url == "/gestion/demandes/?q=nom"
    assert statuts(trois) == [Statut.VALIDEE, Statut.REJETEE, Statut.A_COMPLETER]


def test_what_a_colleague_has_taken_is_read_and_not_decided(bureau, trois, collegue):
    prendre(trois[1], par=collegue)
    envoyer(bureau, "lire", trois)
    assert [bureau.get(lue(d)).context["a_decider"] for d in trois] == [True, False, True]


def test_one_key_validates_only_what_can_be_taken_back(bureau, trois, monkeypatch):
    monkeypatch.setattr(DemarcheEssai, "annulable", True)
    assert "data-presse" in envoyer(bureau, "lire", trois).text
    vu = trois[0].passages.last().pk
    suivante = bureau.post(lue(trois[0]), {"decision": "valider", "vu": vu}, follow=True)
    assert "Annuler D-2026-01000" in suivante.text
    bureau.post(reverse("demandes_modeladmin_annuler", args=[trois[0].pk]))
    assert statuts(trois[:1]) == [Statut.EN_ATTENTE]


def test_a_demande_that_was_not_ticked_is_not_read_there(bureau, trois):
    assert bureau.get(lue(trois[0])).status_code == 302
    envoyer(bureau, "lire", trois[:1])
    assert bureau.get(lue(trois[1])).url == "/gestion/demandes/"


def test_a_reading_leaves_a_trace_on_the_household(bureau, trois, agent):
    envoyer(bureau, "lire", trois)
    assert "lecture rapide" in trois[0].foyer.consultations.get().quoi


def test_a_decision_that_says_nothing_leaves_a_trace_too(bureau, trois):
    """It shows the demande as well as its address does."""
    envoyer(bureau, "lire", trois)
    assert not trois[1].foyer.consultations.filter(quoi__contains=trois[1].numero).exists()
    assert bureau.post(lue(trois[1]), {"decision": ""}).status_code == 200
    assert trois[1].foyer.consultations.filter(quoi__contains=trois[1].numero).exists()
