"""The agents' shared inbox: who waits, who deals with it, answering, closing; a demande and its
conversation agree."""

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from demarches.actions import repondre
from demarches.models import Demande, ReponseType
from famille.actions import clore_fil, ecrire_message, ouvrir_fil
from famille.dossier.messages.actions_agents import clore_sans_repondre, repondre_fil
from famille.dossier.messages.portes import ecrire_avec_pieces, porte_de
from famille.models import Consultation, Courriel, Fil, Message, Utilisateur
from famille.socle.erreurs import Refus
from tests.famille.documents.test_fichiers import photo as une_photo

LISTE = reverse("boite:liste")
PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.usefixtures("le_25_novembre")


def url(nom, fil):
    return reverse(f"boite:{nom}", args=[fil.pk])


def vu(fil):
    return fil.messages.last().pk


# The list.


def test_those_who_wait_come_first_the_oldest_on_top(fil, voisin, le_25_novembre, agent, connecter):
    le_25_novembre.move_to(datetime(2026, 11, 26, 9, tzinfo=PARIS), tick=False)
    bureau = connecter(agent)
    recent = ouvrir_fil(voisin.foyer, sujet="La crèche", texte="?", par=voisin.nadia)
    page = bureau.get(LISTE).text
    assert page.index("Ma facture") < page.index("La crèche")
    repondre_fil(fil, par=agent, texte="Voici.")
    page = bureau.get(LISTE).text
    assert "Ma facture" not in page
    assert recent.sujet in page
    assert "Ma facture" in bureau.get(LISTE, {"etat": "repondu"}).text


def test_a_family_that_insists_does_not_wait_from_anew(
    fil, famille_martin, le_25_novembre, agent, connecter
):
    le_25_novembre.move_to(datetime(2026, 12, 3, 9, tzinfo=PARIS), tick=False)
    bureau = connecter(agent)
    ecrire_message(fil, "Avez-vous reçu mon message ?", par=famille_martin.camille)
    assert "depuis 8 jours, en retard" in bureau.get(LISTE).text
    assert "Ma facture" in bureau.get(LISTE, {"delai": "retard"}).text


def test_what_is_not_late_is_not_among_the_late(fil, le_25_novembre, agent, connecter):
    le_25_novembre.move_to(datetime(2026, 12, 2, 9, tzinfo=PARIS), tick=False)
    bureau = connecter(agent)
    assert "depuis 7 jours" in bureau.get(LISTE).text
    assert "Ma facture" not in bureau.get(LISTE, {"delai": "retard"}).text


@pytest.mark.parametrize(
    "cherche", ["Martin", "martin facture", "2026-00417", "FACTURE", "06 39 98 00 01", "Léa"]
)
def test_one_box_finds_it(cherche, bureau, fil, voisin, famille_martin):
    from famille.actions import rafraichir_recherche

    rafraichir_recherche(famille_martin.foyer)
    ouvrir_fil(voisin.foyer, sujet="La crèche", texte="?", par=voisin.nadia)
    page = bureau.get(LISTE, {"q": cherche}).text
    assert "Ma facture" in page
    assert "La crèche" not in page


def test_mine_nobody_s_and_a_colleague_s(bureau, fil, agent, collegue):
    assert "Ma facture" in bureau.get(LISTE, {"agent": "personne"}).text
    porte_de(fil).prendre(par=collegue)
    assert "Ma facture" not in bureau.get(LISTE, {"agent": "personne"}).text
    assert "Ma facture" not in bureau.get(LISTE, {"agent": "moi"}).text
    assert "Ma facture" in bureau.get(LISTE, {"agent": str(collegue.pk)}).text


@pytest.mark.parametrize("combien", [1, 30])
def test_the_list_costs_the_same_whatever_it_holds(
    combien, bureau, famille_martin, django_assert_max_num_queries
):
    for n in range(combien):
        ouvrir_fil(
            famille_martin.foyer,
            sujet=f"S{n}",
            texte="?",
            par=famille_martin.camille,
            origine=f"D-{n}",
        )
    bureau.get(LISTE)
    with django_assert_max_num_queries(18):
        assert bureau.get(LISTE).status_code == 200


def test_the_menu_says_how_many_wait(bureau, fil):
    assert "data-compte" in bureau.get(reverse("wagtailadmin_home")).text


# One conversation.


def test_reading_one_leaves_a_trace_that_the_family_sees(bureau, fil, agent):
    bureau.get(url("fil", fil))
    trace = Consultation.objects.get()
    assert (trace.foyer, trace.par, trace.quoi) == (fil.foyer, agent, "conversation « Ma facture »")


def test_the_agent_answers_signed_and_the_family_is_told(bureau, fil, agent):
    bureau.post(url("repondre", fil), {"texte": "Voici.", "vu": vu(fil), "clore": ""})
    fil = Fil.objects.get()
    assert (fil.etat, fil.agent, fil.attend_depuis) == (Fil.Etat.REPONDU, agent, None)
    assert (
        fil.messages.last().auteur
        == "Sophie Renard, gestionnaire des dossiers familles, Pôle Familles"
    )
    assert Courriel.objects.filter(cle__startswith="message-").count() == 1


def test_a_document_goes_with_the_answer(bureau, fil, famille_martin, connecter, client):
    piece = SimpleUploadedFile("formulaire.jpg", une_photo())
    bureau.post(url("repondre", fil), {"texte": "À remplir.", "vu": vu(fil), "fichier": piece})
    document = fil.messages.last().documents.get()
    client.logout()
    assert (
        connecter(famille_martin.camille)
        .get(reverse("famille:document", args=[document.pk]))
        .status_code
        == 200
    )


def test_answered_and_closed_then_opened_again(bureau, fil, agent):
    bureau.post(url("repondre", fil), {"texte": "Voici.", "vu": vu(fil), "clore": "oui"})
    assert Fil.objects.get().clos
    page = bureau.get(url("fil", fil)).text
    assert "Rouvrir" in page
    assert "Votre réponse" not in page
    bureau.post(url("rouvrir", fil))
    assert (Fil.objects.get().etat, Fil.objects.get().agent) == (Fil.Etat.REPONDU, agent)


def test_closing_tells_nobody_by_mail(bureau, fil):
    bureau.post(url("clore", fil), {"vu": vu(fil)})
    assert Fil.objects.get().clos
    assert not Courriel.objects.exists()


@pytest.mark.parametrize("geste", ["repondre", "clore"])
def test_nothing_is_done_over_a_message_unread(geste, bureau, fil, famille_martin):
    avant = vu(fil)
    ecrire_message(fil, "Je précise.", par=famille_martin.camille)
    page = bureau.post(
        url(geste, fil), {"texte": "Ma longue réponse", "vu": avant}, follow=True
    ).text
    assert "a écrit depuis" in page
    assert "Je précise." in page
    assert Fil.objects.get().etat == Fil.Etat.A_TRAITER
    assert Message.objects.filter(du_service=True).count() == 0
    if geste == "repondre":
        assert "Ma longue réponse" in page


@pytest.mark.parametrize(
    ("texte", "dit"), [("", "Écrivez votre réponse"), ("a" * 10_000, "dépasse 5 000")]
)
def test_a_bad_answer_is_refused_in_place(texte, dit, bureau, fil):
    reponse = bureau.post(url("repondre", fil), {"texte": texte, "vu": vu(fil)})
    assert reponse.status_code == 422
    assert dit in reponse.text
    assert Message.objects.count() == 1


def test_what_a_family_wrote_is_shown_as_text(bureau, famille_martin):
    fil = ouvrir_fil(
        famille_martin.foyer,
        sujet="<b>S</b>",
        texte="<script>x</script>",
        par=famille_martin.camille,
    )
    page = bureau.get(url("fil", fil)).text
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<b>S</b>" not in page


def test_a_health_document_is_neither_named_nor_opened_without_its_right(
    bureau, fil, famille_martin
):
    piece = SimpleUploadedFile("asthme.jpg", une_photo())
    ecrire_avec_pieces(fil, par=famille_martin.camille, texte="?", fichiers=[piece], sante=True)
    page = bureau.get(url("fil", fil)).text
    assert "1 document de santé" in page
    assert "asthme" not in page


def test_who_has_the_health_right_opens_it(fil, famille_martin, habilitee, connecter):
    piece = SimpleUploadedFile("asthme.jpg", une_photo())
    ecrire_avec_pieces(fil, par=famille_martin.camille, texte="?", fichiers=[piece], sante=True)
    assert "asthme.jpg" in connecter(habilitee).get(url("fil", fil)).text


def test_a_colleague_s_conversation_is_asked_for_first(bureau, fil, agent, collegue):
    porte_de(fil).prendre(par=collegue)
    assert "Marc Petit s’occupe" in bureau.get(url("fil", fil)).text
    page = bureau.post(url("repondre", fil), {"texte": "La mienne", "vu": vu(fil)}).text
    assert "s’occupe de cette conversation" in page
    bureau.post(url("confier", fil), {"agent": agent.pk})
    assert Fil.objects.get().agent == agent


def test_taken_given_back_taken(bureau, fil, agent):
    bureau.post(url("prendre", fil))
    assert Fil.objects.get().agent == agent
    bureau.post(url("rendre", fil))
    assert Fil.objects.get().agent is None


def test_it_is_not_given_to_somebody_who_cannot_answer(fil, redactrice):
    with pytest.raises(Refus, match="ne peut pas"):
        porte_de(fil).confier(par=redactrice, agent=redactrice)


def test_a_canned_answer_is_inserted_and_not_sent(bureau, fil):
    reponse = ReponseType.objects.create(
        titre="Merci", genre="message", texte="Bonjour {prenom}, sur {demarche}."
    )
    page = bureau.post(
        url("repondre", fil), {"texte": "Déjà écrit", "vu": vu(fil), "inserer": reponse.pk}
    ).text
    assert "Déjà écrit\n\nBonjour Camille, sur Ma facture." in page
    assert Message.objects.count() == 1


def test_next_is_the_oldest_that_waits(bureau, fil, voisin, le_25_novembre):
    le_25_novembre.shift(600)
    autre = ouvrir_fil(voisin.foyer, sujet="La crèche", texte="?", par=voisin.nadia)
    assert bureau.get(url("suivante", fil)).url == url("fil", autre)
    clore_fil(fil)
    assert bureau.get(url("suivante", autre)).url == LISTE


def test_the_service_writes_first(bureau, famille_martin):
    champs = {"sujet": "Sortie", "texte": "Demain, prévoyez un goûter."}
    bureau.post(reverse("boite:nouveau", args=[famille_martin.foyer.pk]), champs)
    assert (Fil.objects.get().etat, Fil.objects.get().foyer) == (
        Fil.Etat.ENVOYE,
        famille_martin.foyer,
    )
    assert bureau.get(reverse("boite:nouveau", args=[999_999])).status_code == 404


@pytest.mark.parametrize("role", ["directrice", "redactrice", "administrateur"])
def test_only_those_who_answer_enter(role, fil, request, connecter):
    navigateur = connecter(request.getfixturevalue(role))
    for nom in ("fil", "suivante"):
        assert navigateur.get(url(nom, fil)).status_code in (302, 403)
    for nom in ("repondre", "clore", "rouvrir", "prendre", "rendre", "confier"):
        assert navigateur.post(url(nom, fil), {"texte": "Non"}).status_code in (302, 403)
    assert (Message.objects.count(), Consultation.objects.count()) == (1, 0)


# A conversation that is a demande: one truth.


def test_answered_in_the_inbox_its_demande_follows(bureau, du_contact, agent):
    bureau.post(url("repondre", du_contact), {"texte": "Voici.", "vu": vu(du_contact), "clore": ""})
    demande, fil = Demande.objects.get(), Fil.objects.get()
    assert (demande.statut, demande.agent) == (Demande.Statut.REPONDUE, agent)
    assert (fil.etat, fil.agent) == (Fil.Etat.REPONDU, agent)
    assert Courriel.objects.filter(cle__startswith="reponse-").count() == 1
    assert not Courriel.objects.filter(cle__startswith="message-").exists()


def test_answered_at_the_desk_the_inbox_follows(du_contact, agent):
    repondre(Demande.objects.get(), par=agent, texte="Voilà.", clore=True)
    assert (Fil.objects.get().etat, Fil.objects.get().agent) == (Fil.Etat.CLOS, agent)


def test_closed_and_opened_again_in_the_inbox_its_demande_follows(
    bureau, du_contact, famille_martin
):
    bureau.post(url("clore", du_contact), {"vu": vu(du_contact)})
    assert Demande.objects.get().statut == Demande.Statut.CLOSE
    bureau.post(url("rouvrir", du_contact))
    assert (Demande.objects.get().statut, Fil.objects.get().etat) == (
        Demande.Statut.REPONDUE,
        Fil.Etat.REPONDU,
    )
    ecrire_avec_pieces(Fil.objects.get(), par=famille_martin.camille, texte="Merci de rouvrir.")
    assert Demande.objects.get().statut == Demande.Statut.EN_ATTENTE


def test_taken_in_the_inbox_it_is_taken_at_the_desk(bureau, du_contact, agent, collegue):
    bureau.post(url("prendre", du_contact))
    assert Demande.objects.get().agent == agent
    bureau.post(url("confier", du_contact), {"agent": collegue.pk})
    assert (Demande.objects.get().agent, Fil.objects.get().agent) == (collegue, collegue)


def test_it_leads_to_its_demande(bureau, du_contact):
    demande = Demande.objects.get()
    assert (
        reverse("demandes_modeladmin_inspect", args=[demande.pk])
        in bureau.get(url("fil", du_contact)).text
    )


# At once.


def en_meme_temps(*gestes):
    """Runs each in a thread of its own; the sentences of those refused."""
    depart, refus = threading.Barrier(len(gestes)), []

    def courir(geste):
        depart.wait()
        try:
            geste()
        except Refus as erreur:
            refus.append(str(erreur))
        finally:
            connection.close()

    fils = [threading.Thread(target=courir, args=[geste]) for geste in gestes]
    for un in fils:
        un.start()
    for un in fils:
        un.join()
    return refus


def agente(prenom):
    return Utilisateur.objects.create_user(
        f"{prenom}@exemple.fr", "x", first_name=prenom, last_name="Renard"
    )


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_agents_answer_at_once_one_answer_leaves(fil):
    dernier, agents = vu(fil), [agente("Sophie"), agente("Marc")]
    refus = en_meme_temps(
        lambda: repondre_fil(Fil.objects.get(), par=agents[0], texte="La mienne", vu=dernier),
        lambda: repondre_fil(Fil.objects.get(), par=agents[1], texte="La mienne", vu=dernier),
    )
    assert (len(refus), Message.objects.filter(du_service=True).count()) == (1, 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_parent_writes_while_the_agent_closes_no_word_is_lost(fil, famille_martin):
    dernier, agent = vu(fil), agente("Sophie")
    refus = en_meme_temps(
        lambda: clore_sans_repondre(Fil.objects.get(), par=agent, vu=dernier),
        lambda: ecrire_avec_pieces(
            Fil.objects.get(), par=famille_martin.camille, texte="Attendez !"
        ),
    )
    ecrits = Message.objects.filter(texte="Attendez !").count()
    assert len(refus) == 1
    assert (Fil.objects.get().clos, ecrits) in ((True, 0), (False, 1))
