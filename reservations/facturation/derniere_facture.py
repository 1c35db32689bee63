"""What a household has used and was never billed, when it leaves: drafts outside any campaign, read
and published by themselves (docs/comprendre/facturation.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from famille.actions import ecrire_brouillons, noter_modification, publier_factures
from famille.argent.factures.actions import Brouillon
from famille.argent.factures.annonces import annoncer
from famille.models import Facture, Foyer, LigneFacture, Utilisateur
from famille.regles.montants import CENTIME
from famille.socle.dire import compte, en_euros, enumerer
from famille.socle.erreurs import Refus
from reservations.consommation.lignes import LigneConsommee, lire_consommations
from reservations.lecture.filtres import Mois
from reservations.lecture.payeurs import payeurs_de
from reservations.models import CampagneFacturation, ConsommationImportee, Reservation

from .actions import mandats_de, rattachements_de
from .brouillons import BilanBrouillons, a_facturer, brouillons_de
from .regularisation import A_CHANGE

PREFIXE = "depart-"  # how the `cle` of such a draft begins
REMONTE = timedelta(days=400)
ZERO = Decimal("0.00")
RIEN = "Rien n’est à facturer : tout ce que ce foyer a consommé est facturé, ou n’est pas dû."


@dataclass(frozen=True)
class DerniereFacture:
    """`brouillons`: what can be billed now, one a month and a mandate. `a_venir`: days that have
    not come, or whose presence is not known; `estime`: what they would cost. `en_campagne`: what a
    campaign that is not published holds already."""

    foyer: Foyer
    brouillons: list[Brouillon] = field(default_factory=list)
    a_venir: int = 0
    estime: Decimal = ZERO
    en_campagne: Decimal = ZERO
    facturee: bool = True  # the town invoices from the portal

    @property
    def total(self) -> Decimal:
        return sum((un.total for un in self.brouillons), ZERO)

    @property
    def vue(self) -> str:
        """What an agent has read and confirms: it must still be true."""
        lignes = [ligne.source for un in self.brouillons for ligne in un.lignes]
        return f"{len(lignes)}:{self.total}"

    @property
    def dite(self) -> str:
        """ "brouillon de 24,00 €, à relire puis à publier", "rien n’est dû"."""
        dites = []
        if self.brouillons:
            dites.append(f"brouillon de {en_euros(self.total)}, à relire puis à publier")
        if self.a_venir:
            reste = compte(self.a_venir, "jour à venir", "jours à venir")
            dites.append(f"{reste} à y ajouter ensuite ({en_euros(self.estime)} estimés)")
        if self.en_campagne:
            dites.append(f"{en_euros(self.en_campagne)} dans une campagne à publier")
        return enumerer(dites) or "rien n’est dû"


def lire_la_derniere_facture(
    foyer: Foyer, *, jusqua: date | None = None, sans_mandat: bool = False
) -> DerniereFacture:
    """What is on no published invoice, up to `jusqua` included, thirteen months back.
    `sans_mandat`: what it would be once its mandate has ended. Nothing is written."""
    if not CampagneFacturation.objects.exists():
        return DerniereFacture(foyer, facturee=False)
    mandats = {} if sans_mandat else mandats_de([foyer.pk])
    rattaches, payeurs = rattachements_de([foyer.pk]), payeurs_de([foyer.pk])
    bilan, brouillons = BilanBrouillons(), []
    restent: list[LigneConsommee] = []
    tenu = ZERO
    for mois in _mois_consommes(foyer, jusqua):
        lues = list(lire_consommations(mois, foyers=[foyer.pk]))
        lues = [une for une in lues if jusqua is None or une.jour <= jusqua]
        facturees, en_campagne = _deja_facturees(lues)
        tenu += sum(
            (une.prix.montant or ZERO for une in lues if une.quoi.source in en_campagne), ZERO
        )
        deja = facturees | en_campagne
        retenues = a_facturer(lues, deja=deja, rattaches=rattaches, bilan=bilan)
        vues = deja | {une.quoi.source for une in retenues}
        restent += [une for une in lues if une.quoi.source not in vues and une.prix.montant]
        prefixe = f"{PREFIXE}{foyer.pk}-{mois.code}-{_rang(foyer, mois)}:"
        brouillons += brouillons_de(
            retenues, mois, prefixe=prefixe, mandats=mandats, payeurs=payeurs
        )
    estime = sum((une.prix.montant or ZERO for une in restent), ZERO)
    return DerniereFacture(foyer, brouillons, len(restent), estime, tenu.quantize(CENTIME))


def brouillons_du_depart(foyer: Foyer | None = None) -> QuerySet[Facture]:
    """QuerySet of the drafts that wait, of this household or of all."""
    attendent = Facture.objects.brouillons().filter(cle__startswith=PREFIXE)
    attendent = attendent.filter(foyer=foyer) if foyer else attendent
    return attendent.select_related("foyer").order_by("foyer__nom", "mois", "pk")


@transaction.atomic
def preparer_la_derniere_facture(foyer: Foyer) -> DerniereFacture:
    """Its drafts, written in place of those there were: from now on no campaign takes what they
    bill."""
    lue = lire_la_derniere_facture(foyer)
    perimees = brouillons_du_depart(foyer).exclude(cle__in=[un.cle for un in lue.brouillons])
    LigneFacture.objects.filter(facture__in=perimees.values("pk")).delete()
    perimees.delete()
    ecrire_brouillons(lue.brouillons)
    return lue


@transaction.atomic
def publier_la_derniere_facture(foyer: Foyer, *, vue: str, par: Utilisateur) -> Sequence[Facture]:
    """Number and send it. `vue`: of the DerniereFacture that was read. Refus: nothing is due, or
    what is due has changed since; nothing is written."""
    Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)
    lue = preparer_la_derniere_facture(foyer)
    if not lue.brouillons:
        raise Refus(RIEN)
    if lue.vue != vue:
        raise Refus(A_CHANGE)
    ecrites = Facture.objects.filter(cle__in=[un.cle for un in lue.brouillons])
    publiees = publier_factures([une.pk for une in ecrites], par=par, jour=timezone.localdate())
    annoncer(publiees)
    numeros = enumerer([str(une.numero) for une in publiees])
    noter_modification(foyer, "dernière facture", par=par, apres={"Publiée": numeros})
    return publiees


def _mois_consommes(foyer: Foyer, jusqua: date | None) -> list[Mois]:
    """The months in which it has booked or used something, the oldest first."""
    depuis = timezone.localdate() - REMONTE
    reserves = Reservation.objects.filter(foyer=foyer, creneau__jour__gte=depuis)
    comptes = ConsommationImportee.objects.filter(foyer=foyer, jour__gte=depuis)
    jours = {
        *reserves.order_by().values_list("creneau__jour", flat=True).distinct(),
        *comptes.order_by().values_list("jour", flat=True).distinct(),
    }
    debuts = {jour.replace(day=1) for jour in jours if jusqua is None or jour <= jusqua}
    return [Mois.du(debut) for debut in sorted(debuts)]


def _deja_facturees(lues: Sequence[LigneConsommee]) -> tuple[set[str], set[str]]:
    """(sources that a published invoice has, sources that the draft of a campaign has)."""
    connues = LigneFacture.objects.filter(
        source__in=[une.quoi.source for une in lues], corrigee=False
    ).exclude(facture__cle__startswith=PREFIXE, facture__etat=Facture.Etat.BROUILLON)
    facturees: set[str] = set()
    en_campagne: set[str] = set()
    for source, etat in connues.values_list("source", "facture__etat"):
        (facturees if etat == Facture.Etat.PUBLIEE else en_campagne).add(source)
    return facturees, en_campagne


def _rang(foyer: Foyer, mois: Mois) -> int:
    """How many of this month are published: what is found afterwards is another invoice."""
    prefixe = f"{PREFIXE}{foyer.pk}-{mois.code}-"
    return Facture.objects.publiees().filter(cle__startswith=prefixe).count()
