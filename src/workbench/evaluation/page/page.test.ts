import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ModelReport, type Report, ReportSchema } from '../report.js';
import { renderPage } from './index.js';
import { specimenReport } from './report.specimen.js';

const JPEG = 'data:image/jpeg;base64,/9j/4AAQSkZJRg==';
const none = new Map<string, string>();

const every = (page: string, pattern: RegExp) => [...page.matchAll(pattern)].map(([, found]) => found);
const idsOf = (page: string) => every(page, / id="([^"]+)"/g);
const sectionsOf = (page: string) => every(page, /<section id="([^"]+)"/g);
const section = (page: string, id: string) =>
  page.match(new RegExp(`<section id="${id}"[\\s\\S]*?</section>`))?.[0] ?? '';
/** Words as they are read: without tags, and with spaces that do not break as others. */
const words = (source: string) =>
  source
    .replace(/<svg[\s\S]*?<\/svg>|<details>[\s\S]*?<\/details>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ');

/** The specimen with its first model changed. */
function changed(change: Partial<ModelReport>): Report {
  const report = specimenReport();
  return { ...report, models: [{ ...report.models[0], ...change }, ...report.models.slice(1)] };
}

const ALL = [
  ...['verdict', 'leaderboard', 'det', 'scores', 'points', 'impostors', 'tail', 'calibration', 'groups'],
  ...['quality', 'identification', 'ten-folds', 'acquisition', 'hardest', 'method', 'data'],
];

let page: string;
beforeAll(() => {
  page = renderPage(specimenReport(), none);
});

describe('the page', () => {
  it('is made of a report as the contract has it', () => {
    expect(v.safeParse(ReportSchema, specimenReport()).issues).toBeUndefined();
  });

  it('has the verdict first and the way to rerun last', () => {
    expect(sectionsOf(page)).toEqual(ALL);
  });

  it('is the same bytes for the same report', () => {
    expect(renderPage(specimenReport(), none)).toBe(page);
  });

  it('closes every element that it opens', () => {
    expect(unbalanced(page)).toEqual([]);
  });

  it('forbids itself to load or run anything, and tries neither', () => {
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`,
    );
    expect(page.match(/<script|<link|<iframe|<object|<embed|<form|@import|javascript:/i)).toBeNull();
    expect(page.match(/\son[a-z]+\s*=/i)).toBeNull();
    expect(page.match(/https?:\/\//)).toBeNull();
    for (const to of every(page, /(?:src|href)="([^"]*)"/g)) expect(to).toMatch(/^(#|data:image\/)/);
    for (const to of every(page, /url\(([^)]*)\)/g)) expect(to).toMatch(/^#/);
  });

  it('has each name once, and no link that leads nowhere', () => {
    const ids = idsOf(page);
    expect(new Set(ids).size).toBe(ids.length);
    for (const to of every(page, /href="#([^"]+)"/g)) expect(ids).toContain(to);
    for (const to of every(page, /aria-labelledby="([^"]+)"/g)) expect(ids).toContain(to);
    for (const to of every(page, /url\(#([^)]+)\)/g)) expect(ids).toContain(to);
  });
});

describe('for those who cannot see it', () => {
  it('headings go down one level at a time', () => {
    const levels = every(page, /<h([1-6])[ >]/g).map(Number);
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, i) => i > 0 && level > levels[i - 1] + 1)).toEqual([]);
  });

  it('every drawing says in words what it shows, and has its data as a table', () => {
    const figures = page.match(/<figure [\s\S]*?<\/figure>/g) ?? [];
    expect(figures.length).toBeGreaterThan(12);
    for (const figure of figures) {
      expect(figure).toMatch(/<figcaption><b>[^<]+<\/b> \S/);
      expect(figure).toMatch(/<div class="plot" role="img" aria-label="[^"]{40,}">/);
      expect(figure).toMatch(/<details><summary>Data of this figure<\/summary>[\s\S]*<table>/);
      expect(figure).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(page.match(/<div class="plot"/g)).toHaveLength(figures.length);
  });

  it('every table has a caption, and headings with their scope', () => {
    for (const table of page.match(/<table>[\s\S]*?<\/table>/g) ?? []) {
      expect(table).toContain('<caption>');
      for (const heading of table.match(/<th[ >][^>]*/g) ?? []) expect(heading).toMatch(/scope="(col|row)"/);
    }
  });

  it('text stands out from its ground by 4.5 : 1 at least (WCAG 2.2, 1.4.3)', () => {
    const colour = (variable: string) => page.match(new RegExp(`--${variable}: (#[0-9a-f]{6})`))![1];
    for (const ink of ['ink', 'soft', 'yes', 'no', 'link']) {
      expect(contrast(colour(ink), '#ffffff')).toBeGreaterThan(4.5);
      expect(contrast(colour(ink), colour('tint'))).toBeGreaterThan(4.5);
    }
  });

  it('says its language', () => expect(page).toContain('<html lang="en">'));
});

describe('what may be claimed', () => {
  it('is said in the words of the claim, with what would be needed', () => {
    const verdict = words(section(page, 'verdict'));
    for (const { statement } of specimenReport().models[0].claims) expect(verdict).toContain(statement);
    expect(verdict).toContain('May be claimed.');
    expect(verdict).toContain('May not be claimed.');
    expect(verdict).toContain('About 4,600 subjects like these would be needed.');
  });

  it('begins with the FMR to decide by, where that is refused', () => {
    expect(words(section(page, 'verdict'))).toContain(
      'FMR 1e-4 may not be claimed. FMR 1e-3 is the lowest that may be, with FNMR 2.7 % (1.6–3.7 %).',
    );
  });

  it('begins with the FMR to decide by, where that may be claimed', () => {
    const verdictAt = (fmr: number) => {
      const report = specimenReport();
      const settings = { ...report.settings, fmr };
      return words(section(renderPage({ ...report, settings }, none), 'verdict'));
    };
    expect(verdictAt(1e-3)).toContain('FMR 1e-3 may be claimed, with FNMR 2.7 % (1.6–3.7 %). FMR');
    expect(verdictAt(1e-2)).toContain(
      'FMR 1e-2 may be claimed, with FNMR 0.50 % (0.26–0.87 %). The lowest that may be is FMR 1e-3.',
    );
  });

  it('may be nothing', () => {
    const claims = specimenReport().models[0].claims.map((claim) => ({
      ...claim,
      supported: false,
      requiredSubjects: null,
    }));
    expect(words(section(renderPage(changed({ claims }), none), 'verdict'))).toContain(
      'No FMR may be claimed from this data.',
    );
    expect(words(section(renderPage(changed({ claims: [] }), none), 'verdict'))).toContain(
      'No FMR may be claimed',
    );
  });

  it('comes with what could mislead', () => {
    const verdict = words(section(page, 'verdict'));
    expect(verdict).toContain('1 picture occurs byte for byte under two subjects');
    expect(verdict).toContain('It was fitted on 1,469 of these very subjects');
    expect(verdict).toContain('fast comes without a calibration');
    const acquisition = {
      ...specimenReport().models[0].acquisition,
      fta: { rate: 0.0977, lower: 0.09, upper: 0.11, errors: 640, trials: 6553, method: '' },
    };
    expect(words(renderPage(changed({ acquisition }), none))).toContain(
      'accurate acquired no face in 9.8 % of the pictures',
    );
  });
});

describe('numbers', () => {
  it('stand with interval and counts', () => {
    const points = words(section(page, 'points'));
    expect(points).toContain('2.7 % (1.6–3.7 %) 1,801 of 67,210');
    expect(points).toContain('1.0e-3 (6.2e-4–1.6e-3) 21,393 of 21,394,118');
  });

  it('a refusal stands where the number would', () => {
    expect(section(page, 'points')).toMatch(
      /<tr class="refused">[\s\S]*?<b>Refused\.<\/b> 92,300 independent/,
    );
    expect(words(section(page, 'leaderboard'))).toContain('Refused. neither model has a threshold');
    expect(words(section(page, 'tail'))).toContain('Refused. the fit fails the test');
    expect(words(section(page, 'calibration'))).toContain('Refused. one half holds 31 subjects');
    expect(words(section(page, 'groups'))).toContain('Refused. 36 comparisons cannot show');
    expect(words(section(page, 'groups'))).toContain('Refused. only 2 subjects');
  });

  it('of hard impostors stand beside those of random ones, at the same threshold', () => {
    const impostors = words(section(page, 'impostors'));
    expect(impostors).toContain('Thresholds are set on the random impostors');
    expect(impostors).toContain('look-alike 1,420 subjects');
    expect(impostors).toContain('1.0e-3 (6.0e-4–1.6e-3) 14 of 14,2004.1e-2 (3.4e-2–5.0e-2) 582 of 14,200');
    expect(impostors).toContain('Refused. 92,300 independent');
    expect(impostors).toContain('3 further comparisons were prevented');
    expect(words(section(page, 'verdict'))).not.toContain('drawn at random');
  });

  it('of hard impostors alone are called so, first of all', () => {
    const { impostors } = specimenReport().models[0];
    if (impostors?.kind !== 'kinds') throw new Error('the specimen has kinds');
    const hard = { ...impostors, thresholds: 'calibration' as const, kinds: impostors.kinds.slice(1) };
    const alone = renderPage(changed({ impostors: hard }), none);
    expect(words(section(alone, 'verdict'))).toContain('No impostor of the list was drawn at random');
    expect(words(section(alone, 'impostors'))).toContain('FMR stated by the calibration');
    const refused = { kind: 'refused' as const, reason: 'no random impostors, and no calibration' };
    expect(words(section(renderPage(changed({ impostors: refused }), none), 'impostors'))).toContain(
      'Refused. no random impostors',
    );
  });

  it('of degraded pictures stand beside those of undegraded ones, the costliest effect first', () => {
    const rate = (found: number) => ({
      ...{ rate: found, lower: found / 2, upper: (1 + found) / 2, errors: 100 * found, trials: 100 },
      method: 'bootstrap over 40 subjects',
    });
    const level = (fnmr: number, fta = 0) => ({
      fta: rate(fta),
      fnmr: { kind: 'rate' as const, ...rate(fnmr) },
    });
    const effect = (name: string, fnmrs: readonly number[]) => ({
      ...{ name, models: 'a portrait made worse', base: 'portrait' as const },
      quantities: [{ name: 'readNoise', unit: 'electrons' }],
      levels: fnmrs.map((fnmr, i) => ({
        ...{ severity: [0.2, 0.4, 0.6, 0.8, 1][i]!, parameters: [i] },
        ...level(fnmr),
      })),
    });
    const robustness = {
      ...{ kind: 'curves' as const, subjects: 40, target: 1e-3, threshold: 0.9 },
      before: { portrait: level(0.06), photograph: level(0.04, 0.02) },
      effects: [
        effect('chipJpeg2000', [0.06, 0.06, 0.06, 0.06, 0.07]),
        effect('inkSpread', [0.06, 0.06, 0.06, 0.5, 0.9]),
      ],
    };
    const degraded = renderPage(changed({ robustness }), none);
    expect(unbalanced(degraded)).toEqual([]);
    const said = words(section(degraded, 'robustness'));
    expect(said).toContain(
      'Undegraded, FNMR is 6 % (3–53 %) of portraits as cropped for a document, 4 % (2–52 %), with FTA 2 % (1–51 %), of photographs.',
    );
    expect(said.indexOf('Ink spread')).toBeLessThan(said.indexOf('Chip JPEG 2000'));
    expect(section(degraded, 'robustness')).toContain('read noise (electrons)');
  });

  it('a stated FMR that was not kept is named', () => {
    const calibration = words(section(page, 'calibration'));
    expect(calibration).toContain('no: more false matches');
    expect(calibration).toContain('2 of the 15 stated FMRs of accurate were exceeded');
  });
});

describe('what is not there', () => {
  it('a single model has no rivals', () => {
    const report = specimenReport();
    const alone = renderPage({ ...report, models: [report.models[0]], comparisons: [] }, none);
    expect(sectionsOf(alone)).toEqual(ALL.filter((id) => id !== 'leaderboard'));
    expect(unbalanced(alone)).toEqual([]);
  });

  it('the ten folds vanish where LFW’s protocol was not followed', () => {
    const report = specimenReport();
    const models = report.models.map((model) => ({ ...model, tenFold: null }));
    expect(sectionsOf(renderPage({ ...report, models }, none))).not.toContain('ten-folds');
  });

  it('is said in a line, when everything that may be refused or empty is', () => {
    const bare = renderPage(bareReport(), none);
    expect(unbalanced(bare)).toEqual([]);
    expect(bare.match(/NaN|undefined|Infinity|\[object/)).toBeNull();
    for (const id of ['groups', 'quality', 'identification']) {
      expect(section(bare, id)).toContain('class="absent"');
    }
    for (const id of ['points', 'tail', 'calibration', 'leaderboard']) {
      expect(words(section(bare, id))).toContain('Refused');
    }
    expect(words(section(bare, 'acquisition'))).toContain('Every picture of 2 pictures gave a template');
    expect(words(section(bare, 'hardest'))).toContain('There are none.');
  });

  it('a model that was not compared with another is not said to be', () => {
    const report = { ...specimenReport(), comparisons: [] };
    expect(words(section(renderPage(report, none), 'leaderboard'))).toContain('no difference can be tested');
  });
});

describe('pictures', () => {
  const pair = specimenReport().models[0].hardest.mated[0];

  it('stand inside the page, side by side, with score and truth', () => {
    const shown = renderPage(specimenReport(), new Map([[pair.reference.image, JPEG]]));
    expect(section(shown, 'hardest')).toContain(`<img src="${JPEG}" alt="Photograph ${pair.reference.image}`);
    expect(words(section(shown, 'hardest'))).toContain('Score 0.76520, LLR −10.2Labelled as one person');
  });

  it('that are missing leave a frame with their path', () => {
    expect(section(page, 'hardest')).not.toContain('<img');
    expect(section(page, 'hardest')).toContain('<span class="missing">no picture</span>');
    expect(words(section(page, 'hardest'))).toContain(pair.reference.image);
  });

  it.each([
    'https://example.org/a.jpg',
    'data:text/html;base64,AAAA',
    'data:image/svg+xml;base64,AAAA',
    '" onerror="x',
  ])('are not loaded from elsewhere: %s', (uri) => {
    expect(renderPage(specimenReport(), new Map([[pair.reference.image, uri]]))).not.toContain('<img');
  });

  it('beyond the first two dozen failures wait below a line', () => {
    const [failure] = specimenReport().models[0].acquisition.failures;
    const failures = Array.from({ length: 30 }, (_, i) => ({ ...failure, image: `${i}.jpg` }));
    const acquisition = { ...specimenReport().models[0].acquisition, failures };
    expect(words(renderPage(changed({ acquisition }), none).replace(/<\/?details>/g, ''))).toContain(
      '6 further pictures',
    );
  });
});

describe('hostile text', () => {
  const HOSTILE = `</title></style><script>alert("x")</script><img src=x onerror='y'>&amp;\u202e\u0000`;

  it('wherever a report takes text, is text on the page', () => {
    const spoilt = renderPage(spoil(specimenReport()), none);
    expect(spoilt.match(/<script|<img/)).toBeNull();
    for (const unseen of ['\u202e', '\u0000']) expect(spoilt.includes(unseen)).toBe(false);
    expect(spoilt.replace(/"[^"]*"/g, '""').match(/<[^>]*\sonerror/)).toBeNull();
    expect(spoilt).toContain('&lt;script&gt;alert(&quot;x&quot;)');
    expect(spoilt).toContain('[U+202E]');
    expect(unbalanced(spoilt)).toEqual([]);
    expect(sectionsOf(spoilt)).toEqual(ALL);
  });

  it('however long it is, leaves the page in one piece', () => {
    const report = specimenReport();
    const models = report.models.map((model) => ({
      ...model,
      model: { ...model.model, name: 'm'.repeat(5000) },
    }));
    expect(unbalanced(renderPage({ ...report, models }, none))).toEqual([]);
  });

  /** Every free text of the report made hostile. */
  function spoil<T>(value: T): T {
    if (typeof value === 'string') return (FIXED.test(value) ? value : `${value}${HOSTILE}`) as T;
    if (Array.isArray(value)) return value.map(spoil) as T;
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoil(one)])) as T;
    }
    return value;
  }

  /** What the contract does not leave free. */
  const FIXED =
    /^(point|refused|fit|halves|kinds|random|rate|difference|better|FMR|FNMR|all-pairs|likeness-report-1|[0-9a-f]{64})$/;
});

/** Everything refused, null or empty. */
function bareReport(): Report {
  const refused = { kind: 'refused' as const, reason: 'too few subjects' };
  const zero = { rate: 0, lower: 0, upper: 1, errors: 0, trials: 2, method: 'Clopper–Pearson' };
  const full = specimenReport();
  const models = full.models.map(
    ({ model }): ModelReport => ({
      model: { ...model, finders: [] },
      acquisition: { fta: zero, byCode: [], failures: [], severalFaces: 0 },
      comparisons: {
        mated: 1,
        nonMated: 1,
        lostMated: 0,
        lostNonMated: 0,
        effectiveMated: 0,
        effectiveNonMated: 0,
      },
      claims: [],
      eer: { ...zero, threshold: 0 },
      points: [{ ...refused, target: 1e-4 }],
      det: { curve: [], band: [] },
      tail: refused,
      distributions: { edges: [0.5, 0.5], mated: [0], nonMated: [0] },
      calibration: { shipped: null, crossFitted: refused },
      groups: [],
      quality: null,
      identification: null,
      tenFold: null,
      hardest: { mated: [], nonMated: [] },
      evidence: null,
    }),
  );
  return {
    ...full,
    dataset: { ...full.dataset, duplicatesAcrossSubjects: [] },
    models,
    comparisons: [{ a: 'accurate', b: 'fast', target: 1e-4, result: refused }],
  };
}

/** Elements that are closed in the wrong order or not at all. */
function unbalanced(source: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const markup = source.replace(/<!doctype html>/, '').replace(/<style>[\s\S]*?<\/style>/, '');
  for (const [, closing, tag, selfClosed] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)[^>]*?(\/?)>/g)) {
    if (['meta', 'img', 'br', 'wbr'].includes(tag) || selfClosed) continue;
    if (!closing) open.push(tag);
    else if (open.pop() !== tag) wrong.push(tag);
  }
  return [...wrong, ...open];
}

/** Contrast of two colours (WCAG 2.2, "contrast ratio"). */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = [1, 3, 5].map((i) => {
      const channel = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
