"""A separation: one household becomes two from a day on; what is before stays where it was. The
adult who leaves opens a household, with his account. Each child stays, leaves with him, or lives in
both, a week each. What is booked follows a child who leaves, else stays with who booked it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille import models
from famille.dossier.foyers import personnes
from famille.dossier.foyers.acces.changements_dits import annoncer_le_changement
from famille.dossier.foyers.actions import creer_foyer, modifier_foyer
from famille.dossier.foyers.notes import ajouter_note
from famille.models import AccesAConfirmer, Enfant, Foyer, Rattachement, Responsable, Utilisateur
from famille.socle.dire import compte, de, en_lettres
from famille.socle.erreurs import Refus
from famille.socle.offres import changer_de_foyer

from . import AvantApres

Garde, Semaines = Rattachement.Garde, Rattachement.Semaines
PASSE = (
    "Une séparation commence aujourd’hui ou plus tard : ce qui est passé reste au foyer actuel."
    " Régularisez ses factures s’il le faut."
)
SEUL = "Il faut qu’un adulte reste dans ce foyer : pour un adulte seul, changez son adresse."
PAS_CONFIRME = (
    "L’accès de cette personne au dossier n’est pas encore confirmé : confirmez-le d’abord, dans"
    " « Accès à confirmer »."
)
ENFANT_PAS_CONFIRME = (
    "La venue d’un de ces enfants dans ce foyer n’est pas encore confirmée : confirmez-la d’abord,"
    " dans « Accès à confirmer », ou laissez-le dans ce foyer."
)


class Sort(StrEnum):
    """What becomes of a child."""

    RESTE = "reste"
    PART = "part"
    PAIRES = "paires"  # in both: even weeks with who leaves
    IMPAIRES = "impaires"


@dataclass
class Separation:
    """What was done, as [(what, before, after)]. `nouveau`: the household that was opened."""

    foyer: Foyer
    nouveau: Foyer
    depuis: date
    par: Utilisateur
    origine: str
    lignes: AvantApres = field(default_factory=list)

    @property
    def veille(self) -> date:
        return self.depuis - timedelta(days=1)

    @property
    def trace(self) -> dict[str, Any]:
        """For the journals."""
        return {"par": self.par, "origine": self.origine}

    def dire(self, quoi: str, avant: str, apres: str) -> None:
        self.lignes.append((quoi, avant, apres))


@transaction.atomic
def separer(
    responsable: Responsable,
    *,
    depuis: date,
    adresse: dict[str, Any],
    sorts: Mapping[int, Sort],
    par: Utilisateur,
) -> Separation:
    """`sorts`: key of each child of the household → what becomes of him. Refus: the day is past, he
    is the only adult, or his own coming is not confirmed. All of it, or nothing."""
    foyer = Foyer.objects.select_for_update().get(pk=responsable.foyer_id)
    exiger(foyer, responsable, depuis, passe=PASSE, seul=SEUL)
    _exiger_des_enfants_confirmes(foyer, sorts)
    separes = Foyer.Situation.SEPARES
    adresse = adresse | {"depuis": depuis}
    nouveau = creer_foyer(nom=responsable.nom, adresse=adresse, situation=separes, par=par)
    faite = Separation(foyer, nouveau, depuis, par, f"séparation du foyer {foyer.numero}")
    _l_adulte(responsable, faite)
    for enfant in Enfant.objects.du([foyer]).order_by("naissance", "pk"):
        sort = Sort(sorts.get(enfant.pk, Sort.RESTE))
        if sort == Sort.PART:
            _part(enfant, faite)
        elif sort != Sort.RESTE:  # nothing is written of a child who stays
            _partage(enfant, Semaines(sort.value), faite)
    modifier_foyer(foyer, situation=separes, **faite.trace)
    _les_mandats(responsable, faite)
    _les_quotients(faite)
    annoncer_le_changement([foyer, nouveau], "la séparation du foyer", par=par)
    return faite


def exiger(foyer: Foyer, responsable: Responsable, depuis: date, *, passe: str, seul: str) -> None:
    """Refus: the day is past (`passe`, the sentence), he is the only adult (`seul`), or his coming
    was not confirmed: what he keeps by the gesture would open by it."""
    if depuis < timezone.localdate():
        raise Refus(passe, champ="depuis")
    if not foyer.responsables.actuels(depuis).exclude(pk=responsable.pk).exists():
        raise Refus(seul, champ="responsable")
    attente = AccesAConfirmer.objects.en_attente().filter(responsable=responsable)
    # a new address too: a password chosen by it closes the households that were told of it alone
    recente = Q(ferme=True) | Q(le__gte=timezone.now() - models.ATTENTE_DU_MOT_DE_PASSE)
    if attente.filter(recente).exists():
        raise Refus(PAS_CONFIRME, champ="responsable")


def _exiger_des_enfants_confirmes(foyer: Foyer, sorts: Mapping[int, Sort]) -> None:
    """What is written anew of a child here would open what waits to be confirmed."""
    bougent = [cle for cle, sort in sorts.items() if sort != Sort.RESTE]
    fermes = AccesAConfirmer.objects.fermants().filter(rattachement__foyer=foyer)
    if fermes.filter(rattachement__enfant__in=bougent).exists():
        raise Refus(ENFANT_PAS_CONFIRME)


def _l_adulte(responsable: Responsable, faite: Separation) -> None:
    """He was in the file already: nobody has to confirm that he comes into his own."""
    compte_lie = responsable.utilisateur
    personnes.ajouter_responsable(
        faite.nouveau,
        prenom=responsable.prenom,
        nom=responsable.nom,
        lien=responsable.lien,
        courriel=compte_lie.email if compte_lie else "",
        telephone_portable=str(responsable.telephone_portable),
        telephone_fixe=str(responsable.telephone_fixe),
        meme_compte=True,
        a_confirmer=False,
        **faite.trace,
    )
    personnes.modifier_responsable(
        responsable, fin=faite.veille, garde_ses_factures=True, **faite.trace
    )
    faite.dire(
        str(responsable),
        f"dans ce foyer jusqu’au {en_lettres(faite.veille)}",
        f"dans un nouveau foyer, avec {'le même compte' if compte_lie else 'aucun compte'}",
    )


def _part(enfant: Enfant, faite: Separation) -> None:
    ici = _rattachement(enfant, faite.foyer)
    personnes.modifier_rattachement(ici, fin=max(faite.veille, ici.debut), **faite.trace)
    _rattacher(enfant, faite.nouveau, Garde.PRINCIPALE, faite)
    suivent = changer_de_foyer(enfant, de=faite.foyer, vers=faite.nouveau, depuis=faite.depuis)
    faite.dire(str(enfant), "dans ce foyer", "dans le nouveau foyer")
    if suivent:
        faite.dire(
            f"Réservations {de(enfant.prenom)}",
            f"{compte(suivent, 'jour réservé', 'jours réservés')} après ce jour",
            "facturées au nouveau foyer",
        )


def _partage(enfant: Enfant, siennes: Rattachement.Semaines, faite: Separation) -> None:
    autres = Semaines.IMPAIRES if siennes == Semaines.PAIRES else Semaines.PAIRES
    ici = _rattachement(enfant, faite.foyer)
    if ici.debut < faite.depuis:  # until then he is here every week
        personnes.modifier_rattachement(ici, fin=faite.veille, **faite.trace)
        ici = _rattacher(enfant, faite.foyer, Garde.ALTERNEE, faite)
    la = _rattacher(enfant, faite.nouveau, Garde.ALTERNEE, faite)
    personnes.modifier_rattachement(ici, garde=Garde.ALTERNEE, semaines=autres, **faite.trace)
    personnes.modifier_rattachement(la, semaines=siennes, **faite.trace)
    apres = f"{siennes.label.lower()} dans le nouveau, {autres.label.lower()} ici"
    reste = "ce qui est réservé reste à qui l’a réservé"
    faite.dire(str(enfant), "dans ce foyer", f"{apres} ; {reste}")


def _rattacher(enfant: Enfant, foyer: Foyer, garde: str, faite: Separation) -> Rattachement:
    return personnes.rattacher_enfant(
        enfant, foyer, garde=garde, debut=faite.depuis, a_confirmer=False, **faite.trace
    )


def _rattachement(enfant: Enfant, foyer: Foyer) -> Rattachement:
    siens = Rattachement.objects.select_related("enfant", "foyer")
    return siens.get(enfant=enfant, foyer=foyer, fin=None)


def _les_mandats(responsable: Responsable, faite: Separation) -> None:
    """A mandate is its holder's, for one household's bills: it goes on paying them, and is said."""
    for mandat in faite.foyer.mandats.en_vigueur():
        suite = "inchangé ; le nouveau foyer n’a pas de prélèvement"
        if mandat.titulaire_id == responsable.pk:
            suite = f"paie encore les factures de ce foyer : demandez à {responsable} s’il l’arrête"
        faite.dire(f"Mandat {mandat.rum}", f"de {mandat.titulaire_nom}", suite)


def _les_quotients(faite: Separation) -> None:
    """Incomes have changed: asked again of both, and until then nothing is guessed."""
    texte = f"Quotient familial à redemander : séparation le {en_lettres(faite.depuis)}."
    for foyer in (faite.foyer, faite.nouveau):
        ajouter_note(foyer, texte=texte, a_savoir=True, par=faite.par)
    dit = "à redemander aux deux ; inconnu dans le nouveau"
    faite.dire("Quotient familial", "celui du foyer", dit)
