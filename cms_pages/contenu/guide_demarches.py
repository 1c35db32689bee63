"""Chapter "Mes démarches": from the first page to the answer (G15, G23–G26)."""

from cms_pages.models import AidePage

from .fiches import Dessin, Fiche, bouton, encadre, etapes, questions, tableau, texte, titre
from .guide_informations import informations_du_foyer
from .guide_place import declarer_le_quotient, demander_une_place
from .guide_prelevement import payer_par_prelevement
from .guide_suivi import completer, suivre
from .guide_vie_quotidienne import vie_quotidienne

ADRESSE = "changement-adresse"


def mes_demarches():
    return Fiche(
        AidePage,
        "mes-demarches",
        "Mes démarches",
        "Commencer, enregistrer, reprendre, envoyer, puis suivre la réponse.",
        enfants=[
            _commencer(),
            _remplir(),
            _joindre(),
            _envoyer(),
            _annuler(),
            _changer_d_adresse(),
            informations_du_foyer(),
            demander_une_place(),
            declarer_le_quotient(),
            payer_par_prelevement(),
            suivre(),
            completer(),
            *vie_quotidienne(),
        ],
    )


def _commencer():
    return Fiche(
        AidePage,
        "commencer-une-demarche",
        "Commencer une démarche",
        "Choisissez, lisez ce qu’il faut préparer, et lancez-vous : rien n’est envoyé avant la fin.",
        corps=[
            etapes(
                (
                    "Ouvrez « Démarches »",
                    '<p>Dans le menu, ou par <a href="ecran:demarches:liste">ce lien</a>. Vos démarches commencées '
                    "sont en "
                    "haut, celles que vous pouvez faire en dessous.</p>",
                    Dessin(
                        "demarches",
                        "La liste des démarches : celles en cours d’abord, puis celles disponibles.",
                    ),
                ),
                (
                    "Lisez la présentation",
                    "<p>Elle dit à quoi sert la démarche, combien de temps elle prend et les pièces à préparer.</p>",
                ),
                (
                    "Touchez « Commencer »",
                    "<p>Un brouillon est créé. Il reste dans votre compte jusqu’à ce que vous l’envoyiez ou "
                    "l’annuliez.</p>",
                ),
            ),
            questions(
                (
                    "Que veut dire « prochainement disponible » ?",
                    "<p>La démarche arrive bientôt en ligne. En attendant, le Pôle Familles la fait avec vous.</p>",
                ),
                (
                    "Puis-je commencer deux fois la même démarche ?",
                    "<p>Oui, par exemple une pour chaque enfant. Chaque brouillon vit de son côté.</p>",
                ),
                (
                    "Quelqu’un peut-il la faire à ma place ?",
                    "<p>Un agent du Pôle Familles peut la saisir pour vous, au guichet ou par téléphone. Vous la "
                    "retrouvez "
                    "ensuite ici, avec le même accusé de réception.</p>",
                ),
            ),
        ],
        ecrans=("demarches:liste", "demarches:presentation"),
    )


def _remplir():
    return Fiche(
        AidePage,
        "enregistrer-et-reprendre",
        "Remplir, enregistrer et reprendre plus tard",
        "Une démarche se remplit page après page. Vous pouvez vous arrêter à tout moment.",
        corps=[
            titre("Les quatre boutons"),
            tableau(
                "À quoi sert chaque bouton",
                ("Bouton", "Ce qu’il fait"),
                ("Valider", "Vérifie la page, puis passe à la suivante."),
                (
                    "Enregistrer",
                    "Garde ce que vous avez écrit, même incomplet. Vous pouvez partir.",
                ),
                ("Précédent", "Revient à la page d’avant, sans rien perdre."),
                ("Annuler", "Supprime la démarche, après vous avoir demandé confirmation."),
            ),
            titre("S’arrêter et reprendre"),
            etapes(
                (
                    "Arrêtez-vous quand vous voulez",
                    "<p>La page s’enregistre toute seule pendant que vous écrivez, et l’heure s’affiche. Le bouton "
                    "« Enregistrer » fait la même chose à votre demande.</p>",
                    Dessin(
                        "enregistrer",
                        "Les boutons « Précédent » et « Enregistrer », en bas de la page.",
                    ),
                ),
                (
                    "Revenez quand vous êtes prêt",
                    "<p>Demain, ou dans un mois ; sur le téléphone ou sur l’ordinateur. Connectez-vous et touchez "
                    "« Reprendre », dans « Démarches en cours ».</p>",
                ),
                (
                    "Continuez là où vous en étiez",
                    "<p>Tout est là, y compris les fichiers déjà joints.</p>",
                ),
            ),
            encadre(
                "<p>Tant que la dernière page n’est pas validée, le Pôle Familles ne voit pas votre démarche et ne "
                "peut pas "
                "la traiter.</p>",
                "un brouillon n’est pas une demande",
                "attention",
            ),
        ],
        ecrans=("demarches:etape",),
    )


def _joindre():
    return Fiche(
        AidePage,
        "joindre-une-piece",
        "Joindre une pièce",
        "Un document ou une photo, depuis votre téléphone ou votre ordinateur.",
        corps=[
            etapes(
                (
                    "Préparez le document",
                    "<p>Un fichier PDF, ou une photo nette, bien éclairée, où tout se lit. Les quatre coins doivent se "
                    "voir.</p>",
                ),
                (
                    "Touchez « parcourez vos fichiers »",
                    "<p>Sur un téléphone, vous pouvez prendre la photo à ce moment-là. Sur un ordinateur, vous "
                    "pouvez aussi "
                    "glisser le fichier dans le cadre.</p>",
                    Dessin(
                        "deposer", "Un cadre où déposer le fichier, et dessous le fichier reçu."
                    ),
                ),
                (
                    "Vérifiez qu’il est arrivé",
                    "<p>Son nom et son poids s’affichent. Vous pouvez le retirer et en choisir un autre.</p>",
                ),
            ),
            tableau(
                "Ce qui est accepté",
                ("Critère", "Limite"),
                ("Formats", "PDF, JPEG, PNG, HEIC (photos d’iPhone)"),
                ("Poids", "10 Mo au plus par fichier"),
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Mon fichier est refusé.",
                    "<p>Le message dit pourquoi : trop lourd, ou pas du bon format. Pour une photo trop lourde, "
                    "choisissez "
                    "une taille plus petite au moment de l’envoi.</p>",
                ),
                (
                    "Que veut dire « en cours d’analyse » ?",
                    "<p>L’antivirus vérifie votre fichier. Continuez votre démarche sans attendre.</p>",
                ),
                (
                    "Qui peut voir mes pièces ?",
                    "<p>Vous et les agents qui traitent votre dossier. Le lieu où une photo a été prise est effacé du "
                    "fichier.</p>",
                ),
            ),
        ],
        ecrans=(f"demarches:etape/{ADRESSE}/justificatif",),
    )


def _envoyer():
    return Fiche(
        AidePage,
        "verifier-et-envoyer",
        "Vérifier et envoyer",
        "La dernière page reprend tout : relisez, corrigez, puis envoyez.",
        corps=[
            etapes(
                (
                    "Relisez le récapitulatif",
                    "<p>Chaque ligne a un lien « Modifier » qui ramène à la bonne page. Après correction, vous revenez "
                    "au récapitulatif.</p>",
                    Dessin(
                        "recapitulatif",
                        "Le récapitulatif : chaque réponse, avec un lien pour la modifier.",
                    ),
                ),
                (
                    "Envoyez",
                    "<p>Tout est vérifié une dernière fois. S’il manque quelque chose, vous êtes ramené à la page "
                    "concernée. "
                    "Un double appui n’envoie qu’une demande.</p>",
                ),
                (
                    "Gardez l’accusé de réception",
                    "<p>Il vous arrive par courriel et reste dans votre espace : la date et l’heure, le numéro de la "
                    "demande, le service qui la traite et la date de réponse. Vous pouvez l’imprimer.</p>",
                ),
            ),
            encadre(
                "<p>C’est l’heure de réception affichée sur l’accusé qui compte, pas celle de votre appareil.</p>",
            ),
        ],
        ecrans=(f"demarches:etape/{ADRESSE}/recapitulatif", "demarches:accuse"),
    )


def _annuler():
    return Fiche(
        AidePage,
        "annuler-une-demarche",
        "Annuler une démarche",
        "Vous avez changé d’avis avant d’envoyer ? Un brouillon se supprime en deux gestes.",
        corps=[
            etapes(
                (
                    "Touchez « Annuler la démarche »",
                    "<p>Le lien est en bas de chaque page de la démarche ; dans la liste, il s’appelle « Supprimer "
                    "».</p>",
                ),
                (
                    "Confirmez",
                    "<p>Le portail vous prévient : tout ce que vous y avez écrit, fichiers compris, sera effacé.</p>",
                    Dessin(
                        "annuler",
                        "Une question de confirmation, avec un bouton pour supprimer et un pour garder.",
                    ),
                ),
            ),
            encadre(
                "<p>Pour partir en gardant vos réponses, touchez « Enregistrer » au lieu d’« Annuler ».</p>",
                "annuler ne se rattrape pas",
                "urgence",
            ),
            texte(
                "<p>Une demande <b>déjà envoyée</b> ne s’annule pas ainsi : appelez le Pôle Familles, avec son "
                "numéro.</p>"
            ),
        ],
        ecrans=("demarches:annuler",),
    )


def _changer_d_adresse():
    return Fiche(
        AidePage,
        "changer-d-adresse",
        "Je déclare un changement d’adresse, pas à pas",
        "Environ 4 minutes, un justificatif, et votre dossier suit votre déménagement.",
        corps=[
            titre("Ce qu’il faut préparer"),
            texte(
                "<p>Un justificatif de votre nouveau domicile, au choix :</p>"
                "<ul><li>une facture d’électricité, de gaz ou d’internet de moins de 3 mois ;</li>"
                "<li>une quittance de loyer de moins de 3 mois ;</li>"
                "<li>la taxe foncière de l’année en cours.</li></ul>"
            ),
            titre("Les pages de la démarche"),
            etapes(
                (
                    "La nouvelle adresse",
                    "<p>Le numéro et la rue sur une ligne, le complément (bâtiment, étage) sur une autre. Puis la "
                    "date à "
                    "partir de laquelle vous y habitez, et qui déménage.</p>",
                    Dessin("etape", "Une page de la démarche, avec ses champs et ses boutons."),
                ),
                (
                    "Le justificatif",
                    "<p>Dites quel document vous envoyez et sa date : un document trop ancien est signalé tout de "
                    "suite. "
                    '<a href="page:aide/mes-demarches/joindre-une-piece">Joindre une pièce</a> explique le reste.</p>',
                ),
                (
                    "Le récapitulatif",
                    '<p>Relisez, puis <a href="page:aide/mes-demarches/verifier-et-envoyer">envoyez</a>.</p>',
                ),
            ),
            titre("Et ensuite ?"),
            texte(
                "<p>Le Pôle Familles vérifie et valide. Votre adresse change alors toute seule dans votre dossier, à "
                "la date "
                "que vous avez donnée : vous n’avez rien d’autre à faire.</p>"
            ),
            questions(
                (
                    "Seul un des parents déménage.",
                    "<p>Appelez le Pôle Familles : un foyer sera créé pour chacun, et vos enfants seront rattachés "
                    "aux deux.</p>",
                ),
                (
                    "Je suis hébergé, aucune facture n’est à mon nom.",
                    "<p>Appelez le Pôle Familles, qui vous dira quel document convient à votre situation.</p>",
                ),
            ),
            bouton("Voir les démarches", ecran="demarches:liste"),
        ],
        ecrans=(f"demarches:presentation/{ADRESSE}", f"demarches:etape/{ADRESSE}/adresse"),
    )
