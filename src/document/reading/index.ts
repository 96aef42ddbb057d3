// The front door of the reading: from a zone in a photograph to what may stand at each of its places.

export { readZone, type ZoneReading } from './readZone.js';
export { STRIP_PITCH, STRIP_STRIDE, stripNumbers } from './strip.js';
