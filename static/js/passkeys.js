// Passkeys: a form with data-passkey="create" or "get" asks the browser for one before it is sent.
//
// What the server asks for stands in the page, or, for signing in without a name, is fetched when the button is pressed.

const ways = {
  create: async (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey) }),
  get: async (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) }),
};

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => ask(event, form));
  }
}

async function ask(event, form) {
  event.preventDefault();
  const problem = form.querySelector(".field-error[role=alert]");
  problem.hidden = true;
  try {
    const credential = await ways[form.dataset.passkey](await optionsFor(form));
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    problem.textContent = form.dataset.failed;
    problem.hidden = false;
  }
}

async function optionsFor(form) {
  const here = document.getElementById("passkey-options");
  if (!here) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    return (await answer.json()).request_options;
  }
  const options = JSON.parse(here.textContent);
  if (form.dataset.passkey === "get") return options.request_options;
  const wanted = options.creation_options;
  const alone = form.elements.passwordless?.checked ?? false;
  wanted.publicKey.authenticatorSelection.residentKey = alone ? "required" : "discouraged";
  wanted.publicKey.authenticatorSelection.requireResidentKey = alone;
  if (alone) wanted.publicKey.authenticatorSelection.userVerification = "required";
  return wanted;
}
