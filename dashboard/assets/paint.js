/* A figure comes with names of tokens ("--text") where colours and fonts go. Here they get the values of the scheme in
   use, so that tokens.css is the only place with colours, and a change of scheme asks nothing of the server. Moments of
   long lines come as steps (figures/packed.py). */
(function () {
  'use strict';
  const plates = {}; // what was drawn last, by the id of its store

  function moments({ steps, unit }) {
    let place = 0;
    return steps.map((step) => (step === null ? null : 1000 * unit * (place += step)));
  }

  function painted(part, value) {
    if (typeof part === 'string') return part.startsWith('--') ? value(part) : part;
    if (Array.isArray(part)) return part.map((item) => painted(item, value));
    if (part && typeof part === 'object') {
      if (Array.isArray(part.steps)) return moments(part);
      return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, painted(item, value)]));
    }
    return part;
  }

  function paintedFigure(plate) {
    const style = getComputedStyle(document.documentElement);
    return painted(plate.figure, (token) => style.getPropertyValue(token).trim());
  }

  function repaint(plot) {
    const drawn = plot.querySelector('.js-plotly-plot');
    const plate = plates[plot.dataset.plate];
    if (!drawn || !plate) return;
    const { data, layout } = paintedFigure(plate);
    window.Plotly.react(drawn, data, layout);
  }

  window.rankTracker = Object.assign(window.rankTracker || {}, { plates, paintedFigure, repaint });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    plates: {
      paint(plate) {
        if (!plate) return window.dash_clientside.no_update;
        plates[window.dash_clientside.callback_context.inputs_list[0].id] = plate;
        return paintedFigure(plate);
      },
    },
  });
})();
