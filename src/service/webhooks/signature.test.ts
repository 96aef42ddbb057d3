import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { makeSecret, signedHeaders } from './signature.js';

test('the vector that the libraries of Standard Webhooks share', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(signedHeaders(message, [secret], new Date(1_614_265_330_999))).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

describe('the verifier of the package standardwebhooks', () => {
  const body = JSON.stringify({ type: 'webhook.test', data: { name: 'Zoë 東京' } });
  const [first, second, third] = [makeSecret(), makeSecret(), makeSecret()];
  const headers = signedHeaders({ id: 'e1', body }, [first, second], new Date());

  test('accepts what either of two secrets signed, and no third', () => {
    expect(new Webhook(first).verify(body, headers)).toEqual(JSON.parse(body));
    expect(new Webhook(second).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(third).verify(body, headers)).toThrow('No matching signature');
  });

  test('refuses another body, another identifier, another time and an old time', () => {
    const verify =
      (change: object, text = body) =>
      () =>
        new Webhook(first).verify(text, { ...headers, ...change });
    const at = Number(headers['webhook-timestamp']);
    expect(verify({}, `${body} `)).toThrow('No matching signature');
    expect(verify({ 'webhook-id': 'e2' })).toThrow('No matching signature');
    expect(verify({ 'webhook-timestamp': String(at - 1) })).toThrow('No matching signature');
    const old = signedHeaders({ id: 'e1', body }, [first], new Date(Date.now() - 301_000));
    expect(verify(old)).toThrow('too old');
  });
});

test('a secret is of 32 random bytes, as the specification writes them', () => {
  const secret = makeSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(makeSecret()).not.toBe(secret);
});
