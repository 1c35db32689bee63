"""The list: the children of a day of an activity, half-day by half-day, with its filters; who
comes, who is there, who is still to be ticked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from famille.regles.foyer import age_le
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_heure, en_jour
from famille.socle.texte import normaliser
from reservations.bureau.droits import GUICHET
from reservations.models import Activite, Creneau, Groupe, Reservation
from reservations.planning.directions import (
    activites_dirigees,
    jour_de_securite,
    lit_la_securite,
    recul_de,
)
from reservations.regles.accueil.passages import Porte, en_classe_des, la_depuis

from .choix import (
    ARRIVEE,
    NOM,
    ChoixListe,
    autres_jours,
    lire_le_choix,
    lire_les_jours,
)
from .encadrement import lire_l_encadrement
from .entree import activite_demandee, activites_du_compte, entree
from .enveloppe import cle_publique
from .issues import motif_du_jour
from .passages.lecture import (
    Venant,
    dire_l_arrivee,
    dire_le_depart,
    dire_le_retard,
    fin_attendue,
    lire_les_portes,
    portes_ouvertes,
    qui_peut_venir,
)
from .securite import marques

Presence = Reservation.Presence
SANS_GROUPE = "sans"
MIDI = 13  # from this hour on, the afternoon's list comes first


@dataclass(frozen=True)
class LignePresence:
    """A child on a list: `reservation` has its `enfant` and `pointee_par`. `porte`: where this
    booking stands at the door; `la_depuis`: since when he is inside, whichever list he came by;
    `venants`: who may fetch him; `fin`: when he is due to leave, if the town has said hours;
    `en_classe`: from when on this booking keeps him inside no more (`en_classe_des`)."""

    reservation: Reservation
    age: int
    groupe: Groupe | None
    visible: bool = True
    porte: Porte = field(default_factory=Porte)
    la_depuis: datetime | None = None
    venants: Sequence[Venant] = ()
    fin: datetime | None = None
    en_classe: datetime | None = None

    @property
    def etat(self) -> str:
        return self.reservation.presence

    @property
    def pointee(self) -> bool:
        return self.etat != Presence.PREVU

    @property
    def annoncee(self) -> bool:
        return self.reservation.absence_annoncee_le is not None

    @property
    def heure(self) -> str:
        """When it was ticked: "8 h 32", or "" for none."""
        if not (self.pointee and self.reservation.pointee_le):
            return ""
        return en_heure(self.reservation.pointee_le)

    @property
    def dit(self) -> str:
        """What is said of the tick: "Arrivée à 8 h 10, notée par Marc Petit"."""
        if self.etat == Presence.ABSENT_JUSTIFIE:
            return "Absence justifiée"
        par = f" par {self.reservation.pointee_par}" if self.reservation.pointee_par else ""
        if self.etat == Presence.PRESENT and self.porte.arrivee:
            return f"{dire_l_arrivee(self.porte)}{par and f', notée{par}'}"
        if self.heure:
            return f"Pointé à {self.heure}{par}"
        if self.etat == Presence.PREVU and self.la_depuis:
            return f"Déjà là depuis {en_heure(self.la_depuis)}"
        return ""

    @property
    def se_quitte(self) -> bool:
        """Whether one says when he left, and with whom."""
        return self.etat == Presence.PRESENT

    @property
    def depart_dit(self) -> str:
        return dire_le_depart(self.porte)

    @property
    def retard(self) -> str:
        return dire_le_retard(self.porte)

    @property
    def cle_groupe(self) -> str:
        return str(self.groupe.pk) if self.groupe else SANS_GROUPE

    @property
    def cherchable(self) -> str:
        return normaliser(f"{self.reservation.enfant.prenom} {self.reservation.enfant.nom}")


@dataclass(frozen=True)
class Appel:
    """One half-day's list. The figures are those of the group chosen, whatever else is filtered."""

    creneau: Creneau
    lignes: Sequence[LignePresence]
    courant: bool
    presents: int
    total: int
    a_pointer: int
    annoncees: int
    dedans: int

    @property
    def restantes(self) -> list[LignePresence]:
        """Those shown that nobody has ticked yet."""
        return [ligne for ligne in self.lignes if ligne.visible and not ligne.pointee]

    @property
    def rien_a_montrer(self) -> bool:
        return not any(ligne.visible for ligne in self.lignes)


def lire_les_appels(activite: Activite, jour: date, choix: ChoixListe) -> list[Appel]:
    """In the order of the day; seven queries. `activite.groupes` is prefetched."""
    creneaux = Creneau.du_jour(activite, jour)
    reservations = Reservation.objects.filter(creneau__in=creneaux).select_related(
        "enfant", "pointee_par"
    )
    groupes = list(activite.groupes.all())
    lues = list(reservations.order_by("enfant__nom", "enfant__prenom", "pk"))
    portes, venants = lire_les_portes(lues), qui_peut_venir(lues, jour)
    par_enfant: dict[int, list[tuple[str, Porte]]] = defaultdict(list)
    moments: dict[int, set[str]] = defaultdict(set)
    quand = {creneau.pk: creneau.moment for creneau in creneaux}
    for reservation in lues:
        moment = quand[reservation.creneau_id]
        par_enfant[reservation.enfant_id].append((moment, portes[reservation.pk]))
        moments[reservation.enfant_id].add(moment)
    par_creneau: dict[int, list[LignePresence]] = {creneau.pk: [] for creneau in creneaux}
    for reservation in lues:
        ligne = replace(
            en_ligne(reservation, jour, groupes),
            porte=portes[reservation.pk],
            la_depuis=la_depuis(portes_ouvertes(activite, par_enfant[reservation.enfant_id], jour)),
            venants=venants[reservation.pk],
            fin=fin_attendue(activite, moments[reservation.enfant_id], jour),
            en_classe=en_classe_des(
                quand[reservation.creneau_id], activite.midi_a, activite.reprend_a, jour
            ),
        )
        par_creneau[reservation.creneau_id].append(replace(ligne, visible=choix.retient(ligne)))
    avec_enfants = [creneau for creneau in creneaux if par_creneau[creneau.pk]]
    courant = _courant(avec_enfants, choix.moment, jour)
    return [
        _appel(creneau, par_creneau[creneau.pk], choix, creneau.moment == courant)
        for creneau in avec_enfants
    ]


def en_ligne(reservation: Reservation, jour: date, groupes: Iterable[Groupe]) -> LignePresence:
    age = age_le(jour, reservation.enfant.naissance)
    groupe = next((groupe for groupe in groupes if groupe.age_min <= age <= groupe.age_max), None)
    return LignePresence(reservation, age, groupe)


def _courant(creneaux: list[Creneau], demande: str, jour: date) -> str:
    """The moment to show: the one asked for, else the afternoon's once it is afternoon, else the
    first."""
    moments = [creneau.moment for creneau in creneaux]
    if demande in moments or not moments:
        return demande
    ici = timezone.localtime()
    return moments[-1 if jour == ici.date() and ici.hour >= MIDI else 0]


def _appel(
    creneau: Creneau, lignes: list[LignePresence], choix: ChoixListe, courant: bool
) -> Appel:
    du_groupe = [ligne for ligne in lignes if choix.groupe in ("", ligne.cle_groupe)]
    a_pointer = [ligne for ligne in du_groupe if not ligne.pointee]
    return Appel(
        creneau=creneau,
        lignes=sorted(lignes, key=_par_arrivee) if choix.tri == ARRIVEE else lignes,
        courant=courant,
        presents=sum(ligne.etat == Presence.PRESENT for ligne in du_groupe),
        total=len(du_groupe),
        a_pointer=len(a_pointer),
        annoncees=sum(ligne.annoncee for ligne in a_pointer),
        dedans=sum(ligne.la_depuis is not None for ligne in du_groupe),
    )


def _par_arrivee(ligne: LignePresence) -> tuple[int, float]:
    """The children there, in the order of arrival; then the others, by name (a stable sort)."""
    le = ligne.porte.arrivee or ligne.reservation.pointee_le
    return (0, le.timestamp()) if le and ligne.etat == Presence.PRESENT else (1, 0.0)


@require_safe
@entree
def liste(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3&jour=2026-12-09&moment=1-matin&groupe=4&cherche=&tri=nom|arrivee&a_pointer=oui`."""
    activites = activites_du_compte(request)
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites, choix.activite)
    if activite is None:
        return render(request, "reservations/presences/aucune.html")
    aujourd_hui = timezone.localdate()
    jours = lire_les_jours(activite, choix.jour, aujourd_hui)
    choix = choix.avec(activite=str(activite.pk), jour=jours.jour)
    appels = lire_les_appels(activite, jours.jour, choix)
    choix = choix.avec(moment=next((appel.creneau.moment for appel in appels if appel.courant), ""))
    securite = lit_la_securite(request.user, activite) and jour_de_securite(jours.jour, aujourd_hui)
    contexte = {
        "activites": [
            (une, choix.avec(activite=str(une.pk), groupe="", moment="").adresse)
            for une in activites
        ],
        "activite": activite,
        "aujourd_hui": aujourd_hui,
        "jours": jours,
        "titre_du_jour": en_jour(jours.jour, annee=jours.jour.year != aujourd_hui.year),
        "autres_jours": autres_jours(choix, jours, aujourd_hui),
        "appels": [(appel, choix.avec(moment=appel.creneau.moment).adresse) for appel in appels],
        "choix": choix,
        "filtres": _filtres(activite, choix, appels),
        "ne_se_pointe_pas": motif_du_jour(jours.jour, recul_de(request.user)),
        "dirige": activites_dirigees(request.user).filter(pk=activite.pk).exists(),
        "securite": securite,
        "marques": _marques(appels) if securite else {},
        "au_guichet": request.user.has_perm(GUICHET),
        "encadrement": lire_l_encadrement(activite, jours.jour, appels),
        "cle_publique": cle_publique(),
        "maintenant": int(timezone.now().timestamp() * 1000),
        "empreinte": salted_hmac(
            "reservations.presences", str(request.user.pk), algorithm="sha256"
        ).hexdigest()[:16],
    }
    return render(request, "reservations/presences/liste.html", contexte)


def _marques(appels: list[Appel]) -> dict[int, str]:
    """child (key) → his mark, on these lists."""
    return marques({ligne.reservation.enfant_id for appel in appels for ligne in appel.lignes})


def _filtres(activite: Activite, choix: ChoixListe, appels: list[Appel]) -> dict[str, Any]:
    """dict of name → list of (value, label, address, whether it is the one chosen)."""
    groupes = [("", "Tous")] + [(str(groupe.pk), groupe.nom) for groupe in activite.groupes.all()]
    if any(ligne.groupe is None for appel in appels for ligne in appel.lignes):
        groupes.append((SANS_GROUPE, "Sans groupe"))
    tris = [(NOM, "Par nom"), (ARRIVEE, "Par arrivée")]
    return {
        "groupe": [
            (v, libelle, choix.avec(groupe=v).adresse, v == choix.groupe) for v, libelle in groupes
        ],
        "tri": [(v, libelle, choix.avec(tri=v).adresse, v == choix.tri) for v, libelle in tris],
        "a_pointer": choix.avec(a_pointer=not choix.a_pointer).adresse,
        "dedans": choix.avec(dedans=not choix.dedans).adresse,
        "tout": choix.avec(groupe="", cherche="", a_pointer=False, dedans=False).adresse,
    }
