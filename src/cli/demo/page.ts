// The demonstration as a page that stands by itself: pictures inside, no script, nothing from the network.

import type { Outcome } from '../../decision/index.js';
import { signed } from '../output.js';
import { OUTCOME_COLOURS } from '../sheet/palette.js';
import type { Trial } from './trial.js';

export interface PageFacts {
  readonly model: { readonly name: string; readonly digest: string };
  /** How far the decisions may be trusted. */
  readonly claim: string;
}

export function demoPage(trials: readonly Trial[], { model, claim }: PageFacts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Likeness: demonstration</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Is this selfie the person in this passport?</h1>
<p>${trials.length} pairs, decided by Likeness with model <b>${text(model.name)}</b>
(<code>${text(model.digest.slice(0, 12))}</code>). ${text(claim)}</p>
<p class="faint">The photographs come with the package @vladmandic/face-api; the passports are specimens of a state that
does not exist. Two faces of one photograph are certainly two people. That one person appears in two photographs is our judgement, by looking and by the
score itself: nobody published it. So this shows how Likeness works; it is no evidence of how well. Liveness is not assessed yet.</p>
</header>
<main>
${trials.map(article).join('\n')}
</main>
<table>
<caption>All pairs</caption>
<thead><tr><th>#</th><th>pair</th><th>truth</th><th>decision</th><th>score</th><th>LLR</th><th>ms</th></tr></thead>
<tbody>
${trials.map(row).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function article({ number, case: shown, selfie, document, verification }: Trial): string {
  const { decision, score, llr, reasons } = verification;
  return `<article>
<h2>${number}. ${text(shown.title)} <span class="faint">${shown.truth}</span></h2>
<div class="pair">
<img src="${dataUri(selfie)}" alt="selfie of pair ${number}">
<img src="${dataUri(document)}" alt="specimen passport of pair ${number}">
</div>
<p class="decision">${badge(decision)} ${score === null ? 'not compared' : `score ${score.toFixed(3)}`}${
    llr === null ? '' : ` · LLR ${signed(llr, 1)}`
  }</p>
<ul>${reasons.map(({ about, message }) => `<li>${about ? `<b>${about}</b>: ` : ''}${text(message)}</li>`).join('')}</ul>
</article>`;
}

function row({ number, case: shown, verification: { decision, score, llr, timings } }: Trial): string {
  const cells = [
    number,
    text(shown.title),
    shown.truth,
    badge(decision),
    score === null ? '–' : score.toFixed(3),
    llr === null ? '–' : signed(llr, 1),
    Math.round(timings.total),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const badge = (decision: Outcome): string =>
  `<span class="badge" style="background:${OUTCOME_COLOURS[decision]}">${decision}</span>`;

const dataUri = (jpeg: Uint8Array): string =>
  `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const text = (plain: string): string => plain.replace(/[&<>"]/g, (letter) => ENTITIES[letter]!);

const STYLE = `
:root { color: #1d2433; background: #f4f5f8; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 1240px; margin: 0 auto; padding: 2rem 1.25rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 0 0 .75rem; }
.faint { color: #6b7487; font-weight: normal; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(360px, 1fr)); gap: 1rem; margin: 1.5rem 0; }
article { background: #fff; border: 1px solid #dde1e8; border-radius: 8px; padding: 1rem; break-inside: avoid; }
.pair { display: flex; gap: .5rem; align-items: flex-start; }
.pair img { min-width: 0; border-radius: 4px; }
.pair img:first-child { flex: 4 1 0; }
.pair img:last-child { flex: 7 1 0; }
.decision { margin: .75rem 0 .25rem; font-variant-numeric: tabular-nums; }
.badge { color: #fff; border-radius: 4px; padding: .1rem .55rem; font-weight: 600; text-transform: uppercase;
  font-size: .8rem; letter-spacing: .04em; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
ul { margin: 0; padding-left: 1.1rem; font-size: .9rem; }
table { width: 100%; border-collapse: collapse; background: #fff; border: 1px solid #dde1e8; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; padding: .4rem .75rem; border-top: 1px solid #dde1e8; font-variant-numeric: tabular-nums; }
td:nth-child(n + 5), th:nth-child(n + 5) { text-align: right; }
@media print { :root { background: #fff; font-size: 11px; } body { padding: 0; } main { grid-template-columns: 1fr 1fr; } }
`;
