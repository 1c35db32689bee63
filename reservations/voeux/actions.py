"""What is written of wishes before the allocation: the seed, the lists, what a family declares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from famille.actions import noter_modification
from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.models import (
    CritereDePriorite,
    DeclarationDePriorite,
    EnfantDeListe,
    ListeDeVoeux,
    Ouverture,
    Tirage,
    VoeuDeListe,
)
from reservations.regles.saison import annee_scolaire, bornes_de_saison
from reservations.regles.voeux import tirage as lot

from .courriels import accuser_reception
from .possibles import Possible, se_genent_a_moitie

VOEUX_MAX = 20
PAS_LE_MOMENT = "Les vœux de cette ouverture ne peuvent pas être écrits ni changés en ce moment."
AUCUN = "Donnez un rang à une période au moins : 1 pour celle que vous préférez."
TROP = f"Donnez un rang à {VOEUX_MAX} périodes au plus."
DEUX_FOIS = "Deux périodes portent le même rang : donnez à chacune le sien."
A_MOITIE = (
    "« {un} » et « {autre} » se recouvrent en partie : gardez l’une des deux, ou la semaine"
    " entière partout."
)
_ORIGINE = "vœux"
Etat = DeclarationDePriorite.Etat


@dataclass(frozen=True)
class Souhait:
    """A list as its form gives it: `choix`, the best liked first, each of one Possible a child."""

    choix: Sequence[Sequence[Possible]]
    maximum: int
    tout_ou_rien: bool = False

    @property
    def enfants(self) -> list[int]:
        return [possible.enfant.pk for possible in self.choix[0]] if self.choix else []


@transaction.atomic
def engager(ouverture: Ouverture) -> Tirage | None:
    """Draw the seed of an opening by wishes and keep its print, once for all; None for another
    opening. The preview of one that an agent has saved again falls: it was of other dates."""
    if not ouverture.par_voeux:
        return None
    Tirage.objects.filter(ouverture=ouverture, etat=Tirage.Etat.CALCULE).update(
        etat=Tirage.Etat.ENGAGE, dossier={}, resultat={}, empreinte_resultat="", bilan={}
    )
    deja = Tirage.objects.filter(ouverture=ouverture).first()
    if deja:
        return deja
    graine = lot.nouvelle_graine()
    tirage, _neuf = Tirage.objects.get_or_create(
        ouverture=ouverture, defaults={"graine": graine, "empreinte": lot.empreinte(graine)}
    )
    return tirage


@transaction.atomic
def enregistrer_voeux(
    tirage: Tirage,
    foyer: Foyer,
    souhait: Souhait,
    *,
    par: Utilisateur,
    maintenant: datetime | None = None,
) -> ListeDeVoeux:
    """The list of these children, in place of what each had asked. Nothing is held for it, and it
    can be changed until the end. Refus: out of the dates, or a list that says nothing clear."""
    maintenant = maintenant or timezone.now()
    Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)  # both adults may write at once
    _exiger_la_periode(tirage, maintenant)
    _controler(souhait)
    liste = _liste_de(tirage, foyer, souhait, par, maintenant)
    VoeuDeListe.objects.filter(liste=liste).delete()
    VoeuDeListe.objects.bulk_create(
        [
            VoeuDeListe(
                liste=liste,
                rang=rang,
                enfant=possible.enfant,
                activite=possible.activite,
                bloc=possible.bloc.cle,
                debut=possible.bloc.debut,
            )
            for rang, parts in enumerate(souhait.choix, 1)
            for possible in parts
        ]
    )
    accuser_reception(tirage, foyer, maintenant)
    return liste


def _exiger_la_periode(tirage: Tirage, maintenant: datetime) -> None:
    """Read again under the household's lock: an agent may have moved the dates, or published. The
    dates first: `publier` holds them until it is said."""
    ouverture = Ouverture.objects.get(pk=tirage.ouverture_id)
    repondus = Tirage.objects.filter(
        pk=tirage.pk, etat__in=[Tirage.Etat.PUBLICATION, Tirage.Etat.PUBLIE]
    )
    if not ouverture.recoit_des_voeux(maintenant) or repondus.exists():
        raise Refus(PAS_LE_MOMENT)


def _controler(souhait: Souhait) -> None:
    if not souhait.choix:
        raise Refus(AUCUN)
    if len(souhait.choix) > VOEUX_MAX:
        raise Refus(TROP)
    for parts in zip(*souhait.choix, strict=True):
        if genes := se_genent_a_moitie(parts):
            un, autre = genes
            raise Refus(A_MOITIE.format(un=un.libelle, autre=autre.libelle))


def _liste_de(
    tirage: Tirage, foyer: Foyer, souhait: Souhait, par: Utilisateur, maintenant: datetime
) -> ListeDeVoeux:
    """The list that these children now share. A child keeps his pseudonym, and so his lot, from one
    list to the next: writing again draws nothing again."""
    siens = EnfantDeListe.objects.filter(tirage=tirage, foyer=foyer)
    avant = {lien.enfant_id: lien for lien in siens.select_related("liste")}
    champs = {
        "maximum": min(souhait.maximum, len(souhait.choix)),
        "tout_ou_rien": souhait.tout_ou_rien,
        "par": par,
        "modifiee_le": maintenant,
    }
    premier = avant.get(souhait.enfants[0])
    if premier:
        liste = premier.liste
        ListeDeVoeux.objects.filter(pk=liste.pk).update(**champs)
        siens.filter(liste=liste).exclude(enfant__in=souhait.enfants).delete()
    else:
        liste = ListeDeVoeux.objects.create(
            tirage=tirage, foyer=foyer, cree_le=maintenant, **champs
        )
    for enfant in souhait.enfants:
        if enfant in avant:
            siens.filter(enfant=enfant).update(liste=liste)
        else:
            EnfantDeListe.objects.create(liste=liste, tirage=tirage, foyer=foyer, enfant_id=enfant)
    VoeuDeListe.objects.filter(liste__tirage=tirage, liste__foyer=foyer).filter(
        enfant__in=souhait.enfants
    ).exclude(liste=liste).delete()
    ListeDeVoeux.objects.filter(tirage=tirage, foyer=foyer, enfants=None).delete()
    return liste


@transaction.atomic
def retirer_voeux(
    liste: ListeDeVoeux, *, par: Utilisateur, maintenant: datetime | None = None
) -> None:
    """Its children ask for nothing any more. Refus: out of the dates."""
    Foyer.objects.select_for_update(no_key=True).get(pk=liste.foyer_id)
    _exiger_la_periode(liste.tirage, maintenant or timezone.now())
    prenoms = liste.enfants.values_list("enfant__prenom", flat=True)
    avant = {"Enfants": ", ".join(prenoms)}
    noter_modification(liste.foyer, f"vœux : {liste.tirage.ouverture}", par=par, avant=avant)
    ListeDeVoeux.objects.filter(pk=liste.pk).delete()


@transaction.atomic
def declarer_priorite(foyer: Foyer, genre: str, *, par: Utilisateur) -> DeclarationDePriorite:
    """What the household says of itself, for this school year; an agent checks it. One that was
    refused may be declared again. Refus: the council knows no such criterion."""
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    if genre not in CritereDePriorite.DECLARES:
        raise Refus("Ce critère ne se déclare pas : le portail le connaît déjà.")
    _debut, fin = bornes_de_saison(annee_scolaire(jour))
    declaration, neuve = DeclarationDePriorite.objects.get_or_create(
        foyer=foyer, genre=genre, jusqu_au=fin, defaults={"par": par, "declaree_le": maintenant}
    )
    if not neuve and declaration.etat == Etat.REFUSEE:
        DeclarationDePriorite.objects.filter(pk=declaration.pk).update(
            etat=Etat.A_VERIFIER, motif="", par=par, declaree_le=maintenant
        )
        declaration.refresh_from_db()
    return declaration


@transaction.atomic
def verifier_priorite(
    declaration: DeclarationDePriorite,
    *,
    acceptee: bool,
    par: Utilisateur,
    motif: str = "",
) -> None:
    """An agent has seen the papers, or says why not; it is in the household's journal. Refus: no
    reason, or a colleague has answered."""
    motif = motif.strip()[:200]
    if not acceptee and not motif:
        raise Refus("Dites pourquoi : la famille lit cette phrase.", champ="motif")
    a_verifier = DeclarationDePriorite.objects.filter(pk=declaration.pk, etat=Etat.A_VERIFIER)
    etat = Etat.ACCEPTEE if acceptee else Etat.REFUSEE
    if not a_verifier.update(
        etat=etat,
        motif="" if acceptee else motif,
        verifiee_le=timezone.now(),
        verifiee_par=par,
    ):
        raise Refus("Un autre agent a déjà répondu à cette déclaration.")
    noter_modification(
        declaration.foyer,
        f"priorité déclarée : {declaration}",
        par=par,
        apres={"Réponse": etat.label, **({} if acceptee else {"Motif": motif})},
        origine=_ORIGINE,
    )
