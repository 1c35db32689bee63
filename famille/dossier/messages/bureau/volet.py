"""A household's conversations, on the agents' page of it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from famille.dossier.foyers.bureau.volets import DERNIERS, Fait, GesteOffert, Volet, combien
from famille.dossier.messages.actions_agents import DROIT
from famille.dossier.messages.lecture import MOTS
from famille.models import Fil
from famille.socle.dire import compte

MONTREES = 30
SANS_REPONSE = "message sans réponse", "messages sans réponse"


class VoletMessages(Volet):
    code, titre, ordre, permission = "messages", "Messages", 50, DROIT
    gabarit = "famille/messages/bureau/_du_foyer.html"

    def lire(self) -> None:
        fils = self.foyer.fils.select_related("agent").order_by("-dernier_le", "-pk")
        self.fils: list[Fil] = list(fils[: MONTREES + 1])

    def nombre(self) -> str:
        return combien(len(self.fils), MONTREES)

    def en_cours(self) -> list[str]:
        attendent = sum(fil.etat == Fil.Etat.A_TRAITER for fil in self.fils)
        return [compte(attendent, *SANS_REPONSE)] if attendent else []

    def gestes(self) -> list[GesteOffert]:
        return [GesteOffert(30, "Écrire", reverse("boite:nouveau", args=[self.foyer.pk]))]

    def faits(self) -> list[Fait]:
        return [_fait(fil) for fil in self.fils[:DERNIERS]]

    def contexte(self) -> dict[str, Any]:
        faits = [_fait(fil) for fil in self.fils[:MONTREES]]
        return {"faits": faits, "encore": len(self.fils) > MONTREES}


def _fait(fil: Fil) -> Fait:
    mot, teinte = MOTS[Fil.Etat(fil.etat)]
    return Fait(
        timezone.localdate(fil.dernier_le),
        f"Message « {fil.sujet} »",
        "À traiter" if fil.etat == Fil.Etat.A_TRAITER else mot,
        teinte,
        reverse("boite:fil", args=[fil.pk]),
    )
