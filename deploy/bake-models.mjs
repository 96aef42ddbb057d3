// Composes the default models into LIKENESS_HOME while an image is built, and opens each once: an image in which they
// do not run is never made. Every model's digest is known beforehand, and another one stops the build.

import { Likeness } from '../dist/index.js';

for (const model of ['accurate', 'fast']) {
  const likeness = await Likeness.open({ model, onProgress: (message) => console.error(message) });
  console.error(`${model} is ${likeness.model.sha256}`);
  await likeness.close();
}
