"""The registrations that come from another software, beside the families
(famille.mouvements.reprise)."""

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris
from famille.mouvements.reprise.export.tables import TableExportee, cle_d_enfant, enfants_exportes
from famille.socle.texte import normaliser
from reservations.models import Activite, Inscription


class EcrivainDInscriptions(Ecrivain[Inscription]):
    modele = Inscription
    champs = {"fin": "fin"}
    jours = ("debut", "fin")

    def preparer(self, objets: list[Objet]) -> None:
        self.activites: dict[str, set[Activite]] = defaultdict(set)
        for activite in Activite.objects.select_related("structure"):
            for nom in (str(activite), activite.nom):
                self.activites[normaliser(nom)].add(activite)
        self.siennes: dict[tuple[int, int], list[Inscription]] = defaultdict(list)
        enfants = {objet.enfant() for objet in objets if objet.enfant()}
        for une in Inscription.objects.filter(enfant__in=enfants).order_by("debut", "pk"):
            self.siennes[une.enfant_id, une.activite_id].append(une)
        self.dites: dict[tuple[str, int], list[Inscription]] = defaultdict(list)

    def trouver(self, objet: Objet) -> Inscription | None:
        activite, debut = self._activite(objet), self._debut(objet)
        siennes = self.siennes[objet.enfant(), activite.pk] if activite else []
        return next((une for une in reversed(siennes) if une.debut == debut), None)

    def _activite(self, objet: Objet) -> Activite | None:
        """The only activity of that name, with its centre or without; None for none, or several."""
        trouvees = self.activites.get(normaliser(objet.lu.get("activite", "")), set())
        return next(iter(trouvees)) if len(trouvees) == 1 else None

    def _debut(self, objet: Objet) -> date:
        return self.valeur(objet, "debut") or self.lot.jour

    def juger(self, objet: Objet) -> None:
        activite, debut, fin = self._activite(objet), self._debut(objet), self.valeur(objet, "fin")
        if activite is None:
            raise CaseFautive(
                "Aucune activité de ce nom, ou plusieurs : écrivez-la comme dans « Centres »,"
                " « Activités », avec sa structure.",
                "activite",
            )
        if fin and fin < debut:
            raise CaseFautive("La fin de l’inscription vient avant son début.", "fin")
        if objet.connue:
            return
        dites = self.dites[objet.ligne.donnees["de"]["enfant"], activite.pk]
        if any(
            (une.fin is None or une.fin >= debut) and (fin is None or une.debut <= fin)
            for une in (*dites, *self.siennes[objet.enfant(), activite.pk])
        ):
            raise CaseFautive("Cet enfant est déjà inscrit à cette activité ces jours-là.", "debut")
        dites.append(Inscription(debut=debut, fin=fin))

    def nouveau(self, objet: Objet) -> Inscription:
        return Inscription(
            enfant_id=objet.enfant(),
            activite=self._activite(objet),
            debut=self._debut(objet),
            fin=self.valeur(objet, "fin"),
            par=self.lot.par,
        )


INSCRIPTION = SujetRepris(
    "inscription",
    "Inscription",
    "inscriptions",
    (
        Champ("activite", "Activité", cases.texte(200), "activite, nom activite", exige=True),
        Champ(
            "debut",
            "Inscrit à partir du",
            cases.jour,
            "debut inscription, date debut, date inscription, inscrit le, debut",
            exige=True,
        ),
        Champ(
            "fin",
            "Inscrit jusqu’au",
            cases.jour,
            "fin inscription, date fin, date desinscription, fin",
            exige=True,
        ),
    ),
    EcrivainDInscriptions,
    de=("enfant",),
    identite=("activite", "debut"),
    sous=("inscription",),
)


def _inscriptions() -> QuerySet[Inscription]:
    """Today's, and those to come."""
    jour = timezone.localdate()
    vivantes = Inscription.objects.filter(Q(fin=None) | Q(fin__gte=jour))
    return vivantes.filter(enfant__in=enfants_exportes()).select_related("activite__structure")


INSCRIPTIONS = TableExportee(
    "inscription",
    "Inscriptions",
    "enfant",
    "activite, debut, fin",
    _inscriptions,
    lambda une: [cle_d_enfant(une.enfant_id), str(une.activite), une.debut, une.fin],
)
