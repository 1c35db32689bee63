"""A parent comes to the counter with what was missing from a demande that was sent online: an agent
answers the complement for the family, and the family reads who did (D8)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demarches.actions import PassageImpossible, commencer_la_saisie, demander_complement
from demarches.bureau import urls_de
from demarches.instruction.papiers import feuille_de_l_accuse
from demarches.models import Demande, SaisieDuComplement
from demarches.reglages.initiaux import creer_reglages
from famille.models import Courriel, Document
from tests.demarches.essai import deposee
from tests.demarches.outils import Navigateur, pdf
from tests.famille.documents.test_pages_d_un_document import photo
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
QUI = "Au guichet, par Sophie Renard, gestionnaire des dossiers familles, Pôle Familles"


def saisir_pour(demande):
    return reverse("demandes_modeladmin_saisir-pour", args=[demande.pk])


def complement(demande, collegue, *etapes):
    """The demande, which a colleague waits for."""
    limite = timezone.localdate() + timedelta(days=10)
    demander_complement(
        demande, par=collegue, etapes=etapes, message="La facture est illisible.", limite=limite
    )
    return Demande.objects.get(pk=demande.pk)


@pytest.fixture
def attendue(demande, collegue):
    """Sent online by the Martins; the colleague who has it waits for another proof."""
    return complement(demande, collegue, "preuve")


@pytest.fixture
def guichet(connecter, agent, attendue):
    """Navigateur: Sophie, who is at the counter and has not this demande in charge, Camille before
    her."""
    return Navigateur(connecter(agent), attendue)


def commencer(guichet, canal="guichet"):
    return guichet.client.post(saisir_pour(guichet.demande), {"canal": canal})


def envoyer(guichet):
    return guichet.client.post(
        guichet.adresse("recapitulatif"),
        {
            "assistant-current_step": "recapitulatif",
            "action": "valider",
            "recapitulatif-certifie": "on",
        },
        follow=True,
    )


def test_a_complement_is_entered_from_the_demande_s_page(guichet, attendue, agent):
    ecran = guichet.client.get(urls_de(attendue)).text
    assert "Compléter pour la famille" in ecran  # though a colleague has it in charge
    assert "La facture est illisible." in guichet.client.get(saisir_pour(attendue)).text
    reponse = commencer(guichet)
    assert reponse.url == guichet.adresse("preuve")
    page = " ".join(guichet.lire("preuve").text.split())
    assert (
        "Vous saisissez pour le <strong>foyer Martin</strong>, dossier 2026-00417 (guichet)" in page
    )
    guichet.poster("preuve", {"preuve": pdf("facture-nette.pdf")})
    reponse = envoyer(guichet)
    assert reponse.redirect_chain[-1][0] == urls_de(attendue)
    assert "à l’adresse e-mail de la famille" in reponse.text
    relue = guichet.relue()
    assert (relue.statut, relue.canal) == ("en-attente", "portail")
    assert relue.passages.last().par == agent
    [piece] = relue.pieces.all()
    assert (piece.document.nom, piece.document.depose_par) == ("facture-nette.pdf", agent)
    assert piece.document.remis_le


def test_the_family_and_the_journal_are_told_who_entered_it(guichet, famille_martin, connecter):
    commencer(guichet)
    guichet.poster("preuve", {"preuve": pdf()})
    envoyer(guichet)
    courriel = Courriel.objects.get(cle__startswith="complement_recu")
    assert courriel.destinataire == famille_martin.camille.email
    assert f"Saisi pour vous\u00a0: {QUI}" in courriel.texte
    assert QUI in courriel.html
    lues = famille_martin.foyer.consultations.values_list("quoi", flat=True)
    assert "complément de la demande D-2026-00231, saisi pour la famille" in lues
    bureau = guichet.client.get(urls_de(guichet.demande)).text
    assert "Saisie du complément commencée pour la famille (guichet)" in bureau
    relue = Demande.objects.select_related("accuse").get()
    [recu] = feuille_de_l_accuse(relue, avec_la_sante=True).contexte["complements"]
    assert recu.mentions["saisie_par"] == QUI
    sienne = (
        connecter(famille_martin.camille).get(reverse("demarches:demande", args=[relue.pk])).text
    )
    assert f"Saisi pour vous : a{QUI[1:]}" in sienne


def test_a_colleague_who_goes_on_with_it_is_in_the_journal_too(
    guichet, famille_martin, collegue, connecter
):
    commencer(guichet)
    suite = connecter(collegue)
    for _fois in range(2):
        assert suite.get(guichet.adresse("preuve")).status_code == 200
    lues = famille_martin.foyer.consultations.filter(
        quoi__startswith="complément de la demande", par=collegue
    )
    assert lues.count() == 1  # once a day, not once a page


def test_before_an_agent_begins_it_the_pages_stay_the_family_s_alone(guichet):
    assert guichet.lire("preuve").status_code == 404
    assert guichet.client.post(guichet.adresse("preuve"), {}).status_code == 404


def test_a_draft_of_the_family_stays_its_own(guichet, famille_martin):
    brouillon = Demande.objects.create(
        code="essai", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    assert guichet.client.get(f"/demarches/brouillon/{brouillon.pk}/adresse/").status_code == 404
    assert guichet.client.post(saisir_pour(brouillon), {"canal": "guichet"}).status_code == 404


def test_the_way_it_came_is_compulsory(guichet):
    assert commencer(guichet, canal="portail").status_code == 200
    assert "Dites comment la famille" in commencer(guichet, canal="").text
    assert not SaisieDuComplement.objects.exists()


@pytest.mark.parametrize(
    "qui",
    [
        "famille_martin",
        "voisin",
        "directrice",
        "redactrice",
        "regisseur",
        "administrateur",
        "sante_seule",
    ],
)
def test_nobody_else_begins_one(qui, attendue, connecter, request):
    """Not even the family, whose own door is the portal."""
    compte = request.getfixturevalue(qui)
    client = connecter(getattr(compte, "camille", getattr(compte, "nadia", compte)))
    reponse = client.post(saisir_pour(attendue), {"canal": "guichet"})
    assert reponse.status_code in (302, 403)
    assert not SaisieDuComplement.objects.exists()


@pytest.mark.parametrize("qui", ["voisin", "directrice", "regisseur"])
def test_a_complement_that_an_agent_has_begun_opens_to_nobody_else(
    qui, guichet, connecter, request
):
    commencer(guichet)
    compte = request.getfixturevalue(qui)
    assert (
        connecter(getattr(compte, "nadia", compte)).get(guichet.adresse("preuve")).status_code
        == 404
    )


@pytest.fixture
def famille(connecter, famille_martin, attendue):
    """Navigateur: Camille at home, the same demande on her screen."""
    return Navigateur(connecter(famille_martin.camille, Client()), attendue)


def test_a_file_that_the_family_has_not_sent_is_named_and_not_opened(guichet, famille):
    famille.poster("preuve", {"preuve": pdf("chez-moi.pdf")}, action="enregistrer")
    adresse = reverse("famille:document", args=[Document.objects.get().pk])
    assert adresse in famille.lire("preuve").text
    commencer(guichet)
    page = guichet.lire("preuve").text
    assert "chez-moi.pdf" in page
    assert "pas encore envoyé : vous pourrez l’ouvrir" in page
    assert adresse not in page
    assert guichet.client.get(adresse).status_code == 404


def test_no_page_is_added_at_the_counter_to_a_paper_that_it_may_not_open(guichet, famille):
    """It would be given back as the agent's own, with all that the family has not sent."""
    famille.poster("preuve", {"preuve": photo("recto.jpg")}, "enregistrer")
    commencer(guichet)
    [avant] = guichet.relue().pieces.all()
    page = guichet.poster("preuve", {"preuve-page": photo("verso.jpg")}, "enregistrer")
    assert "joint par la famille" in page.text
    assert "Ajouter une page" not in page.text
    assert guichet.relue().pieces.get().document == avant.document


def test_a_family_that_sends_it_itself_has_not_come_to_the_counter(guichet, famille):
    commencer(guichet)
    page = lisible(famille.client.get(f"/demarches/demande/{famille.demande.pk}/").text)
    assert "Sophie Renard a commencé" in page
    famille.poster("preuve", {"preuve": pdf()})
    envoyer(famille)
    assert not SaisieDuComplement.objects.exists()
    assert famille.relue().complements.get().mentions["saisie_par"] == ""
    reponse = guichet.poster("preuve", {"preuve": pdf("autre.pdf")}, relire=False, follow=True)
    assert "déjà envoyée" in reponse.text
    assert famille.relue().pieces.count() == 1


def test_nothing_is_begun_once_nothing_is_awaited(guichet, famille):
    famille.poster("preuve", {"preuve": pdf()})
    envoyer(famille)
    reponse = guichet.client.post(saisir_pour(guichet.demande), {"canal": "guichet"}, follow=True)
    assert "Aucun complément n’est attendu" in reponse.text
    assert "Compléter pour la famille" not in reponse.text


def test_the_one_who_sends_signs_what_a_colleague_had_begun(guichet, collegue, connecter):
    commencer(guichet, canal="courrier")
    suite = Navigateur(connecter(collegue), guichet.demande)
    suite.poster("preuve", {"preuve": pdf()})
    envoyer(suite)
    dite = suite.relue().complements.get().mentions["saisie_par"]
    assert dite == "D’après votre courrier, par Marc Petit, gestionnaire, Pôle Familles"


@pytest.fixture
def reelles(db):
    creer_reglages(demo=True)


def informations(famille_martin, *, etape):
    """A demande sent online by the Martins that tells Léa's health, and its complement on this
    page."""
    demande = deposee(famille_martin.foyer, famille_martin.camille, "D-2026-00300")
    sante = f"sante-{famille_martin.lea.pk}"
    saisie = {sante: {"regime": ["sans-gluten"], "pai": ["non"]}}
    lignes = [{"libelle": "Régime", "valeur": "Sans gluten"}]
    envoyee = [{"etape": sante, "titre": "Santé de Léa", "sensible": True, "lignes": lignes}]
    Demande.objects.filter(pk=demande.pk).update(
        code="informations-du-foyer", saisie=saisie, recapitulatif=envoyee
    )
    return demande, etape.format(lea=famille_martin.lea.pk)


@pytest.mark.parametrize("etape", ["sante-{lea}", "foyer"])
def test_a_page_of_health_asks_for_its_right_and_the_others_hide_it(
    etape, reelles, connecter, agent, collegue, famille_martin, demarche
):
    demande, page = informations(famille_martin, etape=etape)
    saisie = Navigateur(
        connecter(agent), complement(Demande.objects.get(pk=demande.pk), collegue, page)
    )
    reponse = saisie.client.post(saisir_pour(demande), {"canal": "guichet"}, follow=True)
    if page.startswith("sante"):
        assert "informations de santé, que votre compte ne peut pas lire" in reponse.text
        assert not SaisieDuComplement.objects.exists()
        agent.groups.add(Group.objects.get(name="Santé des enfants"))
        assert saisie.client.post(saisir_pour(demande), {"canal": "guichet"}).url == saisie.adresse(
            page
        )
        assert "Sans gluten" in saisie.lire(page).text
        assert famille_martin.foyer.consultations.filter(sante_de=famille_martin.lea).exists()
        return
    saisie.poster(
        "foyer",
        {f"telephone_portable_{famille_martin.foyer.responsables.get().pk}": "06 39 98 00 77"},
    )
    resume = saisie.lire("recapitulatif").text
    assert "06 39 98 00 77" in resume
    assert "gluten" not in resume
    assert not famille_martin.foyer.consultations.filter(sante_de=famille_martin.lea).exists()
    agent.groups.add(Group.objects.get(name="Santé des enfants"))
    assert "gluten" in saisie.lire("recapitulatif").text
    assert famille_martin.foyer.consultations.filter(
        sante_de=famille_martin.lea, par=agent
    ).exists()
    agent.groups.remove(Group.objects.get(name="Santé des enfants"))
    envoyer(saisie)
    assert "gluten" in str(saisie.relue().recapitulatif)  # it is hidden, not lost


def test_a_medical_démarche_is_completed_with_its_right_only(
    reelles, connecter, agent, collegue, famille_martin, demarche
):
    """Its dates too, though they tell nothing of an illness: as it is begun
    (demarches.bureau.guichet)."""
    demande = deposee(
        famille_martin.foyer, famille_martin.camille, "D-2026-00301", enfant=famille_martin.lea
    )
    Demande.objects.filter(pk=demande.pk).update(code="justificatif-medical")
    attendue = complement(Demande.objects.get(pk=demande.pk), collegue, "absence")
    client = connecter(agent)
    assert "Compléter pour la famille" not in client.get(urls_de(attendue)).text
    with pytest.raises(PassageImpossible, match="agent habilité"):
        commencer_la_saisie(attendue, par=agent, canal="guichet")
    agent.groups.add(Group.objects.get(name="Santé des enfants"))
    assert client.post(saisir_pour(attendue), {"canal": "guichet"}).url.endswith("/absence/")
    agent.groups.remove(Group.objects.get(name="Santé des enfants"))
    assert client.get(f"/demarches/brouillon/{attendue.pk}/absence/", follow=True).redirect_chain[
        -1
    ][0] == urls_de(attendue)
