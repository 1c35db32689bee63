"""Writing about a demande: begun from its page, tied by its number, read again from there by both
sides."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from demarches.actions import commencer, deposer, prendre, repondre
from demarches.bureau import urls_de
from demarches.models import Demande, ReglageDemarche
from famille.actions import ecrire_message, ouvrir_fil
from famille.models import Fil, LectureFil
from tests.demarches.outils import Navigateur, pdf, remplir
from tests.outils.lisible import lisible

ECRIRE = "Écrire au sujet de cette demande"
RETIRER = "Retirer cette demande"
ECRIRE_ICI = reverse("famille:ecrire")
QUESTION = "Faut-il aussi le bail ? <b>Merci</b>"


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def demenagement(camille):
    """Sent by Camille, untouched."""
    remplir(camille)
    return deposer(camille.demande, par=camille.demande.par)


def lien(demande):
    return f"{ECRIRE_ICI}?demande={demande.numero}"


def textes(client, adresse):
    """What is read of a page, its tags away."""
    return " ".join(strip_tags(client.get(adresse).text).split())


def page(demande):
    return f"/demarches/demande/{demande.pk}/"


@pytest.fixture
def question(camille, demenagement):
    """Demande: the message about the move, sent."""
    reponse = ecrire(camille.client, lien(demenagement), sujet(demenagement))
    assert reponse.status_code == 302
    return Demande.objects.get(code="contact")


def ecrire(client, adresse, du_sujet, **champs):
    """Read the page, then send it."""
    cle = client.get(adresse).context["form"]["cle"].value()
    return client.post(adresse, {"cle": cle, "sujet": du_sujet, "texte": QUESTION} | champs)


def sujet(demande):
    return f"Demande {demande.numero}, changement d’adresse"


# The link.


def test_the_page_and_the_list_lead_to_a_message_about_the_demande(camille, demenagement):
    for adresse in (page(demenagement), "/demarches/"):
        assert ECRIRE in textes(camille.client, adresse)
        assert f'href="{lien(demenagement)}"' in camille.client.get(adresse).text


@pytest.mark.parametrize("etat", [ReglageDemarche.Etat.FERMEE, ReglageDemarche.Etat.ANNONCEE])
def test_no_dead_link_when_nobody_can_write(camille, demenagement, etat):
    ReglageDemarche.objects.filter(code="contact").update(etat=etat)
    for adresse in (page(demenagement), "/demarches/"):
        assert ECRIRE not in textes(camille.client, adresse)


def test_a_conversation_is_not_written_about(camille, question):
    assert lien(question) not in camille.client.get(page(question)).text
    assert camille.client.get(lien(question)).status_code == 404


@pytest.mark.parametrize("numero", ["D-2026-99999", "<script>", "D-2026-00001' OR 1=1"])
def test_a_number_that_is_not_there_is_not_found(camille, demenagement, numero):
    assert camille.client.get(ECRIRE_ICI, {"demande": numero}).status_code == 404


def test_the_neighbour_s_number_is_not_found_and_nothing_is_told(
    demenagement, voisin, connecter, client
):
    client.logout()
    connecter(voisin.nadia)
    lu, ecrit = client.get(lien(demenagement)), client.post(lien(demenagement))
    assert (lu.status_code, ecrit.status_code) == (404, 404)
    # elsewhere, the way back is the address typed
    principal = lu.text.partition("<main")[2].partition("</main>")[0]
    assert principal
    assert demenagement.numero not in principal
    assert not Demande.objects.filter(code="contact").exists()


def test_a_draft_has_nothing_to_write_about(camille):
    assert camille.client.get(ECRIRE_ICI, {"demande": ""}).status_code == 200
    brouillon = {"demande": str(camille.demande.pk)}
    assert camille.client.get(ECRIRE_ICI, brouillon).status_code == 404


def test_another_demarche_takes_no_subject(camille, demenagement):
    camille.client.post(f"/demarches/changement-adresse/?demande={demenagement.numero}")
    assert Demande.objects.brouillons().get().a_propos == ""


def test_contact_and_ecrire_are_one_page(camille, demenagement):
    """The démarche leads to the page of "Messages", which makes the same demande."""
    for methode in (camille.client.get, camille.client.post):
        assert methode("/demarches/contact/").url == ECRIRE_ICI
    ancien = f"/demarches/contact/?demande={demenagement.numero}"
    assert camille.client.get(ancien).url == lien(demenagement)
    assert not Demande.objects.filter(code="contact").exists()


# A message begun page after page: by a former version of the portal, or at the counter.


@pytest.fixture
def commence(camille, famille_martin, demenagement):
    """Navigateur: a message about the move, its first page typed, with a photo; not sent."""
    brouillon = commencer(
        "contact",
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
        a_propos=demenagement.numero,
    )
    message = Navigateur(camille.client, brouillon)
    champs = {"sujet": "Mon dossier", "message": "Bonjour,", "fichier": pdf("bail.pdf")}
    message.poster("message", champs, "enregistrer")
    return message


def test_a_message_begun_the_long_way_is_taken_up_on_the_one_page(camille, commence, demenagement):
    ici = f"{ECRIRE_ICI}?brouillon={commence.demande.pk}"
    for adresse in ("/demarches/", ECRIRE_ICI):
        assert f'href="{ici}"' in camille.client.get(adresse).text
    html = lisible(camille.client.get(ici).text)
    assert "changement d’adresse n° D-2026-00001" in html
    assert "« bail.pdf » est déjà joint" in html
    assert "Bonjour," in html
    initial = camille.client.get(ici).context["form"].initial
    assert initial["sujet"] == "Mon dossier"


def test_it_is_sent_once_with_its_piece(camille, commence, demenagement):
    ici = f"{ECRIRE_ICI}?brouillon={commence.demande.pk}"
    suite = ecrire(camille.client, ici, sujet(demenagement)).url
    fil = Fil.objects.get()
    assert suite == reverse("famille:fil", args=[fil.pk])
    assert fil.origine == demenagement.numero
    [message] = fil.messages.all()
    assert (message.texte, [un.nom for un in message.documents.all()]) == (QUESTION, ["bail.pdf"])
    assert Demande.objects.filter(code="contact").count() == 1
    assert commence.relue().statut == Demande.Statut.EN_ATTENTE
    assert camille.client.get(ici).context["reprise"] is None, "sent: the page is a new one"


def test_a_message_begun_by_a_neighbour_is_not_found(commence, voisin, connecter, client):
    client.logout()
    connecter(voisin.nadia)
    for cle in (commence.demande.pk, "x"):
        assert client.get(ECRIRE_ICI, {"brouillon": cle}).status_code == 404
    assert "bail.pdf" not in client.get(ECRIRE_ICI).text
    assert str(commence.demande.pk) not in client.get(ECRIRE_ICI).text


def test_another_demarche_is_not_a_message(camille, demenagement):
    assert camille.client.get(ECRIRE_ICI, {"brouillon": demenagement.pk}).status_code == 404


def test_while_nobody_answers_a_draft_stays_and_says_why(camille, commence):
    ReglageDemarche.objects.filter(code="contact").update(etat=ReglageDemarche.Etat.FERMEE)
    ici = f"{ECRIRE_ICI}?brouillon={commence.demande.pk}"
    refus = ecrire(camille.client, ici, "Mon dossier")
    assert refus.status_code == 422
    assert "n’est pas ouverte en ce moment" in lisible(refus.text)
    assert commence.relue().statut == Demande.Statut.BROUILLON


# The message.


def test_the_message_begins_with_its_subject(camille, demenagement):
    page = camille.client.get(lien(demenagement))
    assert f"changement d’adresse n° {demenagement.numero}" in lisible(page.text)
    assert page.context["form"].initial["sujet"] == sujet(demenagement)
    assert page.context["form"].initial["enfant"] == ""
    assert not Demande.objects.filter(code="contact").exists(), "a GET has written"


def test_the_child_of_the_demande_is_the_child_of_the_message(
    famille_martin, camille, demenagement
):
    Demande.objects.filter(pk=demenagement.pk).update(enfant=famille_martin.lea)
    initial = camille.client.get(lien(demenagement)).context["form"].initial
    assert initial["enfant"] == famille_martin.lea.pk


def test_an_adult_of_two_households_writes_from_that_of_the_demande(
    famille_martin, voisin, camille, demenagement
):
    from famille.actions import ajouter_responsable

    ajouter_responsable(
        voisin.foyer,
        prenom="Camille",
        nom="Martin",
        courriel=famille_martin.camille.email,
        meme_compte=True,
        par=voisin.nadia,
    )
    assert "Pour quel dossier" not in camille.client.get(lien(demenagement)).text
    ecrire(camille.client, lien(demenagement), sujet(demenagement))
    assert Demande.objects.get(code="contact").foyer == demenagement.foyer


def test_sent_the_conversation_keeps_the_number(question, demenagement):
    fil = Fil.objects.get()
    assert (fil.origine, fil.sujet, fil.foyer) == (
        demenagement.numero,
        sujet(demenagement),
        demenagement.foyer,
    )
    assert (question.fil, question.visee) == (fil, demenagement)
    assert question.numero != demenagement.numero


def test_a_message_about_nothing_keeps_its_own_number(famille_martin, camille, reglage):
    message = Navigateur(
        camille.client, commencer("contact", foyer=famille_martin.foyer, par=famille_martin.camille)
    )
    message.poster("message", {"sujet": "Mes réservations", "message": QUESTION})
    message.poster("recapitulatif", {"certifie": "on"})
    assert Fil.objects.get().origine == message.relue().numero


# Both sides read it.


def test_the_family_reads_the_conversation_from_the_demande(
    camille, question, demenagement, agent, famille_martin
):
    repondre(question, par=agent, texte="Non, la facture suffit.")
    LectureFil.objects.all().delete()
    html = camille.client.get(page(demenagement)).text
    assert "Faut-il aussi le bail ? &lt;b&gt;Merci&lt;/b&gt;" in html
    assert "Non, la facture suffit." in html
    assert f"{page(question)}#conversation" in html
    assert LectureFil.objects.get().utilisateur == famille_martin.camille


def test_the_message_s_page_leads_to_the_demande(camille, question, demenagement):
    assert f'href="{page(demenagement)}"' in camille.client.get(page(question)).text


def test_the_agent_goes_from_one_to_the_other(connecter, client, question, demenagement, agent):
    client.logout()
    bureau = connecter(agent)
    assert f'href="{urls_de(demenagement)}"' in bureau.get(urls_de(question)).text
    html = bureau.get(urls_de(demenagement)).text
    assert "Faut-il aussi le bail ? &lt;b&gt;Merci&lt;/b&gt;" in html
    assert f'href="{urls_de(question)}"' in html


def test_the_other_home_s_words_are_not_shown(camille, demenagement, voisin):
    """The same number in another household: it can only be a mistake, and stays there (D11)."""
    ouvrir_fil(
        voisin.foyer,
        sujet="Autre",
        texte="Chez nous",
        par=voisin.nadia,
        origine=demenagement.numero,
    )
    assert "Chez nous" not in camille.client.get(page(demenagement)).text


def test_thirty_conversations_cost_what_one_does(
    camille, question, demenagement, django_assert_num_queries, django_assert_max_num_queries
):
    camille.client.get(page(demenagement))  # what is cached once
    with django_assert_max_num_queries(25) as une:
        camille.client.get(page(demenagement))
    par = demenagement.par
    for rang in range(29):
        ouvrir_fil(
            demenagement.foyer, sujet=f"{rang}", texte="…", par=par, origine=demenagement.numero
        )
        ecrire_message(Fil.objects.first(), "Et ?", par=par)
    with django_assert_num_queries(len(une)):
        camille.client.get(page(demenagement))


# What can be done.


def test_thirty_demandes_cost_what_one_does(
    camille, demenagement, django_assert_num_queries, django_assert_max_num_queries
):
    camille.client.get("/demarches/")
    with django_assert_max_num_queries(15) as une:
        camille.client.get("/demarches/")
    for rang in range(29):
        demenagement.pk, demenagement.numero, demenagement._state.adding = (
            None,
            f"D-2026-9{rang:04}",
            True,
        )
        demenagement.pk = Demande._meta.pk.get_default()
        demenagement.save()
    with django_assert_num_queries(len(une)):
        assert textes(camille.client, "/demarches/").count(RETIRER) == 30


def test_what_waits_for_the_family_comes_first_and_what_is_over_last(camille, demenagement):
    for rang, statut in enumerate(("rejetee", "a-completer", "close")):
        demenagement.pk, demenagement._state.adding = Demande._meta.pk.get_default(), True
        demenagement.numero, demenagement.statut = f"D-2026-9{rang:04}", statut
        demenagement.decidee_le = timezone.now()
        demenagement.save()
    dites = textes(camille.client, "/demarches/")
    ordre = ["À compléter", "D-2026-90001", "En cours", "D-2026-00001", "Terminées", "D-2026-90000"]
    rangs = [dites.index(un) for un in ordre]
    assert rangs == sorted(rangs)
    assert "Terminée" in dites[dites.index("D-2026-90002") :]
    assert "Close" not in dites


def test_once_an_agent_looks_at_it_it_is_no_longer_withdrawn(camille, demenagement, agent):
    assert RETIRER in textes(camille.client, page(demenagement))
    prendre(demenagement, par=agent)
    assert RETIRER not in textes(camille.client, page(demenagement))


def test_a_message_is_never_withdrawn(camille, question):
    assert (
        f"/demarches/demande/{question.pk}/retirer/" not in camille.client.get("/demarches/").text
    )
