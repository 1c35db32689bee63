"""What a page may load and where its forms go (Content-Security-Policy)."""

from collections.abc import Iterable

from django.utils.csp import CSP


def politique(*, images: Iterable[str], formulaires: Iterable[str]) -> dict[str, list[str]]:
    """The strict one; the admin has a looser one (portail.middleware.entetes.CspGestion). `images`,
    `formulaires`: origins besides the portal's own, for pictures and for forms that are sent."""
    return {
        "default-src": [CSP.NONE],
        "script-src": [CSP.SELF],
        "style-src": [CSP.SELF],
        "img-src": [CSP.SELF, "data:", *images],
        "font-src": [CSP.SELF],
        "connect-src": [CSP.SELF],
        "form-action": [CSP.SELF, *formulaires],
        "frame-src": [CSP.SELF],
        "manifest-src": [CSP.SELF],
        "worker-src": [CSP.SELF],
        "object-src": [CSP.NONE],
        "frame-ancestors": [CSP.NONE],
        "base-uri": [CSP.NONE],
        "report-to": ["csp"],  # where it leads: portail.middleware.entetes.EntetesSurs
        "report-uri": ["/rapport-csp/"],
    }
