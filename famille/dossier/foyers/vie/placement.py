"""A child entrusted to the aide sociale à l'enfance: who is called, decides and pays, by days."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.dossier.foyers.acces.changements_dits import annoncer_le_changement
from famille.dossier.foyers.actions import refuser_les_inconnus
from famille.journal.modifications import noter_modification
from famille.models import Enfant, Facture, Foyer, LigneFacture, Placement, TiersPayeur, Utilisateur
from famille.socle.dire import compte, de, en_lettres
from famille.socle.erreurs import Refus

from . import AvantApres

CHAMPS = ("referent", "service", "telephone", "courriel", "usuels", "sauf", "autres")
ADRESSE = ("service", "voie", "code_postal", "commune")
AU_PLUS = timedelta(days=400)  # as what is billed already is looked at again
TROP_VIEUX = "Cette date est passée depuis plus d’un an : vérifiez l’année."
PAS_ICI = (
    "{enfant} ne vit pas dans ce foyer ce jour-là : corrigez d’abord sa résidence, ou la date."
)
AUTRE_FOYER = (
    "{enfant} est déjà noté comme confié à un autre foyer : terminez d’abord cet accueil-là."
)
DEJA_CE_JOUR = (
    "Un accueil de {enfant} commence déjà ce jour-là ou après : terminez-le d’abord, ou choisissez"
    " un jour plus tard."
)
AVANT_SON_DEBUT = "Cet accueil commence le {debut} : sa fin ne peut pas être avant."
AU_FOYER, ADULTES = "au foyer", "les adultes du foyer"


@transaction.atomic
def confier(
    enfant: Enfant,
    foyer: Foyer,
    *,
    depuis: date,
    payeur: TiersPayeur | None,
    par: Utilisateur,
    **dites: Any,
) -> AvantApres:
    """`dites`: CHAMPS. The placement in force here ends the day before. `payeur`: None, the
    household pays; a new one is kept. Refus: a day too far in the past, on which the child does not
    live here, or another placement in the way."""
    refuser_les_inconnus(dites, CHAMPS)
    _tenir(enfant, foyer)
    _exiger_le_jour(enfant, foyer, depuis)
    ancien = _en_cours(enfant, foyer, depuis)
    fait = _avant_apres(enfant, ancien, Placement(payeur=payeur, **dites), depuis)
    if payeur and payeur.pk is None:
        payeur = _tenir_le_payeur(payeur, foyer, par=par)
    fait += _deja_facture(enfant, foyer, depuis, payeur)
    if ancien:
        ancien.fin = depuis - timedelta(days=1)
        ancien.save(update_fields=["fin"])
    nouveau = Placement.objects.create(
        enfant=enfant, foyer=foyer, debut=depuis, payeur=payeur, **dites
    )
    _noter(nouveau, _journal(ancien), par=par)
    return fait


@transaction.atomic
def terminer(placement: Placement, *, fin: date, par: Utilisateur) -> AvantApres:
    """`fin`: its last day. Refus: it is before its first, or too far in the past."""
    _tenir(placement.enfant, placement.foyer)
    placement = Placement.objects.select_related("enfant", "foyer", "payeur").get(pk=placement.pk)
    if fin < placement.debut:
        raise Refus(AVANT_SON_DEBUT.format(debut=en_lettres(placement.debut)), champ="fin")
    if timezone.localdate() - fin > AU_PLUS:
        raise Refus(TROP_VIEUX, champ="fin")
    lendemain, avant = fin + timedelta(days=1), _journal(placement)
    fait = _avant_apres(placement.enfant, placement, None, lendemain)
    placement.fin = fin
    placement.save(update_fields=["fin"])
    _noter(placement, avant, par=par)
    return fait


def _tenir(enfant: Enfant, foyer: Foyer) -> None:
    """Nobody else decides of this child here meanwhile; households before children, as a merge."""
    Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)
    Enfant.objects.select_for_update(no_key=True).get(pk=enfant.pk)


def _tenir_le_payeur(payeur: TiersPayeur, foyer: Foyer, *, par: Utilisateur) -> TiersPayeur:
    """One name is one service, whose address is then that of its next invoices."""
    adresse = {nom: getattr(payeur, nom).strip() for nom in ADRESSE}
    tenu, _nouveau = TiersPayeur.objects.select_for_update().update_or_create(
        nom=payeur.nom.strip(), defaults=adresse
    )
    apres = {"Nom": tenu.nom, "Adresse": ", ".join(tenu.lignes[1:])}
    noter_modification(foyer, "adresse du tiers payeur", par=par, apres=apres)
    return tenu


def _exiger_le_jour(enfant: Enfant, foyer: Foyer, depuis: date) -> None:
    if timezone.localdate() - depuis > AU_PLUS:
        raise Refus(TROP_VIEUX, champ="depuis")
    if not Enfant.objects.du([foyer], depuis).filter(pk=enfant.pk).exists():
        raise Refus(PAS_ICI.format(enfant=enfant.prenom), champ="depuis")


def _en_cours(enfant: Enfant, foyer: Foyer, depuis: date) -> Placement | None:
    siens = Placement.objects.filter(enfant=enfant).select_related("payeur")
    if siens.filter(debut__gte=depuis).exists():
        raise Refus(DEJA_CE_JOUR.format(enfant=enfant.prenom), champ="depuis")
    ancien = siens.au(depuis).first()
    if ancien and ancien.foyer_id != foyer.pk:
        raise Refus(AUTRE_FOYER.format(enfant=enfant.prenom))
    return ancien


def _avant_apres(
    enfant: Enfant, avant: Placement | None, apres: Placement | None, depuis: date
) -> AvantApres:
    quoi = (
        "À appeler pour les décisions",
        "Actes usuels",
        "Autres décisions",
        f"Factures {de(enfant.prenom)} à partir du {en_lettres(depuis)}",
    )
    return list(zip(quoi, _rediger(avant), _rediger(apres), strict=True))


def _rediger(placement: Placement | None) -> tuple[str, str, str, str]:
    """In words: whom to call, who does usual acts, who decides the rest, who is billed."""
    if placement is None:
        return ADULTES, ADULTES, ADULTES, AU_FOYER
    numero = getattr(placement.telephone, "as_national", placement.telephone)
    sauf = f", sauf : {placement.sauf}" if placement.sauf else ""
    return (
        f"{placement.referent}, {placement.service}, {numero}",
        f"{placement.get_usuels_display()}{sauf}",
        str(placement.get_autres_display()),
        ", ".join(placement.payeur.lignes) if placement.payeur else AU_FOYER,
    )


def _deja_facture(
    enfant: Enfant, foyer: Foyer, depuis: date, payeur: TiersPayeur | None
) -> AvantApres:
    """What was billed to somebody else since that day stays so: it is said."""
    lignes = LigneFacture.objects.filter(
        enfant=enfant,
        jour__gte=depuis,
        corrigee=False,
        facture__foyer=foyer,
        facture__etat=Facture.Etat.PUBLIEE,
        facture__genre=Facture.Genre.FACTURE,
    ).exclude(facture__payeur=payeur)
    if not (nombre := lignes.count()):
        return []
    dites = compte(nombre, "ligne déjà facturée", "lignes déjà facturées")
    reste = "restent facturées ainsi : corrigez-les par un avoir, la campagne du mois les reprend"
    return [(f"Depuis le {en_lettres(depuis)}", dites, reste)]


def _journal(placement: Placement | None) -> dict[str, str]:
    """What every agent who reads the journal may know: neither who, nor who decides."""
    if placement is None:
        return {}
    fin = f" jusqu’au {en_lettres(placement.fin)}" if placement.fin else ""
    return {
        "Accueil par l’ASE": f"depuis le {en_lettres(placement.debut)}{fin}",
        "Payeur": str(placement.payeur) if placement.payeur else AU_FOYER,
    }


def _noter(placement: Placement, avant: dict[str, str], *, par: Utilisateur) -> None:
    """And its adults are told, of what and not of why."""
    enfant, foyer = placement.enfant, placement.foyer
    objet = f"accueil {de(enfant)}"
    noter_modification(foyer, objet, par=par, avant=avant, apres=_journal(placement))
    annoncer_le_changement([foyer], f"qui décide et qui paie pour {enfant.prenom}", par=par)
