"""Le prélèvement automatique (G18, D16): its pages, its mandate, what its validation writes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from demarches.actions import PassageImpossible, commencer, demander_complement, rejeter, valider
from demarches.catalogue.prelevement_automatique.souhait import souhait_de
from demarches.models import Demande, ReglageDemarche
from famille.actions import ajouter_responsable, revoquer_mandat
from famille.models import AdresseFoyer, Courriel, CreancierSEPA, Document, MandatSEPA
from famille.socle.erreurs import Refus
from tests.demarches.outils import Navigateur, pdf
from tests.demarches.prelevement import (
    AUTRE_IBAN,
    AUTRE_MASQUE,
    CODE,
    IBAN,
    MASQUE,
    accepter,
    compte,
    envoyer,
    remplir,
    titulaire,
    un_mandat,
)

Statut = Demande.Statut


def erreur(navigateur, etape, champs):
    """str: the page that is refused, as text; "" when it is right."""
    reponse = navigateur.poster(etape, champs)
    return reponse.text if reponse.status_code == 200 else ""


# From the first page to the mandate


def test_the_whole_way_writes_the_mandate_field_by_field(camille, famille_martin, agent):
    remplir(camille)
    demande = envoyer(camille)
    assert demande.statut == Statut.EN_ATTENTE
    valider(demande, par=agent)
    ecrit = MandatSEPA.objects.get()
    assert (ecrit.rum, ecrit.foyer, ecrit.iban, ecrit.iban_masque) == (
        "PF-2026-000001",
        famille_martin.foyer,
        IBAN,
        MASQUE,
    )
    assert (ecrit.bic, ecrit.banque) == ("PSSTFRPP", "LA BANQUE POSTALE")
    assert (ecrit.titulaire_nom, ecrit.lignes_adresse) == (
        "Camille Martin",
        ["12 rue Bourdillon", "36000 Châteauroux"],
    )
    assert (ecrit.creancier_nom, ecrit.ics, ecrit.pays) == (
        "Châteauroux Métropole",
        "FR53ZZZ999999",
        "FR",
    )
    assert ecrit.services_couverts == "Crèche, Restauration scolaire"
    assert (ecrit.debut, ecrit.fin, ecrit.signe_par) == (
        timezone.localdate(),
        None,
        famille_martin.camille,
    )
    assert "vous autorisez Châteauroux Métropole" in ecrit.texte
    assert ecrit.rib.classe_le is not None


def test_the_agent_reads_before_and_after(camille):
    remplir(camille)
    demande = envoyer(camille)
    lignes = {
        ligne["libelle"]: (ligne["avant"], ligne["apres"])
        for ligne in demande.demarche.changements(demande)
    }
    assert lignes["Compte"] == ("", MASQUE)
    assert lignes["Banque"] == ("", "LA BANQUE POSTALE")
    assert lignes["Services"] == ("", "Crèche, Restauration scolaire")


def test_a_rejection_writes_no_mandate(camille, agent):
    remplir(camille)
    rejeter(envoyer(camille), par=agent, motif="Le RIB n’est pas à votre nom.")
    assert not MandatSEPA.objects.exists()


def test_an_iban_left_masked_is_kept(camille):
    remplir(camille)
    page = camille.lire("compte").text
    assert f'value="{MASQUE}"' in page
    reponse = camille.poster("compte", {"titulaire": titulaire(camille.demande), "iban": MASQUE})
    assert reponse.url == camille.adresse("mandat")
    assert camille.relue().donnees["compte"]["iban"] == IBAN


def test_the_draft_is_resumed_on_another_device_without_the_iban(
    camille, famille_martin, connecter
):
    remplir(camille)
    ailleurs = Navigateur(connecter(famille_martin.camille, Client()), camille.demande)
    assert IBAN not in ailleurs.lire("compte").text.replace(" ", "")
    assert ailleurs.lire("recapitulatif").text.count(MASQUE) == 1
    assert envoyer(ailleurs).statut == Statut.EN_ATTENTE


def test_a_masked_iban_half_edited_is_asked_again(camille):
    remplir(camille)
    page = erreur(
        camille, "compte", {"titulaire": titulaire(camille.demande), "iban": "FR14 •••• 2607"}
    )
    assert "effacez tout, puis écrivez-le en entier" in page


def test_what_was_just_typed_wrong_comes_back_to_be_corrected(camille):
    camille.poster("services", {"services": ["creche"]})
    page = erreur(
        camille, "compte", compte(camille.demande, iban="fr14 2004 1010 0505 0001 3M02 607")
    )
    assert 'value="fr14 2004 1010 0505 0001 3M02 607"' in page
    assert "0505" not in camille.lire("compte").text


@pytest.mark.parametrize(
    "iban", ["FR76\u00a03000\u202f6000 0112 3456 7890 189", "iban: fr7630006000011234567890189"]
)
def test_a_pasted_iban_is_taken_as_it_comes(camille, iban):
    camille.poster("services", {"services": ["creche"]})
    assert erreur(camille, "compte", compte(camille.demande, iban=iban)) == ""


@pytest.mark.parametrize(
    ("iban", "phrase"),
    [
        ("", "Écrivez l’IBAN du compte"),
        ("FR7630006000011234567890188", "une erreur de frappe"),
        ("FR76300060000112345678901", "vous en avez écrit 25"),
        ("SA0380000000608010167519", "hors de la zone SEPA"),
        ("x" * 10_000, "34 lettres et chiffres au plus"),
        ("<script>alert(1)</script>", "les deux lettres de son pays"),
        ("👍👍👍", "les deux lettres de son pays"),
    ],
)
def test_an_iban_that_cannot_be_collected_is_refused_in_words(camille, iban, phrase):
    camille.poster("services", {"services": ["creche"]})
    page = erreur(camille, "compte", compte(camille.demande, iban=iban))
    assert phrase in page
    assert "<script>alert" not in page


def test_a_foreign_account_of_the_sepa_zone_is_taken(camille, agent):
    remplir(camille, iban=AUTRE_IBAN)
    valider(envoyer(camille), par=agent)
    assert (MandatSEPA.objects.get().iban_masque, MandatSEPA.objects.get().bic) == (
        AUTRE_MASQUE,
        "COBADEFFXXX",
    )


def test_a_holder_of_another_household_is_refused(camille, voisin, famille_martin):
    """Nor one who has left this one."""
    camille.poster("services", {"services": ["creche"]})
    parti = famille_martin.foyer.responsables.create(
        prenom="Dany", nom="Martin", fin=timezone.localdate() - timedelta(days=1)
    )
    for autre in (voisin.foyer.responsables.get(), parti):
        page = erreur(camille, "compte", compte(camille.demande, titulaire=str(autre.pk)))
        assert "n’est plus dans votre foyer" in page
        assert str(autre) not in page


def test_the_page_says_what_to_do_for_the_account_of_somebody_else(camille):
    camille.poster("services", {"services": ["creche"]})
    assert "contactez le Pôle Familles" in camille.lire("compte").text


def test_without_an_address_the_account_page_says_so(camille, famille_martin):
    AdresseFoyer.objects.filter(foyer=famille_martin.foyer).delete()
    camille.poster("services", {"services": ["creche"]})
    assert "n’a pas d’adresse" in erreur(camille, "compte", compte(camille.demande))


def test_an_infected_rib_blocks_the_page(camille):
    camille.poster("services", {"services": ["creche"]})
    camille.poster("compte", compte(camille.demande))
    Document.objects.update(etat=Document.Etat.INFECTE)
    page = erreur(camille, "compte", {"titulaire": titulaire(camille.demande), "iban": MASQUE})
    assert "contient un virus" in page


@pytest.mark.parametrize(
    ("choix", "page_suivante"), [("obligatoire", False), ("facultative", True)]
)
def test_the_town_chooses_whether_a_rib_is_due(camille, choix, page_suivante):
    ReglageDemarche.objects.filter(code=CODE).update(justificatif=choix)
    camille.poster("services", {"services": ["creche"]})
    champs = compte(camille.demande)
    del champs["rib"]
    assert (erreur(camille, "compte", champs) == "") is page_suivante


# The mandate is accepted as it was read


def test_the_mandate_must_be_accepted(camille):
    camille.poster("services", {"services": ["creche"]})
    camille.poster("compte", compte(camille.demande))
    assert "cochez cette case si vous l’acceptez" in erreur(camille, "mandat", {})


@pytest.mark.parametrize("autre", ["compte", "titulaire"])
def test_another_account_is_another_mandate_to_accept(camille, famille_martin, agent, autre):
    """Or another holder."""
    nicolas = ajouter_responsable(
        famille_martin.foyer, prenom="Nicolas", nom="Martin", courriel="", par=agent
    )
    remplir(camille)
    change = {"iban": AUTRE_IBAN} if autre == "compte" else {"titulaire": str(nicolas.pk)}
    camille.poster("compte", compte(camille.demande, **change))
    reponse = camille.poster("recapitulatif", {"certifie": "on"})
    assert reponse.url.startswith(camille.adresse("mandat"))
    page = camille.client.get(reponse.url).text
    assert "relisez-le, puis cochez de nouveau" in page
    assert "checked" not in page
    accepter(camille)
    assert envoyer(camille).statut == Statut.EN_ATTENTE


def test_a_forged_seal_accepts_nothing(camille):
    camille.poster("services", {"services": ["creche"]})
    camille.poster("compte", compte(camille.demande))
    assert "relisez-le" in accepter(camille, sceau="0" * 64).text


def test_a_new_creditor_since_the_sending_stops_the_validation(camille, agent):
    remplir(camille)
    demande = envoyer(camille)
    CreancierSEPA.objects.update(nom="Nouvelle Métropole")
    with pytest.raises(Refus, match="Demandez un complément"):
        valider(demande, par=agent)
    assert not MandatSEPA.objects.exists()
    assert Demande.objects.get(pk=demande.pk).statut == Statut.EN_ATTENTE


def test_giving_back_the_account_gives_back_the_mandate(camille, agent, time_machine):
    remplir(camille)
    demande = envoyer(camille)
    jour = timezone.localdate().replace(day=30)
    demander_complement(
        demande, par=agent, etapes=["compte"], message="RIB illisible.", limite=jour
    )
    time_machine.shift(3600)
    camille.poster("compte", compte(camille.demande, iban=AUTRE_IBAN, rib=pdf("net.pdf")))
    reponse = camille.poster("recapitulatif", {"certifie": "on"})
    assert reponse.url.startswith(camille.adresse("mandat"))
    accepter(camille)
    valider(envoyer(camille), par=agent)
    assert MandatSEPA.objects.get().iban_masque == AUTRE_MASQUE


def test_the_other_adult_who_accepts_it_in_a_complement_signs_it_and_has_its_receipt(
    camille, agent, dany, connecter
):
    remplir(camille)
    demande = envoyer(camille)
    demander_complement(
        demande,
        par=agent,
        etapes=["mandat"],
        message="À relire.",
        limite=timezone.localdate() + timedelta(days=9),
    )
    autre = Navigateur(connecter(dany), demande)
    accepter(autre)
    valider(envoyer(autre), par=agent)
    assert MandatSEPA.objects.get().signe_par == dany
    recus = Courriel.objects.filter(cle__startswith="complement_recu-").values_list(
        "destinataire", flat=True
    )
    assert set(recus) == {dany.email, demande.par.email}


# Changing, stopping, and never two


def choisir(navigateur, action, mandat):
    return navigateur.poster("souhait", {"quoi": f"{action}-{mandat.pk}"})


def test_a_household_without_a_mandate_is_not_asked_what_it_wants(camille):
    assert list(camille.demande.demarche.pages(camille.demande)) == ["services", "compte", "mandat"]


def test_a_change_of_account_keeps_the_old_mandate_until_it_is_validated(mandat, camille, agent):
    choisir(camille, "changer", mandat)
    camille.poster("compte", compte(camille.demande, iban=AUTRE_IBAN))
    accepter(camille)
    demande = envoyer(camille)
    mandat.refresh_from_db()
    assert mandat.en_vigueur
    valider(demande, par=agent)
    mandat.refresh_from_db()
    nouveau = MandatSEPA.objects.en_vigueur().get()
    assert (mandat.fin, mandat.motif_fin) == (timezone.localdate(), "remplace")
    assert (nouveau.remplace, nouveau.iban_masque) == (mandat, AUTRE_MASQUE)
    assert nouveau.services_couverts == mandat.services_couverts
    assert nouveau.rum != mandat.rum


def test_a_change_to_the_same_account_is_refused(mandat, camille):
    choisir(camille, "changer", mandat)
    assert "C’est déjà le compte" in erreur(camille, "compte", compte(camille.demande))


def test_stopping_takes_one_page(mandat, camille, agent):
    assert choisir(camille, "arreter", mandat).url == camille.adresse("recapitulatif")
    valider(envoyer(camille), par=agent)
    mandat.refresh_from_db()
    assert (mandat.fin, mandat.motif_fin) == (timezone.localdate(), "revoque")
    assert not MandatSEPA.objects.en_vigueur().exists()


def test_a_service_already_collected_is_not_offered(mandat, camille):
    camille.poster("souhait", {"quoi": "nouveau"})
    page = camille.lire("services").text
    assert "Déjà prélevés : Crèche, Restauration scolaire." in page
    assert "décochez-le" in erreur(camille, "services", {"services": ["creche"]})


def test_with_every_service_collected_a_new_mandate_is_not_offered(famille_martin, camille):
    un_mandat(
        famille_martin.foyer,
        services=["creche", "halte-garderie", "accueils-de-loisirs", "restauration", "garderie"],
    )
    assert "pour d’autres services" not in camille.lire("souhait").text
    assert "n’est plus en vigueur" in erreur(camille, "souhait", {"quoi": "nouveau"})


@pytest.mark.parametrize("action", ["changer", "arreter"])
def test_the_neighbour_s_mandate_cannot_be_touched(mandat, camille, voisin, action):
    sien = un_mandat(voisin.foyer)
    assert "n’est plus en vigueur" in choisir(camille, action, sien).text
    assert sien.rum not in camille.lire("souhait").text
    camille.demande.saisie = {"souhait": {"quoi": [f"{action}-{sien.pk}"]}}
    assert souhait_de(camille.demande).mandat is None


@pytest.mark.parametrize(
    "forge", ["changer-", "arreter-abc", "arreter-0", "changer-99999999999999999999", "tout"]
)
def test_a_forged_wish_is_refused(mandat, camille, forge):
    assert camille.poster("souhait", {"quoi": forge}).status_code == 200
    assert camille.lire("souhait").status_code == 200


def test_two_adults_ask_at_once_and_one_mandate_comes_of_it(camille, famille_martin, agent):
    remplir(camille)
    premiere = envoyer(camille)
    camille.demande = commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille)
    remplir(camille, iban=AUTRE_IBAN, services=["creche"])
    seconde = envoyer(camille)
    textes = [v["texte"] for v in seconde.demarche.verifications(seconde)]
    assert f"Une autre demande de prélèvement attend dans ce foyer : {premiere.numero}." in textes
    valider(premiere, par=agent)
    with pytest.raises(Refus, match="couvre déjà ce service : Crèche"):
        valider(seconde, par=agent)
    assert MandatSEPA.objects.count() == 1
    assert Demande.objects.get(pk=seconde.pk).statut == Statut.EN_ATTENTE


def test_a_mandate_stopped_meanwhile_is_not_changed(mandat, camille, agent):
    choisir(camille, "changer", mandat)
    camille.poster("compte", compte(camille.demande, iban=AUTRE_IBAN))
    accepter(camille)
    demande = envoyer(camille)
    revoquer_mandat(mandat, par=agent)
    assert demande.demarche.verifications(demande)[-1]["ok"] is False
    with pytest.raises(Refus, match="n’est plus en vigueur"):
        valider(demande, par=agent)
    assert not MandatSEPA.objects.en_vigueur().exists()


def test_when_the_holder_is_not_who_sends_the_agent_is_told(camille, famille_martin, agent):
    nicolas = ajouter_responsable(
        famille_martin.foyer,
        prenom="Nicolas",
        nom="Martin",
        courriel="nicolas@exemple.fr",
        par=agent,
    )
    remplir(camille, titulaire=str(nicolas.pk))
    demande = envoyer(camille)
    textes = [v["texte"] for v in demande.demarche.verifications(demande)]
    assert (
        "La demande est envoyée par Camille Martin : assurez-vous de l’accord de Nicolas Martin."
        in textes
    )


# The town must be ready to collect


def test_without_a_creditor_the_demarche_cannot_be_opened(reglages):
    CreancierSEPA.objects.all().delete()
    assert ReglageDemarche.objects.get(code=CODE).manques() == [
        "le nom du créancier des prélèvements",
        "l’adresse du créancier des prélèvements",
        "l’identifiant créancier SEPA (ICS)",
    ]


def test_a_creditor_lost_since_keeps_the_draft_and_says_why(camille):
    remplir(camille)
    CreancierSEPA.objects.update(ics="")
    accepter(camille)
    assert envoyer(camille).statut == Statut.BROUILLON
    assert "doit compléter ses réglages" in camille.lire("recapitulatif").text


def test_the_demo_town_lacks_nothing(reglages):
    reglage = ReglageDemarche.objects.get(code=CODE)
    assert (reglage.etat, reglage.manques()) == (ReglageDemarche.Etat.OUVERTE, [])


def test_at_the_counter_the_box_says_that_the_holder_has_signed(
    camille, agent, connecter, famille_martin
):
    demande = commencer(CODE, foyer=famille_martin.foyer, par=agent, canal="guichet")
    bureau = Navigateur(connecter(agent), demande)
    bureau.poster("services", {"services": ["creche"]})
    bureau.poster("compte", compte(demande))
    assert "l’a signé sur papier" in bureau.lire("mandat").text


def test_a_neighbour_s_draft_does_not_exist(camille, voisin, connecter):
    connecter(voisin.nadia)
    for etape in ("souhait", "services", "compte", "mandat", "recapitulatif"):
        assert camille.client.get(camille.adresse(etape)).status_code == 404


def test_a_decided_demande_is_not_decided_twice(camille, agent):
    remplir(camille)
    demande = envoyer(camille)
    valider(demande, par=agent)
    with pytest.raises(PassageImpossible):
        valider(demande, par=agent)
    assert MandatSEPA.objects.count() == 1
