"""What an agent adds to a draft invoice, or why it waits. Kept by the draft's `cle`, since a draft
is written anew each time it is computed (docs/comprendre/facturation.md)."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Round
from django.utils import timezone

from famille.models import BrouillonEcarte, Facture, LigneFacture, LigneLibre, Utilisateur
from famille.regles.montants import CENTIME
from famille.socle.dire import en_euros
from famille.socle.erreurs import Refus, exiger_ecrit

from .ecriture import LigneAFacturer, inserer_lignes

_SUPPLEMENT = LigneLibre.Genre.SUPPLEMENT
_PUBLIEE = "Cette facture vient d’être publiée : elle ne change plus, et se corrige par un avoir."
_LIBRE = "libre"  # in `calcul` of the line, the key of its LigneLibre


@transaction.atomic
def ajouter_ligne_libre(
    facture: Facture,
    *,
    genre: str,
    libelle: str,
    motif: str,
    service: str,
    montant: Decimal,
    par: Utilisateur,
) -> LigneLibre:
    """A supplement, a discount or a refund on this draft. `montant`: euros, always positive.

    Refus: it is published, nothing is said or asked, or more is taken off than the draft asks.
    """
    facture = _tenir(facture)
    libelle = exiger_ecrit(libelle, "Dites ce que la famille lira sur la ligne.", champ="libelle")
    motif = exiger_ecrit(motif, "Dites pourquoi : la famille le lira sous la ligne.")
    if montant <= 0 or montant != montant.quantize(CENTIME):
        raise Refus("Écrivez un montant en euros et centimes, par exemple 12,50.", champ="montant")
    signe = montant if genre == _SUPPLEMENT else -montant
    if facture.total + signe < 0:
        raise Refus(
            f"Cette facture demande {en_euros(facture.total)} : elle ne peut pas descendre sous"
            " zéro. Ce qui reste à rendre se rembourse à la régie.",
            champ="montant",
        )
    ligne = LigneLibre.objects.create(
        cle=facture.cle,
        foyer_id=facture.foyer_id,
        genre=genre,
        libelle=libelle[:200],
        motif=motif[:300],
        service=service,
        montant=signe,
        par=par,
    )
    inserer_lignes([(facture.pk, _a_facturer(ligne, signe))])
    _ajouter(facture, signe)
    return ligne


@transaction.atomic
def retirer_ligne_libre(ligne: LigneLibre) -> None:
    """Take it off its draft, if there. Refus: published, or it would ask less than zero."""
    facture = Facture.objects.filter(cle=ligne.cle).select_for_update().first()
    if facture is not None:
        _tenir(facture)
        ecrite = facture.lignes.filter(**{f"calcul__{_LIBRE}": ligne.pk}).first()
        if ecrite is not None:
            if facture.total - ecrite.montant < 0:
                raise Refus("Retirez d’abord la remise : sans cette ligne, elle serait trop forte.")
            _ajouter(facture, -ecrite.montant)
            ecrite.delete()
    ligne.delete()


@transaction.atomic
def ecarter_brouillon(facture: Facture, *, motif: str, par: Utilisateur) -> None:
    """Leave this draft out when its run is published. Refus: it is published, or no reason."""
    facture = _tenir(facture)
    motif = exiger_ecrit(motif, "Dites pourquoi cette facture attend : un collègue la reprendra.")
    ecarte = {"foyer_id": facture.foyer_id, "motif": motif[:300], "par": par, "le": timezone.now()}
    BrouillonEcarte.objects.update_or_create(cle=facture.cle, defaults=ecarte)


def remettre_brouillon(facture: Facture) -> None:
    """Publish it with its run after all."""
    BrouillonEcarte.objects.filter(cle=facture.cle).delete()


def lignes_libres(cles: dict[str, Decimal]) -> dict[str, list[LigneAFacturer]]:
    """The lines to add to these drafts; `cles`: cle → what it asks without them. A discount larger
    than what is left of its draft stops at zero. One query."""
    ajoutees: dict[str, list[LigneAFacturer]] = defaultdict(list)
    restes = dict(cles)
    siennes = LigneLibre.objects.filter(cle__in=list(cles))
    # supplements first: a discount may take from them
    for ligne in sorted(siennes, key=lambda une: (une.montant < 0, une.pk)):
        montant = max(ligne.montant, -restes[ligne.cle])
        if montant:
            restes[ligne.cle] += montant
            ajoutees[ligne.cle].append(_a_facturer(ligne, montant))
    return ajoutees


def lignes_sans_brouillon(prefixe: str) -> QuerySet[LigneLibre]:
    """QuerySet of those whose draft is no more: its household has nothing to be billed."""
    siennes = LigneLibre.objects.filter(cle__startswith=prefixe).select_related("foyer")
    return siennes.exclude(
        cle__in=Facture.objects.filter(cle__startswith=prefixe).order_by().values("cle")
    )


def oublier_les_retouches(cles: Iterable[str] = (), *, prefixe: str = "") -> None:
    """Delete those of published drafts (`cles`), or of an abandoned run (`prefixe`)."""
    for modele in (LigneLibre, BrouillonEcarte):
        siennes = modele._default_manager.all()
        if prefixe:
            siennes.filter(cle__startswith=prefixe).delete()
        else:
            siennes.filter(cle__in=list(cles)).delete()


def _ajouter(facture: Facture, montant: Decimal) -> None:
    """Whole cents, on SQLite too, which adds floats."""
    somme = Round(F("total") + montant, precision=2)
    Facture.objects.filter(pk=facture.pk).update(total=somme)


def _tenir(facture: Facture) -> Facture:
    tenue = Facture.objects.select_for_update().filter(pk=facture.pk).first()
    if tenue is None:
        raise Refus("Ce brouillon vient d’être recalculé : relisez la campagne.")
    if tenue.publiee:
        raise Refus(_PUBLIEE)
    return tenue


def _a_facturer(ligne: LigneLibre, montant: Decimal) -> LigneAFacturer:
    """No source: nothing that is used makes it, and no comparison looks for it."""
    return LigneAFacturer(
        jour=timezone.localdate(ligne.le),
        libelle=f"{ligne.get_genre_display()} : {ligne.libelle}"[:200],
        service=ligne.service,
        nature=LigneFacture.Nature.AUTRE,
        montant=montant,
        prix_unitaire=montant,
        calcul={"phrases": [ligne.motif], _LIBRE: ligne.pk},
    )
