// The waiting room: asks where one stands, and opens the page when it is one's turn.
(() => {
  "use strict";
  const carte = document.getElementById("affluence");
  if (!carte) return;
  const rang = carte.querySelector("[data-rang]");
  const dans = carte.querySelector("[data-dans]");
  carte.querySelector("[data-avec-script]").hidden = false;

  const dire = (element, texte) => {
    // A screen reader says what changes; what was written is kept, for the page may be translated.
    if (element.dataset.dit !== texte) element.textContent = element.dataset.dit = texte;
  };
  const plusTard = (secondes) => setTimeout(regarder, secondes * 1000 + Math.random() * 500);

  async function regarder() {
    try {
      const reponse = await fetch(carte.dataset.adresse, { cache: "no-store" });
      if (!reponse.ok) throw new Error(`${reponse.status}`);
      const place = await reponse.json();
      if (!place.secondes) return window.location.reload();
      dire(rang, `${place.rang}`);
      dire(dans, place.dans);
      plusTard(place.revoir);
    } catch {
      plusTard(15); // the portal or the network: one's place is kept all the same
    }
  }
  plusTard(Number(carte.dataset.revoir));
})();
