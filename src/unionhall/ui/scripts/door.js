// Passkeys: asks the device to make one or to show one, and posts its answer with the form.

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function asked(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  (options.allowCredentials || options.excludeCredentials || []).forEach((one) => {
    one.id = bytes(one.id);
  });
  return options;
}

function told(credential) {
  const response = {};
  ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  });
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

function passkey(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  const button = form.querySelector("[data-passkey-begin]");
  button.addEventListener("click", () => {
    if (form.reportValidity && !form.reportValidity()) return;
    failed.hidden = true;
    button.disabled = true;
    navigator.credentials[form.dataset.passkey]({ publicKey: asked(form) })
      .then((credential) => {
        form.elements.credential.value = told(credential);
        form.submit();
      })
      .catch(() => {
        failed.hidden = false;
        button.disabled = false;
      });
  });
}

const lacking = document.querySelector("[data-passkey-lacking]");
const isAble = Boolean(window.PublicKeyCredential && navigator.credentials);
if (lacking && !isAble) lacking.hidden = false;
document.querySelectorAll("form[data-passkey]").forEach((form) => {
  form.hidden = !isAble;
  if (isAble) passkey(form);
});
