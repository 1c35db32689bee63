// What must not lose the list: a child's facts open above it, and no link leaves it while there is
// no network.
(() => {
  "use strict";

  const P = window.Presences;
  if (!P?.racine) return;
  const fenetre = document.querySelector("[data-fenetre]");
  const dedans = fenetre.querySelector("[data-dedans]");
  const PAS_LUES = "Ces informations n’ont pas pu être lues. Voyez la feuille imprimée, ou réessayez quand le réseau est revenu.";

  const ouvrir = async (lien) => {
    dedans.textContent = "Un instant…";
    fenetre.showModal();
    try {
      if (!navigator.onLine) throw new Error("offline");
      const signal = AbortSignal.timeout(20000);
      const options = { redirect: "manual", headers: P.entetes, signal };
      const reponse = await fetch(lien.href, options);
      if (!reponse.ok) throw new Error(String(reponse.status));
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      dedans.replaceChildren(...page.body.childNodes);
    } catch {
      dedans.textContent = PAS_LUES;
    }
  };
  // Nothing of it stays in the page.
  fenetre.addEventListener("close", () => dedans.replaceChildren());

  document.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest("a[href]");
    if (!lien || evenement.defaultPrevented || evenement.ctrlKey || evenement.metaKey || lien.protocol === "tel:") return;
    if (lien.hasAttribute("data-infos")) {
      evenement.preventDefault();
      ouvrir(lien);
    } else if (!navigator.onLine && !lien.hash) {
      evenement.preventDefault();
      P.alerter("Pas de réseau : cette liste reste ouverte, pour ne pas la perdre. Réessayez quand le réseau est revenu.", { sansReseau: true });
    }
  });
})();
