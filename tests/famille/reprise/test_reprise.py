"""The whole way of a file: recognised, judged without writing, written, done again, undone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import storages

from famille.dossier.foyers.sante import autoriser
from famille.models import (
    Autorisation,
    CleEtrangere,
    Courriel,
    DoublonDeReprise,
    Enfant,
    FauteDeReprise,
    FicheSanitaire,
    Foyer,
    LigneDeReprise,
    Modification,
    NoteDuFoyer,
    QuotientFamilial,
    Rattachement,
    Reprise,
    Responsable,
    Travail,
    Utilisateur,
)
from famille.mouvements.reprise import actions, ecriture, tranches
from famille.mouvements.reprise.sujets.autorisations import NON_TENU
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from famille.travaux.actions import AReprendre

from . import essai

pytestmark = pytest.mark.django_db


@pytest.fixture
def par(administrateur):
    return administrateur


def la_famille():
    return Foyer.objects.get(nom="Lefèvre")


def test_each_column_of_a_plain_export_is_recognised(par):
    reprise = essai.deposer(essai.zip_de(essai.TOUT), par=par)
    assert [tableau["colonnes"] for tableau in reprise.tableaux] == [
        [
            *("famille.cle", "famille.nom", "famille.situation", "famille.voie"),
            *("famille.code_postal", "famille.commune"),
        ],
        [
            *("famille.cle", "adulte.cle", "adulte.nom", "adulte.prenom", "adulte.courriel"),
            "adulte.portable",
        ],
        [
            *("famille.cle", "enfant.cle", "enfant.nom", "enfant.prenom", "enfant.naissance"),
            *("enfant.ecole", "autorisation.image"),
        ],
        ["enfant.cle", "sante.regime", "sante.allergies", "sante.pai"],
        ["famille.cle", "quotient.valeur", "quotient.debut", "quotient.fin"],
    ]


def test_a_dry_run_says_what_would_be_made_and_writes_nothing(par):
    avant = essai.photographie()
    reprise = essai.relire(essai.deposer(essai.zip_de(essai.TOUT), par=par), par=par)
    assert reprise.etat == Reprise.Etat.RELUE
    dits = {code: un["creee"] for code, un in reprise.bilan["sujets"].items()}
    assert dits == {
        "famille": 2,
        "adulte": 3,
        "enfant": 2,
        "lien": 3,
        "autorisation": 2,
        "sante": 1,
        "quotient": 2,
    }
    LigneDeReprise.objects.all().delete()
    FauteDeReprise.objects.all().delete()
    assert essai.photographie() == avant


def test_the_file_becomes_households_with_all_that_is_theirs(par):
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    assert reprise.etat == Reprise.Etat.FAITE
    foyer = la_famille()
    assert foyer.adresse.lignes == ["12 rue Bourdillon", "36000 Châteauroux"]
    ines, paul = foyer.responsables.order_by("pk")
    assert (ines.telephone_portable.as_e164, paul.telephone_portable.as_e164) == (
        "+33639980041",
        "+33639980042",
    )
    noe = Enfant.objects.get(prenom="Noé")
    assert noe.naissance == date(2018, 3, 14)
    assert noe.fiche_sanitaire.allergies == "arachide"
    assert set(noe.rattachements.values_list("foyer__nom", "garde")) == {
        ("Lefèvre", Rattachement.Garde.ALTERNEE),
        ("Moreau", Rattachement.Garde.ALTERNEE),
    }
    assert Autorisation.objects.get(enfant__prenom="Zoé").accordee is False
    quotients = list(foyer.quotients.order_by("debut").values_list("valeur", "fin"))
    assert quotients == [(Decimal("812.50"), date(2025, 12, 31)), (Decimal("640.00"), None)]
    assert "ines" in foyer.recherche
    assert "bourdillon" in foyer.lieux


def test_no_mail_leaves_and_no_account_opens(par):
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    compte = Utilisateur.objects.get(email="ines.lefevre@exemple.fr")
    assert not compte.is_active
    assert compte.invitation_retenue_le is not None
    assert not Courriel.objects.exists()


def test_an_invitation_opens_the_account_and_sends_its_link(par):
    from famille.comptes.activation.actions import inviter

    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    compte = Utilisateur.objects.get(email="ines.lefevre@exemple.fr")
    assert inviter(compte)
    compte.refresh_from_db()
    assert (compte.is_active, compte.invitation_retenue_le) == (True, None)
    assert Courriel.objects.get().destinataire == compte.email


def test_two_adults_of_one_address_have_one_account_and_it_is_said(par):
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    paul = Responsable.objects.get(prenom="Paul")
    assert paul.utilisateur is None
    faute = FauteDeReprise.objects.get()
    assert (faute.numero, faute.colonne, faute.bloque) == (3, "E-mail", False)
    assert "repris sans compte" in faute.raison


def test_the_same_file_twice_changes_nothing(par):
    octets = essai.zip_de(essai.TOUT)
    essai.reprendre(octets, par=par)
    avant = essai.photographie()
    relue = essai.relire(essai.deposer(octets, par=par), par=par)
    assert {resultat for un in relue.bilan["sujets"].values() for resultat in un} == {"pareil"}
    essai.importer(relue, par=par)
    apres = essai.photographie()
    apres.pop("famille.EcritureDeReprise"), avant.pop("famille.EcritureDeReprise")
    assert apres == avant


def test_a_later_file_updates_what_it_says_anew_and_leaves_what_a_family_has_changed(par):
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    ines = Responsable.objects.get(prenom="Inès")
    Responsable.objects.filter(pk=ines.pk).update(telephone_portable="+33639980099")
    adultes = [list(ligne) for ligne in essai.ADULTES]
    adultes[1][2] = "Lefèvre-Roux"
    essai.reprendre(essai.zip_de(essai.TOUT | {"adultes": adultes}), par=par)
    ines.refresh_from_db()
    assert ines.nom == "Lefèvre-Roux"
    assert ines.telephone_portable.as_e164 == "+33639980099"
    assert Responsable.objects.count() == 3


def test_undone_it_leaves_the_tables_equal(par, famille_martin):
    avant = essai.photographie()
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    assert essai.photographie() != avant
    assert essai.annuler(reprise, par=par).etat == Reprise.Etat.ANNULEE
    assert essai.photographie() == avant


def test_an_update_is_undone_too(par):
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    avant = essai.photographie()
    enfants = [list(ligne) for ligne in essai.ENFANTS]
    enfants[2][3], enfants[1][5] = "Zoée", "George-Sand"
    quotients = [*essai.QUOTIENTS, ["4513", "900", "01/02/2026", ""]]
    autre = essai.zip_de(essai.TOUT | {"enfants": enfants, "quotients": quotients})
    reprise = essai.reprendre(autre, par=par)
    assert Enfant.objects.filter(prenom="Zoée").exists()
    essai.annuler(reprise, par=par)
    apres = essai.photographie()
    for vue in (avant, apres):  # who changed what stays told
        vue["famille.Modification"] = {}
        for cle in vue["famille.CleEtrangere"].values():
            cle["dit"] = ""
    assert apres == avant


def test_what_stands_on_it_keeps_it_and_is_said(par, agent):
    from famille.actions import modifier_foyer

    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    foyer = la_famille()
    modifier_foyer(foyer, nom="Lefèvre-Roux", par=agent)
    reprise = essai.annuler(reprise, par=par)
    assert reprise.etat == Reprise.Etat.FAITE
    assert reprise.bilan["retiennent"] == [f"Le dossier {foyer.numero} a été modifié depuis."]
    assert Enfant.objects.count() == 2


def test_what_was_put_on_it_without_a_line_of_journal_keeps_it_too(par, agent):
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    NoteDuFoyer.objects.create(foyer=la_famille(), texte="Rappeler lundi.", par=agent)
    reprise = essai.annuler(reprise, par=par)
    assert reprise.etat == Reprise.Etat.FAITE
    assert reprise.bilan["retiennent"] == ["1 note (foyers de cette reprise)."]


def test_the_later_one_is_undone_first(par):
    premiere = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    with pytest.raises(Refus, match="plus récente"):
        actions.annuler(premiere, par=par)


def test_a_run_that_another_has_gone_beyond_notes_nothing(par):
    reprise = essai.deposer(essai.zip_de(essai.TOUT), par=par)
    une, autre = (tranches.Tranche(Reprise.objects.get(pk=reprise.pk)) for _fois in range(2))
    une.noter(rang=2)
    with pytest.raises(AReprendre):
        autre.noter(rang=1)
    assert Reprise.objects.get(pk=reprise.pk).bilan["ou"] == {"rang": 2}


def test_what_holds_it_is_looked_at_by_steps_and_what_is_done_meanwhile_counts(
    par, agent, monkeypatch
):
    from famille.actions import modifier_foyer

    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    monkeypatch.setattr(tranches, "DUREE", 0)
    reprise = actions.annuler(reprise, par=par)
    for _tour in range(3):
        assert travaux.executer(reprise.travail_id) == Travail.Etat.EN_COURS
    assert Foyer.objects.count() == 2
    modifier_foyer(la_famille(), nom="Lefèvre-Roux", par=agent)
    reprise = essai.faire(reprise)
    assert len(reprise.bilan["retiennent"]) == 1
    assert Foyer.objects.filter(nom="Lefèvre-Roux").exists()


def test_a_household_that_was_read_stays_as_an_empty_row_with_its_trace(par, agent):
    from famille.journal.modifications import noter_consultation

    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    foyer = la_famille()
    noter_consultation(foyer, "fiche du foyer", par=agent)
    essai.annuler(reprise, par=par)
    restes = list(Foyer.objects.values_list("pk", "nom", "recherche"))
    assert restes == [(foyer.pk, "Dossier retiré", "")]
    assert foyer.consultations.count() == 1
    assert not Responsable.objects.exists()


def test_killed_in_the_middle_it_goes_on_from_there(par, monkeypatch):
    reprise = essai.relire(essai.deposer(essai.zip_de(essai.TOUT), par=par), par=par)
    reprise = actions.importer(reprise, par=par)
    vraie, lots = ecriture._faire, []

    def tuer_au_troisieme(lot, sujet, lignes):
        lots.append(sujet.code)
        if len(lots) == 3:
            raise KeyboardInterrupt
        vraie(lot, sujet, lignes)

    monkeypatch.setattr(ecriture, "_faire", tuer_au_troisieme)
    with pytest.raises(KeyboardInterrupt):
        travaux.executer(reprise.travail_id)
    assert lots == ["famille", "enfant", "adulte"]
    assert (Foyer.objects.count(), Enfant.objects.count()) == (2, 2)
    assert not Responsable.objects.exists()
    monkeypatch.setattr(ecriture, "_faire", vraie)
    assert travaux.executer(reprise.travail_id) == "fini"
    assert (Foyer.objects.count(), Responsable.objects.count()) == (2, 3)
    assert (Enfant.objects.count(), QuotientFamilial.objects.count()) == (2, 2)
    assert essai.annuler(essai.relue(reprise), par=par).etat == Reprise.Etat.ANNULEE
    assert not Foyer.objects.exists()


def test_the_file_and_what_was_read_of_it_go_once_it_is_imported(
    par, django_capture_on_commit_callbacks
):
    reprise = essai.deposer(essai.zip_de(essai.TOUT), par=par)
    chemin = reprise.fichier
    assert storages["prive"].exists(chemin)
    with django_capture_on_commit_callbacks(execute=True):
        reprise = essai.relire(reprise, par=par)
        essai.importer(reprise, par=par)
    assert not storages["prive"].exists(chemin)
    assert not LigneDeReprise.objects.exists()


def test_given_up_nothing_of_it_stays(par, django_capture_on_commit_callbacks):
    reprise = essai.relire(essai.deposer(essai.zip_de(essai.TOUT), par=par), par=par)
    with django_capture_on_commit_callbacks(execute=True):
        actions.abandonner(reprise, par=par)
    assert not storages["prive"].exists(reprise.fichier)
    assert not LigneDeReprise.objects.exists()
    assert not FauteDeReprise.objects.exists()
    with pytest.raises(Refus, match="changé d’état"):
        actions.importer(reprise, par=par)


def test_a_household_erased_at_its_wish_does_not_come_back(par, agent):
    from famille.mouvements.donnees.effacer_le_dossier import effacer_foyer

    octets = essai.zip_de(essai.TOUT)
    essai.reprendre(octets, par=par)
    effacer_foyer(la_famille(), par=agent)
    essai.reprendre(octets, par=par)
    assert Foyer.objects.filter(nom="Dossier effacé").count() == 1
    assert not Foyer.objects.filter(nom="Lefèvre").exists()
    assert not Responsable.objects.filter(nom="Lefèvre").exists()


def test_what_was_read_is_encrypted_in_the_database(par):
    essai.relire(essai.deposer(essai.zip_de(essai.TOUT), par=par), par=par)
    bruts = [str(un) for un in LigneDeReprise.objects.values_list("donnees", flat=True)]
    # Long words only: ciphertext is in base 64, where three letters of a name come by chance.
    assert bruts
    assert not any(mot in brut for brut in bruts for mot in ("arachide", "rue Bourdillon"))


def test_the_journal_says_where_a_household_comes_from(par):
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    ligne = Modification.objects.get(foyer=la_famille())
    assert (ligne.objet, ligne.par) == ("ouverture du dossier", par)
    assert ligne.origine == f"reprise {reprise.pk}, Ancien logiciel"


def test_keys_are_kept_for_the_next_file(par):
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    cle = CleEtrangere.objects.get(sujet="famille", cle="4512")
    assert cle.foyer == la_famille()
    assert FicheSanitaire.objects.count() == 1


AUTORISATIONS = [["Enfant", "Droit à l’image", "Baignade"]]


def test_no_file_lifts_what_a_parent_has_refused_since(par):
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    noe = Enfant.objects.get(prenom="Noé")
    autoriser(noe, "baignade", False, auteur=par, par=par)
    journal = Modification.objects.filter(objet__startswith="autorisations").count()
    tables = {"enfants": essai.ENFANTS, "droits": [*AUTORISATIONS, ["E1", "oui", "oui"]]}
    reprise = essai.relire(essai.deposer(essai.zip_de(tables), par=par), par=par)
    assert NON_TENU in reprise.fautes.values_list("raison", flat=True)
    essai.importer(reprise, par=par)
    assert noe.autorisations.filter(genre="baignade").first().accordee is False
    assert noe.autorisations.filter(genre="image").first().accordee is True
    assert Modification.objects.filter(objet__startswith="autorisations").count() == journal


def test_two_lines_of_one_child_that_differ_keep_the_refusal(par):
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    lignes = [["E1", "non", "oui"], ["E1", "oui", "oui"]]
    essai.reprendre(
        essai.zip_de({"enfants": essai.ENFANTS, "droits": [*AUTORISATIONS, *lignes]}), par=par
    )
    noe = Enfant.objects.get(prenom="Noé")
    assert noe.autorisations.filter(genre="image").first().accordee is False
    assert noe.autorisations.filter(genre="baignade").first().accordee is True


@pytest.mark.parametrize("reponses", [("non", "oui"), ("oui", "non")])
def test_two_lines_that_an_agent_says_to_be_one_child_keep_the_refusal(par, reponses):
    lou = ["4513", "L1", "Moreau", "Lou", "02/05/2019", "", ""]
    essai.reprendre(essai.zip_de(essai.TOUT | {"enfants": [*essai.ENFANTS, lou]}), par=par)
    deux = [["4513", f"L{rang}", *lou[2:-1], dit] for rang, dit in enumerate(reponses, start=2)]
    octets = essai.zip_de(essai.TOUT | {"enfants": [*essai.ENFANTS, *deux]})
    relue = essai.relire(essai.deposer(octets, par=par), par=par)
    DoublonDeReprise.objects.filter(reprise=relue).update(choix=DoublonDeReprise.Choix.MEME)
    essai.importer(relue, par=par)
    lues = Enfant.objects.get(prenom="Lou").autorisations.filter(genre="image")
    assert lues.first().accordee is False


@pytest.mark.parametrize("lignes", [2, 3])
def test_new_lines_that_an_agent_says_to_be_one_child_make_one(par, lignes):
    """In the same batch: each waits for the one before."""
    lou = [
        ["4513", f"L{rang}", "Moreau", "Lou", "02/05/2019", "", ""] for rang in range(1, lignes + 1)
    ]
    sante = [*essai.SANTE, *([f"L{rang}", "", "kiwi", "non"] for rang in range(1, lignes + 1))]
    octets = essai.zip_de(essai.TOUT | {"enfants": [*essai.ENFANTS, *lou], "sante": sante})
    relue = essai.relire(essai.deposer(octets, par=par), par=par)
    DoublonDeReprise.objects.filter(reprise=relue).update(choix=DoublonDeReprise.Choix.MEME)
    essai.importer(relue, par=par)
    enfant = Enfant.objects.get(prenom="Lou")
    assert enfant.rattachements.count() == 1
    assert FicheSanitaire.objects.get(enfant=enfant).allergies == "kiwi"
    cles = CleEtrangere.objects.filter(sujet="enfant", enfant__prenom="Lou")
    assert cles.count() == lignes
    essai.annuler(relue, par=par)
    assert not Enfant.objects.filter(prenom="Lou").exists()


def test_of_two_lines_that_are_one_child_no_allergy_is_lost(par):
    lou = [["4513", cle, "Moreau", "Lou", "02/05/2019", "", ""] for cle in ("L1", "L2")]
    sante = [*essai.SANTE, ["L1", "", "kiwi", "non"], ["L2", "", "arachide", "non"]]
    octets = essai.zip_de(essai.TOUT | {"enfants": [*essai.ENFANTS, *lou], "sante": sante})
    relue = essai.relire(essai.deposer(octets, par=par), par=par)
    DoublonDeReprise.objects.filter(reprise=relue).update(choix=DoublonDeReprise.Choix.MEME)
    essai.importer(relue, par=par)
    fiche = FicheSanitaire.objects.get(enfant__prenom="Lou")
    assert fiche.allergies == "kiwi, arachide"
    essai.annuler(relue, par=par)
    assert not FicheSanitaire.objects.filter(enfant__prenom="Lou").exists()


def test_two_lines_that_differ_on_a_pai_keep_it(par):
    sante = [["Enfant", "PAI"], ["E1", "non"], ["E1", "oui"]]
    essai.reprendre(essai.zip_de(essai.TOUT | {"sante": sante}), par=par)
    assert FicheSanitaire.objects.get(enfant__prenom="Noé").pai is True


def test_an_update_of_health_is_undone_too(par):
    essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    sante = [essai.SANTE[0], ["E1", "sans porc", "arachide, kiwi", "oui"]]
    reprise = essai.reprendre(essai.zip_de(essai.TOUT | {"sante": sante}), par=par)
    fiche = FicheSanitaire.objects.get()
    assert fiche.allergies == "arachide, kiwi"
    reprise = essai.annuler(reprise, par=par)
    assert (reprise.etat, reprise.bilan.get("retiennent")) == (Reprise.Etat.ANNULEE, None)
    assert FicheSanitaire.objects.get().allergies == "arachide"
