"""The screens that a help page can explain (G32).

A key names a screen: "famille:enfant", or, for a démarche,
"demarches:presentation/changement-adresse" and "demarches:etape/changement-adresse/justificatif".
"""

from famille.socle.ville.phrases import dit

ECRANS = {
    "Votre compte": {
        "account_login": "Se connecter",
        "activation": "Activer son compte",
        "account_reset_password": "Mot de passe oublié",
        "account_reset_password_done": "Mot de passe oublié : le lien est envoyé",
        "account_reset_password_from_key": "Choisir un nouveau mot de passe",
        "account_logout": "Se déconnecter",
        "mes_donnees": "Mes données personnelles",
        "mes_telephones": "Changer de téléphone",
        "mes_alertes": "Choisir ses alertes",
        "account_reauthenticate": "Confirmer son mot de passe",
        "famille:mes_copies": "Télécharger mes données",
        "famille:conservation": "Les durées de conservation",
        "account_email": "Changer d’adresse e-mail",
        "account_change_password": "Changer de mot de passe",
        "usersessions_list": "Mes appareils connectés",
    },
    "Votre famille": {
        "famille:tableau_de_bord": "Tableau de bord",
        "famille:famille": "Ma famille",
        "famille:enfant": "La page d’un enfant",
        "famille:historique": "L’historique de mon dossier",
        "famille:consultations": "Qui a consulté notre dossier",
        "famille:acces": "Les accès à confirmer",
        "famille:messages": "Mes messages",
        "famille:fil": "Une conversation",
        "famille:ecrire": dit("Écrire {au_service}"),
        "famille:documents": "Mes documents",
        "famille:papiers": "Les documents du portail",
        "famille:apercu": "L’aperçu d’un document",
        "famille:supprimer_document": "Supprimer un document",
        "famille:document": "Un document",
        "famille:factures": "Mes factures",
        "famille:facture": "Une facture",
        "famille:question_facture": "Une question sur une facture",
        "famille:payer": "Payer mes factures",
        "famille:payer_echeance": "Payer une échéance",
        "famille:paiement": "Mon paiement",
        "famille:recu": "Un reçu de paiement",
        "famille:attestation_fiscale": "L’attestation fiscale",
        "famille:mandat": "Un mandat de prélèvement",
        "reservations:attestation": "Une attestation de présence",
        "reservations:consommation": "La consommation du mois",
        "reservations:consommation_du_mois": "La consommation d’un autre mois",
        "reservations:creche": "Le tarif de la crèche",
        "reservations:soins": "Les soins donnés à mes enfants",
    },
    "Vos réservations": {
        "reservations:calendrier": "Le calendrier",
        "reservations:recapitulatif": "Vérifier sa demande de réservation",
        "reservations:repetition": "Réserver plusieurs semaines",
        "reservations:demandes": "Mes demandes de réservation",
        "reservations:demande": "Une demande de réservation",
        "reservations:accuse": "L’accusé de réception d’une réservation",
        "reservations:suite": "Ce qui empêche de réserver",
        "reservations:attentes": "Ma liste d’attente",
        "reservations:attente": "Une place attendue ou proposée",
        "reservations:absences": "Prévenir d’une absence",
        "reservations:ouvertures": "Prochaines ouvertures",
        "reservations:agenda": "Dans mon agenda",
        "reservations:rappel": "Le rappel d’une semaine réservée",
    },
    "Vos démarches": {
        "demarches:liste": "La liste des démarches",
        "demarches:presentation": "La présentation d’une démarche",
        "demarches:etape": "Une étape d’une démarche",
        "demarches:annuler": "Annuler une démarche",
        "demarches:demande": "Le suivi d’une demande",
        "demarches:retirer": "Retirer une demande",
        "demarches:accuse": "L’accusé de réception",
        "demarches:decision": "La décision d’une demande",
    },
    "Les agents": {
        "wagtailadmin_home": "L’accueil de la gestion",
        "recherche": "La recherche des agents",
        "foyers_modeladmin_index": "Foyers",
        "foyers_modeladmin_inspect": "La page d’une famille",
        "foyers_modeladmin_create": "Ouvrir un dossier",
        "foyers_modeladmin_doublons": "Doublons possibles",
        "demandes_modeladmin_index": "Demandes",
        "demandes_modeladmin_inspect": "Une demande",
        "demandes_modeladmin_saisir": "Saisir pour une famille",
        "demandes_places": "Demandes de place",
        "reponses-types_modeladmin_index": "Réponses types",
        "boite:liste": "Messages",
        "boite:fil": "Une conversation avec une famille",
        "boite:nouveau": "Écrire à une famille",
        "planning:envois": "Messages groupés",
        "planning:envoi_nouveau": "Un nouveau message groupé",
        "planning:creneaux": "Créneaux",
        "planning:evenements": "Événements",
        "planning:exports": "Exports",
        "planning:creche": "Estimer un tarif de crèche",
        "reservations_bureau:remplissage": "Remplissage",
        "reservations_bureau:jour": "Un jour du remplissage",
        "reservations_bureau:guichet": "Réserver pour une famille",
        "reservations_bureau:attentes": "Liste d’attente",
        "inscriptions_modeladmin_index": "Inscriptions",
        "ouvertures_modeladmin_index": "Ouvertures",
        "fermetures_modeladmin_index": "Fermetures",
        "activites_modeladmin_index": "Activités",
        "reglements_modeladmin_index": "Règlements",
        "periodes-scolaires_modeladmin_index": "Vacances et ponts",
        "jours-feries_modeladmin_index": "Jours fériés",
        "acces_a_confirmer": "Accès à confirmer",
        "invitations:liste": "Invitations",
        "invitations:nouvelle": "Inviter des familles",
        "ecoles:liste": "Écoles",
        "ecoles:nouvelle": "Ajouter une école",
        "ecoles:ecole": "Une école et ses classes",
        "ecoles:rapprochements": "Écoles et classes à rapprocher",
        "onde": "Comparer avec ONDE",
    },
    "Les directions de centre": {
        "presences:liste": "Listes de présence",
        "presences:feuille": "La feuille du jour",
        "presences:batiment": "Dans le bâtiment",
        "presences:registre": "Le registre des soins",
    },
    "La régie": {
        "planning:imports": "Consommations importées",
        "reservations_bureau:campagnes": "Campagnes",
        "factures:liste": "Factures",
        "factures:a_revoir": "Lignes à revoir",
        "regie:encaisser": "Encaisser",
        "regie:a_verifier": "À vérifier",
        "regie:remises": "Prélèvements",
        "regie:remboursements": "Remboursements",
        "regie:echeanciers": "Échéanciers",
        "regie:balance": "Balance âgée",
        "regie:tresor": "Trésor public",
        "regie:relances": "Relances",
        "regie:journal": "Journal de la régie",
    },
    "La communication": {
        "wagtailadmin_explore_root": "Pages",
        "wagtailadmin_explore": "Les pages d’une rubrique",
        "wagtailadmin_pages:add": "Une nouvelle page",
        "wagtailadmin_pages:edit": "Modifier une page",
        "wagtailimages:index": "Images",
        "wagtailimages:add": "Une nouvelle image",
        "wagtailimages:edit": "Modifier une image",
        "wagtaildocs:index": "Documents",
        "wagtaildocs:add": "Un nouveau document",
        "wagtailsearchpromotions:index": "Résultats mis en avant",
        "wagtailsearchpromotions:add": "Mettre un résultat en avant",
        "wagtailredirects:index": "Redirections",
        "rapport_aide": "Avis sur l’aide",
    },
    "L’administration": {
        "export_des_familles": "Exporter tous les dossiers",
        "planning:annee_scolaire": "Calendrier scolaire",
        "planning:modeles": "Une activité toute prête",
        "reservations_bureau:grille_collee": "Coller une grille tarifaire",
        "wagtailsettings:edit": "Paramètres",
        "reglages-des-demarches_modeladmin_index": "Démarches",
        "structures_modeladmin_index": "Structures",
        "tarifs_modeladmin_index": "Tarifs",
        "baremes-de-creche_modeladmin_index": "Barèmes de crèche",
        "communes_modeladmin_index": "Communes",
        "wagtailusers_users:index": "Comptes du personnel",
        "wagtailusers_users:add": "Un nouveau compte",
        "wagtailusers_users:edit": "Modifier un compte",
        "wagtailusers_groups:index": "Groupes",
        "reprise:liste": "Reprise des familles",
        "reprise:reprise": "Une reprise",
        "reprise:doublons": "Les doublons d’une reprise",
        "cles_api:liste": "Clés d’API",
        "cles_api:nouvelle": "Faire une clé d’API",
        "cles_api:cle": "Une clé d’API",
        "webhooks:liste": "Webhooks",
        "webhooks:nouveau": "Ajouter un webhook",
        "webhooks:modifier": "Modifier un webhook",
        "webhooks:webhook": "Un webhook",
        "journal_acces": "Journal des consultations",
        "acces_du_mois": "Accès du mois",
    },
    "Les pages publiques": {
        "cms_pages:recherche": "La recherche",
        "cms_pages:plan_du_site": "Le plan du site",
    },
}
RECAPITULATIF = "recapitulatif"


def cle(ecran: str, code: str = "", etape: str = "") -> str:
    """The key of a screen, of a démarche's screen, or of one of its steps."""
    return "/".join(morceau for morceau in (ecran, code, etape) if morceau)


def choix_des_ecrans() -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped choices for the editors: the screens, then those of each démarche of the catalogue,
    step by step."""
    from demarches.catalogue import toutes  # not before the models are ready

    choix = [(groupe, list(ecrans.items())) for groupe, ecrans in ECRANS.items()]
    for code, demarche in toutes().items():
        etapes = {etape: formulaire.titre for etape, formulaire in demarche.etapes.items()}
        etapes.setdefault(RECAPITULATIF, "Récapitulatif")
        choix.append(
            (
                f"Démarche « {demarche.titre} »",
                [
                    (cle("demarches:presentation", code), "Présentation"),
                    *(
                        (cle("demarches:etape", code, etape), f"Étape : {titre}")
                        for etape, titre in etapes.items()
                    ),
                ],
            )
        )
    return choix
