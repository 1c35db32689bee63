"""The words the demo town is drawn from: towns and streets that exist, people who do not."""


def _liste(texte: str) -> list[str]:
    return texte.strip().replace("\n", "|").split("|")


# The member towns of Châteauroux Métropole, with their postcodes; the first ones are drawn more
# often.
COMMUNES = [
    ("Châteauroux", "36000"),
    ("Déols", "36130"),
    ("Le Poinçonnet", "36330"),
    ("Saint-Maur", "36250"),
    ("Ardentes", "36120"),
    ("Luant", "36350"),
    ("Montierchaume", "36130"),
    ("Coings", "36130"),
    ("Étrechet", "36120"),
    ("Diors", "36130"),
    ("Mâron", "36120"),
    ("Jeu-les-Bois", "36120"),
    ("Arthon", "36330"),
    ("Sassierges-Saint-Germain", "36120"),
]
POIDS_COMMUNES = [52, 14, 10, 7, 6, 3, 2, 1, 1, 1, 1, 1, 1, 1]
# Families of the surroundings, who pay another tariff.
COMMUNES_EXTERIEURES = [
    ("Issoudun", "36100"),
    ("Levroux", "36110"),
    ("Buzançais", "36500"),
    ("Neuvy-Pailloux", "36100"),
]

VOIES = _liste("""
rue Bourdillon|rue des Pavillons|allée des Lilas|avenue de la Châtre|rue Grande|place de la République
rue du Colombier|rue des Jeux-Marins|boulevard Saint-Denis|rue de l’Indre|chemin des Prairies
rue Jean-Jacques-Rousseau|impasse du Moulin|avenue d’Argenton|rue de la Vrille|rue des Capucins|allée Marie-Marvingt
rue du Maréchal-Joffre|route de Blois|rue Victor-Hugo|rue de Strasbourg|rue Porte-Thibault|square des Tilleuls
rue de la Poste|rue Pierre-et-Marie-Curie|chemin du Val-de-l’Indre|rue des États-Unis|avenue du Général-de-Gaulle
rue du 8-Mai-1945|résidence du Parc-Balsan
""")
COMPLEMENTS = [
    "",
    "",
    "",
    "",
    "Bâtiment B",
    "Appartement 12",
    "Résidence Les Cordeliers, escalier 3",
    "2e étage",
]

PRENOMS_ENFANTS = _liste("""
Léa|Hugo|Jade|Louis|Emma|Gabriel|Louise|Raphaël|Ambre|Arthur|Alba|Jules|Rose|Adam|Alice|Maël|Romy|Noah|Anna|Léo|Mila
Lucas|Inès|Ibrahim|Lina|Gabin|Nour|Sacha|Zoé|Naël|Éléonore|Ismaël|Élise|Théo|Chloé|Côme|Agathe|Éden|Juliette|Anaël
Aya|Timéo|Fatoumata|Mamadou|Awa|Ousmane|Salomé|Élias|Victoire|Basile|Margaux|Augustin|Céleste|Malo|Thaïs|Yanis
Maïssa|Rayan|Mathéo|Kim-Anh|Minh|Zofia|Jakub|Ioana|Andreï|Beatriz|João|Elif|Emre|Maëlys|Loïc|Noémie|Gaël|Inaya|Soan
Apolline|Léandre|Suzanne|Jean-Baptiste|Marie-Lou|Pierre-Louis|Anne-Laure|Lou-Ann|Charlie|Camille|Eliott|Olympe|Tiago
Héloïse|Maxence|Aïssatou|Nino
""")
PRENOMS_ADULTES = _liste("""
Camille|Nicolas|Aurélie|Julien|Émilie|Thomas|Céline|Sébastien|Laëtitia|Guillaume|Hélène|Mickaël|Sandrine|Frédéric
Élodie|Benoît|Nadia|Karim|Fatima|Mohamed|Aïcha|Rachid|Samira|Youssef|Mariama|Amadou|Thi-Lan|Van-Minh|Joana|Rui
Agnieszka|Piotr|Elena|Mihai|Ayşe|Mehmet|Virginie|Stéphane|Delphine|Jérôme|Anne-Sophie|Jean-François|Marie-Christine
Pierre-Yves|Noémie|Grégory|Bérengère|Cédric|Solène|François|Valérie|Loïc|Mélanie|Rémi|Vanessa|Gaëtan|Ophélie
Aurélien|Séverine|Mathieu|Zoé
""")
NOMS = _liste("""
Martinet|Bernardin|Petitjean|Durandeau|Moreau|Lefebvre|Roux|Fontaine|Chevalier|Garnier|Lambert|Bonnet|Rousseau
Blanchard|Guérin|Boyer|Gauthier|Perrot|Clément|Mercier|Dupuis|Lemoine|Marchand|Noël|Dumas|Brun|Meunier|Béraud|Aubrun
Péarron|Pinault|Chaumette|Lardeau|Auclair|Moulin|Villeneuve|Berthelot|Bourdeau|Delaveau|Sabourin|Grandjean|Thévenet
Lhéritier|Benali|Haddad|Bouzid|Cherif|El Amrani|Ben Youssef|Diallo|Traoré|Koné|Camara|N’Diaye|Nguyen|Trần|Da Silva
Ferreira|Gonçalves|Kowalski|Wójcik|Popescu|Ionescu|Yılmaz|Kaya|García|Fernández|Rossi|O’Connor|Van den Broeck
D’Hondt|Le Goff|Le Bihan|De La Rivière|Dupont-Morel|Lefèvre-Garnier|Saint-Aubin|Martin-Beaulieu|Roussel-Delacroix
Girault de Coulanges|Vandenbroucke-Deschamps|Rakotomalala-Andrianasolo|Ramanantsoa|Okonkwo|Mbemba|Sissoko
Petitgirard|Œuvrard|L’Hôpital|Renaud|Gaillard|Picard|Charpentier|Bailly|Hubert|Lacroix|Vasseur|Leclercq|Renou
Chartier|Bréchet|Limousin|Berry|Sologne
""")

# Plausible names of schools, by level; and the class of each civil age.
ECOLES_MATERNELLES = [
    "Jean-Zay",
    "Les Marins",
    "Le Grand-Poirier",
    "Jean-Racine",
    "Frontenac",
    "Arago",
]
ECOLES_ELEMENTAIRES = [
    "Jean-Zay",
    "Lamartine",
    "Le Colombier",
    "Buffon",
    "Jules-Ferry",
    "Les Capucins",
    "Michelet",
]
COLLEGES = ["collège Beaulieu", "collège Rosa-Parks", "collège Colbert", "collège Les Capucins"]
LYCEES = ["lycée Jean-Giraudoux", "lycée Blaise-Pascal", "lycée Pierre-et-Marie-Curie"]
CLASSES = {
    3: "PS",
    4: "MS",
    5: "GS",
    6: "CP",
    7: "CE1",
    8: "CE2",
    9: "CM1",
    10: "CM2",
    11: "6e",
    12: "5e",
    13: "4e",
    14: "3e",
    15: "2de",
    16: "1re",
    17: "Terminale",
}
