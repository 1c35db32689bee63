"""Each kind of task that a town's worker does: begun, and how many times its effect is there."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from .ville import Ville

FAMILLES = 4


@dataclass
class Tache:
    """`table` and `geste`: where it is held in the middle of its writing. `lancer` begins it; `faits` gives how many
    times each of its effects is there: it is over once none of them is 0."""

    ville: Ville
    nom: ClassVar[str]
    table: ClassVar[str]
    geste: ClassVar[str] = "UPDATE"
    delai: ClassVar[int] = 90  # seconds that it may take after the worker is back

    def preparer(self) -> None:
        """What must be there before."""

    def lancer(self) -> None:
        raise NotImplementedError

    def faits(self) -> list[int]:
        raise NotImplementedError

    def confier(self, fonction: str, *arguments: Any) -> None:
        from django_q.tasks import async_task

        async_task(fonction, *arguments)

    @property
    def agent(self):
        from famille.models import Utilisateur

        nouveau = {"first_name": "Sophie", "last_name": "Renard", "qualite": "gestionnaire", "service": "Pôle Familles"}
        return Utilisateur.objects.get_or_create(
            email="agent@exemple.fr", defaults=nouveau | {"is_superuser": True, "password": "!"}
        )[0]

    def foyers(self) -> list[int]:
        return [menage.foyer for menage in self.ville.rayon.menages]


class Courriel(Tache):
    nom, table, delai = "courriel", "famille_courriel", 150

    def lancer(self) -> None:
        from famille.models import Courriel as Ecrit

        self.ecrit = Ecrit.objects.create(
            cle="panne-courriel", destinataire="camille@exemple.fr", sujet="Votre démarche", texte="a", html="<p>a</p>"
        )
        self.confier("famille.taches.envoyer_courriel", str(self.ecrit.pk))

    def faits(self) -> list[int]:
        return [sum(mail["To"] == "camille@exemple.fr" for mail in self.ville.t.courriels)]


class Recapitulatif(Tache):
    nom, table, geste = "récapitulatif de réservation", "famille_courriel", "INSERT"

    def lancer(self) -> None:
        from .gestes import Reservation

        self.reservation = Reservation(self.ville, 0)
        self.reservation.preparer()
        self.reservation.faire()
        self.confier("reservations.taches.envoyer_recapitulatifs")

    def faits(self) -> list[int]:
        from famille.models import Courriel as Ecrit
        from reservations.models import DemandeReservation

        demande = DemandeReservation.objects.get(cle=self.reservation.champs["cle"])
        return [Ecrit.objects.filter(cle__startswith=f"recapitulatif-{demande.pk}-").count()]


class Analyse(Tache):
    nom, table = "analyse par l’antivirus", "famille_document"

    def lancer(self) -> None:
        from famille.actions import deposer_document
        from famille.models import Foyer
        from tests.demarches.outils import pdf

        foyer = Foyer.objects.get(pk=self.ville.foyer(0))
        self.document = deposer_document(pdf("analyse.pdf"), foyer=foyer, par=None)

    def faits(self) -> list[int]:
        from famille.models import Document

        return [Document.objects.filter(pk=self.document.pk, etat=Document.Etat.SAIN).count()]


class Facturation(Tache):
    nom, table, geste = "calcul des factures", "famille_facture", "INSERT"

    def preparer(self) -> None:
        from reservations.models import Activite
        from tests.reservations.test_consommations import reserve

        self.activite = Activite.objects.get(pk=self.ville.rayon.activite)
        self.jour = date.today().replace(day=1)
        from famille.models import Enfant, Foyer

        for menage in self.ville.rayon.menages[:FAMILLES]:
            reserve(Foyer.objects.get(pk=menage.foyer), Enfant.objects.get(pk=menage.enfant), self.activite, self.jour)

    def lancer(self) -> None:
        from reservations.actions.facturation import commencer_campagne
        from reservations.filtres import Mois

        self.campagne = commencer_campagne(Mois.du(self.jour), [self.activite], par=self.agent)

    def factures(self):
        from famille.models import Facture

        return Facture.objects.filter(cle__startswith=self.campagne.prefixe)

    def faits(self) -> list[int]:
        self.campagne.refresh_from_db()
        if self.campagne.etat == "preparation":
            return [0]
        par_foyer = Counter(self.factures().values_list("foyer", flat=True))
        return [par_foyer[foyer] for foyer in self.foyers()[:FAMILLES]]


class Publication(Facturation):
    nom, table, geste = "publication des factures", "famille_facture", "UPDATE"

    def preparer(self) -> None:
        """The run of the task before this one."""
        from reservations.models import CampagneFacturation

        self.campagne = CampagneFacturation.objects.latest("pk")

    def lancer(self) -> None:
        from reservations.actions.facturation import publier_campagne

        publier_campagne(self.campagne, par=self.agent)

    def faits(self) -> list[int]:
        from famille.models import Courriel as Ecrit

        self.campagne.refresh_from_db()
        if self.campagne.etat != "publiee":
            return [0]
        numeros = list(self.factures().values_list("numero", flat=True))
        return [Ecrit.objects.filter(cle__startswith=f"facture-{numero}").count() for numero in numeros]


class MessageATous(Tache):
    nom, table, geste = "message à de nombreuses familles", "famille_fil", "INSERT"

    def preparer(self) -> None:
        from famille.actions import preparer_envoi
        from reservations.cible_envoi import ACTIVITE, Cible

        jour = date.today()
        cible = Cible(ACTIVITE, activite=self.ville.rayon.activite, debut=jour, fin=jour)
        self.envoi = preparer_envoi(
            sujet="Fermeture", texte="Fermé mardi.", cible=cible.en_json(), a_qui=cible.dite(), par=self.agent
        )

    def lancer(self) -> None:
        from reservations.actions import envois
        from reservations.cible_envoi import Cible, apercu

        envois.envoyer(self.envoi, vus=apercu(Cible.de(self.envoi.cible)).vus, par=self.agent)

    def faits(self) -> list[int]:
        from famille.models import Courriel as Ecrit
        from famille.models import Fil

        par_foyer = Counter(Fil.objects.filter(envoi=self.envoi).values_list("foyer", flat=True))
        messages = Fil.objects.filter(envoi=self.envoi).values_list("messages__pk", flat=True)
        mails = [Ecrit.objects.filter(cle__startswith=f"message-{pk}-").count() for pk in messages]
        return [par_foyer[foyer] for foyer in self.foyers()] + mails


class Import(Tache):
    nom, table, geste = "import de consommations", "reservations_consommationimportee", "INSERT"

    def preparer(self) -> None:
        from famille.models import Enfant
        from reservations.actions import imports
        from tests.reservations.fichiers_comptes import csv, depot
        from tests.reservations.test_consommations import creer_cantine

        cantine = creer_cantine()
        cantine.nom = "Restaurant scolaire"
        cantine.save()
        self.enfants = [menage.enfant for menage in self.ville.rayon.menages[:FAMILLES]]
        jour = date.today().replace(day=1)
        lignes = [
            [e.nom, e.prenom, f"{e.naissance:%d/%m/%Y}", "", cantine.nom, f"{jour:%d/%m/%Y}", "1", ""]
            for e in Enfant.objects.filter(pk__in=self.enfants)
        ]
        self.depose = imports.deposer_fichier(depot(csv(*lignes)), jour, par=self.agent)

    def lancer(self) -> None:
        from reservations.actions import imports

        from .ville import attendre

        attendre(lambda: self._relu().etat == "lu", 60, "the file is read")
        assert not self._relu().fautes, self._relu().fautes
        imports.confirmer_import(self._relu(), par=self.agent)

    def _relu(self):
        self.depose.refresh_from_db()
        return self.depose

    def faits(self) -> list[int]:
        from reservations.models import ConsommationImportee

        if self._relu().etat != "fait":
            return [0]
        par_enfant = Counter(
            ConsommationImportee.objects.filter(importation=self.depose).values_list("enfant", flat=True)
        )
        return [par_enfant[enfant] for enfant in self.enfants]


class ListeDAttente(Tache):
    """A place is free while somebody waits for it."""

    nom, table = "liste d’attente", "reservations_attente"

    def lancer(self) -> None:
        from django_q.models import Schedule

        from bench import rayon
        from famille.models import Enfant, Foyer
        from reservations.actions import soumettre
        from reservations.actions.demande import LigneDemandee
        from reservations.models import Attente, Places
        from reservations.models.demandes import Action

        del rayon
        Schedule.objects.filter(func="reservations.taches.tenir_la_file").update(repeats=0)
        rang = len(self.ville.rayon.creneaux) - 1
        self.creneau, bloc = self.ville.rayon.creneaux[rang]
        Places.objects.filter(pk=self.creneau).update(capacite=0)
        menage = self.ville.rayon.menages[0]
        ligne = LigneDemandee(
            enfant_id=menage.enfant, activite_id=self.ville.rayon.activite, bloc=bloc, action=Action.ATTENDRE
        )
        foyer = Foyer.objects.get(pk=menage.foyer)
        par = foyer.responsables.get().utilisateur
        assert Enfant.objects.filter(pk=menage.enfant).exists()
        demande = soumettre(foyer, [ligne], par=par, cle="panne-attente")
        assert demande.acceptee, demande.lignes
        self.attente = Attente.objects.latest("pk")
        Places.objects.filter(pk=self.creneau).update(capacite=1)
        self.confier("reservations.taches.tenir_la_file")

    def faits(self) -> list[int]:
        from famille.models import Courriel as Ecrit
        from reservations.models import Places

        self.attente.refresh_from_db()
        prises = Places.objects.get(pk=self.creneau).prises
        offert = int(self.attente.etat == "proposee")
        return [offert * prises, Ecrit.objects.filter(cle__contains=f"{self.attente.reference}").count() or offert]


class Export(Tache):
    nom, table = "export", "reservations_travail"

    def lancer(self) -> None:
        from reservations.actions.travaux import lancer

        jour = date.today()
        parametres = {"nature": "reservations", "format": "xlsx", "activites": []}
        parametres |= {"debut": f"{jour - timedelta(days=40)}", "fin": f"{jour + timedelta(days=400)}"}
        self.travail = lancer("export", "Export", parametres, par=self.agent)

    def faits(self) -> list[int]:
        from django.core.files.storage import storages

        self.travail.refresh_from_db()
        if self.travail.etat != "fini":
            return [0]
        noms = {f"exports/{nom}" for nom in storages["prive"].listdir("exports")[1]}
        return [len({self.travail.fichier} & noms)]


class Purge(Tache):
    nom, table, geste = "purge", "famille_notification", "DELETE"
    vieilles = 5

    def preparer(self) -> None:
        from django.utils import timezone

        from famille.models import Notification, Purge, ReglageConservation, Utilisateur

        Purge.objects.all().delete()
        reglage = ReglageConservation.lire()
        reglage.decidees_le, reglage.notifications, reglage.purge_automatique = date(2026, 1, 1), 12, True
        reglage.save()
        compte = Utilisateur.objects.get(pk=self.ville.rayon.menages[0].compte)
        jour = timezone.now() - timedelta(days=900)
        Notification.objects.bulk_create(
            Notification(utilisateur=compte, cle=f"panne-purge-{rang}", titre="Ancienne", le=jour)
            for rang in range(self.vieilles)
        )

    def lancer(self) -> None:
        self.confier("famille.taches.purger_du_mois")

    def faits(self) -> list[int]:
        from famille.models import Notification
        from famille.models import Purge as Faite

        reste = Notification.objects.filter(cle__startswith="panne-purge-").count()
        comptes = [une.comptes.get("notifications", 0) for une in Faite.objects.exclude(finie_le=None)]
        return [int(not reste), sum(comptes) // self.vieilles]


class Copie(Tache):
    nom, table = "copie de données", "famille_exportdonnees"

    def lancer(self) -> None:
        from famille.actions.copies import demander_copie
        from famille.models import Utilisateur

        self.copie = demander_copie(Utilisateur.objects.get(pk=self.ville.rayon.menages[0].compte))

    def faits(self) -> list[int]:
        from famille.models import Courriel as Ecrit

        self.copie.refresh_from_db()
        return [int(bool(self.copie.pret_le)), Ecrit.objects.filter(cle=f"copie-{self.copie.pk}").count()]


class Paiement(Tache):
    """The provider says that it is paid: a task asks it, after its notification."""

    nom, table = "réponse d’un paiement", "famille_paiement"

    def preparer(self) -> None:
        from .gestes import Paiement as Payer

        self.payer = Payer(self.ville, 1)
        self.payer.preparer()
        reponse = self.payer.navigateur.demander("POST", "/mes-factures/payer/", self.payer.champs)
        self.idop = reponse.headers["Location"].rpartition("=")[2]
        self.ville.payfip.choisir(self.idop, "P", "perdue")

    def lancer(self) -> None:
        from famille.models import Paiement as Verse

        self.confier("famille.taches.interroger_paiement", Verse.objects.get(identifiant=self.idop).pk)

    def faits(self) -> list[int]:
        return [self.payer.compter()]


TACHES = (
    Courriel,
    Recapitulatif,
    Analyse,
    Facturation,
    Publication,
    MessageATous,
    Import,
    ListeDAttente,
    Export,
    Purge,
    Copie,
    Paiement,
)
