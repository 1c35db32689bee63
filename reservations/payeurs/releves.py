"""What is asked of a payer once a month: prepared, sent, paid, and what it refuses."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from famille.actions import prochain_numero
from famille.models import Facture, PartPayeur, RecuDuPayeur, RelevePayeur, TiersPayeur, Utilisateur
from famille.regles.montants import CENTIME
from famille.socle.dire import en_euros
from famille.socle.erreurs import Refus
from reservations.facturation.lignes_facturees import en_revoyant_les_factures
from reservations.lecture.filtres import Mois

Etat, Pour = RelevePayeur.Etat, PartPayeur.Pour
ZERO = Decimal("0.00")
RIEN = (
    "Rien n’est à demander à ce payeur pour ce mois : ses parts viennent quand les factures sont"
    " publiées."
)
DEJA_ENVOYE = (
    "Ce relevé est déjà envoyé : ce qui est venu depuis ira sur celui du mois suivant. Préparez"
    " celui-là."
)


@dataclass(frozen=True)
class ComptesDuReleve:
    """Of a statement, in euros: what was asked, refused, received, and what is still owed."""

    demande: Decimal
    refuse: Decimal
    regle: Decimal

    @property
    def reste(self) -> Decimal:
        return self.demande - self.refuse - self.regle


def lire_les_comptes(releve: RelevePayeur) -> ComptesDuReleve:
    """Two queries."""
    demande = _somme(releve.parts.all())
    return ComptesDuReleve(demande, _somme(releve.parts.exclude(refusee_le=None)), releve.regle)


@transaction.atomic
def preparer_le_releve(payeur: TiersPayeur, mois: Mois, *, par: Utilisateur) -> RelevePayeur:
    """What is published and was never asked of it, up to this month; prepared again, it takes what
    has come since. Refus: nothing to ask, credit notes come to more, or it is sent already."""
    TiersPayeur.objects.select_for_update().get(pk=payeur.pk)
    # Held too: who sends it holds nothing else, and it must not grow meanwhile.
    siens = RelevePayeur.objects.filter(payeur=payeur, mois=mois.debut)
    connu = siens.select_for_update().order_by("pk").first()
    if connu and connu.etat != Etat.A_ENVOYER:
        raise Refus(DEJA_ENVOYE, champ="mois")
    parts = PartPayeur.objects.a_demander(payeur, mois.debut)
    total = _somme(parts) + (connu.demande if connu else ZERO)
    if not connu and not parts.exists():
        raise Refus(RIEN, champ="mois")
    if total <= 0:
        raise Refus(
            f"Les avoirs dépassent ce qui est à demander, de {en_euros(-total)} : ils seront"
            " déduits du prochain relevé.",
            champ="mois",
        )
    releve = connu or RelevePayeur.objects.create(
        payeur=payeur, mois=mois.debut, numero=_numero(timezone.localdate()), par=par
    )
    parts.update(releve=releve)
    return releve


@transaction.atomic
def envoyer_le_releve(releve: RelevePayeur, *, le: date) -> None:
    """It takes no more lines. Refus: it is sent already."""
    releve = _tenir(releve)
    if releve.etat != Etat.A_ENVOYER:
        raise Refus("Ce relevé est déjà noté comme envoyé.")
    releve.etat, releve.envoye_le = Etat.ENVOYE, le
    releve.save(update_fields=["etat", "envoye_le"])


@transaction.atomic
def recevoir_du_payeur(
    releve: RelevePayeur,
    *,
    montant: Decimal,
    le: date,
    par: Utilisateur | None,
    deja: Decimal | None = None,
) -> None:
    """Money of this payer. `deja`: what was received of it where this was typed, None when nobody
    has read it. Refus: not sent, that has changed meanwhile, nothing, or more than what it
    owes."""
    releve = _tenir(releve)
    if releve.etat == Etat.A_ENVOYER:
        raise Refus("Notez d’abord que ce relevé est envoyé.")
    if deja is not None and deja != releve.regle:
        raise Refus(
            f"{en_euros(releve.regle)} sont maintenant notés comme reçus, et votre page disait"
            f" {en_euros(deja)}. Si c’est ce paiement, ne le notez pas une seconde fois.",
            champ="montant",
        )
    reste = lire_les_comptes(releve).reste
    if montant <= 0 or montant != montant.quantize(CENTIME):
        raise Refus("Écrivez un montant en euros et centimes, par exemple 12,50.", champ="montant")
    if montant > reste:
        raise Refus(
            f"Il reste {en_euros(reste)} à recevoir sur ce relevé : {en_euros(montant)} serait"
            " trop. Notez le reste sur un autre relevé.",
            champ="montant",
        )
    RecuDuPayeur.objects.create(releve=releve, montant=montant, le=le, par=par)
    releve.regle += montant
    releve.paye_le = le
    _classer(releve)


@transaction.atomic
def annuler_un_recu(recu: RecuDuPayeur, *, motif: str, par: Utilisateur) -> None:
    """It was noted by mistake: what it had paid is owed again. Refus: no reason, or it was taken
    back already."""
    if not motif.strip():
        raise Refus("Dites pourquoi cette somme est reprise : le relevé le garde.", champ="motif")
    releve = _tenir(recu.releve)
    siens = RecuDuPayeur.objects.filter(releve=releve, repris_le=None)
    repris = siens.filter(pk=recu.pk)
    if not repris.update(repris_le=timezone.now(), repris_par=par, motif=motif.strip()[:200]):
        raise Refus("Cette somme est déjà reprise : relisez le relevé.")
    releve.regle -= recu.montant
    dernier = siens.order_by("-pk").first()
    releve.paye_le = dernier.le if dernier else None
    _classer(releve)


@transaction.atomic
def refuser_une_part(part: PartPayeur, *, motif: str, pour: str, par: Utilisateur) -> None:
    """The payer does not pay this part: `pour` says who does. Asked of the family, its line goes to
    those to look at. Refus: no reason, paid, refused or given back already."""
    if not motif.strip():
        raise Refus("Dites pourquoi : la famille le lira si elle paie cette part.", champ="motif")
    lue = PartPayeur.objects.select_related("releve").get(pk=part.pk)
    if lue.releve is None:
        raise Refus("Cette part n’est sur aucun relevé : préparez-le d’abord.")
    releve = _tenir(lue.releve)
    tenues = PartPayeur.objects.select_for_update(of=("self",))
    part = tenues.select_related("ligne__facture__foyer", "droit__payeur").get(pk=part.pk)
    if part.refusee_le:
        raise Refus("Cette part est déjà refusée : relisez le relevé.")
    if part.montant <= 0 or part.ligne.corrigee:
        raise Refus("Un avoir a déjà rendu cette part : il n’y a rien à refuser.")
    if part.montant > lire_les_comptes(releve).reste:
        raise Refus("Ce que le payeur a versé couvre cette part : il n’y a rien à refuser.")
    foyer, payeur = part.ligne.facture.foyer, part.droit.payeur
    part.refusee_le, part.refus = timezone.now(), motif.strip()[:200]
    part.refus_pour, part.refusee_par = pour, par
    champs = ["refusee_le", "refus", "refus_pour", "refusee_par"]
    if pour == Pour.FAMILLE:
        origine = f"refus de {payeur} : {part.refus}"
        with en_revoyant_les_factures([foyer], origine=origine, par=par):
            part.save(update_fields=champs)
    else:
        part.save(update_fields=champs)
    if releve.etat != Etat.A_ENVOYER:
        _classer(releve)


def a_demander(payeurs: QuerySet[TiersPayeur], mois: Mois) -> dict[int, Decimal]:
    """payer → what was never asked of it, up to this month. One query."""
    parts = PartPayeur.objects.publiees().filter(
        droit__payeur__in=payeurs,
        releve=None,
        refusee_le=None,
        ligne__facture__mois__lte=mois.debut,
    )
    sommes = parts.order_by().values_list("droit__payeur").annotate(somme=Sum("montant"))
    return {payeur: somme.quantize(CENTIME) for payeur, somme in sommes}


def dernier_mois_a_demander(payeur: TiersPayeur, mois: Mois) -> Mois | None:
    """The last one, up to this month, of which something was never asked. One query."""
    jour = PartPayeur.objects.a_demander(payeur, mois.debut).aggregate(
        dernier=Max("ligne__facture__mois")
    )["dernier"]
    return Mois.du(jour) if jour else None


def factures_a_son_nom(releve: RelevePayeur) -> QuerySet[Facture]:
    """Those of the same month that are wholly in the payer's name (ASE), received apart."""
    siennes = Facture.objects.publiees().filter(payeur=releve.payeur_id, mois=releve.mois)
    return siennes.order_by("numero")


def _classer(releve: RelevePayeur) -> None:
    reste = lire_les_comptes(releve).reste
    releve.etat = Etat.PAYE if not reste else Etat.EN_PARTIE if releve.regle else Etat.ENVOYE
    releve.save(update_fields=["etat", "regle", "paye_le"])


def _tenir(releve: RelevePayeur) -> RelevePayeur:
    return RelevePayeur.objects.select_for_update().get(pk=releve.pk)


def _somme(parts: QuerySet[PartPayeur]) -> Decimal:
    return (parts.aggregate(somme=Sum("montant"))["somme"] or ZERO).quantize(CENTIME)


def _numero(jour: date) -> str:
    serie = f"releve-{jour.year}"
    return f"R-{jour.year}-{prochain_numero(serie):06}"
