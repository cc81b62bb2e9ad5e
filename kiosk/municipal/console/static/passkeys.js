// Shows what needs passkeys where the browser has them, and says when one did not do.
(function () {
  if (!window.PublicKeyCredential) return
  document.querySelectorAll('[data-passkeys]').forEach(part => { part.hidden = false })
  document.addEventListener('allauth.error', event => {
    event.preventDefault()
    document.querySelectorAll('[data-passkey-fault]').forEach(part => { part.hidden = false })
  })
})()
