"""Payers, and the rights that families have at them. What is billed already never changes: its
lines that a right makes wrong are listed for correction."""

from datetime import date

from django.db import transaction
from wagtail.log_actions import log

from famille.actions import noter_modification
from famille.models import Document, DroitPayeur, Enfant, Foyer, Service, TiersPayeur, Utilisateur
from famille.socle.dire import de, du_au, en_lettres
from famille.socle.erreurs import Refus
from reservations.facturation.lignes_facturees import en_revoyant_les_factures

A_DEJA_PAYE = (
    "Cette aide est déjà sur une facture : elle ne se retire plus. Donnez-lui un dernier jour, ce"
    " qui change de prix viendra dans « Lignes à revoir »."
)
SIRET_FAUX = "Ce SIRET n’est pas juste : 14 chiffres, à recopier tels que le payeur les donne."
PAS_AU_FOYER = "Cet enfant n’est pas de ce dossier : choisissez-en un autre, ou tout le foyer."
DEJA_NOTEE = (
    "Cette aide est déjà notée, aux mêmes dates. Si le payeur en donne une seconde, écrivez ici le"
    " numéro de celle-ci."
)
UN_MONTANT = "Écrivez un montant en euros, plus grand que zéro, par exemple 8,50."
DES_JOURS = "Écrivez un nombre de jours, au moins 1."


@transaction.atomic
def enregistrer_le_payeur(payeur: TiersPayeur, *, par: Utilisateur) -> TiersPayeur:
    """A new one, or what has changed of it, and who did it is kept. What is published already keeps
    its address. Refus: its name is another's, or its SIRET cannot be."""
    payeur.nom, payeur.siret = payeur.nom.strip(), "".join(payeur.siret.split())
    homonymes = TiersPayeur.objects.exclude(pk=payeur.pk).filter(nom__iexact=payeur.nom)
    if homonymes.exists():
        raise Refus("Un payeur porte déjà ce nom : ouvrez-le plutôt.", champ="nom")
    if payeur.siret and not siret_juste(payeur.siret):
        raise Refus(SIRET_FAUX, champ="siret")
    nouveau = payeur._state.adding
    payeur.save()
    log(instance=payeur, action="wagtail.create" if nouveau else "wagtail.edit", user=par)
    return payeur


def siret_juste(siret: str) -> bool:
    """Fourteen digits whose key is right (Luhn); La Poste's own add up to a multiple of five."""
    if len(siret) != 14 or not (siret.isascii() and siret.isdigit()):
        return False
    chiffres = [int(chiffre) for chiffre in siret]
    if siret.startswith("356000000"):
        return sum(chiffres) % 5 == 0
    doubles = (divmod(chiffre * (2 - rang % 2), 10) for rang, chiffre in enumerate(chiffres))
    return sum(dizaine + unite for dizaine, unite in doubles) % 10 == 0


@transaction.atomic
def noter_un_droit(droit: DroitPayeur, *, par: Utilisateur) -> DroitPayeur:
    """Refus: days in disorder, a ceiling of nothing, a child of another household, or the same one
    is noted already: it would pay twice."""
    _exiger_juste(droit)
    _exiger_nouveau(droit)
    droit.par = par
    with en_revoyant_les_factures([droit.foyer], origine=_origine(droit), par=par):
        droit.save(force_insert=True)
    _noter(droit, par, apres=_dit(droit))
    return droit


@transaction.atomic
def finir_un_droit(droit: DroitPayeur, *, fin: date, par: Utilisateur) -> None:
    """`fin`: its last day. Refus: before it begins."""
    droit = _tenir(droit)
    if fin < droit.debut:
        raise Refus(
            f"Cette aide commence le {en_lettres(droit.debut)} : choisissez un jour qui suit, ou"
            " retirez-la.",
            champ="fin",
        )
    avant = _dit(droit)
    with en_revoyant_les_factures([droit.foyer], origine=_origine(droit), par=par):
        droit.fin = fin
        droit.save(update_fields=["fin"])
    _noter(droit, par, avant=avant, apres=_dit(droit))


@transaction.atomic
def joindre_la_preuve(droit: DroitPayeur, preuve: Document | None, *, par: Utilisateur) -> None:
    """What the payer wrote, among the household's papers; None takes it off."""
    droit = _tenir(droit)
    avant = _dit(droit)
    droit.preuve = preuve
    droit.save(update_fields=["preuve"])
    _noter(droit, par, avant=avant, apres=_dit(droit))


@transaction.atomic
def retirer_un_droit(droit: DroitPayeur, *, par: Utilisateur) -> None:
    """As if it had never been noted. Refus: it has paid something."""
    droit = _tenir(droit)
    if droit.parts.exists():
        raise Refus(A_DEJA_PAYE)
    avant = _dit(droit)
    DroitPayeur.objects.filter(pk=droit.pk).delete()
    _noter(droit, par, avant=avant)


def _tenir(droit: DroitPayeur) -> DroitPayeur:
    tenus = DroitPayeur.objects.select_for_update(of=("self",))
    return tenus.select_related("foyer", "payeur", "enfant", "preuve").get(pk=droit.pk)


def _exiger_nouveau(droit: DroitPayeur) -> None:
    """Those of a household are noted one after the other."""
    Foyer.objects.select_for_update(no_key=True).get(pk=droit.foyer.pk)
    pareils = DroitPayeur.objects.filter(
        payeur=droit.payeur,
        foyer=droit.foyer,
        enfant=droit.enfant,
        quoi__iexact=droit.quoi,
        reference=droit.reference,
        debut=droit.debut,
        fin=droit.fin,
    )
    if pareils.exists():
        raise Refus(DEJA_NOTEE, champ="reference")


def _exiger_juste(droit: DroitPayeur) -> None:
    if droit.fin and droit.fin < droit.debut:
        raise Refus("La fin est avant le début : corrigez l’une des deux dates.", champ="fin")
    if not 0 < droit.pourcent <= 100:
        raise Refus("Écrivez un pourcentage plus grand que zéro, 100 au plus.", champ="pourcent")
    for champ in ("par_jour", "plafond", "jours"):
        valeur = getattr(droit, champ)
        if valeur is not None and valeur <= 0:
            raise Refus(DES_JOURS if champ == "jours" else UN_MONTANT, champ=champ)
    if set(droit.services) - set(Service.values):
        raise Refus("Choisissez les services dans la liste.", champ="services")
    if droit.enfant and not Enfant.objects.du([droit.foyer]).filter(pk=droit.enfant.pk).exists():
        raise Refus(PAS_AU_FOYER, champ="enfant")


def _origine(droit: DroitPayeur) -> str:
    return f"aide {de(droit.payeur.nom)} ({droit.quoi})"


def _dit(droit: DroitPayeur) -> dict[str, str]:
    quand = du_au(droit.debut, droit.fin) if droit.fin else f"à partir du {en_lettres(droit.debut)}"
    return {
        "Payeur": droit.payeur.nom,
        "Aide": f"{droit.quoi}, {quand}",
        "Pour": droit.enfant.prenom if droit.enfant else "tout le foyer",
        "Paie": ", ".join(droit.plafonds_dits),
        "Courrier": droit.preuve.nom if droit.preuve else "aucun",
    }


def _noter(
    droit: DroitPayeur,
    par: Utilisateur,
    *,
    avant: dict[str, str] | None = None,
    apres: dict[str, str] | None = None,
) -> None:
    noter_modification(droit.foyer, "aide d’un payeur", par=par, avant=avant, apres=apres)
