"""What an agent writes on a family's file without its wizard: journaled with who said it, told to
the family, refused with a sentence."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from famille.dossier.foyers.bureau import url, url_du_foyer
from famille.dossier.foyers.personnes import rattacher_enfant
from famille.models import (
    Autorisation,
    Consultation,
    ContactFamille,
    Courriel,
    Document,
    FicheSanitaire,
    Modification,
)
from famille.models.champs import Jeton
from tests.demarches.outils import pdf
from tests.outils.lisible import lisible
from tests.reservations.moteur.scene import creer_centre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def foyer(famille_martin):
    return famille_martin.foyer


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def dit(foyer):
    """Who said it."""
    return {"dit_par": foyer.responsables.get().pk, "voie": "telephone"}


FICHE = {
    "regime": "sans-porc",
    "allergies": "arachide",
    "pai": "non",
    "medecin": "Dr Perrin",
    "medecin_telephone": "",
    "assurance_compagnie": "",
    "assurance_numero": "",
    "assurance_fin": "",
}


def dernier(foyer):
    return Modification.objects.filter(foyer=foyer).order_by("-pk").first()


def annonces(compte):
    return Courriel.objects.filter(cle__startswith="dossier-change-", destinataire=compte.email)


def test_health_is_written_as_the_parent_says_it(habilitee, bureau, foyer, famille_martin, dit):
    adresse = url("tenir_la_sante", foyer.pk, famille_martin.lea.pk)
    assert bureau.get(adresse).status_code == 200
    assert Consultation.objects.filter(foyer=foyer, sante_de=famille_martin.lea).exists()
    assert bureau.post(adresse, FICHE | dit).status_code == 302
    fiche = FicheSanitaire.objects.get(enfant=famille_martin.lea)
    assert (fiche.regime, fiche.allergies) == ("sans-porc", "arachide")
    assert fiche.modifiee_par == famille_martin.camille
    ligne = dernier(foyer)
    assert ligne.par == habilitee
    assert ligne.origine == "réponse de Camille Martin, par téléphone"
    assert "arachide" not in f"{ligne.avant}{ligne.apres}"
    [courriel] = annonces(famille_martin.camille)
    assert "la fiche sanitaire de Léa" in courriel.texte
    assert "arachide" not in courriel.texte


def test_a_record_that_no_key_reads_is_written_anew(habilitee, bureau, foyer, famille_martin, dit):
    """Its page says to ask the parents: what they say has a place to be written."""
    lea = famille_martin.lea
    FicheSanitaire.objects.create(enfant=lea, valable_jusqu_au="2027-08-31", pai=True)
    FicheSanitaire.objects.update(allergies=Jeton("of another site"), medecin="Dr Perrin")
    adresse = url("tenir_la_sante", foyer.pk, lea.pk)
    page = lisible(bureau.get(adresse).text)
    assert "prend sa place" in page
    assert bureau.post(adresse, FICHE | dit | {"allergies": ""}).status_code == 302
    fiche = FicheSanitaire.objects.get(enfant=lea)
    assert not fiche.illisible
    assert (fiche.regime, fiche.allergies, fiche.pai) == ("sans-porc", "", False)


def test_the_family_is_told_once_a_day_and_not_of_nothing(bureau, foyer, famille_martin, dit):
    contact = {"prenom": "Paul", "nom": "Roux", "telephone": "06 39 98 00 05", "ordre": 1}
    contact |= {"a_prevenir": "on"} | dit
    bureau.post(url("nouveau_contact", foyer.pk), contact)
    le_sien = ContactFamille.objects.get(foyer=foyer, nom="Roux")
    bureau.post(url("contact", le_sien.pk), contact)  # the same
    assert annonces(famille_martin.camille).count() == 1
    bureau.post(url("contact", le_sien.pk), contact | {"peut_recuperer": "on"})
    assert annonces(famille_martin.camille).count() == 1
    le_sien.refresh_from_db()
    assert le_sien.peut_recuperer
    assert dernier(foyer).origine == "réponse de Camille Martin, par téléphone"
    bureau.post(url("retirer_contact", le_sien.pk), dit)
    assert not ContactFamille.objects.filter(pk=le_sien.pk).exists()


def test_a_form_sent_twice_is_done_once(bureau, foyer, dit):
    """A double press, or a slow answer: of every gesture of a household's file."""
    adresse = url("nouveau_contact", foyer.pk)
    [cle] = html.fromstring(bureau.get(adresse).text).xpath("//input[@name='cle']/@value")
    contact = {"prenom": "Paul", "nom": "Roux", "telephone": "06 39 98 00 05", "ordre": 1}
    contact |= {"a_prevenir": "on", "cle": cle} | dit
    suites = [bureau.post(adresse, contact).url for _fois in range(2)]
    assert suites[0] == suites[1]
    assert ContactFamille.objects.filter(foyer=foyer, nom="Roux").count() == 1


def test_a_contact_who_would_do_nothing_is_refused(bureau, foyer, dit):
    contact = {"prenom": "Paul", "nom": "Roux", "telephone": "06 39 98 00 05", "ordre": 1}
    reponse = bureau.post(url("nouveau_contact", foyer.pk), contact | dit)
    assert reponse.status_code == 422
    assert "ne serait ni appelé" in reponse.text


def test_health_asks_for_its_right(bureau, foyer, famille_martin, dit):
    adresse = url("tenir_la_sante", foyer.pk, famille_martin.lea.pk)
    bureau.post(adresse, FICHE | dit)
    assert not FicheSanitaire.objects.exists()
    document = {"genre": "vaccins", "enfant": famille_martin.lea.pk, "fichier": pdf()} | dit
    assert bureau.post(url("nouveau_document", foyer.pk), document).status_code == 422
    assert not Document.objects.exists()


def test_a_child_of_another_household_is_not_found(habilitee, bureau, foyer, voisin):
    enfant = voisin.foyer.rattachements.get().enfant
    for ecran in ("tenir_la_sante", "autorisations"):
        assert bureau.get(url(ecran, foyer.pk, enfant.pk)).status_code == 404


def test_authorisations_are_the_parent_s_and_the_old_ones_stay(bureau, foyer, famille_martin, dit):
    adresse = url("autorisations", foyer.pk, famille_martin.lea.pk)
    bureau.post(adresse, {"image": "oui", "sortie-seul": "non"} | dit)
    bureau.post(adresse, {"image": "non"} | dit)
    dites = list(Autorisation.objects.filter(enfant=famille_martin.lea, genre="image"))
    assert [une.accordee for une in dites] == [False, True]
    assert {une.par for une in dites} == {famille_martin.camille}
    assert "réponse de Camille Martin" in dernier(foyer).origine


def test_a_refusal_of_the_other_home_is_not_lifted_without_both_parents(
    bureau, foyer, famille_martin, voisin, agent, dit
):
    rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    non = Autorisation.objects.create(
        enfant=famille_martin.lea, genre="image", accordee=False, par=voisin.nadia
    )
    adresse, oui = url("autorisations", foyer.pk, famille_martin.lea.pk), f"oui-{non.pk}"
    refusee = bureau.post(adresse, {"image": oui} | dit)
    assert "l’autorité parentale est partagée" in lisible(refusee.text)
    bureau.post(adresse, {"image": oui, "accord_des_deux": "on"} | dit)
    assert Autorisation.objects.filter(enfant=famille_martin.lea).first().accordee
    for compte in (famille_martin.camille, voisin.nadia):  # both homes are told
        assert annonces(compte).count() == 1


def test_a_page_read_before_a_refusal_does_not_lift_it(bureau, foyer, famille_martin, dit):
    non = {"enfant": famille_martin.lea, "genre": "image", "accordee": False}
    Autorisation.objects.create(**non, par=famille_martin.camille)
    lue_avant = {"image": "oui", "baignade": "oui"} | dit
    page = bureau.post(url("autorisations", foyer.pk, famille_martin.lea.pk), lue_avant)
    assert "est arrivé depuis" in lisible(page.text)
    assert not Autorisation.objects.filter(accordee=True).exists()


def test_a_document_brought_is_filed_until_its_day_and_scanned(
    bureau, foyer, famille_martin, dit, settings, django_capture_on_commit_callbacks
):
    settings.CLAMD = "127.0.0.1:3310"
    fin = timezone.localdate() + timedelta(days=90)
    document = {"genre": "assurance", "enfant": famille_martin.lea.pk, "fichier": pdf()} | dit
    document |= {"valable_jusqu_au": fin.isoformat()}
    bureau.post(url("nouveau_document", foyer.pk), document)
    [depose] = Document.objects.all()
    assert (depose.foyer, depose.enfant) == (foyer, famille_martin.lea)
    assert depose.valable_jusqu_au == fin
    assert depose.classe_le
    assert depose.remis_le
    assert depose.etat == Document.Etat.EN_ANALYSE
    assert "attestation d’assurance de Léa" in annonces(famille_martin.camille).get().texte
    assert depose.nom in bureau.get(url_du_foyer(foyer, "documents")).text


def test_a_vaccination_record_brought_is_the_child_s(habilitee, bureau, foyer, famille_martin, dit):
    document = {"genre": "vaccins", "enfant": famille_martin.lea.pk, "fichier": pdf("rougeole.pdf")}
    bureau.post(url("nouveau_document", foyer.pk), document | dit)
    [depose] = Document.objects.all()
    assert (depose.foyer, depose.enfant) == (None, famille_martin.lea)
    sans_enfant = {"genre": "vaccins", "fichier": pdf()} | dit
    assert "de quel enfant" in bureau.post(url("nouveau_document", foyer.pk), sans_enfant).text


def test_the_journal_never_names_a_file_of_health(habilitee, bureau, foyer, famille_martin, dit):
    certificat = {"genre": "medical", "enfant": famille_martin.lea.pk}
    bureau.post(
        url("nouveau_document", foyer.pk), certificat | {"fichier": pdf("diabete.pdf")} | dit
    )
    assert dernier(foyer).apres == {"Document": "Certificat médical"}


@pytest.mark.parametrize("genre", Document.DE_SANTE)
def test_the_mail_of_a_health_paper_does_not_say_what_it_is(
    habilitee, bureau, foyer, famille_martin, dit, genre
):
    document = {"genre": genre, "enfant": famille_martin.lea.pk, "fichier": pdf()} | dit
    bureau.post(url("nouveau_document", foyer.pk), document)
    [courriel] = annonces(famille_martin.camille)
    assert "un document de Léa ajouté" in courriel.texte
    assert Document.Genre(genre).label.lower() not in courriel.texte.lower()


def test_a_document_that_is_over_is_refused(bureau, foyer, dit):
    hier = timezone.localdate() - timedelta(days=1)
    document = {"genre": "assurance", "fichier": pdf(), "valable_jusqu_au": hier.isoformat()} | dit
    assert (
        "demandez à la famille celui qui le remplace"
        in bureau.post(url("nouveau_document", foyer.pk), document).text
    )
    assert not Document.objects.exists()


def test_a_name_corrected_by_an_agent_is_told(bureau, foyer, famille_martin):
    [rattachement] = famille_martin.lea.rattachements.all()
    champs = {"prenom": "Léa", "nom": "Martin-Roux", "naissance": "2019-03-12"}
    bureau.post(url("enfant", rattachement.pk), champs)
    assert "la fiche de Léa" in annonces(famille_martin.camille).get().texte
    adulte = foyer.responsables.get()
    bureau.post(
        url("adulte", adulte.pk),
        {
            "prenom": "Camille",
            "nom": "Martin",
            "lien": "parent",
            "courriel": famille_martin.camille.email,
            "telephone_portable": "06 39 98 00 42",
        },
    )
    assert annonces(famille_martin.camille).count() == 2


def test_what_is_missing_leads_where_it_is_written(habilitee, bureau, foyer, famille_martin):
    creer_centre(famille_martin)
    FicheSanitaire.objects.all().delete()
    page = bureau.get(url_du_foyer(foyer)).text
    sante = url("tenir_la_sante", foyer.pk, famille_martin.lea.pk)
    assert f'<a href="{sante}">Remplir la fiche sanitaire' in page
    assert url("autorisations", foyer.pk, famille_martin.lea.pk) in page


def test_the_counter_of_bookings_leads_to_the_record_that_is_missing(
    habilitee, bureau, foyer, famille_martin
):
    creer_centre(famille_martin)
    FicheSanitaire.objects.all().delete()
    adresse = reverse("reservations_bureau:guichet_foyer", args=[foyer.pk])
    guichet = bureau.get(adresse, {"le": "2026-12-09"})
    assert url("tenir_la_sante", foyer.pk, famille_martin.lea.pk) in guichet.text
