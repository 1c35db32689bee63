"""Anything in any order, one thing at a time: the engine and a plain Python model say and keep the
same (modele.py)."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from famille.models import Courriel
from famille.socle.erreurs import Refus
from reservations import actions
from reservations.actions import LigneDemandee, soumettre
from reservations.attente import actions as attente
from reservations.lecture.file_attente import rangs_de
from reservations.models import Attente, DemandeReservation, Inscription, Places, Reservation
from reservations.regles.juge import Moment
from tests.reservations import outils
from tests.reservations.courses import creer_familles, inscrire_tous
from tests.reservations.modele import EN_ATTENTE, Modele

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("depot"),
]
BLOCS = {"2027-01-13-matin": ["me"], "2027-01-20-matin": ["me2"], "2027-S03": ["lu", "ma", "je"]}
SEMAINE = date(2027, 1, 18)
CAPACITE = 1
BLOC, ENFANT = st.sampled_from(sorted(BLOCS)), st.integers(0, 4)
JOURS = st.sets(st.sampled_from(["me", "me2", "lu", "ma", "je"]), min_size=1, max_size=3).map(
    sorted
)
LIGNE = st.tuples(ENFANT, BLOC, st.sampled_from(["reserver", "reserver", "annuler", "attendre"]))
LIGNES = st.lists(LIGNE, min_size=1, max_size=4, unique_by=lambda ligne: ligne[:2])


class Ville:
    """The rows behind the model's names, made once; each run of the machine starts from `vider`."""

    def __init__(self):
        outils.creer_calendrier()
        mercredis = outils.creer_activite(unite_vacances="demi-journee")
        ados = outils.creer_activite("La Valla", unite_scolaire="semaine")
        for activite in (mercredis, ados):
            outils.ouvrir(activite)
        self.familles = creer_familles(3, enfants=2)
        inscrire_tous(self.familles, mercredis, ados)
        self.enfants = [enfant for famille in self.familles for enfant in famille.enfants][:5]
        self.activites = {bloc: ados if "-S" in bloc else mercredis for bloc in BLOCS}
        lundi, mercredi = SEMAINE, date(2027, 1, 13)
        jours = [
            ("me", mercredis, mercredi, Moment.MATIN),
            ("me2", mercredis, mercredi + timedelta(7), Moment.MATIN),
        ]
        jours += [
            (nom, ados, lundi + timedelta(n), Moment.JOURNEE)
            for nom, n in [("lu", 0), ("ma", 1), ("je", 3)]
        ]
        self.creneaux = {
            nom: outils.creer_creneau(*quoi, capacite=CAPACITE).pk for nom, *quoi in jours
        }

    def vider(self):
        for modele in (Attente, Reservation, DemandeReservation, Courriel):
            modele.objects.all().delete()
        Inscription.objects.update(fin=None)
        Places.objects.update(capacite=CAPACITE, prises=0, ouvert=True)

    def famille(self, enfant):
        return self.familles[enfant // 2]


class Machine(RuleBasedStateMachine):
    """A child is named by his rank, a créneau and a bloc as in BLOCS."""

    ville: Ville

    @initialize()
    def commencer(self):
        self.ville.vider()
        self.modele = Modele(BLOCS, range(5), CAPACITE)
        self.cles = itertools.count()

    @rule(lignes=LIGNES)
    def soumettre(self, lignes):
        """One household at once: the lines of the household of the first child."""
        famille = self.ville.famille(lignes[0][0])
        siennes = [ligne for ligne in lignes if self.ville.famille(ligne[0]) is famille]
        demandees = [
            LigneDemandee(self.ville.enfants[e].pk, self.ville.activites[bloc].pk, bloc, action)
            for e, bloc, action in siennes
        ]
        demande = soumettre(famille.foyer, demandees, par=famille.par, cle=str(next(self.cles)))
        raisons = self.modele.soumettre(siennes)
        assert demande.acceptee == (not any(raisons))
        assert [
            ligne["motif"] if ligne["resultat"] == "refuse" else "" for ligne in demande.lignes
        ] == raisons

    @precondition(lambda self: self.modele.offres())
    @rule(lequel=st.integers(0, 9), oui=st.booleans())
    def repondre(self, lequel, oui):
        offre = self.modele.offres()[lequel % len(self.modele.offres())]
        ligne = self._ligne(offre)
        if not oui:
            attente.refuser(ligne, par=None)
            self.modele.refuser(offre)
        elif self.modele.accepter(offre):
            assert attente.accepter(ligne, par=None).acceptee
        else:
            with pytest.raises(Refus):
                attente.accepter(ligne, par=None)

    @precondition(lambda self: any(a.etat == EN_ATTENTE for a in self.modele.file))
    @rule(lequel=st.integers(0, 9))
    def se_retirer(self, lequel):
        attendent = [a for a in self.modele.file if a.etat == EN_ATTENTE]
        qui = attendent[lequel % len(attendent)]
        attente.retirer(self._ligne(qui), par=None)
        self.modele.refuser(qui, "retiree")

    @precondition(lambda self: self.modele.offres())
    @rule()
    def expirer(self):
        """The clock goes just past the last of them: those that it makes then stand a day more."""
        offres = Attente.objects.filter(etat=Attente.Etat.PROPOSEE)
        assert attente.expirer_offres(
            maintenant=max(offre.expire_le for offre in offres) + timedelta(seconds=1)
        )
        self.modele.expirer()

    @rule(jours=JOURS, capacite=st.integers(0, 3))
    def changer_les_places(self, jours, capacite):
        if self.modele.changer(jours, capacite):
            actions.changer_capacite(self._pks(jours), capacite, par=None)
        else:
            with pytest.raises(actions.CapaciteTropBasse):
                actions.changer_capacite(self._pks(jours), capacite, par=None)

    @rule(jours=JOURS, ouvert=st.booleans())
    def fermer_ou_rouvrir(self, jours, ouvert):
        (actions.rouvrir_creneaux if ouvert else actions.fermer_creneaux)(
            self._pks(jours), par=None
        )
        self.modele.ouvrir(jours, ouvert)

    @rule(jour=st.sampled_from(["me", "lu", "je"]))
    def annuler_un_jour(self, jour):
        pks = list(
            Reservation.objects.filter(creneau=self.ville.creneaux[jour]).values_list(
                "pk", flat=True
            )
        )
        actions.annuler_reservations(pks, par=None, motif="Panne de chauffage")
        self.modele.annuler(jour)

    @rule(enfant=ENFANT)
    def desinscrire_ou_reinscrire(self, enfant):
        for inscription in Inscription.objects.filter(enfant=self.ville.enfants[enfant]).order_by(
            "activite"
        ):
            if enfant in self.modele.sortis:
                actions.prolonger(inscription, fin=None, par=None)
            else:
                actions.desinscrire(inscription, fin=date(2026, 12, 1), par=None)
        if enfant in self.modele.sortis:
            self.modele.sortis.remove(enfant)
        else:
            self.modele.sortir(enfant)

    @invariant()
    def tout_est_pareil(self):
        if not hasattr(self, "modele"):
            return
        noms = {pk: nom for nom, pk in self.ville.creneaux.items()}
        enfants = {enfant.pk: rang for rang, enfant in enumerate(self.ville.enfants)}
        reserves = {
            (enfants[e], noms[c])
            for e, c in Reservation.objects.values_list("enfant_id", "creneau_id")
        }
        assert reserves == self.modele.reserves
        assert {noms[p.pk]: (p.capacite, p.prises, p.ouvert) for p in Places.objects.all()} == {
            nom: (j.capacite, self.modele.prises(nom), j.ouvert)
            for nom, j in self.modele.jours.items()
        }
        lignes = list(Attente.objects.order_by("pk"))
        assert [
            (enfants[a.enfant_id], a.bloc, a.etat, sorted(noms[pk] for pk in a.creneaux))
            for a in lignes
        ] == [(a.enfant, a.bloc, a.etat, sorted(a.tenus)) for a in self.modele.file]
        attendent = [
            (ligne, a)
            for ligne, a in zip(lignes, self.modele.file, strict=True)
            if a.etat == EN_ATTENTE
        ]
        rangs = rangs_de([ligne for ligne, _a in attendent])
        assert [rangs[ligne.pk] for ligne, _a in attendent] == [
            self.modele.rang(a) for _ligne, a in attendent
        ]
        assert all(self.modele.libres(nom) >= 0 for nom in noms.values())

    def _ligne(self, qui):
        return Attente.objects.order_by("pk")[self.modele.file.index(qui)]

    def _pks(self, jours):
        return [self.ville.creneaux[jour] for jour in jours]


def test_the_engine_and_the_model_agree(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    classe = type("MachineDeCeTest", (Machine,), {"ville": Ville()})
    reglage = settings(
        max_examples=25,
        stateful_step_count=30,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(classe, settings=reglage)
