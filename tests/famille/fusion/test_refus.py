"""What stands in the way of a merge, and of taking it back: a sentence, and nothing has changed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from famille.dossier.foyers.fiche import consultations, modifications
from famille.dossier.fusion.actions import Projet, fusionner
from famille.dossier.fusion.annulation import annuler, ce_qui_en_depend, oublier_les_perimees
from famille.dossier.fusion.registre import Union
from famille.journal.modifications import noter_consultation
from famille.models import (
    AccesAConfirmer,
    Courriel,
    Enfant,
    Facture,
    FicheSanitaire,
    Foyer,
    Fusion,
    LigneFacture,
    MandatSEPA,
    Message,
    Paiement,
    PartPaiement,
    QuotientFamilial,
    Rattachement,
    ServicePreleve,
    Utilisateur,
    enfants_ouverts_a,
)
from famille.mouvements.donnees.effacement import EFFACE
from famille.mouvements.donnees.effacer_le_dossier import effacer_foyer
from famille.socle.erreurs import Refus
from reservations.models import Creneau, Inscription, Reservation

from .fabrique import DEBUT, photographier, un_foyer, une_ligne

pytestmark = pytest.mark.django_db
MARDI = date(2026, 12, 8)


@pytest.fixture
def deux(db):
    """Two households of one adult and one child each."""
    return un_foyer("Martin"), un_foyer("Martin")


def enfant(foyer):
    return Enfant.objects.filter(foyers=foyer).order_by("pk").first()


def reunir(agent, garde, autre, **choix):
    foyer = garde if isinstance(garde, Foyer) else Foyer.objects.order_by("pk").first()
    return fusionner(Projet(Union(garde, autre, choix)), foyer=foyer, par=agent)


def refuse(agent, garde, autre, mot):
    avant = photographier()
    with pytest.raises(Refus, match=mot):
        reunir(agent, garde, autre)
    assert photographier() == avant


def reserver(un, jour=MARDI, moment="1-matin", foyer=None):
    creneau = une_ligne(Creneau, jour=jour, moment=moment)
    foyer = foyer or Foyer.objects.filter(rattachements__enfant=un).first()
    return une_ligne(Reservation, enfant=un, creneau=creneau, foyer=foyer)


def test_two_children_booked_at_the_same_moment_are_not_made_one(agent, deux):
    for foyer in deux:
        reserver(enfant(foyer))
    refuse(agent, enfant(deux[0]), enfant(deux[1]), "mardi 8 décembre 2026")


def test_two_half_days_of_one_day_are_no_conflict(agent, deux):
    reserver(enfant(deux[0]), moment="1-matin")
    reserver(enfant(deux[1]), moment="2-apres-midi")
    reunir(agent, enfant(deux[0]), enfant(deux[1]))
    assert Reservation.objects.filter(enfant=enfant(deux[0])).count() == 2


def test_two_mandates_for_one_service_are_not_made_one(agent, deux):
    for foyer in deux:
        mandat = une_ligne(MandatSEPA, foyer=foyer)
        une_ligne(ServicePreleve, mandat=mandat, foyer=foyer, service="creche", fin=None)
    refuse(agent, *deux, "mandat de prélèvement")


def test_a_draft_invoice_and_a_payment_under_way_are_waited_for(agent, deux):
    brouillon = une_ligne(
        Facture, foyer=deux[1], etat="brouillon", numero=None, emise_le=None, cle="m:2:0"
    )
    refuse(agent, *deux, "facture est en préparation")
    brouillon.delete()
    une_ligne(Paiement, foyer=deux[0], etat="ouvert", paye_le=None)
    refuse(agent, *deux, "paiement est en cours")


@pytest.mark.parametrize(("genre", "quoi"), [("bloc", "7:2026-W50"), ("retard", "7:2026-12-10")])
def test_what_was_billed_is_known_under_its_new_name_and_is_not_billed_again(
    agent, deux, genre, quoi
):
    """The source of a line names its household and its child (docs/comprendre/facturation.md)."""
    facture = une_ligne(Facture, foyer=deux[1])
    le_sien = enfant(deux[1])
    source = f"{genre}:{deux[1].pk}:{le_sien.pk}:{quoi}"
    une_ligne(LigneFacture, facture=facture, enfant=le_sien, source=source)
    reunir(agent, *deux)
    assert LigneFacture.objects.get().source == f"{genre}:{deux[0].pk}:{le_sien.pk}:{quoi}"
    reunir(agent, enfant(deux[0]), le_sien)
    garde = Enfant.objects.order_by("pk").first()
    assert LigneFacture.objects.get().source == f"{genre}:{deux[0].pk}:{garde.pk}:{quoi}"


def test_one_week_billed_to_both_homes_is_settled_first(agent):
    garde = un_foyer("Martin")
    partage = enfant(garde)
    autre = un_foyer("Petit", partage=partage)
    for foyer in (garde, autre):
        source = f"bloc:{foyer.pk}:{partage.pk}:7:2026-W50"
        une_ligne(
            LigneFacture,
            facture=une_ligne(Facture, foyer=foyer),
            enfant=partage,
            source=source,
        )
    refuse(agent, garde, autre, "facturée aux deux dossiers")


def test_quotients_never_overlap_after_a_merge(agent, deux):
    un, autre = deux
    une_ligne(QuotientFamilial, foyer=un, debut=date(2026, 1, 1), fin=None, valeur=800)
    une_ligne(
        QuotientFamilial, foyer=autre, debut=date(2025, 1, 1), fin=date(2025, 12, 31), valeur=700
    )
    une_ligne(QuotientFamilial, foyer=autre, debut=date(2026, 5, 1), fin=None, valeur=400)
    reunir(agent, un, autre)
    assert sorted(un.quotients.values_list("valeur", flat=True)) == [700, 800]


def test_the_address_chosen_is_in_force_even_when_the_other_is_later(agent, deux):
    un, autre = deux
    autre.adresses.update(depuis=timezone.localdate(), voie="9 place Voltaire")
    reunir(agent, un, autre)
    assert "rue Grande" in str(Foyer.objects.get(pk=un.pk).adresse)


def test_the_health_record_that_was_chosen_is_the_one_that_stays(agent, deux):
    for rang, foyer in enumerate(deux):
        une_ligne(
            FicheSanitaire,
            enfant=enfant(foyer),
            allergies=["arachide", "lait"][rang],
            valable_jusqu_au=date(2027, 8, 31),
        )
    un = enfant(deux[0])
    reunir(agent, un, enfant(deux[1]), fiche_sanitaire="autre")
    assert FicheSanitaire.objects.get().enfant == un
    assert FicheSanitaire.objects.get().allergies == "lait"


def test_registrations_that_touch_become_one(agent, deux):
    un, autre = enfant(deux[0]), enfant(deux[1])
    premiere = une_ligne(Inscription, enfant=un, debut=date(2026, 9, 1), fin=date(2026, 12, 31))
    une_ligne(
        Inscription, enfant=autre, activite=premiere.activite, debut=date(2026, 11, 1), fin=None
    )
    reunir(agent, un, autre)
    seule = Inscription.objects.get()
    assert (seule.enfant, seule.debut, seule.fin) == (un, date(2026, 9, 1), None)


def test_who_did_not_see_a_household_reads_no_health_until_somebody_confirms(agent, deux):
    """An agent without the right to read health could otherwise open it to himself."""
    un, autre = deux
    venue = autre.responsables.get()
    reunir(agent, un, autre)
    fermes = AccesAConfirmer.objects.fermants()
    assert fermes.filter(responsable=venue, foyer=un).exists()
    venu = Rattachement.objects.filter(foyer=un).order_by("pk").last()
    assert fermes.filter(rattachement=venu, foyer=un).exists()


def test_one_person_s_two_households_open_nothing_that_was_closed(agent):
    un = un_foyer("Martin")
    compte = un.responsables.get().utilisateur
    autre = un_foyer("Martin", compte=compte)
    deux_adultes = Union(un.responsables.get(), autre.responsables.get(), {})
    fusionner(Projet(Union(un, autre, {}), [deux_adultes]), foyer=un, par=agent)
    assert not AccesAConfirmer.objects.exists()
    assert Utilisateur.objects.get(pk=compte.pk).is_active


def test_owners_are_told_by_mail_and_the_account_that_no_file_has_is_closed(agent, deux):
    un, autre = (foyer.responsables.get() for foyer in deux)
    reunir(agent, un, autre)
    assert not Utilisateur.objects.get(pk=autre.utilisateur_id).is_active
    courriels = {mail.destinataire: mail.texte for mail in Courriel.objects.all()}
    assert courriels.keys() == {un.utilisateur.email, autre.utilisateur.email}
    assert "est fermé" in courriels[autre.utilisateur.email]
    assert un.utilisateur.email not in courriels[autre.utilisateur.email]


def test_the_old_number_still_finds_the_household(agent, deux):
    un, autre = deux
    reunir(agent, un, autre)
    assert list(Foyer.objects.cherches(autre.numero)) == [un]


def test_a_merge_on_which_something_stands_is_not_taken_back(agent, deux):
    un, autre = deux
    facture = une_ligne(Facture, foyer=autre)
    fusion = reunir(agent, un, autre)
    paiement = une_ligne(Paiement, foyer=un)
    une_ligne(PartPaiement, paiement=paiement, facture=facture)
    with pytest.raises(Refus, match="part d’un paiement"):
        annuler(fusion, par=agent)
    assert Facture.objects.get().foyer == un


def test_a_message_written_since_in_a_conversation_that_moved_is_named(agent, deux):
    un, autre = deux
    fil = autre.fils.create(sujet="La cantine")
    fusion = reunir(agent, un, autre)
    assert ce_qui_en_depend(fusion) == []
    une_ligne(Message, fil=fil, auteur="Camille Martin")
    assert ce_qui_en_depend(fusion) == ["message « Message de Camille Martin »"]


def test_a_booking_made_since_for_a_child_who_would_go_back_is_named(agent, deux):
    un, autre = deux
    le_sien = enfant(autre)
    fusion = reunir(agent, un, autre)
    reserver(le_sien, foyer=un)
    assert any("réservation" in dit for dit in ce_qui_en_depend(fusion))


def test_a_booking_of_another_child_since_changes_nothing(agent, deux):
    un, autre = deux
    fusion = reunir(agent, un, autre)
    reserver(enfant(un), foyer=un)
    annuler(fusion, par=agent)
    assert Reservation.objects.get().foyer == un


def test_a_later_merge_is_taken_back_first(agent, deux):
    un, autre = deux
    premiere = reunir(agent, un, autre)
    seconde = reunir(agent, un, un_foyer("Petit"))
    with pytest.raises(Refus, match="fusion plus récente"):
        annuler(premiere, par=agent)
    annuler(seconde, par=agent)
    annuler(Fusion.objects.get(pk=premiere.pk), par=agent)
    assert not Foyer.objects.exclude(fusionne_dans=None).exists()


def test_what_the_record_would_restore_and_whose_account_is_gone_is_a_sentence(agent, deux):
    """PostgreSQL tells a dangling key only at the end of the transaction: an error page."""
    un, autre = (foyer.responsables.get() for foyer in deux)
    fusion = reunir(agent, un, autre)
    Utilisateur.objects.filter(pk=autre.utilisateur_id).delete()
    avant = photographier()
    with pytest.raises(Refus, match="ne laisse plus de place"):
        annuler(fusion, par=agent)
    assert photographier() == avant


def test_after_thirty_days_nothing_is_taken_back_and_the_record_goes(agent, deux, time_machine):
    fusion = reunir(agent, *deux)
    assert oublier_les_perimees() == 0
    time_machine.move_to(timezone.now() + timedelta(days=30, minutes=1))
    with pytest.raises(Refus, match="trente jours"):
        annuler(fusion, par=agent)
    assert oublier_les_perimees() == 1
    assert not Fusion.objects.exists()


def test_a_file_already_merged_is_not_merged_again(agent, deux):
    reunir(agent, *deux)
    refuse(agent, un_foyer("Petit"), deux[1], "déjà")


def test_an_erased_household_leaves_nothing_of_what_was_merged_into_it(agent, deux, groupes):
    un, autre = deux
    le_sien = enfant(autre)
    reunir(agent, un, autre)
    reunir(agent, enfant(un), le_sien)
    effacer_foyer(un, par=agent)
    assert not Fusion.objects.exists()
    assert set(Foyer.objects.values_list("nom", flat=True)) == {EFFACE}
    assert not Enfant.objects.exists()


def test_both_journals_are_read_together(agent, deux):
    un, autre = deux
    noter_consultation(autre, "fiche du foyer", par=agent)
    reunir(agent, un, autre)
    assert [une.quoi for une in consultations([un])] == ["fiche du foyer"]
    assert modifications([un]).count() == 2


def test_the_readings_of_a_child_s_health_follow_him(agent, deux):
    un, autre = (enfant(foyer) for foyer in deux)
    noter_consultation(deux[1], "fiche sanitaire", par=agent, sante_de=autre)
    reunir(agent, un, autre)
    assert consultations(list(deux), sante_de=un).count() == 1


def ouverts(foyer):
    """The children of whose health its first adult reads."""
    compte = foyer.responsables.order_by("pk").first().utilisateur
    return set(enfants_ouverts_a(compte).values_list("pk", flat=True))


def test_an_account_put_on_another_s_adult_reads_no_health_until_somebody_confirms(agent):
    un, autre = un_foyer("Martin"), un_foyer("Martin")
    sien = un.responsables.get()
    reunir(agent, sien, autre.responsables.get(), utilisateur="autre")
    assert ouverts(un) == set()
    assert AccesAConfirmer.objects.fermants().filter(responsable=sien, foyer=un).exists()


def test_an_account_given_to_an_adult_without_one_reads_no_health_either(agent, deux):
    un, autre = deux
    un.responsables.update(utilisateur=None)
    reunir(agent, un.responsables.get(), autre.responsables.get())
    assert ouverts(un) == set()


def test_a_child_merged_into_another_does_not_show_his_health_to_that_one_s_home(agent, deux):
    un, autre = deux
    une_ligne(FicheSanitaire, enfant=enfant(autre), valable_jusqu_au=date(2027, 8, 31))
    reunir(agent, enfant(un), enfant(autre))
    assert ouverts(un) == set()


def test_the_other_home_of_a_child_merged_with_its_household_waits_too(agent, deux):
    """A third household, in which nobody saw the child that stays."""
    un, autre = deux
    tiers = un_foyer("Petit", enfants=0, partage=enfant(autre))
    enfants = Union(enfant(un), enfant(autre), {})
    fusionner(Projet(Union(un, autre, {}, (enfants.autre,)), [enfants]), foyer=un, par=agent)
    assert ouverts(tiers) == set()


def test_a_child_typed_twice_in_one_household_stays_open_to_it(agent):
    un = un_foyer("Martin", enfants=2)
    premier, second = Enfant.objects.filter(foyers=un).order_by("pk")
    une_ligne(FicheSanitaire, enfant=second, valable_jusqu_au=date(2027, 8, 31))
    reunir(agent, premier, second)
    assert ouverts(un) == {premier.pk}
    assert not AccesAConfirmer.objects.exists()


def test_a_home_that_a_child_had_left_reads_nothing_of_him_again(agent, deux):
    """Two periods that touch become one: his former household would see him anew."""
    un, autre = deux
    le_sien = enfant(autre)
    hier = timezone.localdate() - timedelta(days=1)
    une_ligne(Rattachement, enfant=le_sien, foyer=un, debut=DEBUT, fin=hier)
    reunir(agent, un, autre)
    assert le_sien.pk not in ouverts(un)
