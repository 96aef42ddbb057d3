// Signs that a picture may not come from a camera that somebody holds. All of them can be forged, and each has innocent
// causes: they are told to whoever looks at the case, and decide nothing.

/** As the service knows them: src/service/captures/hints.ts. */
export type HintCode =
  | ('camera_name' | 'camera_nameless' | 'camera_size' | 'camera_controls')
  | ('frames_repeat' | 'chosen_file' | 'automated');

import type { Sight } from './seeing/sight.js';

/** Names that programs give to the cameras that they feign. */
const FEIGNED =
  /virtual|\bobs\b|manycam|snap camera|xsplit|splitcam|mmhmm|altercam|camtwist|youcam|droidcam|ivcam|epoccam|iriun|camo\b|vcam|ndi |v4l2loopback|dummy|fake|unity video|avacam|\.(mjpeg|y4m)\b/i;

/** What can be set at some camera of every phone, where the browser tells at all. */
const CONTROLS = ['torch', 'zoom', 'focusMode', 'focusDistance', 'exposureMode', 'whiteBalanceMode'] as const;

export interface CameraFacts {
  readonly label: string;
  readonly settings: MediaTrackSettings;
  /** Undefined where the browser does not tell. */
  readonly capabilities: object | undefined;
  readonly isPhone: boolean;
}

export function cameraHints({ label, settings, capabilities, isPhone }: CameraFacts): HintCode[] {
  const { deviceId, groupId, width = 0, height = 0, frameRate = 0 } = settings;
  const hints: HintCode[] = [];
  if (FEIGNED.test(label)) hints.push('camera_name');
  if (!deviceId || !groupId) hints.push('camera_nameless');
  // Sensors give even sizes, from 320 × 240 up, and 5 to 120 frames a second.
  const isOdd = width % 2 !== 0 || height % 2 !== 0 || Math.max(width, height) < 320;
  if (isOdd || frameRate > 121 || (frameRate > 0 && frameRate < 5)) hints.push('camera_size');
  if (isPhone && capabilities && !CONTROLS.some((control) => control in capabilities))
    hints.push('camera_controls');
  return hints;
}

/** A frame is as dark as with the lens covered: then every frame may be the same. */
const DARK = 12;
/** Frames of a sensor differ, if only by noise. So many the same are none of a sensor's. */
const [LEAST, SHARE] = [4, 0.15];
const REMEMBERED = 900;

/** Counts frames that are the same as an earlier one, to the last pixel. Each frame is to be shown once. */
export function openFrameWatch(): { see(sight: Sight): void; hints(): HintCode[] } {
  const seen = new Set<number>();
  let [looked, same] = [0, 0];
  return {
    see({ digest, light }) {
      if (light && light.mean < DARK) return;
      looked++;
      if (seen.has(digest)) same++;
      else if (seen.size < REMEMBERED) seen.add(digest);
    },
    hints: () => (same >= LEAST && same / looked >= SHARE ? ['frames_repeat'] : []),
  };
}

/** As POST /v1/capture takes them, separated by commas. */
export const written = (about: string, hints: readonly HintCode[]): string[] =>
  [...new Set(hints)].map((hint) => `${about}:${hint}`);
