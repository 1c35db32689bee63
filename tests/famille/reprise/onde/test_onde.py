"""The two lists of ONDE beside our files: who is known, whose class changes, who is missing."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from famille.dossier.foyers.ecoles.actions import ajouter_classe, creer_ecole
from famille.dossier.foyers.ecoles.passe import scolarites_au
from famille.dossier.foyers.ecoles.rangements import annuler, oublier_les_perimes
from famille.models import Classe, Enfant, LigneRangee, Modification
from famille.mouvements.reprise.onde.comparaison import (
    Rangement,
    comparer_les_adultes,
    comparer_les_eleves,
)
from famille.mouvements.reprise.onde.lecture import lire
from famille.mouvements.reprise.onde.lignes import appliquer_la_liste, garder_la_comparaison
from famille.socle.erreurs import Refus

pytestmark = pytest.mark.django_db
INE = "123456789AB"
TITRES = (
    "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1;"
    "Adresse2;Cp2;Commune2;Pays2; Cycle;Niveau;Libellé classe;Identifiant classe;"
    "Attestation fournie;Autorisation(s) associations;Autorisation(s) photo(s);Décision de passage"
)


def ligne(nom, usage, prenom, naissance, niveau, classe, onde="881"):
    adresse = "12 rue Bourdillon;36000;CHATEAUROUX;FRANCE;;;;"
    fin = f"CYCLE II;{niveau};{classe};{onde};Oui;Oui;Non;"
    return f"{nom};{usage};{prenom};{naissance};F;{INE};{adresse};{fin}"


ELEVES = [
    ligne("MARTIN", "", "LEA", "14/03/2018", "CE2", "02 COURS ELEMENTAIRE 1 ET 2"),
    ligne("DURAND", "BENALI", "Sami", "20/01/2019", "CE1", "02 COURS ELEMENTAIRE 1 ET 2"),
    ligne("MARTYN", "", "Hugo", "02/06/2021", "GS", "Grande section", "882"),
    ligne("NEUF", "", "Tom", "01/01/2018", "CE2", "02 COURS ELEMENTAIRE 1 ET 2"),
]
RESPONSABLES = (
    "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;Adresse"
    " responsable;CP responsable;Commune responsable;Pays;Courriel;Téléphone domicile;Téléphone"
    " travail;Téléphone portable;Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes"
    " enfants;Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants\n"
    "MME;;MARTIN;Camille;12 rue;36000;CHX;FRANCE;c@exemple.fr;;;;;MARTIN;Léa;CE2;;MARTIN;Hugo;GS\n"
    "M;;PETIT;Julien;3 rue;36000;CHX;FRANCE;;;;;;MARTIN;Léa;CE2;;;;\n"
    "M;;LOIN;Ali;3 rue;36000;CHX;FRANCE;;;;;;NEUF;Tom;CE2\n"
)


def csv_(*lignes, codage="iso-8859-1"):
    return io.BytesIO("\n".join([TITRES, *lignes]).encode(codage))


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture
def ecole(famille_martin, voisin, agent):
    ecole = creer_ecole(nom="École Jean-Zay", par=agent)
    Enfant.objects.filter(pk=famille_martin.hugo.pk).update(ecole=ecole)
    return ecole


@pytest.mark.parametrize("codage", ["iso-8859-1", "utf-8", "utf-8-sig"])
def test_the_pupils_are_read_and_never_their_number(codage):
    eleves = lire(csv_(*ELEVES, codage=codage), "CSVExtraction.csv")
    assert [str(un) for un in eleves] == ["LEA MARTIN", "Sami BENALI", "Hugo MARTYN", "Tom NEUF"]
    assert (eleves[0].naissance, eleves[0].niveau, eleves[0].onde) == (
        date(2018, 3, 14),
        "CE2",
        "881",
    )
    assert INE not in repr(eleves)


def test_an_older_file_has_other_titles():
    ancien = (
        "Nom Elève;Prénom Elève;Date naissance;Niveau;Classe\nMARTIN;Léa;2018-03-14;CE2;CE2 A\n"
    )
    [lea] = lire(io.BytesIO(ancien.encode("cp1252")), "eleves.csv")
    assert (lea.nom, lea.naissance, lea.classe) == ("MARTIN", date(2018, 3, 14), "CE2 A")


def test_who_is_known_who_looks_so_who_is_not_and_who_is_missing(ecole, famille_martin, voisin):
    eleves = lire(csv_(*ELEVES), "f.csv")
    lue = comparer_les_eleves(ecole, eleves)
    assert [enfant for _eleve, enfant in lue.connus] == [famille_martin.lea, voisin.sami]
    assert [(str(eleve), proches) for eleve, proches in lue.a_verifier] == [
        ("Hugo MARTYN", [famille_martin.hugo])
    ]
    assert [str(un) for un in lue.inconnus] == ["Tom NEUF"]
    assert lue.partis == [famille_martin.hugo]
    assert [*Rangement.lire(ecole).manquantes(eleves)] == ["02 COURS ELEMENTAIRE 1 ET 2"]
    assert not Classe.objects.exists()


def test_pupils_are_put_in_their_class_by_its_number_then_by_its_name(
    ecole, famille_martin, voisin, agent
):
    eleves = lire(csv_(*ELEVES), "f.csv")
    liste = garder_la_comparaison(ecole, eleves, par=agent)
    assert not Classe.objects.exists()
    assert appliquer_la_liste(liste, par=agent).faites == 2
    [classe] = Classe.objects.all()
    assert (classe.onde, classe.niveaux, classe.annee) == ("881", ["CE1", "CE2"], 2026)
    lea, sami = (Enfant.objects.get(pk=un.pk) for un in (famille_martin.lea, voisin.sami))
    assert [(un.ecole, un.classe, un.niveau) for un in (lea, sami)] == [
        (ecole, classe, "CE2"),
        (ecole, classe, "CE1"),
    ]
    assert Modification.objects.filter(objet="enfant Léa Martin").latest("pk").par == agent
    # the same list again changes nothing, were the class called otherwise since
    classe.nom = "Les Lutins"
    classe.save()
    encore = garder_la_comparaison(ecole, eleves, par=agent)
    assert appliquer_la_liste(encore, par=agent).faites == 0
    assert Classe.objects.count() == 1


def test_the_adults_are_compared_and_none_is_added(ecole, famille_martin, agent):
    Enfant.objects.filter(pk=famille_martin.lea.pk).update(ecole=ecole)
    lue = comparer_les_adultes(ecole, lire(io.BytesIO(RESPONSABLES.encode()), "r.csv"))
    assert lue.connus == 1
    [(adulte, enfant, numero)] = lue.absents
    assert (str(adulte), enfant, numero) == ("Julien PETIT", famille_martin.lea, "2026-00417")
    assert [str(un) for un in lue.inconnus] == ["Ali LOIN"]


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"a;b\n1;2\n", "ni la liste des"),
        (b"", "aucun tableau|ni la liste"),
        (b"x" * (2 * 1024 * 1024 + 1), "trop gros"),
    ],
)
def test_a_file_that_is_no_list_of_onde_is_refused_in_a_sentence(octets, dit):
    with pytest.raises(Refus, match=dit):
        lire(io.BytesIO(octets), "f.csv")


@pytest.fixture
def liste(ecole, agent):
    return garder_la_comparaison(ecole, lire(csv_(*ELEVES), "f.csv"), par=agent)


def sortes(liste):
    return {(str(une.enfant or une.nom_dit), une.sorte) for une in liste.lignes.all()}


def test_each_difference_is_a_row_and_no_number_is_kept(liste, famille_martin):
    assert sortes(liste) == {
        ("Léa Martin", "deplace"),
        ("Sami Benali", "deplace"),
        ("Hugo Martin", "ecriture"),
        ("Tom NEUF", "nouveau"),
    }
    assert INE not in repr([une.dit for une in liste.lignes.all()])
    assert Enfant.objects.get(pk=famille_martin.lea.pk).ecole is None


def test_a_child_who_is_no_more_in_the_list_is_a_row_of_its_own(ecole, famille_martin, agent):
    liste = garder_la_comparaison(ecole, lire(csv_(ELEVES[0]), "f.csv"), par=agent)
    ligne = liste.lignes.get(sorte="parti")
    assert ligne.enfant == famille_martin.hugo
    appliquer_la_liste(liste, par=agent)  # not certain: left
    assert Enfant.objects.get(pk=famille_martin.hugo.pk).ecole == ecole
    appliquer_la_liste(liste, par=agent, lignes=[ligne.pk])
    assert Enfant.objects.get(pk=famille_martin.hugo.pk).ecole is None
    hier = scolarites_au(date(2026, 11, 24), [famille_martin.hugo.pk])
    assert hier[famille_martin.hugo.pk].ecole == ecole


def test_another_spelling_is_applied_alone_and_keeps_our_name(liste, famille_martin, agent):
    ligne = liste.lignes.get(sorte="ecriture")
    appliquer_la_liste(liste, par=agent, lignes=[ligne.pk])
    hugo = Enfant.objects.get(pk=famille_martin.hugo.pk)
    assert (str(hugo), hugo.ecole, hugo.niveau) == ("Hugo Martin", liste.ecole, "GS")


def test_one_line_or_all_are_taken_back_but_who_moved_since(liste, famille_martin, voisin, agent):
    appliquer_la_liste(liste, par=agent)
    lea = liste.lignes.get(enfant=famille_martin.lea)
    assert annuler(liste, par=agent, lignes=[lea.pk]).faites == 1
    assert Enfant.objects.get(pk=famille_martin.lea.pk).ecole is None
    Enfant.objects.filter(pk=voisin.sami.pk).update(niveau="CE2")
    bilan = annuler(liste, par=agent)
    assert (bilan.faites, bilan.laissees) == (0, 1)
    assert Enfant.objects.get(pk=voisin.sami.pk).niveau == "CE2"


def test_the_lines_of_a_list_are_forgotten_after_thirty_days(liste, time_machine):
    assert oublier_les_perimes() == 0
    time_machine.move_to("2026-12-26 10:00+01:00", tick=False)
    assert oublier_les_perimes() == 4
    assert not LigneRangee.objects.exists()


def test_the_screen_compares_applies_and_takes_back(ecole, agent, connecter, famille_martin):
    client, adresse = connecter(agent), reverse("onde", args=[ecole.pk])
    fichier = SimpleUploadedFile("CSVExtraction.csv", csv_(*ELEVES).getvalue())
    reponse = client.post(adresse, {"fichier": fichier}, follow=True)
    page, lignes = " ".join(reponse.text.split()), reponse.request["PATH_INFO"]
    assert "Appliquer les 2 lignes certaines" in page
    assert "Sans dossier (1)" in page
    assert INE not in page
    page = client.post(lignes, {"geste": "certaines"}, follow=True).text
    assert "2 enfants ont changé d’école, de classe ou de niveau" in page
    assert Enfant.objects.get(pk=famille_martin.lea.pk).ecole == ecole
    page = client.post(lignes, {"geste": "annuler"}, follow=True).text
    assert "2 enfants retrouvent" in page
    assert Enfant.objects.get(pk=famille_martin.lea.pk).ecole is None


def test_a_list_costs_the_same_whatever_it_holds(ecole, agent, django_assert_max_num_queries):
    ajouter_classe(ecole, annee=2026, nom="CP", par=agent)
    longue = [
        ligne(f"NOM{rang}", "", "Zoé", f"{rang % 28 + 1:02}/03/2018", "CP", "CP")
        for rang in range(300)
    ]
    eleves = lire(csv_(*longue), "f.csv")
    with django_assert_max_num_queries(8):
        comparer_les_eleves(ecole, eleves)
