/// The style of the pages with scripts: one column on narrow screens, in the colours of pictures.
enum PageStyle {
  static let text = #"""
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--surface); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
    main { max-width: 1200px; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.01em;
      overflow-wrap: anywhere; }
    h2 { font-size: 1.1rem; margin: 0 0 .6rem; }
    h3 { font-size: .95rem; margin: 1rem 0 .3rem; color: var(--muted); font-weight: 600; }
    p { margin: 0 0 .75rem; max-width: 68ch; overflow-wrap: anywhere; }
    .lead { color: var(--muted); margin-bottom: 1.25rem; }
    .columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.25rem;
      align-items: start; }
    .panel { background: var(--panel); border: 1px solid var(--grid); border-radius: 10px;
      padding: 1rem 1.1rem; min-width: 0; margin-bottom: 1.25rem; }
    .controls { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin: 0 0 1rem; }
    button, select { font: inherit; color: inherit; background: var(--surface);
      border: 1px solid var(--muted); border-radius: 7px; padding: .35rem .8rem; min-height: 2.4rem; }
    select { min-width: 0; max-width: 100%; text-overflow: ellipsis; }
    button { cursor: pointer; }
    button[aria-pressed="true"] { background: var(--accent); border-color: var(--accent);
      color: var(--surface); }
    button:disabled { opacity: .45; cursor: default; }
    label { display: inline-flex; gap: .4rem; align-items: center; max-width: 100%; }
    input[type="range"] { flex: 1 1 12rem; min-width: 10rem; accent-color: var(--accent); height: 2rem; }
    input[type="checkbox"] { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    fieldset { border: 0; padding: 0; }
    input[type="radio"] { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); }
    svg { display: block; width: 100%; height: auto; max-height: 70vh; }
    svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
    svg .soft { fill: var(--muted); }
    svg .node { fill: var(--surface); stroke: var(--ink); stroke-width: 1.5; }
    svg .node.on { fill: var(--mark); stroke: var(--accent); stroke-width: 2.5; }
    svg .edge { stroke-linecap: round; fill: none; }
    svg .plus { stroke: var(--series-0); } svg .minus { stroke: var(--series-1); }
    svg .edge.on { stroke: var(--accent); }
    svg .hit { stroke: transparent; stroke-width: 14; cursor: pointer; }
    svg .halo { paint-order: stroke; stroke: var(--panel); stroke-width: 4px; stroke-linejoin: round; }
    .panel > :last-child { margin-bottom: 0; }
    .key + .key, .document .key:not(:first-child) { margin-left: .9rem; }
    @media (min-width: 821px) { .still { position: sticky; top: 1rem; } }
    .steps { margin: 0; padding: 0; list-style: none; }
    .steps li { padding: .45rem 0; border-bottom: 1px solid var(--grid); overflow-wrap: anywhere; }
    .steps li:last-child { border-bottom: 0; }
    .math { font-variant-numeric: tabular-nums; }
    .result { font-weight: 650; }
    .document { color: var(--muted); font-size: .88rem; display: block; }
    .names { margin: .5rem 0 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
    .differs { color: var(--series-1); }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .5rem 1rem;
      margin: 0; }
    .figures dt { color: var(--muted); font-size: .85rem; } .figures dd { margin: 0; font-size: 1.25rem;
      font-variant-numeric: tabular-nums; }
    .key { display: inline-block; width: .8rem; height: .8rem; border-radius: 3px; margin-right: .35rem;
      vertical-align: -.05rem; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    @media (max-width: 820px) { .columns { grid-template-columns: minmax(0, 1fr); gap: 0; }
      main { padding: 1rem .9rem 2rem; } h1 { font-size: 1.35rem; } svg { max-height: none; }
      svg.scaled text { font-size: 18px; } }
    @media print { .controls { display: none; } .panel { break-inside: avoid; background: none; } }
    @media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
    """#
}
