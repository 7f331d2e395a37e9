/* The chart as a PNG, drawn here: claim, subtitle, plot, pins in words, evidence, address. SIMULATED stays in it. */
(function () {
  'use strict';
  const WIDTH = 1600;
  const SIDE = 56;
  const MARK = 178; // pixels, at most

  // Plotly reads a little HTML in its texts; a title must stay text.
  const plain = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

  // Outside the page there is no direction to inherit: every line brings its own.
  const directed = (text) => (document.documentElement.dir === 'rtl' ? '\u2067' + text + '\u2069' : text);

  function wrapped(text, most) {
    const lines = [''];
    for (const word of text.split(' ')) {
      if (lines.at(-1) && lines.at(-1).length + word.length >= most) lines.push('');
      lines[lines.length - 1] += (lines.at(-1) ? ' ' : '') + word;
    }
    return lines;
  }

  function picture(plate) {
    const figure = window.rankTracker.paintedFigure(plate);
    const value = (token) => getComputedStyle(document.documentElement).getPropertyValue(token).trim();
    const { paper } = plate;
    const rtl = document.documentElement.dir === 'rtl';
    const side = rtl ? { x: 1, xanchor: 'right', align: 'right', xshift: 30 } : { x: 0, xanchor: 'left', align: 'left', xshift: -30 };
    const own = figure.layout.margin;
    const claim = wrapped(paper.title, 62);
    const pins = paper.pins.map((pin) => directed(plain(wrapped(pin, 84)[0])));
    const columns = [pins.slice(0, Math.ceil(pins.length / 2)), pins.slice(Math.ceil(pins.length / 2))];
    const marks = paper.marks ?? []; // of a key: words, ground, ink
    const rows = columns[0].length + (marks.length ? 1 : 0);
    const wide = Math.min(MARK, (WIDTH - own.l - own.r - 2 * (SIDE - 20) + 30) / Math.max(1, marks.length));
    const top = 76 + claim.length * 42 + own.t;
    const bottom = own.b + 40 + rows * 22 + 56;
    const height = figure.layout.height - own.t - own.b + top + bottom;
    const words = (text, y, size, color, more) => Object.assign({
      text, ...side, y, yref: 'paper', xref: 'paper', showarrow: false, yanchor: 'top',
      font: { size, color, family: value('--font-ui') },
    }, more);
    const above = (pixels) => ({ y: 1, yshift: top - pixels });
    const below = (pixels) => ({ y: 0, yshift: -pixels });
    figure.layout.annotations.push(
      words('<b>' + claim.map(plain).map(directed).join('<br>') + '</b>', 1, 34, value('--text'),
        { ...above(28), font: { size: 34, color: value('--text'), family: value('--font-claim') } }),
      words(directed(plain(paper.subtitle)), 1, 16, value('--text-2'), above(34 + claim.length * 42)),
      ...columns.map((column, place) => words(column.join('<br>'), 0, 14, value('--text-2'), {
        ...below(own.b + 20), xref: 'paper', x: rtl ? 1 - place * 0.5 : place * 0.5,
      })).filter((column) => column.text),
      ...marks.map(([said, ground, ink], place) => words(directed(plain(said)), 0, 13, value(ink), {
        ...below(own.b + 16), x: 0, xanchor: 'left', xshift: -30 + place * wide, width: wide - 10, align: 'center',
        bgcolor: value(ground), borderpad: 4, bordercolor: value('--line-2'), borderwidth: 1,
      })),
      words(directed(plain(paper.caption.join('   ·   '))), 0, 13, value('--text-3'), below(own.b + 36 + rows * 22)),
      words(plain(location.host + '/' + paper.address), 0, 12, value('--text-3'), below(own.b + 58 + rows * 22)),
      words('<b>' + directed(plain([paper.simulated, paper.brand].filter(Boolean).join(' · '))) + '</b>', 0, 14, value('--text'), {
        ...below(own.b + 36 + rows * 22), x: rtl ? 0 : 1, xanchor: rtl ? 'left' : 'right', xshift: 0,
      }),
    );
    figure.layout.margin = { ...own, l: own.l + SIDE - 20, r: own.r + SIDE - 20, t: top, b: bottom };
    figure.layout.width = WIDTH;
    figure.layout.height = height;
    return { figure, height };
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button[data-saves]');
    const plate = button && window.rankTracker?.plates?.[button.dataset.saves];
    if (!plate || !window.Plotly) return;
    const { figure, height } = picture(plate);
    window.Plotly.downloadImage(figure, { format: 'png', width: WIDTH, height, scale: 2, filename: plate.paper.file || 'rank-history' });
  });
})();
