"""How many taps something takes on a phone, or presses at a desk, and how many screens: each is
counted, and nothing else moves the page."""

from playwright.sync_api import Frame, Locator, Page, expect

CIBLE_MIN = 24  # pixels, each way (WCAG 2.5.8)
# A box to tick is as large as its label: a press there ticks it too.
TAILLE = """(la) => [la, ...(la.labels || [])].map((un) => un.getBoundingClientRect())
  .map((cadre) => [cadre.width, cadre.height])"""


class Doigt:
    """A finger on the phone of `page`, which begins where the test has led it.

    >>> doigt = Doigt(page)  # doctest: +SKIP
    >>> doigt.toucher(page.get_by_role("link", name="Payer 187,40 €"))  # doctest: +SKIP
    >>> doigt.gestes  # doctest: +SKIP
    1
    """

    def __init__(self, page: Page) -> None:
        self.page, self.gestes, self.signes, self.ecrans = page, 0, 0, 0
        page.on("framenavigated", self._compter_l_ecran)

    def _compter_l_ecran(self, cadre: Frame) -> None:
        self.ecrans += cadre == self.page.main_frame

    def toucher(self, cible: Locator) -> None:
        """One tap on what is seen, is not covered, and is large enough for a thumb. Scrolling is
        not a tap; choosing in a list that unfolds is two: `choisir`."""
        expect(cible).to_be_visible()
        self.page.wait_for_load_state()  # a page that has just come has words before its style
        tailles = cible.evaluate(TAILLE)
        assert any(min(taille) >= CIBLE_MIN for taille in tailles), f"{cible}: {tailles}"
        cible.tap()
        self.gestes += 1

    def choisir(self, liste: Locator, valeur: str) -> None:
        """An option of a `<select>`: one tap opens it, one chooses."""
        liste.select_option(valeur)
        self.gestes += 2

    def ecrire(self, champ: Locator, texte: str) -> None:
        """One press to enter the field, then its signs, which a paste does not count."""
        champ.fill(texte)
        self.gestes += 1
        self.signes += len(texte)

    @property
    def minutes(self) -> float:
        """What it takes a person: 2.5 s a press and 0.28 s a sign (keystroke-level model: M, P, K),
        15 s to read each new screen."""
        return (2.5 * self.gestes + 0.28 * self.signes + 15 * self.ecrans) / 60


class Souris(Doigt):
    """A mouse at a desk: a link inside a sentence need be no larger than its words."""

    def toucher(self, cible: Locator) -> None:
        expect(cible).to_be_visible()
        cible.click()
        self.gestes += 1
