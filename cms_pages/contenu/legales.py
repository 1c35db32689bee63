"""The pages that the law asks for (D18). What only the town knows is a block "à compléter", listed
to its editors."""

from cms_pages.models import PageLegale

from .fiches import Fiche, a_completer, contact, encadre, tableau, texte, titre
from .legales_acces import accessibilite
from .legales_plans import auto_evaluation, plan_annuel, schema_pluriannuel


def pages_legales(ville):
    acces = [accessibilite(ville), auto_evaluation(), schema_pluriannuel(ville), plan_annuel()]
    return [_mentions(ville), _donnees(ville), *acces, _modalites(ville)]


def _mentions(ville):
    return Fiche(
        PageLegale,
        "mentions-legales",
        "Mentions légales",
        "Qui édite ce portail, qui l’héberge, et à qui s’adresser.",
        corps=[
            titre("Éditeur"),
            texte(
                f"<p>Ce portail est édité par {ville.nom}. Le Pôle Familles en assure le fonctionnement.</p>"
            ),
            contact(),
            a_completer(
                "adresse du siège, numéro SIREN, et nom de la personne responsable de la publication."
            ),
            titre("Hébergement"),
            a_completer(
                "nom, adresse et téléphone de l’hébergeur, ou « hébergé par la collectivité »."
            ),
            titre("Logiciel"),
            texte(
                "<p>Le portail repose sur « Portail Famille », un logiciel libre publié sous la licence AGPL, "
                "version 3 ou "
                "ultérieure : chacun peut en lire, en vérifier et en réutiliser le code.</p>"
            ),
            titre("Contenus et images"),
            texte(
                "<p>Les textes peuvent être cités en indiquant leur source. Les dessins du guide et des pages "
                "d’information "
                "ont été réalisés pour ce portail. Le logo de la collectivité ne peut être réutilisé sans son "
                "accord.</p>"
            ),
            titre("Signaler une erreur"),
            texte(
                "<p>Une page fausse, un lien cassé, un texte difficile à comprendre ? Écrivez au Pôle Familles.</p>"
            ),
        ],
    )


def _donnees(ville):
    return Fiche(
        PageLegale,
        "donnees-personnelles",
        "Données personnelles",
        "Ce que nous savons de vous, pourquoi, combien de temps, et comment y regarder.",
        corps=[
            encadre(
                "<p>Vos informations servent à accueillir vos enfants et à vous répondre. Elles ne sont ni vendues, ni "
                "utilisées pour de la publicité.</p>",
                "en deux phrases",
            ),
            titre("Qui est responsable"),
            texte(
                f"<p>{ville.nom} est responsable de ce traitement, nécessaire à l’exécution d’une mission d’intérêt "
                "public "
                "(article 6, paragraphe 1, point e du règlement général sur la protection des données).</p>"
            ),
            a_completer(
                "nom ou fonction, adresse et courriel de la personne déléguée à la protection des données."
            ),
            titre("Ce qui est conservé"),
            tableau(
                "Les informations, leur usage et leurs lecteurs",
                ("Information", "À quoi elle sert", "Qui la lit"),
                (
                    "Foyer, adresse, téléphones",
                    "Tenir votre dossier et vous joindre",
                    "Votre foyer, le Pôle Familles",
                ),
                (
                    "Enfants, école, classe",
                    "Les inscrire et les accueillir",
                    "Votre foyer, le Pôle Familles, les équipes",
                ),
                ("Pièces envoyées", "Vérifier une demande", "Votre foyer, le Pôle Familles"),
                ("Quotient familial", "Calculer vos tarifs", "Votre foyer, le Pôle Familles"),
                (
                    "Trace des connexions",
                    "Protéger votre compte",
                    "Vous, l’administration du portail",
                ),
            ),
            texte(
                "<p>Nous ne vous redemandons pas ce que nous avons déjà. Pour une famille séparée, chacun a son "
                "foyer : "
                "l’adresse, le quotient et les documents de l’un ne sont jamais montrés à l’autre.</p>"
            ),
            titre("Combien de temps"),
            texte(
                "<p>Chaque information est gardée le temps que la collectivité a décidé, puis supprimée : la page "
                '<a href="/durees-de-conservation/">Durées de conservation</a> le dit, information par information.</p>'
            ),
            a_completer(
                "la date à laquelle ces durées ont été validées avec les archives départementales."
            ),
            titre("Vos droits"),
            texte(
                "<p>Vous pouvez consulter vos informations et les faire corriger. Depuis "
                '<a href="/mes-donnees/">Mes données personnelles</a>, vous pouvez en télécharger une copie et en '
                "demander l’effacement. Vous pouvez aussi demander la limitation de leur usage, ou vous y opposer. "
                "Écrivez au Pôle Familles, ou à la personne déléguée à la protection des "
                "données. Si la réponse ne vous satisfait pas, vous pouvez vous adresser à la CNIL : "
                '<a href="https://www.cnil.fr/fr/plaintes">www.cnil.fr</a>, ou 3 place de Fontenoy, TSA 80715, 75334 '
                "Paris "
                "cedex 07.</p>"
            ),
            titre("Cookies"),
            texte(
                "<p>Deux cookies seulement, indispensables : l’un pour votre connexion, l’autre pour protéger les "
                "formulaires. Aucune mesure d’audience, aucun service d’un tiers : c’est pourquoi nous ne vous "
                "demandons pas "
                "d’en accepter.</p>"
            ),
            titre("Sécurité"),
            texte(
                "<ul><li>Les échanges avec le portail sont chiffrés.</li>"
                "<li>Les agents se connectent en deux étapes.</li>"
                "<li>Chaque consultation de votre dossier par un agent est enregistrée.</li>"
                "<li>Les pièces envoyées passent à l’antivirus et ne sont jamais accessibles par une adresse "
                "publique.</li></ul>"
            ),
        ],
    )


def _modalites(ville):
    return Fiche(
        PageLegale,
        "modalites",
        "Modalités d’utilisation",
        "Ce que le portail permet, ce qu’il vous demande, et ce que vaut une démarche faite ici.",
        corps=[
            titre("À qui s’adresse le portail"),
            texte(
                f"<p>Aux familles qui ont un dossier au Pôle Familles de {ville.nom}. L’utiliser est gratuit, et ce "
                "n’est "
                "jamais obligatoire : chaque démarche peut se faire au guichet, par téléphone ou par courrier.</p>"
            ),
            titre("Votre compte"),
            texte(
                "<p>Le Pôle Familles le crée ; vous l’activez avec un lien personnel. Votre mot de passe ne doit "
                "être connu "
                "que de vous : ne le prêtez pas, même à un proche. Prévenez le Pôle Familles si quelqu’un a pu s’en "
                "servir.</p>"
                "<p>Après deux heures sans activité, vous êtes déconnecté. Vos démarches commencées sont "
                "conservées.</p>"
            ),
            titre("Ce que vaut une démarche en ligne"),
            texte(
                "<p>Une démarche envoyée ici a la même valeur qu’une demande écrite. Un accusé de réception vous est "
                "envoyé "
                "aussitôt : il porte la date et l’heure de réception, le service qui la traite, le délai de réponse, "
                "et ce "
                "que vaut l’absence de réponse passé ce délai.</p>"
                "<p>Seule l’heure de réception par le portail fait foi. Un brouillon non envoyé n’est pas une "
                "demande.</p>"
            ),
            titre("Ce que nous vous demandons"),
            texte(
                "<ul><li>Donner des informations exactes, et les tenir à jour. Une fausse déclaration peut être punie "
                "(articles 441-6 et 441-7 du code pénal).</li>"
                "<li>N’envoyer que des documents qui vous concernent, vous et votre foyer.</li>"
                "<li>Rester courtois avec les agents, qui le sont avec vous.</li></ul>"
            ),
            titre("Disponibilité"),
            texte(
                "<p>Le portail est ouvert jour et nuit. Il peut être arrêté un moment pour entretien, annoncé autant "
                "que "
                "possible par un bandeau. Si un arrêt vous empêche d’agir avant une date limite, prévenez le Pôle "
                "Familles : "
                "il en tiendra compte.</p>"
            ),
            titre("Changements"),
            texte(
                "<p>Ces modalités peuvent évoluer. La date de leur dernière mise à jour est en bas de cette page.</p>"
            ),
        ],
    )
