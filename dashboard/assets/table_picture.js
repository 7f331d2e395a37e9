/* The chart page as a PNG, drawn here from what the page shows: claim, subtitle, the rows, how we know, the address.
   SIMULATED stays in it. Nothing leaves the browser. */
(function () {
  'use strict';
  const WIDTH = 1200;
  const SIDE = 48;
  const ROW = 30;
  const SCALE = 2;

  const value = (token) => getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  const text = (element) => (element?.innerText || '').replace(/\s+/g, ' ').trim();

  // The pen knows the side on which a line begins, so that Arabic pictures are mirrored like the page.
  function penOf(canvas, rtl) {
    const pen = canvas.getContext('2d');
    pen.scale(SCALE, SCALE);
    pen.direction = rtl ? 'rtl' : 'ltr';
    pen.textBaseline = 'middle';
    const across = (x) => (rtl ? WIDTH - x : x);
    return {
      pen,
      across,
      say(words, x, y, font, colour, align = 'start', most = undefined) {
        pen.font = font;
        pen.fillStyle = colour;
        pen.textAlign = align;
        pen.fillText(words, across(x), y, most);
      },
      wrap(words, font, most) {
        pen.font = font;
        const lines = [''];
        for (const word of words.split(' ')) {
          const longer = (lines.at(-1) ? lines.at(-1) + ' ' : '') + word;
          if (lines.at(-1) && pen.measureText(longer).width > most) lines.push(word);
          else lines[lines.length - 1] = longer;
        }
        return lines;
      },
    };
  }

  function move(brush, cell, x, y, font) {
    const mark = cell.querySelector('.move');
    const fresh = cell.querySelector('.new');
    const way = mark?.classList.contains('up') ? 'up' : mark?.classList.contains('down') ? 'down' : 'same';
    const number = text(cell.querySelector('[aria-hidden]'));
    const said = fresh ? text(fresh) : way === 'up' ? `▲ ${number}` : way === 'down' ? `▼ ${number}` : mark?.firstChild?.textContent || '';
    brush.say(said, x, y, font, value(`--${way}`), 'end');
  }

  function spark(brush, cell, x, y) {
    for (const layer of cell?.querySelectorAll('.row-spark > span') || []) {
      const path = /d='([^']*)'/.exec(layer.style.maskImage || '')?.[1];
      if (!path) continue;
      const { pen } = brush;
      pen.save();
      pen.translate(x, y - 11);
      const drawn = new Path2D(path);
      if (layer.className === 'hatch') {
        pen.fillStyle = value('--state-absent-bg');
        pen.fill(drawn);
      } else {
        pen.strokeStyle = getComputedStyle(layer).backgroundColor;
        pen.lineWidth = 1.6;
        pen.stroke(drawn);
      }
      pen.restore();
    }
  }

  function picture() {
    const rtl = document.documentElement.dir === 'rtl';
    const ui = value('--font-ui');
    const rows = [...document.querySelectorAll('.chart-rows tbody tr')];
    const facts = [...document.querySelectorAll('.caption > span:not(.actions)')].map(text).slice(1).join('   ·   ');
    const canvas = document.createElement('canvas');
    const measured = penOf(canvas, rtl);
    const claim = measured.wrap(text(document.querySelector('h1')), `650 32px ${value('--font-claim')}`, WIDTH - 2 * SIDE);
    const subtitle = measured.wrap(text(document.querySelector('.subtitle')), `15px ${ui}`, WIDTH - 2 * SIDE);
    const known = measured.wrap(facts, `13px ${ui}`, WIDTH - 2 * SIDE);
    const top = 60 + claim.length * 42 + subtitle.length * 24 + 40;
    const height = top + rows.length * ROW + 40 + known.length * 22 + 60;
    canvas.width = WIDTH * SCALE;
    canvas.height = height * SCALE;
    const brush = penOf(canvas, rtl); // a canvas of another size has forgotten its pen
    const { pen } = brush;
    pen.fillStyle = value('--surface');
    pen.fillRect(0, 0, WIDTH, height);
    let y = 44;
    brush.say([text(document.querySelector('.kicker')), text(document.querySelector('.time-row time'))].join(' · '), SIDE, y, `14px ${ui}`, value('--text-2'));
    for (const line of claim) brush.say(line, SIDE, (y += 40), `650 32px ${value('--font-claim')}`, value('--text'));
    y += 10;
    for (const line of subtitle) brush.say(line, SIDE, (y += 24), `15px ${ui}`, value('--text-2'));
    y = top;
    for (const row of rows) {
      const cells = row.children;
      const marked = row.classList.contains('marked');
      pen.fillStyle = value('--line');
      pen.fillRect(SIDE, y + ROW / 2, WIDTH - 2 * SIDE, 1);
      if (marked) {
        pen.fillStyle = getComputedStyle(cells[0]).borderInlineStartColor;
        pen.fillRect(brush.across(SIDE) - (rtl ? 4 : 0), y - ROW / 2 + 1, 4, ROW - 1);
      }
      brush.say(text(cells[0]), SIDE + 56, y, `700 15px ${ui}`, value('--text'), 'end');
      move(brush, cells[1], SIDE + 130, y, `13px ${ui}`);
      brush.say(text(cells[2].querySelector('bdi')), SIDE + 160, y, `${marked ? 700 : 400} 15px ${ui}`, value('--text'), 'start', 620);
      spark(brush, cells[3], rtl ? SIDE + 60 : WIDTH - SIDE - 200, y);
      y += ROW;
    }
    y += 16;
    for (const line of known) brush.say(line, SIDE, (y += 22), `13px ${ui}`, value('--text-3'));
    const told = [text(document.querySelector('.simulated b')), text(document.querySelector('.brand-name'))];
    brush.say(told.filter(Boolean).join(' · '), SIDE, y + 32, `700 14px ${ui}`, value('--text'));
    pen.direction = 'ltr';
    pen.textAlign = rtl ? 'left' : 'right';
    pen.font = `12px ${ui}`;
    pen.fillStyle = value('--text-3');
    pen.fillText(location.host + location.pathname + location.search, brush.across(WIDTH - SIDE), y + 32);
    return canvas;
  }

  window.rankTracker = Object.assign(window.rankTracker || {}, { penOf, pictureText: text, pictureValue: value, WIDTH, SIDE, SCALE });
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button[data-pictures]');
    if (!button) return;
    const drawn = button.dataset.pictures === 'claim-picture' ? window.rankTracker.claimPicture() : picture();
    drawn.toBlob((blob) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `${location.pathname.slice(1).replaceAll('/', '-') || 'ranks'}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
  });
})();
