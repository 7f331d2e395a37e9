/* A part of the chart marked with the mouse becomes the range: the address gets its days, and the page follows. */
(function () {
  'use strict';
  const MARKED = 8; // pixels; less is a click
  let from = null; // {plot, x}

  function shapeOf(plot) {
    const plate = window.rankTracker?.plates?.[plot.dataset.plate];
    const readings = plate?.readings ?? plate?.range;
    if (!readings) return null;
    const box = plot.getBoundingClientRect();
    const { left, right, top, bottom } = readings.margin;
    return { readings, box, left, top, width: box.width - left - right, height: box.height - top - bottom };
  }

  function band(plot) {
    let found = plot.querySelector(':scope > .brush');
    if (!found) {
      found = document.createElement('div');
      found.className = 'brush';
      plot.append(found);
    }
    return found;
  }

  function within(shape, x) {
    return Math.min(Math.max(x - shape.box.left, shape.left), shape.left + shape.width);
  }

  function day(shape, x) {
    const { since, until } = shape.readings;
    const moment = since + ((x - shape.left) / shape.width) * (until - since);
    return new Date(Math.min(moment, until - 1) * 1000).toISOString().slice(0, 10);
  }

  document.addEventListener('pointerdown', (event) => {
    const plot = event.target.closest?.('.plot');
    if (!plot?.dataset.goes || event.pointerType !== 'mouse' || event.button !== 0 || event.target.closest('.card')) return;
    const shape = shapeOf(plot);
    const x = shape && event.clientX - shape.box.left;
    if (shape && x >= shape.left && x <= shape.left + shape.width) from = { plot, x: event.clientX };
  });

  document.addEventListener('pointermove', (event) => {
    if (!from || Math.abs(event.clientX - from.x) < MARKED) return;
    event.preventDefault();
    const shape = shapeOf(from.plot);
    const [left, right] = [within(shape, from.x), within(shape, event.clientX)].sort((a, b) => a - b);
    const marked = band(from.plot);
    marked.style.cssText = `left:${left}px;width:${right - left}px;top:${shape.top}px;height:${shape.height}px`;
    marked.hidden = false;
  });

  document.addEventListener('pointerup', (event) => {
    if (!from) return;
    const { plot, x } = from;
    from = null;
    band(plot).hidden = true;
    if (Math.abs(event.clientX - x) < MARKED) return;
    const shape = shapeOf(plot);
    const [left, right] = [within(shape, x), within(shape, event.clientX)].sort((a, b) => a - b);
    const asked = new URLSearchParams(location.search);
    asked.delete('range');
    asked.set('since', day(shape, left));
    asked.set('until', day(shape, right));
    const search = '?' + asked.toString().replaceAll('%2C', ',');
    window.dash_clientside.set_props(plot.dataset.goes, { search });
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !from) return;
    band(from.plot).hidden = true;
    from = null;
  });
})();
