"""The demo town's own pages: accounts, mailbox, telephones, bank, FranceConnect, CAF,
trésorerie, payments. Never in production
(portail.urls includes them if DEMO)."""

from django.urls import path

from . import vues
from .alertes import vues as vues_alertes
from .banque import vues as vues_banque
from .caf import vues as vues_caf
from .franceconnect import vues as vues_fc
from .paiement import vues as vues_paiement
from .tresorerie import vues as vues_tresorerie

app_name = "demo"
urlpatterns = [
    path("", vues.comptes, name="comptes"),
    path("codes/", vues.codes, name="codes"),
    path("alertes/", vues_alertes.alertes, name="alertes"),
    path("alertes/abonner/", vues_alertes.abonner, name="abonner"),
    path("alertes/push/<str:jeton>/", vues_alertes.push, name="push"),
    path("alertes/sms/", vues_alertes.sms, name="sms"),
    path("banque/", vues_banque.banque, name="banque"),
    path("banque/avis.xml", vues_banque.avis, name="banque_avis"),
    path("caf/v3/dss/quotient_familial/identite", vues_caf.identite, name="caf_identite"),
    path(
        "caf/v3/dss/quotient_familial/france_connect",
        vues_caf.france_connect,
        name="caf_france_connect",
    ),
    path(
        "franceconnect/.well-known/openid-configuration",
        vues_fc.configuration,
        name="franceconnect_configuration",
    ),
    path("franceconnect/jwks", vues_fc.jwks, name="franceconnect_jwks"),
    path("franceconnect/authorize", vues_fc.authorize, name="franceconnect_authorize"),
    path("franceconnect/token", vues_fc.token, name="franceconnect_token"),
    path("franceconnect/userinfo", vues_fc.userinfo, name="franceconnect_userinfo"),
    path("franceconnect/session/end", vues_fc.fin, name="franceconnect_fin"),
    path("tresorerie/", vues_tresorerie.tresorerie, name="tresorerie"),
    path("tresorerie/acquit.xml", vues_tresorerie.acquit, name="tresorerie_acquit"),
    path("tresorerie/retour.xml", vues_tresorerie.retour, name="tresorerie_retour"),
    path("paiement/<uuid:idop>/", vues_paiement.paiement, name="paiement"),
    path("courriels/", vues.courriels, name="courriels"),
    path("courriels/<str:cle>/", vues.courriel, name="courriel"),
    path("courriels/<str:cle>/html/", vues.courriel_html, name="courriel_html"),
]
