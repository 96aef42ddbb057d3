// The face image data block of ISO/IEC 39794-5, DER by ICAO's module ID-ICAO-ISO-IEC-39794-5-ed-1-v1
// (github.com/ICAO-TRIP-ISO-WG3/39794-5-AP), in which chips hold their portrait from 2025 on.
//
// This software makes use of the Schema from ISO/IEC 39794-5 within modifications permitted in the relevant ISO/IEC
// standard. Copyright of the Schema: ISO/IEC. THE SCHEMA ON WHICH THIS SOFTWARE IS BASED IS PROVIDED BY THE COPYRIGHT
// HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
// WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT
// OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
// (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR
// BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
// (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THE CODE COMPONENTS, EVEN IF ADVISED OF THE
// POSSIBILITY OF SUCH DAMAGE.

import { LikenessError } from '../../errors.js';
import { type ChipPortrait, type FeaturePoint, type Pose, portraitFormat } from './portrait.js';
import { readTlvs, type Tlv, toNumber } from './tlv.js';

/** [APPLICATION 5], constructed. */
export const FACE_IMAGE_DATA_BLOCK = 0x65;

const OF = 'The face image data block in EF.DG2';

/**
 * Every portrait of a face image data block, given its content. Optional parts that cannot be understood are left
 * out; the picture must be there.
 *
 * @throws LikenessError `chip_file_truncated`, `chip_file_invalid`, `chip_portrait_unsupported`
 */
export function readFaceRecord39794(block: Buffer): ChipPortrait[] {
  const representations = parts(block).get(1);
  if (!representations) throw missing('its representations');
  return readTlvs(representations.value, OF)
    .filter(({ tag }) => tag === SEQUENCE)
    .map(({ value }) => readRepresentation(parts(value)));
}

const SEQUENCE = 0x30;

/** RepresentationBlock: [1] picture, [2] time, [8] the person, [9] landmarks. */
function readRepresentation(block: Parts): ChipPortrait {
  const base = block.get(1) && parts(block.get(1)!.value).get(0);
  const flat = base && parts(base.value).get(0);
  if (!flat)
    throw new LikenessError('chip_portrait_unsupported', `${OF} holds no picture of two dimensions.`);
  const picture = parts(flat.value);
  const bytes = picture.get(0)?.value;
  if (!bytes) throw missing('the bytes of its picture');
  const information = inside(picture, 1);
  const person = inside(block, 8);
  const size = inside(information, 7);
  const [width, height] = [number(size.get(0)), number(size.get(1))];
  return {
    bytes,
    format: portraitFormat(bytes),
    declaredFormat: FORMATS[code(information.get(0)) ?? 0] ?? null,
    declaredSize: width && height ? { width, height } : null,
    encoding: 'ISO/IEC 39794-5',
    kind: code(information.get(1)) === 0 ? 'travel document' : null,
    featurePoints: readPoints(block.get(9)),
    gender: GENDERS[code(person.get(0)) ?? 0] ?? null,
    eyeColour: EYE_COLOURS[code(person.get(1)) ?? 0] ?? null,
    hairColour: HAIR_COLOURS[code(person.get(2)) ?? 0] ?? null,
    pose: readPose(inside(person, 6)),
    created: readTime(inside(block, 2)),
  };
}

const FORMATS = [null, null, 'jpeg', 'jp2', 'jp2'] as const;
/** 0 is unknown. */
const GENDERS = [null, 'other', 'male', 'female'] as const;
const EYE_COLOURS = [
  ...[null, 'other', 'black', 'blue', 'brown', 'grey', 'green', 'hazel', 'multi-coloured', 'pink'],
];
const HAIR_COLOURS = [
  ...[null, 'other', 'bald', 'black', 'blonde', 'brown', 'grey', 'white', 'red', 'coloured'],
];

/** The parts of a SEQUENCE, or the branch of a CHOICE, by the numbers of their context-specific tags. */
type Parts = ReadonlyMap<number, Tlv>;

function parts(value: Buffer): Parts {
  return new Map(
    readTlvs(value, OF)
      .filter(({ tag }) => (tag & 0xc0) === 0x80 && tag <= 0xff)
      .map((object) => [object.tag & 0x1f, object]),
  );
}

function inside(block: Parts, index: number): Parts {
  const part = block.get(index);
  return part ? parts(part.value) : new Map();
}

function number(object: Tlv | undefined): number | null {
  return object ? toNumber(object, OF) : null;
}

/** The code of a CHOICE: [0] the code itself, or [1] a block that holds it as a fallback [0]. */
function code(choice: Tlv | undefined): number | null {
  if (!choice) return null;
  const branches = parts(choice.value);
  return number(branches.get(0) ?? inside(branches, 1).get(0));
}

/** LandmarkBlocks: kind and, where given, coordinates in the picture. */
function readPoints(blocks: Tlv | undefined): FeaturePoint[] {
  if (!blocks) return [];
  return readTlvs(blocks.value, OF).flatMap(({ value }) => {
    const block = parts(value);
    const coordinates = inside(inside(block, 1), 0);
    // Base: [0] Cartesian in two dimensions.
    const point = inside(coordinates, 0);
    const [x, y] = [number(point.get(0)), number(point.get(1))];
    const name = landmarkName(inside(inside(block, 0), 0));
    return name === null || x === null || y === null ? [] : [{ name, x, y }];
  });
}

/** LandmarkKindBase: [0] a feature point of MPEG-4, [1] an anthropometric landmark. */
function landmarkName(kind: Parts): string | null {
  const mpeg4 = code(kind.get(0));
  if (mpeg4 !== null) return MPEG_4[mpeg4] ?? null;
  const landmark = inside(kind, 1).get(0);
  const [branch] = landmark ? readTlvs(landmark.value, OF) : [];
  const index = code(branch);
  return index === null ? null : `anthropometric ${branch.tag & 0x1f}.${index}`;
}

/** MPEG4FeaturePointCode: groups 2 to 12 of ISO/IEC 14496-2, numbered through. */
const MPEG_4 = [
  ...([14, 14, 6, 4, 4, 1, 10, 15, 10, 6, 4] as const).flatMap((points, group) =>
    Array.from({ length: points }, (_, i) => `${group + 2}.${i + 1}`),
  ),
];

/** AngleDataBlock: [0] degrees, signed. */
function readPose(block: Parts): Pose | null {
  const [yaw, pitch, roll] = [0, 1, 2].map((index) => {
    const value = inside(block, index).get(0)?.value;
    return value && value.length > 0 && value.length <= 2 ? value.readIntBE(0, value.length) : null;
  });
  return yaw === null && pitch === null && roll === null ? null : { yaw, pitch, roll };
}

/** DateTimeBlock: year, month, day, hour, minute, second; each but the first may be missing. */
function readTime(block: Parts): string | null {
  const fields: string[] = [];
  for (let index = 0; index < 6; index++) {
    const value = number(block.get(index));
    if (value === null || value > 9999) break;
    fields.push(String(value).padStart(index === 0 ? 4 : 2, '0'));
  }
  const [year, month, day, hour, minute, second] = fields;
  if (year === undefined) return null;
  const date = [year, month, day].filter((field) => field !== undefined).join('-');
  return minute === undefined ? date : `${date}T${hour}:${minute}:${second ?? '00'}`;
}

function missing(what: string): LikenessError {
  return new LikenessError('chip_file_invalid', `${OF} cannot be read: it lacks ${what}.`);
}
