"""What the kitchen reads on the sheet of the day, and the PAI's document."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from famille.models import Consultation, Document, FicheSanitaire
from famille.models.champs import Jeton
from reservations.models import Groupe, Reservation
from reservations.presences.feuille import lire_la_cuisine, lire_la_feuille
from reservations.regles.juge import Moment
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT, tick=False)]
AUJOURD_HUI = MAINTENANT.date()
Presence = Reservation.Presence


@pytest.fixture
def activite(directrice):
    activite = creer_activite("La Valla")
    activite.structure.directeurs.add(directrice)
    Groupe.objects.create(activite=activite, nom="Les petits", age_min=3, age_max=5)
    Groupe.objects.create(activite=activite, nom="Les grands", age_min=6, age_max=17)
    return activite


@pytest.fixture
def matin(activite):
    return creer_creneau(activite, AUJOURD_HUI, Moment.MATIN)


@pytest.fixture
def lea(matin, famille_martin):
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea,
        allergies="Arachide",
        pai=True,
        regime="sans-porc",
        valable_jusqu_au=AUJOURD_HUI + timedelta(days=100),
    )
    return Reservation.objects.create(
        enfant=famille_martin.lea, creneau=matin, foyer=famille_martin.foyer
    )


@pytest.fixture
def hugo(matin, famille_martin):
    return Reservation.objects.create(
        enfant=famille_martin.hugo, creneau=matin, foyer=famille_martin.foyer
    )


def cuisine(activite, *, securite=True):
    return lire_la_cuisine(lire_la_feuille(activite, AUJOURD_HUI, securite=securite))


def test_heads_are_counted_by_age_group_and_the_absent_left_out(activite, lea, hugo):
    assert cuisine(activite).totaux == [2]
    assert sum(nombres[0] for _nom, nombres in cuisine(activite).comptes) == 2
    Reservation.objects.filter(pk=hugo.pk).update(absence_annoncee_le=MAINTENANT)
    assert cuisine(activite).totaux == [1]
    Reservation.objects.filter(pk=hugo.pk).update(presence=Presence.PRESENT)  # came all the same
    assert cuisine(activite).totaux == [2]
    Reservation.objects.filter(pk=hugo.pk).update(presence=Presence.ABSENT)
    assert cuisine(activite).totaux == [1]


def test_diets_are_counted_and_allergies_and_pai_set_apart(activite, lea, hugo):
    lue = cuisine(activite)
    assert lue.regimes == [("Sans porc", 1)]
    assert [un.enfant.prenom for un in lue.a_part] == ["Léa"]
    assert lue.sans_fiche == 1


def test_a_record_that_no_key_reads_is_said_on_its_line_and_closes_nothing(
    connecter, directrice, activite, lea, hugo
):
    FicheSanitaire.objects.create(
        enfant=hugo.enfant, valable_jusqu_au=AUJOURD_HUI + timedelta(days=100)
    )
    FicheSanitaire.objects.filter(enfant=hugo.enfant).update(regime=Jeton("of another site"))
    navigateur = connecter(directrice)
    feuille = " ".join(navigateur.get(reverse("presences:feuille")).text.split())
    dite = "Fiche sanitaire illisible : une allergie peut y être notée"
    assert feuille.count(dite) == 2  # on his line, and for the kitchen
    assert "Allergie : Arachide" in feuille  # the others are read
    assert "Rien à signaler" not in feuille
    assert [un.enfant.prenom for un in cuisine(activite).a_part] == ["Hugo", "Léa"]
    page = " ".join(navigateur.get(reverse("presences:enfant", args=[hugo.pk])).text.split())
    assert dite in page
    assert "Aucune signalée" not in page
    assert "Aucun régime" not in page


def test_a_sheet_without_health_counts_heads_only(activite, lea, hugo):
    lue = cuisine(activite, securite=False)
    assert (lue.totaux, list(lue.regimes), list(lue.a_part), lue.sans_fiche) == ([2], [], [], 0)


def test_the_sheet_says_it_to_the_director_and_heads_only_to_who_plans(
    connecter, directrice, agent, lea, hugo
):
    adresse = reverse("presences:feuille")
    texte = " ".join(connecter(directrice).get(adresse).text.split())
    assert "Pour la cuisine" in texte
    assert "sans porc, 1" in texte
    assert "allergie « Arachide » ; PAI" in texte  # as the family has written it
    sans = connecter(agent).get(adresse).text
    assert "Pour la cuisine" in sans
    assert "Arachide" not in sans


@pytest.fixture
def protocole(lea):
    document = Document(
        enfant=lea.enfant,
        genre=Document.Genre.PAI,
        nom="pai.pdf",
        type_mime="application/pdf",
        taille=8,
        sha256="0" * 64,
        etat=Document.Etat.SAIN,
    )
    document.fichier.save("pai.pdf", ContentFile(b"%PDF-1.7"), save=False)
    document.save()
    FicheSanitaire.objects.update(pai_document=document)
    return document


def test_the_protocol_of_a_pai_opens_and_its_reading_is_noted(
    connecter, directrice, lea, protocole
):
    navigateur, adresse = connecter(directrice), reverse("presences:pai", args=[lea.pk])
    assert adresse in navigateur.get(reverse("presences:enfant", args=[lea.pk])).text
    de_la_fiche = Consultation.objects.get()
    reponse = navigateur.get(adresse)
    assert reponse.status_code == 200
    assert b"".join(reponse) == b"%PDF-1.7"
    lecture = Consultation.objects.exclude(pk=de_la_fiche.pk).get()
    assert (lecture.sante_de, lecture.par) == (lea.enfant, directrice)


def test_who_may_not_read_health_opens_no_protocol(connecter, agent, redactrice, lea, protocole):
    adresse = reverse("presences:pai", args=[lea.pk])
    for compte in (agent, redactrice):
        assert connecter(compte).get(adresse).url == "/gestion/"  # refused
    assert not Consultation.objects.filter(par__in=(agent, redactrice)).exists()


def test_the_protocol_of_another_centre_s_child_is_not_found(
    connecter, directrice, famille_martin, lea, protocole
):
    creneau = creer_creneau(creer_activite("La Pingaudière"), AUJOURD_HUI, Moment.MATIN)
    ailleurs = Reservation.objects.create(
        enfant=famille_martin.lea, creneau=creneau, foyer=famille_martin.foyer
    )
    assert (
        connecter(directrice).get(reverse("presences:pai", args=[ailleurs.pk])).status_code == 404
    )


def test_a_family_that_gave_none_is_said_so(connecter, directrice, lea):
    reponse = connecter(directrice).get(reverse("presences:pai", args=[lea.pk]), follow=True)
    assert "pas encore déposé de protocole" in reponse.text
