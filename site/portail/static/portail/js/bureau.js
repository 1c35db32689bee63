// The desk's single-key shortcuts (WCAG 2.1.4): never while typing, and one button switches them off for good.
// A key only goes to the element marked data-raccourci: links are followed, a button that decides takes the focus
// and waits for Enter, so that one stray key never validates anything.
(() => {
  const CLE = "pf-raccourcis";
  const bouton = document.querySelector(".bu-raccourcis");
  const cibles = [...document.querySelectorAll("[data-raccourci]")];

  const lire = () => {
    try {
      return localStorage.getItem(CLE) !== "non";
    } catch {
      return true;
    }
  };
  const ecrire = (actifs) => {
    try {
      localStorage.setItem(CLE, actifs ? "oui" : "non");
    } catch {
      // Private browsing: the choice lasts as long as the page.
    }
  };

  let actifs = lire();

  const montrer = () => {
    for (const cible of cibles) {
      cible.querySelector("kbd")?.remove();
      cible.removeAttribute("aria-keyshortcuts");
      if (actifs) {
        const touche = document.createElement("kbd");
        touche.textContent = cible.dataset.raccourci.toUpperCase();
        touche.setAttribute("aria-hidden", "true");
        cible.append(touche);
        cible.setAttribute("aria-keyshortcuts", cible.dataset.raccourci);
      }
    }
    if (bouton) {
      bouton.hidden = false;
      bouton.setAttribute("aria-pressed", String(actifs));
      bouton.textContent = actifs ? "Raccourcis clavier : activés" : "Raccourcis clavier : désactivés";
    }
  };

  const enSaisie = (element) =>
    element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

  document.addEventListener("keydown", (evenement) => {
    if (!actifs || evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.repeat) return;
    if (enSaisie(evenement.target) || document.querySelector("dialog[open], [role='dialog']:not([aria-hidden='true'])")) return;
    const cible = cibles.find((une) => une.dataset.raccourci === evenement.key.toLowerCase());
    if (!cible) return;
    evenement.preventDefault();
    if (cible.tagName === "A") cible.click();
    else cible.focus();
  });

  bouton?.addEventListener("click", () => {
    actifs = !actifs;
    ecrire(actifs);
    montrer();
  });

  montrer();
  // A decision form that has just been opened, or refused, takes the focus.
  (document.querySelector(".bu-decision .bu-erreur") ? document.querySelector(".bu-champ-erreur :is(textarea, input)") : document.getElementById("titre-decision"))?.focus();
})();
