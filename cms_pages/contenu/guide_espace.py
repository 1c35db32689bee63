"""Chapter "Mon espace": the dashboard, the family, one's own data."""

from cms_pages.models import AidePage

from .fiches import Dessin, Fiche, encadre, etapes, questions, schema, texte, titre
from .guide_consommation import ma_consommation
from .guide_documents import mes_documents
from .guide_factures import mes_factures
from .guide_messages import mes_messages
from .guide_papiers import documents_du_portail


def mon_espace():
    return Fiche(
        AidePage,
        "mon-espace",
        "Mon espace",
        "Ce que vous voyez une fois connecté, et comment le lire.",
        enfants=[
            _tableau_de_bord(),
            _ma_famille(),
            mes_messages(),
            mes_documents(),
            documents_du_portail(),
            *ma_consommation(),
            mes_factures(),
            _mes_donnees(),
        ],
    )


def _tableau_de_bord():
    return Fiche(
        AidePage,
        "tableau-de-bord",
        "Le tableau de bord",
        "Votre page d’accueil : ce qui vous attend, ce qui est en cours, ce qui vient d’arriver.",
        corps=[
            schema(
                "tableau-de-bord",
                "En haut, ce que vous avez à faire ; dessous, vos démarches en cours, leur suivi et votre famille.",
            ),
            titre("Ce qu’on y trouve"),
            texte(
                "<ul><li><b>À faire</b> : un encadré, tout en haut, quand une réponse ou une pièce est attendue de "
                "vous.</li>"
                "<li><b>Démarches en cours</b> : celles que vous avez commencées sans les envoyer. Touchez « "
                "Reprendre » "
                "pour continuer là où vous vous étiez arrêté.</li>"
                "<li><b>Suivi de mes démarches</b> : celles que vous avez envoyées, et où elles en sont.</li>"
                "<li><b>Ma famille</b> : votre foyer, et une page par enfant.</li>"
                "<li><b>Informations</b> : les dernières nouvelles du Pôle Familles.</li>"
                "<li><b>Démarches disponibles</b> : ce que vous pouvez faire en ligne.</li></ul>"
            ),
            titre("Les mots du suivi"),
            texte(
                "<ul><li><b>Brouillon</b> : commencée, pas encore envoyée.</li>"
                "<li><b>En attente de validation</b> : reçue, le Pôle Familles va l’étudier.</li>"
                "<li><b>À compléter</b> : il manque quelque chose ; touchez « Compléter ».</li>"
                "<li><b>Validée</b> : acceptée, votre dossier est à jour.</li>"
                "<li><b>Rejetée</b> : refusée ; la raison est écrite, et ce que vous pouvez faire.</li>"
                "<li><b>Retirée</b> : reprise par vous avant notre étude.</li>"
                "<li>Un message est <b>en attente de réponse</b>, puis <b>répondu</b>, puis <b>clos</b>.</li></ul>"
            ),
            encadre(
                "<p>Une rubrique vide ne s’affiche pas : votre tableau de bord ne montre que ce qui vous concerne.</p>",
            ),
        ],
        ecrans=("famille:tableau_de_bord",),
    )


def _ma_famille():
    return Fiche(
        AidePage,
        "ma-famille",
        "Ma famille",
        "Les informations que le Pôle Familles garde sur votre foyer et sur chacun de vos enfants.",
        corps=[
            schema("famille", "Une carte pour chaque adulte et pour chaque enfant du foyer."),
            titre("La page du foyer"),
            texte(
                "<p>Elle montre votre numéro de dossier, votre adresse, les responsables et les enfants. Le numéro de "
                "dossier est utile quand vous appelez le Pôle Familles.</p>"
            ),
            titre("La page d’un enfant"),
            texte(
                "<p>Touchez le prénom d’un enfant : son école et sa classe, chez qui il vit et quand, ce que vous "
                "autorisez, sa fiche sanitaire et qui l’a lue, et ce qui manque encore à son dossier. La couleur de "
                "son initiale est la même partout dans le portail.</p>"
            ),
            titre("Corriger une information"),
            questions(
                (
                    "L’adresse n’est plus la bonne.",
                    '<p>Faites la démarche <a href="page:aide/mes-demarches/changer-d-adresse">« Je déclare un '
                    "changement "
                    "d’adresse »</a>.</p>",
                ),
                (
                    "Un nom, une date ou une école est faux.",
                    "<p>Appelez le Pôle Familles, ou écrivez-lui : il corrige avec vous.</p>",
                ),
                (
                    "On me demande de confirmer un accès.",
                    "<p>Un agent vient de donner à quelqu’un l’accès à votre dossier ou à celui de votre enfant. Vous "
                    "le saviez ? Touchez « Oui, je confirme ». Sinon, ne confirmez pas et prévenez le Pôle Familles : "
                    "il peut le défaire.</p>",
                ),
                (
                    "Qui voit ces informations ?",
                    "<p>Les responsables de votre foyer, et les agents qui traitent votre dossier : chaque lecture est "
                    'écrite dans <a href="ecran:famille:consultations">Qui a consulté notre dossier</a>. Une autre '
                    "famille ne peut rien voir.</p>",
                ),
            ),
        ],
        ecrans=("famille:famille", "famille:enfant", "famille:historique", "famille:acces"),
    )


def _mes_donnees():
    return Fiche(
        AidePage,
        "mes-donnees-personnelles",
        "Mes données personnelles",
        "Changer votre adresse e-mail, votre mot de passe ou votre téléphone, et déconnecter un appareil perdu.",
        corps=[
            schema("donnees", "Une ligne par information, avec un lien pour la changer."),
            titre("Changer d’adresse e-mail"),
            etapes(
                (
                    "Écrivez la nouvelle adresse",
                    "<p>Dans « Mes données personnelles », touchez « Changer mon adresse e-mail ».</p>",
                ),
                (
                    "Confirmez-la",
                    "<p>Un message arrive à la nouvelle adresse. Suivez son lien : elle devient votre identifiant. "
                    "Jusque-là, l’ancienne reste valable.</p>",
                    Dessin("courriel", "Un courriel de confirmation."),
                ),
            ),
            titre("Changer de mot de passe"),
            texte(
                "<p>On vous demande l’actuel, puis le nouveau : 12 caractères au moins. Vous n’avez pas à le changer "
                "régulièrement, seulement si quelqu’un a pu le lire.</p>"
            ),
            titre("Changer de téléphone"),
            texte(
                "<p>Un numéro à jour nous permet de vous joindre si votre enfant est malade : pensez-y.</p>"
            ),
            titre("Un appareil perdu ou volé ?"),
            texte(
                "<p>« Appareils connectés » montre où votre compte est ouvert. Touchez « Déconnecter » à côté de celui "
                "que vous "
                "ne reconnaissez pas, puis changez de mot de passe.</p>"
            ),
            titre("Emporter une copie, ou tout effacer"),
            texte(
                '<p><a href="ecran:famille:mes_copies">Télécharger mes données</a> prépare une copie de tout ce que le '
                "portail sait de vous. Un e-mail vous prévient ; vous avez un jour pour la prendre, puis elle est "
                "supprimée.</p><p>Pour fermer votre compte et effacer votre dossier, une démarche vous dit d’abord ce "
                'qui disparaît et ce qui doit rester. Les <a href="ecran:famille:conservation">durées de '
                "conservation</a> sont publiques.</p>"
            ),
        ],
        ecrans=(
            "mes_donnees",
            "famille:mes_copies",
            "famille:conservation",
            "demarches:presentation/effacement-des-donnees",
            "demarches:etape/effacement-des-donnees/effacement",
            "mes_telephones",
            "account_email",
            "account_change_password",
            "usersessions_list",
            "account_reauthenticate",
        ),
    )
