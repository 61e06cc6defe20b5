// A slip's QR code carries the seat's code behind the #, which a browser sends to nobody.
function take() {
  const field = document.getElementById("code");
  const given = location.hash.slice(1, 41);
  if (field && given) {
    field.value = given;
    history.replaceState(null, "", location.pathname);
  }
}
addEventListener("hashchange", take);
take();
