// A chosen file leaves at once: say so, and how far it is. Without this file it leaves with its
// page.
(() => {
  "use strict";

  const depot = (element) => element?.closest?.(".pf-piece")?.querySelector("[data-envoi]");

  document.addEventListener("change", (evenement) => {
    const fichier = evenement.target.type === "file" && evenement.target.files[0];
    const texte = fichier && depot(evenement.target);
    if (!texte) return;
    const barre = document.createElement("progress");
    barre.className = "pf-progression d-block mt-2";
    barre.max = 100;
    barre.setAttribute("aria-label", "Avancement de l’envoi");
    const nombre = evenement.target.files.length;
    texte.replaceChildren(nombre > 1 ? `Envoi de ${nombre} fichiers…` : `Envoi de « ${fichier.name} »…`, barre);
  });

  document.addEventListener("htmx:xhr:progress", (evenement) => {
    const barre = depot(evenement.target)?.querySelector("progress");
    if (barre && evenement.detail.lengthComputable) {
      barre.value = (100 * evenement.detail.loaded) / evenement.detail.total;
    }
  });

  const rate = (evenement) => {
    const texte = depot(evenement.target);
    if (texte) texte.textContent = "L’envoi n’a pas abouti. Le fichier partira quand vous validerez la page.";
  };
  document.addEventListener("htmx:sendError", rate);
  document.addEventListener("htmx:responseError", rate);
})();
