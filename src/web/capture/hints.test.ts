import { describe, expect, it } from 'vitest';
import { HINTS, readHints, WrittenHints } from '../../service/verifications/hints.js';
import { type CameraFacts, cameraHints, type HintCode, openFrameWatch, written } from './hints.js';
import type { Sight } from './seeing/sight.js';

/** As Chrome for Android tells of a phone's. */
const PHONE: CameraFacts = {
  label: 'camera 0, facing back',
  settings: { deviceId: 'a1', groupId: 'b2', width: 1920, height: 1440, frameRate: 30 },
  capabilities: { width: {}, height: {}, torch: true, zoom: {}, focusMode: ['continuous'] },
  isPhone: true,
};

describe('cameraHints', () => {
  it('has nothing to say of a phone’s camera, nor of a laptop’s', () => {
    expect(cameraHints(PHONE)).toEqual([]);
    const laptop = { ...PHONE, label: 'Integrated Camera (04f2:b6d9)', capabilities: { width: {} } };
    expect(cameraHints({ ...laptop, isPhone: false })).toEqual([]);
    // Safari and Firefox tell of few capabilities, or of none.
    expect(cameraHints({ ...PHONE, capabilities: undefined })).toEqual([]);
  });

  it.each([
    'OBS Virtual Camera',
    'ManyCam Virtual Webcam',
    'Snap Camera',
    'XSplit VCam',
    'DroidCam Source 3',
    'Dummy video device (0x0000) (v4l2loopback)',
    'fake_device_0',
    '/tmp/clip.y4m',
  ])('knows %s for none', (label) => expect(cameraHints({ ...PHONE, label })).toEqual(['camera_name']));

  it.each(['FaceTime HD Camera', 'Logitech BRIO', 'camera2 1, facing front', 'Cámara frontal', 'Jobs Cam'])(
    'takes %s for a camera',
    (label) => expect(cameraHints({ ...PHONE, label })).toEqual([]),
  );

  it('notes what no camera has', () => {
    const settings = PHONE.settings;
    expect(cameraHints({ ...PHONE, settings: { ...settings, groupId: '' } })).toEqual(['camera_nameless']);
    expect(cameraHints({ ...PHONE, settings: { ...settings, width: 1001 } })).toEqual(['camera_size']);
    expect(cameraHints({ ...PHONE, settings: { ...settings, frameRate: 1 } })).toEqual(['camera_size']);
    expect(cameraHints({ ...PHONE, capabilities: { width: {} } })).toEqual(['camera_controls']);
  });
});

describe('openFrameWatch', () => {
  const sight = (digest: number, mean = 120): Sight => ({
    ...{ frame: { width: 1, height: 1 }, faces: [], page: null, blur: null, print: null },
    ...{ digest, light: { mean, burnt: 0 } },
  });
  const hintsOf = (digests: readonly number[], mean?: number): readonly HintCode[] => {
    const watch = openFrameWatch();
    for (const digest of digests) watch.see(sight(digest, mean));
    return watch.hints();
  };

  it('notes frames that stand still, or come again', () => {
    expect(hintsOf(Array(10).fill(7))).toEqual(['frames_repeat']);
    expect(hintsOf(Array.from({ length: 60 }, (_, i) => i % 20))).toEqual(['frames_repeat']);
  });

  it('says nothing of a sensor’s, of which a few may be the same', () => {
    expect(hintsOf(Array.from({ length: 200 }, (_, i) => i))).toEqual([]);
    expect(hintsOf([1, 1, 2, 3, 4, 5, 5, 6, 7, 8])).toEqual([]);
  });

  it('says nothing of a lens that is covered', () => expect(hintsOf(Array(30).fill(0), 3)).toEqual([]));
});

describe('written', () => {
  it('is what the service takes, for every code that either knows', () => {
    const all = Object.keys(HINTS) as HintCode[];
    const text = ['selfie', 'document', 'document_back'].flatMap((about) => written(about, all)).join(',');
    const { pattern, maxLength } = WrittenHints as unknown as { pattern: string; maxLength: number };
    expect(text).toMatch(new RegExp(pattern));
    expect(text.length).toBeLessThanOrEqual(maxLength);
    expect(readHints(text)).toHaveLength(3 * all.length);
  });
});
