// Runs before the first paint, as a file of its own because the page allows no inline script.
(function () {
  try {
    var theme = localStorage.getItem('hub.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    var language = localStorage.getItem('hub.language');
    document.documentElement.lang = language || (/^ja\b/.test(navigator.language) ? 'ja' : 'en');
  } catch {
    // Storage may be blocked; the system's theme then decides.
  }
})();
