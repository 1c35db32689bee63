// Comfort only: the address can be selected and copied by hand.
(() => {
  "use strict";

  document.addEventListener("click", async (evenement) => {
    const bouton = evenement.target.closest("[data-copier]");
    if (!bouton) return;
    const champ = document.getElementById(bouton.dataset.copier);
    const dit = document.getElementById(`copie-${bouton.dataset.copier}`);
    champ.select();
    try {
      await navigator.clipboard.writeText(champ.value);
      dit.textContent = "Adresse copiée.";
    } catch {
      dit.textContent = "L’adresse est sélectionnée : copiez-la.";
    }
  });
})();
