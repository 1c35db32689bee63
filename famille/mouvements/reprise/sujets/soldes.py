"""Opening balances: what a household owed, or was owed, in the software that the town leaves, each
a published document with its origin (`Facture.repris_de`; docs/comprendre/facturation.md, "Opening
balances"). The sign of a "balance" differs from one software to another: a bare title "Solde" is
not guessed, an agent says which of the two columns it is."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from famille import models
from famille.argent.factures.actions import destinataire
from famille.journal.numeros import prochains_numeros
from famille.models import Facture, Foyer, Imputation, LigneFacture, ReglageRegie, Remboursement
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris
from famille.socle.dire import en_chiffres, en_euros

ZERO = Decimal("0.00")
VIVANT = (
    "Ce solde a déjà été payé, déduit, corrigé ou transmis ici, et le fichier en dit autre chose :"
    " corrigez-le par un avoir, ou au guichet."
)
DU_PORTAIL = "Cette facture est du portail : elle se corrige par un avoir, pas par un fichier."


class EcrivainDeSoldes(Ecrivain[Facture]):
    modele = Facture
    jours = ("jour", "echeance")

    def preparer(self, objets: list[Objet]) -> None:
        references = {dite for objet in objets if (dite := objet.dit.get("reference"))}
        self.par_numero = {
            une.numero: une for une in Facture.objects.publiees().filter(numero__in=references)
        }
        connues = [objet.connue.objet for objet in objets if objet.connue]
        self.tenues = _avec_ce_qui_tient(connues)

    def trouver(self, objet: Objet) -> Facture | None:
        """What this portal has invoiced itself: its own export is not owed twice."""
        facture = self.par_numero.get(objet.dit.get("reference", ""))
        return facture if facture and facture.foyer_id == objet.foyer() else None

    def tenu(self, ligne: Facture, nom: str) -> Any:
        return "oui"  # nothing of it is completed

    def utile(self, objet: Objet) -> bool:
        """Most households of a list owe nothing."""
        return _somme(objet) != 0

    def juger(self, objet: Objet) -> None:
        dit = objet.dit
        if _lire(dit, "reste_du") and _lire(dit, "avance"):
            raise CaseFautive(
                "Cette ligne dit à la fois un reste dû et une avance : gardez l’un des deux.",
                "reste_du",
            )
        if self._jour(objet) > self.lot.jour:
            raise CaseFautive("Un solde se reprend à un jour passé, ou aujourd’hui.", "jour")
        if objet.connue:
            tenue = self.tenues.get(objet.connue.objet or 0)
            if tenue and not tenue.repris_de:
                raise CaseFautive(DU_PORTAIL)
            if tenue and tenue.vit:
                raise CaseFautive(VIVANT, "reste_du")

    def creer(self, objets: list[Objet]) -> list[Facture]:
        self.foyers = _avec_leur_lettre([objet.foyer() for objet in objets])
        self.delai = timedelta(days=ReglageRegie.lire().delai_jours)
        annee = self.lot.jour.year
        premier = prochains_numeros(f"solde-{annee}", len(objets))
        factures = [self.nouveau(objet) for objet in objets]
        for rang, facture in enumerate(factures, premier):
            facture.numero = f"S-{annee}-{rang:06}"
        self.lot.ajouter(factures)
        self.lot.ajouter(
            [self._ligne(facture, un) for facture, un in zip(factures, objets, strict=True)]
        )
        for facture in factures:
            self.lot.noter(facture.foyer_id, f"solde repris {facture.numero}", _dit(facture))
        return factures

    def nouveau(self, objet: Objet) -> Facture:
        source, jour = self.lot.reprise.source, self._jour(objet)
        return Facture(
            foyer_id=objet.foyer(),
            etat=Facture.Etat.PUBLIEE,
            cle=f"solde-{self.lot.reprise.pk}-{objet.ligne.pk}",
            objet=objet.dit.get("objet") or f"Solde repris de {source}",
            mois=jour.replace(day=1),
            destinataire=destinataire(self.foyers[objet.foyer()], self.lot.jour),
            emise_le=jour,
            echeance=self.valeur(objet, "echeance") or self.lot.jour + self.delai,
            repris_de=source,
            publiee_par=self.lot.par,
            **_montants(_somme(objet)),
        )

    def _ligne(self, facture: Facture, objet: Objet) -> LigneFacture:
        return LigneFacture(
            facture=facture,
            jour=self._jour(objet),
            nature=LigneFacture.Nature.AUTRE,
            **self._valeurs_de_la_ligne(facture, objet),
        )

    def _valeurs_de_la_ligne(self, facture: Facture, objet: Objet) -> dict[str, Any]:
        source, somme = facture.repris_de, _somme(objet)
        reference = objet.dit.get("reference", "")
        sous = f" sous le n° {reference}" if reference else ""
        le, quoi = en_chiffres(self._jour(objet)), en_euros(abs(somme))
        phrase = (
            f"Au {le}, {source} comptait {quoi} restant à payer{sous}."
            if somme >= 0
            else f"Au {le}, {source} comptait une avance de {quoi}{sous}."
        )
        return {
            "libelle": f"Solde repris de {source}{f', {reference}' if reference else ''}",
            "prix_unitaire": facture.total,
            "montant": facture.total,
            "calcul": {"phrases": [phrase]},
        }

    def changer(self, objet: Objet, ligne: Facture, noms: set[str]) -> None:
        avant = _dit(ligne)
        valeurs: dict[str, Any] = _montants(_somme(objet))
        if "objet" in noms and objet.dit.get("objet"):
            valeurs["objet"] = objet.dit["objet"]
        if echeance := self.valeur(objet, "echeance"):
            valeurs["echeance"] = echeance
        if objet.dit.get("jour"):
            jour = self._jour(objet)
            valeurs |= {"emise_le": jour, "mois": jour.replace(day=1)}
        self.lot.changer(ligne, **valeurs)
        for une in ligne.lignes.all():
            self.lot.changer(une, jour=ligne.emise_le, **self._valeurs_de_la_ligne(ligne, objet))
        if avant != _dit(ligne):
            self.lot.noter(ligne.foyer_id, f"solde repris {ligne.numero}", _dit(ligne), avant)

    def _jour(self, objet: Objet) -> date:
        return self.valeur(objet, "jour") or self.lot.jour


def _lire(dit: dict[str, Any], nom: str) -> Decimal:
    return Decimal(dit.get(nom) or ZERO)


def _somme(objet: Objet) -> Decimal:
    """In euros, what the household owes; negative, what it is owed."""
    return _lire(objet.dit, "reste_du") - _lire(objet.dit, "avance")


def _montants(somme: Decimal) -> dict[str, Decimal]:
    """A debt is a total to pay. What is owed to the household is a document of nothing for which
    that much was received: a credit like any other, deducted from its next invoice or paid back."""
    return {"total": max(somme, ZERO), "regle": max(-somme, ZERO)}


def _dit(facture: Facture) -> dict[str, str]:
    if facture.est_une_avance:
        return {"Avance": en_euros(-facture.solde)}
    return {"Reste dû": en_euros(facture.solde)}


def _avec_ce_qui_tient(cles: Iterable[int | None]) -> dict[int, Any]:
    """Key → row, with `vit`: something has been done with it here."""
    liens = (
        (models.PartPaiement, "facture"),
        (Imputation, "de"),
        (Imputation, "vers"),
        (Remboursement, "facture"),
        (Facture, "corrige"),
    )
    vit = Q(au_tresor_le__isnull=False) | Q(echeancier__isnull=False)
    for modele, nom in liens:
        vit |= Q(Exists(modele.objects.filter(**{nom: OuterRef("pk")})))
    return Facture.objects.annotate(vit=vit).in_bulk([cle for cle in cles if cle])


def _avec_leur_lettre(cles: list[int]) -> dict[int, Foyer]:
    adresses = Prefetch("adresses", models.AdresseFoyer.objects.order_by("depuis", "pk"))
    return Foyer.objects.prefetch_related(adresses, "responsables").in_bulk(cles)


SOLDE = SujetRepris(
    "solde",
    "Solde",
    "soldes",
    (
        Champ(
            "reference",
            "Référence",
            cases.texte(60),
            "numero facture, n facture, reference facture",
        ),
        Champ("objet", "Objet", cases.texte(200), "objet facture"),
        Champ(
            "reste_du",
            "Reste dû (négatif : avance)",
            cases.montant,
            "restant du, reste a payer, impaye, solde debiteur",
            exige=True,
        ),
        Champ(
            "avance",
            "Avance (négatif : reste dû)",
            cases.montant,
            "trop percu, solde crediteur",
            exige=True,
        ),
        Champ("jour", "Solde arrêté au", cases.jour, "arrete au, date solde", exige=True),
        Champ("echeance", "À payer avant le", cases.jour, "date echeance, date limite", exige=True),
    ),
    EcrivainDeSoldes,
    de=("famille",),
    identite=("reference",),
    sous=("solde",),
)
