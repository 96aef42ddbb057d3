// ISO/IEC 29794-5, 7.4.11: does the head face the camera? Three components of one form.

import type { Pose } from '../pose.js';
import type { PictureRole, QualityComponent } from './component.js';

export const headPoseYaw = headPose('yaw', (yaw, role) =>
  role === 'selfie'
    ? `Turn your head to your ${yaw > 0 ? 'right' : 'left'}, until you look straight into the camera.`
    : 'Hold the camera straight above the document.',
);

export const headPosePitch = headPose('pitch', (pitch, role) =>
  role === 'selfie'
    ? `${pitch > 0 ? 'Raise' : 'Lower'} your chin, or hold the camera at the height of your eyes.`
    : 'Hold the camera straight above the document.',
);

export const headPoseRoll = headPose('roll', (_, role) =>
  role === 'selfie'
    ? 'Hold your head and the camera upright.'
    : 'Turn the picture until the portrait is upright.',
);

/** OFIQ: 100 · cos² of the angle. */
function headPose(
  angle: keyof Pose,
  advice: (degrees: number, role: PictureRole) => string,
): QualityComponent {
  return {
    unit: '°',
    measure: ({ pose }) => pose[angle],
    score: (degrees) => (Math.abs(degrees) < 90 ? 100 * Math.cos((degrees * Math.PI) / 180) ** 2 : 0),
    advice,
  };
}
