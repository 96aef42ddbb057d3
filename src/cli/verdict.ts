// A verification as a person reads it: the decision large, then the evidence in sentences, the reasons, and what to
// do next.

import {
  claimOf,
  type Outcome,
  type Policy,
  portraitOn,
  type Reason,
  type Role,
  rateWithInterval,
  type Verification,
  type VerifiedPicture,
  zoneOf,
} from '../decision/index.js';
import type { ReadZone } from '../document/index.js';
import type { Calibration } from '../face/index.js';
import type { DecodedPicture } from '../image/index.js';
import { CHIP_VERDICTS, titleOf, validity } from './document/facts.js';
import { count, type Paint, type Style, signed } from './output.js';
import { type VerifiedFiles, verifiedSides } from './verified.js';

/** How each decision looks: a colour, and what it means. */
export const VERDICTS: Readonly<Record<Outcome, { readonly style: Style; readonly meaning: string }>> = {
  approve: { style: 'green', meaning: 'taken for the same person' },
  review: { style: 'yellow', meaning: 'a person has to look' },
  reject: { style: 'red', meaning: 'taken for two different people' },
  recapture: { style: 'blue', meaning: 'a better picture is needed' },
};

export function verdictLines(
  verification: Verification,
  calibration: Calibration | undefined,
  policy: Policy,
  files: VerifiedFiles,
  paint: Paint,
): string[] {
  const { decision, reasons, model, timings } = verification;
  const { style, meaning } = VERDICTS[decision];
  return [
    '',
    `  ${paint(`  ${spaced(decision)}  `, 'bold', style)}  ${meaning}`,
    '',
    ...evidence(verification, calibration, policy).map((line) => `  ${line}`),
    '',
    ...advice(decision, reasons).map((line) => `  ${line}`),
    '',
    `  ${paint(pictureLine('selfie', files.selfie, verification.selfie), 'dim')}`,
    `  ${paint(documentLine(verification, files), 'dim')}`,
    ...documentLines(verification, files).map((text) => `  ${paint(text, 'dim')}`),
    `  ${paint(`model     ${model.name} (${model.digest.slice(0, 12)}), ${Math.round(timings.total)} ms`, 'dim')}`,
    `  ${paint('not assessed yet: liveness of the selfie', 'dim')}`,
    '',
  ];
}

const spaced = (decision: Outcome): string => [...decision.toUpperCase()].join(' ');

function evidence(
  verification: Verification,
  calibration: Calibration | undefined,
  policy: Policy,
): string[] {
  const { decision, score, adjustment, llr, probability, operatingPoint } = verification;
  if (score === null) return ['There was nothing to compare.'];
  const adjusted =
    adjustment === null
      ? ''
      : `, for the quality of the pictures ${signed(adjustment, 3)}: ${(score + adjustment).toFixed(3)}`;
  const scoreLine = `score ${score.toFixed(3)} (−1 to 1)${adjusted}`;
  const claim = claimOf(calibration, operatingPoint);
  if (!calibration || !operatingPoint || llr === null || probability === null) {
    return [`${scoreLine}. ${claim.sentence}`];
  }
  const approved = decision === 'approve' && claim.supported;
  return [
    `${scoreLine}; ${operatingPoint.threshold.toFixed(3)} is needed to approve.`,
    `LLR ${signed(llr, 1)}: ${likelihood(llr)}; ${percent(probability)} the same person if ${percent(policy.prior)} are.`,
    approved ? `Approved at ${rateWithInterval(calibration, operatingPoint)}.` : claim.sentence,
    ...(decision === 'recapture' ? ['This does not count: a picture has to be taken again first.'] : []),
  ];
}

/** e^LLR in words; beyond a million the straight line of the calibration is not to be taken at its word. */
function likelihood(llr: number): string {
  const odds = Math.exp(Math.abs(llr));
  const times =
    odds > 1e6 ? 'over a million' : odds < 10 ? odds.toFixed(1) : count(Number(odds.toPrecision(2)));
  return `${times} times likelier from ${llr < 0 ? 'two people than from one' : 'one person than from two'}`;
}

/** Never 0 % or 100 %: no evidence is that good. */
function percent(probability: number): string {
  if (probability > 0.9999) return 'over 99.99 %';
  if (probability < 0.0001) return 'under 0.01 %';
  return `${Number((100 * probability).toPrecision(probability > 0.99 ? 4 : 2))} %`;
}

const AGAIN: Readonly<Record<Role, string>> = {
  selfie: 'Take the selfie again:',
  document: 'Photograph the document again:',
};

/** For a recapture what to do, picture by picture; the reasons in any case. */
function advice(decision: Outcome, reasons: readonly Reason[]): string[] {
  if (decision !== 'recapture') return reasons.map((reason) => bullet(reason, reason.about));
  const roles = ['selfie', 'document'] as const;
  return roles.flatMap((role) => {
    const about = reasons.filter((reason) => reason.about === role);
    return about.length === 0 ? [] : [AGAIN[role], ...about.map((reason) => bullet(reason))];
  });
}

function bullet({ message, measured }: Reason, about?: Role): string {
  const numbers = measured ? ` (measured ${short(measured.value)}, limit ${short(measured.limit)})` : '';
  return `• ${about ? `${about}: ` : ''}${message}${numbers}`;
}

const short = (value: number): number => Number(value.toPrecision(3));

function pictureLine(role: Role, file: string, { picture, face }: VerifiedPicture): string {
  return `${role.padEnd(8)}  ${file} (${sizeOf(picture)}, ${widthOf(picture, face)})`;
}

/** The compared portrait may be in the chip, or on the back. */
function documentLine(verification: Verification, files: VerifiedFiles): string {
  const { document } = verification;
  const on = portraitOn(document);
  const sides = verifiedSides(verification, files).map(
    ({ file, reading: { photograph } }) => `${file} (${sizeOf(photograph)})`,
  );
  const where = on === 'chip' ? 'in the chip' : sides.length > 1 ? `on the ${on}` : '';
  return `document  ${sides.join(', ')}, ${widthOf(document.picture, document.face)} ${where}`.trimEnd();
}

const sizeOf = ({ source: { width, height } }: DecodedPicture): string => `${width} × ${height}`;

const widthOf = ({ source: { scale } }: DecodedPicture, face: VerifiedPicture['face']): string =>
  face ? `face ${Math.round(face.box.width / scale)} pixels wide` : 'no face chosen';

/** What the document says of its holder, and how far that is known. */
function documentLines(verification: Verification, files: VerifiedFiles): string[] {
  const { chip } = verification.document;
  const found = zoneOf(verifiedSides(verification, files))?.zone;
  return [
    ...(found ? zoneLines(found) : []),
    ...(chip?.authenticity ? [`chip      ${CHIP_VERDICTS[chip.authenticity.verdict]}`] : []),
  ];
}

function zoneLines({ zone, status }: ReadZone): string[] {
  const { names, documentNumber, birthDate, expiryDate } = zone;
  if (status === 'failed') return [`zone      ${STATUS.failed}`];
  const facts = [
    titleOf(zone),
    documentNumber,
    `${names.surname} ${names.givenNames}`.trim(),
    `born ${birthDate.value ?? birthDate.text}`,
    validity(expiryDate, today()),
  ];
  return [`zone      ${facts.join(', ')}`, `          ${STATUS[status]}`];
}

const STATUS = {
  read: 'read for sure: all its check digits pass',
  doubtful: 'all its check digits pass, but some characters are not sure: see `likeness document`',
  failed: 'a check digit fails: see `likeness document`',
} as const;

const today = (): string => new Date().toISOString().slice(0, 10);
