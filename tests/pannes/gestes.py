"""What families send, by HTTP, and how often each sending is then in the database."""

import re
import time
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import uuid4

from tests.pannes.navigateur import PATIENCE, Abandon, Navigateur, formulaire
from tests.pannes.ville import Ville

CRENEAUX = 3


class Geste(Protocol):
    """`preparer` reads the page, `faire` sends it and insists, `compter` says how often it is then
    in the database."""

    nom: ClassVar[str]

    def __init__(self, ville: Ville, rang: int): ...

    def preparer(self) -> None: ...

    def faire(self) -> None: ...

    def compter(self) -> int: ...


class Message(Geste):
    """A new message to the service."""

    nom = "messages"

    def __init__(self, ville: Ville, rang: int):
        self.navigateur, self.texte = ville.parent(rang), f"Une question {uuid4().hex}"

    def preparer(self) -> None:
        page = self.navigateur.lire("/mes-messages/ecrire/")
        self.champs = formulaire(page, 'name="texte"') | {
            "sujet": _premier_sujet(page),
            "texte": self.texte,
        }

    def faire(self) -> None:
        self.navigateur.envoyer("/mes-messages/ecrire/", self.champs)

    def compter(self) -> int:
        from demarches.models import Demande
        from famille.models import Message as Ecrit

        fils = Ecrit.objects.filter(texte=self.texte).values_list("fil", flat=True)
        return max(len(fils), Demande.objects.deposees().filter(fil__in=list(fils)).count())


class Reservation(Geste):
    """A basket of créneaux, submitted."""

    nom = "réservations"

    def __init__(self, ville: Ville, rang: int):
        self.navigateur, self.ville, self.rang = ville.parent(rang), ville, rang

    def preparer(self) -> None:
        from bench.villes import rayon

        self.premier = self.ville.creneaux(self.rang, CRENEAUX)
        rayon.garnir(self.ville.rayon, [self.rang], self.premier, CRENEAUX)
        page = self.navigateur.lire("/reservations/recapitulatif/")
        self.champs = formulaire(page, 'name="empreinte"')

    def faire(self) -> None:
        suite = self.navigateur.envoyer("/reservations/soumettre/", self.champs)
        if "/demandes/" not in suite:
            raise Abandon(f"not booked: {suite}")

    def compter(self) -> int:
        from reservations.models import DemandeReservation
        from reservations.models import Reservation as Ligne

        foyer = self.ville.foyer(self.rang)
        cles = [
            pk for pk, _cle in self.ville.rayon.creneaux[self.premier : self.premier + CRENEAUX]
        ]
        lignes = Ligne.objects.filter(foyer=foyer, creneau__in=cles).count()
        demandes = DemandeReservation.objects.filter(
            foyer=foyer, cle=self.champs["cle"], acceptee=True
        ).count()
        return demandes if lignes == CRENEAUX else 0 if not lignes else 2


class Demarche(Geste):
    """A change of address, three pages and a paper, sent."""

    nom = "démarches"

    def __init__(self, ville: Ville, rang: int):
        self.navigateur, self.foyer = ville.parent(rang), ville.foyer(rang)
        self.compte = ville.rayon.menages[rang].compte

    def preparer(self) -> None:
        from demarches.actions import commencer
        from famille.models import Foyer, Utilisateur
        from tests.demarches.outils import nouvelle_adresse

        foyer, par = Foyer.objects.get(pk=self.foyer), Utilisateur.objects.get(pk=self.compte)
        self.demande = commencer("changement-adresse", foyer=foyer, par=par)
        self.adresse = nouvelle_adresse(self.demande)
        self.navigateur.lire(self.page("adresse"))

    def faire(self) -> None:
        self.remplir("adresse", self.adresse)
        self.remplir(
            "justificatif",
            self.papier(),
            {"justificatif-fichier": ("facture.pdf", document(), PDF)},
        )
        self.remplir("recapitulatif", {"certifie": "on"})

    def papier(self) -> dict[str, str]:
        from django.utils import timezone

        from tests.demarches.outils import jj

        return {"nature": "facture", "date_document": jj(timezone.localdate() - timedelta(days=30))}

    def remplir(self, etape: str, champs: dict, fichiers=None) -> None:
        """Read the page, then send it. What is already sent leads elsewhere: nothing more to do."""
        caches = self.caches(etape)
        if not caches:
            return
        donnees = {f"{etape}-{nom}": valeur for nom, valeur in champs.items()}
        donnees |= caches | {"assistant-current_step": etape, "action": "valider"}
        self.navigateur.envoyer(self.page(etape), donnees, fichiers)

    def caches(self, etape: str) -> dict[str, str]:
        """The hidden fields of a page; none when the address leads elsewhere."""
        reponse = self.navigateur.demander("GET", self.page(etape))
        return {} if reponse.status_code == 302 else formulaire(reponse.text, 'name="ecran"')

    def page(self, etape: str) -> str:
        return f"/demarches/brouillon/{self.demande.pk}/{etape}/"

    def compter(self) -> int:
        from demarches.models import Accuse, Demande
        from famille.models import Courriel

        sienne = Demande.objects.deposees().filter(pk=self.demande.pk).first()
        if sienne is None:
            return 0
        pieces = len(sienne.pieces_jointes)
        accuses = Accuse.objects.filter(demande=sienne).count()
        courriels = Courriel.objects.filter(cle__startswith=f"are-{sienne.pk}").count()
        return max(accuses, pieces, courriels) if min(accuses, pieces, courriels) else 0


class Paiement(Geste):
    """An invoice, paid at PayFiP."""

    nom = "paiements"

    def __init__(self, ville: Ville, rang: int):
        self.navigateur, self.ville, self.foyer = ville.parent(rang), ville, ville.foyer(rang)

    def preparer(self) -> None:
        from famille.models import Foyer
        from tests.famille.facturation import facturer

        self.facture = facturer(Foyer.objects.get(pk=self.foyer), "12.50")
        page = self.navigateur.lire(f"/mes-factures/payer/?facture={self.facture.numero}")
        self.champs = formulaire(page, 'name="facture"') | {"facture": self.facture.numero}

    def faire(self) -> None:
        adresse = self._ouvrir()
        idop = adresse.rpartition("=")[2]
        operation = self.ville.payfip.registre.operations[idop]
        if not operation.resultat:
            self.ville.payfip.choisir(idop, "P", "perdue")
        self.navigateur.lire(f"/paiement/retour/{operation.demande['refdet']}/")

    def _ouvrir(self) -> str:
        """The page of the provider: given at once, or by the attempt that was begun when the answer
        was lost."""
        fin = time.monotonic() + PATIENCE
        commence = None
        while not commence:
            reponse = self.navigateur.demander("POST", "/mes-factures/payer/", self.champs)
            if reponse.status_code == 302:
                return reponse.headers["Location"]
            commence = re.search(r'href="(/mes-factures/paiements/[^"]+)"', reponse.text)
            if not commence and ("dans une minute" not in reponse.text or time.monotonic() > fin):
                raise Abandon(f"payer : {reponse.status_code}")
            time.sleep(5 if not commence else 0)
        page = self.navigateur.lire(commence[1])
        adresse = re.search(rf'href="({re.escape(self.ville.payfip.adresse)}[^"]+)"', page)
        if not adresse:
            raise Abandon("the attempt that was begun cannot be gone on with")
        return adresse[1].replace("&amp;", "&")

    def compter(self) -> int:
        from famille.models import Courriel, Facture
        from famille.models import Paiement as Verse

        payes = Verse.objects.filter(parts__facture=self.facture, etat=Verse.Etat.PAYE)
        regle = Facture.objects.get(pk=self.facture.pk).regle
        recus = [
            Courriel.objects.filter(cle__startswith=f"recu-{un.numero_recu}-").count()
            for un in payes
        ]
        juste = regle == Decimal("12.50")
        return max([payes.count(), *recus]) if juste or not payes else 2


PDF = "application/pdf"


def document(octets: int = 20_000) -> bytes:
    """A PDF like no other, of about that size."""
    from tests.demarches.outils import PDF as MODELE

    bourre = (uuid4().hex * (octets // 32 + 1))[:octets].encode()
    return MODELE.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + bourre + b"\n")


def _premier_sujet(page: str) -> str:
    from html import unescape

    trouve = re.search(r'type="radio"[^>]*name="sujet"[^>]*value="([^"]+)"', page) or re.search(
        r'name="sujet"[^>]*value="([^"]+)"', page
    )
    if not trouve:
        raise Abandon("no subject to choose")
    return unescape(trouve[1])


def connecte(navigateur: Navigateur) -> bool:
    """Whether this browser is still signed in."""
    return navigateur.demander("GET", "/tableau-de-bord/").status_code == 200
