
(() => {
  'use strict';
  document.documentElement.classList.add('scripted');
  const cells = [...document.querySelectorAll('a.cell')];

  const show = (id) => {
    const wanted = document.getElementById(id);
    if (!wanted || wanted.localName !== 'dialog' || wanted.open) {
      return;
    }
    document.querySelectorAll('dialog[open]').forEach((other) => other.close());
    wanted.showModal();
    wanted.scrollTop = 0;
    history.replaceState(null, '', '#' + id);
  };

  document.querySelectorAll('dialog').forEach((dialog) => {
    dialog.addEventListener('close', () => {
      if (location.hash === '#' + dialog.id) {
        history.replaceState(null, '', location.pathname + location.search);
      }
    });
    dialog.addEventListener('click', (event) => {
      const step = event.target.closest('[data-step]');
      if (step) {
        const at = cells.findIndex((cell) => cell.hash === '#' + dialog.id);
        const next = cells[(at + Number(step.dataset.step) + cells.length) % cells.length];
        show(next.hash.slice(1));
        const now = document.querySelector('dialog[open] [data-step="' + step.dataset.step + '"]');
        now.focus();
      } else if (event.target === dialog || event.target.closest('.close')) {
        event.preventDefault();
        dialog.close();
      }
    });
  });

  cells.forEach((cell) => cell.addEventListener('click', (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(cell.hash.slice(1));
    }
  }));

  const linked = () => show(location.hash.slice(1));
  window.addEventListener('hashchange', linked);
  linked();
})();
