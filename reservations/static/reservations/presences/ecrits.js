// What is written on the list, without leaving it: somebody else who fetches a child, a care.
// Where the page cannot seal it, the links lead to their pages, which need the network.
(() => {
  "use strict";

  const P = window.Presences;
  if (!P?.racine || !P.sceller || P.racine.hasAttribute("data-lecture")) return;
  const fenetre = (quoi) => document.querySelector(`[data-ecrit="${quoi}"]`);
  const SUITES = {
    autre: async (ligne, ecrit) => {
      const { nom } = ecrit;
      ligne.querySelector("[data-panneau]").open = false;
      P.partir(ligne, "autre", nom, await P.sceller(ecrit));
    },
    soin: async (ligne, ecrit) => P.soigner(ligne, await P.sceller(ecrit)),
  };
  let ligne = null;

  document.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest("a[data-autre], a[data-soin]");
    if (!lien || evenement.ctrlKey || evenement.metaKey) return;
    evenement.preventDefault();
    ligne = lien.closest("[data-reservation]");
    const laquelle = fenetre(lien.hasAttribute("data-autre") ? "autre" : "soin");
    laquelle.querySelector("[data-pour]").textContent = P.nomDe(ligne);
    laquelle.showModal();
  });

  for (const [quoi, suite] of Object.entries(SUITES)) {
    const laquelle = fenetre(quoi);
    const formulaire = laquelle.querySelector("form");
    laquelle.querySelector("[data-fermer]").addEventListener("click", () => laquelle.close());
    // Nothing of it stays in the page.
    laquelle.addEventListener("close", () => formulaire.reset());
    formulaire.addEventListener("submit", () => {
      const ecrit = Object.fromEntries(new FormData(formulaire));
      if (Object.values(ecrit).every((texte) => texte.trim())) suite(ligne, ecrit);
    });
  }
})();
