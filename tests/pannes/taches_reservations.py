"""The worker's tasks on bookings: summaries, invoices, messages to many, imports, the queue,
exports."""

from collections import Counter
from datetime import date, timedelta

from tests.pannes.tache import FAMILLES, Tache


class Recapitulatif(Tache):
    nom, table, geste = "récapitulatif de réservation", "famille_courriel", "INSERT"

    def lancer(self) -> None:
        from tests.pannes.gestes import Reservation

        self.reservation = Reservation(self.ville, 0)
        self.reservation.preparer()
        self.reservation.faire()
        self.confier("reservations.taches.envoyer_recapitulatifs")

    def faits(self) -> list[int]:
        from famille.models import Courriel as Ecrit
        from reservations.models import DemandeReservation

        demande = DemandeReservation.objects.get(cle=self.reservation.champs["cle"])
        return [Ecrit.objects.filter(cle__startswith=f"recapitulatif-{demande.pk}-").count()]


class Facturation(Tache):
    nom, table, geste = "calcul des factures", "famille_facture", "INSERT"

    def preparer(self) -> None:
        from reservations.models import Activite
        from tests.reservations.consommation.scene import reserve

        self.activite = Activite.objects.get(pk=self.ville.rayon.activite)
        self.jour = date.today().replace(day=1)
        from famille.models import Enfant, Foyer

        for menage in self.ville.rayon.menages[:FAMILLES]:
            reserve(
                Foyer.objects.get(pk=menage.foyer),
                Enfant.objects.get(pk=menage.enfant),
                self.activite,
                self.jour,
            )

    def lancer(self) -> None:
        from reservations.facturation.actions import commencer_campagne
        from reservations.lecture.filtres import Mois

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
        from reservations.facturation.actions import publier_campagne

        publier_campagne(self.campagne, par=self.agent, mois_en_cours=True)

    def faits(self) -> list[int]:
        from famille.models import Courriel as Ecrit

        self.campagne.refresh_from_db()
        if self.campagne.etat != "publiee":
            return [0]
        numeros = list(self.factures().values_list("numero", flat=True))
        return [
            Ecrit.objects.filter(cle__startswith=f"facture-{numero}").count() for numero in numeros
        ]


class MessageATous(Tache):
    nom, table, geste = "message à de nombreuses familles", "famille_fil", "INSERT"

    def preparer(self) -> None:
        from famille.actions import preparer_envoi
        from reservations.envois.cible import Cible, Public

        jour = date.today()
        cible = Cible(Public.ACTIVITE, activite=self.ville.rayon.activite, debut=jour, fin=jour)
        self.envoi = preparer_envoi(
            sujet="Fermeture",
            texte="Fermé mardi.",
            cible=cible.en_json(),
            a_qui=cible.dite(),
            par=self.agent,
        )

    def lancer(self) -> None:
        from reservations.envois import actions as envois
        from reservations.envois.cible import Cible, apercu

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
        from reservations.consommation.imports import actions as imports
        from tests.reservations.consommation.scene import creer_cantine
        from tests.reservations.fichiers_comptes import csv, depot

        cantine = creer_cantine()
        cantine.nom = "Restaurant scolaire"
        cantine.save()
        self.enfants = [menage.enfant for menage in self.ville.rayon.menages[:FAMILLES]]
        jour = date.today().replace(day=1)
        lignes = [
            [
                e.nom,
                e.prenom,
                f"{e.naissance:%d/%m/%Y}",
                "",
                cantine.nom,
                f"{jour:%d/%m/%Y}",
                "1",
                "",
            ]
            for e in Enfant.objects.filter(pk__in=self.enfants)
        ]
        self.depose = imports.deposer_fichier(depot(csv(*lignes)), jour, par=self.agent)

    def lancer(self) -> None:
        from reservations.consommation.imports import actions as imports
        from tests.pannes.ville import attendre

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
            ConsommationImportee.objects.filter(importation=self.depose).values_list(
                "enfant", flat=True
            )
        )
        return [par_enfant[enfant] for enfant in self.enfants]


class ListeDAttente(Tache):
    """A place is free while somebody waits for it."""

    nom, table = "liste d’attente", "reservations_attente"

    def lancer(self) -> None:
        from famille.models import Foyer
        from reservations.actions import soumettre
        from reservations.models import Attente, Places
        from reservations.models.demandes import Action
        from reservations.moteur.demande import LigneDemandee

        self.creneau, bloc = self.ville.rayon.creneaux[-1]
        Places.objects.filter(pk=self.creneau).update(capacite=0)
        menage = self.ville.rayon.menages[0]
        ligne = LigneDemandee(
            enfant_id=menage.enfant,
            activite_id=self.ville.rayon.activite,
            bloc=bloc,
            action=Action.ATTENDRE,
        )
        foyer = Foyer.objects.get(pk=menage.foyer)
        par = foyer.responsables.get().utilisateur
        assert par
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
        annonces = Ecrit.objects.filter(cle__startswith=f"offre-{self.attente.foyer_id}-").count()
        return [offert * prises, annonces]


class Export(Tache):
    nom, table = "export", "famille_travail"

    def lancer(self) -> None:
        from famille.travaux.actions import lancer

        jour = date.today()
        parametres = {"nature": "reservations", "format": "xlsx", "activites": []}
        parametres |= {
            "debut": f"{jour - timedelta(days=40)}",
            "fin": f"{jour + timedelta(days=400)}",
        }
        self.travail = lancer("export", "Export", parametres, par=self.agent)

    def faits(self) -> list[int]:
        from django.core.files.storage import storages

        self.travail.refresh_from_db()
        if self.travail.etat != "fini":
            return [0]
        noms = {f"exports/{nom}" for nom in storages["prive"].listdir("exports")[1]}
        return [len({self.travail.fichier} & noms)]
