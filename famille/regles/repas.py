"""What is in a dish and whom it harms: the 14 allergens, and the words that families write.

Source: regulation (EU) 1169/2011, annex II. The matching is by words and errs on the side of
saying: "pas de lait" warns of milk.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from famille.socle.dire import enumerer
from famille.socle.texte import normaliser


@dataclass(frozen=True)
class Allergene:
    """`libelle`: as it is displayed. `court`: in a sentence. `mots`: normalised beginnings of words
    by which a family, or a kitchen, says it; `sauf`: what begins so and is something else."""

    code: str
    libelle: str
    court: str
    mots: tuple[str, ...]
    sauf: tuple[str, ...] = ()


ALLERGENES = (
    Allergene(
        "gluten",
        "Céréales contenant du gluten",
        "gluten",
        ("gluten", "ble", "seigle", "orge", "avoine", "epeautre", "kamut", "cereale", "froment"),
    ),
    Allergene(
        "crustaces",
        "Crustacés",
        "crustacés",
        ("crustace", "crevette", "crabe", "homard", "langouste", "langoustine", "ecrevisse"),
    ),
    Allergene("oeufs", "Œufs", "œufs", ("oeuf", "ovalbumine")),
    Allergene(
        "poissons",
        "Poissons",
        "poisson",
        (
            *("poisson", "colin", "cabillaud", "saumon", "thon", "merlu", "hoki", "sardine"),
            *("maquereau", "anchois", "truite", "lieu noir", "surimi"),
        ),
    ),
    Allergene("arachides", "Arachides", "arachides", ("arachide", "cacahuete", "cacahouete")),
    Allergene("soja", "Soja", "soja", ("soja", "soya", "tofu")),
    Allergene(
        "lait",
        "Lait (y compris le lactose)",
        "lait",
        (
            *("lait", "laitier", "laitage", "lactose", "aplv", "plv", "caseine", "beurre"),
            *("fromage", "creme fraiche", "yaourt"),
        ),
        sauf=("lait de coco", "lait d amande", "lait de soja", "beurre de cacahuete"),
    ),
    Allergene(
        "fruits_a_coque",
        "Fruits à coque",
        "fruits à coque",
        (
            *("fruit a coque", "fruits a coque", "amande", "noisette", "noix", "cajou", "pecan"),
            *("pistache", "macadamia"),
        ),
        sauf=("noix de coco", "noix de muscade"),
    ),
    Allergene("celeri", "Céleri", "céleri", ("celeri",)),
    Allergene("moutarde", "Moutarde", "moutarde", ("moutarde",)),
    Allergene("sesame", "Graines de sésame", "sésame", ("sesame", "graines de sesame")),
    Allergene(
        "sulfites",
        "Anhydride sulfureux et sulfites",
        "sulfites",
        ("sulfite", "anhydride sulfureux", "so2"),
    ),
    Allergene("lupin", "Lupin", "lupin", ("lupin",)),
    Allergene(
        "mollusques",
        "Mollusques",
        "mollusques",
        ("mollusque", "moule", "huitre", "calamar", "poulpe", "seiche", "escargot", "palourde"),
    ),
)
PAR_CODE = {un.code: un for un in ALLERGENES}


@dataclass(frozen=True)
class PlatServi:
    """A dish of a menu. `allergenes`: codes that the kitchen has said: none is not none there."""

    nom: str
    rubrique: str = ""
    allergenes: tuple[str, ...] = ()
    labels: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class PlatAEviter:
    """A dish that holds what the family of a child has declared."""

    plat: str
    allergene: str
    prenoms: tuple[str, ...]

    @property
    def qui(self) -> str:
        """Whom it harms.

        >>> PlatAEviter("Colin pané", "poisson", ("Léa", "Hugo")).qui
        'Léa et Hugo'
        """
        return enumerer(self.prenoms)


def allergenes_dits(texte: str) -> tuple[str, ...]:
    """The codes of the allergens that a free text names, in the order of the regulation.

    >>> allergenes_dits("Arachide, et œufs crus")
    ('oeufs', 'arachides')
    >>> allergenes_dits("noix de coco, kiwi")
    ()
    """
    lu = f" {normaliser(texte).replace('-', ' ').replace('.', ' ')} "
    return tuple(un.code for un in ALLERGENES if _est_dit(un, lu))


def _est_dit(allergene: Allergene, lu: str) -> bool:
    reste = lu
    for autre in allergene.sauf:
        reste = re.sub(rf" {autre}s?(?= )", " ", reste)
    return any(re.search(rf" {mot}(s|x)?(?= )", reste) for mot in allergene.mots)


def alertes(plats: Iterable[PlatServi], enfants: Sequence[tuple[str, str]]) -> list[PlatAEviter]:
    """`enfants`: (first name, what his family has declared) of those who eat these dishes. One line
    a dish and an allergen, whoever the children are.

    >>> colin = PlatServi("Colin pané", allergenes=("gluten", "poissons"))
    >>> alertes([colin], [("Léa", "Poisson"), ("Hugo", "")])
    [PlatAEviter(plat='Colin pané', allergene='poisson', prenoms=('Léa',))]
    """
    dits = [(prenom, allergenes_dits(texte)) for prenom, texte in enfants if texte]
    trouvees = []
    for plat in plats:
        for code in plat.allergenes:
            qui = tuple(dict.fromkeys(prenom for prenom, codes in dits if code in codes))
            if qui:
                trouvees.append(PlatAEviter(plat.nom, PAR_CODE[code].court, qui))
    return trouvees
