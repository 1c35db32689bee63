"""PayFiP régie, the payment service of the DGFiP, by its web service. What each code means, and
where that is known from: docs/comprendre/paiement.md."""

import logging
import re
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.http import QueryDict

from famille.regles.paiement import EtatReponse, Reponse

from .controles import est_un_courriel, sans_accents, verifier
from .fournisseur import FournisseurIndisponible, OrdreOuvert, RefusDuFournisseur

if TYPE_CHECKING:
    from famille.argent.paiement.service_payfip import ServicePayFiP


logger = logging.getLogger(__name__)

MODES = {"T": "test", "X": "activation", "W": "production"}
PARIS = ZoneInfo("Europe/Paris")  # the DGFiP's clock, wherever the town is
IDOP = re.compile(r"[A-Za-z0-9-]{1,64}")

# The results: (state, means).
RESULTATS = {
    "P": (EtatReponse.PAYE, "carte"),
    "V": (EtatReponse.PAYE, "prelevement"),
    "R": (EtatReponse.REFUSE, "carte"),
    "Z": (EtatReponse.REFUSE, "prelevement"),
    "A": (EtatReponse.ABANDONNE, "carte"),
}
SANS_RESULTAT = {"P5": EtatReponse.EN_COURS, "P1": EtatReponse.INCONNU}
COURRIEL_REFUSE = {"A1", "A2"}
ADRESSE_REFUSEE = (
    "Le service de paiement n’accepte pas votre adresse électronique : vérifiez-la dans « Mon"
    " compte », puis réessayez."
)
NON_OUVERT = (
    "Le paiement en ligne n’a pas pu être ouvert et rien n’a été débité. Le service est prévenu :"
    " réessayez plus tard, ou réglez auprès de la régie."
)


class PayFiP:
    """`client`: the 6 digits given by the DGFiP; `mode`: one of MODES; `adresse`: the common start
    of the web service's and the payment page's addresses; `delai`: seconds a call may take."""

    def __init__(
        self, *, client: str = "", mode: str = "", adresse: str = "", delai: float = 15
    ) -> None:
        if fautes := self.fautes(client=client, mode=mode, adresse=adresse):
            raise ValueError(" ".join(fautes))
        self.client = client
        self.mode = mode
        self.adresse = adresse.rstrip("/")
        self.delai = float(delai)

    @staticmethod
    def fautes(*, client: str = "", mode: str = "", adresse: str = "", **autres: Any) -> list[str]:
        """What is wrong with these options, in sentences for who runs the portal."""
        fautes = [f"L’option {nom} de PayFiP n’existe pas." for nom in autres if nom != "delai"]
        if not re.fullmatch(r"[0-9]{6}", client):
            fautes.append(
                "Le numéro de client PayFiP (client) a 6 chiffres : la DGFiP le donne à l’adhésion."
            )
        if mode not in MODES:
            fautes.append(
                "Le mode de PayFiP (mode) est T pour les tests, X pour l’activation, W pour la"
                " production."
            )
        if urlsplit(adresse).scheme not in ("http", "https") or not urlsplit(adresse).hostname:
            fautes.append("L’adresse de PayFiP (adresse) n’est pas une adresse web.")
        return fautes

    @cached_property
    def service(self) -> "ServicePayFiP":
        from .service_payfip import (
            ServicePayFiP,  # eopayment takes 0.2 s to import: not at the start of the portal
        )

        return ServicePayFiP(self.adresse, self.delai)

    def demander(
        self,
        *,
        reference: str,
        montant: Decimal,
        courriel: str,
        objet: str,
        exercice: int,
        url_retour: str,
        url_notification: str,
    ) -> OrdreOuvert:
        """See Fournisseur."""
        from .service_payfip import ErreurFonctionnelle

        verifier(reference, montant, exercice, url_retour, url_notification)
        if not est_un_courriel(courriel):
            raise _refus("A2")
        try:
            idop = self.service.creer(
                numcli=self.client,
                saisie=self.mode,
                exer=f"{exercice:04d}",
                refdet=reference,
                montant=str(int(montant * 100)),
                mel=courriel,
                objet=sans_accents(objet)[:100] or "Facture",
                url_notification=url_notification,
                url_redirect=url_retour,
            )
        except ErreurFonctionnelle as erreur:
            raise _refus(erreur.code) from None
        if not IDOP.fullmatch(idop):
            raise _incomprise("creerPaiementSecurise : pas d’identifiant")
        return OrdreOuvert(idop, f"{self.adresse}/paiementws.web?{urlencode({'idop': idop})}")

    def interroger(self, identifiant: str) -> Reponse:
        """See Fournisseur."""
        from .service_payfip import ErreurFonctionnelle

        if not IDOP.fullmatch(identifiant):
            return Reponse(EtatReponse.INCONNU, "P1")  # nothing that PayFiP ever gave
        try:
            detail = self.service.detail(identifiant)
        except ErreurFonctionnelle as erreur:
            if erreur.code in SANS_RESULTAT:
                return Reponse(SANS_RESULTAT[erreur.code], erreur.code)
            raise _incomprise(f"recupererDetailPaiementSecurise : {erreur.code}") from None
        return self._lire(identifiant, detail)

    def identifiant_notifie(self, donnees: QueryDict) -> str:
        """See Fournisseur. PayFiP's own examples write `idop` here, `idOp` there."""
        idop = donnees.get("idop") or donnees.get("idOp") or ""
        return idop if IDOP.fullmatch(idop) else ""

    def verifier(self) -> str:
        """What the DGFiP calls the town: its options are right. Raises as Fournisseur."""
        from .service_payfip import ErreurFonctionnelle

        try:
            fiche = self.service.libelles(self.client)
        except ErreurFonctionnelle as erreur:
            raise _refus(erreur.code) from None
        return ", ".join(nom for nom in (fiche.libelleN1, fiche.libelleN2, fiche.libelleN3) if nom)

    def _lire(self, identifiant: str, detail: Any) -> Reponse:
        """Raises FournisseurIndisponible if the answer is about something else, or is none."""
        if detail is None or detail.resultrans not in RESULTATS:
            raise _incomprise("recupererDetailPaiementSecurise : résultat inconnu")
        attendus = {"idOp": identifiant, "numcli": self.client, "saisie": self.mode}
        for nom, attendu in attendus.items():
            if getattr(detail, nom) not in (None, attendu):
                raise _incomprise(f"recupererDetailPaiementSecurise : {nom} n’est pas le nôtre")
        etat, moyen = RESULTATS[detail.resultrans]
        return Reponse(
            etat=etat,
            code=detail.resultrans,
            reference=detail.refdet or "",
            montant=_euros(detail.montant),
            payee_le=_instant(detail.dattrans, detail.heurtrans),
            moyen=moyen,
            numero_autorisation=(detail.numauto or "")[:40],
        )


def _refus(code: str) -> RefusDuFournisseur:
    if code in COURRIEL_REFUSE:
        return RefusDuFournisseur(ADRESSE_REFUSEE, code=code, champ="courriel")
    logger.error(
        "PayFiP refuses to open payments: %s (docs/comprendre/paiement.md tells what it means)",
        code,
    )
    return RefusDuFournisseur(NON_OUVERT, code=code)


def _incomprise(cause: str) -> FournisseurIndisponible:
    logger.error("PayFiP: an answer that cannot be used: %s", cause)
    return FournisseurIndisponible(cause)


def _euros(centimes: str | None) -> Decimal | None:
    return Decimal(centimes) / 100 if centimes and re.fullmatch(r"[0-9]{1,11}", centimes) else None


def _instant(jour: str | None, heure: str | None) -> datetime | None:
    """From "12122019" and "1311", in Paris."""
    try:
        return datetime.strptime(f"{jour}{heure}", "%d%m%Y%H%M").replace(tzinfo=PARIS)
    except ValueError:
        return None
