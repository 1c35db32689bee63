"""A batch of quotients: written first, a line a household, then asked one by one by a long job that
may be killed, and goes on."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from demarches.models import (
    LotDeQuotients,
    QuotientDemande,
    ReglageQuotient,
    qui_l_ont_retire,
    qui_ont_donne_leur_accord,
)
from famille.echanges.api_particulier.client import ApiParticulier
from famille.echanges.api_particulier.personne import Personne
from famille.echanges.api_particulier.reponses import Echec, Issue, Quotient
from famille.models import Foyer, Rattachement, Travail, Utilisateur
from famille.socle.dire import compte, en_heure, en_mois
from famille.socle.erreurs import Refus
from famille.travaux.actions import AReprendre, lancer

from .actions import PLUTOT, ecarter_si_rien_ne_change, noter_l_echec, noter_le_quotient
from .application import EN_COURS
from .service import SANS_IDENTITE, api, des_adultes

PAR_SECONDE = 20  # that the service takes of one token
PAS = 5.0  # seconds of one slice of a wait: the job shows that it lives


class Cadence:
    """`souffler()` before each question."""

    def __init__(self) -> None:
        self.suivante = 0.0

    def souffler(self) -> None:
        maintenant = time.monotonic()
        if maintenant < self.suivante:
            time.sleep(self.suivante - maintenant)
        self.suivante = max(maintenant, self.suivante) + 1 / PAR_SECONDE


GENRE = "quotients-demandes"
DUREE = 25.0  # seconds of one task: the queue kills it at sixty (Q_CLUSTER)
ATTENTE_MAX = timedelta(
    minutes=2
)  # a longer one does not keep a worker: an agent takes it up again
ESSAIS = 3
PANNES_DE_SUITE = 10  # after which the service is taken to be down
A_DEMANDER = QuotientDemande.Issue.A_DEMANDER
FERME = (
    "API Particulier refuse nos questions : le jeton, l’habilitation ou le SIRET de la collectivité"
    " est en cause. Prévenez l’administration du portail ; ce qui est déjà trouvé est gardé."
)
EN_PANNE = (
    "API Particulier ne répond plus. Ce qui est déjà trouvé est gardé : reprenez ce lot plus tard,"
    " le reste sera demandé."
)
TOUT_REFUSE = (
    "API Particulier refuse nos questions l’une après l’autre, pour une raison que le portail ne"
    " connaît pas. Prévenez l’administration du portail ; ce qui est déjà trouvé est gardé :"
    " reprenez ce lot ensuite."
)
SUITES_DITES: dict[str, tuple[str, str]] = {
    "": ("à appliquer", "à appliquer"),
    QuotientDemande.Suite.INCHANGE: ("déjà au dossier", "déjà au dossier"),
    QuotientDemande.Suite.REFUSE: ("laissé comme avant", "laissés comme avant"),
    QuotientDemande.Suite.APPLIQUE: ("déjà appliqué", "déjà appliqués"),
    QuotientDemande.Suite.ANNULE: ("annulé", "annulés"),
}
PERSONNE = "Aucun foyer n’est à demander : personne n’a donné son accord."
DEJA = "Un lot est en cours : attendez qu’il finisse, ou reprenez-le."


@transaction.atomic
def commencer(mois: date, *, accord_seul: bool, par: Utilisateur) -> LotDeQuotients:
    """Refus: the service is not set, another batch is under way, or there is nobody to ask for."""
    if api() is None:
        raise Refus("Le portail ne peut pas demander de quotient : son réglage manque.")
    # two agents at once: there is no batch to lock before the first
    list(ReglageQuotient.objects.select_for_update().values_list("pk"))
    dernier = LotDeQuotients.objects.first()
    if dernier and a_reprendre(dernier):
        raise Refus(DEJA)
    lot = LotDeQuotients.objects.create(mois=mois, accord_seul=accord_seul, par=par)
    lignes = [
        QuotientDemande(lot=lot, foyer_id=cle, par=par)
        for cle in _foyers(accord_seul=accord_seul).values_list("pk", flat=True)
    ]
    if not lignes:
        raise Refus(PERSONNE)
    QuotientDemande.objects.bulk_create(lignes, batch_size=500)
    _lancer(lot, par=par)
    return lot


def _foyers(*, accord_seul: bool) -> QuerySet[Foyer]:
    """Those with a child today; who has taken his leave back is never asked for."""
    jour = timezone.localdate()
    enfants = Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), foyer=OuterRef("pk"), debut__lte=jour
    )
    ouverts = Foyer.objects.ouverts().filter(Exists(enfants)).exclude(qui_l_ont_retire())
    return ouverts.filter(qui_ont_donne_leur_accord()) if accord_seul else ouverts


def a_reprendre(lot: LotDeQuotients) -> bool:
    """Whether some of its lines are still to ask."""
    return lot.lignes.filter(issue=A_DEMANDER).exists()


@transaction.atomic
def relancer(lot: LotDeQuotients, *, par: Utilisateur) -> None:
    """What is left is asked by a new job; those of which nothing was answered too. Refus: nothing
    is left, or the former job still works."""
    lot = LotDeQuotients.objects.select_for_update().get(pk=lot.pk)
    if lot.travail and lot.travail.etat in EN_COURS:
        raise Refus(DEJA)
    muettes = lot.lignes.filter(issue__in=QuotientDemande.SANS_REPONSE)
    muettes.update(issue=A_DEMANDER, essais=0, par_adulte=[])
    if not a_reprendre(lot):
        raise Refus("Tout est déjà demandé.")
    _lancer(lot, par=par)


def _lancer(lot: LotDeQuotients, *, par: Utilisateur) -> None:
    titre = f"Quotients de {en_mois(lot.mois)} demandés à la CAF et à la MSA"
    lot.travail = lancer(GENRE, titre, {"lot": lot.pk}, par=par)
    lot.save(update_fields=["travail"])


def executer(travail: Travail, avancer: Callable[[int, int], None]) -> dict[str, Any]:
    """Each line is written once answered: killed, the job asks again one line at most."""
    service, lot = api(), LotDeQuotients.objects.get(pk=travail.parametres["lot"])
    if service is None:
        raise Refus("Le réglage d’API Particulier a été retiré : rien n’est demandé.")
    tour = _Tour(service, lot, avancer)
    while ligne := tour.prochaine():
        tour.demander(ligne)
    return {"phrase": bilan(lot)}


def bilan(lot: LotDeQuotients) -> str:
    """What was found, and where each stands: some are applied already."""
    trouvees = lot.lignes.filter(issue=QuotientDemande.Issue.TROUVE)
    suites = Counter(trouvees.values_list("suite", flat=True))
    if not suites:
        return "Aucun quotient trouvé."
    dites = [compte(suites[une], *mots) for une, mots in SUITES_DITES.items() if suites[une]]
    phrase = compte(suites.total(), "quotient trouvé", "quotients trouvés")
    return f"{phrase} : {', '.join(dites)}."


class _Tour:
    """One task's part of the job."""

    def __init__(
        self, service: ApiParticulier, lot: LotDeQuotients, avancer: Callable[[int, int], None]
    ) -> None:
        self.service, self.lot, self.avancer = service, lot, avancer
        self.cadence, self.pannes = Cadence(), 0
        self.fin = time.monotonic() + DUREE
        self.total = lot.lignes.count()

    def prochaine(self) -> QuotientDemande | None:
        """The next line, the failed ones last. AReprendre: this task has worked long enough."""
        restent = self.lot.lignes.filter(issue=A_DEMANDER)
        faits = self.total - restent.count()
        self.avancer(faits, self.total)
        ligne = restent.select_related("foyer").order_by("essais", "pk").first()
        if ligne:
            self._attendre(faits)
        return ligne

    def _attendre(self, faits: int) -> None:
        """As long as the service wants, and the job shows that it lives."""
        while self.lot.attendre and (reste := self.lot.attendre - timezone.now()) > timedelta():
            self._souffler_le_travail()
            time.sleep(min(reste.total_seconds(), PAS))
            self.avancer(faits, self.total)
        self._souffler_le_travail()

    def _souffler_le_travail(self) -> None:
        if time.monotonic() > self.fin:
            raise AReprendre

    def demander(self, ligne: QuotientDemande) -> None:
        """Its adults in turn: one of two is the allocataire."""
        echecs: list[tuple[str, Echec]] = []
        for prenom, qui in des_adultes(ligne.foyer):
            try:
                trouve = self._question(qui)
            except Echec as echec:
                echecs.append((prenom, echec))
                if echec.issue not in PLUTOT:
                    break
            else:
                self._noter(ligne, trouve)
                return
        self._noter_l_echec(ligne, echecs or [("", Echec(Issue.INCONNU, SANS_IDENTITE))])

    def _question(self, qui: Personne) -> Quotient:
        self.cadence.souffler()
        trouve = self.service.quotient(qui, self.lot.mois)
        self.pannes = 0
        return trouve

    def _noter(self, ligne: QuotientDemande, trouve: Quotient) -> None:
        if self._tient(ligne):
            noter_le_quotient(ligne, trouve)
            ecarter_si_rien_ne_change(ligne)

    def _tient(self, ligne: QuotientDemande) -> bool:
        """Of two runs of the job, the first that is answered writes."""
        return self.lot.lignes.filter(pk=ligne.pk, issue=A_DEMANDER).exists()

    def _noter_l_echec(self, ligne: QuotientDemande, echecs: list[tuple[str, Echec]]) -> None:
        """`echecs`: of each adult asked, the last one last: what it says of the service counts."""
        _qui, echec = echecs[-1]
        if echec.issue is Issue.FERME:
            raise Refus(FERME)
        if echec.issue in (Issue.DOUBLE, Issue.REFUSE, Issue.PANNE):
            self.pannes += 1
        elif echec.code != SANS_IDENTITE:  # the service has answered
            self.pannes = 0
        if echec.attendre:
            self._remettre(echec.attendre)
        if echec.issue in (Issue.TROP, Issue.DOUBLE, Issue.PANNE):
            self._reessayer(ligne, echecs)
        elif self._tient(ligne):
            noter_l_echec(ligne, echecs)
        if self.pannes >= PANNES_DE_SUITE:
            raise Refus(TOUT_REFUSE if echec.issue is Issue.REFUSE else EN_PANNE)

    def _remettre(self, secondes: float) -> None:
        """The service wants to be left in peace: every run of the job obeys."""
        self.lot.attendre = timezone.now() + timedelta(seconds=secondes)
        self.lot.save(update_fields=["attendre"])
        if timedelta(seconds=secondes) > ATTENTE_MAX:
            raise Refus(
                "API Particulier demande d’attendre. Ce qui est déjà trouvé est gardé : reprenez ce"
                f" lot après {en_heure(self.lot.attendre)}."
            )

    def _reessayer(self, ligne: QuotientDemande, echecs: list[tuple[str, Echec]]) -> None:
        """At the end of the batch; a few times, but where we were only too quick."""
        if echecs[-1][1].issue is not Issue.TROP:
            ligne.essais += 1
        if ligne.essais >= ESSAIS and self._tient(ligne):
            noter_l_echec(ligne, echecs)
        else:
            self.lot.lignes.filter(pk=ligne.pk).update(essais=ligne.essais)
