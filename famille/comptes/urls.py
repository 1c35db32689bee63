"""Sign-in, second factor, personal data: French addresses under allauth's names. What is not here
does not exist: no sign-up, no account linked by its owner, no sign-in by code."""

from allauth.account import views as compte
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import include, path, re_path

from .activation import vues as activation
from .alertes import vues as alertes
from .annuaire import vues as annuaire
from .connexion import vues as connexion
from .second_facteur import vues as facteur
from .sessions import vues as sessions

urlpatterns = [
    path("connexion/", connexion.connexion, name="account_login"),
    path("connexion/cle/", facteur.entrer_par_cle, name="mfa_login_webauthn"),
    path("connexion/annuaire/", annuaire.vers_l_annuaire, name="vers_l_annuaire"),
    path("connexion/annuaire/retour/", annuaire.retour_de_l_annuaire, name="retour_de_l_annuaire"),
    path("connexion/annuaire/sortie/", annuaire.sortie_de_l_annuaire, name="sortie_de_l_annuaire"),
    path("connexion/code/", facteur.seconde_etape, name="mfa_authenticate"),
    path("connexion/compte-ferme/", compte.account_inactive, name="account_inactive"),
    path(
        "connexion/adresse-a-confirmer/",
        compte.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("deconnexion/", annuaire.se_deconnecter, name="account_logout"),
    path("session/", sessions.session, name="session"),
    path("creer-un-compte/", activation.creer_un_compte, name="account_signup"),
    path("activation/<str:uidb36>/<str:cle>/", activation.activation, name="activation"),
    path("mot-de-passe-oublie/", compte.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe-oublie/envoye/",
        compte.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe-oublie/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        compte.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mes-donnees/mot-de-passe/", compte.password_change, name="account_change_password"),
    path("mes-donnees/mot-de-passe/choisir/", compte.password_set, name="account_set_password"),
    path("mes-donnees/adresse-e-mail/", compte.email, name="account_email"),
    path(
        "mes-donnees/adresse-e-mail/<str:key>/",
        connexion.confirmer_adresse,
        name="account_confirm_email",
    ),
    path(
        "mes-donnees/confirmer-mon-identite/", compte.reauthenticate, name="account_reauthenticate"
    ),
    path("mes-donnees/confirmer-mon-identite/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "mes-donnees/confirmer-mon-identite/cle/",
        facteur.prouver_une_cle,
        name="mfa_reauthenticate_webauthn",
    ),
    path("mes-donnees/appareils/", sessions.appareils, name="usersessions_list"),
    path("mes-donnees/appareils/<int:pk>/fermer/", sessions.fermer_session, name="fermer_session"),
    path(
        "mes-donnees/alertes/",
        include(
            [
                path("", alertes.mes_alertes, name="mes_alertes"),
                path("appareils/", alertes.abonner_appareil, name="abonner_appareil"),
                path("appareils/ici/", alertes.reconnaitre_appareil, name="reconnaitre_appareil"),
                path(
                    "appareils/renouveler/", alertes.renouveler_appareil, name="renouveler_appareil"
                ),
                path(
                    "appareils/<int:pk>/retirer/", alertes.retirer_appareil, name="retirer_appareil"
                ),
            ]
        ),
    ),
    path("retour-sms/<str:secret>/", alertes.retour_sms, name="retour_sms"),
    path(
        "mes-donnees/deux-etapes/",
        include(
            [
                path("", facteur.deux_etapes, name="mfa_index"),
                path("activer/", facteur.activer_totp, name="mfa_activate_totp"),
                path("desactiver/", totp.deactivate_totp, name="mfa_deactivate_totp"),
                path("cles/ajouter/", facteur.ajouter_cle, name="mfa_add_webauthn"),
                path("cles/<int:pk>/nommer/", facteur.nommer_cle, name="mfa_edit_webauthn"),
                path("cles/<int:pk>/retirer/", facteur.retirer_cle, name="mfa_remove_webauthn"),
                path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
                path(
                    "codes/nouveaux/",
                    codes.generate_recovery_codes,
                    name="mfa_generate_recovery_codes",
                ),
                path(
                    "codes/telecharger/",
                    codes.download_recovery_codes,
                    name="mfa_download_recovery_codes",
                ),
            ]
        ),
    ),
]
