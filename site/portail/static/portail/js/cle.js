// Passkeys: allauth's scripts speak to the browser and tell what went wrong by an event; here it
// becomes a sentence. Which button does what is in the page: #ajouter-cle, #prouver-cle, and
// #entrer-par-cle at sign-in; what the server asks, in #cle-donnees (at sign-in, at its address).
(() => {
  "use strict";
  const PHRASES = {
    NotAllowedError: "Rien n’a été validé : la demande a été annulée, ou le temps est passé. Recommencez quand vous êtes prêt.",
    InvalidStateError: "Cet appareil a déjà une clé pour votre compte : utilisez-la, ou ajoutez-en une depuis un autre appareil.",
    SecurityError: "L’adresse de cette page n’est pas celle du portail : ouvrez-la depuis l’adresse habituelle de la ville.",
    NotSupportedError: "Cet appareil ne sait pas créer cette sorte de clé. Utilisez une application d’authentification.",
  };
  const AUTRE = "La clé n’a pas pu être utilisée. Recommencez, ou donnez un code de votre application ou un code de secours.";
  const A_L_ENTREE = "La clé n’a pas pu être utilisée. Recommencez, ou connectez-vous avec votre mot de passe.";

  const dire = (phrase) => {
    const place = document.querySelector("[data-cle-erreur]");
    place.hidden = false;
    place.textContent = phrase;
  };
  document.addEventListener("allauth.error", (evenement) => {
    evenement.preventDefault();
    dire(PHRASES[evenement.detail.exception?.name] ?? (entrer ? A_L_ENTREE : AUTRE));
  });
  const ajouter = document.getElementById("ajouter-cle");
  const prouver = document.getElementById("prouver-cle");
  const entrer = document.getElementById("entrer-par-cle");
  const ids = { credential: "id_credential", data: "cle-donnees" };
  if (window.PublicKeyCredential) {
    const { addForm, authenticateForm, loginForm } = window.allauth.webauthn.forms;
    if (ajouter) addForm({ ids: { add: ajouter.id, passwordless: "id_passwordless", ...ids } });
    if (prouver) authenticateForm({ ids: { authenticate: prouver.id, ...ids } });
    if (entrer) {
      entrer.form.hidden = false;
      loginForm({ ids: { login: entrer.id, ...ids } });
      entrer.addEventListener("click", () => {
        // one box for both ways in
        entrer.form.elements.rester.value = document.getElementById("id_rester")?.checked ? "on" : "";
      });
    }
  } else if (!entrer) {
    dire("Ce navigateur ne connaît pas les clés d’accès. Mettez-le à jour, ou utilisez un code.");
    [ajouter, prouver].forEach((bouton) => bouton?.setAttribute("disabled", ""));
  }
})();
