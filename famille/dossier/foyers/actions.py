"""The household itself, and its quotient familial."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille.journal.modifications import decrire, noter_modification
from famille.journal.numeros import prochain_numero
from famille.journal.recherche import rafraichir_recherche
from famille.models import Foyer, QuotientFamilial, Utilisateur
from famille.socle.dire import en_chiffres, en_nombre
from famille.socle.erreurs import Refus

from .adresses import changer_adresse

CHAMPS = ["nom", "situation", "regime"]
CHAMPS_QUOTIENT = ["valeur", "debut", "fin", "source"]


@transaction.atomic
def creer_foyer(
    *,
    nom: str,
    adresse: dict[str, Any],
    situation: str = "",
    regime: str = "",
    par: Utilisateur,
) -> Foyer:
    """Open a household's file under the next number of the year: `2026-00417`. `adresse`: dict
    voie, complement (may be missing), code_postal, commune, depuis (date)."""
    foyer = Foyer.objects.create(
        numero=_numero_libre(), nom=nom.strip(), situation=situation, regime=regime
    )
    noter_modification(
        foyer, "ouverture du dossier", par=par, apres=decrire(foyer, ["numero", *CHAMPS])
    )
    changer_adresse(foyer, **adresse, par=par)
    rafraichir_recherche(foyer)
    return foyer


def _numero_libre() -> str:
    """The counter's next number; one taken by an imported file is passed over."""
    annee = timezone.localdate().year
    while True:
        numero = f"{annee}-{prochain_numero(f'foyer-{annee}'):05d}"
        if not Foyer.objects.filter(numero=numero).exists():
            return numero


@transaction.atomic
def modifier_foyer(foyer: Foyer, *, par: Utilisateur, origine: str = "", **champs: Any) -> Foyer:
    """Change `nom`, `situation` or `regime`. TypeError for another field."""
    refuser_les_inconnus(champs, CHAMPS)
    avant = decrire(Foyer.objects.get(pk=foyer.pk), CHAMPS)
    for nom, valeur in champs.items():
        setattr(foyer, nom, valeur)
    foyer.save(update_fields=list(champs))
    noter_modification(
        foyer, "foyer", par=par, avant=avant, apres=decrire(foyer, CHAMPS), origine=origine
    )
    rafraichir_recherche(foyer)
    return foyer


@transaction.atomic
def ajouter_quotient(
    foyer: Foyer,
    *,
    valeur: Decimal,
    debut: date,
    par: Utilisateur,
    fin: date | None = None,
    source: str = "declare",
    origine: str = "",
) -> QuotientFamilial:
    """Add a quotient (Decimal ≥ 0) from `debut` to `fin` (dates); the one in force ends the day
    before. Refus when one begins on this day or later: closing it would rewrite the past."""
    # The household's row is the lock: two agents add one at the same time, the second sees the
    # first's.
    Foyer.objects.select_for_update().get(pk=foyer.pk)
    suivant = foyer.quotients.filter(debut__gte=debut).order_by("debut").first()
    if suivant and (fin is None or fin >= suivant.debut or suivant.debut == debut):
        raise Refus(
            f"Un quotient est déjà enregistré à partir du {en_chiffres(suivant.debut)} : choisissez"
            " une date de début plus tardive, ou une date de fin qui s’arrête avant. S’il est faux,"
            " corrigez-le."
        )
    # At most one, since periods never overlap.
    precedent = foyer.quotients.filter(Q(fin=None) | Q(fin__gte=debut), debut__lt=debut).first()
    avant = decrire(precedent, CHAMPS_QUOTIENT) if precedent else {}
    if precedent:
        precedent.fin = debut - timedelta(days=1)
        precedent.save(update_fields=["fin"])
    quotient = QuotientFamilial.objects.create(
        foyer=foyer, valeur=valeur, debut=debut, fin=fin, source=source
    )
    apres = decrire(quotient, CHAMPS_QUOTIENT)
    noter_modification(
        foyer, "quotient familial", par=par, avant=avant, apres=apres, origine=origine
    )
    return quotient


@transaction.atomic
def corriger_quotient(
    quotient: QuotientFamilial,
    *,
    valeur: Decimal,
    debut: date,
    fin: date | None,
    source: str,
    motif: str,
    par: Utilisateur,
) -> QuotientFamilial:
    """Put right one that was mistyped; the journal keeps what it said and why. Refus: no reason,
    dates in disorder, or days that another quotient has."""
    if not motif.strip():
        raise Refus("Dites pourquoi vous corrigez ce quotient.", champ="motif")
    if fin and fin < debut:
        raise Refus("La date de fin est avant la date de début.", champ="fin")
    foyer = Foyer.objects.select_for_update().get(pk=quotient.foyer_id)
    faux = foyer.quotients.get(pk=quotient.pk)
    autres = foyer.quotients.exclude(pk=faux.pk).filter(Q(fin=None) | Q(fin__gte=debut))
    if autre := (autres.filter(debut__lte=fin) if fin else autres).order_by("debut").first():
        raise Refus(
            f"Ces dates touchent le quotient {en_nombre(autre.valeur)}, qui commence le"
            f" {en_chiffres(autre.debut)} : corrigez-le d’abord, ou changez ces dates."
        )
    avant = decrire(faux, CHAMPS_QUOTIENT)
    faux.valeur, faux.debut, faux.fin, faux.source = valeur, debut, fin, source
    faux.save(update_fields=CHAMPS_QUOTIENT)
    apres = decrire(faux, CHAMPS_QUOTIENT)
    noter_modification(
        foyer, "quotient familial corrigé", par=par, avant=avant, apres=apres, origine=motif.strip()
    )
    return faux


@transaction.atomic
def retirer_quotient(
    quotient: QuotientFamilial,
    *,
    rouvrir: QuotientFamilial | None,
    jusqu_au: date | None,
    motif: str,
    par: Utilisateur,
) -> None:
    """Remove one that was written by itself. `rouvrir`: the one that was closed the day before,
    which goes on until `jusqu_au` (None: without an end)."""
    foyer = Foyer.objects.select_for_update().get(pk=quotient.foyer_id)
    avant, apres = decrire(quotient, CHAMPS_QUOTIENT), {}
    debut = quotient.debut
    quotient.delete()
    ferme = foyer.quotients.filter(fin=debut - timedelta(days=1))
    precedent = ferme.filter(pk=rouvrir.pk).first() if rouvrir else None
    if precedent:
        precedent.fin = jusqu_au
        precedent.save(update_fields=["fin"])
        apres = decrire(precedent, CHAMPS_QUOTIENT)
    noter_modification(
        foyer, "quotient familial retiré", par=par, avant=avant, apres=apres, origine=motif
    )


def refuser_les_inconnus(champs: dict[str, Any], permis: Collection[str]) -> None:
    inconnus = set(champs) - set(permis)
    if inconnus:
        raise TypeError(f"unknown fields: {', '.join(sorted(inconnus))}")
