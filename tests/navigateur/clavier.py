"""A keyboard and nothing else."""

ETAT_DU_FOCUS = """() => {
  const la = document.activeElement;
  if (!la || la === document.body) return null;
  const libelles = [...(la.labels || [])];
  const nom = libelles.map((l) => l.innerText).join(" ") || la.ariaLabel || la.innerText || "";
  const marque = (e, partie) => {
    const style = getComputedStyle(e, partie);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  const cadre = la.getBoundingClientRect();
  return {
    nom: nom.trim(),
    // A tile shows it on the "::after" of its link, a checkbox maybe on its label.
    marque: [la, la.parentElement, ...libelles].some((e) => marque(e)) || marque(la, "::after"),
    a_l_ecran: cadre.bottom > 0 && cadre.top < innerHeight,
  };
}"""  # noqa: E501


class Clavier:
    """Tab until the wanted control has the focus, and see the focus on each one passed."""

    def __init__(self, page):
        self.page = page

    def aller_a(self, nom, *, debut=False):
        self.page.wait_for_load_state("load")
        vus = []
        for _pas in range(60):
            self.page.keyboard.press("Tab")
            etat = self.page.evaluate(ETAT_DU_FOCUS)
            if etat is None:
                continue
            etat["nom"] = etat["nom"].replace("\xa0", " ")  # bound spaces are spaces to the ear
            vus.append(etat["nom"])
            assert etat["marque"], f"the focus is not seen on « {etat['nom']} »"
            assert etat["a_l_ecran"], f"« {etat['nom']} » has the focus out of the window"
            if etat["nom"].startswith(nom) or (debut and nom in etat["nom"]):
                return
        raise AssertionError(f"« {nom} » cannot be reached: {vus}")

    def suivre(self, nom, *, debut=False):
        self.aller_a(nom, debut=debut)
        self.page.keyboard.press("Enter")

    def ecrire(self, nom, texte):
        self.aller_a(nom)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(texte)

    def ecrire_le_jour(self, chiffres):
        """In the three boxes of the next date."""
        for nom, tapes in zip(("Jour", "Mois", "Année"), chiffres, strict=True):
            self.ecrire(nom, tapes)
