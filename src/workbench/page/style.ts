// How the page looks: on a screen, on a telephone, and on A4 paper, where colour and background carry no meaning.

import { Html } from './markup.js';

const SCREEN = `
:root {
  --ink: #1c2430; --soft: #4d5766; --line: #d9dde3; --hair: #e9ecf0; --tint: #f5f6f8; --yes: #00604a; --no: #9c3600; --partly: #7a5200;
  --link: #005a8c;
  color: var(--ink); background: #fff;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums lining-nums; counter-reset: figure;
  -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem;
}
* { box-sizing: border-box; }
body { overflow-wrap: anywhere; margin: 0 auto; max-width: 1240px; padding: 1.75rem 2rem 4rem; display: grid;
  grid-template: "head head" auto "nav main" 1fr / 12.5rem minmax(0, 1fr); column-gap: 2.5rem; }
header { grid-area: head; border-bottom: 2px solid var(--ink); padding-bottom: .8rem; margin-bottom: 1.25rem; }
nav { grid-area: nav; font-size: .86rem; line-height: 1.35; }
main { grid-area: main; min-width: 0; }
a { color: var(--link); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.kind { margin: 0; font-size: .8rem; font-weight: 600; color: var(--soft); }
h1 { font-size: 1.6rem; line-height: 1.2; font-weight: 650; letter-spacing: -.012em; margin: .15rem 0 .35rem; }
.about { margin: 0; color: var(--soft); max-width: none; }
nav ol { position: sticky; top: 1.25rem; list-style: none; margin: 0; padding: 0; border-left: 1px solid var(--line); }
nav a { display: block; padding: .24rem 0 .24rem .8rem; color: var(--soft); text-decoration: none; }
nav a:hover { color: var(--ink); text-decoration: underline; }
section { margin: 0 0 3rem; }
h2 { font-size: 1.3rem; line-height: 1.25; font-weight: 650; letter-spacing: -.008em; margin: 0 0 .5rem; padding-top: .6rem; border-top: 1px solid var(--line); }
section:first-child h2 { border-top: 0; padding-top: 0; }
h3 { font-size: 1.05rem; font-weight: 650; margin: 1.6rem 0 .5rem; }
h4 { font-size: .95rem; font-weight: 650; margin: 1.2rem 0 .4rem; }
p { margin: 0 0 .75rem; max-width: 46rem; }
.lead { color: var(--soft); margin-bottom: 1rem; }
.note, .scope { font-size: .86rem; color: var(--soft); max-width: 52rem; }
.absent { color: var(--soft); border-left: 3px solid var(--line); padding: .1rem 0 .1rem .75rem; }
.refusal, .warning { border: 1px solid var(--no); border-left-width: 5px; padding: .55rem .8rem; max-width: 52rem; }
.refusal b, .warning b, b.no, .refused td b { color: var(--no); }
b.yes { color: var(--yes); }
code, pre { font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .87em; }
pre { background: var(--tint); border: 1px solid var(--line); padding: .7rem .85rem; white-space: pre-wrap; }
.swatch { width: 2.1em; height: .75em; flex: none; overflow: visible; }
.model { display: inline-flex; align-items: center; gap: .45em; min-width: 0; vertical-align: bottom; }
.model bdi { overflow-wrap: anywhere; min-width: 0; }
.estimate { white-space: nowrap; }
.interval { white-space: nowrap; color: var(--soft); font-size: .92em; }
.counts { display: block; white-space: nowrap; color: var(--soft); font-size: .82em; }
.reason { white-space: normal; }

.verdicts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.25rem; margin-bottom: 1.1rem; }
.verdict { border: 1px solid var(--line); border-top: 3px solid var(--ink); padding: .8rem 1rem .9rem; min-width: 0; }
.verdict h3 { margin: 0 0 .3rem; }
.verdict h3 code { font-weight: 400; color: var(--soft); margin-left: .3em; }
.headline { font-size: 1.14rem; line-height: 1.35; margin-bottom: .6rem; }
.claims { list-style: none; margin: 0 0 .7rem; padding: 0; border-bottom: 1px solid var(--hair); }
.claims li { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr); gap: .5rem; padding: .34rem 0; border-top: 1px solid var(--hair); font-size: .87rem; line-height: 1.4; }
.uses li { grid-template-columns: 7.6rem minmax(0, 1fr); }
.rate { white-space: nowrap; }
.rate::before { display: inline-block; width: 1.25em; }
.yes .answer, .yes .rate::before { color: var(--yes); } .yes .rate::before { content: "✓"; }
.no .answer, .no .rate::before { color: var(--no); } .no .rate::before { content: "✕"; }
.partly .answer, .partly .rate::before { color: var(--partly); } .partly .rate::before { content: "–"; }
.needed { color: var(--soft); }
.caution { border: 1px solid var(--line); border-left: 5px solid #e69f00; padding: .65rem 1rem; margin-bottom: 1rem; }
.caution h3 { margin: 0 0 .25rem; font-size: .95rem; }
.caution ul { margin: 0; padding-left: 1.1rem; font-size: .9rem; }

.advice { margin: 0 0 1.2rem; padding-left: 1.6rem; max-width: 56rem; }
.advice li { padding: .5rem 0 .55rem .35rem; border-top: 1px solid var(--hair); }
.advice li::marker { color: var(--soft); font-weight: 650; }
.advice p { margin: 0; max-width: none; }
.advice .why { font-size: .88rem; color: var(--soft); margin-top: .15rem; }
.urgency { display: inline-block; font-size: .78rem; font-weight: 600; border: 1px solid; padding: 0 .4em; margin-right: .35em; }
.unsaid .urgency, .unreached .urgency { color: var(--no); } .improves .urgency { color: var(--yes); } .unneeded .urgency { color: var(--soft); }
.people { white-space: nowrap; color: var(--soft); }
.slices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 0 2rem; align-items: start; }
.slices table { width: 100%; }
.quotas { list-style: none; margin: 0; padding: 0; }
.small { display: block; color: var(--soft); font-size: .86em; } .small.no { color: var(--no); }
.sets { margin-bottom: .8rem; } .sets .scroll { max-height: none; }
.sets table { table-layout: fixed; width: 100%; min-width: 52rem; }
.sets th:nth-child(1) { width: 14%; } .sets th:nth-child(2) { width: 22%; } .sets th:nth-child(3) { width: 12%; } .sets th:nth-child(4) { width: 25%; }

.facts { margin: 0 0 1rem; display: grid; grid-template-columns: max-content minmax(0, 1fr); font-size: .9rem; }
.facts > div { display: contents; }
.facts dt, .facts dd { margin: 0; padding: .32rem 0; border-top: 1px solid var(--hair); }
.facts > div:first-child > * { border-top: 0; }
.facts dt { color: var(--soft); padding-right: 1.4rem; max-width: 16rem; }
.facts dd { max-width: 48rem; }
.verdict .facts { margin: 0; grid-template-columns: 1fr 1fr; gap: .45rem 1rem; font-size: .87rem; line-height: 1.35; }
.verdict .facts > div { display: block; }
.verdict .facts dt, .verdict .facts dd { border: 0; padding: 0; }

.scroll { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; font-size: .88rem; line-height: 1.35; min-width: 60%; }
caption { text-align: left; font-weight: 650; padding: .2rem 0 .35rem; }
th, td { overflow-wrap: break-word; text-align: left; vertical-align: top; padding: .38rem .9rem .38rem 0; border-bottom: 1px solid var(--hair); font-weight: 400; }
thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; font-size: .94em; color: var(--soft); vertical-align: bottom; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; }
tbody th { max-width: 22rem; }
tbody th:has(.model) { min-width: 10rem; }
.refused td { border-left: 4px solid var(--no); padding-left: .7rem; }

figure { margin: 0 0 1.4rem; min-width: 0; max-width: 38rem; }
figcaption { font-size: .88rem; line-height: 1.4; margin-bottom: .5rem; }
figcaption::before { counter-increment: figure; content: "Figure " counter(figure) ". "; color: var(--soft); }
.plot { max-width: 34rem; }
.plot svg { display: block; width: 100%; height: auto; overflow: visible; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1.2rem; margin: .1rem 0 .2rem; align-content: start; padding: 0; font-size: .84rem; }
.key li { display: flex; align-items: center; gap: .45em; min-width: 0; }
details { font-size: .86rem; margin-top: .35rem; }
summary { color: var(--link); cursor: pointer; width: fit-content; }
details .scroll { max-height: 22rem; overflow: auto; margin-top: .4rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 0 2rem; align-items: start; }
.figures > * { grid-row: span 4; }
.figures > figure { display: grid; grid-template-rows: subgrid; row-gap: 0; }
.split { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 2rem; align-items: start; }
.statements { margin: 0 0 1rem; padding-left: 1.1rem; max-width: 52rem; }
.statements li { margin-bottom: .25rem; }

.pairs, .failures { list-style: none; margin: 0 0 1rem; padding: 0; display: grid; gap: 1rem; }
.pairs { grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); }
.failures { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
.pairs li, .failures li { border: 1px solid var(--line); padding: .6rem; min-width: 0; font-size: .84rem; line-height: 1.35; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; }
.pairs p { margin: .5rem 0 0; }
.truth { color: var(--soft); }
.sheet { list-style: none; margin: 0 0 1rem; padding: 0; display: grid; gap: .6rem .7rem; grid-template-columns: repeat(auto-fill, minmax(6.4rem, 1fr)); font-size: .76rem; line-height: 1.3; }
.sheet li { min-width: 0; }
.sheet .subject, .sheet img + .path, .sheet .missing + .path { margin-top: .25rem; }
.spark { display: block; width: 9rem; height: 1.7rem; overflow: visible; }
.proposals { list-style: none; margin: 0 0 1rem; padding: 0; }
.proposals > li { border-top: 1px solid var(--line); padding: .8rem 0 1rem; }
.proposals h3 { margin: 0 0 .2rem; }
.proposals h3 code { font-weight: 400; color: var(--soft); margin-right: .5em; }
.proposals h4 { margin: 0 0 .35rem; font-size: .84rem; }
.strip { display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; align-items: flex-start; }
.strip .row { display: flex; flex-wrap: wrap; gap: .5rem; }
.strip .photograph { width: 6.6rem; font-size: .8rem; line-height: 1.3; }
.strip .subject { display: none; }
.strip .path { margin-top: .25rem; }
.strip .questioned .photograph img { outline: 3px solid var(--no); outline-offset: -3px; }
.evidence { list-style: none; margin: .5rem 0 0; padding: 0; font-size: .86rem; color: var(--soft); }
.photograph { display: flex; flex-direction: column; min-width: 0; }
.photograph img, .missing { width: 100%; aspect-ratio: 1; object-fit: cover; }
.missing { display: grid; place-items: center; border: 1px dashed #8a94a3; color: var(--soft); }
.subject { font-weight: 600; margin-top: .3rem; }
.path { color: var(--soft); font-size: .86em; }
.cause { display: block; margin-top: .35rem; }
`;

const TELEPHONE = `
@media screen and (max-width: 60rem) {
  body { display: block; padding: 1.1rem 1rem 3rem; }
  nav { margin-bottom: 1.5rem; }
  nav ol { position: static; border: 0; display: flex; flex-wrap: wrap; gap: .1rem 1rem; }
  nav a { padding: .2rem 0; text-decoration: underline; }
  .split { grid-template-columns: minmax(0, 1fr); }
}
@media screen and (max-width: 34rem) {
  h1 { font-size: 1.4rem; }
  .facts { grid-template-columns: minmax(0, 1fr); }
  .verdict .facts { grid-template-columns: 1fr 1fr; }
  .facts dt { max-width: none; padding-bottom: 0; }
  .facts dd { border-top: 0; padding-top: 0; }
  .pairs { grid-template-columns: minmax(0, 1fr); }
  .failures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .sheet { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .spark { width: 6rem; }
  table { width: 100%; }
  .refused .reason { display: block; max-width: 14rem; }
}
`;

const PAPER = `
@page { size: A4; margin: 16mm 15mm 17mm; }
@media print {
  :root { font-size: 9.6pt; }
  body { display: block; max-width: none; padding: 0; }
  nav, details { display: none; }
  a { color: inherit; text-decoration: none; }
  section { margin-bottom: 1.6rem; }
  h2, h3, h4, caption { break-after: avoid; }
  figure, .lead, .scroll, .verdict, .caution, .pairs li, .failures li, .proposals > li, tr, .sheet li, .facts > div, .refusal, .warning { break-inside: avoid; }
  .lead { break-after: avoid; }
  p, li { orphans: 3; widows: 3; }
  thead { display: table-header-group; break-after: avoid; }
  .scroll { overflow: visible; }
  table { min-width: 0; width: 100%; font-size: 8.6pt; }
  .verdicts { grid-template-columns: repeat(auto-fit, minmax(80mm, 1fr)); gap: 5mm; }
  .figures { grid-template-columns: 1fr 1fr; gap: 0 7mm; }
  figure { max-width: 120mm; }
  .plot { max-width: none; }
  .pairs { grid-template-columns: repeat(3, 1fr); gap: 4mm; }
  .failures { grid-template-columns: repeat(5, 1fr); gap: 3mm; }
  .sheet { grid-template-columns: repeat(8, 1fr); gap: 2.5mm; }
  pre { background: none; }
}
`;

export const STYLE = new Html(SCREEN + TELEPHONE + PAPER);
