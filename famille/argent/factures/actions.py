"""Invoices: drafts of a run, published with their numbers, corrected by credit notes (G4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from famille.echanges.webhooks.envois import Nouvelle, annoncer
from famille.echanges.webhooks.faits import FACTURE_PUBLIEE
from famille.journal.numeros import prochains_numeros
from famille.models import Facture, Foyer, LigneFacture, PartPayeur, ReglageRegie, Utilisateur
from famille.regles.montants import ZERO
from famille.socle.dire import en_euros, enumerer
from famille.socle.erreurs import Refus, exiger_ecrit

from .credits import imputer_les_credits
from .ecriture import (
    COMMUNS,
    MONTANTS,
    PAR_LOT,
    LigneAFacturer,
    ecrire_la_publication,
    inserer_lignes,
)
from .retouches import lignes_libres, oublier_les_retouches

Etat, Genre = Facture.Etat, Facture.Genre
DEJA_CORRIGEE = (
    "Une de ces lignes vient d’être corrigée par un autre avoir : relisez la facture avant de"
    " décider."
)
SANS_MOTIF = "Dites pourquoi la facture est corrigée : la famille le lira sur l’avoir."
_PREFIXES = {Genre.FACTURE: "F", Genre.AVOIR: "A"}


@dataclass(frozen=True)
class Brouillon:
    """A draft to write. `cle`: its name in its run; `foyer`, `mandat`, `payeur`: keys."""

    cle: str
    foyer: int
    objet: str
    mois: date
    lignes: Sequence[LigneAFacturer]
    mandat: int | None = None
    payeur: int | None = None

    @property
    def total(self) -> Decimal:
        return sum((ligne.montant for ligne in self.lignes), ZERO)


@transaction.atomic
def ecrire_brouillons(brouillons: Sequence[Brouillon]) -> int:
    """Write these drafts in place of those of the same `cle`, with the lines that agents have added
    to them; one already published stays as it is. The number written.

    IntegrityError: a line bills what another invoice bills already; nothing is written. A run
    leaves such lines out first.
    """
    cles = [brouillon.cle for brouillon in brouillons]
    LigneFacture.objects.filter(facture__cle__in=cles, facture__etat=Etat.BROUILLON).delete()
    Facture.objects.brouillons().filter(cle__in=cles).delete()
    publiees = set(Facture.objects.filter(cle__in=cles).values_list("cle", flat=True))
    nouveaux = [brouillon for brouillon in brouillons if brouillon.cle not in publiees]
    libres = lignes_libres({brouillon.cle: brouillon.total for brouillon in nouveaux})
    factures = Facture.objects.bulk_create(
        (
            Facture(
                cle=b.cle,
                foyer_id=b.foyer,
                objet=b.objet,
                mois=b.mois,
                mandat_id=b.mandat,
                payeur_id=b.payeur,
                total=sum((ligne.montant for ligne in libres.get(b.cle, ())), b.total),
            )
            for b in nouveaux
        ),
        batch_size=PAR_LOT,
    )
    inserer_lignes(
        [
            (facture.pk, ligne)
            for facture, brouillon in zip(factures, nouveaux, strict=True)
            for ligne in (*brouillon.lignes, *libres.get(brouillon.cle, ()))
        ]
    )
    return len(factures)


@transaction.atomic
def publier_factures(
    cles: Sequence[int], *, par: Utilisateur | None, jour: date, echeance: date | None = None
) -> list[Facture]:
    """Number and date these drafts (keys), all or none: a rolled-back transaction returns its
    numbers, so there is never a gap. Those already published are left alone; what a household has
    paid in excess pays its new ones first. `echeance`: the due date of those without a mandate,
    instead of the town's delay. The invoices published now, by number."""
    regie = ReglageRegie.lire()
    brouillons = (
        Facture.objects.brouillons()
        .filter(pk__in=cles)
        .select_for_update(of=("self",))
        .order_by("foyer__nom", "pk")
    )
    factures = list(
        brouillons.select_related("foyer", "payeur").prefetch_related(
            "foyer__adresses", "foyer__responsables"
        )
    )
    if not factures:
        return []
    premier = prochains_numeros(_serie(Genre.FACTURE, jour), len(factures))
    for rang, facture in enumerate(factures, premier):
        facture.etat, facture.publiee_par, facture.emise_le = Etat.PUBLIEE, par, jour
        facture.echeance = jour + timedelta(days=regie.delai_jours)
        if echeance and not facture.mandat_id:
            facture.echeance = echeance
        facture.numero = _numero(Genre.FACTURE, jour, rang)
        facture.destinataire = _a_qui(facture, jour)
    ecrire_la_publication(factures)
    imputer_les_credits(factures, par=par)
    oublier_les_retouches([facture.cle for facture in factures])
    annoncer(*map(_annonce, factures))
    return factures


def _annonce(facture: Facture) -> Nouvelle:
    """What other software is told: numbers, no amount, and no family for a payer's invoice."""

    def donnees() -> dict[str, object]:
        return {
            "facture": facture.numero,
            "genre": facture.genre,
            "foyer": None if facture.payeur_id else facture.foyer.numero,
            "corrige": facture.corrige.numero if facture.corrige else None,
        }

    return Nouvelle(FACTURE_PUBLIEE, str(facture.numero), donnees)


@transaction.atomic
def corriger_facture(
    facture: Facture,
    lignes: Sequence[LigneFacture],
    *,
    motif: str,
    par: Utilisateur,
    jour: date,
    refacture: Decimal = ZERO,
) -> Facture:
    """Write the credit note that takes these lines off a published invoice. What they billed may be
    billed again; `refacture` euros of it are at once.

    Refus: no reason, no line, a draft, a credit note, a line already corrected, or a discount that
    would give back what nobody paid.
    """
    tenues = Facture.objects.select_for_update(of=("self",)).select_related("foyer", "payeur")
    facture = tenues.get(pk=facture.pk)
    total = sum((ligne.montant for ligne in lignes), ZERO)
    motif = exiger_ecrit(motif, SANS_MOTIF)
    _exiger_corrigeable(facture, lignes)
    _exiger_ses_remises(facture, lignes, total, refacture)
    choisies = [ligne.pk for ligne in lignes]
    prises = LigneFacture.objects.filter(pk__in=choisies, facture=facture, corrigee=False)
    if prises.update(corrigee=True) != len(choisies):
        raise Refus(DEJA_CORRIGEE)
    avoir = Facture.objects.create(
        foyer=facture.foyer,
        genre=Genre.AVOIR,
        etat=Etat.PUBLIEE,
        cle=f"avoir-{facture.pk}-{min(choisies)}",
        numero=_numero(Genre.AVOIR, jour, prochains_numeros(_serie(Genre.AVOIR, jour), 1)),
        objet=f"Correction de la facture {facture.numero}"[:200],
        mois=facture.mois,
        destinataire=_a_qui(facture, jour),
        payeur=facture.payeur,
        emise_le=jour,
        total=-total,
        corrige=facture,
        motif=motif[:300],
        publiee_par=par,
    )
    _contredire(avoir, lignes)
    Facture.objects.filter(pk=facture.pk).regler(total)
    annoncer(_annonce(avoir))
    return avoir


def supprimer_brouillons(prefixe: str) -> int:
    """Delete every draft whose `cle` begins so. How many."""
    brouillons = Facture.objects.brouillons().filter(cle__startswith=prefixe)
    LigneFacture.objects.filter(facture__in=brouillons).delete()
    return brouillons.delete()[1].get(Facture._meta.label, 0)


def destinataire(foyer: Foyer, jour: date) -> list[str]:
    """The lines of a letter to this household: its adults of that day, then its address."""
    adultes, adresse = map(str, foyer.adultes_au(jour)), foyer.adresse_au(jour)
    return [enumerer(adultes) or foyer.nom, *(adresse.lignes if adresse else [])]


def _a_qui(facture: Facture, jour: date) -> list[str]:
    """The lines of its letter: the household's, or the payer's."""
    return facture.payeur.lignes if facture.payeur else destinataire(facture.foyer, jour)


def _serie(genre: Facture.Genre, jour: date) -> str:
    return f"{genre}-{jour.year}"


def _numero(genre: Facture.Genre, jour: date, rang: int) -> str:
    return f"{_PREFIXES[genre]}-{jour.year}-{rang:06}"


def _contredire(avoir: Facture, lignes: Sequence[LigneFacture]) -> None:
    """Write the opposite of these lines. Each payer is given back what it had paid."""
    contraires = [
        LigneFacture(
            facture=avoir,
            enfant_id=ligne.enfant_id,
            corrige=ligne,
            **{nom: getattr(ligne, nom) for nom in COMMUNS}
            | {nom: -getattr(ligne, nom) for nom in MONTANTS},
        )
        for ligne in lignes
    ]
    avoirs = {une.corrige_id: une for une in LigneFacture.objects.bulk_create(contraires)}
    payees = PartPayeur.objects.filter(ligne__in=list(avoirs), refusee_le=None).order_by("pk")
    PartPayeur.objects.bulk_create(
        PartPayeur(
            ligne=avoirs[part.ligne_id],
            droit_id=part.droit_id,
            montant=-part.montant,
            dates={jour: str(-Decimal(montant)) for jour, montant in part.dates.items()},
        )
        for part in payees
    )


def _exiger_ses_remises(
    facture: Facture, lignes: Sequence[LigneFacture], total: Decimal, refacture: Decimal
) -> None:
    """Refus: a discount would lose the lines that it makes cheaper."""
    if total < 0:
        raise Refus(
            "Un avoir rend de l’argent : une remise ne se retire qu’avec les lignes qu’elle"
            " diminue.",
            champ="lignes",
        )
    restent = facture.lignes.filter(corrigee=False).exclude(pk__in=[ligne.pk for ligne in lignes])
    reste = restent.aggregate(somme=Sum("montant"))["somme"] or ZERO
    if reste + refacture < 0:
        raise Refus(
            f"Il resterait une remise de {en_euros(-reste)} sur une facture qui ne demande plus"
            " rien : cochez aussi la remise.",
            champ="lignes",
        )


def _exiger_corrigeable(facture: Facture, lignes: Sequence[LigneFacture]) -> None:
    if not lignes:
        raise Refus("Choisissez au moins une ligne à corriger.", champ="lignes")
    if facture.est_avoir or not facture.publiee:
        raise Refus("Seule une facture publiée se corrige par un avoir : un brouillon se refait.")
    if facture.est_une_avance:
        raise Refus(
            "Une avance reprise d’un autre logiciel ne se corrige pas par un avoir : déduite ou"
            " remboursée, elle est soldée."
        )
