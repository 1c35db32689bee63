"""What keeps children safe, on the screen for one of them and on paper for a day, and what the
kitchen must know of it: heads by age group, diets, and apart those whose plate is not that of the
others. The sheet has the children by group, one line a child, one box a half-day. Each reading of
health is noted (D10)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.dossier.documents.vues import repondre_un_document
from famille.models import Enfant, FicheSanitaire
from famille.socle.connectee import RequeteConnectee
from reservations.models import Activite, Creneau, Groupe, Reservation
from reservations.planning.directions import (
    jour_de_securite,
    lit_la_securite,
    noter_les_lectures,
    reservations_de,
)

from .choix import ChoixListe, lire_les_jours
from .entree import entree, liste_demandee
from .liste import en_ligne
from .securite import Personne, Securite, lire_la_securite


@dataclass
class LigneDePapier:
    """A child; `cases`: for each créneau of the sheet (pk) his Reservation, or None where he is not
    booked.

    `personnes`: of the household that booked, of both when each booked a half-day."""

    enfant: Enfant
    age: int
    cases: dict[int, Reservation | None]
    securite: Securite | None
    personnes: list[Personne] = field(default_factory=list)

    @property
    def reservation(self) -> Reservation | None:
        """The first of them."""
        return next((une for une in self.cases.values() if une), None)


@dataclass(frozen=True)
class GroupeDePapier:
    nom: str
    lignes: Sequence[LigneDePapier]


@dataclass(frozen=True)
class Feuille:
    creneaux: Sequence[Creneau]
    groupes: Sequence[GroupeDePapier]
    reservations: Sequence[Reservation]


def lire_la_feuille(activite: Activite, jour: date, *, securite: bool) -> Feuille:
    """Two queries, four more with `securite` (whoever asks for it notes the reading)."""
    creneaux = Creneau.du_jour(activite, jour)
    reservations = list(
        Reservation.objects.filter(creneau__in=creneaux)
        .select_related("enfant")
        .order_by("enfant__nom", "enfant__prenom", "enfant_id", "creneau__moment")
    )
    faits = lire_la_securite(reservations, jour) if securite else {}
    groupes = list(activite.groupes.all())
    par_groupe: dict[Groupe | None, dict[int, LigneDePapier]] = {}
    for reservation in reservations:
        lue, fait = en_ligne(reservation, jour, groupes), faits.get(reservation.pk)
        nouvelle = LigneDePapier(
            reservation.enfant, lue.age, dict.fromkeys(creneau.pk for creneau in creneaux), fait
        )
        ligne = par_groupe.setdefault(lue.groupe, {}).setdefault(reservation.enfant_id, nouvelle)
        ligne.cases[reservation.creneau_id] = reservation
        ligne.personnes += [
            personne
            for personne in (fait.personnes if fait else [])
            if personne not in ligne.personnes
        ]
    ordre = [groupe for groupe in [*groupes, None] if groupe in par_groupe]
    titre_des_autres = "Sans groupe" if groupes else "Tous les enfants"
    feuillets = [
        GroupeDePapier(
            groupe.nom if groupe else titre_des_autres, list(par_groupe[groupe].values())
        )
        for groupe in ordre
    ]
    return Feuille(creneaux, feuillets, reservations)


@dataclass(frozen=True)
class APart:
    """A child with a food allergy or a PAI, even just written, or whose record cannot be
    read; `groupe`: of his age."""

    enfant: Enfant
    groupe: str
    ligne: LigneDePapier


@dataclass(frozen=True)
class Cuisine:
    """`comptes`: (group, how many expected at each créneau); `totaux`: the same of all; `regimes`:
    (diet, how many of all the groups). Of health, nothing where the sheet was read without it."""

    creneaux: Sequence[Creneau]
    comptes: Sequence[tuple[str, list[int]]]
    totaux: list[int]
    regimes: Sequence[tuple[str, int]]
    a_part: Sequence[APart]
    sans_fiche: int

    @property
    def lignes(self) -> list[tuple[str, list[tuple[Creneau, int]]]]:
        """`comptes`, each number with its créneau: on a telephone no head stands above it."""
        return [(nom, self._par_creneau(nombres)) for nom, nombres in self.comptes]

    @property
    def tous(self) -> list[tuple[Creneau, int]]:
        return self._par_creneau(self.totaux)

    def _par_creneau(self, nombres: list[int]) -> list[tuple[Creneau, int]]:
        return list(zip(self.creneaux, nombres, strict=False))  # no group: no number


def lire_la_cuisine(feuille: Feuille) -> Cuisine:
    """The kitchen's numbers of a sheet already read, with health or not. A child marked absent, or
    announced so by the family, is not counted."""
    comptes, regimes, a_part, sans_fiche = [], Counter[str](), [], 0
    for groupe in feuille.groupes:
        attendus = [ligne for ligne in groupe.lignes if any(map(_attendue, ligne.cases.values()))]
        par_creneau = [
            sum(_attendue(ligne.cases[creneau.pk]) for ligne in attendus)
            for creneau in feuille.creneaux
        ]
        comptes.append((groupe.nom, par_creneau))
        for ligne in attendus:
            fait = ligne.securite
            if fait is None:
                continue
            sans_fiche += fait.fiche is None
            if fait.regime:
                regimes[fait.regime] += 1
            if fait.a_part:
                a_part.append(APart(ligne.enfant, groupe.nom, ligne))
    totaux = [sum(colonne) for colonne in zip(*(un for _nom, un in comptes), strict=True)]
    return Cuisine(feuille.creneaux, comptes, totaux, regimes.most_common(), a_part, sans_fiche)


def _attendue(reservation: Reservation | None) -> bool:
    return bool(
        reservation
        and reservation.presence not in Reservation.ABSENTS
        and (reservation.absence_annoncee_le is None or reservation.presence == "present")
    )


SANS_PROTOCOLE = "La famille n’a pas encore déposé de protocole (PAI) : demandez-le-lui."


@require_safe
@entree
def enfant(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The facts of one booked child: a page, or its inside when the list asks for it in its own
    window."""
    reservation = _lisible(request, pk)
    activite, jour = reservation.creneau.activite, reservation.creneau.jour
    noter_les_lectures([reservation], par=request.user)
    dedans = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    contexte = {
        "ligne": en_ligne(reservation, jour, activite.groupes.all()),
        "activite": activite,
        "jour": jour,
        "fait": lire_la_securite([reservation], jour)[reservation.pk],
        "adresse": ChoixListe(
            activite=str(activite.pk), jour=jour, moment=reservation.creneau.moment
        ).adresse,
    }
    entier, seul = "reservations/presences/enfant.html", "reservations/presences/_enfant.html"
    return render(request, seul if dedans else entier, contexte)


def _lisible(request: RequeteConnectee, pk: int) -> Reservation:
    """The booking whose child's facts this account reads. Http404: of no list of his, or too long
    ago; PermissionDenied: he ticks, and reads no health."""
    lignes = reservations_de(request.user).select_related("enfant", "creneau__activite__structure")
    reservation = get_object_or_404(lignes, pk=pk)
    if not lit_la_securite(request.user, reservation.creneau.activite):
        raise PermissionDenied
    if not jour_de_securite(reservation.creneau.jour, timezone.localdate()):
        raise Http404
    return reservation


@require_safe
@entree
def pai(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """The protocol that the doctor and the parents signed. Its reading is noted as that of the
    facts. Where the family has given none, the child's page says so."""
    reservation = _lisible(request, pk)
    fiches = FicheSanitaire.objects.filter(enfant=reservation.enfant, pai=True)
    fiche = fiches.select_related("pai_document").first()
    document = fiche.pai_document if fiche else None
    if document is None:
        messages.warning(request, SANS_PROTOCOLE)
        return redirect("presences:enfant", pk=pk)
    noter_les_lectures([reservation], par=request.user)
    return repondre_un_document(request, document)


@require_safe
@entree
def feuille(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3&jour=2026-12-09`: the sheet to print, with the safety facts for whoever may read
    them."""
    activite, choix = liste_demandee(request)
    aujourd_hui = timezone.localdate()
    jour = lire_les_jours(activite, choix.jour, aujourd_hui).jour
    securite = lit_la_securite(request.user, activite) and jour_de_securite(jour, aujourd_hui)
    papier = lire_la_feuille(activite, jour, securite=securite)
    if securite:
        noter_les_lectures(papier.reservations, par=request.user)
    contexte = {
        "activite": activite,
        "jour": jour,
        "feuille": papier,
        "cuisine": lire_la_cuisine(papier),
        "securite": securite,
        "maintenant": timezone.now(),
        "adresse": ChoixListe(activite=str(activite.pk), jour=jour).adresse,
    }
    return render(request, "reservations/presences/feuille.html", contexte)
