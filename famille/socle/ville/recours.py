"""How a decision of the town is contested: the words that go with each rejection (CJA R421-5)."""

VOIES = """\
Si votre demande est rejetée, vous disposez de deux mois pour contester la décision, à compter du jour où vous la \
recevez ou, sans réponse de notre part, de la date de rejet que porte l’accusé de réception. Vous pouvez :
- demander à la collectivité de revoir sa décision, par un courrier adressé au service (recours gracieux) ; si \
elle refuse, ou ne répond pas dans les deux mois, vous avez de nouveau deux mois pour saisir le tribunal ;
- saisir le tribunal administratif {de}, sur le site www.telerecours.fr ou par courrier."""  # noqa: E501


def voies_de_recours(tribunal: str) -> str:
    """`tribunal`: the town where it sits. "" while nobody has said: a wrong one costs its right to
    whoever believes it.

    >>> voies_de_recours("Orléans").splitlines()[-1]
    '- saisir le tribunal administratif d’Orléans, sur le site www.telerecours.fr ou par courrier.'
    """
    if not tribunal.strip():
        return ""
    ou = tribunal.strip()
    # Caen, Grenoble, but Orléans, Amiens; "de La Réunion" and "du Mans" are typed as they are said
    de = f"d’{ou}" if ou[0] in "AEÉIOUYaeéiouyHh" else f"de {ou}"
    return VOIES.format(de=de)
