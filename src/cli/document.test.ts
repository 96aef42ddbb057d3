// `likeness document`, `likeness document make`, and what `likeness verify` says of documents: specimens around a face from the samples that come with
// @vladmandic/face-api, made by the command and read by it.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faceRecord, makeDg1, makeDg2 } from '../document/chip/dg2.fixture.js';
import { makeAuthority, makeSigner, makeSod, toPem } from '../document/chip/pki.fixture.js';
import { DocumentJson, Reasons } from './document.fixture.js';
import { run } from './program.js';
import { memoryTerminal } from './terminal.js';

const HOME = join(tmpdir(), 'likeness-test-home');
const SAMPLES = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);
const folder = mkdtempSync(join(tmpdir(), 'likeness-document-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

async function command(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: HOME });
  const exitCode = await run(args, terminal);
  return { exitCode, ...terminal.said };
}

const likeness = (...args: string[]) => command('document', ...args);

const TODAY = ['--today', '2026-11-28'];
const passport = at('specimen-0001-TD3-photo.jpg');
const [front, back] = [at('specimen-0001-TD1-front.png'), at('specimen-0001-TD1-back.png')];

const PORTRAIT = ['--portrait', at('anna.jpg'), ...TODAY];

/** The holder of the specimen in ICAO Doc 9303-4, appendix B, with a document that is valid. */
const ANNA = [
  ...['--surname', 'Eriksson', '--given-names', 'Anna Maria', '--number', 'L898902C3', '--sex', 'F'],
  ...['--birth', '1974-08-12', '--expiry', '2034-04-15', '--personal-number', 'ZE184226B'],
];

beforeAll(async () => {
  const sample = join(SAMPLES, 'sample3.jpg');
  await sharp(sample).extract({ left: 940, top: 130, width: 500, height: 500 }).toFile(at('anna.jpg'));
  await sharp(sample).extract({ left: 0, top: 200, width: 400, height: 400 }).toFile(at('wall.jpg'));
  const made = [...PORTRAIT, ...ANNA, '--out', folder];
  expect((await likeness('make', ...made, '--photograph')).exitCode).toBe(0);
  expect((await likeness('make', ...made, '--kind', 'TD1')).exitCode).toBe(0);
});

const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

const truthOf = (picture: string) =>
  JSON.parse(readFileSync(picture.replace(/\.(png|jpg)$/, '.json'), 'utf8'));

const Answer = v.strictObject({
  verdict: v.picklist(['coherent', 'fails', 'review', 'recapture']),
  reasons: Reasons,
  today: v.string(),
  ...DocumentJson.entries,
  findings: v.array(v.looseObject({ code: v.string(), severity: v.picklist(['fails', 'hint']) })),
  timings: v.strictObject({
    decode: v.number(),
    page: v.number(),
    zone: v.number(),
    portrait: v.number(),
    visual: v.number(),
    total: v.number(),
  }),
});

async function read(...args: string[]) {
  const { exitCode, out, err } = await likeness(...args, '--json');
  expect(err).toBe('');
  return { exitCode, ...v.parse(Answer, JSON.parse(out)) };
}

describe('make', () => {
  test('prints a zone with the check digits of Doc 9303-3, and says where everything is', () => {
    const { zone, portrait, page, fields, holder, specimen, width } = truthOf(passport);
    expect(zone.lines[0]).toMatch(/^P[P<]UTOERIKSSON<<ANNA<MARIA<{19}$/);
    // As in Doc 9303-4, appendix B, but for the expiry, its digit and the last one, which were counted by hand.
    expect(zone.lines[1]).toBe('L898902C36UTO7408122F3404159ZE184226B<<<<<16');
    expect(new Set(page.corners.map(({ x }: { x: number }) => x)).size).toBe(4);
    expect(portrait.box.width / width).toBeGreaterThan(0.1);
    expect(fields.map(({ name }: { name: string }) => name)).toContain('documentNumber');
    expect([specimen, holder.issued]).toEqual([true, '2024-04-15']);
  });

  test('a flat card has two sides of one holder, each with its truth', async () => {
    const [one, other] = [truthOf(front), truthOf(back)];
    expect([one.zone, other.portrait]).toEqual([null, null]);
    expect(other.zone.lines[0]).toMatch(/^I[<DU]UTOL898902C36/);
    expect(one.holder).toEqual(other.holder);
    // 85.6 × 53.98 mm at twelve pixels a millimetre.
    expect(await sharp(front).metadata()).toMatchObject({ format: 'png', width: 1027, height: 648 });
    expect(one.page.corners[2]).toEqual({ x: 1027.2, y: 647.76 });
  });

  test('the same options, seed and day give the same bytes', async () => {
    const made = await likeness('make', ...PORTRAIT, ...ANNA, '--kind', 'TD1', '--out', at('again'));
    expect(made.exitCode).toBe(0);
    for (const side of [front, back]) {
      const again = join(folder, 'again', basename(side));
      expect([digest(again), truthOf(again)]).toEqual([digest(side), truthOf(side)]);
    }
  });

  test.each([
    ['no portrait', [], 'option_invalid'],
    ['several faces', ['--portrait', join(SAMPLES, 'sample3.jpg')], 'faces_several'],
    ['no face', ['--portrait', at('wall.jpg')], 'face_not_found'],
    ['a number too long', [...PORTRAIT, '--number', 'A123456789'], 'zone_details_invalid'],
    ['a day that is none', [...PORTRAIT, '--birth', '2026-02-30'], 'option_invalid'],
  ])('%s: exit 2, and nothing is written', async (_, args, code) => {
    const { exitCode, out } = await likeness('make', ...args, '--out', at('none'), '--json');
    expect([exitCode, JSON.parse(out).error.code]).toEqual([2, code]);
    expect(existsSync(at('none'))).toBe(false);
  });
});

describe('a passport', () => {
  test('is read as it was made: exit 0, and the JSON keeps its contract', async () => {
    const truth = truthOf(passport);
    const { exitCode, verdict, reasons, mrz, page, portrait } = await read(passport, ...TODAY);
    expect([exitCode, verdict, reasons]).toEqual([0, 'coherent', []]);
    expect(mrz).toMatchObject({
      ...{ on: 'front', status: 'read', format: 'TD3', lines: truth.zone.lines, valid: true },
      ...{ documentNumber: 'L898902C3', surname: 'ERIKSSON', givenNames: 'ANNA MARIA', sex: 'F' },
      birthDate: { value: '1974-08-12', text: '740812' },
      expiryDate: { value: '2034-04-15', text: '340415' },
      issuingState: { code: 'UTO', name: 'Utopia' },
    });
    expect(mrz!.confidence.map((line) => line.length)).toEqual([44, 44]);
    expect(page!.size).toBe('TD3');
    const [first, , third] = truth.page.corners;
    const diagonal = Math.hypot(third.x - first.x, third.y - first.y);
    for (const [i, corner] of page!.corners.entries()) {
      const { x, y } = truth.page.corners[i];
      expect(Math.hypot(corner.x - x, corner.y - y) / diagonal).toBeLessThan(0.02);
    }
    const [nose] = [portrait!.landmarks[2]!];
    const { box } = truth.portrait;
    expect(nose.x).toBeGreaterThan(box.x);
    expect(nose.x).toBeLessThan(box.x + box.width);
    expect(nose.y).toBeGreaterThan(box.y);
    expect(nose.y).toBeLessThan(box.y + box.height);
  });

  test('is told to a person, and drawn', async () => {
    const { exitCode, out } = await likeness(passport, ...TODAY, '--out', at('sheet.png'));
    expect(exitCode).toBe(0);
    for (const words of ['C O H E R E N T', 'Passport of Utopia', 'ERIKSSON', '52 years old', 'in 7 years'])
      expect(out).toContain(words);
    expect(out).toContain('✓ document number   ✓ date of birth   ✓ date of expiry');
    expect(out).toContain(truthOf(passport).zone.lines[1]);
    expect(out).toContain(`drawn in ${at('sheet.png')}`);
    expect(await sharp(at('sheet.png')).metadata()).toMatchObject({ format: 'png', width: 1364 });
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('says to people what it says to machines', async () => {
    const { exitCode, visual } = await read(passport, ...TODAY, '--visual');
    expect(exitCode).toBe(0);
    expect(visual!.length).toBeGreaterThan(0);
    expect(visual!.filter(({ agrees }) => !agrees)).toEqual([]);
    expect(visual).toContainEqual(expect.objectContaining({ about: 'surname', text: 'ERIKSSON' }));
    const { out } = await likeness(passport, ...TODAY, '--visual', '--out', at('visual.png'));
    expect(out).toContain('In print, for people');
    expect(out).toContain('✓ surname');
  });

  test('has expired by another day: exit 1', async () => {
    const { exitCode, verdict, reasons, findings } = await read(passport, '--today', '2034-07-20');
    expect([exitCode, verdict, reasons[0]!.code]).toEqual([1, 'fails', 'document_expired']);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'document_expired', severity: 'fails' }));
  });
});

describe('a card', () => {
  test('with both sides: portrait on the front, zone on the back', async () => {
    const answer = await read(front, back, ...TODAY);
    expect([answer.exitCode, answer.verdict]).toEqual([0, 'coherent']);
    expect(answer.mrz).toMatchObject({ on: 'back', format: 'TD1', lines: truthOf(back).zone.lines });
    expect([answer.portrait!.on, answer.page!.size, answer.back!.file]).toEqual(['front', 'TD1', back]);
  });

  test('with its front alone: nothing of a zone is known, and a person has to look, exit 3', async () => {
    const { exitCode, verdict, mrz, mrzReason } = await read(front, ...TODAY);
    expect([exitCode, verdict, mrz, mrzReason]).toEqual([3, 'review', null, 'mrz_not_shown']);
  });
});

const chip = ['--dg1', at('dg1.bin'), '--dg2', at('dg2.bin'), '--sod', at('sod.bin')];

describe('a passport with its chip', () => {
  beforeAll(async () => {
    const dg1 = makeDg1(truthOf(passport).zone.lines.join(''));
    const image = await sharp(at('anna.jpg')).resize(300).jpeg().toBuffer();
    const dg2 = makeDg2([0x5f2e, faceRecord({ image })]);
    const authority = makeAuthority('P-256');
    writeFileSync(at('dg1.bin'), dg1);
    writeFileSync(at('dg2.bin'), dg2);
    writeFileSync(at('sod.bin'), makeSod(makeSigner('P-256', authority), { 1: dg1, 2: dg2 }));
    writeFileSync(at('csca.pem'), toPem('CERTIFICATE', authority.certificate));
    writeFileSync(at('other.bin'), makeDg1(`${'P<UTOOTHER<<PERSON'.padEnd(44, '<')}${'<'.repeat(44)}`));
  });

  test('that a trusted state signed: authentic, its portrait before the print', async () => {
    const answer = await read(passport, ...TODAY, ...chip, '--trusted', at('csca.pem'));
    expect([answer.exitCode, answer.verdict, answer.portrait!.on]).toEqual([0, 'coherent', 'chip']);
    expect(answer.chip).toMatchObject({
      zone: { agreesWithPrint: true },
      portrait: { format: 'jpeg' },
      authenticity: { verdict: 'authentic', reason: null },
    });
  });

  test('of an issuer whom nobody trusts: a person has to look, and each step is told', async () => {
    const { exitCode, out } = await likeness(passport, ...TODAY, ...chip, '--out', at('chip.png'));
    expect(exitCode).toBe(3);
    expect(out).toContain('Chip, not verified');
    expect(out).toContain('✓ Data group 2 is what was signed.');
    expect(out).toContain('✗ No CSCA certificate was given');
  });

  test('with another data group than was signed, of somebody else: forged, exit 1', async () => {
    const files = ['--dg1', at('other.bin'), '--sod', at('sod.bin')];
    const { exitCode, reasons } = await read(passport, ...TODAY, ...files);
    expect([exitCode, reasons.map(({ code }) => code)]).toEqual([1, ['chip_forged', 'chip_zone_differs']]);
  });
});

describe('verify', () => {
  test('reads the same: what it says of the document is what `likeness document` says', async () => {
    const { exitCode, out } = await command('verify', at('anna.jpg'), passport, '--json');
    const { decision, document } = JSON.parse(out);
    const { mrz, page, ghosts } = await read(passport);
    expect([exitCode, decision]).toEqual([0, 'approve']);
    expect(v.parse(DocumentJson, document)).toMatchObject({ mrz, page, ghosts, portrait: { on: 'front' } });
  });

  test('takes a card’s other side', async () => {
    const { out } = await command('verify', at('anna.jpg'), front, '--back', back, '--json');
    const { document } = JSON.parse(out);
    expect(v.parse(DocumentJson, document)).toMatchObject({
      mrz: { on: 'back', lines: truthOf(back).zone.lines },
      portrait: { on: 'front' },
    });
  });

  test('asks for the data where they are required, and not shown: exit 4', async () => {
    const args = ['verify', at('anna.jpg'), front, '--require', 'data', '--json'];
    const { exitCode, out } = await command(...args);
    const { decision, reasons } = JSON.parse(out);
    expect([exitCode, decision, reasons[0].code]).toEqual([4, 'recapture', 'mrz_not_shown']);
  });

  test('compares the chip’s portrait, tells of its signature, and draws it', async () => {
    const args = [at('anna.jpg'), passport, ...chip, '--trusted', at('csca.pem'), '--out', at('v.png')];
    const { exitCode, out } = await command('verify', ...args);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ {2}document .*pixels wide in the chip$/m);
    expect(out).toMatch(/^ {2}zone {6}Passport of Utopia, L898902C3, ERIKSSON ANNA MARIA, born 1974-08-12/m);
    expect(out).toContain('  chip      authentic');
    expect(await sharp(at('v.png')).metadata()).toMatchObject({ format: 'png', width: 1192 });
  });

  test('of a chip that was altered goes to a person: exit 3', async () => {
    const files = ['--dg1', at('other.bin'), '--sod', at('sod.bin'), '--json'];
    const { exitCode, out } = await command('verify', at('anna.jpg'), passport, ...files);
    const { decision, reasons, document } = JSON.parse(out);
    expect([exitCode, decision, reasons[0].code]).toEqual([3, 'review', 'chip_forged']);
    expect(document.chip.zone.agreesWithPrint).toBe(false);
  });

  test('names a back that is not there: exit 2', async () => {
    const args = [at('anna.jpg'), passport, '--back', at('missing.jpg'), '--json'];
    const { exitCode, out } = await command('verify', ...args);
    expect([exitCode, JSON.parse(out).error.code]).toEqual([2, 'file_not_found']);
  });
});

describe('what is no document', () => {
  test('a mere portrait: photograph again, exit 4', async () => {
    const { exitCode, verdict, page, mrz, mrzReason } = await read(at('anna.jpg'));
    expect([exitCode, verdict, page, mrz, mrzReason]).toEqual([4, 'recapture', null, null, 'page_not_found']);
  });

  test.each([
    ['a file that is not there', [at('missing.jpg')], 'file_not_found'],
    ['a back that is not there', [at('anna.jpg'), at('missing.jpg')], 'file_not_found'],
    ['a picture called make', [at('make')], 'file_not_found'],
    ['a broken file', [at('broken.jpg')], 'image_truncated'],
    ['a file too large', [at('huge.jpg')], 'file_too_large'],
    ['a folder', [folder], 'file_unreadable'],
    ['EF.DG1 that is a picture', [at('anna.jpg'), '--dg1', at('anna.jpg')], 'chip_file_unknown'],
    ['EF.SOD that is cut off', [at('anna.jpg'), '--sod', at('cut.bin')], 'chip_file_truncated'],
    ['trust without a signature', [at('anna.jpg'), '--trusted', at('anna.jpg')], 'option_invalid'],
    [
      'a certificate that is none',
      [at('anna.jpg'), '--sod', at('cut.bin'), '--trusted', at('anna.jpg')],
      'chip_certificate_invalid',
    ],
    ['a day that is none', [at('anna.jpg'), '--today', '2026-11-31'], 'option_invalid'],
  ])('%s: exit 2', async (_, args, code) => {
    writeFileSync(at('broken.jpg'), readFileSync(at('anna.jpg')).subarray(0, 20_000));
    writeFileSync(at('huge.jpg'), '');
    truncateSync(at('huge.jpg'), 33 * 2 ** 20);
    writeFileSync(at('cut.bin'), Buffer.from('7782040030', 'hex'));
    const { exitCode, out } = await likeness(...args, '--json');
    expect([exitCode, JSON.parse(out).error.code]).toEqual([2, code]);
  });
});

describe('help', () => {
  test('of the command teaches reading and making, with every exit code', async () => {
    const { exitCode, out } = await likeness('--help');
    expect(exitCode).toBe(0);
    for (const words of ['document <front> [back]', '--dg1 <file>', '--today <day>', '  make '])
      expect(out).toContain(words);
    for (const code of ['0  read', '1  something fails', '3  a person', '4  photograph', '2  wrong use'])
      expect(out).toContain(code);
  });

  test('of make is its own', async () => {
    const { out } = await likeness('make', '--help');
    expect(out).toContain('Usage: likeness document make [options]');
    expect(out).toContain('--photograph');
    expect(out).not.toContain('--dg1');
  });
});
