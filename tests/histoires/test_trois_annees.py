"""Three school years, with a moved clock: places, days, invoices, the passage to the next class,
the re-registration, the season that is made and the one that is closed, what is purged. No child is
lost, none is in two classes, nothing is billed twice; past the last calendar that is published,
agents are asked for it."""

from collections import Counter
from datetime import date, datetime

import pytest
from django.utils import timezone

from demarches.catalogue.reinscription.campagne import enfants_attendus
from demarches.catalogue.reinscription.inscriptions import hors_d_age
from demarches.catalogue.reinscription.rappels import prevenir_les_familles
from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.dossier.foyers.ecoles import passage, passage_ville
from famille.dossier.foyers.ecoles.actions import ajouter_classe, creer_ecole
from famille.dossier.foyers.ecoles.passe import scolarites_au
from famille.models import (
    Courriel,
    Enfant,
    Facture,
    FicheSanitaire,
    LigneFacture,
    QuotientFamilial,
    Rattachement,
    ReglageConservation,
)
from famille.mouvements.donnees.purge import purger
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from reservations.actions import LigneDemandee, soumettre
from reservations.facturation.actions import commencer_campagne, publier_campagne
from reservations.lecture.filtres import Mois
from reservations.models import (
    Activite,
    Attente,
    Creneau,
    Inscription,
    Ouverture,
    PeriodeScolaire,
    Reservation,
    SaisonClose,
    Territoire,
    Zone,
)
from reservations.planning.calendrier_connu import alerte
from reservations.planning.calendrier_initial import choisir_la_zone
from reservations.planning.creneaux import planifier_creneaux
from reservations.presences.actions import Pointage, pointer
from reservations.regles.juge import PARIS, Unite
from reservations.regles.saison import bornes_de_saison
from reservations.saisons.actions import RIEN_A_FAIRE, preparer_la_saison
from reservations.saisons.cloture import demander_la_cloture
from reservations.saisons.finit import prevenir_des_ages
from reservations.saisons.plan import Demande as Saison
from tests.demarches import place
from tests.demarches.reinscription import campagne_2027, envoyee
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db
# Zone B, 2028-2029: nobody has published it, an agent types it
VACANCES_DE_2028 = (
    ("Vacances de la Toussaint", date(2028, 10, 21), date(2028, 11, 5)),
    ("Vacances de Noël", date(2028, 12, 23), date(2029, 1, 7)),
    ("Vacances d’hiver", date(2029, 2, 17), date(2029, 3, 4)),
    ("Vacances de printemps", date(2029, 4, 14), date(2029, 4, 29)),
    ("Vacances d’été", date(2029, 7, 7), date(2029, 9, 2)),
)
MERCREDIS = {2026: date(2026, 11, 18), 2027: date(2027, 11, 17), 2028: date(2028, 11, 15)}


class Ville:
    """One household, an école and its maternelle, a centre from 3 to 11 years."""

    def __init__(self, aller, famille, agent, directrice):
        self.aller, self.famille, self.agent, self.directrice = aller, famille, agent, directrice
        aller(date(2026, 8, 25))
        creer_reglages(demo=True)
        choisir_la_zone(Zone.B, Territoire.METROPOLE, par=agent)
        self.centre = place.valla(inscriptions_max=3)
        self.centre.structure.directeurs.add(directrice)
        creer_grille(self.centre, unite=Unite.DEMI_JOURNEE)
        planifier_creneaux(self.centre, date(2026, 9, 1), date(2027, 7, 2), par=agent)
        ouverture = Ouverture.objects.create(
            nom="Mercredis de septembre 2026 à juillet 2027",
            debut=date(2026, 9, 1),
            fin=date(2027, 7, 2),
            ouvre_le=datetime(2026, 8, 24, 9, tzinfo=PARIS),
        )
        ouverture.activites.add(self.centre)
        self.zay = creer_ecole(par=agent, nom="École Jean-Zay")
        self.marins = creer_ecole(par=agent, nom="Maternelle Les Marins")
        passage.choisir_l_ecole_suivante(self.marins, self.zay, par=agent)
        niveaux = {self.zay: ("CP", "CE1", "CE2", "CM1", "CM2"), self.marins: ("PS", "MS", "GS")}
        for ecole, siens in niveaux.items():
            for niveau in siens:
                ajouter_classe(ecole, annee=2026, nom=niveau, par=agent)
        self.nina = Enfant.objects.create(prenom="Nina", nom="Martin", naissance=date(2016, 2, 1))
        Rattachement.objects.create(
            enfant=self.nina, foyer=famille.foyer, debut=self.nina.naissance
        )
        QuotientFamilial.objects.create(foyer=famille.foyer, valeur=800, debut=date(2026, 1, 1))
        for enfant, ecole, niveau in (
            (famille.lea, self.zay, "CE2"),
            (famille.hugo, self.marins, "GS"),
            (self.nina, self.zay, "CM2"),
        ):
            classe = ecole.classes.get(annee=2026, nom=niveau)
            Enfant.objects.filter(pk=enfant.pk).update(
                ecole=ecole, classe=classe, niveau=niveau, ecole_dite="", classe_dite=""
            )
            place.en_regle(enfant)
            debut, fin = bornes_de_saison(2026)
            fin = None if enfant == famille.hugo else fin  # his was given no end
            Inscription.objects.create(enfant=enfant, activite=self.centre, debut=debut, fin=fin)

    @property
    def enfants(self):
        return [self.famille.lea, self.famille.hugo, self.nina]

    def inscrits(self, annee):
        """First names, each as often as he is registered in that season."""
        debut, fin = bornes_de_saison(annee)
        siennes = Inscription.objects.filter(debut__lte=fin).exclude(fin__lt=debut)
        return sorted(siennes.values_list("enfant__prenom", flat=True))

    def reserver(self, annee):
        """Early in November each child who is registered books a Wednesday, and comes."""
        jour = MERCREDIS[annee]
        self.aller(date(annee, 11, 2))
        presents = [une for une in self.enfants if une.prenom in self.inscrits(annee)]
        lignes = [LigneDemandee(une.pk, self.centre.pk, f"{jour}-matin") for une in presents]
        demande = soumettre(
            self.famille.foyer, lignes, par=self.famille.camille, cle=f"novembre-{annee}"
        )
        assert demande.acceptee, demande.lignes
        self.aller(jour)
        moment = datetime(annee, 11, jour.day, 9, tzinfo=PARIS)
        venus = Reservation.objects.filter(creneau__jour=jour)
        pointer([Pointage(une.pk, "present", moment) for une in venus], par=self.directrice)
        return len(presents)

    def facturer(self, annee):
        """November, computed and published; asked a second time, it gives nothing more."""
        self.aller(date(annee, 12, 3))
        for _fois in range(2):
            campagne = commencer_campagne(Mois(annee, 11), Activite.objects.all(), par=self.agent)
            self._executer(campagne)
            if Facture.objects.filter(numero=None).exists() or campagne.bilan:
                publier_campagne(campagne, par=self.agent)
                self._executer(campagne)

    def _executer(self, campagne):
        campagne.refresh_from_db()
        travaux.executer(campagne.travail_id)
        campagne.refresh_from_db()

    def reinscrire(self, annee, *, revient):
        """In May: the mail, then an answer for each child who comes back."""
        self.aller(date(annee, 5, 20))
        campagne = campagne_2027(
            self.centre, annee=annee, debut=date(annee, 5, 17), fin=date(annee, 6, 30)
        )
        avant = Courriel.objects.count()
        assert prevenir_les_familles() == 1
        assert Courriel.objects.count() == avant + 1
        for enfant in revient:
            fin = f"31/08/{annee + 1}"
            demande = envoyee(self.famille, enfant, self.centre, assurance_fin=fin)
            demande.refresh_from_db()
            assert demande.statut == Demande.Statut.VALIDEE
        return campagne

    def preparer(self, annee):
        """In June, the season from the one before: pressed twice, it is made once."""
        self.aller(date(annee, 6, 10))
        demande = Saison(annee, (self.centre.pk,))
        preparer_la_saison(demande, par=self.agent)
        combien = Creneau.objects.count(), Ouverture.objects.count()
        with pytest.raises(Refus, match=RIEN_A_FAIRE):
            preparer_la_saison(demande, par=self.agent)
        assert combien == (Creneau.objects.count(), Ouverture.objects.count())

    def attendre(self, enfant, annee):
        """He waits for a day of the season, that never came."""
        debut = date(annee + 1, 6, 2)
        return Attente.objects.create(
            enfant=enfant,
            activite=self.centre,
            foyer=self.famille.foyer,
            bloc=f"{debut}-matin",
            debut=debut,
        )

    def clore(self, annee):
        """In mid-September, before anybody has booked a day of the new year. How many registrations
        and places in the queue ended."""
        self.aller(date(annee + 1, 9, 15))
        travaux.executer(demander_la_cloture(annee, par=self.agent).pk)
        with pytest.raises(Refus, match="déjà close"):
            demander_la_cloture(annee, par=self.agent)
        close = SaisonClose.objects.get(annee=annee)
        return close.inscriptions, close.attentes

    def passer(self, annee):
        """Asked in June, done on the day of the rentrée."""
        self.aller(date(annee, 6, 20))
        passage.preparer_la_ville(annee, par=self.agent)
        passage_ville.demander(annee, par=self.agent)
        self.aller(date(annee, 9, 1))
        assert passage_ville.passer_a_la_rentree() >= 1
        assert passage_ville.passer_a_la_rentree() == 0


@pytest.fixture
def ville(time_machine, famille_martin, agent, directrice):
    def aller(jour):
        time_machine.move_to(
            datetime(jour.year, jour.month, jour.day, 10, tzinfo=PARIS), tick=False
        )

    return Ville(aller, famille_martin, agent, directrice)


def classes(ville, annee):
    """{first name: (class, its year)}; fails for a class of another year."""
    dites = {}
    for enfant in Enfant.objects.filter(pk__in=[une.pk for une in ville.enfants]).avec_ecole():
        if enfant.classe:
            assert enfant.classe.annee == annee
            dites[enfant.prenom] = enfant.classe.nom
    return dites


def billed_once():
    """Each day of each child stands on one line of one invoice."""
    lues = Counter(
        LigneFacture.objects.filter(facture__genre=Facture.Genre.FACTURE).values_list(
            "enfant_nom", "jour", "libelle"
        )
    )
    assert not [une for une, fois in lues.items() if fois > 1]
    return sum(lues.values())


def test_three_years_lose_no_child_bill_nothing_twice_and_put_nobody_in_two_classes(ville):
    famille, attendues = ville.famille, 0
    assert ville.inscrits(2026) == ["Hugo", "Léa", "Nina"]
    assert classes(ville, 2026) == {"Léa": "CE2", "Hugo": "GS", "Nina": "CM2"}
    attendues += ville.reserver(2026)
    ville.facturer(2026)
    assert billed_once() == attendues == 3
    ville.attendre(ville.nina, 2026)

    # The second year: all three come back, Nina's last year at the centre.
    ville.reinscrire(2027, revient=ville.enfants)
    assert ville.inscrits(2027) == ["Hugo", "Léa", "Nina"]
    ville.preparer(2027)
    ville.passer(2027)
    assert ville.clore(2026) == (0, 1)  # Hugo's has no end, and his family has said yes
    assert ville.inscrits(2027) == ["Hugo", "Léa", "Nina"]
    assert classes(ville, 2027) == {"Léa": "CM1", "Hugo": "CP"}  # Nina goes to the collège
    avant = scolarites_au(date(2027, 6, 15), [une.pk for une in ville.enfants])
    assert avant[ville.nina.pk].niveau == "CM2"
    attendues += ville.reserver(2027)
    ville.facturer(2027)
    assert billed_once() == attendues == 6
    for _fois in range(2):
        prevenir_des_ages()  # on 3 December: she is twelve on 1 February
    [courriel] = Courriel.objects.filter(cle__startswith="age-atteint")
    assert "Nina aura 12 ans" in courriel.texte

    # The third: Nina is too old and is told so; the two others go on.
    campagne = ville.reinscrire(2028, revient=[famille.lea, famille.hugo])
    assert "ne convient plus" in hors_d_age(campagne, ville.nina)[0]
    [restante] = [une for une in enfants_attendus(campagne) if une.statut is None]
    assert restante == ville.nina
    ville.aller(date(2028, 6, 10))
    assert alerte(timezone.localdate())["jusqu_au"] < bornes_de_saison(2028)[1]
    with pytest.raises(Refus, match="Le calendrier scolaire de 2028-2029"):
        preparer_la_saison(Saison(2028, (ville.centre.pk,)), par=ville.agent)
    for nom, debut, fin in VACANCES_DE_2028:
        PeriodeScolaire.objects.create(nom=nom, debut=debut, fin=fin)
    ville.preparer(2028)
    ville.passer(2028)
    assert ville.clore(2027) == (0, 0)
    assert classes(ville, 2028) == {"Léa": "CM2", "Hugo": "CE1"}
    assert ville.inscrits(2028) == ["Hugo", "Léa"]
    attendues += ville.reserver(2028)
    ville.facturer(2028)
    assert billed_once() == attendues == 8

    # Retention: the health of who left goes, that of who comes stays; nobody's file does.
    ville.aller(date(2029, 3, 1))
    ReglageConservation.objects.create(decidees_le=date(2029, 1, 1), sante=1)
    purger(par=ville.agent)
    assert not FicheSanitaire.objects.filter(enfant=ville.nina).exists()
    assert FicheSanitaire.objects.filter(valable_jusqu_au__gte=timezone.localdate()).count() == 2
    assert Enfant.objects.filter(pk__in=[une.pk for une in ville.enfants]).count() == 3
    assert Facture.objects.exclude(numero=None).count() == 3
