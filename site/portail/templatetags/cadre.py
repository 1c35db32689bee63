"""{% cadre "composants/haut.html" %}: a piece of the frame, kept (portail.cache.cadre_garde)."""

from django import template

from portail.cache.cadre_garde import rendre

register = template.Library()
register.simple_tag(rendre, takes_context=True, name="cadre")
