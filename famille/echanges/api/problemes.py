"""What goes wrong, as RFC 9457 (`application/problem+json`), in French, quoting nothing."""

import json
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

TYPE = "application/problem+json"


class Probleme(Exception):
    """`code`: what a program tells it by; `detail`: the sentence, which says what to do."""

    def __init__(self, statut: int, code: str, detail: str, **entetes: str) -> None:
        super().__init__(code)
        self.statut, self.code, self.detail, self.entetes = statut, code, detail, entetes

    def reponse(self, **en_plus: Any) -> HttpResponse:
        corps = {
            "type": f"urn:portail-famille:{self.code}",
            "title": TITRES[self.statut],
            "status": self.statut,
            "detail": self.detail,
        }
        texte = json.dumps(corps | en_plus, ensure_ascii=False)
        return HttpResponse(texte, status=self.statut, content_type=TYPE, headers=self.entetes)


TITRES: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "Clé refusée",
    HTTPStatus.FORBIDDEN: "Clé insuffisante",
    HTTPStatus.NOT_FOUND: "Introuvable",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Question mal posée",
    HTTPStatus.TOO_MANY_REQUESTS: "Trop de questions",
}
# as the schema tells them, of every resource
DOCUMENTES = {
    int(statut): {
        "description": titre,
        "content": {
            TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "champs": {"type": "array", "items": {"type": "string"}},
                    },
                }
            }
        },
    }
    for statut, titre in TITRES.items()
    if statut != HTTPStatus.NOT_FOUND
}
SANS_CLE = (
    "Il manque une clé valable : envoyez l’en-tête « Authorization: Bearer pf_… », avec une clé qui"
    " n’est ni révoquée ni expirée."
)
MAL_POSEE = "Une valeur n’est pas de la forme attendue : « champs » dit laquelle."


def sans_cle() -> Probleme:
    return Probleme(401, "cle", SANS_CLE, **{"WWW-Authenticate": 'Bearer realm="api"'})


def sans_portee(titre: str) -> Probleme:
    return Probleme(
        403,
        "portee",
        f"Cette clé n’a pas le droit « {titre} » : demandez à l’administration du portail une clé"
        " qui l’a.",
    )


def trop(secondes: int) -> Probleme:
    return Probleme(
        429,
        "rythme",
        f"Trop de questions d’affilée : recommencez dans {secondes} secondes, et espacez-les.",
        **{"Retry-After": str(secondes)},
    )


def mal_posee(champ: str) -> Probleme:
    return Probleme(422, "question", f"La valeur de « {champ} » n’est pas de la forme attendue.")


def dire_les_problemes(api: NinjaAPI) -> None:
    """Every fault of a question is said this way."""

    def un_probleme(request: HttpRequest, probleme: Any) -> HttpResponse:
        return probleme.reponse()

    def introuvable(request: HttpRequest, erreur: Any) -> HttpResponse:
        return Probleme(404, "introuvable", "Rien ne porte ce numéro.").reponse()

    def invalide(request: HttpRequest, erreur: Any) -> HttpResponse:
        champs = sorted({str(une["loc"][-1]) for une in erreur.errors if une.get("loc")})
        return Probleme(422, "question", MAL_POSEE).reponse(champs=champs)

    api.add_exception_handler(Probleme, un_probleme)
    api.add_exception_handler(Http404, introuvable)
    api.add_exception_handler(ValidationError, invalide)
