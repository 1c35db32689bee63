"""A validation taken back within ten minutes: the file is as it was, the journal tells it, or
nothing changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches import catalogue
from demarches.actions import annuler, commencer, valider
from demarches.instruction.annulation import oublier_les_effets
from demarches.models import Demande, EffetsDeValidation, PieceJointe
from demarches.taches import PLANIFICATIONS
from famille.actions import ajouter_quotient, autoriser, changer_adresse, modifier_responsable
from famille.dossier.foyers.remettre import photographier
from famille.models import (
    Autorisation,
    Courriel,
    Document,
    Enfant,
    Facture,
    MandatSEPA,
    Modification,
    QuotientFamilial,
    Responsable,
)
from famille.socle.erreurs import Refus
from reservations.actions import inscrire, places_d_inscription
from reservations.models import Activite, Inscription, Reservation
from tests.demarches.marche import DECIDEES
from tests.demarches.outils import Navigateur
from tests.demarches.prelevement import AUTRE_IBAN, accepter, compte, envoyer, un_mandat
from tests.reservations import outils

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ce_jour")]
DEFAITES = [code for code in DECIDEES if catalogue.toutes()[code].annulable]
Statut = Demande.Statut
Presence = Reservation.Presence
LILAS = {"voie": "1 rue Neuve", "code_postal": "36000", "commune": "Châteauroux"}


def de(*codes):
    return pytest.mark.parametrize("parent", codes, indirect=True)


def dossier(demande):
    """The household's file and what the démarches write outside of it."""
    ailleurs = [
        *Inscription.objects.values_list("pk"),
        *Reservation.objects.values_list("pk", "presence"),
    ]
    return photographier(demande.foyer)["lignes"], ailleurs


def relue(demande):
    return Demande.objects.select_related("foyer").get(pk=demande.pk)


def refuse(demande, agent, phrase):
    """Taking back is refused, and neither the file nor the demande nor its mail has moved."""
    avant, courriels = dossier(demande), Courriel.objects.count()
    with pytest.raises(Refus, match=phrase) as refus:
        annuler(demande, par=agent)
    assert dossier(demande) == avant
    assert relue(demande).statut == Statut.VALIDEE
    assert Courriel.objects.count() == courriels
    assert str(refus.value).endswith(".")


@de(*DEFAITES)
def test_what_was_validated_is_taken_back_as_if_it_had_not_been(envoyee, habilitee):
    avant, journal = dossier(envoyee), set(Modification.objects.values_list("pk", flat=True))
    valider(envoyee, par=habilitee)
    assert dossier(envoyee) != avant
    faites = list(Modification.objects.exclude(pk__in=journal).order_by("pk"))
    assert Courriel.objects.filter(cle__startswith="decision_validee", envoye_le=None).exists()
    annuler(relue(envoyee), par=habilitee)
    assert dossier(envoyee) == avant
    assert relue(envoyee).statut == Statut.EN_ATTENTE
    assert not Courriel.objects.filter(cle__startswith="decision_validee").exists()
    assert not EffetsDeValidation.objects.exists()
    defaites = Modification.objects.exclude(
        pk__in=[*journal, *(une.pk for une in faites)]
    ).order_by("-pk")
    assert [(une.objet, une.avant, une.apres) for une in defaites] == [
        (une.objet, une.apres, une.avant) for une in faites
    ]
    assert {(une.par, une.origine) for une in defaites} == {
        (habilitee, f"retour, {envoyee.numero}")
    }


@de(*DEFAITES)
def test_it_may_be_validated_again(envoyee, habilitee):
    valider(envoyee, par=habilitee)
    apres = [cle for cle, _valeurs in dossier(envoyee)[0].items()]
    annuler(relue(envoyee), par=habilitee)
    valider(relue(envoyee), par=habilitee)
    assert relue(envoyee).statut == Statut.VALIDEE
    assert len(dossier(envoyee)[0]) == len(apres)


@de("changement-adresse")
def test_a_newer_address_stands(envoyee, agent):
    valider(envoyee, par=agent)
    changer_adresse(envoyee.foyer, **LILAS, depuis=date(2027, 3, 1), par=agent)
    refuse(envoyee, agent, "Une autre adresse a été enregistrée depuis cette validation")


@de("changement-adresse", "quotient-familial")
def test_what_an_invoice_has_counted_stands(envoyee, agent):
    valider(envoyee, par=agent)
    Facture.objects.create(foyer=envoyee.foyer, cle="n", objet="Novembre", mois=date(2026, 11, 1))
    refuse(envoyee, agent, "Une facture de ce foyer a été préparée depuis")


@de("changement-adresse")
def test_a_document_that_another_demande_uses_stays_on_file(envoyee, agent, famille_martin):
    valider(envoyee, par=agent)
    autre = commencer("quotient-familial", foyer=envoyee.foyer, par=famille_martin.camille)
    piece = envoyee.pieces.get()
    PieceJointe.objects.create(
        demande=autre, etape="justificatif", champ="fichier", document=piece.document
    )
    refuse(envoyee, agent, "sert déjà à une autre démarche")


@de("quotient-familial")
def test_a_later_quotient_stands(envoyee, agent):
    valider(envoyee, par=agent)
    fin = QuotientFamilial.objects.get().fin
    ajouter_quotient(envoyee.foyer, valeur=Decimal(500), debut=fin + timedelta(days=1), par=agent)
    refuse(envoyee, agent, "Un autre quotient a été enregistré depuis")


@pytest.fixture
def telephone(connecter, famille_martin, reglage):
    """Demande: Camille's new number and what Léa is allowed, sent to an agent."""
    from demarches.models import ReglageDemarche

    ReglageDemarche.objects.filter(code="informations-du-foyer").update(sans_agent=False)
    demande = commencer(
        "informations-du-foyer", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    adulte = famille_martin.foyer.responsables.get()
    page = Navigateur(connecter(famille_martin.camille), demande)
    page.poster(
        "foyer",
        {f"telephone_portable_{adulte.pk}": "06 39 98 00 77", f"telephone_fixe_{adulte.pk}": ""},
    )
    reponses = {f"{genre}_{famille_martin.lea.pk}": "oui" for genre in Autorisation.Genre}
    page.poster("autorisations", reponses)
    for etape in list(demande.demarche.pages(relue(demande)))[2:]:
        page.poster(etape, action="inchange")
    page.poster("recapitulatif", {"certifie": "on"})
    return relue(demande)


def test_a_field_that_somebody_changed_since_is_not_put_back_nor_the_others(
    telephone, habilitee, famille_martin
):
    valider(telephone, par=habilitee)
    modifier_responsable(
        Responsable.objects.get(), telephone_portable="+33639980099", par=famille_martin.camille
    )
    refuse(
        telephone,
        habilitee,
        "Quelqu’un a modifié la fiche de Camille Martin depuis cette validation",
    )


def test_another_field_changed_since_is_left_alone(telephone, habilitee, famille_martin):
    valider(telephone, par=habilitee)
    modifier_responsable(
        Responsable.objects.get(), telephone_fixe="+33254080099", par=famille_martin.camille
    )
    annuler(telephone, par=habilitee)
    adulte = Responsable.objects.get()
    assert (adulte.telephone_portable, adulte.telephone_fixe) == ("+33639980001", "+33254080099")


def test_an_authorisation_answered_again_stands(telephone, habilitee, famille_martin):
    valider(telephone, par=habilitee)
    autoriser(
        famille_martin.lea,
        "image",
        False,
        auteur=famille_martin.camille,
        par=famille_martin.camille,
    )
    refuse(telephone, habilitee, "Une autorisation a reçu une autre réponse depuis")


def test_somebody_who_writes_in_the_same_instant_makes_it_final(
    telephone, habilitee, famille_martin, monkeypatch
):
    classe, appliquer = type(telephone.demarche), type(telephone.demarche).appliquer

    def a_deux(self, demande, *, par):
        modifier_responsable(
            Responsable.objects.get(), telephone_fixe="+33254080099", par=famille_martin.camille
        )
        return appliquer(self, demande, par=par)

    monkeypatch.setattr(classe, "appliquer", a_deux)
    valider(telephone, par=habilitee)
    refuse(telephone, habilitee, "ne peut plus être annulée")


def test_a_failure_in_the_middle_leaves_the_file_as_it_was(telephone, habilitee, monkeypatch):
    valider(telephone, par=habilitee)
    avant = dossier(telephone)

    def echouer(*args, **champs):
        raise RuntimeError("no more disk")

    monkeypatch.setattr("famille.dossier.foyers.remettre.rafraichir_recherche", echouer)
    with pytest.raises(RuntimeError):
        annuler(telephone, par=habilitee)
    assert dossier(telephone) == avant
    assert relue(telephone).statut == Statut.VALIDEE
    assert Courriel.objects.filter(cle__startswith="decision_validee").exists()


@de("place-en-accueil-de-loisirs")
def test_the_place_is_free_again_and_the_demande_keeps_its_rank(envoyee, habilitee):
    Activite.objects.update(inscriptions_max=1)
    valider(envoyee, par=habilitee)
    activite = Activite.objects.get()
    assert places_d_inscription(activite, 2026) == 0
    ordre = envoyee.place.ordre
    annuler(envoyee, par=habilitee)
    assert places_d_inscription(activite, 2026) == 1
    assert relue(envoyee).place.ordre == ordre


@de("place-en-accueil-de-loisirs")
def test_a_child_who_is_already_booked_keeps_his_place(envoyee, habilitee, famille_martin):
    valider(envoyee, par=habilitee)
    outils.creer_mercredis(Activite.objects.get(), 1)
    creneau = Activite.objects.get().creneaux.first()
    Reservation.objects.create(enfant=famille_martin.lea, creneau=creneau, foyer=envoyee.foyer)
    refuse(envoyee, habilitee, "a déjà des réservations")


@de("justificatif-medical")
def test_a_day_ticked_since_stands(envoyee, habilitee):
    valider(envoyee, par=habilitee)
    Reservation.objects.update(presence=Presence.PRESENT)
    refuse(envoyee, habilitee, "a changé depuis")


@de("naissance")
def test_a_child_who_is_registered_somewhere_stays(envoyee, agent):
    valider(envoyee, par=agent)
    enfant = Enfant.objects.order_by("pk").last()
    inscrire(enfant, outils.creer_activite(), debut=timezone.localdate(), par=agent)
    refuse(envoyee, agent, "Quelque chose dépend déjà de ce que cette demande a ajouté")


@de("prelevement-automatique")
def test_a_mandate_on_which_an_invoice_is_collected_stays(envoyee, agent, time_machine):
    valider(envoyee, par=agent)
    mandat = MandatSEPA.objects.get()
    Facture.objects.create(
        foyer=envoyee.foyer,
        cle="n",
        objet="Novembre",
        mois=date(2026, 11, 1),
        mandat=mandat,
        cree_le=timezone.now() - timedelta(days=1),
    )
    refuse(envoyee, agent, "le mandat PF-2026-000001")


def test_the_former_account_is_collected_again(connecter, famille_martin, reglage, agent):
    ancien = un_mandat(famille_martin.foyer)
    demande = commencer(
        "prelevement-automatique", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    page = Navigateur(connecter(famille_martin.camille), demande)
    page.poster("souhait", {"quoi": f"changer-{ancien.pk}"})
    page.poster("compte", compte(demande, iban=AUTRE_IBAN))
    accepter(page)
    demande = envoyer(page)
    Document.objects.update(etat=Document.Etat.SAIN)
    valider(demande, par=agent)
    assert MandatSEPA.objects.en_vigueur().get().remplace == ancien
    annuler(demande, par=agent)
    remis = MandatSEPA.objects.get()
    assert (remis.pk, remis.fin, remis.motif_fin) == (ancien.pk, None, "")
    assert remis.services_couverts == "Crèche, Restauration scolaire"
    assert not remis.services.exclude(fin=None).exists()


def test_a_stopped_mandate_whose_service_has_another_one_since_stays_stopped(
    connecter, famille_martin, reglage, agent
):
    ancien = un_mandat(famille_martin.foyer)
    demande = commencer(
        "prelevement-automatique", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    page = Navigateur(connecter(famille_martin.camille), demande)
    page.poster("souhait", {"quoi": f"arreter-{ancien.pk}"})
    demande = envoyer(page)
    valider(demande, par=agent)
    un_mandat(famille_martin.foyer, iban=AUTRE_IBAN)
    refuse(demande, agent, "Quelqu’un a modifié le mandat PF-2026-000001 depuis")


@de("changement-adresse")
def test_what_it_wrote_is_forgotten_once_it_is_final(envoyee, agent, time_machine):
    valider(envoyee, par=agent)
    assert oublier_les_effets() == 0
    time_machine.shift(timedelta(minutes=10))
    assert oublier_les_effets() == 1
    assert "demarches.taches.oublier_les_effets" in [
        fonction for _nom, fonction, _minutes in PLANIFICATIONS
    ]


# The screen.


@de("quotient-familial")
def test_the_desk_offers_it_and_the_family_reads_that_it_was_withdrawn(
    envoyee, connecter, agent, famille_martin
):
    bureau = connecter(agent)
    vu = envoyee.passages.last().pk
    adresse = f"/gestion/demandes/{envoyee.pk}/"
    page = bureau.post(f"{adresse}valider/", {"vu": vu}, follow=True).text
    assert "La famille sera prévenue par e-mail dans 10 minutes" in page
    assert "Possible jusqu’à 14\u00a0h\u00a042" in page
    page = bureau.post(f"{adresse}annuler/", {"vu": envoyee.passages.last().pk}, follow=True).text
    assert "Décision annulée" in page
    assert "le dossier est de nouveau comme il était" in page
    famille = (
        connecter(famille_martin.camille).get(reverse("demarches:demande", args=[envoyee.pk])).text
    )
    assert "Réponse retirée" in famille
    assert "Demande validée" not in famille
