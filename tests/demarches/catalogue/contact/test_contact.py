"""J’écris au Pôle Familles (G13, G19, D18): the page, the conversation, its ends."""

from datetime import date

import pytest

from demarches.actions import (
    commencer,
    demander_complement,
    ecrire,
    enregistrer_page,
    rejeter,
    repondre,
    valider,
)
from demarches.catalogue.contact import ACCESSIBILITE
from demarches.instruction.passage import PassageImpossible
from demarches.models import Demande, Passage, ReglageDemarche
from famille.models import Courriel, Document, Fil, LectureFil
from famille.socle.erreurs import Refus
from tests.demarches.catalogue.contact.question import QUESTION, message
from tests.demarches.outils import Navigateur, au_clic_suivant, pdf


def erreurs(demande, **champs):
    saisie = {nom: [valeur] for nom, valeur in champs.items()}
    enregistrer_page(demande, saisie={"message": saisie}, avancement=demande.avancement)
    return {
        nom: phrases[0]
        for nom, phrases in demande.demarche.formulaire(demande, "message").errors.items()
    }


# The page: empty, partial, in error, complete.


def test_an_empty_page_says_what_is_missing(brouillon):
    assert set(erreurs(brouillon)) == {"sujet", "message"}


def test_a_page_half_filled_is_kept_and_resumed_by_another_session(
    camille, famille_martin, connecter, client
):
    camille.poster("message", {"message": "Bonjour"}, "enregistrer")
    client.logout()
    autre = Navigateur(connecter(famille_martin.camille), camille.demande)
    assert "Bonjour" in autre.lire("message").text


@pytest.mark.parametrize(
    ("champs", "champ", "phrase"),
    [
        ({"sujet": "Un sujet forgé"}, "sujet", "Un sujet forgé"),
        ({"message": "   "}, "message", "Écrivez votre message."),
        ({"message": "?!?"}, "message", "en quelques mots"),
        ({"message": "a" * 10_000}, "message", "raccourcissez-le"),
    ],
)
def test_a_wrong_answer_is_refused(brouillon, champs, champ, phrase):
    assert phrase in erreurs(brouillon, **message(**champs))[champ]


def test_a_neighbour_s_child_is_refused(brouillon, voisin):
    assert "enfant" in erreurs(brouillon, **message(enfant=str(voisin.sami.pk)))


def test_the_subjects_are_the_town_s_with_accessibility_always(brouillon):
    ReglageDemarche.objects.filter(code="contact").update(choix="Les vacances\n\nLes vacances\n")
    demande = au_clic_suivant(brouillon)
    page = demande.demarche.formulaire(demande, "message", lie=False)
    assert [cle for cle, _nom in page.fields["sujet"].choices] == [
        "Les vacances",
        ACCESSIBILITE,
        "Autre sujet",
    ]


def test_a_subject_taken_away_by_the_town_does_not_spoil_what_was_sent(envoyee):
    ReglageDemarche.objects.filter(code="contact").update(choix="Les vacances")
    assert envoyee.donnees["message"]["sujet"] == "Mes réservations"


# Sent.


def test_sending_opens_the_conversation_with_its_piece(camille, famille_martin):
    camille.poster("message", message(enfant=str(famille_martin.lea.pk), fichier=pdf("photo.pdf")))
    camille.poster("recapitulatif", {"certifie": "on"})
    demande, fil = camille.relue(), Fil.objects.get()
    assert (fil.foyer, fil.enfant, fil.sujet) == (
        famille_martin.foyer,
        famille_martin.lea,
        "Mes réservations",
    )
    assert (fil.origine, fil.etat) == (demande.numero, Fil.Etat.A_TRAITER)
    premier = fil.messages.get()
    assert (premier.texte, premier.auteur, premier.du_service) == (
        QUESTION,
        "Camille Martin",
        False,
    )
    assert list(premier.documents.all()) == [Document.objects.get()]


def test_the_receipt_says_that_silence_decides_nothing(envoyee):
    assert "pas une décision" in envoyee.accuse.mentions["silence"]
    assert envoyee.accuse.mentions["reponse_avant"] == "5 décembre 2026"
    assert QUESTION not in Courriel.objects.get().texte


@pytest.mark.parametrize(
    ("annonce", "jour"),
    [(10, date(2026, 12, 2)), (None, date(2026, 12, 2)), (3, date(2026, 11, 28))],
)
def test_accessibility_is_answered_within_seven_days_whatever_the_setting(camille, annonce, jour):
    ReglageDemarche.objects.filter(code="contact").update(delai_jours=annonce)
    camille.poster("message", message(sujet=ACCESSIBILITE))
    camille.poster("recapitulatif", {"certifie": "on"})
    assert camille.relue().echeance == jour


def test_another_subject_follows_the_setting(envoyee):
    assert envoyee.echeance == date(2026, 12, 5)


# Answered, written again, closed.


def test_an_answer_is_a_message_and_a_mail_that_tells_nothing_of_it(envoyee, agent, famille_martin):
    repondre(envoyee, par=agent, texte="Dans le calendrier.")
    demande = Demande.objects.get()
    assert (demande.statut, demande.agent, demande.echeance) == (
        Demande.Statut.REPONDUE,
        agent,
        None,
    )
    dernier = Fil.objects.get().messages.last()
    assert (dernier.texte, dernier.du_service) == ("Dans le calendrier.", True)
    assert dernier.auteur == "Sophie Renard, gestionnaire des dossiers familles, Pôle Familles"
    courriel = Courriel.objects.get(cle__startswith="reponse-")
    assert courriel.destinataire == famille_martin.camille.email
    assert "calendrier" not in courriel.texte + courriel.html + courriel.sujet
    assert courriel.sujet == "Le Pôle Familles vous a répondu : Mes réservations"
    assert f"/demarches/demande/{demande.pk}/" in courriel.texte


def test_the_family_writes_again_and_the_demande_waits_again(
    envoyee, agent, famille_martin, time_machine
):
    repondre(envoyee, par=agent, texte="Dans le calendrier.")
    time_machine.move_to("2026-12-01 09:00+01:00", tick=False)
    ecrire(Demande.objects.get(), par=famille_martin.camille, texte="Et le matin ?")
    demande = Demande.objects.get()
    assert (demande.statut, demande.echeance) == (Demande.Statut.EN_ATTENTE, date(2026, 12, 11))
    assert Fil.objects.get().etat == Fil.Etat.A_TRAITER


def test_writing_twice_before_an_answer_does_not_move_the_deadline(
    envoyee, famille_martin, time_machine
):
    time_machine.move_to("2026-12-01 09:00+01:00", tick=False)
    ecrire(envoyee, par=famille_martin.camille, texte="J’oubliais…")
    assert Demande.objects.get().echeance == date(2026, 12, 5)
    assert Passage.objects.count() == 1


def test_answered_and_closed_nobody_writes_any_more(envoyee, agent, famille_martin):
    repondre(envoyee, par=agent, texte="Voilà.", clore=True)
    assert Demande.objects.get().statut == Demande.Statut.CLOSE
    assert Fil.objects.get().clos
    with pytest.raises(PassageImpossible, match="est terminée"):
        ecrire(Demande.objects.get(), par=famille_martin.camille, texte="Encore")
    with pytest.raises(PassageImpossible, match="est terminée"):
        repondre(Demande.objects.get(), par=agent, texte="Encore")


def test_an_answer_is_not_sent_over_a_message_unread(envoyee, agent, famille_martin):
    vu = envoyee.fil.messages.last().pk
    ecrire(envoyee, par=famille_martin.camille, texte="Je précise.")
    with pytest.raises(PassageImpossible, match="a écrit depuis"):
        repondre(envoyee, par=agent, texte="Réponse", vu=vu)
    assert Fil.objects.get().messages.count() == 2


def test_an_empty_answer_changes_nothing(envoyee, agent):
    with pytest.raises(Refus, match="vide"):
        repondre(envoyee, par=agent, texte=" ")
    assert (Demande.objects.get().statut, Demande.objects.get().agent) == (
        Demande.Statut.EN_ATTENTE,
        None,
    )


def test_two_agents_at_once(envoyee, agent, collegue):
    repondre(envoyee, par=agent, texte="La mienne.")
    with pytest.raises(PassageImpossible, match="Sophie Renard"):
        repondre(envoyee, par=collegue, texte="La mienne aussi.")
    assert Fil.objects.get().messages.count() == 2


def test_a_message_is_neither_validated_nor_rejected_nor_sent_back(envoyee, agent):
    limite = date(2026, 12, 10)
    for decider in (
        lambda: valider(envoyee, par=agent),
        lambda: rejeter(envoyee, par=agent, motif="Non."),
        lambda: demander_complement(
            envoyee, par=agent, etapes=["message"], message="?", limite=limite
        ),
    ):
        with pytest.raises(PassageImpossible, match="ne peut pas passer"):
            decider()
    assert Demande.objects.get().statut == Demande.Statut.EN_ATTENTE


def test_what_is_decided_is_not_answered(famille_martin, reglage, agent):
    demande = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    with pytest.raises(PassageImpossible, match="pas une conversation"):
        repondre(demande, par=agent, texte="Bonjour")


# The family's page.


def test_the_page_shows_the_conversation_as_text_and_marks_it_read(
    envoyee, agent, camille, famille_martin
):
    repondre(envoyee, par=agent, texte="<b>Dans le calendrier</b>")
    page = camille.client.get(f"/demarches/demande/{envoyee.pk}/")
    assert "&lt;b&gt;Dans le calendrier&lt;/b&gt;" in page.text
    assert "&lt;script&gt;" in page.text
    assert LectureFil.objects.filter(utilisateur=famille_martin.camille).exists()


def test_the_family_writes_on_the_page(envoyee, camille):
    reponse = camille.client.post(
        f"/demarches/demande/{envoyee.pk}/ecrire/", {"texte": "Merci !"}, follow=True
    )
    assert "Votre message est envoyé" in reponse.text
    assert Fil.objects.get().messages.last().texte == "Merci !"


def test_a_refused_message_is_still_on_the_page(envoyee, camille, agent):
    repondre(envoyee, par=agent, texte="Fin.", clore=True)
    reponse = camille.client.post(f"/demarches/demande/{envoyee.pk}/ecrire/", {"texte": "Merci !"})
    assert "Cette conversation est terminée" in reponse.text
    vide = camille.client.post(f"/demarches/demande/{envoyee.pk}/ecrire/", {"texte": ""})
    assert vide.status_code == 200


def test_a_neighbour_neither_reads_nor_writes(envoyee, voisin, connecter, client):
    client.logout()
    connecter(voisin.nadia)
    assert client.get(f"/demarches/demande/{envoyee.pk}/").status_code == 404
    assert (
        client.post(f"/demarches/demande/{envoyee.pk}/ecrire/", {"texte": "Bonjour"}).status_code
        == 404
    )


def test_the_other_adult_of_the_household_answers_too(envoyee, famille_martin, connecter, client):
    from famille.actions import ajouter_responsable
    from famille.models import Utilisateur

    autre = Utilisateur.objects.create_user(
        "thomas@exemple.fr", "x", first_name="Thomas", last_name="Martin"
    )
    ajouter_responsable(
        famille_martin.foyer,
        prenom="Thomas",
        nom="Martin",
        courriel="thomas@exemple.fr",
        meme_compte=True,
        par=autre,
        a_confirmer=False,
    )
    client.logout()
    connecter(autre)
    client.post(f"/demarches/demande/{envoyee.pk}/ecrire/", {"texte": "De ma part aussi."})
    assert Fil.objects.get().messages.last().auteur == "Thomas Martin"


def test_what_the_town_must_choose_to_open_it(reglage):
    assert reglage.manques() == []
    reglage.effet_silence = ReglageDemarche.Silence.REJET
    assert any("rien n’y est décidé" in manque for manque in reglage.manques())
