/* The elements of components/still.py: what only stands there, made in one go. Text stays text: nothing of it is ever
   read as HTML. */
(function () {
  'use strict';

  // As Dash's own links do: the page changes, the document stays.
  function go(event) {
    const link = event.currentTarget;
    const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (elsewhere || link.target === '_blank' || link.origin !== window.location.origin) return;
    event.preventDefault();
    window.history.pushState({}, '', link.href);
    window.dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
    window.scrollTo(0, 0);
  }

  function made(part) {
    if (!Array.isArray(part)) return part;
    const [tag, attributes, ...inside] = part;
    const isLink = tag === 'link';
    const all = isLink ? Object.assign({ onClick: go }, attributes) : attributes;
    return window.React.createElement(isLink ? 'a' : tag, all, ...inside.map(made));
  }

  const Still = (props) => window.React.createElement(window.React.Fragment, null, ...props.trees.map(made));
  window.rank_tracker = { Still };
})();
