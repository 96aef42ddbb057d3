// One customer's whole way, each person in a browser of their own: the customer captures, the service decides that a person
// should look, a reviewer settles the case, and the auditor sees it.

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, PUBLIC_URL } from '../service/service.fixture.js';
import { axeFaults, browserMissing, signedInContext, visit } from './browser.fixture.js';
import { type Capturing, choose, heading, openCapturing, press } from './capture/capture.fixture.js';
import { samplePhotograph } from './capture/seeing/seeing.fixture.js';

if (browserMissing) console.warn(`nobody goes the whole way: ${browserMissing}`);

let capturing: Capturing;
beforeAll(async () => {
  if (browserMissing) return;
  capturing = await openCapturing();
  await doubtEverybody();
});
afterAll(() => capturing?.close());

/** So few strangers may match that no face is sure: a person is to look. */
async function doubtEverybody(): Promise<void> {
  const { service, tenant } = capturing;
  const headers = { cookie: await tenant.signedIn('compliance'), origin: PUBLIC_URL };
  const { body: policies } = await call(service, 'GET', '/v1/policies', { headers });
  const document = { ...policies.items[0].document, approveFmr: 1e-12 };
  const note = 'a person looks at everybody';
  const { body } = await call(service, 'POST', '/v1/policies', { headers, body: { document, note } });
  const activation = { headers, body: { reason: note } };
  await call(service, 'POST', `/v1/policies/${body.version}/activate`, activation);
}

/** The woman who holds the phone, from nearer and smaller: no page around her. */
const portrait = async (): Promise<Buffer> =>
  sharp(await samplePhotograph(3))
    .extract({ left: 987, top: 97, width: 400, height: 480 })
    .resize(500)
    .jpeg({ quality: 88 })
    .toBuffer();

describe.skipIf(browserMissing)('a customer’s whole way', () => {
  it('goes from the camera to the auditor', { timeout: 120_000 }, async () => {
    const { service, tenant } = capturing;
    const browser = await capturing.camera('nobody');
    const reviewer = await visit(
      await signedInContext(browser, await tenant.signedIn('reviewer')),
      '/console/cases',
    );
    await reviewer.page.getByRole('heading', { name: 'Nothing waits' }).waitFor();

    const { id, path } = await capturing.link('carla');
    const customer = await visit(await capturing.phone('en', 'face'), path);
    await press(customer.page, 'I agree: begin');
    await customer.page.getByRole('img', { name: 'The picture that you took' }).waitFor();
    await press(customer.page, 'Use this picture');
    await press(customer.page, 'Passport');
    await choose(customer.page, await portrait());
    await press(customer.page, 'Use this picture');
    await heading(customer.page, 'Thank you');
    const { verification } = await capturing.sessionOf(id);
    expect(await capturing.verificationOf(verification)).toMatchObject({ decision: 'review' });

    // It comes by itself, to a page that was open already.
    await reviewer.page.getByRole('cell', { name: 'carla' }).waitFor();
    await press(reviewer.page, 'Take the next case');
    await reviewer.page.getByRole('img', { name: 'Selfie', exact: true }).waitFor();
    await reviewer.page.getByRole('img', { name: 'Portrait of the document' }).waitFor();
    await reviewer.page.keyboard.press('a');
    const offered = await reviewer.page.locator('.reason').allTextContents();
    const at = offered.findIndex((text) => text.startsWith('The pictures show the same person'));
    await reviewer.page.keyboard.press(String(at + 1));
    expect(await axeFaults(reviewer.page)).toEqual([]);
    await press(reviewer.page, 'Approve, for good');
    await reviewer.page.getByText('Decided: approve.').waitFor();
    const found = await call(service, 'GET', '/v1/customers/carla', { key: tenant.key });
    expect(found.body.status).toBe('enrolled');

    const auditor = await visit(
      await signedInContext(browser, await tenant.signedIn('compliance')),
      '/console/audit',
    );
    for (const action of [
      ...['session.created', 'session.opened', 'verification.decided', 'case.opened'],
      ...['session.completed', 'case.assigned', 'picture.read', 'case.decided', 'customer.enrolled'],
    ])
      await auditor.page.getByRole('cell', { name: action }).first().waitFor();
    await press(auditor.page, 'Check the whole log');
    await auditor.page.getByText(/entries are what was written/).waitFor();
    for (const { offences } of [customer, reviewer, auditor]) expect(offences).toEqual([]);
  });
});
