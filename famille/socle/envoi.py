"""How a private file leaves, once a view has checked who asks for it
(docs/comprendre/fichiers.md)."""

from typing import Any, Protocol, TypeGuard
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import Storage
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header

# Saved, not shown: should a browser show it all the same, nothing in it runs.
BAC_A_SABLE = "default-src 'none'; frame-ancestors 'none'; sandbox"


class ChezUnTiers(Protocol):
    """What of S3's storage (storages.backends.s3) is asked here."""

    querystring_auth: bool

    def url(self, name: str, parameters: dict[str, Any] | None = None) -> str: ...


def est_chez_un_tiers(stockage: object) -> TypeGuard[ChezUnTiers]:
    """Whether this storage gives files itself, at addresses it signs: S3."""
    return hasattr(stockage, "querystring_auth")


def telecharger(stockage: Storage, nom: str, *, sous: str, type_mime: str) -> HttpResponseBase:
    """The file `nom` of `stockage`, saved by the browser under the name `sous`: from S3 an address
    signed for seconds, from a folder the file. Raises FileNotFoundError, from a folder."""
    if not est_chez_un_tiers(stockage):
        reponse = donner(stockage, nom, sous=sous, type_mime=type_mime, joint=True)
        return _dans_un_bac(reponse)
    signe = {
        "ResponseContentDisposition": content_disposition_header(True, sous),
        "ResponseContentType": type_mime,
    }
    return _sans_copie(HttpResponseRedirect(stockage.url(nom, parameters=signe)))


def a_enregistrer(reponse: HttpResponse, *, sous: str) -> HttpResponseBase:
    """A file made for this answer, with the headers of those that are kept: saved, not shown, run
    by nobody."""
    reponse.headers["Content-Disposition"] = content_disposition_header(True, sous)
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    return _sans_copie(_dans_un_bac(reponse))


def _dans_un_bac(reponse: Any) -> HttpResponseBase:
    """Under /gestion/ too, where the editor's looser policy would take its place
    (portail.middleware.entetes.CspGestion)."""
    reponse.headers["Content-Security-Policy"] = BAC_A_SABLE
    reponse.politique_stricte = True
    return reponse


def donner(
    stockage: Storage, nom: str, *, sous: str, type_mime: str, joint: bool = False
) -> HttpResponseBase:
    """The file from our own address, even from S3: its headers are ours. Where nginx may read the
    folder (ENVOI_INTERNE), nginx gives it, and no process of ours is held by a slow telephone.
    Raises FileNotFoundError."""
    if settings.ENVOI_INTERNE and not est_chez_un_tiers(stockage):
        if not stockage.exists(nom):
            raise FileNotFoundError(nom)
        reponse: HttpResponseBase = HttpResponse(content_type=type_mime)
        reponse.headers["X-Accel-Redirect"] = settings.ENVOI_INTERNE + quote(nom)
        if disposition := content_disposition_header(joint, sous):
            reponse.headers["Content-Disposition"] = disposition
    else:
        reponse = FileResponse(
            stockage.open(nom), as_attachment=joint, filename=sous, content_type=type_mime
        )
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    return _sans_copie(reponse)


def _sans_copie(reponse: HttpResponseBase) -> HttpResponseBase:
    reponse.headers["Cache-Control"] = "private, no-store"
    return reponse
