"""Help of the régie's agents (docs/comprendre/regie.md), which only agents read: the screens of the menu
"Facturation"."""

from cms_pages.models import AidePage

from .fiches import Fiche, encadre, etapes, questions, tableau, texte, titre

ECRANS_DE_LA_REGIE = (
    "regie:encaisser",
    "regie:a_verifier",
    "regie:remises",
    "regie:relances",
    "regie:journal",
)


def guide_de_la_regie():
    return Fiche(
        AidePage,
        "regie",
        "Régie : factures, encaissements, impayés",
        "Pour les agents : ce que fait chaque écran du menu « Facturation », dans l’ordre d’un mois. Les familles "
        "ne voient pas cette page.",
        corps=[
            *_un_mois(),
            *_factures(),
            *_encaisser(),
            *_a_verifier(),
            *_prelevements(),
            *_impayes(),
            *_questions(),
        ],
        ecrans=ECRANS_DE_LA_REGIE,
        aux_agents=True,
    )


def _un_mois():
    return [
        titre("Un mois, en bref"),
        tableau(
            "Les écrans du menu « Facturation », dans l’ordre d’un mois",
            ("Quand", "Écran", "Ce que vous y faites"),
            (
                "Au début du mois",
                "Campagnes",
                "Calculer, vérifier, publier les factures (Pôle Familles).",
            ),
            ("Chaque jour", "Encaisser", "Ce qui arrive au guichet ou par la poste."),
            (
                "Chaque jour",
                "À vérifier",
                "Trancher les paiements qui ne correspondent pas, noter ce qui est rendu.",
            ),
            (
                "Chaque soir",
                "Journal de la régie",
                "Imprimer un bordereau par moyen, signé avec l’argent.",
            ),
            (
                "Une semaine avant le prélèvement",
                "Prélèvements",
                "Préparer la remise et la donner à la banque.",
            ),
            ("Au relevé de la banque", "Prélèvements", "Noter les rejets."),
            ("Chaque semaine", "Relances", "Voir les retards, imprimer les lettres."),
            (
                "Chaque semaine",
                "Lignes à revoir",
                "Ce qu’une décision a changé après la facture : à corriger.",
            ),
            ("En fin de mois", "Journal de la régie", "Exporter le mois pour le Trésor public."),
        ),
        texte(
            "<p>Vous ne voyez que les écrans de votre compte. L’accueil de la gestion compte ce qui vous attend.</p>"
        ),
    ]


def _factures():
    return [
        titre("Les factures"),
        etapes(
            (
                "Calculez les brouillons",
                "<p>Pôle Familles : Campagnes, « Facturer un mois ». Le portail fait un brouillon par famille, à "
                "partir des présences et des consommations importées. Rien n’est envoyé.</p>",
            ),
            (
                "Vérifiez",
                "<p>Regardez les totaux, puis « À regarder avant de publier » : quotient ou tarif manquant, prix de "
                "zéro, présence non notée. Corrigez à la source, puis « Recalculer les brouillons ».</p>",
            ),
            (
                "Publiez",
                "<p>Chaque facture reçoit son numéro, et chaque famille un e-mail. Une facture dont une ligne a "
                "changé depuis votre vérification n’est pas publiée : relisez-la, puis publiez de nouveau.</p>",
            ),
        ),
        encadre(
            "<p>Une facture publiée ne change plus. Une erreur se corrige par un avoir, ligne par ligne, avec une "
            "raison que la famille lit : ouvrez la facture, « Corriger par un avoir ». Les lignes retirées peuvent "
            "être facturées de nouveau, au bon prix, dans une autre campagne du même mois.</p>",
            "une erreur sur une facture ?",
        ),
        texte(
            "<p>Un certificat, une adresse ou un quotient validés après la publication ne changent pas la facture : "
            'ses lignes attendent dans <a href="ecran:factures:a_revoir">Lignes à revoir</a>, avec ce qui est facturé, '
            "ce qui est dû et la demande en cause, jusqu’à l’avoir qui les retire.</p>"
        ),
    ]


def _encaisser():
    return [
        titre("Encaisser au guichet"),
        etapes(
            (
                "Trouvez le foyer",
                '<p>Dans <a href="ecran:regie:encaisser">Encaisser</a>, par un numéro de dossier, un nom, un '
                "enfant, un e-mail ou un téléphone.</p>",
            ),
            (
                "Dites ce qui est payé",
                "<p>Cochez les factures payées en entier, ou écrivez une part. Choisissez le moyen ; pour un "
                "chèque, un CESU ou un chèque-vacances, écrivez son numéro.</p>",
            ),
            (
                "Vérifiez, puis encaissez",
                "<p>Rien n’est encaissé avant la vérification. Le reçu s’imprime, et part aussi par e-mail.</p>",
            ),
        ),
        texte(
            "<p>Un CESU paie la crèche, la garderie et l’accueil de loisirs avant six ans, jamais un repas : l’écran "
            "dit ce qu’il peut payer de chaque facture, et n’en prend pas plus.</p>"
            "<p>Plusieurs moyens pour une même facture : encaissez une part avec chacun. Une erreur de saisie "
            "s’annule depuis le reçu, avec une raison : la facture est de nouveau à payer, et le journal garde les "
            "deux lignes.</p>"
        ),
        titre("Le journal et les bordereaux", "h3"),
        texte(
            "<p>Chaque mouvement y est au jour où il a été écrit : un jour passé ne change plus. Choisissez les "
            "jours et le moyen, puis « Bordereau à imprimer », « Exporter en Excel » ou « Exporter en CSV ».</p>"
        ),
    ]


def _a_verifier():
    return [
        titre("À vérifier"),
        texte(
            "<p><b>Paiements en ligne qui ne correspondent pas</b> : le montant ou la référence reçus ne sont pas "
            "ceux demandés. Cherchez le paiement dans le relevé, dites si l’argent est arrivé et ce que vous avez "
            "vérifié. D’ici là, la famille ne peut pas payer ces factures une seconde fois.</p><p><b>Sommes à "
            "rendre</b> : une facture payée deux fois, ou corrigée après son paiement. Faites le virement comme "
            "d’habitude, puis notez ici comment la somme est rendue.</p>"
        ),
    ]


def _prelevements():
    return [
        titre("Prélèvements"),
        etapes(
            (
                "Préparez la remise",
                "<p>Choisissez le jour : la liste dit qui sera prélevé, et pourquoi d’autres sont laissés de côté. "
                "Une famille est prévenue 14 jours avant son prélèvement.</p>",
            ),
            (
                "Téléchargez le fichier, donnez-le à la banque",
                "<p>Il contient des IBAN en clair : effacez-le ensuite de votre ordinateur. Chaque téléchargement "
                "est gardé, et les familles le voient.</p>",
            ),
            (
                "Dites que la banque l’a reçu",
                "<p>Avant cela, vous pouvez retirer un prélèvement ou abandonner la remise ; téléchargez alors le "
                "fichier de nouveau.</p>",
            ),
            (
                "Attendez le jour dit",
                "<p>Les factures passent seules à « payée », et chaque famille a son reçu.</p>",
            ),
            (
                "Notez les rejets",
                "<p>Avec la raison donnée par la banque. La facture est de nouveau à payer, sans prélèvement, et la "
                "famille est prévenue.</p>",
            ),
        ),
    ]


def _impayes():
    return [
        titre("Impayés et relances"),
        texte(
            "<p>La ville écrit ses étapes dans Paramètres, Étapes de relance : combien de jours après l’échéance, "
            "quels mots, par e-mail ou par lettre. Sans étape, personne n’est relancé. Ensuite les e-mails partent "
            "seuls ; les lettres s’impriment depuis l’écran Relances. Une facture qui sera prélevée, ou dont un "
            "paiement est en route, n’est jamais relancée.</p>"
        ),
        encadre(
            "<p>Le portail ne retire aucune réservation pour une dette, et chaque relance le dit. Une famille en "
            "difficulté peut payer une part : encaissez-la, le reste demeure à payer.</p>",
            "un retard n’exclut aucun enfant",
        ),
    ]


def _questions():
    return [
        titre("Questions fréquentes"),
        questions(
            (
                "Une facture ne se laisse pas encaisser.",
                "<p>L’écran dit pourquoi : un paiement en ligne est en cours, elle est dans une remise de "
                "prélèvements, ou un paiement est à vérifier. Terminez d’abord celui-là.</p>",
            ),
            (
                "La famille dit avoir payé en ligne, et la facture reste due.",
                "<p>Le portail redemande au service de paiement, plusieurs fois le premier jour, puis chaque jour "
                "pendant une semaine. Regardez aussi « À vérifier ».</p>",
            ),
            (
                "Aucune remise ne peut être préparée.",
                "<p>L’administration doit d’abord écrire le compte de la ville dans Paramètres, Créancier des "
                "prélèvements.</p>",
            ),
            (
                "Le portail lit-il les rejets que la banque envoie ?",
                "<p>Non : vous les notez à la main, depuis la remise.</p>",
            ),
        ),
    ]
