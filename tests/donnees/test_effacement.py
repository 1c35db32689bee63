"""The request to erase (D9): refused while something is due, whole when nothing is, careful of the
other home."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from demarches import actions
from demarches.actions import valider
from demarches.donnees import des_demandes
from demarches.donnees.effacement import effacer_demandes, purger_les_comptes_inutiles
from demarches.models import Demande, SaisieDuComplement
from demarches.reglages.initiaux import creer_reglages
from famille.actions import deposer_document, ouvrir_fil
from famille.models import (
    Consultation,
    Courriel,
    Document,
    Enfant,
    Facture,
    Foyer,
    MandatSEPA,
    Modification,
    Rattachement,
    Responsable,
    Utilisateur,
)
from famille.mouvements.donnees.effacement import bilan
from famille.mouvements.donnees.effacer_le_dossier import effacer_foyer
from famille.socle.erreurs import Refus
from reservations.models import DemandeReservation, Inscription, Places, Reservation
from tests.demarches.marche import commencer, envoyer
from tests.famille.documents.test_fichiers import PDF, envoi
from tests.famille.facturation import facturer
from tests.famille.matrice import batir_tout

pytestmark = pytest.mark.django_db
CODE = "effacement-des-donnees"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    return time_machine


@pytest.fixture
def navigateur(famille_martin, connecter):
    creer_reglages(demo=True)
    return commencer(CODE, connecter(famille_martin.camille), famille_martin)


def test_the_page_says_what_goes_what_stays_and_what_stands_in_the_way(navigateur, famille_martin):
    facturer(famille_martin.foyer, "4.20")
    page = navigateur.lire("effacement")
    assert "pièces de la comptabilité publique" in page.text
    assert "Une facture reste à payer" in page.text
    assert "Seulement moi" not in page.text  # he is the only adult


def test_at_the_counter_nobody_is_me(navigateur, famille_martin, habilitee, connecter):
    Responsable.objects.create(foyer=famille_martin.foyer, prenom="Dany", nom="Martin")
    saisie = actions.commencer(
        CODE, foyer=famille_martin.foyer, par=habilitee, canal=Demande.Canal.COURRIER
    )
    page = connecter(habilitee).get(reverse("demarches:etape", args=[saisie.pk, "effacement"])).text
    assert "Tout le dossier" in page
    assert "Seulement moi" not in page
    assert "Il le demande depuis son compte" in page


def test_a_household_without_an_invoice_reads_nothing_of_accounting(navigateur):
    assert "comptabilité publique" not in navigateur.lire("effacement").text


def test_an_unpaid_invoice_refuses_and_leaves_all_as_it_was(navigateur, famille_martin, habilitee):
    facturer(famille_martin.foyer, "4.20")
    demande = envoyer(navigateur)
    with pytest.raises(Refus, match="Une facture reste à payer"):
        valider(demande, par=habilitee)
    assert Demande.objects.get().statut == "en-attente"
    assert Foyer.objects.get().nom == "Martin"
    assert not Courriel.objects.filter(cle__startswith="effacement-").exists()


@pytest.fixture
def effacee(navigateur, famille_martin, habilitee):
    """Demande: validated, of a household that had one of everything."""
    foyer, camille = famille_martin.foyer, famille_martin.camille
    deposer_document(envoi(PDF, "carnet.pdf"), foyer=None, enfant=famille_martin.lea, par=camille)
    ouvrir_fil(foyer, sujet="Bonjour", texte="t", par=camille, auteur="Camille Martin")
    Consultation.objects.create(foyer=foyer, quoi="fiche du foyer", par=habilitee)
    Facture.objects.filter(pk=facturer(foyer, "4.20", enfant=famille_martin.lea).pk).update(
        regle="4.20"
    )
    demande = envoyer(navigateur)
    valider(demande, par=habilitee)
    return Demande.objects.get()


def test_nothing_personal_is_left_but_what_accounting_keeps(effacee):
    foyer = Foyer.objects.get()
    assert (foyer.nom, foyer.recherche, foyer.situation) == ("Dossier effacé", "", "")
    for modele in (Enfant, Responsable, Document, Rattachement):
        assert not modele.objects.exists()
    assert not foyer.fils.exists()
    assert Facture.objects.get().lignes.get().enfant_nom == "Léa Martin"
    assert Consultation.objects.count() == 1  # who had read: kept for its own time


def test_the_account_is_closed_and_names_nobody(effacee):
    compte = effacee.par
    assert not compte.is_active
    assert not compte.has_usable_password()
    assert compte.email.endswith("@compte.invalid")
    assert compte.get_full_name() == "Compte effacé"


def test_his_session_ends(effacee, navigateur):
    assert navigateur.client.get(reverse("famille:famille")).url.startswith("/connexion/")


def test_the_trace_says_that_and_not_whom(effacee, habilitee):
    trace = Modification.objects.get()
    assert (trace.par, trace.apres, trace.origine) == (
        habilitee,
        {"Dossier": "effacé"},
        f"demande {effacee.numero}",
    )
    assert "Martin" not in str(effacee.recapitulatif) + str(effacee.changements) + str(
        effacee.saisie
    )


def test_he_is_told_by_a_signed_mail_that_leads_nowhere(effacee):
    courriel = Courriel.objects.get(cle__startswith="effacement-")
    assert courriel.destinataire == "camille.martin@exemple.fr"
    assert "Sophie Renard" in courriel.texte
    assert "/demarches/" not in courriel.texte
    assert not Courriel.objects.filter(cle__startswith="decision_validee").exists()


def test_the_account_goes_when_its_last_demande_does(effacee):
    assert purger_les_comptes_inutiles() == 0
    Demande.objects.all().delete()
    assert purger_les_comptes_inutiles() == 1
    assert not Utilisateur.objects.filter(email__endswith="@compte.invalid").exists()


def test_the_account_of_an_agent_who_was_a_parent_too_stays_while_what_he_entered_does(
    effacee, voisin
):
    """He closed his own account; a complement that he had entered at the counter for a neighbour
    still names him."""
    ferme = effacee.par
    Demande.objects.update(par=voisin.nadia)
    complement = effacee.complements.create(message="Une facture.", limite=date(2026, 12, 9))
    SaisieDuComplement.objects.create(complement=complement, canal="guichet", par=ferme)
    assert purger_les_comptes_inutiles() == 0
    complement.delete()
    assert purger_les_comptes_inutiles() == 1


# Two adults, two homes


@pytest.fixture
def dany(famille_martin):
    compte = Utilisateur.objects.create_user(
        "dany@exemple.fr", "x", first_name="Dany", last_name="Martin"
    )
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=compte, prenom="Dany", nom="Martin"
    )
    return compte


def test_one_of_two_adults_leaves_and_the_other_keeps_the_file(
    navigateur, famille_martin, dany, habilitee
):
    page = navigateur.lire("effacement")
    assert "Seulement moi" in page.text
    navigateur.poster("effacement", {"quoi": "moi", "lu": "on"}, relire=False)
    navigateur.poster("recapitulatif", {"certifie": "on"})
    valider(navigateur.relue(), par=habilitee)
    assert [str(adulte) for adulte in famille_martin.foyer.responsables.all()] == ["Dany Martin"]
    assert Foyer.objects.get().nom == "Martin"
    assert Enfant.objects.count() == 2
    assert not Utilisateur.objects.get(pk=famille_martin.camille.pk).is_active
    assert Utilisateur.objects.get(pk=dany.pk).is_active
    assert "camille" not in Foyer.objects.get().recherche


def test_two_adults_and_the_whole_file_asks_the_agent_to_make_sure(navigateur, dany):
    navigateur.poster("effacement", {"quoi": "foyer", "lu": "on"})
    demande = navigateur.relue()
    assert "Un autre adulte" in str(demande.demarche.verifications(demande))


def une_demande(foyer, par, **champs):
    le = datetime(2020, 1, 1, tzinfo=UTC)
    dates = {"cree_le": le, "modifie_le": le, "deposee_le": le}
    qui = {"code": "naissance", "foyer": foyer, "par": par, "numero": "D-2020-00001"}
    return Demande.objects.create(**qui | dates | champs)


def test_a_demarche_that_waits_keeps_its_household(navigateur, famille_martin):
    """However old: it stands in the way of who asks, and no purge takes it for left."""
    foyer = famille_martin.foyer
    demande = une_demande(foyer, famille_martin.camille, statut="en-attente")
    assert "Une autre démarche attend une réponse" in navigateur.lire("effacement").text
    Demande.objects.exclude(pk=demande.pk).delete()
    cles = des_demandes.actifs(date(2026, 1, 1))
    actifs = {pk for lignes in cles for ligne in lignes for pk in ligne.values()}
    assert actifs == {foyer.pk}


def test_a_paper_of_the_file_outlives_the_demande_that_it_served(famille_martin):
    foyer, camille = famille_martin.foyer, famille_martin.camille
    demande = une_demande(foyer, camille, statut="validee")
    for nom, classe_le in (("classé.pdf", demande.deposee_le), ("seul.pdf", None)):
        papier = Document.objects.create(foyer=foyer, nom=nom, taille=1, classe_le=classe_le)
        demande.pieces.create(etape="acte", champ=nom, document=papier)
    effacer_demandes(Demande.objects.all())
    assert [papier.nom for papier in Document.objects.all()] == ["classé.pdf"]


def test_each_adult_of_the_whole_file_is_told(navigateur, dany, habilitee):
    valider(envoyer(navigateur), par=habilitee)
    partis = Courriel.objects.filter(cle__startswith="effacement-")
    assert {un.destinataire for un in partis} == {"camille.martin@exemple.fr", "dany@exemple.fr"}


@pytest.fixture
def monde(agent):
    return batir_tout(agent)


def test_a_child_of_two_homes_stays_in_the_other_with_his_health(monde, agent, ce_jour):
    (a, b, _c, _d), lea, _choses = monde
    assert "Léa" in str(bilan(a.foyer))
    Facture.objects.filter(foyer=a.foyer).update(regle=Facture.objects.get(foyer=a.foyer).total)
    Demande.objects.filter(foyer=a.foyer).update(statut="validee")
    ce_jour.move_to("2027-03-01 10:00+01:00", tick=False)
    prises = sum(Places.objects.values_list("prises", flat=True))
    effacer_foyer(a.foyer, par=agent)
    lea = Enfant.objects.get(pk=lea.pk)
    assert lea.fiche_sanitaire.allergies == "AllergieDeLéa"
    assert {un.foyer for un in lea.rattachements.all()} == {b.foyer, _c.foyer}
    assert Inscription.objects.filter(enfant=lea).exists()
    assert set(Reservation.objects.values_list("foyer", flat=True)) == {b.foyer.pk}
    assert sum(Places.objects.values_list("prises", flat=True)) == prises - 1
    assert set(DemandeReservation.objects.values_list("foyer", flat=True)) == {b.foyer.pk}
    assert MandatSEPA.objects.filter(foyer=b.foyer).exists()
    assert not MandatSEPA.objects.filter(foyer=a.foyer).exists()
    assert Document.objects.filter(enfant=lea).exists()


def test_bookings_to_come_refuse(monde, agent):
    a = monde[0][0]
    with pytest.raises(Refus, match="Des réservations sont à venir"):
        effacer_foyer(a.foyer, par=agent)
    assert Foyer.objects.get(pk=a.foyer.pk).nom == "NomfoyerA"


def test_an_account_of_two_households_stays_open(famille_martin, voisin, habilitee):
    Responsable.objects.create(
        foyer=voisin.foyer, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    effacer_foyer(famille_martin.foyer, par=habilitee)
    assert Utilisateur.objects.get(pk=famille_martin.camille.pk).is_active


def test_a_child_born_elsewhere_is_not_taken_along(famille_martin, voisin, habilitee):
    """Hugo has left for the neighbour's: his past here goes, he does not."""
    Rattachement.objects.create(
        enfant=famille_martin.hugo, foyer=voisin.foyer, debut=date(2026, 1, 1)
    )
    effacer_foyer(famille_martin.foyer, par=habilitee)
    assert set(Enfant.objects.values_list("prenom", flat=True)) == {"Hugo", "Sami"}


def test_no_name_is_left_in_what_agents_have_read_of_an_erased_household(famille_martin, agent):
    foyer, lus = (
        famille_martin.foyer,
        ("fiche de Camille Martin", "fiche sanitaire de Léa", "document edf-martin.pdf"),
    )
    for quoi in lus:
        Consultation.objects.create(foyer=foyer, quoi=quoi, par=agent)
    effacer_foyer(foyer, par=None)
    assert sorted(Consultation.objects.values_list("quoi", flat=True)) == [
        "Document",
        "Fiche d’une personne",
        "Fiche sanitaire",
    ]
