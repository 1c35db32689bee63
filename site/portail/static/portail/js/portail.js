// Comforts only: every screen works without this file.
(() => {
  "use strict";

  // The error summary takes the focus; also one that htmx has just brought, but never when it
  // brought something else: a page that saves itself must not take the parent away from his field.
  const montrerErreurs = (dans) => dans.querySelector("#erreurs")?.focus();
  // A link of the summary leads into the field, not only above it.
  document.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest(".pf-erreurs a[href^='#']");
    const champ = lien && document.getElementById(lien.hash.slice(1));
    if (!champ) return;
    evenement.preventDefault();
    champ.focus();
    champ.scrollIntoView({ block: "center" });
  });

  // Menus: Escape closes and gives the focus back; so does a click elsewhere, or leaving with Tab.
  const ouverts = () => document.querySelectorAll("details.pf-deroulant[open]");
  const fermerSaufCeux = (dedans) => ouverts().forEach((menu) => dedans && menu.contains(dedans) || menu.removeAttribute("open"));
  document.addEventListener("keydown", (evenement) => {
    if (evenement.key !== "Escape") return;
    ouverts().forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (evenement) => fermerSaufCeux(evenement.target));
  document.addEventListener("focusin", (evenement) => fermerSaufCeux(evenement.target));

  // A password is shown while it is typed, to who asks: on a phone, one mistake in two. Hidden again
  // before it leaves, so that the browser keeps it as a password.
  document.querySelectorAll("input[type='password']").forEach((champ) => {
    const tenu = document.activeElement === champ;
    const boite = document.createElement("div");
    boite.className = "pf-secret";
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "btn btn-outline-primary";
    bouton.setAttribute("aria-controls", champ.id);
    const montrer = (visible) => {
      champ.type = visible ? "text" : "password";
      bouton.textContent = visible ? "Masquer" : "Afficher";
      bouton.setAttribute("aria-label", `${bouton.textContent} : ${champ.labels[0]?.textContent.trim() ?? "mot de passe"}`);
    };
    champ.autocapitalize = "off"; // shown, it is a text for the keyboard
    champ.spellcheck = false;
    champ.replaceWith(boite);
    boite.append(champ, bouton);
    montrer(false);
    bouton.addEventListener("click", () => montrer(champ.type === "password"));
    champ.form?.addEventListener("submit", () => montrer(false));
    if (tenu) champ.focus();
  });

  // A form is sent once: a second press of the same button does nothing while the first is on its
  // way.
  document.addEventListener("submit", (evenement) => {
    const formulaire = evenement.target;
    if (formulaire.dataset.envoye) {
      evenement.preventDefault();
      return;
    }
    if (!evenement.defaultPrevented && formulaire.method === "post" && !formulaire.hasAttribute("hx-post")) {
      formulaire.dataset.envoye = "oui";
    }
  });
  // Back from the browser's memory: the form may be sent again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-envoye]").forEach((formulaire) => delete formulaire.dataset.envoye);
  });

  // "Pas de réseau" rather than the browser's own page. A browser may refuse (a private window): it
  // then does without.
  window.addEventListener("load", () => navigator.serviceWorker?.register("/service-worker.js").catch(() => {}));

  document.addEventListener("click", (evenement) => {
    if (evenement.target.closest("[data-imprimer]")) window.print();
  });
  // What only serves with JavaScript is hidden until it is there.
  document.querySelectorAll("[data-avec-js]").forEach((element) => element.removeAttribute("hidden"));
  document.addEventListener("htmx:afterSettle", (evenement) => montrerErreurs(evenement.detail.elt));
  montrerErreurs(document);
  // What has just been done is said first, when nothing is to be corrected and the address leads to
  // no place of its own.
  if (!location.hash && !document.querySelector("#erreurs")) document.querySelector("#messages[autofocus]")?.focus();
})();
