"""The first texts of the prélèvement, and the demo town as a creditor (its ICS is nobody's)."""

TEXTES = {
    "titre": "Je paie par prélèvement automatique",
    "resume": "Le mettre en place, changer de compte, ou l’arrêter.",
    "icone": "banque",
    "introduction": (
        "<p>Crèche, halte-garderie, accueils de loisirs, restauration et garderie scolaires :"
        " choisissez ce que vous voulez payer par prélèvement. Vous donnez votre IBAN, vous lisez"
        " le mandat et vous l’acceptez ici, sans rien imprimer.</p><p>Vous avez déjà un prélèvement"
        " ? La même démarche sert à changer de compte ou à l’arrêter. L’ancien compte reste prélevé"
        " jusqu’à ce que le nouveau soit validé.</p><p>Le compte doit être au nom d’un adulte de"
        " votre foyer. Pour celui d’une autre personne, contactez {le_service}.</p>"
    ),
    "pieces_a_preparer": (
        "Votre relevé d’identité bancaire (RIB), à demander à votre banque ou à télécharger sur son"
        " site"
    ),
    "notice_donnees": (
        "Les informations que vous donnez servent à prélever les services que vous choisissez."
        " Elles sont nécessaires au mandat que vous acceptez (RGPD, article 6.1.b).\n\nVotre IBAN"
        " est chiffré. Peu d’agents peuvent le lire en entier. Chaque lecture est notée. Vous la"
        " voyez dans votre dossier. Il n’est transmis qu’aux banques et au comptable public, pour"
        " les prélèvements. La page « Durées de conservation » dit combien de temps ces"
        " informations sont gardées, puis supprimées.\n\nVous pouvez lire ces informations et les"
        " faire corriger. Vous pouvez aussi demander qu’on ne s’en serve plus : limitation. Vous"
        " pouvez arrêter le prélèvement à tout moment. Écrivez {au_service} ou au délégué à la"
        " protection des données de la collectivité. La réponse ne vous convient pas ? Saisissez la"
        " CNIL (www.cnil.fr)."
    ),
}
CREANCIER_DEMO = {
    "nom": "Châteauroux Métropole",
    "voie": "Place de la République",
    "code_postal": "36000",
    "commune": "Châteauroux",
    "ics": "FR53ZZZ999999",
}
