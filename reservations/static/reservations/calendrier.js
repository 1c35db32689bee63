// Comforts only: a press that did not arrive says so, where the eye is. The page works without this file.
(() => {
  "use strict";

  const dire = (phrase) => {
    const annonce = document.getElementById("cal-annonce");
    const avis = document.createElement("p");
    avis.className = "pf-avis pf-avis-error";
    avis.textContent = phrase;
    annonce?.replaceChildren(avis);
  };
  document.addEventListener("htmx:sendError", () => {
    dire("La connexion est coupée : ce choix n’est pas enregistré. Vérifiez le réseau, puis recommencez.");
  });
  document.addEventListener("htmx:responseError", (evenement) => {
    // Signed out, or the token is too old: the page itself knows the way back.
    if (evenement.detail.xhr.status < 500) window.location.reload();
    else dire("Ce choix n’a pas pu être enregistré. Recommencez dans un instant.");
  });
})();
