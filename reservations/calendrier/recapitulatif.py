"""The summary before "Soumettre": each change with its price now, until when it can be undone, and
what has changed since it was chosen. The sentences are the engine's own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from famille.dossier.foyers.mises_a_jour import PAR_LA_CAISSE
from famille.models import Foyer, Utilisateur
from famille.socle.dire import centimes_en_euros, compte, en_euros
from famille.socle.offres import quotients_par_la_caisse
from famille.socle.offres.caisse import VoieDeLaCaisse
from reservations.consommation.apercu_des_aides import Change, aide_en_plus
from reservations.lecture.lignes import enfants_du
from reservations.lecture.presences_dites import libelle_nomme
from reservations.models import LignePanier
from reservations.models.demandes import Action
from reservations.moteur.jugement import Jugement, a_payer
from reservations.moteur.resultat import activite_commune, compter, par_mois
from reservations.moteur.soumettre import essayer
from reservations.regles.juge import Motif, Suite, dire_la_limite, etendue
from reservations.regles.tarifs import SANS_TARIF, Prix, avis_quotient
from reservations.tarifs.prix import prix_de

from .actions import empreinte_de
from .panier import GESTES, Geste, Panier, demandee

if TYPE_CHECKING:
    from reservations.regles.blocs import Bloc
    from reservations.regles.faits import Faits


PARTI = "Cet enfant n’est plus rattaché à votre foyer : retirez ce changement."
SANS_RETOUR = "Trop tard pour réserver de nouveau : cette annulation ne pourra pas être défaite."
PEU = 3  # places left from which the summary says that others have taken some


@dataclass
class LigneRecap:
    """One change. `refus`: why it can no longer be had; `reste`: what is new, in sentences;
    `jusqu_au`: until when it can be undone."""

    ligne: LignePanier
    libelle: str
    activite: str
    prix: Prix | None = None
    refus: str = ""
    peut_attendre: bool = False
    peut_reserver: bool = False
    reste: list[str] = field(default_factory=list)
    jusqu_au: str = ""

    @cached_property
    def cle(self) -> str:
        """Its key as a form sends it, without the spaces of thousands."""
        return str(self.ligne.pk)

    @property
    def geste(self) -> Geste:
        return GESTES[self.ligne.action]

    @property
    def montant(self) -> str:
        if not self.geste.sens:
            return ""
        return centimes_en_euros(self.centimes) if self.prix else "prix non publié"

    @property
    def prix_dit(self) -> str:
        """What the price of a booking depends on, "" where it is known already."""
        if self.ligne.action != Action.RESERVER or self.prix is None:
            return ""
        return self.prix.au_temps_dit

    @property
    def centimes(self) -> int:
        return self.geste.sens * self.prix.centimes if self.prix else 0


@dataclass
class Recap:
    """The summary of one household. `cle`: drawn here, it makes a double press harmless."""

    foyer: Foyer
    lignes: list[LigneRecap]
    empreinte: str
    aide: Decimal | None = None  # what payers would pay more; None, nobody pays for them
    voie: VoieDeLaCaisse | None = None  # how the CAF or the MSA gives its quotient
    cle: str = field(default_factory=lambda: str(uuid4()))

    @property
    def enfants(self) -> list[dict]:
        """[dict(enfant, activite, mois)] in the order of the children, `activite` where it is that
        of all the lines of a child; `mois`: [MoisDeLignes]."""
        par_enfant: dict[int, list[LigneRecap]] = {}
        for ligne in self.lignes:
            par_enfant.setdefault(ligne.ligne.enfant_id, []).append(ligne)
        groupes = [
            {
                "enfant": lignes[0].ligne.enfant,
                "activite": activite_commune(ligne.activite for ligne in lignes),
                "mois": par_mois(
                    lignes,
                    jour=lambda une: etendue(une.ligne.bloc)[0],
                    resultat=lambda une: une.geste.resultat,
                    a_lire=lambda une: une.refus or une.reste,
                ),
            }
            for lignes in par_enfant.values()
        ]
        return sorted(groupes, key=lambda groupe: (groupe["enfant"].naissance, groupe["enfant"].pk))

    @cached_property
    def refusees(self) -> list[LigneRecap]:
        return [ligne for ligne in self.lignes if ligne.refus]

    @property
    def soumises(self) -> int:
        """How many changes "Soumettre" would make."""
        return len(self.lignes) - len(self.refusees)

    @property
    def en_bref(self) -> str:
        """ "23 réservations, 3 places en liste d’attente": what "Soumettre" would do."""
        return compter([ligne.geste.resultat for ligne in self.lignes if not ligne.refus])

    @cached_property
    def total(self) -> str:
        return centimes_en_euros(sum(ligne.centimes for ligne in self.lignes if not ligne.refus))

    @cached_property
    def aide_dite(self) -> str:
        """What others would pay of it; "" when nobody does."""
        return en_euros(self.aide) if self.aide else ""

    @property
    def sans_aide_de_plus(self) -> bool:
        """Somebody helps this family, and would pay nothing of it: other days, or a ceiling that is
        spent."""
        return self.aide is not None and not self.aide and self.reserve

    @property
    def reste(self) -> str:
        """What is left to the family, as its invoice will say."""
        total = Decimal(sum(une.centimes for une in self.lignes if not une.refus)).scaleb(-2)
        return en_euros(total - (self.aide or 0))

    @property
    def avis_quotient(self) -> str:
        """Why a price is the highest one, "" when none is for want of a quotient."""
        dit = avis_quotient(ligne.prix for ligne in self._payantes)
        return f"{dit} {PAR_LA_CAISSE[self.voie]}" if dit and self.voie else dit

    @property
    def sans_tarif(self) -> str:
        """What to say of the bookings whose price is not known, "" when they all are."""
        return SANS_TARIF if any(ligne.prix is None for ligne in self._payantes) else ""

    @property
    def defaisable(self) -> str:
        """Until when all of it can be undone, "" when a part never can, or nothing says until
        when."""
        if any(SANS_RETOUR in ligne.reste for ligne in self.lignes):
            return ""
        dates = {ligne.jusqu_au for ligne in self.lignes if ligne.jusqu_au}
        if not dates:
            return ""
        return "la date indiquée" if len(dates) == 1 else "la première date indiquée"

    @property
    def reserve(self) -> bool:
        """Whether "Soumettre" would book something: cancelling and waiting are not invoiced."""
        return bool(self._payantes)

    @cached_property
    def _payantes(self) -> list[Any]:
        return [
            ligne
            for ligne in self.lignes
            if ligne.ligne.action == Action.RESERVER and not ligne.refus
        ]


def recapituler(panier: Panier, *, par: Utilisateur) -> Recap:
    """The summary of this basket. Ten queries or so, whatever its size."""
    siens = enfants_du(panier.foyer.pk)
    lignes = [ligne for ligne in panier.triees if ligne.enfant_id in siens]
    lecture, jugements = essayer(panier.foyer, list(map(demandee, lignes)), par=par)
    prix = prix_de(a_payer(panier.foyer.pk, jugements))
    inscrites = lecture.lignes if lecture else []
    faits = {(une.enfant.pk, une.activite.pk): une.faits for une in inscrites}
    recaps = [_ligne(*paire, prix, faits) for paire in zip(lignes, jugements, strict=True)]
    changes = map(_change, recaps, jugements)
    aide = aide_en_plus(panier.foyer.pk, changes) if panier.aide_possible else None
    partis = [_parti(ligne) for ligne in panier.triees if ligne.enfant_id not in siens]
    recap = Recap(panier.foyer, recaps + partis, empreinte_de(panier.lignes), aide)
    if recap.avis_quotient:
        lues = quotients_par_la_caisse([panier.foyer.pk], par.pk)
        recap.voie = lues.voie(panier.foyer.pk)
    return recap


def _change(recap: LigneRecap, jugement: Jugement) -> Change:
    """Of no day when it cannot be had, or is waited for."""
    ligne, bloc = recap.ligne, jugement.bloc
    agit = bloc and not recap.refus and recap.geste.sens
    return Change(
        ligne.pk,
        ligne.enfant_id,
        ligne.activite_id,
        tuple(creneau.jour for creneau in bloc.creneaux) if bloc and agit else (),
        Decimal(recap.prix.centimes).scaleb(-2) if recap.prix else Decimal(0),
        annule=ligne.action == Action.ANNULER,
    )


def _ligne(
    ligne: LignePanier,
    jugement: Jugement,
    prix: dict[tuple[int, int, str], Prix],
    faits: "dict[tuple[int, Any], Faits]",
) -> LigneRecap:
    juge, bloc = jugement.verdict, jugement.bloc
    une = LigneRecap(
        ligne,
        jugement.libelle or libelle_nomme(ligne.activite.service, ligne.bloc),
        jugement.activite,
        prix.get(jugement.ligne.cle),
    )
    if not juge.possible:
        une.refus = juge.phrase
        une.peut_attendre = juge.suite == Suite.ATTENTE
        une.peut_reserver = (
            ligne.action == Action.ATTENDRE and juge.motif == Motif.COMPLET and juge.suite is None
        )
        return une
    une.reste = list(_nouveau(ligne, bloc, une.prix))
    if bloc and ligne.action != Action.ATTENDRE:
        siens = faits[ligne.enfant_id, ligne.activite_id]
        reserve = ligne.action == Action.RESERVER
        delai = siens.delai_annulation if reserve else siens.delai_reservation
        limite = delai.limite(bloc.debut, siens.calendrier)
        if limite >= timezone.now():
            une.jusqu_au = dire_la_limite(limite)
        elif not reserve:
            une.reste.append(SANS_RETOUR)
    return une


def _parti(ligne: LignePanier) -> LigneRecap:
    dit = libelle_nomme(ligne.activite.service, ligne.bloc)
    return LigneRecap(ligne, dit, str(ligne.activite), refus=PARTI)


def _nouveau(ligne: LignePanier, bloc: "Bloc | None", prix: Prix | None) -> Iterator[str]:
    """What is no longer as the calendar said when this was chosen."""
    vu = ligne.vu.get("centimes")
    if prix and vu is not None and vu != prix.centimes and ligne.action != Action.ATTENDRE:
        dit, vu_dit = centimes_en_euros(prix.centimes), centimes_en_euros(vu)
        yield f"Le prix a changé : {dit} au lieu de {vu_dit}."
    avant = ligne.vu.get("places")
    reserve = ligne.action == Action.RESERVER and avant
    if reserve and bloc and bloc.places < avant and bloc.places <= PEU:
        yield f"Il ne reste plus que {compte(bloc.places, 'place')}."
