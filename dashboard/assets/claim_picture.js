/* A claim as a picture for sharing, drawn from what its page shows: sentence, verdict, reason, the countries, how we
   know. SIMULATED stays in it. Nothing leaves the browser. */
(function () {
  'use strict';
  const ROW = 28;
  const MOST_ROWS = 12;

  function claimPicture() {
    const { penOf, pictureText: text, pictureValue: value, WIDTH, SIDE, SCALE } = window.rankTracker;
    const rtl = document.documentElement.dir === 'rtl';
    const ui = value('--font-ui');
    const room = WIDTH - 2 * SIDE;
    const rows = [...document.querySelectorAll('.claim-page > div > .scroll tr')].slice(0, MOST_ROWS + 1);
    const canvas = document.createElement('canvas');
    const measured = penOf(canvas, rtl);
    const line = document.querySelector('.verdict-line');
    const claim = measured.wrap(text(document.querySelector('h1')), `650 34px ${value('--font-claim')}`, room);
    const reason = measured.wrap(text(line?.querySelector('bdi')), `16px ${ui}`, room);
    const known = measured.wrap(text(document.querySelector('.evidence')), `13px ${ui}`, room);
    const height = 64 + claim.length * 44 + 60 + reason.length * 25 + 24 + rows.length * ROW + 40 + known.length * 20 + 56;
    canvas.width = WIDTH * SCALE;
    canvas.height = height * SCALE;
    const brush = penOf(canvas, rtl); // a canvas of another size has forgotten its pen
    const { pen } = brush;
    pen.fillStyle = value('--surface');
    pen.fillRect(0, 0, WIDTH, height);
    let y = 44;
    brush.say(text(document.querySelector('.kicker')), SIDE, y, `14px ${ui}`, value('--text-2'));
    for (const words of claim) brush.say(words, SIDE, (y += 44), `650 34px ${value('--font-claim')}`, value('--text'));
    const tag = line?.querySelector('.verdict');
    y += 50;
    brush.say(text(tag), SIDE, y, `700 22px ${ui}`, tag ? getComputedStyle(tag).color : value('--text'));
    y += 6;
    for (const words of reason) brush.say(words, SIDE, (y += 25), `16px ${ui}`, value('--text'));
    y += 34;
    for (const row of rows) {
      const cells = [...row.children].filter((cell) => cell.offsetParent !== null);
      const font = `${row.parentElement.tagName === 'THEAD' ? 400 : 500} 14px ${ui}`;
      const colour = row.parentElement.tagName === 'THEAD' ? value('--text-2') : value('--text');
      cells.forEach((cell, place) => {
        brush.say(text(cell), SIDE + (room * place) / cells.length, y, font, colour, 'start', room / cells.length - 8);
      });
      pen.fillStyle = value('--line');
      pen.fillRect(SIDE, y + ROW / 2, room, 1);
      y += ROW;
    }
    y += 8;
    for (const words of known) brush.say(words, SIDE, (y += 20), `13px ${ui}`, value('--text-3'));
    const told = [text(document.querySelector('.simulated b')), text(document.querySelector('.brand-name'))];
    brush.say(told.filter(Boolean).join(' · '), SIDE, y + 34, `700 14px ${ui}`, value('--text'));
    return canvas;
  }

  window.rankTracker = Object.assign(window.rankTracker || {}, { claimPicture });
})();
