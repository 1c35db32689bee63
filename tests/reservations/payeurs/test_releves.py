"""What is asked of a payer: one statement a month, whose lines are those billed; what it pays, what
it refuses, and what a credit note takes off the next one."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from famille.actions import corriger_facture
from famille.models import (
    Document,
    DroitPayeur,
    Facture,
    LigneARevoir,
    PartPayeur,
    RelevePayeur,
    TiersPayeur,
)
from famille.socle.erreurs import Refus
from reservations.facturation.regularisation import preparer_regularisation, regulariser
from reservations.lecture.filtres import Mois
from reservations.payeurs.actions import (
    enregistrer_le_payeur,
    finir_un_droit,
    noter_un_droit,
    retirer_un_droit,
    siret_juste,
)
from reservations.payeurs.formulaires import DroitForm
from reservations.payeurs.releves import (
    annuler_un_recu,
    envoyer_le_releve,
    lire_les_comptes,
    preparer_le_releve,
    recevoir_du_payeur,
    refuser_une_part,
)
from tests.outils.lisible import lisible
from tests.reservations.facturation.scene import calculer, publier

from .outils import droit, payeur

pytestmark = pytest.mark.django_db
NOVEMBRE, DECEMBRE = Mois(2026, 11), Mois(2026, 12)
LE = date(2026, 12, 2)
SIRET = "21360044000019"


@pytest.fixture(autouse=True)
def en_decembre(time_machine):
    time_machine.move_to("2026-12-02 10:00+01:00", tick=False)


@pytest.fixture
def caf():
    return payeur(siret=SIRET, code_service="ALSH", engagement="2026-118")


@pytest.fixture
def facturee(famille_martin, novembre, agent, caf):
    """Léa's two days, of which the CAF pays 4 € each."""
    droit(caf, famille_martin.foyer, enfant=famille_martin.lea, par_jour=4, reference="B-77")
    publier(calculer(agent), agent)
    return Facture.objects.get(foyer=famille_martin.foyer)


@pytest.fixture
def releve(facturee, caf, agent):
    return preparer_le_releve(caf, NOVEMBRE, par=agent)


def test_one_statement_a_month_takes_what_is_billed_once(releve, caf, agent):
    assert lire_les_comptes(releve).demande == Decimal("8.00")
    assert preparer_le_releve(caf, NOVEMBRE, par=agent) == releve
    with pytest.raises(Refus, match="Rien n’est à demander"):
        preparer_le_releve(caf, DECEMBRE, par=agent)
    envoyer_le_releve(releve, le=LE)
    with pytest.raises(Refus, match="déjà envoyé"):
        preparer_le_releve(caf, NOVEMBRE, par=agent)


def test_it_is_paid_in_part_then_whole_and_never_more(releve, agent):
    with pytest.raises(Refus, match="est envoyé"):
        recevoir_du_payeur(releve, montant=Decimal(1), le=LE, par=agent)
    envoyer_le_releve(releve, le=LE)
    recevoir_du_payeur(releve, montant=Decimal("3.00"), le=LE, par=agent)
    releve.refresh_from_db()
    assert releve.etat == RelevePayeur.Etat.EN_PARTIE
    with pytest.raises(Refus, match="serait trop"):
        recevoir_du_payeur(releve, montant=Decimal("5.01"), le=LE, par=agent)
    recevoir_du_payeur(releve, montant=Decimal("5.00"), le=LE, par=agent)
    releve.refresh_from_db()
    assert (releve.etat, releve.regle) == (RelevePayeur.Etat.PAYE, Decimal("8.00"))


def test_a_sum_noted_by_mistake_is_taken_back_once_with_its_reason(releve, agent):
    envoyer_le_releve(releve, le=LE)
    recevoir_du_payeur(releve, montant=Decimal("3.00"), le=LE, par=agent)
    recevoir_du_payeur(releve, montant=Decimal("5.00"), le=LE + timedelta(days=1), par=agent)
    premier, second = releve.recus.all()
    with pytest.raises(Refus, match="Dites pourquoi"):
        annuler_un_recu(second, motif=" ", par=agent)
    annuler_un_recu(second, motif="Chèque sans provision", par=agent)
    releve.refresh_from_db()
    assert (releve.etat, releve.regle) == (RelevePayeur.Etat.EN_PARTIE, Decimal("3.00"))
    assert releve.paye_le == LE
    assert lire_les_comptes(releve).reste == Decimal("5.00")
    with pytest.raises(Refus, match="déjà reprise"):
        annuler_un_recu(second, motif="Encore", par=agent)
    annuler_un_recu(premier, motif="Autre relevé", par=agent)
    releve.refresh_from_db()
    assert (releve.etat, releve.regle) == (RelevePayeur.Etat.ENVOYE, Decimal("0.00"))
    assert releve.paye_le is None
    assert [(un.montant, un.motif) for un in releve.recus.all()] == [
        (Decimal("3.00"), "Autre relevé"),
        (Decimal("5.00"), "Chèque sans provision"),
    ]


def test_a_sum_is_taken_back_from_the_screen_of_its_statement(releve, agent, connecter, regisseur):
    envoyer_le_releve(releve, le=LE)
    recevoir_du_payeur(releve, montant=Decimal("3.00"), le=LE, par=agent)
    bureau, recu = connecter(regisseur), releve.recus.get()
    ecran = reverse("reservations_bureau:releve_payeur", args=[releve.pk])
    reprise = reverse("reservations_bureau:recu_payeur_repris", args=[releve.pk, recu.pk])
    assert reprise in bureau.get(ecran).text
    assert bureau.post(reprise, {"motif": ""}).status_code == 422
    page = lisible(bureau.post(reprise, {"motif": "Chèque sans provision"}, follow=True).text)
    assert "3,00 € repris" in page
    assert "Chèque sans provision" in page
    assert bureau.get(reprise).status_code == 404
    releve.refresh_from_db()
    assert releve.regle == 0


def test_what_is_refused_comes_back_to_the_family_with_its_reason(releve, facturee, agent):
    envoyer_le_releve(releve, le=LE)
    part = releve.parts.get(ligne__jour=date(2026, 11, 18))
    refuser_une_part(part, motif="Bon périmé", pour="famille", par=agent)
    [notee] = LigneARevoir.objects.all()
    assert (notee.ligne, notee.du) == (part.ligne, Decimal("5.60"))
    prevue = preparer_regularisation(facturee)
    avoir, nouvelles = regulariser(facturee, par=agent, jour=LE, vue=prevue.vue)
    assert "Bon périmé" in avoir.motif
    assert [str(une.total) for une in (avoir, *nouvelles)] == ["-1.60", "5.60"]
    assert not PartPayeur.objects.filter(ligne__facture__in=[avoir, *nouvelles]).exists()
    comptes = lire_les_comptes(releve)
    assert (comptes.refuse, comptes.reste) == (Decimal("4.00"), Decimal("4.00"))
    with pytest.raises(Refus, match="déjà refusée"):
        refuser_une_part(part, motif="Encore", pour="famille", par=agent)


def test_what_the_town_bears_changes_nothing_of_the_family_s_invoice(releve, agent):
    envoyer_le_releve(releve, le=LE)
    recevoir_du_payeur(releve, montant=Decimal("4.00"), le=LE, par=agent)
    refuser_une_part(releve.parts.first(), motif="Hors délai", pour="ville", par=agent)
    assert not LigneARevoir.objects.exists()
    releve.refresh_from_db()
    assert releve.etat == RelevePayeur.Etat.PAYE
    with pytest.raises(Refus, match="versé couvre"):
        refuser_une_part(releve.parts.last(), motif="Hors délai", pour="ville", par=agent)


def test_a_credit_note_is_taken_off_what_is_asked_next(releve, facturee, caf, agent):
    ligne = facturee.lignes.get(jour=date(2026, 11, 18))
    corriger_facture(facturee, [ligne], motif="Absente", par=agent, jour=LE)
    preparer_le_releve(caf, NOVEMBRE, par=agent)
    assert lire_les_comptes(releve).demande == Decimal("4.00")
    autre = facturee.lignes.get(jour=date(2026, 11, 4))
    envoyer_le_releve(releve, le=LE)
    corriger_facture(facturee, [autre], motif="Absente", par=agent, jour=LE)
    with pytest.raises(Refus, match="prochain relevé"):
        preparer_le_releve(caf, DECEMBRE, par=agent)
    with pytest.raises(Refus, match="déjà rendu"):
        refuser_une_part(releve.parts.get(ligne=autre), motif="Non", pour="ville", par=agent)


def test_the_file_holds_what_is_asked_and_chorus_its_data(releve, regisseur, connecter):
    bureau = connecter(regisseur)
    lu = bureau.get(reverse("reservations_bureau:releve_fichier", args=[releve.pk]))
    feuille = openpyxl.load_workbook(io.BytesIO(lu.content)).active
    lignes = list(feuille.iter_rows(min_row=2, values_only=True))
    assert [(une[0], une[1], une[5], une[6]) for une in lignes] == [
        ("Léa Martin", "04/11/2026", "B-77", 4),
        ("Léa Martin", "18/11/2026", "B-77", 4),
    ]
    chorus = bureau.get(reverse("reservations_bureau:releve_chorus", args=[releve.pk]))
    assert chorus.content.decode("utf-8-sig").splitlines()[1].split(";")[2:6] == [
        SIRET,
        "ALSH",
        "2026-118",
        "8",
    ]
    TiersPayeur.objects.update(siret="")
    sans = bureau.get(reverse("reservations_bureau:releve_chorus", args=[releve.pk]))
    assert sans.status_code == 404


@pytest.mark.parametrize("combien", [1, 30])
def test_a_statement_costs_the_same_whatever_it_holds(
    releve, facturee, regisseur, connecter, combien, django_assert_max_num_queries
):
    [patron] = releve.parts.all()[:1]
    for rang in range(combien):
        autre = DroitPayeur.objects.create(
            payeur=patron.droit.payeur, foyer=facturee.foyer, quoi=f"{rang}", debut=LE
        )
        PartPayeur.objects.create(
            ligne=patron.ligne, droit=autre, montant=1, dates=patron.dates, releve=releve
        )
    bureau = connecter(regisseur)
    ecran = reverse("reservations_bureau:releve_payeur", args=[releve.pk])
    bureau.get(ecran)
    with django_assert_max_num_queries(16):
        page = lisible(bureau.get(ecran).text)
    assert page.count("Noter un refus") == combien + 2


def test_the_regie_does_it_all_on_its_screens(
    famille_martin, novembre, regisseur, agent, connecter
):
    bureau, vers = connecter(regisseur), "reservations_bureau:"
    champs = {
        "nom": "CCAS de Déols",
        "genre": "ccas",
        "voie": "1 place Carnot",
        "code_postal": "36130",
        "commune": "Déols",
        "ordre": "20",
        "siret": "123",
    }
    refusee = bureau.post(reverse(f"{vers}payeur_nouveau"), champs)
    assert (refusee.status_code, "n’est pas juste" in lisible(refusee.text)) == (422, True)
    bureau.post(reverse(f"{vers}payeur_nouveau"), champs | {"siret": SIRET})
    ccas = TiersPayeur.objects.get(nom="CCAS de Déols")
    aide = {
        "payeur": ccas.pk,
        "quoi": "Aide du CCAS",
        "debut": "2026-11-01",
        "pourcent": "50",
        "enfant": famille_martin.lea.pk,
        "services": ["accueils-de-loisirs"],
    }
    ecran = reverse(f"{vers}droit_nouveau", args=[famille_martin.foyer.pk])
    trop = bureau.post(ecran, aide | {"fin": "2026-10-01"})
    assert "La fin est avant le début" in lisible(trop.text)
    bureau.post(ecran, aide)
    assert DroitPayeur.objects.get().foyer == famille_martin.foyer
    publier(calculer(agent), agent)
    bureau.post(reverse(f"{vers}payeur", args=[ccas.pk]), {"mois": "2026-11"})
    releve = RelevePayeur.objects.get()
    page = reverse(f"{vers}releve_payeur", args=[releve.pk])
    bureau.post(page, {"envoyer": "oui"})
    bureau.post(page, {"montant": "2,80", "le": "2026-12-01"})
    releve.refresh_from_db()
    assert (releve.etat, releve.regle) == (RelevePayeur.Etat.EN_PARTIE, Decimal("2.80"))
    part = releve.parts.first()
    refus = reverse(f"{vers}part_refusee", args=[releve.pk, part.pk])
    assert "Remplissez ce champ" in lisible(bureau.post(refus, {"motif": "Hors délai"}).text)
    bureau.post(refus, {"motif": "Hors délai", "pour": "famille"})
    assert LigneARevoir.objects.count() == 1
    du_payeur = lisible(bureau.get(reverse(f"{vers}payeur", args=[ccas.pk])).text)
    assert "R-2026-000001" in du_payeur
    assert "CCAS de Déols" in lisible(bureau.get(reverse(f"{vers}payeurs")).text)


def test_a_right_noted_late_ended_or_taken_back_says_what_it_changes(
    famille_martin, voisin, novembre, agent, caf
):
    publier(calculer(agent), agent)
    champs = {
        "payeur": caf,
        "foyer": famille_martin.foyer,
        "quoi": "Bon",
        "debut": date(2026, 9, 1),
    }
    with pytest.raises(Refus, match="pas de ce dossier"):
        noter_un_droit(DroitPayeur(enfant=voisin.sami, **champs), par=agent)
    with pytest.raises(Refus, match="un nombre de jours"):
        noter_un_droit(DroitPayeur(jours=0, **champs), par=agent)
    noter_un_droit(DroitPayeur(enfant=famille_martin.lea, **champs), par=agent)
    assert {str(une.du) for une in LigneARevoir.objects.all()} == {"0.00"}
    note = DroitPayeur.objects.get()
    finir_un_droit(note, fin=date(2026, 11, 10), par=agent)
    assert [une.ligne.jour.day for une in LigneARevoir.objects.all()] == [4]
    droit_paye = droit(caf, voisin.foyer)
    retirer_un_droit(droit_paye, par=agent)
    assert DroitPayeur.objects.get() == note


def test_a_right_that_has_paid_is_not_taken_back(releve, agent):
    with pytest.raises(Refus, match="déjà sur une facture"):
        retirer_un_droit(releve.parts.first().droit, par=agent)


def test_a_payment_sent_twice_is_noted_once(releve, regisseur, connecter):
    """A double click; then another tab, open since before: its page says less than is received."""
    envoyer_le_releve(releve, le=LE)
    bureau = connecter(regisseur)
    page = reverse("reservations_bureau:releve_payeur", args=[releve.pk])

    def noter(vue):
        dite = {"montant": "3,00", "le": "2026-12-01", "cle": vue["cle"], "deja": vue["deja"]}
        reponse = bureau.post(page, dite)
        releve.refresh_from_db()
        return reponse

    vue, autre = (bureau.get(page).context for _tour in range(2))
    assert [noter(vue).status_code, noter(vue).status_code] == [302, 302]
    assert releve.regle == 3
    refus = noter(autre)
    assert (refus.status_code, "une seconde fois" in lisible(refus.text)) == (422, True)
    assert releve.regle == 3
    noter(refus.context)  # read, and pressed again: it is another payment
    assert releve.regle == 6


def test_a_right_sent_twice_or_noted_again_is_one(famille_martin, caf, regisseur, connecter):
    bureau = connecter(regisseur)
    ecran = reverse("reservations_bureau:droit_nouveau", args=[famille_martin.foyer.pk])
    aide = {
        "payeur": caf.pk,
        "quoi": "Bon vacances",
        "reference": "B-77",
        "debut": "2026-11-01",
        "pourcent": "100",
        "enfant": famille_martin.lea.pk,
        "cle": bureau.get(ecran).context["cle"],
    }
    assert [bureau.post(ecran, aide).status_code for _clic in range(2)] == [302, 302]
    encore = bureau.post(ecran, aide | {"quoi": "bon vacances", "cle": "autre"})
    assert (encore.status_code, "déjà notée" in lisible(encore.text)) == (422, True)
    assert DroitPayeur.objects.count() == 1
    bureau.post(ecran, aide | {"reference": "B-78"})
    assert DroitPayeur.objects.count() == 2


def test_two_payers_do_not_share_a_name(caf, agent):
    with pytest.raises(Refus, match="porte déjà ce nom"):
        enregistrer_le_payeur(TiersPayeur(nom=caf.nom.upper()), par=agent)


def test_who_wrote_a_payer_is_kept(caf, agent, regisseur):
    enregistrer_le_payeur(caf, par=regisseur)
    enregistrer_le_payeur(TiersPayeur(nom="CCAS de Déols"), par=agent)
    dits = [(une.user, une.action, une.label) for une in ModelLogEntry.objects.order_by("pk")]
    assert dits[-2:] == [
        (regisseur, "wagtail.edit", caf.nom),
        (agent, "wagtail.create", "CCAS de Déols"),
    ]


def test_no_part_at_all_is_not_a_part(caf, famille_martin):
    form = DroitForm({"pourcent": "0"}, foyer=famille_martin.foyer)
    assert "pourcent" in form.errors
    assert "pourcent" not in DroitForm({"pourcent": "0,01"}, foyer=famille_martin.foyer).errors


@pytest.mark.parametrize(
    ("siret", "juste"),
    [(SIRET, True), ("21360044000012", False), ("35600000049837", True), ("2136004400001", False)],
)
def test_a_siret_has_its_key(siret, juste):
    assert siret_juste(siret) is juste


def test_a_right_counted_in_days_says_those_used_and_those_left(
    famille_martin, novembre, agent, caf, connecter
):
    """Of each child a day counts for one; what a credit note gives back is not used."""
    droit(caf, famille_martin.foyer, par_jour=4, jours=10)
    publier(calculer(agent), agent)
    parts = PartPayeur.objects.all()
    assert sum(len(une.dates) for une in parts) == parts.count() == 3
    client = connecter(famille_martin.camille)
    page = lisible(client.get(reverse("famille:aides")).text)
    assert re.search("Jours déjà aidés</dt> <dd[^>]*> 3 jours", page)
    assert re.search("Jours qui restent</dt> <dd[^>]*> 7 jours", page)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    corriger_facture(facture, [facture.lignes.first()], motif="Absente", par=agent, jour=LE)
    page = lisible(client.get(reverse("famille:aides")).text)
    assert re.search("Jours déjà aidés</dt> <dd[^>]*> 2 jours", page)


@pytest.mark.parametrize(
    ("champs", "epuisee"), [({"jours": 3}, True), ({"plafond": 12}, True), ({"jours": 4}, False)]
)
def test_a_right_that_is_spent_says_so(
    famille_martin, novembre, agent, regisseur, caf, connecter, champs, epuisee
):
    note = droit(caf, famille_martin.foyer, par_jour=4, **champs)
    publier(calculer(agent), agent)
    page = connecter(famille_martin.camille).get(reverse("famille:aides")).text
    assert ("Cette aide est épuisée" in page) is epuisee
    adresse = reverse("reservations_bureau:droit_payeur", args=[note.pk])
    lue = lisible(connecter(regisseur).get(adresse).text)
    assert ("l’aide est épuisée" in lue) is epuisee
    assert ("3 jours sur" in lue) is ("jours" in champs)


def test_days_already_booked_leave_that_much_less_of_a_ceiling(
    famille_martin, novembre, regisseur, caf, connecter, time_machine
):
    """Three days of November, of which nothing is billed yet, are paid 4,00 € each."""
    note = droit(caf, famille_martin.foyer, par_jour=4, plafond=12, jours=5)
    client = connecter(famille_martin.camille)
    page = lisible(client.get(reverse("famille:aides")).text)
    assert re.search("Déjà payé sur vos factures</dt> <dd[^>]*> 0,00 €", page)
    assert re.search("Prévu pour vos jours déjà réservés</dt> <dd[^>]*> 12,00 €", page)
    assert re.search("Jours déjà réservés qu’elle paiera</dt> <dd[^>]*> 3 jours", page)
    assert "prennent tout ce qui en restait" in page
    assert "Peut encore payer" not in page
    assert "Jours qui restent" not in page, "two of the five: no euro is left for them"
    DroitPayeur.objects.update(plafond=30)
    page = lisible(client.get(reverse("famille:aides")).text)
    assert re.search("Peut encore payer</dt> <dd[^>]*> 18,00 €", page)
    assert re.search("Jours qui restent</dt> <dd[^>]*> 2 jours", page)
    DroitPayeur.objects.update(plafond=12)
    adresse = reverse("reservations_bureau:droit_payeur", args=[note.pk])
    assert "12,00 €, 3 jours : il n’en reste rien" in lisible(
        connecter(regisseur).get(adresse).text
    )


def test_the_month_offered_is_the_last_that_has_something_to_ask(
    facturee, caf, regisseur, connecter, time_machine
):
    time_machine.move_to("2027-03-02 10:00+01:00", tick=False)
    regie, page = connecter(regisseur), reverse("reservations_bureau:payeur", args=[caf.pk])

    def propose():
        return regie.get(page).context["form"]["mois"].value()

    assert propose() == "2026-11"
    preparer_le_releve(caf, NOVEMBRE, par=regisseur)
    assert propose() == "2027-02"


def test_a_parent_reads_her_aids_and_no_other(facturee, famille_martin, voisin, caf, connecter):
    droit(caf, voisin.foyer, quoi="Aide du voisin", plafond=90)
    page = lisible(connecter(famille_martin.camille).get(reverse("famille:aides")).text)
    assert "4,00 € au plus par enfant et par jour" in page
    assert "8,00 €" in page  # paid already
    assert "Aide du voisin" not in page
    assert "Aide du voisin" in lisible(connecter(voisin.nadia).get(reverse("famille:aides")).text)


def test_the_payer_s_letter_is_chosen_among_the_family_s_papers_and_read_by_both(
    famille_martin, voisin, caf, regisseur, connecter
):
    note = droit(caf, famille_martin.foyer)
    courrier, etranger = (
        Document.objects.create(
            foyer=famille.foyer,
            genre="autre",
            nom=nom,
            fichier="ab/lettre.pdf",
            taille=100,
            type_mime="application/pdf",
            classe_le=timezone.now(),
            etat="sain",
        )
        for famille, nom in ((famille_martin, "Lettre de la CAF"), (voisin, "Lettre du voisin"))
    )
    bureau, ecran = (
        connecter(regisseur),
        reverse("reservations_bureau:droit_payeur", args=[note.pk]),
    )
    assert "Lettre du voisin" not in bureau.get(ecran).text
    refus = bureau.post(ecran, {"joindre": "oui", "preuve": etranger.pk})
    note.refresh_from_db()
    assert (refus.status_code, note.preuve) == (422, None)
    lue = bureau.post(ecran, {"joindre": "oui", "preuve": courrier.pk}, follow=True).text
    assert "Le courrier de l’aide est noté." in lue
    lien = reverse("famille:document", args=[courrier.pk])
    assert lien in lue
    assert lien in connecter(famille_martin.camille).get(reverse("famille:aides")).text
    courrier.delete()
    note.refresh_from_db()
    assert note.preuve is None
