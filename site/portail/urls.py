"""Every address of the site. The public pages come last: Wagtail answers what nothing else does."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from cms_pages.pages.vues import plan_pour_les_moteurs, robots
from demarches.caisses.accords import cartes
from famille.argent.paiement.vues import notification_paiement, retour_paiement
from famille.comptes.annuaire.vues import se_deconnecter
from famille.comptes.connexion.vues import (
    accueil_connecte,
    introuvable,
    vers_la_connexion,
    vers_le_mot_de_passe_oublie,
)
from famille.dossier.foyers.vues import ma_famille
from famille.echanges.api.montage import adresses as adresses_de_l_api
from famille.urls import urlpatterns as pages_de_la_famille
from reservations.api.ouvertes import donnees_ouvertes
from reservations.apres.vues.agenda import flux_agenda

from .affluence.porte import affluence
from .etat.vues import sante, sante_detail
from .metriques.vues import metriques
from .surveillance.rapports_csp import rapport_csp
from .vues import MonCompte, page_des_familles

# The household page shows what a higher room knows of it.
_MA_FAMILLE = path("ma-famille/", ma_famille, {"quotients_a_demander": cartes}, name="famille")
_FAMILLE = [_MA_FAMILLE, *pages_de_la_famille]

urlpatterns = [
    path("sante/", sante, name="sante"),
    path("sante/detail/", sante_detail, name="sante_detail"),
    path("metriques/", metriques, name="metriques"),
    path("affluence/", affluence, name="affluence"),
    path("rapport-csp/", rapport_csp, name="rapport_csp"),
    # What other software reads, by its own keys (docs/comprendre/api.md).
    path("api/v1/", adresses_de_l_api()),
    path("donnees-ouvertes/<slug:jeu>.csv", donnees_ouvertes, name="donnees_ouvertes"),
    path("mon-espace/", accueil_connecte, {"page": page_des_familles}, name="accueil_connecte"),
    path("", include("famille.comptes.urls")),
    path("", include("famille.mouvements.franceconnect.urls")),
    path("", include("famille.dossier.identites.urls")),
    path("", include((_FAMILLE, "famille"))),
    path("demarches/", include("demarches.suivi.urls")),
    path("mon-quotient/", include("demarches.caisses.urls")),
    path("reservations/", include("reservations.urls")),
    # Outside of the family's pages: a telephone reads it without signing in.
    path("agenda/<str:jeton>.ics", flux_agenda, name="flux_agenda"),
    # Where the payment provider sends the browser back, and its server's word: neither is believed
    # (D15).
    path("paiement/retour/<slug:reference>/", retour_paiement, name="retour_paiement"),
    path("paiement/notification/", notification_paiement, name="notification_paiement"),
    path("", include("cms_pages.urls")),
    # Named by Wagtail and read by robots at these very addresses.
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", plan_pour_les_moteurs, name="sitemap"),
    # Wagtail's own doors know no second factor: they lead to ours, and so come before what they
    # close (docs/comprendre/acces.md).
    path("gestion/login/", vers_la_connexion, name="porte_gestion"),
    # Wagtail's signs out on a GET
    path("gestion/logout/", se_deconnecter, name="porte_deconnexion"),
    # Wagtail's raises an exception on demand
    path("gestion/failwhale/", introuvable, name="porte_erreur"),
    re_path(r"^gestion/password_reset/", vers_le_mot_de_passe_oublie, name="porte_mot_de_passe"),
    path("_util/login/", vers_la_connexion, name="porte_pages"),
    re_path(r"^gestion/bulk/famille/utilisateur/", introuvable, name="porte_actions_groupees"),
    # An agent’s name signs decisions: he does not change it himself.
    path(
        "gestion/account/",
        never_cache(require_admin_access(MonCompte.as_view())),
        name="porte_compte",
    ),
    path("gestion/", include(wagtailadmin_urls)),
    path("documents-publics/", include(wagtaildocs_urls)),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))
# The address of a page in another language begins with its code; AccueilPage.route reads it.
urlpatterns += i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False)

handler400 = "portail.vues.demande_illisible"
handler404 = "portail.vues.introuvable"
handler500 = "portail.vues.erreur_interne"
