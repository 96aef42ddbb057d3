// The camera: opened, looked through at low resolution, and its picture taken at its own.

export type CameraFault = 'refused' | 'missing' | 'busy';

export interface Camera {
  /** @throws `CameraFault` */
  readonly ready: Promise<void>;
  /** RGBA of the middle of the frame, small; null before there is one. */
  look(): Uint8ClampedArray | null;
  close(): void;
}

const SMALL = 48;
/** JPEG's, at which nothing of a face is lost that is looked at. */
const QUALITY = 0.92;

export function openCamera(what: 'selfie' | 'document', video: HTMLVideoElement): Camera {
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
          // A page's zone wants 1,280 pixels and more; a face needs far fewer.
          width: { ideal: what === 'selfie' ? 1280 : 1920 },
          height: { ideal: what === 'selfie' ? 720 : 1080 },
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

/** The frame that is shown, unmirrored, as large as the camera gives it. */
export function pictureOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')!.drawImage(video, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be made'))),
      'image/jpeg',
      QUALITY,
    ),
  );
}
