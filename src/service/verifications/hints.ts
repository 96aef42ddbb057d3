// Signs, told by the browser in which pictures were taken, that one may not come from a camera that somebody holds. A
// browser can be made to tell anything: they are shown to whoever looks at the case, and no decision hangs on them.

import { Type } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';

/** By code, what each says. */
export const HINTS = {
  camera_name: 'The camera has a name that programs give to cameras that they feign.',
  camera_nameless: 'The camera has no identifier, as cameras that are feigned often have none.',
  camera_size: 'The camera’s pictures have a size, or come at a rate, that hardly any real one’s do.',
  camera_controls: 'The camera of a phone can set neither focus, zoom, light nor exposure.',
  frames_repeat: 'Frames of the camera were the same to the last pixel: a sensor’s differ by noise at least.',
  chosen_file: 'The picture came as a file: chosen from the device, or taken by another app.',
  automated: 'The browser was steered by a program.',
} as const;

export const HINT_PICTURES = ['selfie', 'document', 'document_back'] as const;

const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: values });
const codes = Object.keys(HINTS) as (keyof typeof HINTS)[];

export const CaptureHint = Type.Object(
  { about: oneOf(HINT_PICTURES), code: oneOf(codes), message: Type.String() },
  { title: 'CaptureHint' },
);
export type CaptureHintBody = Static<typeof CaptureHint>;

export const CaptureHints = Type.Array(CaptureHint, {
  description:
    'What the customer’s browser told of where pictures came from. It can be forged, and decided nothing.',
});

const one = `(?:${HINT_PICTURES.join('|')}):(?:${codes.join('|')})`;

/** As a capture page sends them. */
export const WrittenHints = Type.String({
  maxLength: 1000,
  pattern: `^(?:${one}(?:,${one})*)?$`,
  description:
    'Signs that a picture may not come from a camera: `picture:code`, separated by commas. They decide nothing.',
  examples: ['selfie:camera_name,document:chosen_file'],
});

/** @param written as {@link WrittenHints} has it @returns each once */
export const readHints = (written: string): string[] => [
  ...new Set(written === '' ? [] : written.split(',')),
];

/** As they are kept: those that this Likeness knows. */
export const shownHints = (kept: readonly string[] | null): CaptureHintBody[] =>
  (kept ?? []).flatMap((hint) => {
    const [about, code] = hint.split(':') as [CaptureHintBody['about'], CaptureHintBody['code']];
    return Object.hasOwn(HINTS, code) ? [{ about, code, message: HINTS[code] }] : [];
  });
