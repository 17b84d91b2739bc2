/* Import: a form is sent once, and says so while the file is read. Without it everything works, only quieter. */
for (const form of document.querySelectorAll('[data-pack-once]')) {
  form.addEventListener('submit', () => {
    const button = form.querySelector('[data-pack-busy]');
    if (!button) return;
    button.setAttribute('aria-disabled', 'true');
    button.textContent = button.dataset.packBusy;
    // After the browser has taken the form's values, so that the button's own is among them.
    setTimeout(() => (button.disabled = true), 0);
  });
}
