"""Who may enter what. The first line that names an address decides; `*` stands for the rest of a
name."""

PERSONNE, PARENT = "personne", "parent"
AGENT, DIRECTRICE, REDACTRICE, ADMINISTRATEUR = (
    "agent",
    "directrice",
    "redactrice",
    "administrateur",
)
REGISSEUR, SANTE_SEULE = "regisseur", "sante_seule"
ANIMATRICE = "animatrice"
LECTEUR = "lecteur"  # of figures and of kitchens' orders: no name

# role -> fixture of tests/conftest.py
ROLES = {
    PERSONNE: None,
    PARENT: "famille_martin",
    AGENT: "agent",
    DIRECTRICE: "directrice",
    REDACTRICE: "redactrice",
    ADMINISTRATEUR: "administrateur",
    REGISSEUR: "regisseur",
    ANIMATRICE: "animatrice",
    LECTEUR: "lecteur",
    SANTE_SEULE: "sante_seule",  # rights to read that are nothing by themselves
}
TOUS = frozenset(ROLES)
CONNECTES = TOUS - {PERSONNE}
PERSONNEL = CONNECTES - {PARENT}
AGENTS = frozenset({AGENT})
COMMUNICATION = frozenset({REDACTRICE})
ADMINISTRATION = frozenset({ADMINISTRATEUR})
REGIE = frozenset({REGISSEUR})
AUCUN: frozenset[str] = frozenset()
PAYEURS_TENUS = (
    *("payeur_nouveau", "payeur_modifier", "droit_nouveau", "part_refusee"),
    "recu_payeur_repris",
)
PAYEURS_LUS = (
    *("payeurs", "payeurs_exporter", "payeur", "droit_payeur"),
    *("releve_payeur", "releve_fichier", "releve_chorus"),
)

TABLE = [
    # Open to everybody, one by one.
    ("sante", TOUS),
    ("session", TOUS),  # seconds left of one’s own session; 0 for nobody
    ("sante_detail", ADMINISTRATION),  # and by a key or an address (tests/portail/test_etat.py)
    ("etat_du_portail", ADMINISTRATION),
    ("mise_en_service_fichier", AUCUN),  # a superuser's: it writes what every role sets
    ("mise_en_service*", ADMINISTRATION),
    ("rapport_csp", TOUS),
    ("affluence", TOUS),  # one's place in the waiting room; nobody's is none
    ("api:openapi-json", TOUS),
    ("api:*", AUCUN),  # by a key (tests/famille/api/test_porte.py)
    # the town's choice (tests/reservations/test_donnees_ouvertes.py)
    ("donnees_ouvertes", AUCUN),
    ("metriques", AUCUN),  # by a key or an address (tests/portail/test_metriques.py)
    ("renouveler_appareil", TOUS),  # a browser, by its former address, which it alone knows
    # the provider of SMS, by a secret (tests/comptes/alertes/test_mes_alertes.py)
    ("retour_sms", AUCUN),
    ("account_login", TOUS),
    # where the town has a directory (tests/comptes/annuaire); else 404
    ("vers_l_annuaire", AUCUN),
    ("retour_de_l_annuaire", AUCUN),
    ("sortie_de_l_annuaire", AUCUN),
    # where the town has FranceConnect (tests/famille/franceconnect); else 404
    ("vers_franceconnect", AUCUN),
    ("retour_de_franceconnect", AUCUN),
    ("sortie_de_franceconnect", AUCUN),
    ("franceconnect_inconnu", AUCUN),
    ("relier_franceconnect", AUCUN),
    ("delier_franceconnect", CONNECTES),  # of one's own account; 404 without FranceConnect
    ("mfa_authenticate", TOUS),
    ("mfa_login_webauthn", TOUS),
    ("account_inactive", TOUS),
    ("account_email_verification_sent", TOUS),
    ("account_logout", TOUS),
    ("account_signup", TOUS),
    ("activation", TOUS),
    ("account_reset_password", TOUS),
    ("account_reset_password_done", TOUS),
    ("account_reset_password_from_key", TOUS),
    ("account_confirm_email", TOUS),
    ("cms_pages:aide_ecran", TOUS),
    ("cms_pages:avis", TOUS),
    ("cms_pages:recherche", TOUS),
    ("cms_pages:plan_du_site", TOUS),
    ("cms_pages:couleurs", TOUS),
    ("cms_pages:menus", TOUS),
    ("cms_pages:menus_du", TOUS),
    ("cms_pages:media", TOUS),
    ("cms_pages:manifeste", TOUS),
    ("cms_pages:hors_connexion", TOUS),  # kept on the phone: nobody's data
    ("cms_pages:service_worker", TOUS),
    ("cms_pages:icone_180", TOUS),
    ("cms_pages:icone_192", TOUS),
    ("cms_pages:icone_512", TOUS),
    ("cms_pages:icone_masquable", TOUS),
    ("famille:conservation", TOUS),  # how long things are kept: nobody's data
    ("flux_agenda", TOUS),  # by its secret address
    ("retour_paiement", TOUS),  # tells nothing: leads to a page of its own
    ("notification_paiement", TOUS),
    ("porte_gestion", TOUS),
    ("porte_mot_de_passe", TOUS),
    ("porte_pages", TOUS),
    ("wagtail_serve", TOUS),
    ("robots", TOUS),
    ("sitemap", TOUS),
    ("wagtaildocs_serve", TOUS),
    ("wagtaildocs_authenticate_with_password", TOUS),
    ("wagtailcore_authenticate_with_password", TOUS),
    # Shadowed by our doors: what answers there is the door.
    ("wagtailadmin_login", TOUS),
    ("wagtailcore_login", TOUS),
    ("wagtailadmin_password_reset", TOUS),
    ("wagtailadmin_password_reset_done", TOUS),
    ("wagtailadmin_password_reset_confirm", TOUS),
    ("wagtailadmin_password_reset_complete", TOUS),
    # The signed link of a reminder is its own right.
    ("famille:contester_adresse", TOUS),
    # The code of a letter is its own right.
    ("famille:invitation", TOUS),
    ("famille:invitation_code", TOUS),
    ("famille:invitation_adresse", TOUS),
    ("reservations:rappel", TOUS),
    ("reservations:annuler_depuis_le_rappel", TOUS),
    ("reservations:confirmer_le_rappel", TOUS),
    # Any account, its own data only.
    ("accueil_connecte", CONNECTES),
    ("mes_donnees", CONNECTES),
    ("mes_telephones", CONNECTES),
    ("mon_identite", CONNECTES),
    ("mes_alertes", CONNECTES),
    ("abonner_appareil", CONNECTES),
    ("reconnaitre_appareil", CONNECTES),
    ("retirer_appareil", CONNECTES),
    ("account_*", CONNECTES),
    ("mfa_*", CONNECTES),
    ("usersessions_list", CONNECTES),
    ("fermer_session", CONNECTES),
    ("famille:*", CONNECTES),
    ("demarches:*", CONNECTES),
    ("caisses:*", CONNECTES),
    ("reservations:*", CONNECTES),
    # The admin's frame: nothing of a family, nothing to edit.
    ("wagtailadmin_home", PERSONNEL),
    ("aide_du_bureau", PERSONNEL),
    ("porte_compte", PERSONNEL),
    ("wagtailadmin_account", PERSONNEL),  # shadowed by porte_compte
    ("wagtailadmin_logout", PERSONNEL),
    ("porte_deconnexion", PERSONNEL),
    ("wagtailadmin_sprite", PERSONNEL),
    ("wagtailadmin_dismissibles", PERSONNEL),
    ("wagtailadmin_javascript_catalog", PERSONNEL),
    ("wagtail_modeladmin:javascript_catalog", PERSONNEL),
    ("gestion/test404/", PERSONNEL),
    ("gestion/^.*/$", PERSONNEL),
    # Wagtail lets whoever enters the admin pick a page, picture or task, and read the history of
    # what he may see.
    ("wagtailadmin_api:*", PERSONNEL),
    ("wagtailadmin_choose_page*", PERSONNEL),
    ("wagtailadmin_tag_*", PERSONNEL),
    ("wagtailadmin_editing_sessions:*", PERSONNEL),
    ("wagtailadmin_block_preview", PERSONNEL),
    ("wagtailadmin_workflows:task_chooser", PERSONNEL),
    ("wagtailadmin_workflows:task_chooser_results", PERSONNEL),
    ("wagtailadmin_workflows:task_chooser_create", PERSONNEL),
    ("wagtailadmin_workflows:task_chosen", PERSONNEL),
    ("wagtailadmin_reports:site_history*", PERSONNEL),
    # only redirects to the history, which refuses
    ("wagtailadmin_pages:revisions_index", PERSONNEL),
    # asks whether a page waits for approval
    ("wagtailadmin_pages:confirm_workflow_cancellation", PERSONNEL),
    ("wagtailembeds:*", PERSONNEL),
    # What is picked comes from a collection that one may pick from: communication’s.
    ("wagtaildocs_chooser:create", COMMUNICATION),
    ("wagtaildocs_chooser:chosen", COMMUNICATION),
    ("wagtaildocs_chooser:*", PERSONNEL),
    ("wagtailimages_chooser:create", COMMUNICATION),
    ("wagtailimages_chooser:chosen", COMMUNICATION),
    ("wagtailimages_chooser:select_format", COMMUNICATION),
    ("wagtailimages_chooser:*", PERSONNEL),
    ("menus:*", COMMUNICATION),
    # Families and their demandes: agents.
    # with the right to read health only (tests/famille/journal/test_sante_lue.py)
    ("foyers_modeladmin_sante", AUCUN),
    ("foyers_modeladmin_tenir_la_sante", AUCUN),
    # with its own right only (tests/famille/identites/test_identite.py)
    ("foyers_modeladmin_identite", AUCUN),
    ("foyers_modeladmin_*", AGENTS),
    ("recherche", AGENTS | REGIE),
    ("recherche_resultats", AGENTS | REGIE),
    ("factures:corriger", AGENTS),
    ("factures:*", AGENTS | REGIE),
    ("boite:*", AGENTS),
    # Money: the régie.
    ("regie:*", REGIE),
    ("etapes-de-relance_modeladmin_*", REGIE),
    ("invitations:*", AGENTS),
    ("ecoles:*", AGENTS),
    ("onde", AGENTS),
    ("onde_lignes", AGENTS),
    ("export_des_familles", ADMINISTRATION),
    ("acces_a_confirmer", AGENTS),
    ("confirmer_acces", AGENTS),
    ("trancher_la_contestation", AGENTS),
    ("acces_du_mois", ADMINISTRATION),  # numbers of files, no name
    ("journal_acces*", ADMINISTRATION),  # numbers of files, no name
    ("demandes_modeladmin_*", AGENTS),
    ("demandes_places*", AGENTS),
    ("reinscriptions*", AGENTS),
    ("quotients_transmis*", AGENTS),
    ("reponses-types_modeladmin_*", AGENTS),
    # Activities, openings, créneaux, exports: agents. Who directs a centre is an access right:
    # administration.
    ("structures_modeladmin_index", AGENTS | ADMINISTRATION),
    ("structures_modeladmin_history", AGENTS | ADMINISTRATION),
    ("structures_modeladmin_delete", AUCUN),
    ("structures_modeladmin_*", ADMINISTRATION),
    ("activites_modeladmin_delete", AUCUN),
    ("activites_modeladmin_*", AGENTS),
    ("ouvertures_modeladmin_*", AGENTS),
    ("fermetures_modeladmin_*", AGENTS),
    ("inscriptions_modeladmin_*", AGENTS),
    ("reglements_modeladmin_*", AGENTS),
    ("periodes-scolaires_modeladmin_*", AGENTS),
    ("jours-feries_modeladmin_*", AGENTS),
    # Prices are voted: agents read them, administration types them.
    ("tarifs_modeladmin_index", AGENTS | ADMINISTRATION),
    ("tarifs_modeladmin_inspect", AGENTS | ADMINISTRATION),
    ("tarifs_modeladmin_history", AGENTS | ADMINISTRATION),
    ("tarifs_modeladmin_delete", AUCUN),
    ("tarifs_modeladmin_*", ADMINISTRATION),
    ("criteres-de-priorite_modeladmin_index", AGENTS | ADMINISTRATION),
    ("criteres-de-priorite_modeladmin_history", AGENTS | ADMINISTRATION),
    ("criteres-de-priorite_modeladmin_delete", AUCUN),
    ("criteres-de-priorite_modeladmin_*", ADMINISTRATION),
    ("baremes-de-creche_modeladmin_index", AGENTS | ADMINISTRATION),
    ("baremes-de-creche_modeladmin_history", AGENTS | ADMINISTRATION),
    ("baremes-de-creche_modeladmin_delete", AUCUN),
    ("baremes-de-creche_modeladmin_*", ADMINISTRATION),
    ("planning:cloture", AGENTS | ADMINISTRATION),  # counts, no name
    ("planning:cloture_sante", ADMINISTRATION),
    ("planning:creche", AGENTS | ADMINISTRATION),
    # A job is for who may do its work: the one of the walk is agents’. The régie has its own
    # (test_regie_ecrans.py).
    ("planning:*", AGENTS),
    ("travaux:*", AGENTS),
    ("reprise:*", ADMINISTRATION),
    ("listes:garder", PERSONNEL),
    ("listes:oublier", AGENTS),  # one’s own
    ("reservations_bureau:grille_collee", ADMINISTRATION),
    ("reservations_bureau:grille_reprise", ADMINISTRATION),
    *((f"reservations_bureau:{nom}", REGIE) for nom in PAYEURS_TENUS),
    *((f"reservations_bureau:{nom}", AGENTS | REGIE) for nom in PAYEURS_LUS),
    ("reservations_bureau:reduction_nouvelle", REGIE),
    ("reservations_bureau:reduction*", AGENTS | REGIE),
    ("reservations_bureau:chiffres_enfants", AGENTS),
    ("reservations_bureau:chiffres_effectif", AGENTS),
    ("reservations_bureau:chiffres_occupation", AGENTS),
    ("reservations_bureau:chiffres*", AGENTS | {LECTEUR}),
    ("reservations_bureau:*", AGENTS),
    # Presence lists: each director those of her centres (404 elsewhere), whoever plans those of
    # all. What keeps one child safe: her director, or the right to read health beside
    # (test_feuille_de_presence.py).
    *(
        (f"presences:{nom}", frozenset({DIRECTRICE, ANIMATRICE}))
        for nom in ("enfant", "pai", "soins", "registre", "retirer_soin", "cuisine_a_part")
    ),
    ("presences:cuisine", AGENTS | {DIRECTRICE, ANIMATRICE, LECTEUR}),
    ("presences:*", AGENTS | {DIRECTRICE, ANIMATRICE}),
    # Staff accounts, groups, sites, workflows, settings of démarches: administration.
    ("porte_actions_groupees", AUCUN),
    ("porte_erreur", AUCUN),
    ("wagtailadmin_error_test", AUCUN),
    ("communes_modeladmin_*", ADMINISTRATION),
    ("reglages-des-demarches_modeladmin_delete", AUCUN),
    ("reglages-des-demarches_modeladmin_*", ADMINISTRATION),
    ("wagtailusers_*", ADMINISTRATION),
    # What the town's other software reads, and is told.
    ("cles_api:*", ADMINISTRATION),
    ("webhooks:*", ADMINISTRATION),
    ("wagtailsites:*", ADMINISTRATION),
    ("wagtailadmin_workflows:*", ADMINISTRATION),
    # The town's identity and old addresses: both.
    ("wagtailsettings:*", COMMUNICATION | ADMINISTRATION),
    ("wagtailredirects:*", COMMUNICATION | ADMINISTRATION),
    ("import_de_redirections", COMMUNICATION | ADMINISTRATION),
    # Pages, help, pictures, public documents: communication.
    ("wagtailadmin_explore*", COMMUNICATION),
    ("wagtailadmin_pages:*", COMMUNICATION),
    ("wagtail_bulk_action", COMMUNICATION),
    ("wagtailadmin_collections:*", COMMUNICATION),
    ("wagtailadmin_reports:*", COMMUNICATION),
    ("rapport_aide*", COMMUNICATION),
    ("wagtailsnippets:index", COMMUNICATION),
    ("wagtaildocs:*", COMMUNICATION),
    ("wagtailimages:*", COMMUNICATION),
    # The words that editors wrote; a report of what is searched, which is kept nowhere.
    ("wagtailsearchpromotions:chooser*", PERSONNEL),
    ("wagtailsearchpromotions:search_terms*", AUCUN),
    ("wagtailsearchpromotions:*", COMMUNICATION),
    # The demo town only (settings.DEMO).
    ("demo:comptes", TOUS),
    ("demo:codes", TOUS),
    ("demo:alertes", TOUS),
    ("demo:abonner", CONNECTES),
    ("demo:push", TOUS),
    ("demo:sms", TOUS),
    ("demo:caf_identite", AUCUN),  # the pretend CAF answers a key alone
    # by a token of the pretend FranceConnect, which is there where the settings name it
    ("demo:caf_france_connect", AUCUN),
    ("demo:franceconnect_*", AUCUN),
    ("demo:banque", TOUS),
    ("demo:banque_avis", TOUS),
    ("demo:tresorerie", TOUS),
    ("demo:tresorerie_acquit", TOUS),
    ("demo:tresorerie_retour", TOUS),
    ("demo:paiement", TOUS),
    ("demo:courriels", TOUS),
    ("demo:courriel", TOUS),
    ("demo:courriel_html", TOUS),
]
