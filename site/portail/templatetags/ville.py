"""The service that answers families, as the town names it, in a template's sentence; what the town
has opened. Of no context: a mail, a PDF and a fragment say it as a page does."""

from django import template

from famille.argent.factures.lecture import paiement_en_ligne
from famille.socle.ville import perimetre, service
from famille.socle.ville.lecture import en_tete

register = template.Library()
register.simple_tag(paiement_en_ligne)
register.simple_tag(lambda: service().le, name="le_service")  # le Pôle Familles
register.simple_tag(lambda: service().en_debut, name="Le_service")  # where a sentence begins
register.simple_tag(lambda: service().du, name="du_service")  # du Pôle Familles
register.simple_tag(lambda: service().au, name="au_service")  # au Pôle Familles
register.simple_tag(lambda: service().en_titre, name="nom_du_service")  # a title, a label
register.simple_tag(lambda: service().il, name="il_service")  # il, elle: in the sentence after
register.simple_tag(lambda: en_tete(service().il), name="Il_service")
register.simple_tag(lambda: service().le_la, name="le_la_service")  # after a verb: "appelez-la"
# de l’agglomération, de la commune: the border of the tariff
register.simple_tag(lambda: perimetre().du, name="du_perimetre")
register.simple_tag(lambda: perimetre().nom, name="nom_du_perimetre")
