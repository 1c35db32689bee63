"""One choice of the calendar: what a press of it sends, and the button that comes back. No rule
here (G10, G27)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.socle.dire import en_jour, en_lettres
from famille.socle.requetes import RequeteEcrite
from reservations.lecture.file_attente import attentes_des, rangs_de
from reservations.lecture.lignes import BlocLu, LigneInscription, lire_bloc
from reservations.lecture.presences_dites import mot_de
from reservations.models import Activite, Attente
from reservations.moteur.demande import LigneDemandee
from reservations.regles.cases import Case, EnAttente, case
from reservations.regles.juge import PARIS, Bloc, Unite

from .panier import Panier


@dataclass(frozen=True)
class Presse:
    """One press: "12.3.2.2026-12-09-matin.reserver" is household, child, activity, bloc, what is
    asked."""

    foyer: int
    enfant: int
    activite: int
    bloc: str
    action: str

    @property
    def cle(self) -> tuple[int, int, int, str]:
        return self.foyer, self.enfant, self.activite, self.bloc

    @property
    def ligne(self) -> LigneDemandee:
        return LigneDemandee(self.enfant, self.activite, self.bloc, self.action)

    @classmethod
    def lire(cls, texte: str) -> "Presse | None":
        """None for what no page of ours sends."""
        morceaux = texte.split(".")
        if len(morceaux) != 5 or not all(
            m.isascii() and m.isdigit() and len(m) < 12 for m in morceaux[:3]
        ):
            return None
        foyer, enfant, activite = map(int, morceaux[:3])
        return cls(foyer, enfant, activite, morceaux[3][:24], morceaux[4])


class Choix(NamedTuple):
    """One bloc of one child at its place. `quand`, then `qui` (the child and the place, names that
    nobody translates): what comes before the label in the button's name."""

    cle: tuple[int, int, int, str]
    quand: str
    qui: str
    mot: str
    case: Case

    @property
    def identifiant(self) -> str:
        """Of its element, where a press puts it back."""
        return "c{}-{}-{}-{}".format(*self.cle)

    @property
    def valeur(self) -> str:
        """What its button sends before the action: household, child, activity, bloc."""
        return "{}.{}.{}.{}".format(*self.cle)


@dataclass(frozen=True)
class Contexte:
    """What the cells need beside the `Lecture`. Keys are (household, child, activity, bloc)."""

    maintenant: datetime
    actions: Mapping[tuple, str] = field(default_factory=dict)
    attentes: Mapping[tuple, EnAttente] = field(default_factory=dict)
    seuil: int = 5

    @classmethod
    def des(
        cls, paniers: Sequence[Panier], maintenant: datetime, *, debut: date, fin: date
    ) -> "Contexte":
        """What these baskets and their queues say between two days. No query for households that
        wait for nothing; else one, and one more when somebody is in a queue."""
        choisies = (ligne for panier in paniers for ligne in panier.lignes)
        attendent = [panier.foyer for panier in paniers if panier.attend]
        lues = attentes_des(attendent, debut=debut, fin=fin) if attendent else {}
        rangs = rangs_de(une for une in lues.values() if une.etat == Attente.Etat.EN_ATTENTE)
        return cls(
            maintenant,
            actions={ligne.cle: str(ligne.action) for ligne in choisies},
            attentes={
                cle: EnAttente(str(une.reference), rangs.get(une.pk), une.expire_le)
                for cle, une in lues.items()
            },
            seuil=paniers[0].seuil,
        )

    @cached_property
    def aujourdhui(self) -> date:
        return self.maintenant.astimezone(PARIS).date()


def qui(ligne: LigneInscription, *, nom: str = "", plusieurs: bool = False) -> str:
    """The child and the place, as a button's name says them."""
    foyer = f", {ligne.foyer}" if plusieurs else ""
    return f"{ligne.enfant.prenom}{foyer}, {nom or ligne.activite.structure.nom}"


def choix_de(ligne: LigneInscription, bloc: Bloc, contexte: Contexte, qui: str) -> Choix | None:
    """One bloc of one line, as the page shows it. None: over, and nothing to say."""
    cle = (*ligne.cle, bloc.cle)
    une = case(
        bloc,
        ligne.faits,
        maintenant=contexte.maintenant,
        action=contexte.actions.get(cle, ""),
        attente=contexte.attentes.get(cle),
        seuil=contexte.seuil,
    )
    if une is None:
        return None
    return Choix(cle, quand(bloc), qui, mot_de(ligne.activite.service, bloc), une)


def quand(bloc: Bloc) -> str:
    """ "mercredi 9 décembre", "semaine du 21 au 24 décembre"."""
    if bloc.unite != Unite.SEMAINE:
        return en_jour(bloc.debut)
    return _etendue(bloc.debut, bloc.fin)


def _etendue(debut: date, fin: date) -> str:
    if debut == fin:
        return f"semaine du {en_jour(debut)}"
    if (debut.year, debut.month) == (fin.year, fin.month):
        return f"semaine du {en_lettres(debut).split()[0]} au {en_jour(fin).split(' ', 1)[1]}"
    return f"semaine du {en_jour(debut).split(' ', 1)[1]} au {en_jour(fin).split(' ', 1)[1]}"


def relire(
    foyers: dict[int, Foyer], presses: list[Presse], paniers: list[Panier], lus: list[BlocLu | None]
) -> list[Choix]:
    """These choices as the page would show them now; those that are no longer choices are left out.
    `lus`: what the presses have just read of each."""
    trouves = [
        lu or lire_bloc(foyers[presse.foyer], presse.enfant, presse.activite, presse.bloc)
        for presse, lu in zip(presses, lus, strict=True)
    ]
    connus = [trouve for trouve in trouves if trouve]
    siens = [panier for panier in paniers if panier.foyer.pk in foyers]
    if not connus or not siens:
        return []
    blocs = [bloc for _ligne, bloc in connus]
    debut, fin = min(un.debut for un in blocs), max(un.fin for un in blocs)
    contexte = Contexte.des(siens, timezone.now(), debut=debut, fin=fin)
    nom, plusieurs = cache(_nom), len(paniers) > 1
    relus = [
        choix_de(
            ligne,
            bloc,
            contexte,
            qui(ligne, nom=nom(ligne.foyer.pk, ligne.activite), plusieurs=plusieurs),
        )
        for ligne, bloc in connus
    ]
    return [choix for choix in relus if choix]


def _nom(foyer: int, activite: Activite) -> Any:
    """As `noms_des_activites` says it of the whole page."""
    voisines = _VOISINES.lire(
        foyer=foyer, structure=activite.structure_id, jour=timezone.localdate()
    )
    return str(activite) if len(voisines) > 1 else activite.structure.nom


_VOISINES = RequeteEcrite(
    lambda foyer, structure, jour: (
        Activite.objects.filter(
            structure=structure,
            inscriptions__enfant__in=Enfant.objects.du(Foyer.objects.filter(pk=foyer), jour),
        )
        .order_by()
        .values_list("pk")
        .distinct()[:2]
    )
)
