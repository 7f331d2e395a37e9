/* The slider of the chart page: says the hour under the thumb while it moves; at rest, the page goes to that hour. */
(function () {
  'use strict';
  const REST = 250; // milliseconds without a key or a move
  let waiting;

  const two = (n) => String(n).padStart(2, '0');

  function momentOf(box, input) {
    return new Date((Number(box.dataset.since) + Number(input.value) * 3600) * 1000);
  }

  function says(box, input) {
    const moment = momentOf(box, input);
    const day = box.dataset.weekdays.split('|')[(moment.getUTCDay() + 6) % 7];
    const month = box.dataset.months.split('|')[moment.getUTCMonth()];
    return `${day} ${moment.getUTCDate()} ${month} ${moment.getUTCFullYear()}, ${two(moment.getUTCHours())}:00 UTC`;
  }

  function tell(box, input) {
    const words = says(box, input);
    input.setAttribute('aria-valuetext', words);
    return words;
  }

  function go(box, input) {
    const moment = momentOf(box, input);
    // The last minute of the hour: the capture of an hour is made some minutes into it.
    const at = `${moment.toISOString().slice(0, 13)}:59`;
    const asked = new URLSearchParams(location.search);
    asked.set('at', at);
    const search = '?' + asked.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
    window.dash_clientside.set_props(box.dataset.goes, { search });
    if (document.activeElement === input) focusAnew(input);
  }

  // The page of the new address has a slider of its own: whoever moves it by keys goes on with that one.
  function focusAnew(input) {
    const deadline = Date.now() + 5000;
    const look = () => {
      const anew = document.getElementById(input.id);
      if (anew && anew !== input) {
        if (document.activeElement === document.body) anew.focus({ preventScroll: true });
      } else if (Date.now() < deadline) {
        setTimeout(look, 40);
      }
    };
    look();
  }

  const partsOf = (event) => {
    const input = event.target.closest?.('.scrubber input[type=range]');
    return input ? [input.closest('.scrubber'), input] : null;
  };

  document.addEventListener('focusin', (event) => {
    const parts = partsOf(event);
    if (parts) tell(...parts);
  });

  document.addEventListener('input', (event) => {
    const parts = partsOf(event);
    if (!parts) return;
    const [box, input] = parts;
    const bubble = box.querySelector('.scrub-says');
    const span = Number(input.max) - Number(input.min) || 1;
    bubble.textContent = tell(box, input);
    bubble.style.left = `${(100 * Number(input.value)) / span}%`;
    bubble.classList.add('is-shown');
    clearTimeout(waiting);
  });

  document.addEventListener('change', (event) => {
    const parts = partsOf(event);
    if (!parts) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      parts[0].querySelector('.scrub-says')?.classList.remove('is-shown');
      go(...parts);
    }, REST);
  });
})();
