// Over the video: where a face or a page should be, in a colour that answers; the page that was found; and a ring that
// fills while all is good and still.

import type { ReactElement } from 'react';
import type { Cue } from './guidance/cues.js';
import { aspectOf, frameFor, OVAL } from './guidance/view.js';
import type { Quad } from './seeing/plane.js';
import type { What } from './seeing/sight.js';

interface OverlayProps {
  readonly what: What;
  readonly cue: Cue | null;
  readonly progress: number;
  readonly place: Quad | null;
}

/** Units of the drawing to the width of the view. */
const WIDE = 1000;

export function Overlay({ what, cue, progress, place }: OverlayProps): ReactElement {
  const high = WIDE / aspectOf(what);
  const shape = what === 'selfie' ? ovalPath() : framePath(what);
  const tone = cue === null ? 'none' : cue === 'good' ? 'good' : 'warn';
  return (
    <svg className="overlay" viewBox={`0 0 ${WIDE} ${high}`} aria-hidden="true" data-tone={tone}>
      <path className="shade" fillRule="evenodd" d={`M0 0H${WIDE}V${high}H0Z${shape}`} />
      <path className="shape" d={shape} />
      {what !== 'selfie' && place && (
        <polygon className="found" points={place.map(({ x, y }) => `${x * WIDE},${y * WIDE}`).join(' ')} />
      )}
      {progress > 0 && (
        <path className="ring" d={shape} pathLength={1} strokeDasharray={`${progress} ${1 - progress}`} />
      )}
    </svg>
  );
}

function ovalPath(): string {
  const [x, y, rx, ry] = [OVAL.x, OVAL.y, OVAL.rx, OVAL.ry].map((value) => value * WIDE);
  return `M${x} ${y! - ry!}A${rx} ${ry} 0 1 1 ${x} ${y! + ry!}A${rx} ${ry} 0 1 1 ${x} ${y! - ry!}Z`;
}

function framePath(what: Exclude<What, 'selfie'>): string {
  const box = frameFor(what);
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((value) => value * WIDE);
  const round = 28;
  const [across, down] = [width! - 2 * round, height! - 2 * round];
  const corner = (dx: number, dy: number): string => `a${round} ${round} 0 0 1 ${dx} ${dy}`;
  return [
    `M${x! + width! / 2} ${y}h${across / 2}${corner(round, round)}v${down}${corner(-round, round)}`,
    `h${-across}${corner(-round, -round)}v${-down}${corner(round, -round)}Z`,
  ].join('');
}
