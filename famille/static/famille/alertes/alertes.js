// "Mes alertes": adds this device, or says why it cannot be.
(() => {
  "use strict";
  const ICI = "/mes-donnees/alertes/appareils/ici/";
  const formulaire = document.querySelector("form[data-alertes]");
  const peut = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  const poster = (adresse, champs) => fetch(adresse, {
    method: "POST",
    headers: { "X-Arriere-Plan": "1" },
    body: new URLSearchParams({ csrfmiddlewaretoken: formulaire.elements.csrfmiddlewaretoken.value, ...champs }),
  });
  // bool: this device tells this account
  const reconnaitre = async () => {
    const abonnement = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
    return abonnement ? (await (await poster(ICI, { endpoint: abonnement.endpoint })).json()).a_moi : false;
  };

  const montrer = (etat) => formulaire.querySelectorAll("[data-etat]").forEach((un) => {
    un.hidden = un.dataset.etat !== etat;
  });
  const erreur = formulaire.querySelector("[data-erreur]");
  const refuser = (phrase) => {
    erreur.textContent = phrase;
    erreur.hidden = false;
  };
  const octets = (base64) => Uint8Array.from(atob(base64.replace(/-/g, "+").replace(/_/g, "/")), (un) => un.charCodeAt(0));

  // {endpoint, p256dh, auth}. `abonnement`: where the demonstration town's pretend telephone is got.
  const sAbonner = async ({ cle, abonnement }) => {
    if (abonnement) return (await poster(abonnement, {})).json();
    const { pushManager } = await navigator.serviceWorker.ready;
    // of another key of the town, or of somebody else
    await (await pushManager.getSubscription())?.unsubscribe();
    const fait = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: octets(cle) });
    const { endpoint, keys } = fait.toJSON();
    return { endpoint, ...keys };
  };
  formulaire.addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    erreur.hidden = true;
    try {
      if (await Notification.requestPermission() !== "granted") {
        montrer(Notification.permission === "denied" ? "refuse" : "possible");
        return;
      }
      const reponse = await poster(formulaire.action, await sAbonner(formulaire.dataset));
      if (reponse.ok) location.reload();
      else refuser((await reponse.json()).phrase);
    } catch {
      refuser("Cet appareil n’a pas pu être ajouté. Vérifiez que vous êtes relié à internet, puis recommencez.");
    }
  });

  const iOS = /iPhone|iPad/.test(navigator.userAgent) || (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);
  if (!peut) montrer(iOS ? "a-installer" : "impossible");
  else if (Notification.permission === "denied") montrer("refuse");
  else if (Notification.permission !== "granted") montrer("possible");
  else reconnaitre().catch(() => false).then((aMoi) => montrer(aMoi ? "fait" : "possible"));
})();
