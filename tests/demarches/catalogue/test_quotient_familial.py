"""Je déclare mon quotient familial (G17): its pages, its dates, what its validation does, the
reminder."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from demarches.actions import (
    commencer,
    demander_complement,
    deposer,
    enregistrer_page,
    joindre,
    rejeter,
    valider,
)
from demarches.models import Demande, ReglageDemarche, ReglageQuotient
from demarches.reglages.initiaux import creer_reglages
from demarches.regles.quotient import (
    Depart,
    debut_d_effet,
    est_douteux,
    fin_d_effet,
    mois_proposes,
)
from famille.actions import ajouter_quotient
from famille.models import Courriel, Document, QuotientFamilial
from famille.socle.dire import en_nombre
from famille.socle.erreurs import Refus
from reservations.models import GrilleTarifaire, TrancheTarif
from reservations.regles.juge import Bloc, CreneauLu, Moment, Unite, cle_de
from reservations.tarifs.prix import APayer, prix_de
from tests.demarches.outils import Navigateur, au_clic_suivant, pdf
from tests.demarches.place import valla
from tests.outils.lisible import lisible

CODE = "quotient-familial"
DIT = {"organisme": "caf", "numero": "1234567", "valeur": "842", "mois": "2026-11-01"}


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def reglages(db):
    creer_reglages(demo=True)


@pytest.fixture
def brouillon(famille_martin, reglages):
    return commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille)


@pytest.fixture
def camille(connecter, famille_martin, brouillon):
    return Navigateur(connecter(famille_martin.camille), brouillon)


def erreurs(demande, champs, etape="quotient"):
    """dict of the page's errors, once it holds these answers."""
    saisie = {
        nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in champs.items()
    }
    enregistrer_page(
        demande, saisie=demande.saisie | {etape: saisie}, avancement=demande.avancement
    )
    return {
        nom: list(phrases)
        for nom, phrases in demande.demarche.formulaire(demande, etape).errors.items()
    }


def envoyee(famille, **champs):
    demande = commencer(CODE, foyer=famille.foyer, par=famille.camille)
    assert erreurs(demande, DIT | champs) == {}
    piece = joindre(
        demande,
        "justificatif",
        "fichier",
        pdf("caf.pdf"),
        par=famille.camille,
        genre=Document.Genre.QUOTIENT,
    )
    Document.objects.filter(pk=piece.document_id).update(etat=Document.Etat.SAIN)
    return deposer(demande, par=famille.camille)


def connu(famille, valeur=842, debut=date(2026, 2, 1), fin=date(2027, 1, 31)):
    return QuotientFamilial.objects.create(foyer=famille.foyer, valeur=valeur, debut=debut, fin=fin)


def relue(demande):
    return Demande.objects.select_related("foyer").get(pk=demande.pk)


# The rules.


@pytest.mark.parametrize(
    ("depart", "attendu"),
    [
        (Depart.ATTESTATION, date(2026, 9, 1)),
        (Depart.RECEPTION, date(2026, 11, 1)),
        (Depart.SUIVANT, date(2026, 12, 1)),
    ],
)
def test_which_day_it_begins_on(depart, attendu):
    assert debut_d_effet(depart, date(2026, 9, 1), date(2026, 11, 25)) == attendu


def test_which_day_it_ends_on():
    assert fin_d_effet(date(2026, 11, 1), jour=31, mois=1) == date(2027, 1, 31)
    assert fin_d_effet(date(2027, 1, 1), jour=31, mois=1) == date(2028, 1, 31)
    assert fin_d_effet(date(2026, 3, 1), jour=31, mois=2) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("valeur", "dernier", "douteux"),
    [
        (8420, 842, True),
        (84, 842, True),
        (1200, 842, False),
        (8420, None, True),
        (12, None, True),
        (900, None, False),
    ],
)
def test_which_value_is_asked_again(valeur, dernier, douteux):
    assert est_douteux(Decimal(valeur), dernier and Decimal(dernier), bas=50, haut=5000) == douteux


def test_the_months_of_a_year():
    mois = mois_proposes(date(2026, 3, 31))
    assert (mois[0], mois[-1]) == (date(2026, 3, 1), date(2025, 4, 1))


def test_how_a_quotient_is_read():
    assert [en_nombre(Decimal(v)) for v in ("842", "842.50", "8420")] == [
        "842",
        "842,5",
        "8\u202f420",
    ]


# The page.


def test_an_empty_page_says_what_to_give(brouillon):
    assert set(erreurs(brouillon, {})) == {"organisme", "numero", "valeur", "mois"}


@pytest.mark.parametrize(
    "valeur", ["huit cents", "-1", "1e400", "NaN", "842,555", "9999999", "<script>", "8" * 10_000]
)
def test_what_is_no_quotient_is_refused_in_french(brouillon, valeur):
    [phrase] = erreurs(brouillon, DIT | {"valeur": valeur})["valeur"]
    assert phrase.endswith(".")
    assert "uotient" in phrase or "chiffres" in phrase


@pytest.mark.parametrize(
    ("valeur", "lue"), [("842", 842), ("842,50", "842.50"), ("1 042 €", 1042), ("1\u202f042", 1042)]
)
def test_a_quotient_is_typed_as_people_write_it(brouillon, valeur, lue):
    assert erreurs(brouillon, DIT | {"valeur": valeur}) == {}
    assert brouillon.donnees["quotient"]["valeur"] == Decimal(lue)


@pytest.mark.parametrize(
    ("organisme", "numero", "lu"),
    [
        ("caf", "1234567", "1234567"),
        ("caf", "1 234 567 a", "1234567A"),
        ("caf", "123456", None),
        ("caf", "12345678", None),
        ("caf", "1234567AB", None),
        ("msa", "2 85 05 36 044 005 42", "285053604400542"),
        ("msa", "12", None),
        ("msa", "2" * 16, None),
    ],
)
def test_the_form_of_the_number(brouillon, organisme, numero, lu):
    vues = erreurs(brouillon, DIT | {"organisme": organisme, "numero": numero})
    assert ("numero" in vues) == (lu is None)
    assert brouillon.donnees["quotient"].get("numero") == lu


@pytest.mark.parametrize("mois", ["2026-12-01", "2025-11-01", "2026-11-15", "novembre", ""])
def test_a_month_to_come_or_too_old_is_refused(brouillon, mois):
    assert "mois" in erreurs(brouillon, DIT | {"mois": mois})


def test_a_digit_too_many_is_asked_again(brouillon, famille_martin):
    connu(famille_martin)
    vues = erreurs(brouillon, DIT | {"valeur": "8420"})
    assert vues["confirme"] == ["Corrigez le quotient ci-dessus, ou confirmez 8\u202f420."]
    aide = brouillon.demarche.formulaire(brouillon, "quotient").fields["confirme"].help_text
    assert aide == "Votre dernier quotient était 842 : confirmez 8\u202f420."
    assert erreurs(brouillon, DIT | {"valeur": "8420", "confirme": ["8420"]}) == {}


def test_a_confirmation_is_for_one_value(brouillon, famille_martin):
    connu(famille_martin)
    [phrase] = erreurs(brouillon, DIT | {"valeur": "8421", "confirme": ["8420"]})["confirme"]
    assert phrase.startswith("Vous avez changé le quotient")


def test_a_usual_value_is_not_asked_again(camille):
    camille.poster("quotient", DIT)
    assert "est-il le bon" not in camille.lire("quotient").content.decode()


def test_the_quotient_already_known_is_not_declared_again(brouillon, famille_martin):
    connu(famille_martin)
    [phrase] = erreurs(brouillon, DIT)["__all__"]
    assert (
        phrase
        == "C’est déjà le quotient de votre dossier jusqu’au 31 janvier 2027 : vous n’avez rien à"
        " déclarer."
    )


@pytest.mark.parametrize(
    ("fin", "dit"),
    [
        (date(2027, 1, 31), "un quotient de 700, valable jusqu’au 31 janvier 2027."),
        (None, "un quotient de 700, sans date de fin."),
        (date(2026, 10, 31), "un quotient de 700, qui a pris fin le 31 octobre 2026."),
    ],
)
def test_before_it_begins_and_on_its_page_it_says_what_is_known(camille, famille_martin, fin, dit):
    presentation = reverse("demarches:presentation", args=[CODE])
    assert "Déjà au dossier" not in lisible(camille.client.get(presentation).text)
    assert "Déjà au dossier" not in lisible(camille.lire("quotient").text)
    connu(famille_martin, 700, date(2026, 2, 1), fin)
    for page in (camille.client.get(presentation), camille.lire("quotient")):
        assert f"Déjà au dossier : {dit}" in lisible(page.text)


def test_a_later_quotient_sends_to_the_pole_familles(brouillon, famille_martin):
    connu(famille_martin, debut=date(2027, 2, 1), fin=None)
    assert "contactez le Pôle Familles" in erreurs(brouillon, DIT)["__all__"][0]


def test_what_was_said_last_is_prefilled(famille_martin, reglages):
    envoyee(famille_martin)
    suivante = commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille)
    assert suivante.demarche.initial(suivante, "quotient") == {
        "organisme": "caf",
        "numero": "1234567",
    }


def test_the_neighbour_is_not_prefilled_with_it(famille_martin, voisin, reglages):
    envoyee(famille_martin)
    suivante = commencer(CODE, foyer=voisin.foyer, par=voisin.nadia)
    assert suivante.demarche.initial(suivante, "quotient") == {}


@pytest.mark.parametrize(
    ("choix", "erreur"),
    [(ReglageDemarche.Piece.OBLIGATOIRE, True), (ReglageDemarche.Piece.FACULTATIVE, False)],
)
def test_the_town_chooses_whether_the_attestation_is_due(brouillon, choix, erreur):
    ReglageDemarche.objects.filter(code=CODE).update(justificatif=choix)
    assert ("fichier" in erreurs(au_clic_suivant(brouillon), {}, "justificatif")) == erreur


def test_without_an_attestation_there_is_one_page(camille, agent):
    """And the file says that nothing attests what it holds."""
    ReglageDemarche.objects.filter(code=CODE).update(
        justificatif=ReglageDemarche.Piece.NON_DEMANDEE
    )
    assert camille.poster("quotient", DIT).url == camille.adresse("recapitulatif")
    camille.poster("recapitulatif", {"certifie": "on"})
    valider(relue(camille.demande), par=agent)
    declare = camille.demande.foyer.quotients.get()
    assert declare.source == QuotientFamilial.Source.DECLARE


# From one session to the next, and to the end.


def test_from_the_page_to_the_receipt_in_two_sessions(camille, connecter, famille_martin, client):
    camille.poster("quotient", {"valeur": "842"}, action="enregistrer")
    autre = Navigateur(connecter(famille_martin.camille, type(client)()), camille.demande)
    assert 'value="842"' in autre.lire("quotient").content.decode()
    assert autre.poster("quotient", DIT).url == autre.adresse("justificatif")
    autre.poster("justificatif", {"fichier": pdf("caf.pdf")})
    page = autre.lire("recapitulatif").content.decode()
    assert "1234567" in page
    assert "novembre 2026" in page
    autre.poster("recapitulatif", {"certifie": "on"})
    demande = autre.relue()
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert autre.client.get(f"/demarches/demande/{demande.pk}/accuse/").status_code == 200


def test_validation_adds_a_dated_quotient_and_closes_the_one_before(
    famille_martin, reglages, agent
):
    ancien = connu(famille_martin, valeur=1042)
    valider(envoyee(famille_martin), par=agent)
    nouveau = famille_martin.foyer.quotients.latest("debut")
    assert (nouveau.valeur, nouveau.debut, nouveau.fin) == (
        842,
        date(2026, 11, 1),
        date(2027, 1, 31),
    )
    assert nouveau.source == QuotientFamilial.Source.ATTESTE
    ancien.refresh_from_db()
    assert (ancien.valeur, ancien.debut, ancien.fin) == (1042, date(2026, 2, 1), date(2026, 10, 31))


def test_what_the_agent_reads_before_and_after(famille_martin, reglages, agent):
    connu(famille_martin, valeur=1042)
    demande = envoyee(famille_martin)
    valider(demande, par=agent)
    lignes = {une["libelle"]: (une["avant"], une["apres"]) for une in relue(demande).changements}
    assert lignes["Quotient familial"] == ("1\u202f042", "842")
    assert lignes["À partir du"] == ("1er février 2026", "1er novembre 2026")
    assert lignes["Jusqu’au"] == ("31 janvier 2027", "31 janvier 2027")
    assert lignes["Allocataire"] == ("", "CAF 1234567")


def test_the_attestation_is_filed_until_the_quotient_ends(famille_martin, reglages, agent):
    valider(envoyee(famille_martin), par=agent)
    document = Document.objects.get()
    assert document.classe_le
    assert (document.emis_le, document.valable_jusqu_au) == (date(2026, 11, 1), date(2027, 1, 31))


def test_a_correction_of_the_same_month_begins_next_month(famille_martin, reglages, agent):
    connu(famille_martin, valeur=1042, debut=date(2026, 11, 1))
    valider(envoyee(famille_martin), par=agent)
    debuts = famille_martin.foyer.quotients.order_by("debut").values_list("valeur", "debut", "fin")
    assert list(debuts) == [
        (1042, date(2026, 11, 1), date(2026, 11, 30)),
        (842, date(2026, 12, 1), date(2027, 1, 31)),
    ]


def test_the_start_is_the_town_s_choice_and_the_day_is_the_one_of_receipt(
    famille_martin, reglages, agent, time_machine
):
    reglage = ReglageQuotient.load()
    reglage.depart, reglage.fin_jour, reglage.fin_mois = Depart.SUIVANT, 31, 8
    reglage.save()
    demande = envoyee(famille_martin)
    time_machine.move_to("2027-02-03 09:00+01:00", tick=False)
    valider(demande, par=agent)
    quotient = QuotientFamilial.objects.get()
    assert (quotient.debut, quotient.fin) == (date(2026, 12, 1), date(2027, 8, 31))


def test_a_quotient_typed_meanwhile_by_an_agent_undoes_the_validation(
    famille_martin, reglages, agent
):
    demande = envoyee(famille_martin)
    ajouter_quotient(famille_martin.foyer, valeur=500, debut=date(2027, 1, 1), par=agent)
    with pytest.raises(Refus, match="commence plus tard"):
        valider(demande, par=agent)
    assert relue(demande).statut == Demande.Statut.EN_ATTENTE
    assert QuotientFamilial.objects.count() == 1


def test_a_rejection_adds_nothing(famille_martin, reglages, agent):
    rejeter(envoyee(famille_martin), par=agent, motif="Attestation illisible.")
    assert not QuotientFamilial.objects.exists()


def test_a_complement_gives_the_attestation_again(famille_martin, reglages, agent, connecter):
    demande = envoyee(famille_martin)
    demander_complement(
        demande,
        par=agent,
        etapes=["justificatif"],
        message="La photo est floue.",
        limite=date(2026, 12, 5),
    )
    parent = Navigateur(connecter(famille_martin.camille), demande)
    parent.poster("justificatif", {"fichier": pdf("nette.pdf")})
    parent.poster("recapitulatif", {"certifie": "on"})
    valider(relue(demande), par=agent)
    assert Document.objects.filter(classe_le__isnull=False).get().nom == "nette.pdf"


def test_two_adults_declare_at_once_and_the_same_quotient_is_not_added_twice(
    famille_martin, reglages, agent
):
    un, deux = envoyee(famille_martin), envoyee(famille_martin)
    valider(un, par=agent)
    assert any(
        "déjà celui du dossier" in une["texte"] for une in deux.demarche.verifications(relue(deux))
    )
    with pytest.raises(Refus, match="déjà celui du dossier"):
        valider(relue(deux), par=agent)
    quotients = list(famille_martin.foyer.quotients.values_list("debut", "fin"))
    assert quotients == [(date(2026, 11, 1), date(2027, 1, 31))]


def test_the_neighbour_gets_404(camille, voisin, connecter):
    assert connecter(voisin.nadia).get(camille.adresse("quotient")).status_code == 404


def test_no_mail_and_no_journal_holds_the_number(famille_martin, reglages, agent):
    valider(envoyee(famille_martin), par=agent)
    textes = " ".join(f"{c.sujet} {c.texte} {c.html}" for c in Courriel.objects.all())
    assert "1234567" not in textes
    assert not re.search(r"\b842\b", textes)
    assert "1234567" not in str(list(famille_martin.foyer.modifications.values()))


def test_the_price_of_a_bloc_follows_from_its_day(famille_martin, reglages, agent):
    activite = valla()
    grille = GrilleTarifaire.objects.create(
        activite=activite, unite="demi-journee", debut=date(2026, 1, 1), deliberation="n° 1"
    )
    TrancheTarif.objects.create(grille=grille, jusqua=900, prix="3.20")
    TrancheTarif.objects.create(grille=grille, prix="8.20")
    connu(famille_martin, valeur=1042)

    def prix(jour):
        creneau = CreneauLu(1, jour, Moment.MATIN, 10, 0, True)
        bloc = Bloc(cle_de(Unite.DEMI_JOURNEE, jour, Moment.MATIN), Unite.DEMI_JOURNEE, (creneau,))
        a_payer = APayer(
            famille_martin.foyer.pk, famille_martin.lea.pk, activite.pk, activite.structure_id, bloc
        )
        return next(iter(prix_de([a_payer]).values())).centimes

    jours = [date(2026, 10, 28), date(2026, 11, 4)]
    assert [prix(jour) for jour in jours] == [820, 820]
    valider(envoyee(famille_martin), par=agent)
    assert [prix(jour) for jour in jours] == [820, 320]
