"""What families come to read: places, meals, prices."""

from cms_pages.models import InformationPage, RubriquePage

from .fiches import (
    Fiche,
    a_completer,
    bouton,
    contact,
    encadre,
    etapes,
    image,
    questions,
    tableau,
    texte,
    titre,
)


def informations(ville):
    return Fiche(
        RubriquePage,
        "informations",
        "Informations générales",
        "Les accueils, les repas, les tarifs : l’essentiel pour organiser la semaine de vos enfants.",
        enfants=[_accueils(ville), _creches(), _restauration(), _tarifs()],
    )


def _accueils(ville):
    lieux = [_lieu(lieu) for lieu in ville.lieux]
    return Fiche(
        InformationPage,
        "accueils-de-loisirs",
        "Les accueils de loisirs",
        "Le mercredi et pendant les vacances scolaires, vos enfants jouent, créent et découvrent, encadrés par des "
        "équipes diplômées.",
        corps=[
            image("cerf-volant"),
            titre("Inscrire votre enfant"),
            etapes(
                (
                    "Demandez une place au Pôle Familles",
                    "<p>Une place se demande une fois, pour chaque enfant. Le Pôle Familles vérifie l’âge, les "
                    "vaccinations et l’assurance, puis vous répond.</p>",
                ),
                (
                    "Choisissez les jours",
                    "<p>Dites les jours qui vous conviennent. Chaque accueil a ses règles : elles sont sur sa "
                    "page.</p>",
                ),
                (
                    "Prévenez si votre enfant ne vient pas",
                    "<p>Une place rendue assez tôt sert à une autre famille, et ne vous est pas facturée.</p>",
                ),
            ),
            encadre(
                "<p>Un jour se réserve ou s’annule <b>au plus tard 7 jours avant</b>. Passé ce délai, une absence pour "
                "raison médicale n’est pas facturée si vous envoyez un justificatif.</p>",
                "réserver et annuler",
                "attention",
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Mon enfant suit un régime ou a une allergie : est-ce possible ?",
                    "<p>Oui. Signalez-le au Pôle Familles avant le premier jour. Pour une allergie ou une maladie, un "
                    "projet d’accueil individualisé (PAI) est préparé avec vous et un médecin.</p>",
                ),
                (
                    "Que faut-il mettre dans le sac ?",
                    "<p>Une tenue qui ne craint rien, un vêtement de pluie, une gourde, et le doudou pour les petits. "
                    "Le repas et le goûter sont fournis.</p>",
                ),
                (
                    "Qui peut venir chercher mon enfant ?",
                    "<p>Les parents, et les personnes que vous avez désignées dans votre dossier. Une pièce d’identité "
                    "leur sera demandée la première fois.</p>",
                ),
            ),
            *(
                []
                if lieux
                else [a_completer("le nom, les âges et l’adresse de chaque accueil de loisirs.")]
            ),
            titre("Nous joindre"),
            contact(),
        ],
        enfants=lieux,
    )


def _lieu(lieu):
    return Fiche(
        InformationPage,
        lieu.slug,
        lieu.nom,
        f"{lieu.resume} Pour les {lieu.ages}.",
        corps=[
            image(lieu.dessin),
            tableau(
                f"L’essentiel : {lieu.nom}",
                ("Question", "Réponse"),
                ("Pour qui", f"Les {lieu.ages}"),
                ("Comment on réserve", lieu.reservation.capitalize()),
                ("Jusqu’à quand", "7 jours avant, pour réserver comme pour annuler"),
                ("Ce qui est compris", "L’encadrement, les activités, le repas et le goûter"),
            ),
            titre("La journée type"),
            texte(
                "<ul><li><b>Le matin</b> : un accueil progressif, puis le choix entre plusieurs ateliers.</li>"
                "<li><b>Le midi</b> : le repas, pris ensemble, et un temps calme.</li>"
                "<li><b>L’après-midi</b> : grands jeux, sorties ou projets, puis le goûter.</li></ul>"
            ),
            encadre(
                "<p>Un certificat médical peut éviter la facturation d’une partie de l’absence. La démarche « Je "
                "dépose un justificatif médical » dit, avant de commencer, quels jours restent facturés.</p>",
                "votre enfant est malade",
            ),
            contact(),
        ],
    )


def _creches():
    return Fiche(
        InformationPage,
        "creches",
        "Les crèches et la halte-garderie",
        "De la fin du congé de naissance à l’entrée à l’école : un accueil régulier, ou quelques heures par semaine.",
        corps=[
            image("creche"),
            titre("Quel accueil choisir ?"),
            tableau(
                "Deux façons de confier votre enfant",
                ("Accueil", "Pour qui", "Comment c’est compté"),
                (
                    "Crèche",
                    "Un besoin régulier, les mêmes jours chaque semaine",
                    "Un contrat, en heures",
                ),
                (
                    "Halte-garderie",
                    "Un besoin ponctuel : un rendez-vous, souffler un peu",
                    "Les heures réservées",
                ),
            ),
            titre("Demander une place"),
            etapes(
                (
                    "Prenez contact dès la grossesse",
                    "<p>Le Pôle Familles note votre besoin : les jours, les heures, la date souhaitée.</p>",
                ),
                (
                    "Annoncez la naissance",
                    "<p>Un simple message suffit, avec l’acte de naissance. Sans cela, votre demande reste en "
                    "attente.</p>",
                ),
                (
                    "Recevez la réponse de la commission",
                    "<p>Les places sont attribuées par une commission, selon des critères publics. Vous recevez sa "
                    "réponse par écrit, qu’elle soit favorable ou non.</p>",
                ),
            ),
            encadre(
                "<p>Les vaccinations obligatoires doivent être à jour pour l’accueil en collectivité. Préparez le "
                "carnet de santé.</p>",
                "les vaccinations",
            ),
            titre("Nous joindre"),
            contact(),
        ],
    )


def _restauration():
    return Fiche(
        InformationPage,
        "restauration-et-garderie",
        "La restauration et la garderie scolaires",
        "Le repas de midi et les moments qui entourent la classe, dans chaque école publique.",
        corps=[
            image("restauration"),
            titre("Les repas"),
            texte(
                "<p>Les menus sont composés avec une diététicienne et affichés à l’école. Vous pouvez demander des "
                "repas "
                "<b>sans porc</b>, <b>sans viande</b> ou <b>sans gluten</b>. Pour une allergie, un projet d’accueil "
                "individualisé (PAI) est nécessaire.</p>"
            ),
            titre("La garderie"),
            texte(
                "<p>La garderie accueille les enfants avant et après la classe. Un temps calme y est prévu pour ceux "
                "qui "
                "veulent faire leurs devoirs.</p>"
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Faut-il inscrire mon enfant chaque année ?",
                    "<p>Oui, avant la rentrée, auprès du Pôle Familles. Les informations déjà données sont reprises : "
                    "vous ne relisez que ce qui a pu changer.</p>",
                ),
                (
                    "Mon enfant peut-il manger à la cantine de temps en temps ?",
                    "<p>Oui. Prévenez l’école, ou le Pôle Familles, afin qu’un repas soit prévu pour lui.</p>",
                ),
                (
                    "J’ai du mal à payer la cantine.",
                    "<p>Parlez-en au Pôle Familles. Votre enfant garde sa place à table : nous cherchons avec vous un "
                    "tarif adapté, un étalement ou une aide.</p>",
                ),
            ),
            contact(),
        ],
    )


def _tarifs():
    return Fiche(
        InformationPage,
        "tarifs",
        "Les tarifs et le quotient familial",
        "Le prix dépend de vos revenus et du nombre de vos enfants. Voici comment il est calculé.",
        corps=[
            image("tarifs"),
            titre("Le quotient familial"),
            texte(
                "<p>C’est un nombre que la Caisse d’allocations familiales (Caf) ou la Mutualité sociale agricole "
                "(MSA) "
                "calcule d’après vos revenus et la taille de votre foyer. Plus il est bas, plus le prix baisse.</p>"
                "<p>Vous le trouvez sur votre espace Caf ou MSA, et sur l’attestation de quotient familial.</p>"
            ),
            encadre(
                "<p>Sans quotient connu, c’est le tarif le plus haut qui s’applique. Donnez-le au Pôle Familles "
                "avant la "
                "première facture, puis chaque fois qu’il change.</p>",
                "pensez à le donner",
                "attention",
            ),
            titre("Ce qui est compté"),
            tableau(
                "L’unité de compte de chaque activité",
                ("Activité", "Ce qui est compté", "Tarif selon le quotient"),
                ("Accueil de loisirs, mercredi", "La demi-journée ou la journée", "Oui"),
                ("Accueil de loisirs, vacances", "La journée", "Oui"),
                ("Pôle Ados, vacances", "La semaine", "Oui"),
                ("Crèche, halte-garderie", "L’heure", "Oui, selon le barème national"),
                ("Restauration scolaire", "Le repas", "Oui"),
                ("Garderie scolaire", "Le matin, le soir", "Oui"),
            ),
            a_completer(
                "les montants votés pour l’année, en tableau ou en document à télécharger."
            ),
            titre("Votre situation change ?"),
            texte(
                "<p>Naissance, séparation, perte d’emploi : demandez un nouveau calcul à la Caf ou à la MSA, puis "
                "transmettez-le. Le nouveau tarif vaut à partir de la date d’effet du nouveau quotient.</p>"
            ),
            bouton("Comment nous joindre", page="aide/besoin-d-aide", discret=True),
        ],
    )
