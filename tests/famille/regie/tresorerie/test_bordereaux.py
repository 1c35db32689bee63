"""Titres for the Treasury: valid files, one titre a debt of 15 € and more, sums that agree, numbers
without a hole, nothing twice."""

from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from famille.argent.paiement.actions import ouvrir_paiement
from famille.argent.regie.recouvrement.tresor import a_transmettre, annuler_la_transmission
from famille.argent.regie.tresorerie.bordereaux import (
    abandonner_le_bordereau,
    envoyer_le_bordereau,
    preparer_les_titres,
    telecharger_le_bordereau,
    titres_de,
)
from famille.argent.regie.tresorerie.candidats import dettes, prevoir
from famille.argent.regie.tresorerie.forme import fautes
from famille.argent.regie.tresorerie.pes import fichier_du_bordereau
from famille.models import (
    BordereauTresor,
    Consultation,
    Courriel,
    Facture,
    ImputationService,
    ReglageTresorerie,
    TitreTresor,
)
from famille.socle.erreurs import Refus

from .scene import (
    PLUS_TARD,
    avec_les_schemas,
    choix,
    dette,
    envoyer,
    exiger_valide,
    preparer,
    tresorerie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_janvier(time_machine):
    time_machine.move_to(PLUS_TARD, tick=False)


def lire(contenu):
    """(numbers of the titres, sums of their lines, the bordereau's own sum)."""
    racine = etree.fromstring(contenu)
    return (
        [int(un.get("V")) for un in racine.iter("IdPce")],
        [Decimal(une.get("V")) for une in racine.iter("MtHT")],
        Decimal(racine.find(".//MtBordHt").get("V")),
    )


@avec_les_schemas
@pytest.mark.parametrize("envoi", ["titres", "ormc"])
def test_its_file_is_valid_by_the_dgfips_schema(envoi, famille_martin, voisin, regisseur):
    tresorerie(envoi, edition="04", regie="R-ALSH")
    bordereau = preparer(
        dette(famille_martin.foyer, "42.50"), dette(voisin.foyer, "15.00"), par=regisseur
    )
    contenu = telecharger_le_bordereau(bordereau, par=regisseur)
    exiger_valide(contenu)
    assert contenu.startswith(b"<?xml version='1.0' encoding='ISO-8859-1'?>")
    assert contenu == telecharger_le_bordereau(bordereau, par=regisseur)


def test_what_it_says_of_a_debt(famille_martin, regisseur):
    reglage = tresorerie(version="5.30", edition="04", regie="R-ALSH")
    ImputationService.objects.create(
        reglage=reglage, service="restauration", produit="7067", nature="70671"
    )
    facture = dette(
        famille_martin.foyer,
        "30.00",
        "12.50",
        services=("accueils-de-loisirs", "restauration"),
    )
    bordereau = preparer(facture, par=regisseur)
    racine = etree.fromstring(telecharger_le_bordereau(bordereau, par=regisseur))
    dit = [(une.tag, une.get("V")) for une in racine.iter() if une.get("V")]
    assert ("TypFic", "PESALR2") in dit
    assert ("NomFic", bordereau.fichier) in dit
    assert dit[dit.index(("Edition", "04")) + 1] == ("ImpayeRegie", "1")
    assert ("ObjPce", f"IMPAYE DE REGIE, FACTURE {facture.numero}") in dit
    assert [valeur for nom, valeur in dit if nom in ("Nature", "MtHT")] == [
        *("7066", "30.00"),
        *("70671", "12.50"),
    ]
    assert [v for nom, v in dit if nom in ("Civilite", "Nom", "Prenom", "CP", "Ville")][:5] == [
        *("MME", "MARTIN", "CAMILLE", "36000", "CHATEAUROUX")
    ]
    assert b"LEA" not in etree.tostring(racine)
    assert [valeur for nom, valeur in dit if nom in ("Exer", "IdLigne", "IdRegie")] == [
        *("2027", "1", "R-ALSH"),
        *("2", "R-ALSH"),
    ]


def test_a_role_names_no_regie(famille_martin, regisseur):
    tresorerie("ormc", regie="R-ALSH")
    bordereau = preparer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    assert b"IdRegie" not in telecharger_le_bordereau(bordereau, par=regisseur)


def test_numbers_begin_again_with_each_exercice(famille_martin, voisin, regisseur, time_machine):
    tresorerie()
    dernier = preparer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    BordereauTresor.objects.update(etat="accepte")
    time_machine.move_to("2028-01-10 10:00+01:00", tick=False)
    premier = preparer(dette(voisin.foyer, "20.00"), par=regisseur)
    assert (dernier.exercice, dernier.numero) == (2027, 1)
    assert (premier.exercice, premier.numero) == (2028, 1)


def test_small_debts_wait_until_their_household_owes_15_euros(famille_martin, voisin, regisseur):
    reglage = tresorerie()
    petites = [dette(famille_martin.foyer, "8.00"), dette(famille_martin.foyer, "6.99")]
    grande, seule = dette(famille_martin.foyer, "15.00"), dette(voisin.foyer, "14.99")
    toutes = [*petites, grande, seule]
    prevue = prevoir(
        dettes([une.pk for une in toutes], PLUS_TARD.date()), reglage, PLUS_TARD.date()
    )
    assert [un.factures for un in prevue.titres] == [[grande]]
    assert {une for une, _pourquoi in prevue.ecartees} == {*petites, seule}
    assert all("15,00" in str(pourquoi) for _une, pourquoi in prevue.ecartees)
    bordereau = preparer(*toutes, dette(famille_martin.foyer, "0.01"), par=regisseur)
    assert sorted(bordereau.titres.values_list("montant", flat=True)) == [15, 15]
    assert bordereau.titres.get(lignes__creance__facture=petites[0]).lignes.count() == 3
    assert Facture.objects.get(pk=seule.pk).au_tresor_le is None


def test_from_then_on_it_is_paid_to_the_treasury_only(famille_martin, regisseur):
    tresorerie()
    facture = dette(famille_martin.foyer, "42.50")
    bordereau = preparer(facture, par=regisseur)
    with pytest.raises(Refus, match="Trésor public"):
        ouvrir_paiement(famille_martin.foyer, [facture.pk], par=famille_martin.camille)
    assert not Courriel.objects.filter(cle__startswith="tresor-").exists()
    with pytest.raises(Refus, match="abandonnez d’abord son bordereau"):
        annuler_la_transmission(facture, motif="Accord trouvé", par=regisseur)
    with pytest.raises(Refus, match="Téléchargez d’abord"):
        envoyer_le_bordereau(bordereau, par=regisseur)
    telecharger_le_bordereau(bordereau, par=regisseur)
    envoyer_le_bordereau(bordereau, par=regisseur)
    assert Courriel.objects.filter(cle__startswith="tresor-").count() == 1
    assert Consultation.objects.filter(quoi__contains=bordereau.fichier, par=regisseur).exists()
    with pytest.raises(Refus, match="changer d’état"):
        envoyer_le_bordereau(bordereau, par=regisseur)


def test_given_up_its_debts_come_back_and_its_numbers_serve_again(
    famille_martin, voisin, regisseur
):
    tresorerie(premier_bordereau=900, premier_titre=9001)
    facture = dette(famille_martin.foyer, "42.50")
    abandonne = preparer(facture, par=regisseur)
    with pytest.raises(Refus, match="Dites pourquoi"):
        abandonner_le_bordereau(abandonne, motif=" ", par=regisseur)
    abandonner_le_bordereau(abandonne, motif="Un oubli", par=regisseur)
    facture.refresh_from_db()
    assert facture.au_tresor_le is None
    assert not Courriel.objects.filter(cle__startswith="tresor").exists()
    abandonne.refresh_from_db()
    with pytest.raises(Refus, match="ne doit plus partir"):
        telecharger_le_bordereau(abandonne, par=regisseur)
    repris = preparer(facture, dette(voisin.foyer, "20.00"), par=regisseur)
    assert repris.numero == 900
    assert [un.numero for un in titres_de(repris)] == [9001, 9002]


def test_one_bordereau_at_a_time_so_that_numbers_have_no_hole(famille_martin, voisin, regisseur):
    tresorerie()
    envoyer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    autre = dette(voisin.foyer, "20.00")
    with pytest.raises(Refus, match="n’a pas encore sa réponse"):
        preparer(autre, par=regisseur)
    BordereauTresor.objects.update(etat="accepte")
    suivant = preparer(autre, par=regisseur)
    assert (suivant.numero, suivant.titres.get().numero) == (2, 2)


def test_what_lacks_is_said_and_nothing_is_prepared(famille_martin, regisseur):
    facture = dette(famille_martin.foyer, "42.50")
    with pytest.raises(Refus, match="état nominatif"):
        preparer(facture, par=regisseur)
    reglage = tresorerie(codique="", nature="")
    with pytest.raises(Refus, match="le codique de la trésorerie et la nature"):
        preparer(facture, par=regisseur)
    reglage.codique, reglage.nature = "036012", "7066"
    reglage.save()
    with pytest.raises(Refus, match="choisissez au moins un débiteur"):
        preparer_les_titres([facture.pk], {}, par=regisseur)
    with pytest.raises(Refus, match="choisissez au moins un débiteur"):
        preparer_les_titres([facture.pk], {famille_martin.foyer.pk: "1-MLLE"}, par=regisseur)
    assert not BordereauTresor.objects.exists()
    assert a_transmettre(PLUS_TARD.date()).count() == 1


def test_a_debtor_that_the_format_has_no_place_for_waits_with_a_sentence(
    famille_martin, voisin, regisseur
):
    reglage = tresorerie()
    adresse = famille_martin.foyer.adresse
    adresse.pays = "BE"
    adresse.save()
    voisin.foyer.adresse.delete()
    factures = [dette(famille_martin.foyer, "42.50"), dette(voisin.foyer, "20.00")]
    jour = PLUS_TARD.date()
    prevue = prevoir(dettes([une.pk for une in factures], jour), reglage, jour)
    assert not prevue.titres
    assert ["étranger" in str(pourquoi) for _une, pourquoi in prevue.ecartees].count(True) == 1
    assert ["pas d’adresse" in str(pourquoi) for _une, pourquoi in prevue.ecartees].count(True) == 1


def test_the_last_choice_of_a_household_is_offered_again(famille_martin, regisseur):
    reglage = tresorerie()
    envoyer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    suite = dette(famille_martin.foyer, "20.00")
    jour = PLUS_TARD.date()
    [prevu] = prevoir(dettes([suite.pk], jour), reglage, jour).titres
    assert prevu.choisi == choix(famille_martin.foyer)[famille_martin.foyer.pk]


def test_the_preview_asks_as_much_of_30_as_of_one(
    famille_martin, django_assert_num_queries, regisseur
):
    tresorerie()
    reglage, jour = ReglageTresorerie.lire(), PLUS_TARD.date()
    cles = [dette(famille_martin.foyer, "20.00").pk]
    for combien in (0, 29):
        cles += [dette(famille_martin.foyer, "20.00").pk for _une in range(combien)]
        with django_assert_num_queries(7):
            prevue = prevoir(dettes(cles, jour), reglage, jour)
        assert len(prevue.titres) == len(cles)


def test_names_and_addresses_are_cut_as_the_schema_wants(famille_martin, regisseur):
    tresorerie()
    adulte, adresse = famille_martin.foyer.responsables.first(), famille_martin.foyer.adresse
    adulte.nom, adulte.prenom = "d’Œuvre-Châteauneuf de la Rochefoucauld-Montmorency", "Éloïse"
    adulte.save()
    adresse.voie = "12 bis, allée des Anciens-Combattants-d’Afrique-du-Nord & de la Paix"
    adresse.complement = "Résidence « Les Tilleuls », bâtiment C, escalier 2"
    adresse.save()
    bordereau = preparer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    contenu = telecharger_le_bordereau(bordereau, par=regisseur)
    racine = etree.fromstring(contenu)
    lus = {nom: racine.find(f".//{nom}").get("V") for nom in ("Nom", "ComplNom", "Adr2", "Adr3")}
    assert lus["Nom"] == "D'OEUVRE-CHATEAUNEUF DE LA"
    assert lus["ComplNom"] == "ROCHEFOUCAULD-MONTMORENCY"
    assert all(len(valeur) <= 38 for valeur in lus.values())


@pytest.mark.parametrize(
    ("chemin", "valeur", "dite"),
    [
        ("MtHT", "0.00", "MtBordHt"),
        ("MtHT", "", "MtHT"),
        ("Nom", "A" * 39, "Nom du titre 1"),
        ("ObjPce", "NC", "ObjPce du titre 1"),
        ("CP", "3600", "CP du titre 1"),
        ("Civilite", "MLLE", "Civilite du titre 1"),
        ("NbrPce", "2", "NbrPce"),
        ("TypPce", "15", "TypPce"),
        ("MtBordHt", "42.51", "MtBordHt"),
    ],
)
def test_our_own_check_sees_what_the_schema_does_not(
    chemin, valeur, dite, famille_martin, regisseur
):
    tresorerie()
    bordereau = preparer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    racine = etree.fromstring(fichier_du_bordereau(bordereau, list(titres_de(bordereau))))
    assert fautes(racine) == []
    racine.find(f".//{chemin}").set("V", valeur)
    assert any(dite in faute for faute in fautes(racine))


def test_a_town_that_has_the_schemas_checks_by_them_too(
    famille_martin, regisseur, settings, tmp_path
):
    """A schema that accepts nothing: that it is asked is what is tested."""
    tresorerie()
    (tmp_path / "PES_V2" / "Rev0").mkdir(parents=True)
    schema = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="x"/></xs:schema>'
    )
    (tmp_path / "PES_V2" / "Rev0" / "PES_Aller.xsd").write_text(schema)
    settings.PES_XSD = str(tmp_path)
    with pytest.raises(Refus, match="refusé par le schéma officiel"):
        preparer(dette(famille_martin.foyer, "42.50"), par=regisseur)
    assert not TitreTresor.objects.exists()


@pytest.mark.parametrize("envoi", ["titres", "ormc"])
def test_the_sum_of_the_lot_is_that_of_its_debts_and_no_debt_is_twice(
    envoi, famille_martin, voisin, regisseur
):
    tresorerie(envoi)
    factures = [
        *(dette(famille_martin.foyer, montant) for montant in ("20.00", "33.33", "7.77", "9.10")),
        *(dette(voisin.foyer, montant) for montant in ("150.05", "2.00")),
    ]
    bordereau = preparer(*factures, par=regisseur)
    numeros, montants, total = lire(telecharger_le_bordereau(bordereau, par=regisseur))
    assert numeros == [1, 2, 3, 4]
    assert sum(montants) == total == bordereau.montant == Decimal("220.25")
    lignes = bordereau.etat_nominatif.creances
    assert lignes.count() == len(set(lignes.values_list("facture"))) == 5
    assert bordereau.exercice == date(2027, 1, 24).year
