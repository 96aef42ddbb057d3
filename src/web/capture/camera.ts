// The camera: opened, looked through, and its picture taken as large as it gives one.

import { cameraHints, type HintCode } from './hints.js';
import type { What } from './seeing/sight.js';

export type CameraFault = 'refused' | 'missing' | 'busy';

export interface Camera {
  /** @throws `CameraFault` */
  readonly ready: Promise<void>;
  /** RGBA of the middle of the frame, small; null before there is one. */
  look(): Uint8ClampedArray | null;
  /** The frame that is shown, or, where the camera can, a photograph: unmirrored. @throws Error where it gives none */
  take(): Promise<Blob>;
  /** Signs that it may be none. */
  hints(): readonly HintCode[];
  close(): void;
}

const SMALL = 48;

export function openCamera(what: What, video: HTMLVideoElement): Camera {
  let [stream, isClosed]: [MediaStream | undefined, boolean] = [undefined, false];
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SMALL;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const stop = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  const open = async (): Promise<void> => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          facingMode: what === 'selfie' ? 'user' : 'environment',
          // A page's zone wants 1,280 pixels and more; a face needs far fewer. 4 : 3 is all of a phone's sensor.
          width: { ideal: what === 'selfie' ? 1280 : 1920 },
          height: { ideal: what === 'selfie' ? 960 : 1440 },
        },
      });
    } catch (error) {
      throw faultOf(error);
    }
    if (isClosed) return stop();
    video.srcObject = stream;
    await video.play().catch(() => undefined);
  };
  return {
    ready: open(),
    look() {
      const { videoWidth: width, videoHeight: height } = video;
      if (width === 0) return null;
      context.drawImage(video, width / 4, height / 4, width / 2, height / 2, 0, 0, SMALL, SMALL);
      return context.getImageData(0, 0, SMALL, SMALL).data;
    },
    async take() {
      const frame = frameOf(video);
      // Told below, where there is no photograph.
      frame.catch(() => undefined);
      const photograph = await photographOf(stream!.getVideoTracks()[0]!, video);
      return photograph ?? frame;
    },
    hints() {
      const [track] = stream?.getVideoTracks() ?? [];
      if (!track) return [];
      return cameraHints({
        label: track.label,
        settings: track.getSettings(),
        capabilities: track.getCapabilities?.(),
        isPhone: matchMedia('(pointer: coarse)').matches,
      });
    },
    close() {
      isClosed = true;
      stop();
    },
  };
}

/** The names of `getUserMedia`'s failures (Media Capture and Streams, 10.2.1). */
function faultOf(error: unknown): CameraFault {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'missing';
}

/** JPEG's, at which nothing of a face is lost that is looked at. */
const QUALITY = 0.92;

/** Looks for a frame, one each time the screen is drawn, before it is given up. */
const MOST_LOOKS = 60;

/** The frame that is shown, as large as the camera gives it. */
async function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d')!;
  for (let looks = 0; !isDrawn(context, video); looks++) {
    if (looks === MOST_LOOKS) throw new Error('the camera gives no frame');
    await new Promise(requestAnimationFrame);
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be made'))),
      'image/jpeg',
      QUALITY,
    ),
  );
}

/** Now and then WebKit has no frame at hand, draws nothing and says nothing: as a JPEG that would be a black picture. */
function isDrawn(context: CanvasRenderingContext2D, video: HTMLVideoElement): boolean {
  context.drawImage(video, 0, 0);
  return context.getImageData(0, 0, 1, 1).data[3] !== 0;
}

/** In which a photograph must be there, ms: whoever holds still does so for no longer. */
const IN_TIME = 2500;

interface PhotoCapture {
  takePhoto(): Promise<Blob>;
}
const { ImageCapture } = globalThis as { ImageCapture?: new (track: MediaStreamTrack) => PhotoCapture };

/** By the camera's still mode (W3C, MediaStream Image Capture); null where there is none, or it gives less than the video. */
async function photographOf(track: MediaStreamTrack, video: HTMLVideoElement): Promise<Blob | null> {
  if (!ImageCapture) return null;
  try {
    const late = new Promise<never>((_, reject) => setTimeout(reject, IN_TIME, new Error('too late')));
    const photograph = await Promise.race([new ImageCapture(track).takePhoto(), late]);
    if (photograph.type !== 'image/jpeg') return null;
    const { width, height } = await createImageBitmap(photograph);
    return width * height > video.videoWidth * video.videoHeight ? photograph : null;
  } catch {
    return null;
  }
}
