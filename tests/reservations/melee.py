"""Everything at once: what families, agents and the queue's task do to the same places, each with
dice of its own.

Each move looks at the state without a lock, as a page does, then asks for something that was
possible a moment ago.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from reservations import actions
from reservations.actions import LigneDemandee, soumettre
from reservations.attente import actions as attente
from reservations.lecture.lignes import lire
from reservations.models import Attente, Inscription, Places, Reservation
from reservations.models.demandes import Action
from reservations.regles.cases import EtatCase, case

Etat = Attente.Etat
LIGNES, ESSAIS = (3, 8, 20), 3
SOUHAITS = {
    EtatCase.LIBRE: Action.RESERVER,
    EtatCase.RESERVE: Action.ANNULER,
    EtatCase.COMPLET: Action.ATTENDRE,
}


@dataclass
class Melee:
    """`familles`: of courses.creer_familles; `debut`, `fin`: the days at stake; `agent`: who acts
    for the town."""

    familles: list
    debut: object
    fin: object
    agent: object

    def taches(self, combien, graine):
        """`combien` moves drawn by `graine`; two of three are a press of "Soumettre"."""
        des = random.Random(graine)
        autres = [
            *[self.repondre] * 6,
            *[self.changer_les_places] * 4,
            *[self.se_retirer] * 2,
            self.expirer,
            self.ensemble,
            self.fermer_et_rouvrir,
            self.annuler_par_la_ville,
            self.desinscrire,
            self.donner,
        ]
        tires = [
            self.soumettre if des.random() < 0.66 else des.choice(autres) for _ in range(combien)
        ]
        return [
            lambda move=move, n=n: move(random.Random(graine * 1000 + n))
            for n, move in enumerate(tires)
        ]

    def soumettre(self, des):
        """A family who presses, and looks again when somebody was quicker: the receipts that it
        got."""
        famille, recus = des.choice(self.familles), []
        combien = des.choice(LIGNES)
        while len(recus) < ESSAIS and not (recus and recus[-1][1]):
            lignes = self._souhaits(famille)
            lignes = des.sample(lignes, min(combien, len(lignes)))
            demande = (
                soumettre(famille.foyer, lignes, par=famille.par, cle=str(uuid4()))
                if lignes
                else None
            )
            recus.append((str(demande.pk), demande.acceptee) if demande else ("", True))
        return [recu for recu in recus if recu[0]]

    def _souhaits(self, famille):
        """All that the calendar would let this family do: cancel what is booked, queue for what is
        full, book."""
        lecture, maintenant = lire([famille.foyer], debut=self.debut, fin=self.fin), timezone.now()
        return [
            LigneDemandee(ligne.enfant.pk, ligne.activite.pk, bloc.cle, SOUHAITS[geste])
            for ligne in lecture.lignes
            for bloc in ligne.blocs
            if (geste := case(bloc, ligne.faits, maintenant=maintenant).etat) in SOUHAITS
        ]

    def repondre(self, des):
        offre = self._une(des, Etat.PROPOSEE)
        if offre is None:
            return []
        faire = des.choice([attente.accepter, attente.accepter, attente.refuser])
        demande = faire(offre, par=self.agent)
        return [(str(demande.pk), True)] if demande else []

    def se_retirer(self, des):
        la = self._une(des, des.choice([Etat.PROPOSEE, Etat.EN_ATTENTE]))
        if la:
            attente.retirer(la, par=self.agent)

    def expirer(self, des):
        attente.expirer_offres(maintenant=timezone.now() + timedelta(days=2))

    def ensemble(self, des):
        """Brothers and sisters who wait for the same bloc, served together from now on."""
        la = self._une(des, Etat.EN_ATTENTE)
        if la:
            memes = Attente.objects.filter(foyer=la.foyer, bloc=la.bloc, etat=Etat.EN_ATTENTE)
            attente.servir_ensemble(list(memes), par=self.agent)

    def donner(self, des):
        la = self._une(des, Etat.EN_ATTENTE)
        if la is None:
            return []
        demande = attente.donner_place(la, par=self.agent, motif="Situation d’urgence")
        return [(str(demande.pk), True)]

    def changer_les_places(self, des):
        tous = list(Places.objects.values_list("pk", flat=True))
        actions.changer_capacite(des.sample(tous, 8), des.randint(2, 9), par=self.agent)

    def fermer_et_rouvrir(self, des):
        """As an event does: close, cancel what is booked, then somebody takes it back."""
        pks = des.sample(list(Places.objects.values_list("pk", flat=True)), 4)
        actions.fermer_creneaux(pks, par=self.agent)
        reservees = Reservation.objects.filter(creneau__in=pks).values_list("pk", flat=True)
        actions.annuler_reservations(reservees, par=self.agent, motif="Sortie", servir=False)
        actions.rouvrir_creneaux(pks, par=self.agent)

    def annuler_par_la_ville(self, des):
        jour = self.debut + timedelta(days=des.randrange((self.fin - self.debut).days))
        reservees = Reservation.objects.filter(creneau__jour=jour).values_list("pk", flat=True)
        actions.annuler_reservations(reservees, par=self.agent, motif="Panne de chauffage")

    def desinscrire(self, des):
        """A child leaves in the middle of the days at stake, then comes back."""
        inscription = des.choice(list(Inscription.objects.all()))
        milieu = self.debut + (self.fin - self.debut) / 2
        actions.desinscrire(inscription, fin=milieu, par=self.agent)
        actions.prolonger(inscription, fin=None, par=self.agent)

    def _une(self, des, etat):
        toutes = list(Attente.objects.filter(etat=etat))
        return des.choice(toutes) if toutes else None
