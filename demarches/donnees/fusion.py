"""What becomes of demandes when two files are merged (famille.dossier.fusion)."""

from django.db.models import QuerySet

from demarches.models import AccordCaisses, Demande, QuotientDemande, VueDeCampagne
from famille.dossier.fusion.registre import SUIVRE, LigneDApercu, Regle, Salle, Union
from famille.models import Enfant, Foyer, Rattachement, Responsable
from famille.socle.dire import enumerer

OUVERTES = (Demande.Statut.EN_ATTENTE, Demande.Statut.A_COMPLETER)


class SalleDesDemandes(Salle):
    regles = {
        (Demande, "foyer"): SUIVRE,
        (Demande, "enfant"): SUIVRE,
        (VueDeCampagne, "foyer"): Regle(comme=("campagne",)),
        (AccordCaisses, "foyer"): SUIVRE,
        (QuotientDemande, "foyer"): SUIVRE,
    }

    def obstacles(self, union: Union) -> list[str]:
        """The answers name adults and children by key: open demandes are decided first."""
        if isinstance(union.garde, Foyer):
            return []
        numeros = [str(une.numero) for une in _ouvertes(union).order_by("numero")]
        if not numeros:
            return []
        qui = "de cet enfant" if isinstance(union.garde, Enfant) else "de cet adulte"
        raison = (
            f"Une réponse est attendue de vous ou de la famille ({enumerer(numeros)}), et elle"
            f" peut parler {qui} : répondez-y d’abord, puis recommencez."
        )
        return [raison]

    def apercu(self, union: Union) -> list[LigneDApercu]:
        if not isinstance(union.garde, Foyer):
            return []
        deux = [
            Demande.objects.filter(foyer=foyer.pk).exclude(statut=Demande.Statut.BROUILLON).count()
            for foyer in (union.garde, union.autre)
        ]
        return [LigneDApercu("Demandes", *(str(nombre) for nombre in (*deux, sum(deux))))]


def _ouvertes(union: Union) -> QuerySet[Demande]:
    if isinstance(union.autre, Responsable):
        foyers = [union.autre.foyer_id]
    else:
        foyers = list(
            Rattachement.objects.filter(enfant=union.autre.pk).values_list("foyer", flat=True)
        )
    return Demande.objects.filter(foyer__in=foyers, statut__in=OUVERTES)
