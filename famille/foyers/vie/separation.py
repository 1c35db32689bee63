"""A separation: one household becomes two, from a day on. What is before that day stays where it
was, bills and bookings too.

The adult who leaves opens a household of his own, with his account. Each child stays, leaves with
him, or lives in both, a week each. What is booked for a child who leaves follows him from that day;
for a child of both, it stays with who booked it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from famille.foyers.acces.changements_dits import annoncer_le_changement
from famille.foyers.actions import creer_foyer, modifier_foyer
from famille.foyers.notes import ajouter_note
from famille.foyers.personnes import (
    ajouter_responsable,
    modifier_rattachement,
    modifier_responsable,
    rattacher_enfant,
)
from famille.models import (
    AccesAConfirmer,
    Enfant,
    Foyer,
    Rattachement,
    Responsable,
    Utilisateur,
)
from famille.socle.dire import compte, de, en_lettres
from famille.socle.erreurs import Refus
from famille.socle.offres import changer_de_foyer

from .conditions import exiger

Garde, Semaines = Rattachement.Garde, Rattachement.Semaines
PASSE = (
    "Une séparation commence aujourd’hui ou plus tard : ce qui est passé reste au foyer actuel."
    " Régularisez ses factures s’il le faut."
)
SEUL = "Il faut qu’un adulte reste dans ce foyer : pour un adulte seul, changez son adresse."
ENFANT_PAS_CONFIRME = (
    "La venue d’un de ces enfants dans ce foyer n’est pas encore confirmée : confirmez-la d’abord,"
    " dans « Accès à confirmer », ou laissez-le dans ce foyer."
)


class Sort(StrEnum):
    """Of a child."""

    RESTE = "reste"
    PART = "part"
    PAIRES = "paires"  # in both: even weeks with who leaves
    IMPAIRES = "impaires"


@dataclass
class Separation:
    """What was done, as [(what, before, after)]. `nouveau`: the household that was opened."""

    nouveau: Foyer
    lignes: list[tuple[str, str, str]] = field(default_factory=list)


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
    origine = f"séparation du foyer {foyer.numero}"
    veille = depuis - timedelta(days=1)
    nouveau = creer_foyer(
        nom=responsable.nom,
        adresse=adresse | {"depuis": depuis},
        situation=Foyer.Situation.SEPARES,
        par=par,
    )
    faite = Separation(nouveau)
    _l_adulte(responsable, nouveau, veille, faite, par=par, origine=origine)
    for enfant in Enfant.objects.du([foyer]).order_by("naissance", "pk"):
        sort = Sort(sorts.get(enfant.pk, Sort.RESTE))
        _SELON[sort](enfant, foyer, nouveau, depuis, sort, faite, par=par, origine=origine)
    modifier_foyer(foyer, situation=Foyer.Situation.SEPARES, par=par, origine=origine)
    _les_mandats(foyer, responsable, faite)
    _les_quotients(foyer, nouveau, depuis, faite, par=par)
    annoncer_le_changement([foyer, nouveau], "la séparation du foyer", par=par)
    return faite


def essayer(responsable: Responsable, **champs: Any) -> Separation:
    """What `separer` would do; nothing is written. Refus: as it."""
    with transaction.atomic():
        faite = separer(responsable, **champs)
        transaction.set_rollback(True)
    return faite


def _exiger_des_enfants_confirmes(foyer: Foyer, sorts: Mapping[int, Sort]) -> None:
    """What is written anew of a child here would open what waits to be confirmed."""
    bougent = [cle for cle, sort in sorts.items() if sort != Sort.RESTE]
    if (
        AccesAConfirmer.objects.fermants()
        .filter(rattachement__foyer=foyer, rattachement__enfant__in=bougent)
        .exists()
    ):
        raise Refus(ENFANT_PAS_CONFIRME)


def _l_adulte(
    responsable: Responsable,
    nouveau: Foyer,
    veille: date,
    faite: Separation,
    *,
    par: Utilisateur,
    origine: str,
) -> None:
    """He was in the file already: nobody has to confirm that he comes into his own."""
    telephones = {
        nom: str(getattr(responsable, nom)) for nom in ("telephone_portable", "telephone_fixe")
    }
    compte_lie = responsable.utilisateur
    ajouter_responsable(
        nouveau,
        prenom=responsable.prenom,
        nom=responsable.nom,
        lien=responsable.lien,
        courriel=compte_lie.email if compte_lie else "",
        meme_compte=True,
        a_confirmer=False,
        par=par,
        origine=origine,
        **telephones,
    )
    modifier_responsable(responsable, fin=veille, garde_ses_factures=True, par=par, origine=origine)
    faite.lignes.append(
        (
            str(responsable),
            f"dans ce foyer jusqu’au {en_lettres(veille)}",
            f"dans un nouveau foyer, avec {'le même compte' if compte_lie else 'aucun compte'}",
        )
    )


def _reste(enfant: Enfant, *_autres: Any, faite: Separation | None = None, **_: Any) -> None:
    """Nothing is written of a child who stays."""


def _part(
    enfant: Enfant,
    foyer: Foyer,
    nouveau: Foyer,
    depuis: date,
    _sort: Sort,
    faite: Separation,
    *,
    par: Utilisateur,
    origine: str,
) -> None:
    ici = _rattachement(enfant, foyer)
    veille = max(depuis - timedelta(days=1), ici.debut)
    modifier_rattachement(ici, fin=veille, par=par, origine=origine)
    rattacher_enfant(
        enfant,
        nouveau,
        garde=Garde.PRINCIPALE,
        debut=depuis,
        par=par,
        origine=origine,
        a_confirmer=False,
    )
    suivent = changer_de_foyer(enfant, de=foyer, vers=nouveau, depuis=depuis)
    faite.lignes.append((str(enfant), "dans ce foyer", "dans le nouveau foyer"))
    if suivent:
        faite.lignes.append(
            (
                f"Réservations {de(enfant.prenom)}",
                f"{compte(suivent, 'jour réservé', 'jours réservés')} après ce jour",
                "facturées au nouveau foyer",
            )
        )


def _partage(
    enfant: Enfant,
    foyer: Foyer,
    nouveau: Foyer,
    depuis: date,
    sort: Sort,
    faite: Separation,
    *,
    par: Utilisateur,
    origine: str,
) -> None:
    siennes = Semaines(sort.value)
    autres = Semaines.IMPAIRES if siennes == Semaines.PAIRES else Semaines.PAIRES
    ici = _rattachement(enfant, foyer)
    if ici.debut < depuis:  # until then he is here every week
        modifier_rattachement(ici, fin=depuis - timedelta(days=1), par=par, origine=origine)
        ici = _alterner(enfant, foyer, depuis, par=par, origine=origine)
    la = _alterner(enfant, nouveau, depuis, par=par, origine=origine)
    modifier_rattachement(ici, garde=Garde.ALTERNEE, semaines=autres, par=par, origine=origine)
    modifier_rattachement(la, semaines=siennes, par=par, origine=origine)
    apres = f"{siennes.label.lower()} dans le nouveau, {autres.label.lower()} ici"
    reste = "ce qui est réservé reste à qui l’a réservé"
    faite.lignes.append((str(enfant), "dans ce foyer", f"{apres} ; {reste}"))


def _alterner(
    enfant: Enfant, foyer: Foyer, depuis: date, *, par: Utilisateur, origine: str
) -> Rattachement:
    return rattacher_enfant(
        enfant,
        foyer,
        garde=Garde.ALTERNEE,
        debut=depuis,
        par=par,
        origine=origine,
        a_confirmer=False,
    )


_SELON: dict[Sort, Callable[..., None]] = {
    Sort.RESTE: _reste,
    Sort.PART: _part,
    Sort.PAIRES: _partage,
    Sort.IMPAIRES: _partage,
}


def _rattachement(enfant: Enfant, foyer: Foyer) -> Rattachement:
    """His place in this household today."""
    return Rattachement.objects.select_related("enfant", "foyer").get(
        enfant=enfant, foyer=foyer, fin=None
    )


def _les_mandats(foyer: Foyer, responsable: Responsable, faite: Separation) -> None:
    """A mandate is its holder's, for the bills of one household: it goes on paying those of this
    one, and is said."""
    for mandat in foyer.mandats.en_vigueur():
        siens = mandat.titulaire_id == responsable.pk
        suite = (
            f"paie encore les factures de ce foyer : demandez à {responsable} s’il l’arrête"
            if siens
            else "inchangé ; le nouveau foyer n’a pas de prélèvement"
        )
        faite.lignes.append((f"Mandat {mandat.rum}", f"de {mandat.titulaire_nom}", suite))


def _les_quotients(
    foyer: Foyer, nouveau: Foyer, depuis: date, faite: Separation, *, par: Utilisateur
) -> None:
    """Incomes have changed: asked again of both, and until then nothing is guessed."""
    texte = f"Quotient familial à redemander : séparation le {en_lettres(depuis)}."
    for un in (foyer, nouveau):
        ajouter_note(un, texte=texte, a_savoir=True, par=par)
    faite.lignes.append(
        ("Quotient familial", "celui du foyer", "à redemander aux deux ; inconnu dans le nouveau")
    )
