"""The agents' desk: one demande on one screen, the decisions taken there, and who may enter."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from demarches.actions import demander_complement, prendre, valider
from demarches.bureau import url_de_la_liste, urls_de
from demarches.models import Demande
from famille.models import Document
from tests.demarches.essai import deposee, joindre

pytestmark = pytest.mark.django_db
Statut = Demande.Statut


def action(demande, nom):
    return reverse(f"demandes_modeladmin_{nom}", args=[demande.pk])


def numeros(reponse):
    return [rang.ligne["demande"].numero for rang in reponse.context["lue"].rangs]


# One demande


def test_one_screen_shows_what_changes_the_checks_the_piece_the_household_and_the_history(
    bureau, demande
):
    document = joindre(demande)
    texte = bureau.get(urls_de(demande)).text
    for attendu in (
        "<del>12 rue Bourdillon</del>",
        "<ins>4 allée des Lilas</ins>",
        "(inchangé)",
        "Le nom sur le justificatif est à comparer",
        f'<iframe src="/mes-documents/{document.pk}/#view=FitH"',
        "dossier 2026-00417",
        "Léa, ",
        "Déposée par Camille Martin",
        "Accusé de réception envoyé",
        "Valider et changer l’adresse",
        "Le silence vaut rejet le",
    ):
        assert attendu in texte


@pytest.mark.parametrize(
    ("etat", "type_mime", "attendu", "absent"),
    [
        (Document.Etat.SAIN, "image/jpeg", "<img src=", "<iframe"),
        (
            Document.Etat.NON_ANALYSE,
            "application/pdf",
            "Aucun antivirus n’a vérifié",
            "Télécharger",
        ),
        (
            Document.Etat.EN_ANALYSE,
            "application/pdf",
            "L’analyse antivirus est en cours",
            "<iframe",
        ),
        (Document.Etat.INFECTE, "application/pdf", "personne ne peut l’ouvrir", "<iframe"),
    ],
)
def test_a_piece_is_shown_as_its_state_allows(bureau, demande, etat, type_mime, attendu, absent):
    joindre(demande, etat=etat, type_mime=type_mime)
    texte = bureau.get(urls_de(demande)).text
    assert attendu in texte
    assert absent not in texte


def test_a_piece_is_turned_and_made_larger_by_links(bureau, demande):
    joindre(demande, type_mime="image/jpeg")
    vue = bureau.get(urls_de(demande)).context["vue"]
    reponse = bureau.get(urls_de(demande), {"zoom": vue["plus"], "tour": vue["tourne"]})
    assert 'class="pfg-feuille pfg-zoom-150 pfg-tour-90"' in reponse.text


@pytest.mark.parametrize(
    "demandes", [{"zoom": "9000", "tour": "45"}, {"zoom": "x", "tour": '"><script>'}]
)
def test_an_unknown_size_or_turn_shows_the_piece_as_it_is(bureau, demande, demandes):
    joindre(demande, type_mime="image/jpeg")
    assert (
        'class="pfg-feuille pfg-zoom-100 pfg-tour-0"' in bureau.get(urls_de(demande), demandes).text
    )


def test_the_next_piece_comes_after_the_last_one_too(bureau, demande):
    premiere = joindre(demande)
    seconde = joindre(demande, champ="autre", nom="verso.pdf")
    vue = bureau.get(urls_de(demande), {"piece": str(premiere.pk)}).context["vue"]
    assert (vue["rang"], vue["suivante"]) == (1, seconde.pk)
    vue = bureau.get(urls_de(demande), {"piece": str(seconde.pk)}).context["vue"]
    assert (vue["rang"], vue["suivante"]) == (2, premiere.pk)


def test_reading_a_demande_leaves_a_trace_on_the_household(bureau, demande, agent):
    bureau.get(urls_de(demande))
    trace = demande.foyer.consultations.get()
    assert (trace.quoi, trace.par) == ("demande D-2026-00231", agent)


def test_one_demande_costs_the_same_whatever_it_holds(bureau, demande, agent):
    def requetes():
        with CaptureQueriesContext(connection) as capture:
            bureau.get(urls_de(demande))
        return len(capture)

    demande.notes.create(texte="Note", par=agent)
    bureau.get(urls_de(demande))
    avec_une = requetes()
    for rang in range(29):
        demande.notes.create(texte=f"Note {rang}", par=agent)
        demande.passages.create(de="a-completer", vers="en-attente", par=demande.par)
    assert requetes() == avec_une


def test_one_demande_takes_at_most_eighteen_queries(bureau, demande, agent, proche):
    """Opened from its list, with a note, one more answer and its « suivante »."""
    demande.notes.create(texte="Famille appelée.", par=agent)
    demande.passages.create(de="a-completer", vers="en-attente", par=demande.par)
    suite = bureau.get(url_de_la_liste()).context["suite"]
    adresse = f"{urls_de(demande)}?{suite}"
    bureau.get(adresse)
    with CaptureQueriesContext(connection) as capture:
        page = bureau.get(adresse).text
    assert "Famille appelée." in page
    lues = [une["sql"] for une in capture if "SAVEPOINT" not in une["sql"]]
    assert len(lues) <= 18, lues


def test_what_agents_write_to_each_other_stays_at_the_desk(bureau, demande):
    reponse = bureau.post(
        action(demande, "noter"), {"texte": "Famille appelée <b>lundi</b>."}, follow=True
    )
    assert "Famille appelée &lt;b&gt;lundi&lt;/b&gt;." in reponse.text


def test_a_demande_whose_démarche_is_gone_does_not_break_the_desk(bureau, demande):
    Demande.objects.filter(pk=demande.pk).update(code="disparue")
    assert numeros(bureau.get(url_de_la_liste())) == ["D-2026-00231"]
    assert "n’existe plus dans cette version" in bureau.get(urls_de(demande), follow=True).text


# Decisions


def test_validating_from_the_screen_says_what_was_done_and_offers_the_next(bureau, demande):
    vu = demande.passages.get().pk
    reponse = bureau.post(action(demande, "valider"), {"vu": vu}, follow=True)
    assert "Demande validée, le dossier est à jour. La famille est prévenue" in reponse.text
    assert "Demande suivante" in reponse.text
    assert "Ce que la validation a changé" in reponse.text
    assert "<del>12 rue Bourdillon</del>" in reponse.text


def test_a_rejection_without_a_reason_comes_back_with_its_sentence(bureau, demande):
    reponse = bureau.post(action(demande, "rejeter"), {"motif": ""})
    assert reponse.status_code == 200
    assert "Un rejet doit être motivé" in reponse.text
    assert Demande.objects.get(pk=demande.pk).statut == Statut.EN_ATTENTE


def test_a_rejection_shows_its_reason(bureau, demande):
    reponse = bureau.post(
        action(demande, "rejeter"), {"motif": "La facture est trop ancienne."}, follow=True
    )
    assert "La facture est trop ancienne." in reponse.text
    assert "Valider et changer" not in reponse.text


def test_a_complement_chooses_pages_a_message_and_a_day(bureau, demande):
    limite = timezone.localdate() + timedelta(days=12)
    donnees = {
        "etapes": ["preuve"],
        "message": "La facture est floue.",
        "limite": limite.isoformat(),
    }
    reponse = bureau.post(action(demande, "completer"), donnees, follow=True)
    complement = demande.complements.get()
    assert (complement.etapes, complement.limite) == (["preuve"], limite)
    assert "La facture est floue." in reponse.text


def test_a_refused_complement_loses_nothing_typed(bureau, demande):
    reponse = bureau.post(
        action(demande, "completer"), {"message": "La facture est floue.", "limite": "2020-01-01"}
    )
    assert "La facture est floue." in reponse.text
    assert "Choisissez au moins une page" in reponse.text
    assert "choisissez une date après aujourd’hui" in reponse.text


def test_the_reason_typed_is_kept_when_a_colleague_was_quicker(bureau, demande, collegue):
    valider(demande, par=collegue)
    reponse = bureau.post(action(demande, "rejeter"), {"motif": "Trop ancienne."})
    assert "vient d’être traitée par Marc Petit" in reponse.text
    assert "Trop ancienne." in reponse.text


def test_a_colleague_s_demande_says_whose_it_is(bureau, demande, collegue):
    prendre(demande, par=collegue)
    reponse = bureau.post(action(demande, "valider"), follow=True)
    assert "prise en charge par Marc Petit" in reponse.text
    assert Demande.objects.get(pk=demande.pk).statut == Statut.EN_ATTENTE


def test_a_colleague_s_demande_offers_to_take_it_over_before_deciding(
    bureau, demande, agent, collegue
):
    prendre(demande, par=collegue)
    texte = bureau.get(urls_de(demande)).text
    assert "Marc Petit traite cette demande." in texte
    assert "Valider et changer" not in texte
    bureau.post(action(demande, "confier"), {"agent": agent.pk})
    assert "Valider et changer" in bureau.get(urls_de(demande)).text


def test_a_demande_is_taken_given_back_and_handed_over(bureau, demande, agent, collegue):
    bureau.post(action(demande, "prendre"))
    assert Demande.objects.get(pk=demande.pk).agent == agent
    bureau.post(action(demande, "rendre"))
    assert Demande.objects.get(pk=demande.pk).agent is None
    bureau.post(action(demande, "confier"), {"agent": collegue.pk})
    assert Demande.objects.get(pk=demande.pk).agent == collegue


def test_the_next_demande_is_the_most_urgent_that_nobody_else_has(
    bureau, demande, collegue, voisin
):
    prise, libre = (
        deposee(
            voisin.foyer,
            voisin.nadia,
            f"D-2026-0023{rang}",
            echeance=timezone.localdate() + timedelta(days=jours),
        )
        for rang, jours in ((2, 29), (3, 30))
    )
    prendre(prise, par=collegue)
    assert bureau.get(action(demande, "suivante")).url == urls_de(libre)


def test_after_the_last_one_the_list_says_that_nothing_is_left(bureau, demande):
    reponse = bureau.get(action(demande, "suivante"), follow=True)
    assert "Il n’y a plus de demande à traiter." in reponse.text


def test_a_demande_to_complete_can_be_rejected_but_not_validated(bureau, demande, agent):
    demander_complement(
        demande,
        par=agent,
        etapes=["preuve"],
        message="La facture.",
        limite=timezone.localdate() + timedelta(days=5),
    )
    texte = bureau.get(urls_de(demande)).text
    assert "Rejeter…" in texte
    assert "Valider et changer" not in texte


@pytest.mark.parametrize(
    "nom", ["prendre", "rendre", "confier", "noter", "valider", "rejeter", "completer", "annuler"]
)
def test_nothing_is_decided_by_a_link(bureau, demande, nom):
    assert bureau.get(action(demande, nom)).status_code == 405


# Who enters


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_those_who_may_decide_enter_the_desk(connecter, request, demande, qui):
    client = connecter(request.getfixturevalue(qui))
    for adresse in (url_de_la_liste(), urls_de(demande)):
        assert client.get(adresse).status_code in (302, 403)
    for nom in ("valider", "rejeter", "prendre", "noter"):
        assert client.post(action(demande, nom)).status_code in (302, 403)
    assert "Demandes" not in client.get(reverse("wagtailadmin_home")).text
    assert Demande.objects.get(pk=demande.pk).statut == Statut.EN_ATTENTE


def test_no_address_makes_edits_or_deletes_a_demande(bureau, demande):
    for fin in (
        "create/",
        f"edit/{demande.pk}/",
        f"delete/{demande.pk}/",
        f"inspect/{demande.pk}/",
    ):
        assert bureau.get(url_de_la_liste() + fin).status_code == 404


def test_the_admin_s_home_and_menu_say_what_waits(bureau, demande):
    texte = bureau.get(reverse("wagtailadmin_home")).text
    assert "<strong>1</strong> à traiter" in texte
    assert "data-compte" in texte
