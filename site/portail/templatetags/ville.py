"""The service that answers families, as the town names it, in a template's sentence; what the town
has opened. Of no context: a mail, a PDF and a fragment say it as a page does."""

from django import template

from famille.factures.lecture import paiement_en_ligne
from famille.socle.ville import perimetre, service
from famille.socle.ville.noms import en_tete

register = template.Library()
register.simple_tag(paiement_en_ligne)


@register.simple_tag
def le_service() -> str:
    """ "le Pôle Familles"."""
    return service().le


@register.simple_tag(name="Le_service")
def le_service_en_tete() -> str:
    """ "Le Pôle Familles", where a sentence begins."""
    return service().en_debut


@register.simple_tag
def du_service() -> str:
    """ "du Pôle Familles"."""
    return service().du


@register.simple_tag
def au_service() -> str:
    """ "au Pôle Familles"."""
    return service().au


@register.simple_tag
def nom_du_service() -> str:
    """ "Pôle Familles", without its article: a title, a label."""
    return service().en_titre


@register.simple_tag
def il_service() -> str:
    """ "il" or "elle": the service, in the sentence after."""
    return service().il


@register.simple_tag(name="Il_service")
def il_service_en_tete() -> str:
    return en_tete(service().il)


@register.simple_tag
def le_la_service() -> str:
    """ "le" or "la", after a verb: "appelez-la"."""
    return service().le_la


@register.simple_tag
def du_perimetre() -> str:
    """ "de l’agglomération", "de la commune": the border of the tariff."""
    return perimetre().du


@register.simple_tag
def nom_du_perimetre() -> str:
    return perimetre().nom
