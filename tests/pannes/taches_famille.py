"""The worker's tasks on a household's file: mails, files, payments, personal data."""

from datetime import date, timedelta

from tests.pannes.tache import Tache


class Courriel(Tache):
    nom, table, delai = "courriel", "famille_courriel", 150

    def lancer(self) -> None:
        from famille.models import Courriel as Ecrit

        self.ecrit = Ecrit.objects.create(
            cle="panne-courriel",
            destinataire="camille@exemple.fr",
            sujet="Votre démarche",
            texte="a",
            html="<p>a</p>",
        )
        self.confier("famille.taches.envoyer_courriel", str(self.ecrit.pk))

    def faits(self) -> list[int]:
        return [sum(mail["To"] == "camille@exemple.fr" for mail in self.ville.t.courriels)]


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


class Purge(Tache):
    nom, table, geste = "purge", "famille_notification", "DELETE"
    vieilles = 5

    def preparer(self) -> None:
        from django.utils import timezone

        from famille.models import Notification, Purge, ReglageConservation, Utilisateur

        Purge.objects.all().delete()
        Purge.objects.create(finie_le=timezone.now())  # its first list was read
        reglage = ReglageConservation.lire()
        reglage.decidees_le, reglage.notifications, reglage.purge_automatique = (
            date(2026, 1, 1),
            12,
            True,
        )
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
        comptes = [
            une.comptes.get("notifications", 0) for une in Faite.objects.exclude(finie_le=None)
        ]
        return [int(not reste), sum(comptes) // self.vieilles]


class Copie(Tache):
    nom, table = "copie de données", "famille_exportdonnees"

    def lancer(self) -> None:
        from famille.models import Utilisateur
        from famille.mouvements.donnees.copies import demander_copie

        self.copie = demander_copie(Utilisateur.objects.get(pk=self.ville.rayon.menages[0].compte))

    def faits(self) -> list[int]:
        from famille.models import Courriel as Ecrit

        self.copie.refresh_from_db()
        return [
            int(bool(self.copie.pret_le)),
            Ecrit.objects.filter(cle=f"copie-{self.copie.pk}").count(),
        ]


class Paiement(Tache):
    """The provider says that it is paid: a task asks it, after its notification."""

    nom, table = "réponse d’un paiement", "famille_paiement"

    def preparer(self) -> None:
        from tests.pannes.gestes import Paiement as Payer

        self.payer = Payer(self.ville, 1)
        self.payer.preparer()
        reponse = self.payer.navigateur.demander("POST", "/mes-factures/payer/", self.payer.champs)
        self.idop = reponse.headers["Location"].rpartition("=")[2]
        self.ville.payfip.choisir(self.idop, "P", "perdue")

    def lancer(self) -> None:
        from famille.models import Paiement as Verse

        self.confier(
            "famille.taches.interroger_paiement", Verse.objects.get(identifiant=self.idop).pk
        )

    def faits(self) -> list[int]:
        return [self.payer.compter()]
