"""Je dépose un justificatif médical (G16, D10): its pages, the town's rules, what its validation
does, who reads."""

import re
from datetime import date

import pytest
from django.urls import reverse

from demarches.actions import (
    annuler,
    commencer,
    completer,
    demander_complement,
    deposer,
    enregistrer_page,
    joindre,
    rejeter,
    valider,
)
from demarches.bureau import urls_de
from demarches.instruction.passage import PassageImpossible
from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.models import Consultation, Document, Service
from reservations.models import Activite, ReglageReservations, Reservation
from tests.demarches.outils import Navigateur, pdf
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.consommation.scene import compter
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

CODE = "justificatif-medical"
MERCREDI, SUIVANT = date(2026, 12, 9), date(2026, 12, 16)
ABSENCE = {"lieu": "loisirs", "debut": "09/12/2026", "fin": "16/12/2026"}
Presence = Reservation.Presence


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def reserves(famille_martin, db, time_machine):
    """Léa is booked on two Wednesday mornings; today is the day after the second."""
    creer_reglages(demo=True)
    centre = creer_centre(famille_martin)
    reserver(
        famille_martin,
        ligne(famille_martin.lea, centre),
        ligne(famille_martin.lea, centre, "2026-12-16-matin"),
    )
    time_machine.move_to("2026-12-17 21:10+01:00", tick=False)
    return famille_martin


@pytest.fixture
def brouillon(reserves):
    return commencer(CODE, foyer=reserves.foyer, par=reserves.camille, enfant=reserves.lea)


@pytest.fixture
def camille(connecter, reserves, brouillon):
    return Navigateur(connecter(reserves.camille), brouillon)


def regles(**champs):
    ReglageReservations.objects.update_or_create(pk=1, defaults=champs)


def erreurs(demande, **champs):
    saisie = {nom: [valeur] for nom, valeur in champs.items()}
    enregistrer_page(
        demande, saisie=demande.saisie | {"absence": saisie}, avancement=demande.avancement
    )
    return {
        nom: phrases[0]
        for nom, phrases in demande.demarche.formulaire(demande, "absence").errors.items()
    }


def envoyee(demande, **autres):
    assert erreurs(demande, **ABSENCE | autres) == {}
    fichier = pdf("certificat-varicelle.pdf")
    joindre(
        demande, "certificat", "fichier", fichier, par=demande.par, genre=Document.Genre.MEDICAL
    )
    Document.objects.update(etat=Document.Etat.SAIN)
    return deposer(demande, par=demande.par)


def relire(demande):
    return Demande.objects.get(pk=demande.pk)


def presences():
    return dict(Reservation.objects.values_list("creneau__jour", "presence"))


def test_an_empty_page_says_what_is_missing(brouillon):
    assert set(erreurs(brouillon)) == {"lieu", "debut", "fin"}


def test_a_page_half_filled_is_resumed_by_another_session(camille, reserves, connecter, client):
    camille.poster("absence", {"debut": "09/12/2026"}, "enregistrer")
    client.logout()
    page = Navigateur(connecter(reserves.camille), camille.demande).lire("absence").text
    assert re.findall(r'name="absence-debut"\s+value="(\d*)"', page) == ["09", "12", "2026"]


@pytest.mark.parametrize(
    ("dates", "champ", "phrase"),
    [
        ({"debut": "16/12/2025"}, "debut", "entre le 17 décembre 2025"),
        ({"debut": "01/03/2027"}, "debut", "et le 15 février 2027"),
        ({"fin": "08/12/2026"}, "fin", "avant le premier jour"),
        ({"fin": "09/12/2027"}, "fin", "dépasse six mois"),
        ({"fin": "31/02/2026"}, "fin", "n’existe pas"),
        ({"lieu": "piscine"}, "lieu", "piscine"),
    ],
)
def test_a_wrong_answer_is_refused(brouillon, dates, champ, phrase):
    assert phrase in erreurs(brouillon, **ABSENCE | dates)[champ]


def test_whatever_is_booked_here_is_one_choice_and_says_so(camille, brouillon):
    """The canteen and a halte-garderie too: the other choice excuses no booking."""
    Activite.objects.update(service=Service.RESTAURATION)
    page = lisible(camille.lire("absence").text)
    choix = dict(re.findall(r'value="(loisirs|creche)".*?>\s*([^<>]+?)\s*</label>', page))
    assert choix == {
        "loisirs": "Un accueil réservé dans ce portail : centre de loisirs, cantine, garderie…",
        "creche": "Une crèche ou une halte-garderie qui ne se réserve pas ici",
    }
    assert erreurs(brouillon, **ABSENCE) == {}


def test_days_without_any_booking_are_told(brouillon):
    phrase = erreurs(brouillon, **ABSENCE | {"debut": "10/12/2026", "fin": "11/12/2026"})["__all__"]
    assert "Léa n’a rien de réservé dans le portail" in phrase
    assert "du 10 décembre 2026 au 11 décembre 2026" in phrase


def test_days_when_the_child_came_are_told(brouillon):
    Reservation.objects.update(presence=Presence.PRESENT)
    phrase = erreurs(brouillon, **ABSENCE)["__all__"]
    assert "La présence de Léa est notée chaque jour réservé" in phrase


@pytest.fixture
def compte_present(reserves):
    """The canteen's file says that Léa came on the second day."""
    return compter(reserves.foyer, reserves.lea, Activite.objects.get(), SUIVANT)


def test_a_day_that_a_file_has_counted_stays_charged_and_it_is_said(
    camille, compte_present, habilitee, connecter
):
    camille.poster("absence", ABSENCE)
    assert "Compté présent : à vérifier" in camille.lire("certificat").text
    demande = envoyee(camille.demande)
    dites = [une["valeur"] for une in demande.recapitulatif[0]["lignes"][-2:]]
    assert "absence justifiée, non facturée" in dites[0]
    assert "compté présent ce jour-là : à vérifier" in dites[1]
    page = lisible(connecter(habilitee).get(urls_de(demande)).text)
    assert "Comptées présentes par un fichier, elles restent facturées : 1." in page
    assert "L’enfant était bien absent : ne pas facturer 1 jour compté présent" in page
    valider(demande, par=habilitee)
    assert presences() == {MERCREDI: Presence.ABSENT_JUSTIFIE, SUIVANT: Presence.PREVU}
    apres = [une["apres"] for une in relire(demande).changements]
    assert "Compté présent : reste facturé" in apres
    compte_present.refresh_from_db()
    assert compte_present.presence == Presence.PRESENT


def test_an_agent_says_that_the_count_was_wrong_and_may_take_it_back(
    brouillon, compte_present, habilitee, connecter
):
    demande = envoyee(brouillon)
    adresse = reverse("demandes_modeladmin_valider", args=[demande.pk])
    connecter(habilitee).post(adresse, {"coche": "on"})
    compte_present.refresh_from_db()
    assert compte_present.presence == Presence.ABSENT_JUSTIFIE
    assert set(presences().values()) == {Presence.ABSENT_JUSTIFIE}
    assert "Compté présent : reste facturé" not in str(relire(demande).changements)
    annuler(relire(demande), par=habilitee)
    compte_present.refresh_from_db()
    assert compte_present.presence == Presence.PRESENT
    assert set(presences().values()) == {Presence.PREVU}


def test_a_count_set_aside_frees_no_day_that_the_town_keeps_charged(brouillon, reserves, habilitee):
    regles(carence_jours=1)
    premier = compter(reserves.foyer, reserves.lea, Activite.objects.get(), MERCREDI)
    valider(envoyee(brouillon), par=habilitee, coche=True)
    premier.refresh_from_db()
    assert premier.presence == Presence.PRESENT
    assert presences() == {MERCREDI: Presence.PREVU, SUIVANT: Presence.ABSENT_JUSTIFIE}


@pytest.mark.parametrize(("jours", "refusee"), [(None, False), (1, False), (0, True)])
def test_the_town_s_delay(brouillon, jours, refusee):
    regles(justificatif_jours=jours)
    vues = erreurs(brouillon, **ABSENCE)
    assert ("plus tard le" in vues.get("fin", "")) == refusee
    assert not refusee or "le 16 décembre 2026" in vues["fin"]


def test_a_letter_typed_late_is_not_refused_but_told(reserves, agent):
    regles(justificatif_jours=0)
    demande = commencer(
        CODE, foyer=reserves.foyer, par=agent, enfant=reserves.lea, canal="courrier"
    )
    textes = [v["texte"] for v in envoyee(demande).demarche.verifications(relire(demande))]
    assert any("Saisi après le délai" in texte for texte in textes)


def test_the_days_are_shown_before_the_certificate_is_asked(camille):
    regles(carence_jours=1)
    camille.poster("absence", ABSENCE)
    page = camille.lire("certificat").text
    assert "Mercredi 9 décembre 2026, matin" in page
    assert page.index("Reste facturé") < page.index("Ne sera pas facturé")
    assert "Le premier jour réservé" in page


UN_JOUR = ABSENCE | {"fin": "09/12/2026"}


def test_a_certificate_that_changes_nothing_is_told_as_news_and_not_as_an_error(camille):
    """Nothing that the parent has typed is wrong."""
    regles(carence_jours=1)
    page = camille.poster("absence", UN_JOUR)
    assert "vous n’avez rien à envoyer" in page.text
    assert "<title>À savoir" in page.text
    assert "pf-erreurs" not in page.text
    assert "à corriger" not in page.text
    faute = camille.poster("absence", UN_JOUR | {"fin": "08/12/2026"}).text
    assert "1 erreur à corriger" in faute


def test_a_certificate_that_changes_nothing_is_not_asked(brouillon):
    regles(carence_jours=1)
    phrase = erreurs(brouillon, **UN_JOUR)["__all__"]
    assert "Le premier jour réservé d’une absence reste facturé, même avec un certificat." in phrase
    assert "vous n’avez rien à envoyer" in phrase
    assert "pour l’absence du 9 décembre 2026" in phrase


def test_where_it_changes_a_day_it_is_asked(brouillon):
    regles(carence_jours=0)
    assert erreurs(brouillon, **UN_JOUR) == {}


def test_what_stays_charged_is_said_before_the_demarche_begins(camille):
    adresse = reverse("demarches:presentation", args=[CODE])
    regles(carence_jours=2)
    assert (
        "Les 2 premiers jours réservés d’une absence restent facturés"
        in camille.client.get(adresse).text
    )
    regles(carence_jours=0)
    assert "facturés, même avec un certificat" not in camille.client.get(adresse).text


def test_the_certificate_is_always_asked(camille):
    camille.poster("absence", ABSENCE)
    assert "Joignez le certificat médical" in camille.poster("certificat", {}).text


def test_validation_excuses_the_days_and_files_the_certificate(brouillon, habilitee, reserves):
    regles(carence_jours=0)
    demande = envoyee(brouillon)
    valider(relire(demande), par=habilitee)
    assert presences() == {MERCREDI: Presence.ABSENT_JUSTIFIE, SUIVANT: Presence.ABSENT_JUSTIFIE}
    document = Document.objects.get()
    assert (document.classe_le is not None, document.enfant, document.foyer) == (
        True,
        reserves.lea,
        reserves.foyer,
    )
    notes = reserves.foyer.modifications.filter(origine=f"demande {demande.numero}")
    assert {"Absences justifiées": "9 décembre 2026, 16 décembre 2026"} in [
        note.apres for note in notes
    ]


def test_the_first_day_stays_charged_where_the_town_says_so(brouillon, habilitee):
    regles(carence_jours=1)
    demande = envoyee(brouillon)
    valider(relire(demande), par=habilitee)
    assert presences() == {MERCREDI: Presence.PREVU, SUIVANT: Presence.ABSENT_JUSTIFIE}


def test_what_validation_would_change(brouillon):
    regles(carence_jours=1)
    demande = envoyee(brouillon)
    changements = demande.demarche.changements(relire(demande))
    assert [(ligne["libelle"], ligne["avant"], ligne["apres"]) for ligne in changements] == [
        ("Mercredi 9 décembre, matin", "Pas encore noté", "Pas encore noté"),
        ("Mercredi 16 décembre, matin", "Pas encore noté", "Absence justifiée, non facturée"),
        ("Certificat médical", "", "classé au dossier"),
    ]
    textes = [
        verification["texte"] for verification in demande.demarche.verifications(relire(demande))
    ]
    assert "Journées d’absence non facturées : 1. Premiers jours, facturés : 1." in textes


def test_the_other_home_s_booking_is_neither_shown_nor_changed(brouillon, habilitee, voisin):
    Reservation.objects.filter(creneau__jour=SUIVANT).update(foyer=voisin.foyer)
    demande = envoyee(brouillon)
    assert not any(
        "16 décembre" in ligne["libelle"] for ligne in demande.demarche.changements(relire(demande))
    )
    valider(relire(demande), par=habilitee)
    assert presences()[SUIVANT] == Presence.PREVU


def test_a_rejection_excuses_nothing(brouillon, habilitee):
    rejeter(
        relire(envoyee(brouillon)),
        par=habilitee,
        motif="Le certificat n’est pas au nom de l’enfant.",
    )
    assert set(presences().values()) == {Presence.PREVU}
    assert Document.objects.get().classe_le is None


def test_a_complement_gives_the_certificate_again(brouillon, habilitee):
    demande = envoyee(brouillon)
    attente = {"etapes": ["certificat"], "message": "Plus net.", "limite": date(2027, 1, 10)}
    demander_complement(relire(demande), par=habilitee, **attente)
    joindre(
        relire(demande),
        "certificat",
        "fichier",
        pdf("net.pdf"),
        par=demande.par,
        genre=Document.Genre.MEDICAL,
    )
    Document.objects.update(etat=Document.Etat.SAIN)
    completer(relire(demande), par=demande.par)
    valider(relire(demande), par=habilitee)
    assert Presence.ABSENT_JUSTIFIE in presences().values()


def test_a_crèche_absence_is_told_to_the_agent_and_kept_in_the_journal(
    brouillon, habilitee, reserves
):
    demande = envoyee(brouillon, lieu="creche", debut="10/12/2026", fin="11/12/2026")
    textes = [v["texte"] for v in demande.demarche.verifications(relire(demande))]
    assert any(
        "Reportez l’absence du 10 décembre 2026 au 11 décembre 2026" in texte for texte in textes
    )
    assert any("aucun jour réservé dans le portail ne sera excusé" in texte for texte in textes)
    valider(relire(demande), par=habilitee)
    assert set(presences().values()) == {Presence.PREVU}
    apres = [
        note.apres
        for note in reserves.foyer.modifications.filter(origine=f"demande {demande.numero}")
    ]
    dates = "du 10 décembre 2026 au 11 décembre 2026"
    assert {"Absence justifiée en crèche ou halte-garderie": dates} in apres


# Health data (D10).


def test_an_agent_without_the_right_neither_reads_nor_validates(
    brouillon, agent, connecter, client
):
    demande = envoyee(brouillon)
    document = Document.objects.get()
    client.logout()
    page = connecter(agent).get(urls_de(demande)).text
    assert "varicelle" not in page
    assert client.get(f"/documents/{document.pk}/").status_code == 404
    with pytest.raises(PassageImpossible, match="informations de santé"):
        valider(relire(demande), par=agent)


def test_an_agent_with_the_right_opens_it_and_the_family_reads_that_he_did(
    brouillon, habilitee, connecter, client
):
    from django.urls import reverse

    envoyee(brouillon)
    client.logout()
    connecter(habilitee).get(reverse("famille:document", args=[Document.objects.get().pk]))
    assert Consultation.objects.latest("pk").quoi == "document de santé"


def test_the_file_s_name_is_in_no_summary_and_no_mail(brouillon):
    from famille.models import Courriel

    demande = envoyee(brouillon)
    assert "varicelle" not in str(relire(demande).recapitulatif)
    assert "varicelle" not in str(demande.demarche.changements(relire(demande)))
    assert not any(
        "varicelle" in courriel.texte + courriel.html for courriel in Courriel.objects.all()
    )


def test_the_subject_of_a_mail_names_neither_the_child_nor_the_health(brouillon):
    """It is read on a telephone that lies on a table."""
    from famille.models import Courriel

    demande = envoyee(brouillon)
    sujets = set(Courriel.objects.values_list("sujet", flat=True))
    assert sujets == {f"Nous avons bien reçu votre demande {demande.numero}"}


def test_the_absences_page_leads_there(reserves, connecter):
    page = connecter(reserves.camille).get("/reservations/absences/")
    assert f'href="/demarches/{CODE}/"' in page.text


def test_a_neighbour_sees_nothing_and_cannot_begin_it_for_this_child(brouillon, voisin, connecter):
    client = connecter(voisin.nadia)
    assert client.get(f"/demarches/brouillon/{brouillon.pk}/absence/").status_code == 404
    client.post(f"/demarches/{CODE}/", {"enfant": str(brouillon.enfant.pk)})
    autres = Demande.objects.exclude(pk=brouillon.pk)
    assert {une.enfant for une in autres} == {voisin.sami}, "their own only child, not asked"


def test_a_delay_shortened_since_does_not_spoil_what_was_sent(brouillon):
    demande = envoyee(brouillon)
    regles(justificatif_jours=0)
    textes = [
        verification["texte"] for verification in demande.demarche.verifications(relire(demande))
    ]
    assert any("Saisi après le délai" in texte for texte in textes)
