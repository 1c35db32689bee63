"""What a household's prices and payments rest on: its quotients, its mandates of direct debit."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from famille import models
from famille.argent.prelevement.mandats import CHAMPS_DE_L_ADRESSE, du_compte, du_creancier
from famille.models import MandatSEPA, QuotientFamilial, Responsable, Service, ServicePreleve
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris
from famille.regles.doublons import mots_du_nom
from famille.socle.dire import en_chiffres, enumerer
from famille.socle.saisie.iban import lire_iban
from famille.socle.texte import normaliser

_SERVICES = {normaliser(libelle): code for code, libelle in Service.choices} | {
    normaliser(code): code for code in Service.values
}


class EcrivainDeQuotients(Ecrivain[QuotientFamilial]):
    modele = QuotientFamilial
    champs = {"valeur": "valeur", "fin": "fin", "origine": "source"}
    defauts = {"origine": QuotientFamilial.Source.ATTESTE}
    jours = ("debut", "fin")

    def preparer(self, objets: list[Objet]) -> None:
        self.siens: dict[int, list[QuotientFamilial]] = defaultdict(list)
        cles = {objet.foyer() for objet in objets if objet.foyer()}
        for quotient in QuotientFamilial.objects.filter(foyer__in=cles).order_by("debut", "pk"):
            self.siens[quotient.foyer_id].append(quotient)
        self.debuts: set[tuple[str, date]] = set()

    def trouver(self, objet: Objet) -> QuotientFamilial | None:
        debut = self._debut(objet)
        return next((un for un in self.siens[objet.foyer()] if un.debut == debut), None)

    def _debut(self, objet: Objet) -> date:
        return self.valeur(objet, "debut") or self.lot.jour

    def juger(self, objet: Objet) -> None:
        dit = objet.dit
        if not dit.get("valeur"):
            raise CaseFautive("Il manque la valeur du quotient.", "valeur")
        if Decimal(dit["valeur"]) < 0:
            raise CaseFautive("Un quotient n’est pas négatif.", "valeur")
        debut, fin = self._debut(objet), self.valeur(objet, "fin")
        if fin and fin < debut:
            raise CaseFautive("La fin vient avant le début.", "fin")
        if objet.connue:
            return
        if (objet.ligne.donnees["de"]["famille"], debut) in self.debuts:
            raise CaseFautive("Un autre quotient de cette famille commence le même jour.", "debut")
        self.debuts.add((objet.ligne.donnees["de"]["famille"], debut))
        suivant = next((un for un in self.siens[objet.foyer()] if un.debut > debut), None)
        if suivant and fin and fin >= suivant.debut:
            raise CaseFautive(
                f"Un autre quotient de cette famille commence le {en_chiffres(suivant.debut)}.",
                "fin",
            )

    def creer(self, objets: list[Objet]) -> list[QuotientFamilial]:
        """Periods of a household never overlap: one that begins closes the one before."""
        neufs = [self.nouveau(objet) for objet in objets]
        for quotient in neufs:
            self.siens[quotient.foyer_id].append(quotient)
        for siens in self.siens.values():
            siens.sort(key=lambda un: un.debut)
            for avant, apres in pairwise(siens):
                veille = apres.debut - timedelta(days=1)
                if avant.fin is None or avant.fin > veille:
                    if avant.pk:
                        self.lot.changer(avant, fin=veille)
                    avant.fin = veille
        self.lot.ajouter(neufs)
        return neufs

    def autres(self, objet: Objet) -> dict[str, Any]:
        return {"debut": self._debut(objet)}

    def valeur(self, objet: Objet, nom: str) -> Any:
        dite = super().valeur(objet, nom)
        return Decimal(dite) if nom == "valeur" else dite

    def changer(self, objet: Objet, ligne: QuotientFamilial, noms: set[str]) -> None:
        avant = {"Valeur": f"{ligne.valeur}"}
        super().changer(objet, ligne, noms)
        self.lot.noter(
            ligne.foyer_id, "quotient familial corrigé", {"Valeur": f"{ligne.valeur}"}, avant
        )


class EcrivainDeMandats(Ecrivain[MandatSEPA]):
    """As it was signed elsewhere, its reference and date kept: the bank goes on with it."""

    modele = MandatSEPA
    jours = ("signature", "premier_usage")

    def preparer(self, objets: list[Objet]) -> None:
        self.creancier = models.CreancierSEPA.lire()
        self.manques = self.creancier.manques()
        rums = {rum for objet in objets if (rum := objet.dit.get("rum"))}
        self.connus = {un.rum: un for un in MandatSEPA.objects.filter(rum__in=rums)}
        cles = {objet.foyer() for objet in objets if objet.foyer()}
        self.adultes: dict[int, list[Responsable]] = defaultdict(list)
        for adulte in Responsable.objects.filter(foyer__in=cles).order_by("pk"):
            self.adultes[adulte.foyer_id].append(adulte)
        self.adresses = {
            adresse.foyer_id: adresse
            for adresse in models.AdresseFoyer.objects.filter(
                foyer__in=cles, depuis__lte=self.lot.jour
            ).order_by("depuis", "pk")
        }
        self.pris = set(
            ServicePreleve.objects.filter(foyer__in=cles, fin=None).values_list("foyer", "service")
        )

    def trouver(self, objet: Objet) -> MandatSEPA | None:
        mandat = self.connus.get(objet.dit.get("rum", ""))
        return mandat if mandat and mandat.foyer_id == objet.foyer() else None

    def juger(self, objet: Objet) -> None:
        if objet.connue:
            raise CaseFautive(
                "Ce mandat est déjà repris, et le fichier en dit autre chose : un mandat signé ne"
                " change pas. Arrêtez-le sur la page de la famille, puis reprenez le nouveau.",
                "rum",
            )
        for nom, quoi in (("rum", "la référence (RUM)"), ("iban", "l’IBAN")):
            if not objet.dit.get(nom):
                raise CaseFautive(f"Il manque {quoi} du mandat.", nom)
        if not objet.dit.get("signature"):
            raise CaseFautive("Il manque la date de signature du mandat.", "signature")
        premier = objet.dit.get("premier_usage")
        if premier and premier < objet.dit["signature"]:
            raise CaseFautive("Le premier prélèvement vient avant la signature.", "premier_usage")
        if self.manques:
            raise CaseFautive(
                f"Renseignez d’abord {enumerer(self.manques)} (Réglages, « Créancier des"
                " prélèvements »)."
            )
        if objet.dit["rum"] in self.connus:
            raise CaseFautive("Cette référence est celle d’un mandat d’une autre famille.", "rum")
        if not self._libres(objet):
            raise CaseFautive("Un mandat en vigueur paie déjà ces services.", "services")

    def _libres(self, objet: Objet) -> list[str]:
        """Codes of what it pays and nothing pays yet: all of it, where the file does not say."""
        dits = objet.dit.get("services") or ",".join(Service.values)
        return [code for code in dits.split(",") if (objet.foyer(), code) not in self.pris]

    def creer(self, objets: list[Objet]) -> list[MandatSEPA]:
        services = []
        for objet in objets:
            libres = self._libres(objet)
            self.pris |= {(objet.foyer(), service) for service in libres}
            services.append(libres)
        mandats = super().creer(objets)
        self.lot.ajouter(
            [
                ServicePreleve(mandat=mandat, foyer_id=mandat.foyer_id, service=service)
                for mandat, siens in zip(mandats, services, strict=True)
                for service in siens
            ]
        )
        return mandats

    def nouveau(self, objet: Objet) -> MandatSEPA:
        dit, foyer, signe = objet.dit, objet.foyer(), self.valeur(objet, "signature")
        titulaire = self._titulaire(foyer, dit.get("titulaire", ""))
        adresse = self.adresses.get(foyer)
        return MandatSEPA(
            foyer_id=foyer,
            rum=dit["rum"],
            titulaire=titulaire,
            titulaire_nom=dit.get("titulaire") or str(titulaire or ""),
            **{nom: getattr(adresse, nom) for nom in CHAMPS_DE_L_ADRESSE if adresse},
            **du_compte(lire_iban(dit["iban"])),
            **du_creancier(self.creancier),
            texte=f"Mandat signé le {en_chiffres(signe)} et repris de {self.lot.reprise.source}.",
            signe_le=datetime.combine(signe, time(12), UTC),
            debut=min(signe, self.lot.jour),
            premier_usage_le=self.valeur(objet, "premier_usage"),
        )

    def _titulaire(self, foyer: int, nom: str) -> Responsable | None:
        """The adult who bears this name; the only adult, where the file names nobody."""
        adultes = self.adultes[foyer]
        cherche = sorted(mots_du_nom(nom).split())
        for adulte in adultes:
            if sorted(mots_du_nom(str(adulte)).split()) == cherche:
                return adulte
        return adultes[0] if adultes and not nom else None

    def tenu(self, ligne: MandatSEPA, nom: str) -> Any:
        return "oui"  # nothing of a mandate is completed


def services(cellule: Any) -> str:
    """Codes of Service, with commas."""
    lus = [normaliser(un) for un in cases.brut(cellule).replace(";", ",").split(",")]
    inconnus = [un for un in lus if un and un not in _SERVICES]
    if inconnus:
        raise CaseFautive(f"Ce service n’est pas reconnu : {inconnus[0][:40]}.")
    return ",".join(_SERVICES[un] for un in lus if un)


def rum(cellule: Any) -> str:
    lue = cases.cle(cellule)
    if len(lue) > 35:
        raise CaseFautive("Une RUM a 35 caractères au plus.")
    return lue


_Source = QuotientFamilial.Source
QUOTIENT = SujetRepris(
    "quotient",
    "Quotient familial",
    "quotients",
    (
        Champ(
            "valeur",
            "Valeur",
            cases.montant,
            "quotient, qf, quotient familial, valeur qf, montant qf, qf actuel",
            exige=True,
        ),
        Champ(
            "debut",
            "À partir du",
            cases.jour,
            "debut qf, date qf, date debut, date debut qf, debut quotient",
            exige=True,
        ),
        Champ(
            "fin", "Jusqu’au", cases.jour, "fin qf, date fin, date fin qf, fin quotient", exige=True
        ),
        Champ(
            "origine",
            "Source",
            cases.parmi(_Source.choices, "Cette source n’est pas reconnue.", {"api": "caf, msa"}),
            "source qf",
        ),
    ),
    EcrivainDeQuotients,
    de=("famille",),
    identite=("debut",),
    sous=("quotient, qf",),
)

MANDAT = SujetRepris(
    "mandat",
    "Mandat de prélèvement",
    "mandats de prélèvement",
    (
        Champ(
            "rum",
            "RUM",
            rum,
            "reference mandat, reference unique du mandat, prelevement reference mandat",
            exige=True,
        ),
        Champ("iban", "IBAN", cases.iban, "prelevement iban", exige=True),
        Champ("bic", "BIC", cases.texte(11), "code bic, swift"),
        Champ("titulaire", "Titulaire du compte", cases.nom(201), "individu nom"),
        Champ(
            "signature",
            "Signé le",
            cases.jour,
            "date signature, datesignature, date mandat",
            exige=True,
        ),
        Champ(
            "premier_usage",
            "Premier prélèvement le",
            cases.jour,
            "date premier prelevement, date premiere utilisation, premiere utilisation,"
            " date premier prelevement automatique",
        ),
        Champ("services", "Services payés", services),
    ),
    EcrivainDeMandats,
    de=("famille",),
    identite=("rum",),
    sous=("mandat, prelevement",),
)
